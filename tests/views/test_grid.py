"""The grid's page and its rows: guarded by FAB's rights, read by the one reader, a hundred rows a fetch."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.clerk import Clerk
from tests.opened import Opened, filled, opened, statements

TABLES = """
CREATE TABLE village (id serial PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE note (
  id serial PRIMARY KEY, village integer REFERENCES village, subject text NOT NULL,
  price numeric(12, 2), on_day timestamp, mood text CHECK (mood IN ('baik', 'buruk')),
  twice numeric GENERATED ALWAYS AS (price * 2) STORED);
CREATE TABLE pair (a integer, b text, v text, PRIMARY KEY (a, b));
CREATE TABLE loose (v text);
INSERT INTO village (name) SELECT 'Desa ' || n FROM generate_series(1, 500) n;
INSERT INTO note (village, subject, price, on_day, mood)
  SELECT n, 'Perihal <b>' || n, 1000 + n + 0.5, timestamp '2026-01-01 08:00' + n * interval '1 day', 'baik'
  FROM generate_series(1, 250) n;
INSERT INTO pair VALUES (1, 'x, y', 'satu'), (1, '', 'dua');
INSERT INTO loose SELECT 'lepas ' || n FROM generate_series(1, 130) n;
"""
Told = dict[str, Any]


@pytest.fixture(scope="module")
def at(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with opened(server_url, filled(TABLES), tmp_path_factory.mktemp("kantor")) as panel:
        yield panel


@pytest.fixture(scope="module")
def editor(at: Opened) -> Clerk:
    return at.browser("editor")


def config(page: TestResponse) -> Told:
    """What the page tells its script."""
    found = re.search(r'<script type="application/json" data-config>(.*?)</script>', page.text, re.S)
    assert found, page.text[:500]
    told: Told = json.loads(found.group(1))
    return told


def rows(clerk: Clerk, address: str) -> Told:
    answer = clerk.get(address)
    assert answer.status_code == 200, answer.text
    told: Told = answer.json
    return told


def keys(told: Told) -> list[int]:
    return [int(row[0]) for row in told["rows"]]


def test_the_page_brings_the_first_hundred_rows_in_peoples_notation(editor: Clerk) -> None:
    page = editor.get("/grid/note/?order=id")
    told = config(page)
    columns = [one["key"] for one in told["columns"]]
    key, version, title, cells = told["first"]["rows"][0]
    row = dict(zip(columns, cells, strict=True))
    assert (key, len(told["first"]["rows"])) == ("1", 100) and version and "Perihal" in title
    assert row["subject"] == "Perihal <b>1"
    assert row["price"][:2] == ["1001,50", "1.001,50"] and row["village"][:2] == ["1", "Desa 1"]
    assert row["on_day"][0] == "02-01-2026 08.00" and "<b>1" not in page.text.split("data-config")[0]


def test_a_column_says_how_it_is_edited_and_why_it_is_not(editor: Clerk) -> None:
    told = {
        one["key"]: one
        for one in config(editor.get("/grid/note/?columns=subject,price,mood,village,twice,on_day"))[
            "columns"
        ]
    }
    kinds = {key: one["kind"] for key, one in told.items()}
    assert kinds == {
        "subject": "text", "price": "number", "mood": "choice", "village": "reference", "twice": "number",
        "on_day": "datetime",
    }  # fmt: skip
    assert told["subject"]["required"] and "why" not in told["subject"] and told["twice"]["why"].endswith(".")
    assert [value for value, _ in told["mood"]["choices"]] == ["baik", "buruk"]


def test_rows_are_fetched_by_cursor_in_both_directions(editor: Clerk) -> None:
    first = rows(editor, "/grid/note/rows?order=id")
    assert keys(first) == list(range(1, 101)) and first["before"] is None
    second = rows(editor, f"/grid/note/rows?order=id&cursor={first['after']}")
    assert keys(second) == list(range(101, 201))
    assert keys(rows(editor, f"/grid/note/rows?order=id&cursor={second['before']}")) == keys(first)
    last = rows(editor, "/grid/note/rows?order=id&cursor=last")
    assert keys(last) == list(range(151, 251)) and last["after"] is None and last["before"]


def test_rows_begin_at_a_day_of_the_order(editor: Clerk) -> None:
    up = rows(editor, "/grid/note/rows?order=on_day&from=10-03-2026")
    assert keys(up)[0] == 68 and up["before"]
    assert keys(rows(editor, f"/grid/note/rows?order=on_day&cursor={up['before']}"))[-1] == 67
    down = rows(editor, "/grid/note/rows?order=-on_day&from=10-03-2026")
    assert keys(down)[:2] == [68, 67]
    assert keys(rows(editor, "/grid/note/rows?order=on_day&from=01-01-2030"))[-1] == 250
    for wrong in ("31-02-2026", "kemarin"):
        refused = editor.get(
            f"/grid/note/rows?order=on_day&from={wrong}",
        )
        assert refused.status_code == 422, wrong


def test_rows_are_those_of_the_address(editor: Clerk) -> None:
    assert keys(rows(editor, "/grid/note/rows?where.id.le=3&order=-id")) == [3, 2, 1]
    assert rows(editor, "/grid/note/rows?columns=mood&where.id.eq=7")["rows"][0][3] == [
        ["baik", "Baik", 0, "info"]
    ]
    assert editor.get("/grid/note/rows?where.nothing.eq=1").status_code == 422
    assert editor.get("/grid/note/rows?cursor=entah").status_code == 404


def test_named_rows_are_read_again_and_those_that_are_gone_are_missing(at: Opened, editor: Clerk) -> None:
    before = rows(editor, "/grid/note/versions?keys=11&keys=12&keys=999")["versions"]
    assert set(before) == {"11", "12"}
    at.ask("UPDATE note SET subject = 'Baru' WHERE id = 11")
    after = rows(editor, "/grid/note/versions?keys=11&keys=12")["versions"]
    assert after["11"] != before["11"] and after["12"] == before["12"]
    told = rows(editor, "/grid/note/rows?columns=subject&keys=11&keys=999")
    assert [(row[0], row[1], row[3]) for row in told["rows"]] == [("11", after["11"], ["Baru"])]
    assert editor.get("/grid/note/rows?keys=bukan").status_code == 404


def test_rows_with_a_composite_key_and_without_a_key_are_there(editor: Clerk) -> None:
    pair = config(editor.get("/grid/pair/"))["first"]["rows"]
    assert {row[0] for row in pair} == {"1,x~2C~20y", "1,~"}
    assert len(rows(editor, "/grid/pair/rows?keys=1,x~2C~20y&keys=1,~")["rows"]) == 2
    loose = config(editor.get("/grid/loose/"))
    assert loose["why"] and not loose["adds"] and {row[0] for row in loose["first"]["rows"]} == {None}
    assert len(rows(editor, f"/grid/loose/rows?cursor={loose['first']['after']}")["rows"]) == 30


def test_a_hundred_rows_cost_two_statements_beside_the_person(at: Opened, editor: Clerk) -> None:
    rows(editor, "/grid/note/rows?order=id")
    with statements(at.app) as asked:
        rows(editor, "/grid/note/rows?order=id")
    assert len(asked) <= 3, asked
    with statements(at.app) as asked:
        rows(editor, "/grid/note/versions?keys=1&keys=2")
    assert len(asked) <= 2, asked


def test_a_referenced_table_is_never_loaded_whole(editor: Clerk) -> None:
    assert "Desa 499" not in editor.get("/grid/note/").text


def test_a_reader_is_told_why_nothing_can_be_changed(at: Opened) -> None:
    told = config(at.browser("pembaca").get("/grid/note/"))
    assert told["why"] and not told["adds"] and not told["deletes"]
    assert all(one["why"] for one in told["columns"])


def test_the_grid_is_remembered_for_the_person_and_the_list_opens_it(at: Opened) -> None:
    clerk = at.browser("editor")
    assert clerk.get("/data/note/list/?q=x").status_code == 200
    sent = clerk.send("/data/note/shape", {"shape": "grid", "same": "?order=id&q=x"})
    assert sent.headers["Location"].endswith("/grid/note/?order=id&q=x")
    assert clerk.get("/data/note/list/?q=x").headers["Location"].endswith("/grid/note/?q=x")
    assert at.browser("editor").get("/data/note/list/").headers["Location"].endswith("/grid/note/")
    assert clerk.get("/data/note/list/?as=list").status_code == 200
    phone = clerk.client.get("/data/note/list/", headers={"Sec-CH-UA-Mobile": "?1"})
    assert phone.status_code == 200
    assert at.browser("pembaca").get("/data/note/list/").status_code == 200
    sent = clerk.send("/data/note/shape", {"shape": "list", "same": "?q=x"})
    assert sent.headers["Location"].endswith("/data/note/list/?q=x")
    assert clerk.get("/data/note/list/").status_code == 200


def test_an_address_that_cannot_be_read_is_told_on_the_page(editor: Clerk) -> None:
    page = editor.get("/grid/note/?where.price.eq=banyak")
    assert page.status_code == 422 and "data-config" not in page.text


def test_strangers_go_to_the_login_and_those_without_right_are_told(at: Opened) -> None:
    assert "/login" in at.stranger().get("/grid/note/").headers["Location"]
    assert at.browser("tamu").get("/grid/note/").status_code == 403
    assert at.browser("tamu").get("/grid/note/rows").status_code == 403
    asked = at.stranger().client.get("/grid/note/rows", headers={"Accept": "application/json"})
    assert asked.status_code == 401 and asked.json["message"]


def test_references_are_looked_up_a_few_at_a_time(at: Opened, editor: Clerk) -> None:
    found = editor.get("/grid/note/ajax/lookup/?name=village&query=Desa+49").json
    assert ["490", "Desa 490"] in found and len(found) <= 20
    assert editor.get("/grid/note/ajax/lookup/?name=village&query=Desa+49&offset=10").json == []
    assert editor.get("/grid/note/ajax/lookup/?name=nothing&query=x").status_code == 404
    assert at.browser("tamu").get("/grid/note/ajax/lookup/?name=village&query=x").status_code == 403


def test_the_grid_has_no_start_page_of_its_own(editor: Clerk) -> None:
    assert editor.get("/grid/").status_code == 302
