"""What a person chose for their lists, kept in memory for as long as nobody changes anything.

The version is read along with the user, so that a warm page asks nothing more of the database.
"""

from __future__ import annotations

from threading import Lock

from flask import current_app

from models import preferences
from models.panel import Desk
from models.preferences import Choices

_MOST = 500  # people
_lock = Lock()
Kept = dict[tuple[int, frozenset[str]], Choices]


def choices(at: Desk) -> Choices:
    """The looks and saved views of whoever is at this desk."""
    if at.actor.id is None:
        return Choices()
    kept: Kept = current_app.extensions.setdefault("panel_choices", {})
    key = (at.actor.id, at.actor.roles)
    found = kept.get(key)
    if found is not None and found.version == current_app.extensions["appbuilder"].sm.choices_version():
        return found
    found = preferences.read(at)
    with _lock:
        if len(kept) >= _MOST:
            kept.clear()
        kept[key] = found
    return found
