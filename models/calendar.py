"""The days on which an office works, and the deadlines that follow. Pure: no clock, no database.

A day has its work from opening to closing time. What is counted in days begins on the day after the start
and ends at closing time of the last day; the hours of a deadline in hours are those of the clock, begun at
the next opening when the start falls outside the office's hours.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

Unit = Literal["jam", "hari_kalender", "hari_kerja"]
UNITS: tuple[Unit, ...] = get_args(Unit)
Pause = tuple[datetime, datetime | None]  # from, until; one that still runs has no end

WEEK = frozenset(range(5))  # Monday to Friday
OPENS, CLOSES = time(8), time(16)
_DAY = timedelta(days=1)
_SEVEN = 7


@dataclass(frozen=True, slots=True)
class Calendar:
    """The weekdays on which an office works (0 is Monday), without its closed days."""

    week: frozenset[int]
    closed: frozenset[date]
    zone: ZoneInfo
    opens: time = OPENS
    closes: time = CLOSES
    _missed: tuple[date, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.week:
            raise ValueError("an office without a working day has no calendar")
        # The closed days that would have been working days, in order: counting need not walk.
        missed = tuple(sorted(day for day in self.closed if day.weekday() in self.week))
        object.__setattr__(self, "_missed", missed)

    def is_working(self, day: date) -> bool:
        return day.weekday() in self.week and day not in self.closed

    def next(self, day: date) -> date:
        """The day itself, or the first working day after it."""
        while not self.is_working(day):
            day += _DAY
        return day

    def after(self, day: date, count: int) -> date:
        """The working day that is `count` working days after a day; for 0, the day as it is."""
        for _ in range(count):
            day = self.next(day + _DAY)
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days follow `first` up to and with `last`; negative where `last` is earlier."""
        if last < first:
            return -self.between(last, first)
        missed = bisect_right(self._missed, last) - bisect_right(self._missed, first)
        return self._weekdays(first, last) - missed

    def _weekdays(self, first: date, last: date) -> int:
        weeks, rest = divmod((last - first).days, _SEVEN)
        begun = first.weekday()
        return weeks * len(self.week) + sum(
            (begun + step) % _SEVEN in self.week for step in range(1, rest + 1)
        )

    def opening(self, moment: datetime) -> datetime:
        """The moment itself while the office is open, else the next opening."""
        moment = moment.astimezone(self.zone)
        day = moment.date()
        if self.is_working(day) and moment.time() < self.closes:
            return max(moment, datetime.combine(day, self.opens, self.zone))
        return datetime.combine(self.next(day + _DAY), self.opens, self.zone)

    def closing(self, day: date) -> datetime:
        """The moment at which the office closes on a day."""
        return datetime.combine(day, self.closes, self.zone)


def unit_of(word: object) -> Unit | None:
    """The unit that a word means, if it is one."""
    return next((one for one in UNITS if one == word), None)


def deadline(
    start: datetime, amount: int, unit: Unit, calendar: Calendar, pauses: Iterable[Pause] = ()
) -> datetime:
    """When something that began at `start` must be done.

    Each finished pause moves it by as many units as the pause took; one that still runs moves nothing yet.
    Raises OverflowError beyond the year 9999.
    """
    if unit == "jam":
        begun = calendar.opening(start)
        return begun + timedelta(hours=amount) + _hours(begun, pauses)
    first = start.astimezone(calendar.zone).date()
    waited = sum(_days(unit, calendar, *one) for one in _apart(start, pauses))
    if unit == "hari_kalender":
        return calendar.closing(first + timedelta(days=amount + waited))
    return calendar.closing(calendar.after(first, amount + waited))


def _hours(begun: datetime, pauses: Iterable[Pause]) -> timedelta:
    return sum((until - since for since, until in _apart(begun, pauses)), timedelta())


def _days(unit: Unit, calendar: Calendar, since: datetime, until: datetime) -> int:
    first, last = (one.astimezone(calendar.zone).date() for one in (since, until))
    return calendar.between(first, last) if unit == "hari_kerja" else (last - first).days


def _apart(start: datetime, pauses: Iterable[Pause]) -> Iterable[tuple[datetime, datetime]]:
    """The finished pauses after a start, in order, none of their time twice."""
    reached = start
    for since, until in sorted((since, until) for since, until in pauses if until is not None):
        if until > reached:
            yield max(since, reached), until
            reached = until
