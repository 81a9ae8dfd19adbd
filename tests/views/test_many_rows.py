"""The same values into many rows, many rows deleted: shown, done at once, taken back."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.clerk import Clerk
from tests.opened import Opened, filled, opened

TABLES = """
CREATE TABLE village (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE note (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, village integer REFERENCES village,
  subject text NOT NULL, price numeric(12, 2), due date, mood text, parent integer REFERENCES note,
  CONSTRAINT cheap CHECK (price < 1000 OR mood IS DISTINCT FROM 'murah'));
CREATE TABLE line (id serial PRIMARY KEY, note integer NOT NULL REFERENCES note, text text);
CREATE TABLE mark (id serial PRIMARY KEY, note integer NOT NULL REFERENCES note ON DELETE CASCADE);
CREATE TABLE pair (a integer, b text, v text, PRIMARY KEY (a, b));
CREATE VIEW seen AS SELECT subject FROM note;
INSERT INTO village (name) SELECT 'Desa ' || n FROM generate_series(1, 20) n;
INSERT INTO pair SELECT n, 'b, ' || n, 'v' FROM generate_series(1, 30) n;
"""
AGAIN = """
DELETE FROM panel.action; DELETE FROM line; DELETE FROM mark; DELETE FROM note;
INSERT INTO note (id, village, subject, price, due, mood) OVERRIDING SYSTEM VALUE
  SELECT n, 1 + n % 20, 'Perihal ' || n, n, '2026-01-31', CASE WHEN n % 2 = 0 THEN 'baik' ELSE 'buruk' END
  FROM generate_series(1, 300) n;
"""


@pytest.fixture(scope="module")
def made(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with opened(server_url, filled(TABLES), tmp_path_factory.mktemp("kantor")) as panel:
        yield panel


@pytest.fixture
def at(made: Opened) -> Opened:
    made.ask(AGAIN)
    return made


@pytest.fixture(scope="module")
def admin(made: Opened) -> Clerk:
    return made.browser()


def send(clerk: Clerk, address: str, *pairs: tuple[str, str], **fields: str) -> TestResponse:
    data = MultiDict([("csrf_token", clerk.csrf), *pairs, *fields.items()])
    return clerk.client.post(address, data=data)


def keys(*those: int) -> list[tuple[str, str]]:
    return [("key", str(one)) for one in those]


EDIT, DELETE = "/data/note/many/edit", "/data/note/many/delete"
ALL = {"all": "1", "same": "?where.mood.eq=baik"}


def shown(page: TestResponse, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found, f"no {name} on the page"
    return html.unescape(found[1])


def preview(clerk: Clerk, *pairs: tuple[str, str], **fields: str) -> dict[str, str]:
    """What the page of a preview sends on."""
    page = send(clerk, EDIT, *pairs, do="preview", **fields)
    assert page.status_code == 200, page.text
    return {"token": shown(page, "token"), "snapshot": shown(page, "snapshot")}


def test_the_ticked_rows_are_shown_changed_and_taken_back(at: Opened, admin: Clerk) -> None:
    page = send(admin, EDIT, *keys(1, 2, 3))
    assert page.status_code == 200 and "3 baris dipilih" in page.text and "set.subject" not in page.text
    page = send(admin, EDIT, *keys(1, 2, 3), column="subject", do="add")
    assert 'name="set.subject"' in page.text
    typed = {"column": "subject", "set.subject": "Perihal 2"}
    page = send(admin, EDIT, *keys(1, 2, 3), do="preview", **typed)
    assert "2 baris akan berubah" in page.text and "Perihal 3" in page.text
    assert at.ask("SELECT subject FROM note WHERE id = 1") == [("Perihal 1",)]
    done = send(
        admin,
        EDIT,
        *keys(1, 2, 3),
        do="edit",
        token=shown(page, "token"),
        snapshot=shown(page, "snapshot"),
        **typed,
    )
    assert done.status_code == 200 and "2 baris diubah. 1 baris sudah berisi itu." in done.text
    assert at.ask("SELECT DISTINCT subject FROM note WHERE id < 4") == [("Perihal 2",)]
    taken = send(admin, "/data/note/many/undo", action=shown(done, "action"), back="/data/note/list/?view=")
    assert taken.status_code == 302
    assert at.ask("SELECT subject FROM note WHERE id IN (1, 3) ORDER BY id") == [
        ("Perihal 1",),
        ("Perihal 3",),
    ]


def test_all_that_match_are_changed_by_the_filter_and_no_others(at: Opened, admin: Clerk) -> None:
    typed = {"column": "due", "set.due": "01-12-2026", **ALL}
    sent = preview(admin, **typed)
    assert "150 baris diubah" in send(admin, EDIT, do="edit", **sent, **typed).text
    assert at.ask("SELECT count(*), min(mood), max(mood) FROM note WHERE due = '2026-12-01'") == [
        (150, "baik", "baik")
    ]
    assert at.ask("SELECT rows FROM panel.action") == [(150,)]


def test_the_same_press_twice_counts_once(at: Opened, admin: Clerk) -> None:
    typed = {"column": "mood", "set.mood": "", **ALL}
    sent = preview(admin, **typed)
    assert "150 baris diubah" in send(admin, EDIT, do="edit", **sent, **typed).text
    again = send(admin, EDIT, do="edit", **{**sent, "snapshot": ""}, **typed)
    assert again.status_code == 200 and "sebelumnya" in again.text
    assert at.ask("SELECT count(*) FROM panel.action") == [(1,)]


def test_rows_that_changed_since_the_preview_are_told_before_anything_is_done(
    at: Opened, admin: Clerk
) -> None:
    typed = {"column": "due", "set.due": "01-12-2026", **ALL}
    sent = preview(admin, **typed)
    at.ask("UPDATE note SET subject = 'Punya orang' WHERE id IN (2, 4, 5)")
    late = send(admin, EDIT, do="edit", **sent, **typed)
    assert "2 baris diubah orang lain sejak pratinjau" in late.text
    assert at.ask("SELECT count(*) FROM note WHERE due = '2026-12-01'") == [(0,)]
    sent = {"token": shown(late, "token"), "snapshot": shown(late, "snapshot")}
    assert "150 baris diubah" in send(admin, EDIT, do="edit", **sent, **typed).text


def test_rows_against_a_rule_are_named_and_nothing_is_changed(at: Opened, admin: Clerk) -> None:
    at.ask("UPDATE note SET price = 5000 WHERE id IN (7, 8)")
    typed = {"column": "mood", "set.mood": "murah"}
    page = send(admin, EDIT, *keys(*range(1, 40)), do="preview", **typed)
    assert "Perihal 7" in page.text and "Perihal 8" in page.text and "belum memenuhi aturan" in page.text
    assert 'value="edit"' not in page.text
    refused = send(admin, EDIT, *keys(*range(1, 40)), do="edit", token="x", **typed)
    assert refused.status_code == 422 and "Perihal 7" in refused.text
    assert at.ask("SELECT count(*) FROM note WHERE mood = 'murah'") == [(0,)]
    assert at.ask("SELECT count(*) FROM panel.action") == [(0,)]


@pytest.mark.parametrize(("column", "text"), [("due", "31-02-2026"), ("price", "banyak"), ("subject", "")])
def test_a_value_that_cannot_be_read_is_refused_at_its_box(
    at: Opened, admin: Clerk, column: str, text: str
) -> None:
    page = send(admin, EDIT, *keys(1), do="preview", column=column, **{f"set.{column}": text})
    assert page.status_code == 422 and f'id="e-set.{column}"' in page.text


def test_rows_are_deleted_but_those_that_others_need(at: Opened, admin: Clerk) -> None:
    at.ask(
        "INSERT INTO line (note) VALUES (2), (4);"
        "INSERT INTO mark (note) SELECT n FROM generate_series(1, 5) n"
    )
    page = send(admin, DELETE, *keys(1, 2, 3, 4, 5))
    assert "2 baris belum bisa dihapus" in page.text and "Hapus 3 baris" in page.text
    assert "Ikut terhapus" in page.text
    sent = {"token": shown(page, "token"), "expected": shown(page, "expected")}
    done = send(admin, DELETE, *keys(1, 2, 3, 4, 5), do="delete", **sent)
    assert "3 baris dihapus" in done.text
    assert at.ask("SELECT id FROM note WHERE id < 6 ORDER BY id") == [(2,), (4,)]
    again = send(admin, DELETE, *keys(1, 2, 3, 4, 5), do="delete", **sent)
    assert "sebelumnya" in again.text
    send(admin, "/data/note/many/undo", action=shown(done, "action"))
    assert at.ask("SELECT count(*) FROM note WHERE id < 6") == [(5,)]


def test_rows_of_one_table_that_need_each_other_go_together(at: Opened, admin: Clerk) -> None:
    at.ask("UPDATE note SET parent = 10 WHERE id IN (11, 12)")
    page = send(admin, DELETE, *keys(10, 11))
    assert "1 baris belum bisa dihapus" in page.text
    page = send(admin, DELETE, *keys(10, 11, 12))
    assert "Hapus 3 baris" in page.text
    sent = {"token": shown(page, "token"), "expected": shown(page, "expected")}
    assert "3 baris dihapus" in send(admin, DELETE, *keys(10, 11, 12), do="delete", **sent).text


def test_a_number_that_changed_is_told_before_anything_is_deleted(at: Opened, admin: Clerk) -> None:
    page = send(admin, DELETE, **ALL)
    sent = {"token": shown(page, "token"), "expected": shown(page, "expected")}
    at.ask("UPDATE note SET mood = 'baik' WHERE id = 1")
    refused = send(admin, DELETE, do="delete", **sent, **ALL)
    assert refused.status_code == 409 and "151" in refused.text
    assert at.ask("SELECT count(*) FROM note WHERE mood = 'baik'") == [(151,)]


def test_rows_with_a_composite_key_are_changed_by_filter_and_by_key(made: Opened, admin: Clerk) -> None:
    address = "/data/pair/many/edit"
    page = send(admin, address, ("key", "1,b~2C~201"), do="preview", column="v", **{"set.v": "w"})
    assert "1 baris akan berubah" in page.text
    page = send(admin, address, all="1", same="", do="edit", token="p", column="v", **{"set.v": "w"})
    assert "30 baris diubah" in page.text


def test_nobody_changes_many_rows_without_the_right_or_the_token(at: Opened, admin: Clerk) -> None:
    reader, editor = at.browser("pembaca"), at.browser("editor")
    assert send(reader, EDIT, *keys(1)).status_code in (302, 403)
    assert send(editor, DELETE, *keys(1), do="delete", expected="1").status_code in (302, 403)
    assert send(admin, "/data/seen/many/edit", *keys(1)).status_code == 403
    bare = admin.client.post(
        EDIT, data=MultiDict([*keys(1), ("do", "edit"), ("column", "mood"), ("set.mood", "x")])
    )
    assert bare.status_code in (400, 409, 422)
    assert at.ask("SELECT mood FROM note WHERE id = 1") == [("buruk",)]


def test_without_rows_people_are_told_what_to_do(at: Opened, admin: Clerk) -> None:
    assert send(admin, EDIT, same="?order=due").headers["Location"].endswith("/data/note/list/?order=due")
    assert send(admin, DELETE).status_code == 302


def test_the_bar_offers_what_the_person_may_do(at: Opened, admin: Clerk) -> None:
    bar = admin.get("/data/note/list/?where.mood.eq=baik").text
    assert 'formaction="/data/note/many/edit"' in bar and 'formaction="/data/note/many/delete"' in bar
    assert "pilih semua 150 yang cocok" in bar and 'name="key"' in bar
    reader: Any = at.browser("pembaca").get("/data/note/list/").text
    assert "many/edit" not in reader and 'name="key"' not in reader
