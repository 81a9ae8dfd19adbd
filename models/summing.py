"""Sums of the numbers in a list: of everything that is filtered, exact or not told at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from models.counting import LIMIT, estimate, matching
from models.description.screen import Field, Screen
from models.errors import Forbidden
from models.panel import Desk
from models.query import Listing
from models.schema.catalog import Kind
from models.selecting import column_of, fetch

_NUMBERS = frozenset({Kind.INTEGER, Kind.NUMBER, Kind.MONEY})
# Whole numbers that name something, by the last word of their column.
NAMING = ("year", "tahun", "number", "nomor", "no", "code", "kode", "id")


@dataclass(frozen=True, slots=True)
class Sums:
    """`of` has the sum of each field as the server writes it, None where no row has a value; `rows` were
    added up. Empty `of`: too many rows to add up without being asked."""

    of: Mapping[str, str | None]
    rows: int


UNTOLD = Sums({}, 0)


def summable(screen: Screen, fields: Iterable[Field]) -> tuple[Field, ...]:
    """The fields whose values add up: amounts, not what names something or stands for a word."""
    return tuple(one for one in fields if _adds_up(screen, one))


def read(
    desk: Desk, screen: Screen, listing: Listing, fields: Sequence[Field], *, exact: bool = True
) -> Sums:
    """The sums of everything that a listing matches, in one statement. Raises Forbidden, Refused."""
    screen = desk.panel.seen(screen)
    if not desk.actor.may("list", screen.key):
        raise Forbidden
    (row,) = fetch(desk, screen, sa.select(column(desk, screen, listing, fields, exact).label("sums")))
    return told(fields, row["sums"], exact)


def column(
    desk: Desk, screen: Screen, listing: Listing, fields: Sequence[Field], exact: bool, is_kept: bool = False
) -> sa.ColumnElement[Any]:
    """The sums as a column of another statement, to be read by `told`."""
    clauses = matching(desk, screen, listing, is_kept)
    numbers = [_number(desk, screen, one).label(f"s{place}") for place, one in enumerate(fields)]
    rows: sa.Select[Any] = sa.select(*numbers).select_from(desk.panel.table_of(screen)).where(*clauses)
    inner = (rows if exact else rows.limit(LIMIT + 1)).subquery()
    each = [sa.cast(sa.func.sum(one), sa.Text) for one in inner.c]
    sums = sa.select(sa.func.json_build_array(sa.func.count(), *each)).select_from(inner).scalar_subquery()
    if clauses or exact:
        return sums
    return sa.case((estimate(desk, screen) > LIMIT, sa.null()), else_=sums)


def told(fields: Sequence[Field], found: Sequence[Any] | None, exact: bool) -> Sums:
    """What such a column says; nothing where it stopped before the end."""
    if found is None or (not exact and found[0] > LIMIT):
        return UNTOLD
    return Sums({one.key: number for one, number in zip(fields, found[1:], strict=True)}, int(found[0]))


def _adds_up(screen: Screen, one: Field) -> bool:
    if one.kind not in _NUMBERS or one.reference is not None or one.mask is not None or one.options:
        return False
    if one.column.name in screen.key_columns or one.column.options or one.hidden:
        return False
    return one.kind is not Kind.INTEGER or one.key.rsplit("_", 1)[-1] not in NAMING


def _number(desk: Desk, screen: Screen, one: Field) -> sa.ColumnElement[Any]:
    found = column_of(desk, screen, one)
    bare = found.element if isinstance(found, sa.Label) else found
    return sa.cast(bare, sa.Numeric) if one.kind is Kind.MONEY else bare
