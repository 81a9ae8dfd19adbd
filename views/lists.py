"""A list page: rows as cells, headers that sort, tabs, the way to the pages before and after."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from flask_babel import gettext

from models import counting
from models.counting import Count
from models.description.screen import Field, Screen
from models.panel import Desk
from models.query import Listing, Page, Row
from models.schema.catalog import Kind
from models.selecting import is_sortable
from views.attachments import Attached, attached
from views.filters import Address
from views.notation import number, shown, words

_CUT = 120
_FULL = 2000  # of a cut text in its tooltip
_FIGURES = frozenset({Kind.INTEGER, Kind.NUMBER, Kind.MONEY, Kind.BYTES})
_UNBROKEN = frozenset({Kind.DATE, Kind.DATETIME, Kind.INSTANT, Kind.TIME})


class Cell(NamedTuple):
    text: str
    css: str = ""
    href: str = ""
    full: str = ""  # the whole text where it was cut
    badge: str = ""  # the tone of a badge
    file: Attached | None = None


class Header(NamedTuple):
    label: str
    css: str
    href: str  # empty: not sortable
    sorted: str  # "", ascending, descending


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list. `href` is empty for rows that cannot be opened."""

    href: str
    cells: list[Cell]


def columns(screen: Screen, without: Collection[str] = ()) -> list[Field]:
    """The fields a list shows. `without`: names of columns that say nothing where it stands."""
    found = [screen.fields[key] for key in screen.list if key in screen.fields]
    return [one for one in found if one.column.name not in without] or found


def headers(fields: list[Field], address: Address | None, ordered: str) -> list[Header]:
    """The column heads, sorting where there is an address. The order's own head turns it around."""
    first = ordered.split(",")[0]
    made = []
    for one in fields:
        downwards, is_first = first.startswith("-"), first.removeprefix("-") == one.key
        turned = f"-{one.key}" if is_first and not downwards else one.key
        href = address.but(order=turned) if address and is_sortable(one) else ""
        direction = ("descending" if downwards else "ascending") if is_first else ""
        made.append(Header(words(one.label), _css(one), href, direction))
    return made


def ordered_by(screen: Screen, view: str | None, asked: str) -> str:
    """The order of the list as the address would write it."""
    if asked:
        return asked
    chosen = next((one for one in screen.views if one.key == view), None)
    order = (chosen.order if chosen else ()) or screen.order
    return ",".join(("-" if one.descending else "") + one.field for one in order)


def lines(desk: Desk, screen: Screen, fields: list[Field], rows: tuple[Row, ...], prefix: str) -> list[Line]:
    """Rows as cells. One that leads nowhere else leads to the record, best of all the title."""
    opens = bool(screen.key_columns) and desk.actor.may("show", screen.key)
    targets = {one.key: _target(desk, one, prefix) for one in fields}
    opener = _opener(screen, fields, targets)
    files = [place for place, one in enumerate(fields) if one.file is not None]
    here = f"{prefix}{screen.key}/show/"
    made = []
    for row in rows:
        href = here + row.key if opens and row.key is not None else ""
        cells = [cell(one, row, targets[one.key]) for one in fields]
        for place in files:
            cells[place] = _file_cell(screen, fields[place], row, linked=bool(href))
        if href and cells:
            cells[opener] = cells[opener]._replace(href=href, text=cells[opener].text or row.title)
        made.append(Line(href, cells))
    return made


def _file_cell(screen: Screen, one: Field, row: Row, linked: bool) -> Cell:
    found = attached(screen, one, row if linked else replace(row, key=None))
    return Cell(found.name if found else "", _css(one), file=found)


def _opener(screen: Screen, fields: list[Field], targets: Mapping[str, str]) -> int:
    free = [number for number, one in enumerate(fields) if not targets[one.key] and not one.file]
    title = {key for kind, key in screen.title if kind == "field"}
    named = [number for number in free if fields[number].key in title]
    return (named or free or [0])[0]


def _target(desk: Desk, one: Field, prefix: str) -> str:
    """Where a reference leads, as the beginning of an address; empty where nobody may follow."""
    if one.reference is None or not desk.actor.may("show", one.reference.screen):
        return ""
    return f"{prefix}{one.reference.screen}/show/"


def cell(one: Field, row: Row, target: str) -> Cell:
    """One value of a row."""
    value = row.values.get(one.key)
    if value is None:
        return Cell("", _css(one))
    text = row.titles.get(one.key) or shown(one, value)
    full = ""
    if len(text) > _CUT:
        text, full = text[:_CUT].rstrip() + "…", text[:_FULL]
    link = row.links.get(one.key)
    href = target + link if target and link else ""
    return Cell(text, _css(one), href, full, _badge(one, value))


def _badge(one: Field, value: object) -> str:
    if one.reference is not None:
        return ""
    if one.options or one.column.options:
        return "info"
    return ("ok" if value is True else "gray") if one.kind is Kind.BOOLEAN else ""


def _css(one: Field) -> str:
    if one.file is not None:
        return "file"
    if one.kind in _FIGURES and one.reference is None:
        return "num"
    return "nowrap" if one.kind in _UNBROKEN else ""


class Tab(NamedTuple):
    label: str
    href: str
    open: bool
    number: str


def totals(desk: Desk, screen: Screen, asked: Listing, page: Page, *, exact: bool) -> dict[str | None, Count]:
    """The number of rows of this list (None) and of each view that shows its own, in one statement."""
    views = [view.key for view in screen.views if view.count and view.key != asked.view]
    listings = (asked, *(Listing(view=key) for key in views))
    counts = counting.counts(desk, screen, listings, exact=exact, page=page)
    return dict(zip((None, *views), counts, strict=True))


def tabs(
    screen: Screen, address: Address, opened: str | None, totals: Mapping[str | None, Count]
) -> tuple[Tab, ...]:
    """All rows, then each saved view; nothing where there are no views."""
    if not screen.views:
        return ()
    names = [name for name, _ in address.pairs if name != "size"]
    found = [Tab(gettext("Semua"), address.but(*names), opened is None, "")]
    for view in screen.views:
        total = totals.get(None if view.key == opened else view.key) if view.count else None
        shown_total = counted(total) if total else ""
        href = address.but(*names, view=view.key)
        found.append(Tab(words(view.label), href, view.key == opened, shown_total))
    return tuple(found)


def counted(count: Count) -> str:
    """A count as people read it: 1.284, > 10.000, ± 1.000.000."""
    sign = {"at_least": "> ", "estimate": "± "}.get(count.kind, "")
    return sign + number(count.number)
