"""A list as a whole, without pages: the statement of all its rows and of their number, for an export.

Rows are found and joined as for a page; what people read of each field is one column of it, so that a
mask, a row rule or the title of a reference is here what it is in the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from models import keys, search
from models.description.screen import Field, Screen
from models.errors import Forbidden
from models.keyset import Term
from models.panel import Desk
from models.query import Listing, conditions, order_terms
from models.schema.catalog import Kind
from models.selecting import VERSION, Selection, key_columns, name_of, parameter, selection
from models.titling import title_sql

_PLAIN_KEYS = frozenset({Kind.INTEGER, Kind.UUID})
_PLACE = "_place_"
TYPED = frozenset({Kind.BOOLEAN, Kind.INTEGER, Kind.NUMBER, Kind.DATE, Kind.DATETIME, Kind.TIME})
# The first and last moments of the server cannot be brought to another zone.
_EARLY: sa.ColumnElement[Any] = sa.literal_column("timestamptz '4713-01-01 BC'")
_LATE: sa.ColumnElement[Any] = sa.literal_column("timestamptz '294276-01-01'")
# An empty element, one with blanks around it, a control character, or what looks like a literal.
_NOT_PLAIN = r"^\n|\n\n|\n$|^ | $|\n | \n|[\u0001-\u0009\u000b-\u001f\u007f]|^$|^[{\[]"


@dataclass(frozen=True, slots=True)
class Shown:
    """A field and the column that holds what people read of it. `in_words`: a text already, because it is
    masked, or stands for something else (the title of a row, a person, a file)."""

    field: Field
    column: sa.ColumnElement[Any]
    in_words: bool


@dataclass(frozen=True, slots=True)
class Whole:
    """`shown` and `version` are columns of `source`, a subquery in the order of the list. `version` is
    "<row key>:<row version>", None where rows have none. `count` gives the number of the same rows."""

    screen: Screen
    shown: tuple[Shown, ...]
    version: sa.ColumnElement[str] | None
    source: sa.FromClause
    count: sa.Select[Any]


Read = tuple[sa.Select[Any], sa.Subquery]  # what Selection.outer gives


def whole(desk: Desk, screen: Screen, listing: Listing, chosen: Sequence[str] | None = None) -> Whole:
    """All rows of a listing with its columns; with `chosen` (encoded keys) those rows alone, whatever the
    listing's filters. Raises Forbidden, Missing, Refused as a page of the list does."""
    screen = desk.panel.seen(screen)
    if not desk.actor.may("list", screen.key):
        raise Forbidden
    fields = [screen.fields[key] for key in listing.columns or screen.list]
    reading = selection(desk, screen, (one.key for one in fields))
    clauses = _clauses(desk, screen, listing, chosen)
    terms = order_terms(desk, screen, listing)
    places = [term.column.label(f"{_PLACE}{n}") for n, term in enumerate(terms)]
    statement, page = reading.outer(reading.inner(places).where(*clauses))
    shown = [_shown(desk, reading, one, (statement, page), f"f{n}") for n, one in enumerate(fields)]
    version = _version(desk, screen, page)
    columns = [one.column for one in shown] + ([version.label("version")] if version is not None else [])
    ordered = (
        Term(page.c[f"{_PLACE}{n}"], term.descending, term.nullable).sorted() for n, term in enumerate(terms)
    )
    source = statement.with_only_columns(*columns, maintain_column_froms=True).order_by(*ordered)
    rows = source.subquery("whole")
    return Whole(
        screen,
        tuple(Shown(one.field, rows.c[n], one.in_words) for n, one in enumerate(shown)),
        rows.c.version if version is not None else None,
        rows,
        sa.select(sa.func.count()).select_from(desk.panel.table_of(screen)).where(*clauses),
    )


def _clauses(
    desk: Desk, screen: Screen, listing: Listing, chosen: Sequence[str] | None
) -> list[sa.ColumnElement[bool]]:
    if chosen is not None:
        return [*conditions(desk, screen, Listing()), _among(desk, screen, chosen)]
    clauses = conditions(desk, screen, listing, many=True)
    if listing.search.strip():
        clauses.append(search.found(desk, screen, search.typed(listing.search)))
    return clauses


