"""The one reader: lists, records, children, pickers, counts, REST and exports read through here.

A screen, a saved view, filters, a search, an order and a place in the list become one SELECT.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import sqlalchemy as sa

from models import narrowing, paging, search
from models.description.screen import Child, Order, SavedView, Screen, Where
from models.errors import Forbidden, Missing, Problem, Refused
from models.keyset import Term
from models.paging import Page, Place
from models.panel import Desk
from models.selecting import (
    Given,
    Row,
    column_of,
    fetch,
    has_given_key,
    has_key,
    is_sortable,
    key_columns,
    key_parts,
    selection,
)  # fmt: skip
from models.visibility import seen_rows

_MOST_SPACES = 8  # in a search: one of more words is asked for once
_PARENT = "panel_parent_"  # no column of anybody's is called so


@dataclass(frozen=True, slots=True)
class Listing:
    """Which rows of a screen, in which order, from where.

    `cursor` is one that a Page gave, or "last"; `page` (from 1) jumps by counting over keys only.
    `child` (child key, parent's screen key, parent row's key) restricts to the children of a row. `start`
    is a canonical text of the order's first column, where reading begins.
    """

    view: str | None = None
    search: str = ""
    where: tuple[Where, ...] = ()
    order: tuple[Order, ...] = ()
    columns: tuple[str, ...] = ()
    size: int = 25
    cursor: str | None = None
    page: int | None = None
    child: tuple[str, str, str] | None = None
    start: str | None = None


def page(desk: Desk, screen: Screen, listing: Listing) -> Page:
    """One page of a list. Raises Forbidden, Missing (unknown view, cursor or parent), Refused (filter)."""
    screen = desk.panel.seen(screen)
    if not desk.actor.may("list", screen.key):
        raise Forbidden
    chosen = selection(desk, screen, listing.columns or screen.list)
    shape = shape_of(desk, screen, listing)
    terms = tuple(order_terms(desk, screen, listing))
    is_kept = shape is not None
    values = given(desk, listing) if is_kept else {}
    place = Place(terms, listing.size, listing.cursor, listing.page, shape, listing.start, values)
    clauses = partial(conditions, desk, screen, listing, is_kept=is_kept)
    if not listing.search.strip():
        return paging.read(chosen, place, clauses)
    text = search.typed(listing.search, given=is_kept)
    if not search.is_large(screen):
        return paging.read(chosen, place, lambda: [*clauses(), search.matches(desk, screen, text)])
    # A common word is found among the next few hundred rows of the list; only a rare one needs indexes.
    near = paging.read(chosen, place, clauses, narrow=partial(search.matches, desk, screen, text))
    if len(near.rows) == listing.size:
        return replace(near, common=True)
    return paging.read(chosen, place, lambda: [*clauses(), search.found_by_index(desk, screen, text)])


def shape_of(desk: Desk, screen: Screen, listing: Listing) -> tuple[Hashable, ...] | None:
    """What tells the statement of a list from all others; None where somebody's filters or many words are in
    it: it is made anew. Whose children are listed, and what is searched, each execution says: see `given`."""
    if listing.where or listing.search.count(" ") > _MOST_SPACES:
        return None
    searched = search.shape(desk, screen, listing.search) if listing.search.strip() else None
    of = listing.child[:2] if listing.child else None
    return (
        screen.key,
        listing.view,
        whose(desk, screen, listing),
        listing.order,
        listing.columns,
        searched,
        of,
    )


def given(desk: Desk, listing: Listing) -> Given:
    """What a kept statement of a listing is executed with. Raises Missing for an unknown parent."""
    found: Given = search.typed(listing.search).values if listing.search.strip() else {}
    if listing.child:
        parent = desk.panel.screens.get(listing.child[1])
        if parent is None:
            raise Missing
        found = {**found, **key_parts(parent, listing.child[2], _PARENT)}
    return found


def whose(desk: Desk, screen: Screen, listing: Listing) -> Hashable:
    """What of the actor decides which rows are in a list."""
    view = saved_view(screen, listing.view)
    return narrowing.shape(desk, screen, (*(view.where if view else ()), *listing.where))


def record(desk: Desk, screen: Screen, key: str) -> Row:
    """One row with all its visible fields. Raises Missing, Forbidden."""
    screen = desk.panel.seen(screen)
    if not desk.actor.may("show", screen.key):
        raise Forbidden
    chosen = selection(desk, screen, (one.key for one in screen.fields.values() if not one.hidden))
    parts = key_parts(screen, key)

    def build() -> sa.Select[Any]:
        wanted = chosen.inner().where(has_given_key(desk, screen), *seen_rows(desk, screen))
        return chosen.outer(wanted)[0]

    shape = ("record", screen.key, tuple(one.field.key for one in chosen.targets))
    is_ours = desk.panel.screens.get(screen.key) is screen
    try:
        found = fetch(desk, screen, desk.panel.statement(shape, build) if is_ours else build(), parts)
    except Refused as error:  # a word where the key is a number: no such row
        raise Missing from error
    if not found:
        raise Missing
    return chosen.row(found[0])


def conditions(
    desk: Desk, screen: Screen, listing: Listing, *, many: bool = False, is_kept: bool = False
) -> list[sa.ColumnElement[bool]]:
    """The clauses of a listing's view, filters and parent, and of what the actor sees; not its search.

    `many`: they are counted rather than read. `is_kept`: each execution says whose children are meant.
    """
    screen = desk.panel.seen(screen)
    view = saved_view(screen, listing.view)
    wanted = (*(view.where if view else ()), *listing.where)
    clauses = [*seen_rows(desk, screen, many), *narrowing.clauses(desk, screen, wanted, many)]
    if listing.child:
        clauses.append(_of_parent(desk, screen, *listing.child, is_kept=is_kept))
    return clauses


def views(desk: Desk, screen: Screen) -> tuple[SavedView, ...]:
    """The saved views of a screen that the actor may open: those whose filters ask screens they may list."""
    return tuple(one for one in screen.views if narrowing.may_ask(desk, screen, one.where))


def saved_view(screen: Screen, key: str | None) -> SavedView | None:
    """The view of a screen's description with this key; None without one. Raises Missing."""
    if key is None:
        return None
    for view in screen.views:
        if view.key == key:
            return view
    raise Missing("Tampilan ini tidak ada lagi. Buka daftar tanpa tampilan.")


