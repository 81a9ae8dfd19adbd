"""The numbers in the menu: of each screen, the rows in its first view that is counted.

One statement for all screens, kept a few seconds for a person; read again right after they saved something.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from threading import Lock

import sqlalchemy as sa
from flask import current_app, session

from models import counting
from models.description.screen import SavedView, Screen
from models.errors import PanelError
from models.panel import Desk
from models.query import Listing
from models.selecting import fetch
from views.base import desk
from views.lists import counted
from views.wording import language

KEPT_FOR = 10.0
_MOST = 500  # people
_lock = Lock()
Kept = dict[tuple[int | None, str], tuple[float, Mapping[str, str]]]


def counts() -> Mapping[str, str]:
    """Screen key -> its number in words; screens with none, and those without a counted view, are absent."""
    at = desk()
    views = [(screen, view) for screen in at.panel.screens.values() if (view := _counted_view(at, screen))]
    if not views:
        return {}
    kept: Kept = current_app.extensions.setdefault("panel_menu_counts", {})
    who, now = (at.actor.id, language()), time.monotonic()
    found = kept.get(who)
    if found and now - found[0] < KEPT_FOR and "_flashes" not in session:
        return found[1]
    numbers = _numbers(at, views)
    with _lock:
        if len(kept) >= _MOST:
            kept.clear()
        kept[who] = (now, numbers)
    return numbers


def _counted_view(at: Desk, screen: Screen) -> SavedView | None:
    if screen.hidden or not at.actor.may("list", screen.key):
        return None
    return next((view for view in screen.views if view.count), None)


def _numbers(at: Desk, views: list[tuple[Screen, SavedView]]) -> Mapping[str, str]:
    """None at all where the database cannot tell now: a page without numbers is still a page."""
    columns = [
        counting.counted(at, screen, Listing(view=view.key)).label(screen.key) for screen, view in views
    ]
    try:
        (row,) = fetch(at, views[0][0], sa.select(*columns))
    except PanelError:
        current_app.extensions["appbuilder"].session.rollback()
        return {}
    found = {key: number for key, number in row.items() if isinstance(number, int) and number}
    return {key: counted(counting.count_of(number, None)) for key, number in found.items()}
