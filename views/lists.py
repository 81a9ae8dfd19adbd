"""A list page: headers that sort, tabs, what is shown and counted, the way to the pages before and after."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext

from models import counting, query
from models.counting import Beside, Count
from models.description.screen import Field, SavedView, Screen
from models.paging import LAST
from models.panel import Desk
from models.query import Listing, Page
from models.selecting import is_sortable
from views.filters import Address
from views.notation import number
from views.table import Head, css
from views.wording import inside, language, words

_NAMED = 3  # columns, in the search box


def columns(screen: Screen, without: Collection[str] = ()) -> list[Field]:
    """The fields a list shows. `without`: names of columns that say nothing where it stands."""
    found = [screen.fields[key] for key in screen.list if key in screen.fields]
    return [one for one in found if one.column.name not in without] or found


def heads(fields: list[Field], address: Address | None, ordered: str) -> list[Head]:
    """The column heads, sorting where there is an address. The order's own head turns it around."""
    first, spoken = ordered.split(",")[0], language()
    made = []
    for one in fields:
        downwards, is_first = first.startswith("-"), first.removeprefix("-") == one.key
        turned = f"-{one.key}" if is_first and not downwards else one.key
        href = address.but(order=turned) if address and is_sortable(one) else ""
        direction = ("descending" if downwards else "ascending") if is_first else ""
        made.append(Head(one.label.in_language(spoken), css(one), href, direction))
    return made


def ordered_by(screen: Screen, view: str | None, asked: str) -> str:
    """The order of the list as the address would write it."""
    if asked:
        return asked
    chosen = next((one for one in screen.views if one.key == view), None)
    order = (chosen.order if chosen else ()) or screen.order
    return ",".join(("-" if one.descending else "") + one.field for one in order)


class Tab(NamedTuple):
    label: str
    href: str
    open: bool
    number: str
    tone: str = ""


def totals(
    desk: Desk, screen: Screen, asked: Listing, page: Page | None, *,
    exact: bool, opened: str | None, saved: Mapping[str, Listing], beside: Beside | None,
) -> tuple[dict[str | None, Count], Any]:  # fmt: skip
    """The number of rows of this list (None) and of each view that shows its own, in one statement, and
    the value of one more column. `opened` is the key of the view that is open, `saved` has saved ones."""
    described = query.views(desk, screen)
    counted_views = {view.key: Listing(view=view.key) for view in described if view.count} | dict(saved)
    views = [key for key in counted_views if key != opened]
    listings = (asked, *(counted_views[key] for key in views))
    counts, more = counting.counts_and(desk, screen, listings, beside, exact=exact, page=page)
    return dict(zip((None, *views), counts, strict=True)), more


def tabs(
    views: Sequence[SavedView], address: Address, opened: str | None,
    totals: Mapping[str | None, Count], all_rows: str,
) -> tuple[Tab, ...]:  # fmt: skip
    """All rows, then each view of the description."""
    names = [name for name, _ in address.pairs if name != "size"]
    found = [Tab(gettext("Semua"), all_rows, opened is None, "")]
    for view in views:
        total = totals.get(None if view.key == opened else view.key) if view.count else None
        shown_total = counted(total) if total else ""
        href = address.but(*names, view=view.key)
        tone = view.tone if total and total.number else ""
        found.append(Tab(words(view.label), href, view.key == opened, shown_total, tone))
    return tuple(found)


def counted(count: Count) -> str:
    """A count as people read it: 1.284, > 10.000, ± 1.000.000."""
    sign = {"at_least": "> ", "estimate": "± "}.get(count.kind, "")
    return sign + number(count.number)


def summary(screen: Screen, asked: Listing, totals: Mapping[str | None, Count], label: str) -> str:
    """How many rows the list has, and how many are in the first view that is counted."""
    said = f"{counted(totals[None])} {inside(label)}"
    first = next((view for view in screen.views if view.key in totals), None)
    if first is None or not _is_of_all(asked):
        return said
    return f"{said} · {counted(totals[first.key])} {inside(words(first.label))}"


def _is_of_all(asked: Listing) -> bool:
    bare = Listing(size=asked.size, cursor=asked.cursor, page=asked.page, columns=asked.columns)
    return asked == bare


def seeks(screen: Screen) -> str:
    """What stands in the empty search box; nothing where the screen cannot be searched."""
    if not screen.search and not screen.search_column:
        return ""
    spoken = language()
    found = [screen.fields[term.field] for term in screen.search if term.is_own]
    named = ", ".join(inside(one.label.in_language(spoken)) for one in found[:_NAMED])
    return gettext("Cari %(columns)s … ( / )", columns=named) if named else gettext("Cari … ( / )")


def pager(address: Address, page: Page) -> dict[str, str]:
    """Where the first, previous, next and last pages are; absent where there is none."""
    found = {}
    if page.before:
        found["first"] = address.but()
        found["before"] = address.and_("cursor", page.before)
    if page.after:
        found["after"] = address.and_("cursor", page.after)
        found["last"] = address.and_("cursor", LAST)
    return found
