"""Two people and a broken connection: what the grid saves is whole, seen, and nobody else's is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from werkzeug.test import TestResponse

from tests import opened as panels
from tests.clerk import Clerk
from tests.opened import Opened, on_server, statements

TABLES = """
CREATE TABLE note (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, subject text NOT NULL, owner text, nik text,
  price integer);
INSERT INTO note (subject, owner, nik)
  SELECT 'Perihal ' || n, CASE WHEN n % 2 = 0 THEN 'editor' ELSE 'lain' END,
  '531907119900' || lpad(n::text, 4, '0') FROM generate_series(1, 60) n;
"""
SCREEN = """
table: note
title: "{subject}"
rules: {nik: {mask: last4}}
rows: {Editor: "owner = :me"}
"""


@pytest.fixture(scope="module")
def at(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder: Path = tmp_path_factory.mktemp("kantor")
    (folder / "screens").mkdir()
    (folder / "screens" / "note.yaml").write_text(SCREEN, encoding="utf-8")
    with panels.opened(server_url, lambda url: on_server(url, TABLES), folder) as made:
        yield made


@pytest.fixture(scope="module")
def admin(at: Opened) -> Clerk:
    return at.browser()


@pytest.fixture(scope="module")
def editor(at: Opened) -> Clerk:
    return at.browser("editor")


def save(clerk: Clerk, *rows: dict[str, object], mode: str = "all") -> TestResponse:
    return clerk.call("POST", "/grid/note/save", {"mode": mode, "kind": "paste", "rows": list(rows)})


def row(at: Opened, key: int, **values: object) -> dict[str, object]:
    version = at.ask("SELECT xmin::text FROM note WHERE id = %s", key)[0][0]
    return {"key": str(key), "version": version, "values": values}


def test_rows_out_of_sight_are_not_saved_and_none_is_moved_out_of_it(at: Opened, editor: Clerk) -> None:
    before = at.ask("SELECT md5(string_agg(note::text, '' ORDER BY id)) FROM note")
    assert save(editor, row(at, 1, subject="Diam-diam")).json["refused"][0]["key"] == "1"
    assert "tidak akan melihat" in save(editor, row(at, 2, owner="lain")).json["refused"][0]["sentence"]
    many = save(
        editor, *(row(at, key, owner="lain" if key == 20 else "editor", price=key) for key in range(2, 40))
    )
    assert many.status_code == 422 and len(many.json["refused"]) >= 19
    assert at.ask("SELECT md5(string_agg(note::text, '' ORDER BY id)) FROM note") == before
    found = editor.client.post(
        "/data/note/many/edit",
        data={
            "csrf_token": editor.csrf,
            "all": "1",
            "do": "edit",
            "column": "price",
            "set.price": "5",
            "token": "z",
        },
    )
    assert "30 baris diubah" in found.text
    assert at.ask("SELECT DISTINCT owner FROM note WHERE price = 5") == [("editor",)]


def test_a_masked_value_comes_back_unseen(at: Opened, editor: Clerk) -> None:
    before = at.ask("SELECT nik FROM note WHERE id = 4")
    assert save(editor, row(at, 4, nik="5319000000000009")).status_code == 200
    taken = editor.call("POST", "/grid/note/undo", {})
    assert taken.status_code == 200 and str(before[0][0]) not in taken.text
    assert at.ask("SELECT nik FROM note WHERE id = 4") == before
    mask = save(editor, row(at, 4, nik="••••••0004"))
    assert mask.status_code == 200 and at.ask("SELECT nik FROM note WHERE id = 4") == before
    assert save(editor, row(at, 4, nik="••••••0005")).status_code == 422


def test_of_two_who_change_one_cell_the_second_is_asked(at: Opened, admin: Clerk, editor: Clerk) -> None:
    mine, theirs = row(at, 6, subject="Punya saya"), row(at, 6, subject="Punya mereka")
    with psycopg2.connect(at.url) as held, held.cursor() as cursor:
        cursor.execute("SELECT FROM note WHERE id = 6 FOR UPDATE")
        found: list[TestResponse] = []
        both = [
            threading.Thread(target=lambda one=one, who=who: found.append(save(who, one)))
            for who, one in ((admin, mine), (editor, theirs))
        ]
        for one in both:
            one.start()
        time.sleep(0.5)
        held.rollback()
        for one in both:
            one.join()
    assert sorted(one.status_code for one in found) == [200, 422]
    lost = next(one for one in found if one.status_code == 422)
    clash = lost.json["conflicts"][0]
    assert {clash["mine"], clash["theirs"]} == {"Punya saya", "Punya mereka"} and clash["version"]


def test_a_connection_that_is_cut_in_the_middle_leaves_nothing(at: Opened, admin: Clerk) -> None:
    rows = [row(at, key, subject=f"Putus {key}") for key in range(10, 50)]
    with psycopg2.connect(at.url) as held, held.cursor() as cursor:
        cursor.execute("SELECT FROM note WHERE id = 49 FOR UPDATE")
        found: list[TestResponse] = []
        work = threading.Thread(
            target=lambda: found.append(save(admin, *rows, {"new": "t", "values": {"subject": "Putus"}}))
        )
        work.start()
        deadline = time.monotonic() + 8
        waiting = (
            "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        while not (pids := at.ask(waiting)):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        at.ask("SELECT pg_terminate_backend(%s)", pids[0][0])
        work.join()
    assert found[0].status_code == 503 and found[0].json["message"]
    assert at.ask("SELECT count(*) FROM note WHERE starts_with(subject, 'Putus')") == [(0,)]
    assert save(admin, row(at, 10, subject="Lagi")).status_code == 200


def test_one_cell_takes_few_statements(at: Opened, admin: Clerk, editor: Clerk) -> None:
    for who in (admin, editor):
        save(who, row(at, 8, subject="Hangat"))
        sent = row(at, 8, subject=f"Sel {who.csrf[:8]}")
        with statements(at.app) as asked:
            assert save(who, sent).status_code == 200
        # who it is; savepoint and actor; the cell; checks and release; the action
        assert len(asked) == 5, asked
