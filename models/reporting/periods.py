"""A stretch of days that a report is about: a month, a quarter, a semester, a year, or from one day to
another. Written 2026-10, 2026-T4 (triwulan), 2026-S2, 2026, 2026-10-01..2026-10-31."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.description.report import PeriodKind

_MONTHS = {"month": 1, "quarter": 3, "semester": 6, "year": 12}
_WRITTEN = re.compile(
    r"(?P<year>\d{4})(?:-(?:(?P<month>\d\d)|[TQ](?P<quarter>[1-4])|S(?P<semester>[12])))?", re.IGNORECASE
)
_RANGE = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)")
_FIRST_YEAR, _LAST_YEAR = 1900, 2999
_LONGEST = 366 * 30  # days of a range


@dataclass(frozen=True, slots=True)
class Period:
    """From the day `first` to the day before `after`."""

    kind: PeriodKind
    first: date
    after: date

    @property
    def last(self) -> date:
        return self.after - timedelta(days=1)

    @property
    def number(self) -> int:
        """Which month, quarter or semester of its year; 1 for others."""
        length = _MONTHS.get(self.kind, 12)
        return (self.first.month - 1) // length + 1

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Its beginning and that of what follows, on the office's clock."""
        return tuple(datetime.combine(day, time(), zone) for day in (self.first, self.after))  # type: ignore[return-value]

    def __str__(self) -> str:
        year = f"{self.first.year:04}"
        if self.kind == "month":
            return f"{year}-{self.first.month:02}"
        if self.kind == "quarter":
            return f"{year}-T{self.number}"
        if self.kind == "semester":
            return f"{year}-S{self.number}"
        return year if self.kind == "year" else f"{self.first}..{self.last}"

    def moved(self, steps: int) -> Period:
        """The period so many later, or earlier; a range moves by its own length."""
        if self.kind == "range":
            days = timedelta(days=steps * (self.after - self.first).days)
            return Period("range", self.first + days, self.after + days)
        length = _MONTHS[self.kind]
        return Period(self.kind, _moved(self.first, steps * length), _moved(self.after, steps * length))


def _moved(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def around(kind: PeriodKind, day: date) -> Period:
    """The period of a kind that a day lies in; of ranges, its month so far."""
    if kind == "range":
        return Period("range", day.replace(day=1), day + timedelta(days=1))
    length = _MONTHS[kind]
    first = date(day.year, (day.month - 1) // length * length + 1, 1)
    return Period(kind, first, _moved(first, length))


def parse(text: str) -> Period | None:
    """What was written; None where it says no period."""
    found = _RANGE.fullmatch(text.strip())
    if found:
        return _range(found[1], found[2])
    part = _WRITTEN.fullmatch(text.strip())
    if part is None or not _FIRST_YEAR <= int(part["year"]) <= _LAST_YEAR:
        return None
    year = int(part["year"])
    if part["month"]:
        month = int(part["month"])
        return around("month", date(year, month, 1)) if 1 <= month <= 12 else None  # noqa: PLR2004
    if part["quarter"]:
        return around("quarter", date(year, 3 * int(part["quarter"]) - 2, 1))
    if part["semester"]:
        return around("semester", date(year, 6 * int(part["semester"]) - 5, 1))
    return around("year", date(year, 1, 1))


def _range(first: str, last: str) -> Period | None:
    try:
        begin, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None
    sensible = begin.year >= _FIRST_YEAR and end.year <= _LAST_YEAR and (end - begin).days <= _LONGEST
    return Period("range", begin, end + timedelta(days=1)) if begin <= end and sensible else None


def usual(kinds: Sequence[PeriodKind], today: date) -> Period | None:
    """What a report is about unless somebody says otherwise: the last one that is over; of years, which are
    looked at while they run, the one with the last month that is over."""
    if not kinds:
        return None
    if kinds[0] == "year":
        return around("year", around("month", today).moved(-1).first)
    this = around(kinds[0], today)
    return this if kinds[0] == "range" else this.moved(-1)


def recent(kind: PeriodKind, today: date, count: int) -> Iterator[Period]:
    """The newest periods of a kind, this one first."""
    this = around(kind, today)
    yield from (this.moved(-step) for step in range(count))
