"""The cells of a sheet in Python, by the rules of reports/sheet_cells.py: for what is worked out here."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time
from decimal import Decimal

from reports.sheet_looks import CLOCK, DAY, MOMENT, TEXT, Look, number_of

LONGEST = 32_767  # of a text in a cell, in UTF-16 units
CUT = "… [dipotong]"
EMPTY = "<c/>"
Value = str | bool | int | float | Decimal | date | datetime | time | None
FIRST_DAY, _ZERO = date(1900, 3, 1), datetime(1899, 12, 30)  # Excel counts a day before that is none
_EXACT = 15  # digits that a number in a sheet keeps
_DROPPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_EXCELS = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})


def cell_xml(value: Value, look: Look | None = None) -> str:
    """A cell. Without a look it has the one of its value's type."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, str):
        return text_xml(value, look or TEXT)
    if isinstance(value, bool):
        return f'<c s="{number_of(look or Look("General"))}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, date | time):
        return _of_calendar(value, look)
    if not _is_exact(value):
        return text_xml(str(value))
    usual = Look("#,##0" if isinstance(value, int) else "General")
    return f'<c s="{number_of(look or usual)}"><v>{value}</v></c>'


def text_xml(written: str, look: Look = TEXT) -> str:
    """A cell with a text, which stays one whatever it begins with."""
    written = plain(written)
    number = number_of(look._replace(quoted=True) if written[:1] in ("=", "+", "-", "@") else look)
    return f'<c s="{number}" t="inlineStr"><is><t xml:space="preserve">{escaped(written)}</t></is></c>'


def plain(written: str) -> str:
    """A text as a cell can hold it: without control characters, cut where it is too long."""
    if len(written) < LONGEST // 2 and written.isprintable():
        return written  # almost all are, and a workbook has a hundred thousand
    return _cut(_DROPPED.sub("", written))


def escaped(written: str) -> str:
    """A text as XML has it. Excel would read _x000A_ as one letter."""
    return _EXCELS.sub("_x005F_", _DROPPED.sub("", written)).translate(_MARKUP)


def attribute(written: str) -> str:
    """A text as the value of an XML attribute."""
    return escaped(written).replace('"', "&quot;")


def day_number(day: date) -> int:
    """A day from FIRST_DAY on as Excel counts it."""
    return day.toordinal() - _ZERO.toordinal()


def _cut(written: str) -> str:
    units = written.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return written
    return units[: 2 * (LONGEST - len(CUT))].decode("utf-16-le", "ignore") + CUT


def _is_exact(value: int | float | Decimal) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    number = Decimal(value)
    return number.is_finite() and len(number.normalize().as_tuple().digits) <= _EXACT


def _of_calendar(value: date | time, look: Look | None) -> str:
    """A day, moment or time. A moment stands as it is written: the caller brings it to the office's zone."""
    if isinstance(value, time):
        seconds = value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
        return f'<c s="{number_of(look or Look(CLOCK))}"><v>{seconds / 86400}</v></c>'
    day = value.date() if isinstance(value, datetime) else value
    if day < FIRST_DAY:
        return text_xml(value.strftime("%d-%m-%Y"))
    if not isinstance(value, datetime):
        return f'<c s="{number_of(look or Look(DAY))}"><v>{day_number(day)}</v></c>'
    since = (value.replace(tzinfo=None) - _ZERO).total_seconds() / 86400
    return f'<c s="{number_of(look or Look(MOMENT))}"><v>{since}</v></c>'
