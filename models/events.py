"""What people do with a row besides changing it: kept for ever, read on its timeline."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Literal

import sqlalchemy as sa

from models.description.screen import Screen
from models.panel import Desk

Kind = Literal["transition", "print", "reveal", "note", "revert"]

_ADD = sa.text("""
    INSERT INTO panel.event (actor, actor_name, behalf, door, table_schema, table_name, row_key, kind, name,
                             reason, data)
    VALUES (:actor, nullif(:actor_name, ''), nullif(:behalf, ''), :door, :schema, :table, :key, :kind, :name,
            :reason, CAST(:data AS jsonb))
    RETURNING id""")


def note(
    desk: Desk,
    screen: Screen,
    key: str,
    kind: Kind,
    name: str,
    reason: str | None = None,
    data: Mapping[str, object] | None = None,
) -> int:
    """Writes down what the actor did with a row (`key` as in its address), in the caller's transaction.

    `name` is the key of the transition or print, or the field that was opened. `data` must never hold a
    masked value. Gives the event's number.
    """
    values = {
        "actor": desk.actor.name,
        "actor_name": desk.actor.label,
        "behalf": desk.actor.behalf,
        "door": desk.actor.door,
        "schema": screen.table.name.schema,
        "table": screen.table.name.name,
        "key": key,
        "kind": kind,
        "name": name,
        "reason": reason,
        "data": json.dumps(data or {}, ensure_ascii=False, default=str),
    }
    return int(desk.connection.execute(_ADD, values).scalar_one())
