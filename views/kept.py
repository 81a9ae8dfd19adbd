"""Numbers that took long are kept for a minute, for the person they were counted for.

Only a very large office notices: where counting is quick, every page counts anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Lock
from time import perf_counter

from flask import current_app

from models import figures
from models.description.start import Chart, Figure
from models.figures import Numbers
from models.panel import Desk

LONG = 0.3  # seconds
_FOR = timedelta(minutes=1)
_MOST = 500
_lock = Lock()


def numbers(desk: Desk, asked: Sequence[Figure], charts: Sequence[Chart]) -> tuple[Numbers, datetime]:
    """The numbers of these cards, and when they were counted."""
    kept: dict[object, tuple[Numbers, datetime]] = current_app.extensions.setdefault("panel_numbers", {})
    # Whose rights change sees the numbers of the new ones.
    key = (desk.actor.id, desk.actor.roles, desk.actor.rights, tuple(asked), tuple(charts))
    found = kept.get(key)
    if found is not None and desk.now - found[1] < _FOR:
        return found
    began = perf_counter()
    counted = figures.read(desk, asked, charts), desk.now
    if perf_counter() - began >= LONG:
        with _lock:
            if len(kept) >= _MOST:
                kept.clear()
            kept[key] = counted
    return counted
