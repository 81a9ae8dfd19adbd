"""The cells of a report's table in a workbook: how each column looks, how wide it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_rowcol_to_cell

from models.description.report import Column, Value
from models.reporting.figures import Line, Table
from models.reporting.shaping import amount
from reports.official_cells import Cell, Formula
from reports.official_looks import DAY, MOMENT, PLAIN, WHOLE, Looks, decimals

if TYPE_CHECKING:
    from xlsxwriter.format import Format

MONTH = "[$-421]mmmm yyyy"  # 421: Indonesian, whatever the language of Excel
_WIDTHS = {"date": 12.0, "moment": 16.0, "month": 17.0, "integer": 10.0, "number": 13.0, "percent": 9.0}
_NARROWEST, _WIDEST, _LOOKED_AT = 6.0, 42.0, 500
_CENTRED = frozenset({"date", "moment", "month", "yesno"})


def number_format(column: Column) -> str | None:
    """The number format of a column; None for text."""
    if column.format == "number":
        return decimals(column.places)
    if column.format == "percent":
        return f"0.{'0' * column.places}%" if column.places else "0%"
    return {"integer": WHOLE, "code": PLAIN, "date": DAY, "moment": MOMENT, "month": MONTH}.get(column.format)


def look_of(column: Column, looks: Looks, **more: object) -> Format:
    """The format of a column's cells."""
    align = {"align": "center"} if column.format in _CENTRED else {}
    code = number_format(column)
    return looks.text(**align, **more) if code is None else looks.cell(code, **align, **more)


def looks_of(table: Table, looks: Looks) -> Mapping[bool, Sequence[Format]]:
    """How the cells of a line look: of a usual one, and of one that is merged."""
    return {
        False: [look_of(one, looks) for one in table.columns],
        True: [look_of(one, looks, italic=True) for one in table.columns],
    }


def values_of(table: Table, line: Line, row: int) -> Sequence[Cell]:
    """The cells of a line that is written into a row (from 0). The sum of a row is a formula."""
    cells = [cell(one, value) for one, value in zip(table.columns, line.values, strict=True)]
    for place in table.sums:
        cells[place] = _summed(table, place, line.values[place], row) or cells[place]
    return cells


def _summed(table: Table, place: int, value: Value, row: int) -> Formula | None:
    parts, number = table.sums.get(place), amount(value)
    if not parts or number is None:
        return None
    first, last = (xl_rowcol_to_cell(row, one) for one in (parts[0], parts[-1]))
    return Formula(f"=SUM({first}:{last})", number)


def cell(column: Column, value: Value) -> Cell:
    """A value as a cell has it."""
    if isinstance(value, bool):
        return "Ya" if value else "Tidak"
    if column.format in ("date", "month") and isinstance(value, datetime):
        return value.date()
    if column.format == "moment" and isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return value


def widths_of(table: Table, least: float) -> list[float]:
    """The widths of the columns in letters, together not less than `least`: texts take what is over."""
    widths = [_width(table, place) for place in range(len(table.columns))]
    free = [place for place, one in enumerate(table.columns) if one.width is None]
    texts = [place for place in free if table.columns[place].format in ("text", "pseudonym")]
    growing, over = texts or free, least - sum(widths)
    if over > 0 and growing:
        together = sum(widths[place] for place in growing)
        for place in growing:
            widths[place] = round(widths[place] * (1 + over / together), 1)
    return widths


def _width(table: Table, place: int) -> float:
    """The width of a column in letters: as told, else by its kind, its head and what is in it."""
    column = table.columns[place]
    if column.width is not None:
        return column.width
    longest_word = max((len(word) for word in str(column.label).split()), default=0)
    head = max(longest_word + 2.0, min(len(str(column.label)) + 2.0, 12.0))
    if column.format in _WIDTHS:
        return max(_WIDTHS[column.format], head)
    shown = (line.values[place] for line in table.lines[:_LOOKED_AT])
    longest = max((len(str(value)) for value in shown if value is not None), default=0)
    return max(_NARROWEST, head, min(longest + 2.0, _WIDEST))
