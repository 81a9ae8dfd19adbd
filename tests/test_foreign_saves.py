"""Somebody else's database in the grid: cells of every type saved, rows deleted, all taken back as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from psycopg2 import sql

from models.description.screen import Field, Screen
from models.schema.catalog import Kind
from tests import foreign
from tests.clerk import Clerk
from tests.opened import Opened, opened

ROWS = 4  # of each table
# A value of each kind as people type it.
TYPED = {
    Kind.BOOLEAN: "ya", Kind.DATE: "17-08-2026", Kind.DATETIME: "17-08-2026 10.15",
    Kind.INSTANT: "17-08-2026 10.15",
    Kind.TIME: "10.15", Kind.INTERVAL: "2 hari 3 jam", Kind.JSON: '{"a": [1, "b"]}', Kind.NETWORK: "10.0.0.1",
    Kind.UUID: "6f1c2b3e-0000-4000-8000-000000000001",
}  # fmt: skip


@pytest.fixture(scope="module")
def theirs(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with opened(server_url, lambda url: foreign.load(url, 500), tmp_path_factory.mktemp("kantor")) as panel:
        yield panel


@pytest.fixture(scope="module")
def admin(theirs: Opened) -> Clerk:
    return theirs.browser()


@pytest.fixture(scope="module")
def program(theirs: Opened) -> Clerk:
    return theirs.program()


def contents(theirs: Opened, screen: Screen) -> str | None:
    """A fingerprint of everything in a table."""
    name = sql.Identifier(screen.table.name.schema, screen.table.name.name)
    with psycopg2.connect(theirs.url) as connection, connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {} t").format(name)
        )
        return cursor.fetchone()[0]  # type: ignore[index]


def rows(program: Clerk, key: str) -> list[dict[str, Any]]:
    listed = program.get(f"/api/v1/{key}/?columns=*&size=100")
    return [row for row in listed.json["result"][:ROWS] if row.get("_version")]


def save(clerk: Clerk, key: str, sent: dict[str, Any], mode: str = "good") -> dict[str, Any]:
    answer = clerk.call("POST", f"/grid/{key}/save", {"mode": mode, "kind": "cell", "rows": [sent]})
    assert answer.status_code in (200, 422), (key, sent, answer.text)
    return dict(answer.json)


def writable(screen: Screen) -> list[Field]:
    return [one for one in screen.fields.values() if one.editable and not one.hidden and one.file is None]


def typed(one: Field, value: Any) -> str | None:
    if one.reference is not None or one.kind in (Kind.INTEGER, Kind.NUMBER, Kind.MONEY, Kind.RANGE):
        return None
    if one.options or one.column.options:
        options = [option.value for option in one.options] or list(one.column.options)
        return next((option for option in options if option != value), None)
    if one.kind is Kind.TEXT:
        return "Uji"[: one.column.length or 3]
    return TYPED.get(one.kind)


def test_a_cell_of_every_type_is_saved_and_taken_back(theirs: Opened, admin: Clerk, program: Clerk) -> None:
    tried, saved = set(), set()
    for key, screen in theirs.panel.screens.items():
        if not (screen.key_columns and screen.can_edit):
            continue
        for row in rows(program, key):
            for one in writable(screen):
                text = typed(one, row.get(one.key))
                if text is None or (key, one.key) in saved:
                    continue
                before = contents(theirs, screen)
                now = program.get(f"/api/v1/{key}/{row['_key']}").json["result"]["_version"]
                told = save(admin, key, {"key": row["_key"], "version": now, "values": {one.key: text}})
                tried.add(one.kind)
                if told["action"] is None:  # a rule of the table, or the same value
                    assert contents(theirs, screen) == before, (key, one.key)
                    continue
                saved.add((key, one.key))
                taken = admin.call("POST", f"/grid/{key}/undo", {})
                assert taken.status_code == 200, (key, one.key, taken.text)
                assert contents(theirs, screen) == before, (key, one.key)
    assert len(saved) > 60 and {Kind.JSON, Kind.ENUM, Kind.INTERVAL, Kind.UUID} <= tried


def test_a_deleted_row_of_every_table_comes_back_as_it_was(
    theirs: Opened, admin: Clerk, program: Clerk
) -> None:
    back = set()
    for key, screen in theirs.panel.screens.items():
        if not (screen.key_columns and screen.can_delete and screen.table.can_insert):
            continue
        for row in rows(program, key):
            before = contents(theirs, screen)
            told = save(
                admin, key, {"key": row["_key"], "version": row["_version"], "delete": True}, mode="all"
            )
            if not told["gone"]:
                assert contents(theirs, screen) == before and told["refused"], (key, json.dumps(told))
                continue
            taken = admin.call("POST", f"/grid/{key}/undo", {})
            if taken.status_code == 409:  # a column that nobody can read or write
                assert taken.json["said"], key
                break
            assert contents(theirs, screen) == before, key
            back.add(key)
            break
    assert len(back) > 15, sorted(back)
