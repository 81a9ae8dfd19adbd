"""So many rows that a worker changes them: told about, stopped without a trace, taken back."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.clerk import Clerk
from tests.opened import Opened, filled, opened
from tests.views.test_many_rows import send, shown
from tests.worked import working

ROWS = 5000
TABLES = f"""
CREATE TABLE note (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, subject text NOT NULL, mood text);
INSERT INTO note (subject, mood) SELECT 'Perihal ' || n, 'baik' FROM generate_series(1, {ROWS}) n;
CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.mood = 'lambat' THEN PERFORM pg_sleep(0.01); END IF; RETURN NEW; END $$;
CREATE TRIGGER slow BEFORE UPDATE ON note FOR EACH ROW EXECUTE FUNCTION slow();
"""
EDIT, DELETE = "/data/note/many/edit", "/data/note/many/delete"


@pytest.fixture(scope="module")
def at(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    office = tmp_path_factory.mktemp("kantor")
    with opened(server_url, filled(TABLES), office) as panel, working(panel.app):
        yield panel


@pytest.fixture(scope="module")
def admin(at: Opened) -> Clerk:
    return at.browser()


def begun(clerk: Clerk, **fields: str) -> str:
    """The address of the job that an edit of all rows becomes."""
    page = send(clerk, EDIT, all="1", do="preview", column="mood", **fields)
    sent = {"token": shown(page, "token"), "snapshot": shown(page, "snapshot")}
    answer = send(clerk, EDIT, all="1", do="edit", column="mood", **sent, **fields)
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def ended(clerk: Clerk, address: str) -> dict[str, object]:
    deadline = time.monotonic() + 120
    while not (told := clerk.get(f"{address}/state").json)["ended"]:
        assert time.monotonic() < deadline, told
        time.sleep(0.1)
    return dict(told)


def moods(at: Opened) -> list[tuple[object, ...]]:
    return at.ask("SELECT mood, count(*) FROM note GROUP BY mood ORDER BY mood")


def test_many_rows_are_changed_and_taken_back_in_the_background(at: Opened, admin: Clerk) -> None:
    told = ended(admin, begun(admin, **{"set.mood": "buruk"}))
    assert told["state"] == "done" and "5.000 baris diubah" in str(told["sentence"])
    assert moods(at) == [("buruk", ROWS)]
    asked = admin.call("POST", "/grid/note/undo", {})
    assert asked.status_code == 202
    assert ended(admin, asked.json["href"])["state"] == "done"
    assert moods(at) == [("baik", ROWS)]
    again = admin.call("POST", "/grid/note/redo", {})
    assert ended(admin, again.json["href"])["state"] == "done" and moods(at) == [("buruk", ROWS)]
    at.ask("UPDATE note SET mood = 'baik'; DELETE FROM panel.action")


def test_work_that_is_stopped_leaves_nothing(at: Opened, admin: Clerk) -> None:
    address = begun(admin, **{"set.mood": "lambat"})
    deadline = time.monotonic() + 60
    while admin.get(f"{address}/state").json["state"] == "waiting":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert send(admin, f"{address}/cancel").status_code == 302
    assert ended(admin, address)["state"] == "cancelled"
    assert moods(at) == [("baik", ROWS)] and at.ask(
        "SELECT count(*) FROM panel.action WHERE undone_at IS NULL"
    ) == [(0,)]


def test_many_rows_are_deleted_and_brought_back_in_the_background(at: Opened, admin: Clerk) -> None:
    before = at.ask("SELECT md5(string_agg(note::text, '' ORDER BY id)) FROM note")
    page = send(admin, DELETE, all="1")
    sent = {"token": shown(page, "token"), "expected": shown(page, "expected")}
    answer = send(admin, DELETE, all="1", do="delete", **sent)
    assert ended(admin, str(answer.headers["Location"]))["state"] == "done" and moods(at) == []
    asked = admin.call("POST", "/grid/note/undo", {})
    assert ended(admin, asked.json["href"])["state"] == "done"
    assert at.ask("SELECT md5(string_agg(note::text, '' ORDER BY id)) FROM note") == before
