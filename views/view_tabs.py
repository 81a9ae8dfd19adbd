"""The saved views over a list: tabs with live numbers, the others in a menu, what can be done with one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from models import query, search
from models.description.screen import Screen
from models.errors import Missing, Refused
from models.panel import Desk
from models.query import Listing, conditions
from models.saved_views import StoredView, may_change
from views import filters, lists, opening
from views.choices import choices
from views.lists import Tab
from views.saved_views import scopes
from views.wording import words

if TYPE_CHECKING:
    from views.list_head import Found

_MOST = 12  # numbers of saved views that a page counts


class Open(NamedTuple):
    """The open view: what it is called, whether it was changed since, what this person may do with it."""

    key: str
    name: str
    saved: StoredView | None
    changed: bool
    mine: bool
    tabbed: bool


def pinned(at: Desk, screen: Screen) -> list[StoredView]:
    """The saved views that are tabs for this person."""
    return [one for one in choices(at).of(screen.key) if one.pinned and _is_for(at, one)]


def counted(at: Desk, screen: Screen) -> dict[str, Listing]:
    """What the numbers of those tabs count. One that cannot be read has none, nor one that would have to
    search a large table for it."""
    found = {}
    for one in pinned(at, screen)[:_MOST]:
        try:
            asked = filters.listing(screen, opening.unfolded(one, filters.NOTHING))
            conditions(at, screen, asked)
        except (Refused, Missing):
            continue
        if not (asked.search and search.is_large(screen)):
            found[one.key] = asked
    return found


def context(at: Desk, screen: Screen, here: str, found: Found) -> dict[str, Any]:
    """What panel/_list_tabs.html shows."""
    first = opening.first_view(at, screen)
    all_rows = f"?{opening.VIEW}={opening.ALL}" if first else "?"
    clear = found.address.but(
        *{name for name, _ in found.address.pairs if name != opening.VIEW or found.view}
    )
    may_save = at.actor.id is not None
    described = query.views(at, screen)
    fixed = lists.tabs(described, found.address, found.opened, found.totals, all_rows) if found.asked else ()
    own = [_tab(at, screen, one, found) for one in pinned(at, screen)]
    in_menu = [one for one in choices(at).of(screen.key) if one not in pinned(at, screen)]
    return {
        "tabs": (*fixed, *own) if may_save or described else (),
        "other_views": [_tab(at, screen, one, found) for one in in_menu],
        "open_view": _open(at, screen, found),
        "view_lost": found.lost,
        "may_save_views": may_save,
        "whole": found.address.but(),
        "views_at": f"{here}/views",
        "scopes": scopes(at) if may_save else (),
        "all_rows": all_rows,
        "clear": all_rows if clear == "?" else clear,
    }


def _is_for(at: Desk, one: StoredView) -> bool:
    return one.scope != "role" or one.role in at.actor.roles or one.owner == at.actor.id


def _tab(at: Desk, screen: Screen, one: StoredView, found: Found) -> Tab:
    is_open = one.key == found.opened
    total = found.totals.get(None if is_open else one.key)
    is_as_saved = not is_open or not _is_changed(at, screen, one, found)
    number = lists.counted(total) if total and is_as_saved else ""
    return Tab(one.name, f"?{opening.VIEW}={one.key}", is_open, number)


def _open(at: Desk, screen: Screen, found: Found) -> Open:
    view, key = found.view, found.opened
    if view is not None:
        changed, tabbed = _is_changed(at, screen, view, found), view in pinned(at, screen)
        return Open(view.key, view.name, view, changed, may_change(at, view), tabbed)
    described = next((one for one in screen.views if one.key == key), None)
    name = words(described.label) if described else ""
    return Open(key if described and key else "", name, None, False, False, True)


def _is_changed(at: Desk, screen: Screen, view: StoredView, found: Found) -> bool:
    mine = opening.own_look(at, screen, found.args, view)
    return opening.is_changed(view, found.args, mine)
