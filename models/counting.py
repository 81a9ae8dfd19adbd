"""How many rows: exact up to a limit, beyond it an honest "more than", never a wait.

All counts that a page shows are one statement.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from models import search
from models.description.screen import Child, Screen
from models.errors import Forbidden
from models.paging import LAST
from models.panel import Desk
from models.query import Listing, Page, conditions, given, shape_of
from models.selecting import Given, fetch

LIMIT = 10_000
CHILD_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Count:
    """`number` is exact, or a lower limit ("more than"), or the planner's estimate."""

    number: int
    kind: Literal["exact", "at_least", "estimate"]


@dataclass(frozen=True, slots=True)
class Beside:
    """One more column of the counting statement, of the first of its listings. `shape` tells it from others
    where the statement can be kept, else None; `column` is told whether it is."""

    column: Callable[[bool], sa.ColumnElement[Any]]
    shape: Hashable = None


def count(
    desk: Desk, screen: Screen, listing: Listing, *, exact: bool = False, page: Page | None = None
) -> Count:
    """The number of rows of one listing. `page`, where it was read, may tell; `exact` counts to the end."""
    return counts(desk, screen, (listing,), exact=exact, page=page)[0]


def counts(
    desk: Desk, screen: Screen, listings: Sequence[Listing], *, exact: bool = False, page: Page | None = None
) -> tuple[Count, ...]:
    """The numbers of several listings of a screen in one statement. `page` is of the first of them.

    Raises Forbidden, Refused.
    """
    return counts_and(desk, screen, listings, None, exact=exact, page=page)[0]


def counts_and(
    desk: Desk, screen: Screen, listings: Sequence[Listing], beside: Beside | None, *,
    exact: bool = False, page: Page | None = None,
) -> tuple[tuple[Count, ...], Any]:  # fmt: skip
    """The same, and the value of one more column in the same statement; None without one."""
    if not desk.actor.may("list", screen.key):
        raise Forbidden
    screen = desk.panel.seen(screen)
    known = {0: told} if page is not None and (told := _told(listings[0], page, exact)) else {}
    asked = {n: one for n, one in enumerate(listings) if n not in known}
    values = _given(desk, listings if beside else asked.values())
    found, more = _counts(desk, screen, asked, beside, exact, values)
    found |= known
    return tuple(found[n] for n in range(len(listings))), more


def of_children(desk: Desk, parent: Screen, row: str, children: Sequence[Child]) -> tuple[Count, ...]:
    """The number of rows of each child of one row, in one statement; a few hundred are not counted out."""
    listings = [(child.screen, Listing(child=(child.key, parent.key, row))) for child in children]

    def build() -> sa.Select[Any]:
        columns = (_of_children(desk, desk.panel.screens[key], one) for key, one in listings)
        return sa.select(*(column.label(f"n{n}") for n, column in enumerate(columns)))

    shape = ("children", parent.key, tuple(child.key for child in children))
    values = given(desk, listings[0][1]) if listings else {}
    (numbers,) = fetch(desk, parent, desk.panel.statement(shape, build), values)
    return tuple(
        Count(number, "exact") if number <= CHILD_LIMIT else Count(CHILD_LIMIT, "at_least")
        for number in numbers.values()
    )


def _of_children(desk: Desk, screen: Screen, listing: Listing) -> sa.ScalarSelect[int]:
    clauses = conditions(desk, screen, listing, is_kept=True)
    rows: sa.Select[Any] = sa.select(sa.literal_column("1").label("one")).where(*clauses)
    found = rows.select_from(desk.panel.table_of(screen)).limit(CHILD_LIMIT + 1).subquery()
    return sa.select(sa.func.count()).select_from(found).scalar_subquery()


def _told(listing: Listing, page: Page, exact: bool) -> Count | None:
    """What a page tells of its list: all of it, or, of a common word, that there is more."""
    from_start = listing.cursor in (None, LAST) and (listing.page or 1) == 1 and listing.start is None
    if from_start and page.before is None and page.after is None:
        return Count(len(page.rows), "exact")
    return Count(len(page.rows), "at_least") if page.common and not exact else None