def _among(desk: Desk, screen: Screen, chosen: Sequence[str]) -> sa.ColumnElement[bool]:
    columns = key_columns(desk, screen)
    if not columns or not chosen:
        return sa.false()
    rows = [
        [
            parameter(column, part)
            for column, part in zip(columns, keys.decode(key, len(columns)), strict=True)
        ]
        for key in dict.fromkeys(chosen)
    ]
    if len(columns) == 1:
        return columns[0].in_([row[0] for row in rows])
    return sa.tuple_(*columns).in_([sa.tuple_(*row) for row in rows])


def _shown(desk: Desk, reading: Selection, one: Field, read: Read, name: str) -> Shown:
    value = read[1].c[one.key]
    words = _in_words(reading, one, read)
    if words is not None:
        return Shown(one, words.label(name), True)
    if one.mask is not None:
        return Shown(one, sa.cast(value, sa.Text).label(name), True)
    return Shown(one, _value(desk, one, value).label(name), False)


def _value(desk: Desk, one: Field, value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """A value as it is where a sheet has a type for it, else its text. Moments are those of the office."""
    if one.kind is Kind.INSTANT:
        ours, utc = (
            sa.func.timezone(zone, value, type_=sa.DateTime())
            for zone in (str(desk.panel.office.zone), "UTC")
        )
        return sa.case((sa.type_coerce(value, sa.DateTime()).between(_EARLY, _LATE), ours), else_=utc)
    if one.kind is Kind.MONEY:
        return sa.cast(value, sa.Numeric())
    if one.kind is Kind.BYTES:
        return sa.func.octet_length(value)
    if one.kind is Kind.ARRAY and not one.column.type.startswith("box"):
        return _lines(value)
    return value if one.kind in TYPED else sa.cast(value, sa.Text)


def _lines(value: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    """One element of an array per line, as a form has it; where that would not say everything, what the
    server prints."""
    lines = sa.func.array_to_string(value, "\n", type_=sa.Text())
    elements = sa.func.cardinality(sa.func.string_to_array(lines, "\n"))
    plain = sa.and_(
        sa.func.array_ndims(value) == 1,
        sa.func.array_lower(value, 1) == 1,
        sa.func.cardinality(value) == elements,
        sa.not_(sa.collate(lines, "C").regexp_match(_NOT_PLAIN)),
    )
    return sa.case((plain, lines), else_=sa.cast(value, sa.Text))


def _in_words(reading: Selection, one: Field, read: Read) -> sa.ColumnElement[Any] | None:
    """The title, name or file name that the list shows instead of a value."""
    statement, page = read
    value = sa.cast(page.c[one.key], sa.Text)
    if one.file is not None:
        name = sa.cast(page.c[one.file.name], sa.Text) if one.file.name else sa.null()
        return sa.case((value.is_not(None), sa.func.coalesce(name, sa.func.left(value, 12) + "…")))
    if one.person:
        return sa.func.coalesce(name_of(page.c[one.key]), value)
    target = next((target for target in reading.targets if target.field.key == one.key), None)
    return None if target is None else sa.case((value.is_not(None), title_sql(target, statement)))


def _version(desk: Desk, screen: Screen, page: sa.Subquery) -> sa.ColumnElement[str] | None:
    """The key of a row as its address writes it, and its version."""
    fields = [screen.field_of(name) for name in screen.key_columns]
    if VERSION not in page.c or not fields or None in fields:
        return None
    parts = [_key_part(one, sa.cast(page.c[one.key], sa.Text)) for one in fields if one is not None]
    return sa.func.concat(sa.func.concat_ws(",", *parts), ":", page.c[VERSION], type_=sa.Text())


def _key_part(one: Field, text: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    if one.kind in _PLAIN_KEYS:
        return text
    plain = sa.collate(text, "C").regexp_match("^[A-Za-z0-9_-]+$")
    return sa.case((plain, text), else_=sa.func.panel.row_key(postgresql.array([text])))
