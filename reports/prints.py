"""What a print is made of: the row or rows, the office, who signs, who prints and when. No template engine
is known here: views/prints.py renders these facts as a page, and a Word template could take the same."""

from __future__ import annotations

import base64
import mimetypes
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from models import office_sql, people, query
from models.description.screen import Print, Screen
from models.errors import Forbidden, Missing
from models.panel import Desk
from models.query import Listing
from reports.paper import Line, Together, Writer, raw_of, read

MOST_LINES = 2000
_MOST_OTHERS = 500


class Others:
    """The rows of any screen that the actor may list, by its key."""

    def __init__(self, desk: Desk, writer: Writer) -> None:
        self._desk, self._writer = desk, writer

    def __getitem__(self, key: str) -> Sequence[Line]:
        screen = self._desk.panel.screens[key]
        if not self._desk.actor.may("list", key):
            return ()
        return read(self._desk, screen, Listing(), self._writer, _MOST_OTHERS).lines


class Choice(NamedTuple):
    """One of the values that a field may have."""

    value: str
    label: str


class Choices:
    """The closed list of a field, for a row of boxes to tick."""

    def __init__(self, screen: Screen, writer: Writer) -> None:
        self._screen, self._writer = screen, writer

    def __getitem__(self, name: str) -> Sequence[Choice]:
        one = self._screen.fields[name]
        return [Choice(option.value, self._writer.shown(one, option.value)) for option in one.options]


def chosen(desk: Desk, screen: Screen, name: str, *, of_list: bool) -> Print:
    """The print of a name that the actor may use. Raises Missing, Forbidden."""
    found = screen.print_named(name)
    if found is None or found.of_list != of_list:
        raise Missing("Cetakan ini tidak ada.")
    if not _is_for(desk, found):
        raise Forbidden
    return found


def offered(desk: Desk, screen: Screen, key: str) -> tuple[Print, ...]:
    """The prints of a row that the actor may use now: one statement where some depend on the row."""
    mine = [one for one in screen.prints if not one.of_list and _is_for(desk, one)]
    asked = [one for one in mine if one.when is not None]
    held = dict(zip((one.key for one in asked), _holding(desk, screen, key, asked), strict=True))
    return tuple(one for one in mine if held.get(one.key, True))


def offered_of_list(desk: Desk, screen: Screen) -> tuple[Print, ...]:
    """The prints of a list that the actor may use."""
    return tuple(one for one in screen.prints if one.of_list and _is_for(desk, one))


def after_adding(desk: Desk, screen: Screen) -> tuple[Print, ...]:
    """The prints that the form for a new row offers to go on with."""
    if not desk.actor.may("show", screen.key):
        return ()
    return tuple(one for one in screen.prints if one.after_add and _is_for(desk, one))


def _is_for(desk: Desk, one: Print) -> bool:
    return not one.roles or desk.actor.everything or not one.roles.isdisjoint(desk.actor.roles)


def _holding(desk: Desk, screen: Screen, key: str, prints: Sequence[Print]) -> Sequence[bool]:
    """Whether the row is one that each of these prints is for."""
    answers = office_sql.of_row(desk, screen, key, [f"({one.when}) IS TRUE" for one in prints])
    return [answer == "true" for answer in answers]


def of_row(desk: Desk, screen: Screen, key: str, wanted: Print, writer: Writer) -> Mapping[str, object]:
    """What a print of one row may use. Raises Missing, Forbidden."""
    row = query.record(desk, screen, key)
    if wanted.when is not None and not all(_holding(desk, screen, key, [wanted])):
        raise Missing("Cetakan ini tidak untuk baris ini.")
    line = Together(desk, screen, writer, (row,)).lines[0]
    choices = Choices(screen, writer)
    return {"row": line, "children": line["children"], "choices": choices, **_always(desk, writer)}


def of_list(
    desk: Desk, screen: Screen, listing: Listing, wanted: Print, writer: Writer
) -> Mapping[str, object]:
    """What a print of a list may use: its rows, and whether there were more. Raises Forbidden, Refused."""
    asked = replace(listing, cursor=None, page=None, order=listing.order or wanted.order)
    found = read(desk, screen, asked, writer, MOST_LINES + 1)
    kept = Together(desk, screen, writer, found.rows[:MOST_LINES])
    more = len(found.rows) > MOST_LINES
    return {"lines": kept.lines, "more": more, "most": MOST_LINES, **_always(desk, writer)}


def _always(desk: Desk, writer: Writer) -> Mapping[str, object]:
    return {
        "rows": Others(desk, writer),
        "office": office_of(desk),
        "signatory": lambda key, on=None: people.signatory(desk, key, _day(on) or desk.now.date()),
        "person": cache(lambda username: _name(desk, username)),
        "actor": desk.actor.shown,
        "behalf": desk.actor.behalf,
        "now": desk.now,
    }


def office_of(desk: Desk) -> Mapping[str, object]:
    """The office as its letters name it."""
    office, head = desk.panel.office, desk.panel.office.letterhead
    return {
        "name": office.name,
        "lines": head.lines if head else [office.name],
        "place": (head.place if head else None) or office.name,
        "address": head.address if head else None,
        "phone": head.phone if head else None,
        "email": head.email if head else None,
        "website": head.website if head else None,
        "logo": _picture(desk, head.logo) if head and head.logo else None,
    }


def _picture(desk: Desk, name: str) -> str | None:
    """A picture of the office's folder, written into the page itself."""
    path = (desk.panel.office.folder / name).resolve()
    kind = mimetypes.guess_type(path.name)[0] or ""
    inside = path.is_relative_to(desk.panel.office.folder.resolve())
    if not inside or not kind.startswith("image/") or not path.is_file():
        return None
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


def _name(desk: Desk, username: object) -> people.Person:
    """Who a user name belongs to; the user name itself where nobody of the staff has it."""
    written = str(username)
    return (people.person(desk, written) if written else None) or people.Person(written)


def _day(value: object) -> date | None:
    """The day of a value of a row, or of an instant."""
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    written = str(raw_of(value) or "")[: len("2026-11-25")]
    return date.fromisoformat(written) if re.fullmatch(r"\d{4}-\d\d-\d\d", written) else None
