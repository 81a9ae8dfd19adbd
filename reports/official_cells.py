"""One cell of an official workbook, by the rules of every other sheet: a text stays a text."""

from __future__ import annotations

import math
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from reports.official_looks import Looks
from reports.sheet_values import FIRST_DAY, day_number, plain

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_STARTS = ("=", "+", "-", "@")
_TOO_LONG = (
    10**15
)  # a sheet keeps 15 digits: of a share it may lose the last ones, of a number before them none


class Formula(NamedTuple):
    """A formula that we wrote, never one with somebody's text in it, and its value for viewers that do not
    calculate."""

    formula: str
    value: int | float | Decimal | Fraction | str = 0


Cell = str | bool | int | float | Decimal | Fraction | date | datetime | time | Formula | None


def write(sheet: Worksheet, looks: Looks, row: int, column: int, value: Cell, look: Format) -> None:
    """Writes a value with a look, at a row and column counted from 0. A moment stands as it is written: the
    caller brings it to the office's zone. What Excel would show wrongly (a day before March 1900, a number
    of more than 15 digits before its comma) is written as text."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, str):
        _text(sheet, looks, row, column, value, look)
    elif isinstance(value, Formula):
        kept = value.value if isinstance(value.value, int | str) else float(value.value)
        sheet.write_formula(row, column, value.formula, look, kept)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, look)
    elif isinstance(value, int | float | Decimal | Fraction):
        _number(sheet, looks, row, column, value, look)
    else:
        _of_calendar(sheet, looks, row, column, value, look)


def _text(sheet: Worksheet, looks: Looks, row: int, column: int, value: str, look: Format) -> None:
    shown = looks.quoted(look) if value.startswith(_STARTS) else look
    sheet.write_string(row, column, plain(value), shown)


def _number(
    sheet: Worksheet,
    looks: Looks,
    row: int,
    column: int,
    value: int | float | Decimal | Fraction,
    look: Format,
) -> None:
    figure = float(value)
    if math.isfinite(figure) and abs(figure) < _TOO_LONG:
        sheet.write_number(row, column, value if isinstance(value, int) else figure, look)
    else:
        _text(sheet, looks, row, column, str(value), look)


def _of_calendar(
    sheet: Worksheet, looks: Looks, row: int, column: int, value: date | time, look: Format
) -> None:
    if type(value) is date and value >= FIRST_DAY:
        sheet.write_number(row, column, day_number(value), look)
        return
    naive = value.replace(tzinfo=None) if isinstance(value, datetime | time) else value
    if isinstance(naive, date) and (naive.date() if isinstance(naive, datetime) else naive) < FIRST_DAY:
        _text(sheet, looks, row, column, naive.strftime("%d-%m-%Y"), look)
    else:
        sheet.write_datetime(row, column, naive, look)