def _of_parent(
    desk: Desk, screen: Screen, child_key: str, parent_key: str, row: str, *, is_kept: bool
) -> sa.ColumnElement[bool]:
    """Rows that belong to a row of another screen, by its foreign key or through a link table."""
    parent = desk.panel.screens.get(parent_key)
    child = next((one for one in parent.children if one.key == child_key), None) if parent else None
    if parent is None or child is None or child.screen != screen.key:
        raise Missing
    near = desk.panel.screens[child.through] if child.through else screen
    key = has_given_key(desk, parent, _PARENT) if is_kept else has_key(desk, parent, row)
    belongs = _pairs(desk, near, child.columns) == _parent_values(desk, parent, child, key)
    if not child.through:
        return belongs
    far = sa.select(*_named(desk, near, child.far_columns)).where(belongs, *seen_rows(desk, near))
    return _pairs(desk, screen, child.far_target_columns).in_(far)


def _parent_values(
    desk: Desk, parent: Screen, child: Child, key: sa.ColumnElement[bool]
) -> sa.ScalarSelect[Any]:
    wanted = _named(desk, parent, child.target_columns)
    return sa.select(*wanted).where(key, *seen_rows(desk, parent)).scalar_subquery()


def _named(desk: Desk, screen: Screen, names: Sequence[str]) -> list[sa.Column[Any]]:
    by_name = {column.name: column for column in desk.panel.table_of(screen).columns}
    return [by_name[name] for name in names]


def _pairs(desk: Desk, screen: Screen, names: Sequence[str]) -> sa.ColumnElement[Any]:
    columns = _named(desk, screen, names)
    return columns[0] if len(columns) == 1 else sa.tuple_(*columns)


def order_terms(desk: Desk, screen: Screen, listing: Listing) -> list[Term]:
    """The order of a list, always ending with the key, so that no row wanders between pages."""
    screen = desk.panel.seen(screen)
    view = saved_view(screen, listing.view)
    wanted = listing.order or (view.order if view else ()) or screen.order
    terms: dict[str, Term] = {}
    for one in wanted:
        field = screen.fields.get(one.field)
        if field is None or not is_sortable(field):
            raise Refused(
                Problem("Daftar tidak dapat diurutkan menurut {field}.", None, {"field": one.field})
            )
        terms[field.column.name] = Term(column_of(desk, screen, field), one.descending, field.column.nullable)
    downwards = wanted[0].descending if wanted else True
    for column in key_columns(desk, screen) or _sortable_columns(desk, screen):
        terms.setdefault(column.name, Term(column, downwards, not screen.key_columns))
    return list(terms.values())


def _sortable_columns(desk: Desk, screen: Screen) -> list[sa.Column[Any]]:
    """For a view without a key: its shown columns, so that its order is at least repeatable."""
    table = desk.panel.table_of(screen)
    return [table.c[key] for key in screen.list if is_sortable(screen.fields[key])]


__all__ = [
    "Listing",
    "Page",
    "Row",
    "conditions",
    "given",
    "order_terms",
    "page",
    "record",
    "saved_view",
    "shape_of",
    "views",
    "whose",
]
