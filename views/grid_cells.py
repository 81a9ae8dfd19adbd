"""Rows as the grid's script gets them: short, because a hundred of them come with every fetch.

A cell is null (no value), a text that is shown as it is typed, or a list whose end may be missing:
[as typed, as shown, stamp, tone, link, why it cannot be changed]; 0 stands for "as typed".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import gettext

from models.description.screen import Field, Screen
from models.panel import Desk
from models.query import Row
from models.schema.catalog import Kind
from models.values import stamp
from views.attachments import attached
from views.deadlines import teller
from views.moments import moment
from views.notation import shown
from views.table import tone
from views.typed import DAYS, form_text, tidy
from views.wording import language

Cell = None | str | list[Any]
_STAMPED_WHOLE = 40  # letters: the stamp of a longer text is a digest, which the script cannot make
Write = Callable[[Row], Cell]
# A day of our calendar to the minute, whose typed text is the shown one.
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d:00(?:[+-]\d\d)?)?")
MASKED = "Disamarkan. Buka rekamannya untuk melihat atau mengubahnya."


def rows(desk: Desk, screen: Screen, fields: Sequence[Field], found: Sequence[Row], prefix: str) -> list[Any]:
    """Each row as [key, version, title, its cells]."""
    write = [_writer(desk, screen, one, prefix) for one in fields]
    return [[row.key, row.version, row.title, [cell(row) for cell in write]] for row in found]


def _writer(desk: Desk, screen: Screen, one: Field, prefix: str) -> Write:
    if one.file is not None:
        return _file(desk, screen, one)
    if one.mask is not None:
        return _masked(one)
    if one.reference is not None:
        return _reference(desk, one, prefix)
    if one.deadline is not None:
        return _due(desk, one)
    if one.kind is Kind.TEXT and not one.options and not one.column.options and not one.person:
        return _text(one.key)
    return _moment(one) if one.kind in DAYS and not one.options else _value(one)


def _text(key: str) -> Write:
    def write(row: Row) -> Cell:
        value = row.values.get(key)
        if value is None:
            return None
        written = str(value)
        plain = len(written) <= _STAMPED_WHOLE and "\r" not in written
        return written if plain else _short(tidy(written), written, value)

    return write


def _short(typed: str, said: str, value: Any, *more: object) -> Cell:
    mark = stamp(value)
    cell: list[Any] = [typed, 0 if said == typed else said, 0 if mark == f"t{typed}" else mark, *more]
    while len(cell) > 1 and not cell[-1]:
        cell.pop()
    return cell if len(cell) > 1 else typed


def _typed(one: Field) -> Callable[[Any], str]:
    """What writes a value as it is typed; the usual ones without asking for the language each time."""
    if one.kind in (Kind.INTEGER, Kind.UUID):
        return str
    if one.kind not in DAYS or language() != "id":
        return lambda value: form_text(one, value)

    def write(value: Any) -> str:
        text = str(value)
        return moment(text, "id") if _PLAIN.fullmatch(text) else form_text(one, text)

    return write


def _moment(one: Field) -> Write:
    """A day: in Indonesian it is shown as it is typed."""
    key, spoken = one.key, language()

    def write(row: Row) -> Cell:
        value = row.values.get(key)
        if value is None:
            return None
        text = str(value)
        said = moment(text, spoken)
        typed = said if spoken == "id" and _PLAIN.fullmatch(text) else form_text(one, text)
        return _short(typed, said, value)

    return write


def _value(one: Field) -> Write:
    key = one.key
    known: dict[Any, Cell] = {}

    def write(row: Row) -> Cell:
        value = row.values.get(key)
        if value is None:
            return None
        if value not in known or one.person:
            said = row.titles.get(key) or shown(one, value)
            known[value] = _short(form_text(one, value), said, value, tone(one, value))
        return known[value]

    return write


def _masked(one: Field) -> Write:
    plain, why = _value(one), gettext(MASKED)

    def write(row: Row) -> Cell:
        if one.key not in row.veiled:
            return plain(row)
        return ["", str(row.values.get(one.key)), "", "", "", why]

    return write


def _due(desk: Desk, one: Field) -> Write:
    tell, key, typed, spoken = teller(desk, one), one.key, _typed(one), language()

    def write(row: Row) -> Cell:
        value = row.values.get(key)
        if value is None:
            return None
        due = tell(row)
        said, look = (due.text, due.tone) if due else (moment(str(value), spoken), "")
        return _short(typed(value), said, value, look)

    return write


def _reference(desk: Desk, one: Field, prefix: str) -> Write:
    key = one.key
    target = one.reference.screen if one.reference else ""
    start, typed = f"{prefix}{target}/show/" if desk.actor.may("show", target) else "", _typed(one)

    def write(row: Row) -> Cell:
        value = row.values.get(key)
        if value is None:
            return None
        link = row.links.get(key)
        said = row.titles.get(key) or shown(one, value)
        return _short(typed(value), said, value, "", start + link if start and link else "")

    return write


def _file(desk: Desk, screen: Screen, one: Field) -> Write:
    may_open = desk.actor.may("show", screen.key)

    def write(row: Row) -> Cell:
        found = attached(screen, one, row)
        if found is None:
            return None
        link = (found.view or found.download) if may_open else ""
        return ["", found.name, "", "gray", link, found.small if may_open else ""]

    return write
