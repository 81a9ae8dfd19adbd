"""What a person chose for themselves, by name."""

from __future__ import annotations

import sqlalchemy as sa

from models.panel import Desk

_ALL = sa.text("SELECT name, value FROM panel.preference WHERE user_id = :who AND starts_with(name, :start)")
_KEEP = sa.text("""
    INSERT INTO panel.preference (user_id, name, value) VALUES (:who, :name, :value)
    ON CONFLICT (user_id, name) DO UPDATE SET value = excluded.value""")
_FORGET = sa.text("DELETE FROM panel.preference WHERE user_id = :who AND name = :name")


def beginning(desk: Desk, start: str) -> dict[str, str]:
    """The preferences of this person whose names begin so."""
    found = desk.connection.execute(_ALL, {"who": desk.actor.id, "start": start})
    return {row.name: row.value for row in found}


def keep(desk: Desk, name: str, value: str) -> None:
    """Remembers a choice; an empty one is forgotten."""
    named = {"who": desk.actor.id, "name": name}
    if value:
        desk.connection.execute(_KEEP, {**named, "value": value})
    else:
        desk.connection.execute(_FORGET, named)
