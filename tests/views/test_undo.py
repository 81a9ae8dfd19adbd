"""What somebody did in the grid, taken back and done again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.clerk import Clerk
from tests.opened import Opened, filled, opened

TABLES = """
CREATE TABLE note (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, subject text NOT NULL, price numeric(12, 2),
  mood text, picture bytea, at timestamptz NOT NULL DEFAULT now());
CREATE TABLE line (id serial PRIMARY KEY, note integer NOT NULL REFERENCES note, text text);
CREATE TABLE pair (a integer, b text, v text, PRIMARY KEY (a, b));
INSERT INTO note (subject, price, picture)
  SELECT 'Perihal ' || n, n, '\\x0102' FROM generate_series(1, 120) n;
INSERT INTO pair VALUES (1, 'x, y', 'satu'), (1, '', 'dua');
"""
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def at(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with opened(server_url, filled(TABLES), tmp_path_factory.mktemp("kantor")) as panel:
        yield panel


@pytest.fixture
def admin(at: Opened) -> Iterator[Clerk]:
    at.ask("DELETE FROM panel.action")
    yield at.browser()


def save(clerk: Clerk, rows: Rows, screen: str = "note") -> TestResponse:
    answer = clerk.call("POST", f"/grid/{screen}/save", {"mode": "all", "kind": "paste", "rows": rows})
    assert answer.status_code == 200, answer.text
    return answer


def undo(clerk: Clerk, screen: str = "note", **more: object) -> TestResponse:
    return clerk.call("POST", f"/grid/{screen}/undo", more)


def redo(clerk: Clerk, screen: str = "note", **more: object) -> TestResponse:
    return clerk.call("POST", f"/grid/{screen}/redo", more)


def version(at: Opened, key: int) -> str:
    return str(at.ask(f"SELECT xmin::text FROM note WHERE id = {key}")[0][0])


def cell(panel: Opened, key: int, **values: object) -> dict[str, Any]:
    return {"key": str(key), "version": version(panel, key), "values": values}


def subject(at: Opened, key: int) -> object:
    found = at.ask("SELECT subject FROM note WHERE id = %s", key)
    return found[0][0] if found else None


def test_a_cell_is_taken_back_and_written_again(at: Opened, admin: Clerk) -> None:
    save(admin, [cell(at, 1, subject="Lain")])
    taken = undo(admin)
    assert taken.status_code == 200 and taken.json["saved"] == [{"key": "1", "version": version(at, 1)}]
    assert subject(at, 1) == "Perihal 1"
    assert redo(admin).status_code == 200 and subject(at, 1) == "Lain"
    assert undo(admin).status_code == 200 and subject(at, 1) == "Perihal 1"


def test_a_new_row_and_a_deleted_one_are_taken_back_whole(at: Opened, admin: Clerk) -> None:
    before = at.ask("SELECT note::text FROM note WHERE id = 2")
    added = save(admin, [{"new": "t", "values": {"subject": "Baru"}}]).json["saved"][0]["key"]
    save(admin, [{"key": "2", "version": version(at, 2), "delete": True}])
    taken = undo(admin)
    assert taken.status_code == 200, taken.text
    assert [one["key"] for one in taken.json["added"]] == ["2"]
    assert at.ask("SELECT note::text FROM note WHERE id = 2") == before
    assert undo(admin).json["gone"] == [added] and subject(at, int(added)) is None
    assert redo(admin).json["added"][0]["key"] == added and subject(at, int(added)) == "Baru"
    assert redo(admin).json["gone"] == ["2"] and subject(at, 2) is None


def test_a_row_that_somebody_changed_since_is_not_taken_back(at: Opened, admin: Clerk) -> None:
    save(admin, [cell(at, 3, subject="Lain"), cell(at, 4, subject="Lain")])
    at.ask("UPDATE note SET subject = 'Punya orang' WHERE id = 3")
    refused = undo(admin)
    assert refused.status_code == 409 and "Punya orang" in refused.json["said"]
    assert [one["key"] for one in refused.json["rows"]] == ["3"]
    assert (subject(at, 3), subject(at, 4)) == ("Punya orang", "Lain")


def test_another_column_that_was_changed_since_does_not_matter(at: Opened, admin: Clerk) -> None:
    save(admin, [cell(at, 5, subject="Lain")])
    at.ask("UPDATE note SET price = 1000 WHERE id = 5")
    assert undo(admin).status_code == 200
    assert at.ask("SELECT subject, price::text FROM note WHERE id = 5") == [("Perihal 5", "1000.00")]


def test_what_cannot_be_taken_back_is_passed_over_when_asked(at: Opened, admin: Clerk) -> None:
    save(admin, [cell(at, 6, subject="Satu")])
    save(admin, [cell(at, 7, subject="Dua")])
    at.ask("DELETE FROM note WHERE id = 7")
    refused = undo(admin)
    assert refused.status_code == 409
    assert undo(admin, skip=refused.json["action"]).status_code == 200 and subject(at, 6) == "Perihal 6"


def test_the_same_press_twice_takes_back_once(at: Opened, admin: Clerk) -> None:
    save(admin, [cell(at, 8, subject="Satu")])
    action = save(admin, [cell(at, 8, subject="Dua")]).json["action"]
    assert undo(admin, action=action).json["saved"] and undo(admin, action=action).json["saved"] == []
    assert subject(at, 8) == "Satu"


def test_two_at_once_take_back_two_actions_one_after_the_other(at: Opened, admin: Clerk) -> None:
    for text in ("Satu", "Dua", "Tiga"):
        save(admin, [cell(at, 9, subject=text)])
    other, found = at.browser(), list[TestResponse]()
    presses = [threading.Thread(target=lambda who=who: found.append(undo(who))) for who in (admin, other)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert [one.status_code for one in found] == [200, 200] and subject(at, 9) == "Satu"


def test_a_new_action_ends_what_could_be_done_again(at: Opened, admin: Clerk) -> None:
    save(admin, [cell(at, 10, subject="Satu")])
    undo(admin)
    save(admin, [cell(at, 11, subject="Dua")])
    assert redo(admin).status_code == 409 and subject(at, 10) == "Perihal 10"


def test_everybody_takes_back_their_own_on_their_own_screen(at: Opened, admin: Clerk) -> None:
    save(admin, [cell(at, 12, subject="Satu")])
    assert undo(at.browser("editor")).status_code == 409
    assert undo(admin, screen="line").status_code == 409
    assert subject(at, 12) == "Satu"


def test_fifty_actions_are_kept(at: Opened, admin: Clerk) -> None:
    save(admin, [cell(at, 13, subject="Pertama")])
    at.ask(
        "INSERT INTO panel.action (user_id, screen, table_schema, table_name, kind, rows)"
        " SELECT user_id, screen, table_schema, table_name, kind, 0 FROM panel.action, generate_series(1, 52)"
    )
    save(admin, [cell(at, 13, subject="Terakhir")])
    assert at.ask("SELECT count(*) FROM panel.action") == [(50,)]
    assert at.ask("SELECT after ->> 'subject' FROM panel.action_row") == [("Terakhir",)]


def test_a_new_row_that_others_use_by_now_is_not_taken_back(at: Opened, admin: Clerk) -> None:
    added = save(admin, [{"new": "t", "values": {"subject": "Baru"}}]).json["saved"][0]["key"]
    at.ask("INSERT INTO line (note) VALUES (%s)", int(added))
    refused = undo(admin)
    assert refused.status_code == 409 and "masih dipakai" in refused.json["said"]
    assert subject(at, int(added)) == "Baru"


def test_rows_with_a_composite_key_come_back(at: Opened, admin: Clerk) -> None:
    seen = str(at.ask("SELECT xmin::text FROM pair WHERE b = ''")[0][0])
    save(admin, [{"key": "1,~", "version": seen, "delete": True}], "pair")
    assert undo(admin, "pair").json["added"][0]["key"] == "1,~"
    assert at.ask("SELECT v FROM pair WHERE b = ''") == [("dua",)]


def test_nobody_takes_back_with_a_right_that_they_lost(at: Opened, admin: Clerk) -> None:
    editor = at.browser("editor")
    save(editor, [{"new": "t", "values": {"subject": "Baru"}}])
    assert undo(editor).status_code == 403  # editors may not delete


def test_numbers_that_are_none_are_refused(admin: Clerk) -> None:
    assert undo(admin, action="x").status_code == 422 and undo(admin, skip=-1).status_code == 422
