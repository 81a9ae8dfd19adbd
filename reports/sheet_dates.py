"""Numbers of a sheet that are days and times: told by their format alone, in either of the two calendars."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal

from reports.sheet_cell import Cell

Moment = Literal["date", "time", "both", "span"]

_BUILT_IN: dict[int, Moment] = {
    **dict.fromkeys((14, 15, 16, 17, *range(27, 37), *range(50, 59)), "date"),
    **dict.fromkeys((18, 19, 20, 21, 45, 47), "time"),
    22: "both",
    46: "span",
}
_NOISE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.I)
_SPAN = re.compile(r"\[(h+|m+|s+)\]", re.I)
_LEAP = 60  # the day that never was: 29 February 1900
_1900, _1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_LAST = 2_958_466  # 1 January 10000


def moment_of(number: int, code: str | None) -> Moment | None:
    """What a number format shows: None for a plain number. `code`: of a format of the file's own."""
    if code is None:
        return _BUILT_IN.get(number)
    first = code.split(";")[0]
    if _SPAN.search(first):
        return "span"
    left = _NOISE.sub("", first).lower().replace("general", "")
    day = bool(re.search(r"[dy]|mmm", left)) or ("m" in left and not re.search(r"[hs]", left))
    clock = bool(re.search(r"[hs]", left))
    if day and clock:
        return "both"
    return "date" if day else "time" if clock else None


def as_moment(written: str, shows: Moment, from_1904: bool) -> Cell:
    """The day, time or moment of a cell; the number itself where the calendar has none."""
    number = float(written)
    if shows == "span":
        return _span(number)
    if not 0 <= number < _LAST:
        return Decimal(written)
    if number < 1 and shows != "date" and not from_1904:
        return _clock(number)
    found = _rounded(_since(number, from_1904))
    if shows == "time" and number < 1:
        return found.time()
    return found.date() if found.time() == time() and shows == "date" else found


def _since(number: float, from_1904: bool) -> datetime:
    if from_1904:
        return _1904 + timedelta(days=number)
    return _1900 + timedelta(days=number + 1 if number < _LEAP else number)


def _rounded(found: datetime) -> datetime:
    """Fractions of a day are not exact: a whole second that is meant is given."""
    second = (found + timedelta(milliseconds=500)).replace(microsecond=0)
    return second if abs((found - second).total_seconds()) < 0.002 else found  # noqa: PLR2004


def _clock(number: float) -> time:
    return _rounded(datetime.combine(date(2000, 1, 1), time()) + timedelta(days=number)).time()


def _span(number: float) -> str:
    seconds = round(number * 86400)
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
