"""Somebody who is not here: whom a letter is written to, or for whom a job is done."""

from __future__ import annotations

from flask import Flask
from flask_appbuilder.security.sqla.models import User

from models.actor import Actor


def absent(app: Flask, user: int, door: str = "job") -> Actor | None:
    """A user as they would be if they were here now, also while they stand in for somebody else.

    None for one who may not come in any more. Wants an app context.
    """
    manager = app.extensions["appbuilder"].sm
    known = manager.with_rights(User(id=user))
    return None if known is None else manager.actor_of(known, door)
