"""Masked values on a page: the small button that opens one, for the roles that may."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext
from markupsafe import escape

from models.description.screen import Field, Screen
from models.panel import Desk
from models.query import Row
from models.revealing import may_reveal
from views.wording import words

Write = Callable[[Row], str]


def opens(desk: Desk, *screens: Screen) -> bool:
    """Whether the person may open any value of these screens."""
    shown = (screen for screen in screens if desk.actor.may("show", screen.key))
    return any(may_reveal(desk.actor, one) for screen in shown for one in screen.fields.values())


def address(desk: Desk, screen: Screen, one: Field, row: Row, prefix: str) -> str:
    """Where a masked value is opened; empty where it is not masked, or not theirs to open."""
    masked = one.key in row.veiled and row.key is not None
    if not masked or not may_reveal(desk.actor, one) or not desk.actor.may("show", screen.key):
        return ""
    return f"{prefix}{screen.key}/reveal/{row.key}/{one.key}"


def with_button(desk: Desk, screen: Screen, one: Field, prefix: str, write: Write) -> Write:
    """A cell of a table with the button beside its value."""
    if not may_reveal(desk.actor, one):
        return write
    label = escape(gettext("buka"))
    named = escape(gettext("Buka %(label)s", label=words(one.label)))

    def written(row: Row) -> str:
        cell, href = write(row), address(desk, screen, one, row, prefix)
        if not href:
            return cell
        link = f'<a class="unmask" href="{escape(href)}" data-reveal aria-label="{named}">{label}</a>'
        start = cell.index(">") + 1  # on a telephone a cell has two parts: its label, and one more
        return f"{cell[:start]}<span>{cell[start:].removesuffix('</td>')} {link}</span></td>"

    return written
