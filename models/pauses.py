"""For how long the deadline of a row stood still: panel.pause."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa

from models.calendar import Pause
from models.description.screen import Screen
from models.panel import Desk

_OF_ROWS = sa.text("""
    SELECT row_key, started_at, ended_at FROM panel.pause
    WHERE table_schema = :schema AND table_name = :table AND row_key = ANY(:keys) AND ended_at IS NOT NULL
    ORDER BY id""")
_MOVE = sa.text("""
    UPDATE panel.pause SET started_at = :at, reason = coalesce(:reason, reason)
    WHERE table_schema = :schema AND table_name = :table AND row_key = :key AND ended_at IS NULL""")
_BEGIN = sa.text("""
    INSERT INTO panel.pause (table_schema, table_name, row_key, started_at, reason)
    VALUES (:schema, :table, :key, :at, :reason) ON CONFLICT DO NOTHING""")
_END = sa.text("""
    UPDATE panel.pause SET ended_at = greatest(started_at, :at)
    WHERE table_schema = :schema AND table_name = :table AND row_key = :key AND ended_at IS NULL""")
_WHOLE = sa.text("""
    INSERT INTO panel.pause (table_schema, table_name, row_key, started_at, ended_at, reason)
    VALUES (:schema, :table, :key, :since, greatest(:since, :at), :reason)""")
_FORGET = sa.text("""
    DELETE FROM panel.pause WHERE table_schema = :schema AND table_name = :table AND row_key = :key""")


def finished(desk: Desk, screen: Screen, keys: Collection[str]) -> Mapping[str, list[Pause]]:
    """The finished pauses of these rows, by row key."""
    found: dict[str, list[Pause]] = {}
    for key, since, until in desk.connection.execute(_OF_ROWS, {**_table(screen), "keys": list(keys)}):
        found.setdefault(key, []).append((since, until))
    return found


def begin(desk: Desk, screen: Screen, key: str, at: datetime, reason: str | None = None) -> None:
    """The row stands still since `at`; where it does already, its beginning is mended."""
    values = {**_table(screen), "key": key, "at": at, "reason": reason}
    if desk.connection.execute(_MOVE, values).rowcount == 0:
        desk.connection.execute(_BEGIN, values)


def end(
    desk: Desk,
    screen: Screen,
    key: str,
    at: datetime,
    since: datetime | None = None,
    reason: str | None = None,
) -> None:
    """The row moves on. `since` is when it stopped, for a pause that nobody noted then."""
    values = {**_table(screen), "key": key, "at": at}
    if desk.connection.execute(_END, values).rowcount == 0 and since is not None:
        desk.connection.execute(_WHOLE, {**values, "since": since, "reason": reason})


def forget(desk: Desk, screen: Screen, key: str) -> None:
    """For a row that is gone: another one may get its key."""
    desk.connection.execute(_FORGET, {**_table(screen), "key": key})


def _table(screen: Screen) -> dict[str, str]:
    return {"schema": screen.table.name.schema, "table": screen.table.name.name}
