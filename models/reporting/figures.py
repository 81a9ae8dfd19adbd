"""What a report came to: tables of values with their heads, for a page, a workbook, the terminal or REST."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from models.description.report import Chart, Column, Report, Value
from models.description.screen import Wording
from models.reporting.periods import Period


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for. `values` has each parameter as SQL gets it, `texts` as an address writes it, `said`
    as people read it (a row of a screen by its title); a parameter without an answer is in none of them."""

    period: Period | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """A row: a value for each column, and where each leads (None: nowhere). `merged` stands for several that
    were too small to show."""

    values: tuple[Value, ...]
    links: tuple[str | None, ...] = ()
    merged: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet filled. `totals` has a value for each column, None where nothing is added up; None where no
    column is. `sums` names, by column number, the columns that a sum of its row adds up. `cut`: there
    were more rows than a report may have."""

    key: str
    label: Wording
    title: Wording
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    totals: tuple[Value, ...] | None = None
    sums: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    chart: Chart | None = None
    notes: tuple[Wording, ...] = ()
    column_numbers: bool = False

    def place(self, key: str) -> int | None:
        """Where a column stands."""
        return next((place for place, one in enumerate(self.columns) if one.key == key), None)


@dataclass(frozen=True, slots=True)
class Figures:
    """A report filled, all tables as of one moment of the database."""

    report: Report
    asked: Asked
    tables: tuple[Table, ...]
    at: datetime

    def table(self, key: str) -> Table:
        return next(one for one in self.tables if one.key == key)

    @property
    def rows(self) -> int:
        return sum(len(one.lines) for one in self.tables)


def as_json(figures: Figures, language: str = "id") -> dict[str, Any]:
    """The same for programs, and to keep: numbers as numbers, days and moments in ISO 8601."""
    asked = figures.asked
    return {
        "report": figures.report.key,
        "label": figures.report.label.in_language(language),
        "period": str(asked.period) if asked.period else None,
        "parameters": dict(asked.texts),
        "at": figures.at.isoformat(timespec="seconds"),
        "sheets": [_table(one, language) for one in figures.tables],
    }


def _table(table: Table, language: str) -> dict[str, Any]:
    columns = [
        {
            "key": one.key,
            "label": one.label.in_language(language),
            **({"group": one.group.in_language(language)} if one.group else {}),
            "format": one.format,
            "total": one.total,
        }
        for one in table.columns
    ]
    return {
        "key": table.key,
        "label": table.label.in_language(language),
        "columns": columns,
        "rows": [[plain(value) for value in line.values] for line in table.lines],
        "totals": None if table.totals is None else [plain(value) for value in table.totals],
        "notes": [one.in_language(language) for one in table.notes],
    }


def plain(value: Value) -> object:
    """A value as JSON has it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        if value == value.to_integral_value():
            return int(value)
        return float(value) if math.isfinite(float(value)) else str(value)  # too large for a double
    return value
