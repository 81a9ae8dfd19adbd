"""Keyset pages: the rows that follow a given row in an order, found by an index, not by counting.

Postgres sorts NULL after everything ascending and before everything descending; so do we, because
then a plain index serves both directions. The last term of an order is always the key.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from models.errors import Missing
from models.selecting import parameter
from models.values import Canonical, text

Clause = sa.ColumnElement[bool]
_PLACE = "panel_place_"  # no column of anybody's is called so


@dataclass(frozen=True, slots=True)
class Term:
    """One column of an order."""

    column: sa.ColumnElement[Any]
    descending: bool
    nullable: bool

    def sorted(self) -> sa.UnaryExpression[Any]:
        return self.column.desc() if self.descending else self.column.asc()

    def turned(self) -> Term:
        return Term(self.column, not self.descending, self.nullable)


def segments(terms: Sequence[Term], values: Sequence[str | None]) -> list[Clause]:
    """What comes strictly after a row, as clauses to be read one after the other.

    A nullable first column needs two: its values and its NULLs lie apart in the index, and one OR
    over both would walk the index from its beginning. Within a segment the order holds. Each execution
    gives the values, see `given`.
    """
    first, value = terms[0], values[0]
    if value is None:
        same = sa.and_(first.column.is_(None), _beyond(terms, values, 1))
        return [same, first.column.is_not(None)] if first.descending else [same]
    return [_following(terms, values)] + (
        [first.column.is_(None)] if first.nullable and not first.descending else []
    )


def given(values: Sequence[str | None]) -> dict[str, str | None]:
    """What a statement of these segments is executed with."""
    return {f"{_PLACE}{number}": value for number, value in enumerate(values)}


def _edge(terms: Sequence[Term], number: int) -> sa.ColumnElement[Any]:
    return parameter(terms[number].column, None, f"{_PLACE}{number}")


def beginning_at(terms: Sequence[Term]) -> list[Clause]:
    """What begins at a value of the order's first column, that value included; like `segments`."""
    first, edge = terms[0], _edge(terms, 0)
    here = first.column <= edge if first.descending else first.column >= edge
    return [here] + ([first.column.is_(None)] if first.nullable and not first.descending else [])


def _following(terms: Sequence[Term], values: Sequence[str | None]) -> Clause:
    """After a row whose first value is not NULL, as a range of the index."""
    rest_filled = not any(term.nullable for term in terms[1:])
    if rest_filled and len({term.descending for term in terms}) == 1:
        ours = sa.tuple_(*(term.column for term in terms))
        theirs = sa.tuple_(*(_edge(terms, number) for number in range(len(terms))))
        return ours < theirs if terms[0].descending else ours > theirs
    first, edge = terms[0].column, _edge(terms, 0)
    return sa.and_(first <= edge if terms[0].descending else first >= edge, _beyond(terms, values))


def _beyond(terms: Sequence[Term], values: Sequence[str | None], begin: int = 0) -> Clause:
    """Lexicographic "after", NULLs included: equal in the first n terms, after in the next."""
    ways: list[Clause] = []
    equal: list[Clause] = []
    for number in range(begin, len(terms)):
        term, edge = terms[number], None if values[number] is None else _edge(terms, number)
        ways.append(sa.and_(*equal, _after(term, edge)))
        equal.append(term.column.is_(None) if edge is None else term.column == edge)
    return sa.or_(sa.false(), *ways)


def _after(term: Term, edge: sa.ColumnElement[Any] | None) -> Clause:
    if edge is None:
        return term.column.is_not(None) if term.descending else sa.false()
    if term.descending:
        return term.column < edge
    after = term.column > edge
    return sa.or_(after, term.column.is_(None)) if term.nullable else after


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: the order's values of one row, and which side of it is wanted."""

    values: tuple[str | None, ...]
    backwards: bool = False

    def encode(self) -> str:
        packed = json.dumps([self.backwards, *self.values], ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def cursor_at(row: Sequence[Canonical], *, backwards: bool) -> str:
    """The cursor of a row, from the canonical values of its order terms."""
    return Cursor(tuple(text(value) for value in row), backwards).encode()


def decode(cursor: str, length: int) -> Cursor:
    """The cursor of a URL. Raises Missing when somebody changed it, or the order has other terms."""
    try:
        packed = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
    except (ValueError, UnicodeError, binascii.Error, RecursionError) as error:
        raise Missing(UNKNOWN_PLACE) from error
    if not _is_cursor(packed, length):
        raise Missing(UNKNOWN_PLACE)
    return Cursor(tuple(packed[1:]), packed[0])


UNKNOWN_PLACE = "Halaman daftar ini tidak dikenal lagi. Mulai dari halaman pertama."


def _is_cursor(packed: object, length: int) -> bool:
    return (
        isinstance(packed, list)
        and len(packed) == length + 1
        and isinstance(packed[0], bool)
        and all(value is None or (isinstance(value, str) and "\x00" not in value) for value in packed[1:])
    )
