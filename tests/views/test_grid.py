"""Flask-Admin's grid: guarded by FAB's rights, reading and writing through the same doors."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest
from werkzeug.test import TestResponse

from tests.clerk import Clerk
from tests.opened import Opened, opened

TABLES = """
CREATE TABLE village (id serial PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE note (
  id serial PRIMARY KEY, village integer REFERENCES village, subject text NOT NULL,
  price numeric(12, 2), on_day date, mood text CHECK (mood IN ('baik', 'buruk')),
  twice numeric GENERATED ALWAYS AS (price * 2) STORED);
CREATE TABLE pair (a integer, b text, v text, PRIMARY KEY (a, b));
CREATE TABLE loose (v text);
INSERT INTO village (name) SELECT 'Desa ' || n FROM generate_series(1, 500) n;
INSERT INTO note (village, subject, price, on_day, mood)
  SELECT n, 'Perihal <b>' || n, n + 0.5, '2026-01-31', 'baik' FROM generate_series(1, 60) n;
INSERT INTO pair VALUES (1, 'x, y', 'satu'), (1, '', 'dua');
INSERT INTO loose VALUES ('lepas');
"""


@pytest.fixture(scope="module")
def at(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    def fill(url: str) -> None:
        with closing(psycopg2.connect(url)) as connection:
            connection.autocommit = True
            connection.cursor().execute(TABLES)

    with opened(server_url, fill, tmp_path_factory.mktemp("kantor")) as panel:
        yield panel


@pytest.fixture(scope="module")
def editor(at: Opened) -> Clerk:
    return at.browser("editor")


def cell(page: TestResponse, field: str, pk: str) -> str:
    """The id of a cell, as the page's script would send it."""
    found = re.search(rf'data-name="{field}"[^>]*data-pk="({pk}:[^"]*)"', page.text)
    assert found, f"no cell {field} of {pk}"
    return html.unescape(found.group(1))


def save(clerk: Clerk, row: str, **texts: str) -> TestResponse:
    return clerk.send("/grid/note/ajax/update/", {"list_form_pk": row, **texts})


def test_the_list_shows_rows_in_peoples_notation_with_titles_of_references(editor: Clerk) -> None:
    page = editor.get("/grid/note/?sort=0")
    assert page.status_code == 200
    assert "Perihal &lt;b&gt;" in page.text and "Perihal <b>" not in page.text
    assert "31-01-2026" in page.text and "Desa 1" in page.text


def test_a_referenced_table_is_never_loaded_whole(editor: Clerk) -> None:
    assert "Desa 499" not in editor.get("/grid/note/").text


def test_the_list_turns_its_pages_sorts_and_searches(editor: Clerk) -> None:
    first, last = editor.get("/grid/pair/?sort=0&desc=1"), editor.get("/grid/note/?page=2&search=perihal")
    assert "satu" in first.text and last.status_code == 200
    assert editor.get("/grid/note/?page=-1&sort=99&desc=x&page_size=100000").status_code == 200
    assert editor.get("/grid/note/?search=%00").status_code in (200, 422)


def test_rows_without_a_key_and_with_a_composite_key_are_listed(editor: Clerk) -> None:
    loose, pair = editor.get("/grid/loose/"), editor.get("/grid/pair/")
    assert "lepas" in loose.text and "data-pk" not in loose.text
    assert 'data-pk="1,x~2C~20y:' in pair.text and 'data-pk="1,~:' in pair.text


def test_a_cell_is_saved_through_the_one_door(at: Opened, editor: Clerk) -> None:
    row = cell(editor.get("/grid/note/?search=%3Cb%3E1"), "price", "1")
    saved = save(editor, row, price="1.234,5")
    assert saved.status_code == 200, saved.text
    assert at.ask("SELECT price::text, twice::text FROM note WHERE id = 1") == [("1234.50", "2469.00")]


def test_a_second_cell_of_the_row_is_saved_from_the_same_page(at: Opened, editor: Clerk) -> None:
    page = editor.get("/grid/note/?search=%3Cb%3E2")
    assert save(editor, cell(page, "price", "2"), price="7").status_code == 200
    assert save(editor, cell(page, "subject", "2"), subject="Lain").status_code == 200
    assert at.ask("SELECT price::text, subject FROM note WHERE id = 2") == [("7.00", "Lain")]


def test_a_cell_that_somebody_else_changed_is_not_overwritten(at: Opened, editor: Clerk) -> None:
    row = cell(editor.get("/grid/note/?search=%3Cb%3E3"), "subject", "3")
    at.ask("UPDATE note SET subject = 'Punya orang' WHERE id = 3")
    assert save(editor, row, subject="Punya saya").status_code == 409
    assert at.ask("SELECT subject FROM note WHERE id = 3") == [("Punya orang",)]


@pytest.mark.parametrize(
    "texts",
    [
        {"price": "banyak"},
        {"mood": "entah"},
        {"on_day": "31-02-2026"},
        {"subject": ""},
        {"subject": "\x00"},
        {"twice": "1"},
        {"nothing": "1"},
        {"village": "99999"},
    ],
)
def test_a_cell_that_is_wrong_is_refused_in_words(editor: Clerk, texts: dict[str, str]) -> None:
    row = cell(editor.get("/grid/note/?search=%3Cb%3E4"), "price", "4")
    refused = save(editor, row, **texts)
    assert refused.status_code == 422 and refused.text.endswith(".")


def test_a_cell_without_the_version_that_was_seen_is_refused(editor: Clerk) -> None:
    assert save(editor, "5", subject="Buta").status_code == 422
    assert save(editor, "", subject="Buta").status_code in (404, 422)


def test_a_reader_sees_no_cell_to_edit_and_saves_none(at: Opened, editor: Clerk) -> None:
    row = cell(editor.get("/grid/note/?search=%3Cb%3E6"), "subject", "6")
    reader = at.browser("pembaca")
    assert "data-pk" not in reader.get("/grid/note/").text
    assert save(reader, row, subject="Diam-diam").status_code == 403
    assert at.ask("SELECT subject FROM note WHERE id = 6") == [("Perihal <b>6",)]


def test_no_cell_is_saved_without_the_token_of_the_page(at: Opened, editor: Clerk) -> None:
    row = cell(editor.get("/grid/note/?search=%3Cb%3E7"), "subject", "7")
    refused = editor.client.post("/grid/note/ajax/update/", data={"list_form_pk": row, "subject": "Palsu"})
    assert refused.status_code == 400
    assert at.ask("SELECT subject FROM note WHERE id = 7") == [("Perihal <b>7",)]


def test_the_page_brings_the_token_that_its_cells_need(editor: Clerk) -> None:
    found = re.search(r'data-csrf="([^"]+)"', editor.get("/grid/note/").text)
    assert found and found.group(1)


def test_strangers_go_to_the_login_and_those_without_right_are_told(at: Opened) -> None:
    assert "/login" in at.stranger().get("/grid/note/").headers["Location"]
    assert at.browser("tamu").get("/grid/note/").status_code == 403


def test_a_row_is_deleted_with_the_right_to_delete_only(at: Opened, editor: Clerk) -> None:
    assert editor.send("/grid/note/delete/", {"id": "8"}).status_code == 403
    assert at.browser().send("/grid/note/delete/", {"id": "8"}).status_code == 302
    assert at.ask("SELECT count(*) FROM note WHERE id = 8") == [(0,)]


def test_references_are_looked_up_a_few_at_a_time(at: Opened, editor: Clerk) -> None:
    found = editor.get("/grid/note/ajax/lookup/?name=village&query=Desa+49").json
    assert ["490", "Desa 490"] in found and len(found) <= 20
    assert editor.get("/grid/note/ajax/lookup/?name=village&query=Desa+49&offset=10").json == []
    assert editor.get("/grid/note/ajax/lookup/?name=nothing&query=x").status_code == 404
    assert at.browser("tamu").get("/grid/note/ajax/lookup/?name=village&query=x").status_code == 403


def test_the_grid_has_no_start_page_of_its_own(editor: Clerk) -> None:
    assert editor.get("/grid/").status_code == 302
