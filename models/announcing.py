"""Tells the server who acts, before anything is written."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from models.panel import Desk

LOCK_TIMEOUT = "8s"


def open_savepoint(desk: Desk, name: str, *more: sa.ColumnElement[Any]) -> None:
    """A savepoint, and the same told inside it: one trip to the server for both."""
    facts = _settings(desk)
    told = [f"pg_catalog.set_config('{setting}', %({_word(setting)})s, true)" for setting in facts]
    asked = [str(one.compile(desk.connection, compile_kwargs={"literal_binds": True})) for one in more]
    desk.connection.exec_driver_sql(
        f"SAVEPOINT {name}; SELECT {', '.join([*told, *asked])}",
        {_word(setting): value for setting, value in facts.items()},
    )


def announce(desk: Desk, *more: sa.ColumnElement[Any]) -> None:
    """For the server's triggers: who acts, for whom, by which door; and how long to wait for a row that
    somebody holds. `more` is asked in the same statement."""
    told = (sa.func.set_config(name, value, True) for name, value in _settings(desk).items())
    desk.connection.execute(sa.select(*told, *more))


def _settings(desk: Desk) -> dict[str, str]:
    return {
        "panel.actor": desk.actor.name,
        "panel.actor_name": desk.actor.label,
        "panel.behalf": desk.actor.behalf,
        "panel.door": desk.actor.door,
        "lock_timeout": LOCK_TIMEOUT,
    }


def _word(setting: str) -> str:
    return setting.replace(".", "_")
