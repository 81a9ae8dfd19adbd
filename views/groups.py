"""A list by the values of one column: ?group=status, and with &in= the rows of one of the groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from babel.dates import format_date
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from models import grouping
from models.description.screen import Condition, Screen
from models.errors import Refused
from models.filters import UNREADABLE
from models.grouping import Group, Grouping, Groups
from views.notation import number, shown
from views.opening import GROUP, INSIDE
from views.wording import language, words

if TYPE_CHECKING:
    from views.filters import Address

EMPTY = "empty"
_IS = "is:"
_LONGEST = 500  # of a value in an address
_CUT = 80


class Line(NamedTuple):
    """A group as a line of the list. `href` opens it, or closes the open one; empty where it is too long
    to be named in an address."""

    title: str
    number: str
    href: str
    open: bool


class Shown(NamedTuple):
    """The groups before the open one, with it, and after it; how many rows and groups are not named."""

    label: str
    before: Sequence[Line]
    after: Sequence[Line]
    open: bool
    others: str
    ungrouped: str


def inside(screen: Screen, args: MultiDict[str, str]) -> Iterator[Condition]:
    """The condition of the group that an address opens. Raises Refused."""
    if not args.get(INSIDE):
        return
    by = grouping.grouped_by(screen, args.get(GROUP, ""))
    if by is None:
        raise Refused(sentence=UNREADABLE)
    yield grouping.inside(by, value_of(args[INSIDE]))


def value_of(text: str) -> str | None:
    """The value of a group as an address names it. Raises Refused."""
    if text == EMPTY:
        return None
    if not text.startswith(_IS):
        raise Refused(sentence=UNREADABLE)
    return text.removeprefix(_IS)


def named(value: str | None) -> str:
    """How an address names the group of a value; empty where it cannot."""
    if value is None:
        return EMPTY
    return _IS + value if len(value) <= _LONGEST else ""


def in_order(by: Grouping, found: Sequence[Group]) -> list[Group]:
    """The latest days first, words in the order of their list, else those with the most rows."""
    filled, empty = (
        [one for one in found if one.value is not None],
        [one for one in found if one.value is None],
    )
    options = [one.value for one in by.field.options] or list(by.field.column.options)
    if by.step:
        filled.sort(key=lambda one: one.value or "", reverse=True)
    elif options:
        places = {value: place for place, value in enumerate(options)}
        filled.sort(key=lambda one: places.get(one.value or "", len(places)))
    else:
        filled.sort(key=lambda one: (-one.number, one.title or one.value or ""))
    return filled + empty


def title(by: Grouping, one: Group) -> str:
    """What a group is called."""
    if one.value is None:
        return gettext("Kosong")
    if by.step == "month" and one.value[5:].isdecimal():
        first = date(int(one.value[:4]), int(one.value[5:]), 1)
        return str(format_date(first, "MMMM yyyy", locale=language()))
    said = one.title or (one.value if by.step == "year" else shown(by.field, one.value))
    said = said or gettext("(tanpa isi)")
    return said if len(said) <= _CUT else said[:_CUT].rstrip() + "…"


def lines(by: Grouping, found: Groups, address: Address, opened: str | None) -> Shown:
    """The groups of a list with their links. `opened` names the open one."""
    made = []
    for one in in_order(by, found.found):
        name = named(one.value)
        is_open = bool(name) and name == opened
        more = {} if is_open or not name else {INSIDE: name}
        href = address.but(INSIDE, group=by.name, **more) if name else ""
        made.append(Line(title(by, one), number(one.number), href, is_open))
    if opened and not any(one.open for one in made):  # a small one, or one that has no rows any more
        gone = Group(value_of(opened), None, 0)
        made.append(Line(title(by, gone), "", address.but(INSIDE, group=by.name), True))
    at = next((place for place, one in enumerate(made) if one.open), len(made) - 1)
    named_rows = sum(one.number for one in found.found)
    return Shown(
        words(by.field.label), made[: at + 1], made[at + 1 :], any(one.open for one in made),
        _others(found.number - len(made), found.rows - named_rows), address.but(INSIDE, group="-"),
    )  # fmt: skip


def _others(groups: int, rows: int) -> str:
    if groups <= 0:
        return ""
    return gettext("%(rows)s baris lain dalam %(groups)s kelompok yang lebih kecil. Saring untuk melihatnya.",
                   rows=number(rows), groups=number(groups))  # fmt: skip


def offered(screen: Screen) -> list[tuple[str, str]]:
    """By what a list can be grouped: the name and words of each choice, days by month first."""
    made = []
    for one in screen.fields.values():
        by = grouping.grouped_by(screen, one.key) if grouping.is_groupable(one) else None
        if by is None or (one.column.name,) == screen.key_columns:
            continue
        label = words(one.label)
        if not by.step:
            made.append((by.name, label))
            continue
        steps = (
            ("month", gettext("per bulan")),
            ("year", gettext("per tahun")),
            ("day", gettext("per hari")),
        )
        made += [(f"{one.key}.{step}", f"{label} {words_}") for step, words_ in steps]
    return made
