"""What somebody did on a screen, kept for a while, so that they can take it back.

Cells, pastes, bulk edits and bulk deletes write one action each; models/undoing.py takes it back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from models import keys
from models.description.screen import Screen
from models.panel import Desk
from models.selecting import has_key, key_columns
from models.trail import Step, Texts, Trail, old_texts, readable, texts_in

KEPT = 50  # actions of a person on a screen


@dataclass(frozen=True, slots=True)
class Action:
    """`kind` says what was done: cell, paste, fill, clear, add, duplicate, delete, bulk, import."""

    id: int
    kind: str
    at: datetime
    rows: int
    undone: bool


# A new action ends what could be done again, and pushes out the oldest.
_KEEP = sa.text("""
    WITH past AS (
        DELETE FROM panel.action a WHERE a.user_id = :who AND a.screen = :screen AND (
            a.undone_at IS NOT NULL OR a.id IN (
                SELECT id FROM panel.action WHERE user_id = :who AND screen = :screen
                ORDER BY id DESC OFFSET :kept))
    ), made AS (
        INSERT INTO panel.action (user_id, screen, table_schema, table_name, kind, rows, token)
        VALUES (:who, :screen, :schema, :table, :kind, :count, :token) RETURNING id
    ), told AS (
        INSERT INTO panel.action_row (action, key, operation, before, after)
        SELECT made.id, given.key, given.operation, given.before, given.after
        FROM made, jsonb_to_recordset(CAST(:rows AS jsonb))
            AS given(key text[], operation text, before jsonb, after jsonb)
    )
    SELECT id FROM made""")
_MORE = sa.text("""
    INSERT INTO panel.action_row (action, key, operation, before, after)
    SELECT :id, given.key, given.operation, given.before, given.after
    FROM jsonb_to_recordset(CAST(:rows AS jsonb))
        AS given(key text[], operation text, before jsonb, after jsonb)""")
_COUNT = sa.text("UPDATE panel.action SET rows = :count WHERE id = :id")
_FIND = """
    SELECT id, kind, at, rows, undone_at IS NOT NULL AS undone FROM panel.action
    WHERE user_id = :who AND screen = :screen AND table_schema = :schema AND table_name = :table"""
_NEWEST = sa.text(f"{_FIND} AND undone_at IS NULL ORDER BY id DESC LIMIT 1")
_NEXT = sa.text(f"{_FIND} AND undone_at IS NOT NULL ORDER BY id LIMIT 1")
_ONE = sa.text(f"{_FIND} AND id = :id")
_PRESSED = sa.text("SELECT id FROM panel.action WHERE token = :token")
_LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
_STEPS = sa.text("SELECT key, operation, before, after FROM panel.action_row WHERE action = :id ORDER BY id")
_MARK = sa.text("UPDATE panel.action SET undone_at = CASE WHEN :undone THEN now() END WHERE id = :id")
_FORGET = sa.text("DELETE FROM panel.action WHERE id = :id")


def keep(desk: Desk, screen: Screen, kind: str, trail: Trail, token: str | None = None) -> int | None:
    """Writes down a piece of work in the caller's transaction; gives its number.

    None where nothing was done, or by nobody who could take it back. `token` is unique: whoever sends it
    twice has pressed twice.
    """
    if not trail.steps or desk.actor.id is None:
        return None
    rows = [_told(screen, step) for step in _complete(desk, screen, trail.steps)]
    values = {**_place(desk, screen), "kind": kind, "count": len(rows), "token": token, "kept": KEPT - 1}
    given = json.dumps(rows, ensure_ascii=False)
    return int(desk.connection.execute(_KEEP, {**values, "rows": given}).scalar_one())


def begin(desk: Desk, screen: Screen, kind: str, token: str | None = None) -> int | None:
    """An action of so many rows that they are noted in parts; None where nobody could take it back."""
    if desk.actor.id is None:
        return None
    values = {**_place(desk, screen), "kind": kind, "count": 0, "token": token, "kept": KEPT - 1}
    return int(desk.connection.execute(_KEEP, {**values, "rows": "[]"}).scalar_one())


def note(desk: Desk, screen: Screen, id: int, trail: Trail) -> None:
    """More rows of an action."""
    rows = [_told(screen, step) for step in _complete(desk, screen, trail.steps)]
    if rows:
        desk.connection.execute(_MORE, {"id": id, "rows": json.dumps(rows, ensure_ascii=False)})


def end(desk: Desk, id: int, count: int) -> None:
    """That was all: `count` rows. An action without any is none."""
    if count:
        desk.connection.execute(_COUNT, {"id": id, "count": count})
    else:
        desk.connection.execute(_FORGET, {"id": id})


def hold(desk: Desk, screen: Screen) -> None:
    """Until the end of the transaction nobody else takes back or does again for this person here."""
    desk.connection.execute(_LOCK, {"name": f"panel.action:{desk.actor.id}:{screen.key}"})


def newest(desk: Desk, screen: Screen) -> Action | None:
    """The last action that was not taken back."""
    return _action(desk, _NEWEST, _place(desk, screen))


def next_again(desk: Desk, screen: Screen) -> Action | None:
    """The action that was taken back last, and so is the first to be done again."""
    return _action(desk, _NEXT, _place(desk, screen))


def named(desk: Desk, screen: Screen, id: int) -> Action | None:
    """One action of this person on this screen."""
    return _action(desk, _ONE, {**_place(desk, screen), "id": id})


def pressed(desk: Desk, token: str) -> int | None:
    """The action that was done with a token already."""
    return desk.connection.execute(_PRESSED, {"token": token}).scalar()


def steps(desk: Desk, action: Action) -> tuple[Step, ...]:
    """The rows of an action, in the order in which they were written."""
    found = desk.connection.execute(_STEPS, {"id": action.id})
    return tuple(Step(row.operation, keys.encode(row.key), row.before, row.after) for row in found)


def mark(desk: Desk, action: Action, undone: bool) -> None:
    """Says whether an action stands or has been taken back."""
    desk.connection.execute(_MARK, {"id": action.id, "undone": undone})


def forget(desk: Desk, action: Action) -> None:
    """Passes over an action that can not be taken back any more."""
    desk.connection.execute(_FORGET, {"id": action.id})


def _place(desk: Desk, screen: Screen) -> dict[str, Any]:
    name = screen.table.name
    return {"who": desk.actor.id, "screen": screen.key, "schema": name.schema, "table": name.name}


def _action(desk: Desk, statement: sa.TextClause, values: Mapping[str, Any]) -> Action | None:
    found = desk.connection.execute(statement, values).mappings().first()
    return Action(**found) if found else None


def _told(screen: Screen, step: Step) -> dict[str, object]:
    key = keys.decode(step.key, len(screen.key_columns))
    return {"key": key, "operation": step.operation, "before": step.before, "after": step.after}


def _complete(desk: Desk, screen: Screen, done: Sequence[Step]) -> list[Step]:
    """New rows as they are now, with what workflows, counters and triggers have filled in."""
    added = [step.key for step in done if step.operation == "insert" and step.after is None]
    known = _whole_rows(desk, screen, added)
    return [
        replace(step, after=known[step.key]) if step.key in known and step.operation == "insert" else step
        for step in done
    ]


def _whole_rows(desk: Desk, screen: Screen, wanted: Iterable[str]) -> dict[str, Texts]:
    asked = [has_key(desk, screen, key) for key in wanted]
    if not asked:
        return {}
    whole, columns = readable(desk, screen), key_columns(desk, screen)
    statement = sa.select(*columns, *old_texts(desk, screen, whole)).where(sa.or_(*asked))
    found = desk.connection.execute(statement).mappings()
    return {
        keys.encode(row[column.key] for column in columns): texts_in(desk, screen, row, whole)
        for row in found
    }
