"""The numbers of the start page: counts, months and groups of any screens, in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from models import grouping
from models.counting import Count, count_of, counted, estimate
from models.description.screen import Field, Screen
from models.description.start import Card, Chart, Figure, Series
from models.errors import Refused
from models.grouping import Group
from models.panel import Desk
from models.query import Listing, conditions, whose
from models.schema.catalog import Kind, Table
from models.selecting import Found, Target, column_of, fetch
from models.visibility import row_clause

_TYPES: Mapping[Kind, sa.types.TypeEngine[Any]] = {
    Kind.DATE: sa.Date(),
    Kind.DATETIME: sa.DateTime(),
    Kind.INSTANT: sa.DateTime(timezone=True),
}


@dataclass(frozen=True, slots=True)
class Months:
    """The rows per month of each series; `starts` has one day more than there are months."""

    starts: tuple[date, ...]
    numbers: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Groups:
    """The most frequent values, and how many rows have others."""

    found: tuple[Group, ...]
    others: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """What was asked for, in its order."""

    figures: tuple[Count, ...]
    charts: tuple[Months | Groups, ...]


def read(desk: Desk, figures: Sequence[Figure], charts: Sequence[Chart]) -> Numbers:
    """All numbers of these cards. The caller has left out the screens that the actor may not list."""
    if not (figures or charts):
        return Numbers((), ())
    titled = tuple(_target(desk, chart) is not None for chart in charts)
    mine = tuple(whose(desk, _screen(desk, card), listing_of(card)) for card in (*figures, *charts))
    shape = ("numbers", tuple(figures), tuple(charts), titled, mine, desk.now.year, desk.now.month)
    statement = desk.panel.statement(shape, lambda: _statement(desk, figures, charts))
    found: dict[int, list[Found]] = {place: [] for place in range(len(figures) + len(charts))}
    for row in fetch(desk, _screen(desk, (*figures, *charts)[0]), statement):
        found[row["part"]].append(row)
    return Numbers(
        tuple(count_of(found[place][0]["number"], found[place][0]["total"]) for place in range(len(figures))),
        tuple(
            _as_months(desk, one, found[place]) if one.months else _as_groups(desk, one, found[place])
            for place, one in enumerate(charts, len(figures))
        ),
    )


def _statement(desk: Desk, figures: Sequence[Figure], charts: Sequence[Chart]) -> sa.Select[Any]:
    parts = [_count(desk, place, one) for place, one in enumerate(figures)]
    for place, chart in enumerate(charts, len(figures)):
        parts += _months(desk, place, chart) if chart.months else [_groups(desk, place, chart)]
    united = sa.union_all(*parts).subquery()
    return sa.select(*united.c)


def months_until(now: datetime, length: int) -> tuple[date, ...]:
    """The first days of the last months, this one included, and of the next one."""
    this = now.year * 12 + now.month - 1
    return tuple(date(n // 12, n % 12 + 1, 1) for n in range(this - length + 1, this + 2))


def listing_of(card: Card) -> Listing:
    """The rows that a card is about."""
    return Listing(view=card.view, where=card.where)


def _screen(desk: Desk, card: Card) -> Screen:
    return desk.panel.screens[card.screen]


def _part(
    place: int, series: int, value: Any = None, words: Any = None, number: Any = None, total: Any = None
) -> list[sa.ColumnElement[Any]]:
    """The columns that all parts of the statement have."""
    texts = postgresql.ARRAY(sa.Text)
    return [
        sa.literal_column(str(place), sa.Integer).label("part"),
        sa.literal_column(str(series), sa.Integer).label("series"),
        sa.cast(sa.null() if value is None else value, sa.Text).label("value"),
        sa.cast(sa.null() if words is None else words, texts).label("words"),
        sa.cast(number, sa.BigInteger).label("number"),
        sa.cast(sa.null() if total is None else total, sa.BigInteger).label("total"),
    ]


def _count(desk: Desk, place: int, card: Figure) -> sa.Select[Any]:
    screen = _screen(desk, card)
    number = counted(desk, screen, listing_of(card))
    return sa.select(*_part(place, 0, number=number, total=estimate(desk, screen)))


def _months(desk: Desk, place: int, chart: Chart) -> list[sa.Select[Any]]:
    screen, found = _screen(desk, chart), []
    clauses = conditions(desk, screen, listing_of(chart), many=True)
    starts = months_until(desk.now, chart.last)
    for number, series in enumerate(chart.months):
        field = screen.fields[series.field]
        by_month = _month_by_month if _has_index(screen.table, field) else _in_one_scan
        found.append(by_month(desk, screen, field, starts, clauses, (place, number)))
    return found


def _has_index(table: Table, field: Field) -> bool:
    """Whether an index leads to any range of a column."""
    name = field.column.name
    whole = (None, f"({name} IS NOT NULL)")
    return field.sql is None and any(
        one.method == "btree" and one.columns[0] == name and one.predicate in whole for one in table.indexes
    )


def _month_by_month(
    desk: Desk,
    screen: Screen,
    field: Field,
    starts: Sequence[date],
    clauses: Sequence[sa.ColumnElement[bool]],
    place: tuple[int, int],
) -> sa.Select[Any]:
    """A range of the index for each month: half the price of telling the month of each row."""
    days = [[one.isoformat() for one in some] for some in (starts[:-1], starts[1:])]
    edges = [sa.cast(sa.literal(one, postgresql.ARRAY(sa.Text)), postgresql.ARRAY(sa.Text)) for one in days]
    months = sa.func.unnest(*edges).table_valued("first", "next", with_ordinality="number", name="months")
    months = months.render_derived()
    column, kind = column_of(desk, screen, field), _TYPES[field.kind]
    inside = (column >= sa.cast(months.c.first, kind), column < sa.cast(months.c.next, kind))
    rows = sa.select(sa.func.count()).select_from(desk.panel.table_of(screen)).where(*inside, *clauses)
    return sa.select(*_part(*place, value=months.c.number - 1, number=rows.scalar_subquery())).select_from(
        months
    )


def _in_one_scan(
    desk: Desk,
    screen: Screen,
    field: Field,
    starts: Sequence[date],
    clauses: Sequence[sa.ColumnElement[bool]],
    place: tuple[int, int],
) -> sa.Select[Any]:
    column, kind = column_of(desk, screen, field), _TYPES[field.kind]
    edges = [sa.cast(sa.literal(one.isoformat(), sa.Text), kind) for one in starts]
    number = sa.func.width_bucket(column, postgresql.array(edges), type_=sa.Integer) - 1
    inside = (column >= edges[0], column < edges[-1])
    rows = sa.select(number.label("month")).select_from(desk.panel.table_of(screen)).where(*inside, *clauses)
    found = rows.subquery()
    return sa.select(*_part(*place, value=found.c.month, number=sa.func.count())).group_by(found.c.month)


def _as_months(desk: Desk, chart: Chart, rows: Iterable[Found]) -> Months:
    numbers = {(row["series"], int(row["value"])): int(row["number"]) for row in rows}
    return Months(
        months_until(desk.now, chart.last),
        tuple(
            tuple(numbers.get((series, month), 0) for month in range(chart.last))
            for series in range(len(chart.months))
        ),
    )


def _groups(desk: Desk, place: int, chart: Chart) -> sa.Select[Any]:
    """The values with the most rows, under the LIMIT, then the words of what they refer to."""
    screen = _screen(desk, chart)
    field = screen.fields[chart.by or ""]
    if field.mask is not None or (field.hidden and field.hidden_for):
        raise Refused(sentence="Bagan ini mengelompokkan isian yang tidak boleh Anda lihat.")
    clauses = conditions(desk, screen, listing_of(chart), many=True)
    top = grouping.most(desk, screen, column_of(desk, screen, field), clauses, chart.top)
    words, source = grouping.worded(field, top, _target(desk, chart))
    part = _part(place, 0, value=top.c.value, words=words, number=top.c.number, total=top.c.total)
    return source.add_columns(*part)


def _target(desk: Desk, chart: Chart) -> Target | None:
    """What the groups of a chart are titled by."""
    return grouping.target_of(desk, _screen(desk, chart).fields[chart.by]) if chart.by else None


def _as_groups(desk: Desk, chart: Chart, rows: Sequence[Found]) -> Groups:
    target = _target(desk, chart)
    found = [Group(row["value"], grouping.title(target, row), int(row["number"])) for row in rows]
    found.sort(key=lambda one: (-one.number, one.title or one.value or ""))
    total = int(rows[0]["total"]) if rows else 0
    return Groups(tuple(found), total - sum(one.number for one in found))


_TABLES = sa.text("""
    SELECT n.nspname AS schema, c.relname AS name, c.reltuples AS rows
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'm') AND c.reltuples >= 0""")


def sizes(desk: Desk) -> Mapping[str, Count]:
    """About how many rows each screen's table has, as far as the server knows."""
    rows = {(row.schema, row.name): int(row.rows) for row in desk.connection.execute(_TABLES)}
    # Of a screen of which somebody sees a part, the size of the whole is none of theirs.
    whole = {key: one for key, one in desk.panel.screens.items() if row_clause(desk, one) is None}
    names = {key: (one.table.name.schema, one.table.name.name) for key, one in whole.items()}
    return {key: Count(rows[name], "estimate") for key, name in names.items() if name in rows}


__all__ = ["Group", "Groups", "Months", "Numbers", "Series", "listing_of", "months_until", "read", "sizes"]
