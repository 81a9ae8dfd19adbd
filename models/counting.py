"""How many rows: exact up to a limit, beyond it an honest "more than", never a wait.

All counts that a page shows are one statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from models import search
from models.description.screen import Screen
from models.errors import Forbidden
from models.panel import Desk
from models.query import Listing, conditions
from models.selecting import fetch

LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Count:
    """`number` is exact, or a lower limit ("more than"), or the planner's estimate."""

    number: int
    kind: Literal["exact", "at_least", "estimate"]


def count(
    desk: Desk, screen: Screen, listing: Listing, *, exact: bool = False, common: bool = False
) -> Count:
    """The number of rows of one listing. `common` as its Page said; `exact` counts to the end."""
    return counts(desk, screen, (listing,), exact=exact, common=common)[0]


def counts(
    desk: Desk, screen: Screen, listings: Sequence[Listing], *, exact: bool = False, common: bool = False
) -> tuple[Count, ...]:
    """The numbers of several listings of a screen in one statement. Raises Forbidden, Refused."""
    if not desk.actor.may("list", screen.key):
        raise Forbidden
    columns = [_counted(desk, screen, one, exact, common).label(f"n{n}") for n, one in enumerate(listings)]
    estimate = sa.select(_PG_CLASS.c.reltuples).where(_PG_CLASS.c.oid == _oid(desk, screen)).scalar_subquery()
    (row,) = fetch(desk, screen, sa.select(*columns, estimate.label("estimate")))
    return tuple(
        _count(row[f"n{n}"], row["estimate"], _is_whole(one), exact) for n, one in enumerate(listings)
    )


def _counted(desk: Desk, screen: Screen, listing: Listing, exact: bool, common: bool) -> sa.ScalarSelect[int]:
    table = desk.panel.table_of(screen)
    clauses = conditions(desk, screen, listing)
    if listing.search.strip():
        clauses.append(_found(desk, screen, listing.search, common))
    rows: sa.Select[Any] = sa.select(sa.literal_column("1").label("one")).select_from(table).where(*clauses)
    if not exact:
        rows = rows.limit(LIMIT + 1)
    return sa.select(sa.func.count()).select_from(rows.subquery()).scalar_subquery()


def _found(desk: Desk, screen: Screen, text: str, common: bool) -> sa.ColumnElement[bool]:
    """A common word reaches the limit soon by reading on; a rare one only by the indexes."""
    if search.is_large(screen) and not common:
        return search.found_by_index(desk, screen, text)
    return search.matches(desk, screen, text)


def _count(number: int, estimate: float | None, whole: bool, exact: bool) -> Count:
    if exact or number <= LIMIT:
        return Count(number, "exact")
    if whole and estimate is not None and estimate > LIMIT:
        return Count(int(estimate), "estimate")
    return Count(LIMIT, "at_least")


def _is_whole(listing: Listing) -> bool:
    return not (listing.view or listing.search.strip() or listing.where or listing.child)


_PG_CLASS = sa.table("pg_class", sa.column("oid"), sa.column("reltuples"), schema="pg_catalog")


def _oid(desk: Desk, screen: Screen) -> sa.ColumnElement[int]:
    """Looked up by its quoted name; NULL when the table is gone, which the count itself will say."""
    preparer = desk.connection.dialect.identifier_preparer
    name = preparer.format_table(desk.panel.table_of(screen))
    return sa.func.pg_catalog.to_regclass(sa.literal(name, sa.Text))
