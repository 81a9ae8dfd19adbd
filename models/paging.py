"""Pages of a list: forwards, backwards, the last one, a numbered one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from models import keyset
from models.errors import Missing
from models.keyset import UNKNOWN_PLACE, Term
from models.selecting import Found, Given, Row, Selection, fetch, key_columns

LAST = "last"
LARGEST_PAGE = 1000
WINDOW = 500  # how many rows ahead a search looks before it asks the indexes

_PLACE = "_place_"
Clause = sa.ColumnElement[bool]
Clauses = Callable[[], Sequence[Clause]]  # made only for a statement that is not kept: they cost the most


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a list: its order, the size of a page, and a cursor ("last" too) or a page number.

    `shape` tells a list whose statement is kept from all others; `given` is what each execution gives to its
    parameters. `start` is a canonical text of the order's first column, where reading begins.
    """

    terms: tuple[Term, ...]
    size: int
    cursor: str | None = None
    number: int | None = None
    shape: Hashable = None
    start: str | None = None
    given: Given = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, and the cursors of the pages before and after, None at the ends.

    `common`: a search on a large table was answered by the rows nearby alone, so there are many more.
    """

    rows: tuple[Row, ...]
    before: str | None = None
    after: str | None = None
    common: bool = False


def read(
    chosen: Selection, place: Place, clauses: Clauses, narrow: Callable[[], Clause] | None = None
) -> Page:
    """The page of rows that satisfy the clauses; with `narrow`, only among the next WINDOW of them."""
    size = max(1, min(place.size, LARGEST_PAGE))
    if not chosen.screen.key_columns:
        return _numbered(chosen, place, clauses, size)
    if place.number and place.number > 1:
        return _by_offset(chosen, place, clauses, size)
    cursor = keyset.decode(place.cursor, len(place.terms)) if place.cursor not in (None, LAST) else None
    backwards = cursor.backwards if cursor else place.cursor == LAST
    walk = [term.turned() for term in place.terms] if backwards else list(place.terms)
    started = cursor is not None or place.start is not None
    values = cursor.values if cursor else () if place.start is None else (place.start,)
    given = {**place.given, **keyset.given(values)}
    found: list[Found] = []
    for number, segment in enumerate(_segments(walk, place, cursor)):

        def limits(segment: Clause = segment) -> Sequence[Clause]:
            wanted = [*clauses(), segment]
            return wanted if narrow is None else [_among_next(chosen, wanted, walk), narrow()]

        from_here = tuple(value is None for value in values)
        shape = (place.shape, backwards, from_here, cursor is None, number, narrow is None)
        kept = shape if place.shape and not found else None
        found += _found(chosen, limits, walk, size + 1 - len(found), shape=kept, given=given)
        if len(found) > size:
            break
    return _page(chosen, found, size, backwards=backwards, started=started)


def _segments(walk: Sequence[Term], place: Place, cursor: keyset.Cursor | None) -> Sequence[Clause]:
    if cursor is not None:
        return keyset.segments(walk, cursor.values)
    return [sa.true()] if place.start is None else keyset.beginning_at(walk)


def _page(chosen: Selection, found: Sequence[Found], size: int, *, backwards: bool, started: bool) -> Page:
    more, found = len(found) > size, list(found[:size])
    if backwards:
        found.reverse()
    if not found:
        return Page(())
    has_before, has_after = (more, started) if backwards else (started, more)
    return Page(
        tuple(chosen.row(row) for row in found),
        _edge(found[0], backwards=True) if has_before else None,
        _edge(found[-1], backwards=False) if has_after else None,
    )


def _edge(row: Found, *, backwards: bool) -> str:
    return keyset.cursor_at(
        [row[name] for name in row if name.startswith(_PLACE)],
        backwards=backwards,
    )


def _found(
    chosen: Selection,
    clauses: Clauses,
    terms: Sequence[Term],
    limit: int,
    offset: int = 0,
    *,
    given: Given,
    shape: Hashable = None,
) -> list[Found]:
    """The rows, each with the values of the order's columns, from which the next cursor is made."""

    def build() -> sa.Select[Any]:
        places = [term.column.label(f"{_PLACE}{number}") for number, term in enumerate(terms)]
        inner = chosen.inner(places).where(*clauses()).order_by(*(term.sorted() for term in terms))
        statement, found = chosen.outer(inner.limit(limit).offset(offset or None))
        again = (
            Term(found.c[f"{_PLACE}{number}"], term.descending, term.nullable)
            for number, term in enumerate(terms)
        )
        return statement.order_by(*(term.sorted() for term in again))

    desk = chosen.desk
    kept = ("page", shape, limit, tuple(target.field.key for target in chosen.targets))
    return fetch(desk, chosen.screen, desk.panel.statement(kept, build) if shape else build(), given)


def _among_next(chosen: Selection, clauses: Sequence[Clause], terms: Sequence[Term]) -> Clause:
    """Only the next rows of the list, as a set of keys."""
    columns = key_columns(chosen.desk, chosen.screen)
    near = sa.select(*columns).where(*clauses).order_by(*(term.sorted() for term in terms)).limit(WINDOW)
    return (columns[0] if len(columns) == 1 else sa.tuple_(*columns)).in_(near)


def _by_offset(chosen: Selection, place: Place, clauses: Clauses, size: int) -> Page:
    """A typed page number: the server counts its way there, from then on the keyset goes on."""
    skipped = ((place.number or 1) - 1) * size
    found = _found(chosen, clauses, place.terms, size + 1, skipped, given=place.given)
    return _page(chosen, found, size, backwards=False, started=True)


def _numbered(chosen: Selection, place: Place, clauses: Clauses, size: int) -> Page:
    """Rows without a key have no place to go on from: their pages are numbered."""
    number = place.number or _number(place.cursor)
    found = _found(chosen, clauses, place.terms, size + 1, (number - 1) * size, given=place.given)
    rows = tuple(chosen.row(row) for row in found[:size])
    before = f"p{number - 1}" if number > 1 else None
    return Page(rows, before, f"p{number + 1}" if len(found) > size else None)


def _number(cursor: str | None) -> int:
    if cursor in (None, LAST):
        return 1
    digits = cursor[1:] if cursor else ""
    if not (cursor and cursor[0] == "p" and digits.isascii() and digits.isdigit() and 0 < len(digits) < 10):
        raise Missing(UNKNOWN_PLACE)
    return max(1, int(digits))