def _counts(
    desk: Desk,
    screen: Screen,
    asked: Mapping[int, Listing],
    beside: Beside | None,
    exact: bool,
    values: Given | None,
) -> tuple[dict[int, Count], Any]:
    if not asked and beside is None:
        return {}, None

    shapes = {n: shape_of(desk, screen, one) for n, one in asked.items()}
    is_kept = None not in shapes.values() and values is not None
    is_kept = is_kept and (beside is None or beside.shape is not None)

    def build() -> sa.Select[Any]:
        columns = [counted(desk, screen, one, exact, is_kept).label(f"n{n}") for n, one in asked.items()]
        columns += [beside.column(is_kept).label("beside")] if beside else []
        return sa.select(*columns, estimate(desk, screen).label("estimate"))

    shape = ("counts", tuple(shapes.items()), exact, beside.shape if beside else None)
    statement = desk.panel.statement(shape, build) if is_kept else build()
    (row,) = fetch(desk, screen, statement, values if is_kept else None)
    return {n: count_of(row[f"n{n}"], row["estimate"], exact) for n in asked}, row.get("beside")


def _given(desk: Desk, asked: Iterable[Listing]) -> Given | None:
    """What one statement of all these listings is executed with; None where two would need different values
    under one name."""
    found: Given = {}
    for one in asked:
        values = given(desk, one)
        if found and values and values != found:
            return None
        found = found or values
    return found


def matching(
    desk: Desk, screen: Screen, listing: Listing, is_kept: bool = False
) -> list[sa.ColumnElement[bool]]:
    """The clauses of all rows of a listing, its search too, for statements that look at all of them.

    `is_kept`: such a statement is kept, and executed with what models/query.py says is `given`.
    """
    clauses = conditions(desk, screen, listing, many=True, is_kept=is_kept)
    if listing.search.strip():
        clauses.append(search.found(desk, screen, search.typed(listing.search, given=is_kept)))
    return clauses


def counted(
    desk: Desk, screen: Screen, listing: Listing, exact: bool = False, is_kept: bool = False
) -> sa.ColumnElement[int | None]:
    """The number of rows of a listing as a column: NULL where the estimate has to do, see `count_of`."""
    clauses = matching(desk, screen, listing, is_kept)
    rows: sa.Select[Any] = sa.select(sa.literal_column("1").label("one")).where(*clauses)
    rows = rows.select_from(desk.panel.table_of(screen))
    if exact:
        return sa.select(sa.func.count()).select_from(rows.subquery()).scalar_subquery()
    number = sa.select(sa.func.count()).select_from(rows.limit(LIMIT + 1).subquery()).scalar_subquery()
    # A whole large table is not even counted to the limit: the planner knows its size well enough.
    return number if clauses else sa.case((estimate(desk, screen) > LIMIT, sa.null()), else_=number)


def count_of(number: int | None, estimate: float | None, exact: bool = False) -> Count:
    """What a column made by `counted` says."""
    if number is None:
        return Count(int(estimate or 0), "estimate")
    return Count(number, "exact") if exact or number <= LIMIT else Count(LIMIT, "at_least")


_PG_CLASS = sa.table("pg_class", sa.column("oid"), sa.column("reltuples"), schema="pg_catalog")


def estimate(desk: Desk, screen: Screen) -> sa.ScalarSelect[float]:
    """The planner's number of rows; NULL when the table is gone, which the count itself will say."""
    preparer = desk.connection.dialect.identifier_preparer
    name = sa.literal(preparer.format_table(desk.panel.table_of(screen)), sa.Text)
    return (
        sa.select(_PG_CLASS.c.reltuples)
        .where(_PG_CLASS.c.oid == sa.func.pg_catalog.to_regclass(name))
        .scalar_subquery()
    )
