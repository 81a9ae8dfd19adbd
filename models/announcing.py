"""Tells the server who acts, before anything is written."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from models.panel import Desk

LOCK_TIMEOUT = "8s"


def announce(desk: Desk, *more: sa.ColumnElement[Any]) -> None:
    """For the server's triggers: who acts, for whom, by which door; and how long to wait for a row that
    somebody holds. `more` is asked in the same statement."""
    settings = {
        "panel.actor": desk.actor.name,
        "panel.actor_name": desk.actor.label,
        "panel.behalf": desk.actor.behalf,
        "panel.door": desk.actor.door,
        "lock_timeout": LOCK_TIMEOUT,
    }
    told = (sa.func.set_config(name, value, True) for name, value in settings.items())
    desk.connection.execute(sa.select(*told, *more))
