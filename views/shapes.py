"""Whether somebody wants the rows of a screen as a list or as a grid: remembered for each person."""

from __future__ import annotations

from flask import request, session

from models import preferences
from models.description.screen import Screen
from models.panel import Desk

GRID, LIST = "grid", "list"
AS = "as"  # in an address: this once
_START = "shape:"
_HEARD = "grids"  # in the session: the screens that this person sees as grids


def wants_grid(at: Desk, screen: Screen) -> bool:
    """Whether the list of a screen is to be shown as a grid. Telephones always get the list: its cards."""
    if request.args.get(AS) == LIST or request.headers.get("Sec-CH-UA-Mobile") == "?1" or at.actor.id is None:
        return False
    heard = session.get(_HEARD)
    if heard is None:
        found = preferences.beginning(at, _START)
        heard = session[_HEARD] = [name.removeprefix(_START) for name in found]
    return screen.key in heard


def keep(at: Desk, screen: Screen, shape: str) -> None:
    """Remembers the grid; the list is what everybody begins with."""
    preferences.keep(at, _START + screen.key, GRID if shape == GRID else "")
    heard = set(session.get(_HEARD) or ()) - {screen.key}
    session[_HEARD] = sorted(heard | {screen.key}) if shape == GRID else sorted(heard)
