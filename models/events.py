"""What people do with a row besides changing it: kept for ever, read on its timeline."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import sqlalchemy as sa

from models.description.screen import Screen
from models.panel import Desk

Kind = Literal["transition", "print", "reveal", "note", "revert"]

_LAST = sa.text("""
    SELECT coalesce(actor_name, actor) AS who, at FROM panel.event
    WHERE table_schema = :schema AND table_name = :table AND row_key = :key AND kind = :kind
    ORDER BY id DESC LIMIT 1""")
_KNOWN = sa.text("SELECT EXISTS (SELECT FROM panel.event WHERE token = :token)")
_ADD = sa.text("""
    INSERT INTO panel.event (actor, actor_name, behalf, door, table_schema, table_name, row_key, kind, name,
                             reason, data, token)
    VALUES (:actor, nullif(:actor_name, ''), nullif(:behalf, ''), :door, :schema, :table, :key, :kind, :name,
            :reason, CAST(:data AS jsonb), :token)
    RETURNING id""")

_ADD_ALL = sa.text("""
    INSERT INTO panel.event (actor, actor_name, behalf, door, table_schema, table_name, row_key, kind, name,
                             data)
    SELECT :actor, nullif(:actor_name, ''), nullif(:behalf, ''), :door, :schema, :table, one.key, :kind,
           :name, one.data
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS one(key text, data jsonb)""")


def note(
    desk: Desk,
    screen: Screen,
    key: str,
    kind: Kind,
    name: str,
    reason: str | None = None,
    data: Mapping[str, object] | None = None,
    token: str | None = None,
) -> int:
    """Writes down what the actor did with a row (`key` as in its address), in the caller's transaction.

    `name` is the key of the transition or print, or the field that was opened. `data` must never hold a
    masked value. `token` is unique among all events: whoever sends it twice has pressed twice. Gives the
    event's number.
    """
    values = {
        **_what(desk, screen, kind, name),
        "key": key,
        "reason": reason,
        "token": token,
        "data": json.dumps(data or {}, ensure_ascii=False, default=str),
    }
    return int(desk.connection.execute(_ADD, values).scalar_one())


def note_all(
    desk: Desk, screen: Screen, kind: Kind, name: str, rows: Mapping[str, Mapping[str, object]]
) -> None:
    """The same of many rows: key -> data."""
    told = [{"key": key, "data": dict(data)} for key, data in rows.items()]
    values = {**_what(desk, screen, kind, name), "rows": json.dumps(told, ensure_ascii=False, default=str)}
    desk.connection.execute(_ADD_ALL, values)


def _what(desk: Desk, screen: Screen, kind: Kind, name: str) -> dict[str, object]:
    """Who did what, on which table."""
    return {
        "actor": desk.actor.name,
        "actor_name": desk.actor.label,
        "behalf": desk.actor.behalf,
        "door": desk.actor.door,
        "schema": screen.table.name.schema,
        "table": screen.table.name.name,
        "kind": kind,
        "name": name,
    }


def last(desk: Desk, screen: Screen, key: str, kind: Kind) -> tuple[str, datetime] | None:
    """Who did something of this kind to a row last, and when."""
    values = {"schema": screen.table.name.schema, "table": screen.table.name.name, "key": key, "kind": kind}
    found = desk.connection.execute(_LAST, values).first()
    return None if found is None else (found.who, found.at)


def is_known(desk: Desk, token: str) -> bool:
    """Whether an event with this token has been written down."""
    return bool(desk.connection.execute(_KNOWN, {"token": token}).scalar())
