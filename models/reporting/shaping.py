"""From the rows of a SELECT to a table: columns, a pivot, small numbers put together, sums. Pure, exact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from models.description.report import Column, Sheet, Value
from models.description.screen import Wording
from models.reporting.figures import Line, Table

Row = Mapping[str, Value]
Link = Callable[[Column, Row], str | None]


def nowhere(_column: Column, _row: Row) -> str | None:
    """The link of those who want none."""
    return None


@dataclass(frozen=True, slots=True)
class Shaped:
    """Columns and lines on their way to a table. `sums`: see Table. `silent` are the columns whose total
    would tell what was hidden above it."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    sums: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    silent: frozenset[int] = frozenset()
    notes: tuple[Wording, ...] = ()


def plain(sheet: Sheet, rows: Iterable[Row], link: Link = nowhere) -> Shaped:
    """The rows, by their names in SQL, under the columns that the sheet shows."""
    keys = [one.key for one in sheet.columns]
    linked = [one if one.link else None for one in sheet.columns]
    lines = [
        Line(
            tuple([row.get(key) for key in keys]),
            tuple([link(one, row) if one else None for one in linked]),
        )
        for row in rows
    ]
    return Shaped(sheet.columns, tuple(lines))


def amount(value: Value) -> Decimal | int | None:
    """A value as a number; None where it is none."""
    return value if isinstance(value, Decimal | int) and not isinstance(value, bool) else None


def added(values: Iterable[Value]) -> Decimal | int | None:
    """The sum of what is there; None where nothing is."""
    there = [number for value in values if (number := amount(value)) is not None]
    return sum(there) if there else None


def mean(values: Iterable[Value]) -> Decimal | None:
    """The mean of what is there."""
    there = [number for value in values if (number := amount(value)) is not None]
    return Decimal(sum(there)) / len(there) if there else None


def totals(made: Shaped) -> tuple[Value, ...] | None:
    """The row of totals; None where no column has one, or there are no rows."""
    if not made.lines or all(one.total == "none" for one in made.columns):
        return None
    return tuple(
        None if place in made.silent else _total(one, [line.values[place] for line in made.lines])
        for place, one in enumerate(made.columns)
    )


def _total(column: Column, values: Sequence[Value]) -> Value:
    if column.total == "sum":
        return added(values)
    return mean(values) if column.total == "mean" else None


def table(sheet: Sheet, made: Shaped) -> Table:
    """A table as it is shown."""
    notes = (*((sheet.note,) if sheet.note else ()), *made.notes)
    return Table(
        key=sheet.key,
        label=sheet.label,
        title=sheet.title or sheet.label,
        columns=made.columns,
        lines=made.lines,
        totals=totals(made),
        sums=made.sums,
        chart=sheet.chart,
        notes=notes,
        column_numbers=sheet.column_numbers,
    )
