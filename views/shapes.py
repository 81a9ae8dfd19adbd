"""Whether somebody wants the rows of a screen as a list or as a grid: remembered for each person."""

from __future__ import annotations

from flask import request

from models import preferences
from models.description.screen import Screen
from models.panel import Desk
from views.choices import choices

GRID, LIST = "grid", "list"
AS = "as"  # in an address: this once
_START = "shape:"


def wants_grid(at: Desk, screen: Screen) -> bool:
    """Whether the list of a screen is to be shown as a grid. Telephones always get the list: its cards."""
    if request.args.get(AS) == LIST or request.headers.get("Sec-CH-UA-Mobile") == "?1":
        return False
    return choices(at).chosen.get(_START + screen.key) == GRID


def keep(at: Desk, screen: Screen, shape: str) -> None:
    """Remembers the grid; the list is what everybody begins with."""
    preferences.keep(at, _START + screen.key, GRID if shape == GRID else "")
