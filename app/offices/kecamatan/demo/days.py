"""Closed days and working hours of the made-up office."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import holidays

# The joint decree (SKB 3 Menteri) of each year that has one; to be compared with the printed text.
DECREES = {
    2024: "SKB 3 Menteri Nomor 855, 3 dan 4 Tahun 2023",
    2025: "SKB 3 Menteri Nomor 1017, 2 dan 2 Tahun 2024",
    2026: "SKB 3 Menteri Nomor 1497, 2 dan 5 Tahun 2025",
}
# Added by a later change of the decree, whose number we do not know.
ADDED = frozenset({date(2025, 8, 18)})
KINDS = (("nasional", holidays.PUBLIC), ("cuti_bersama", holidays.GOVERNMENT))


def closed_days(years: range) -> list[tuple[date, str, str, str | None]]:
    """Day, name, kind and decree of the national holidays and joint leave that the library knows."""
    found = []
    for kind, category in KINDS:
        known = holidays.country_holidays("ID", years=years, language="id", categories=(category,))
        found += [(day, name, kind, _decree(day)) for day, name in known.items() if day.year in years]
    return sorted(found)


def _decree(day: date) -> str | None:
    return None if day in ADDED else DECREES.get(day.year)


class Days:
    """Counts working days, and finds moments at which an office works. All in the office's zone."""

    def __init__(self, closed: frozenset[date], zone: ZoneInfo, random: Random) -> None:
        self.closed = closed
        self.zone = zone
        self.random = random

    def works(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.closed

    def next(self, day: date) -> date:
        """The day itself, or the first working day after it."""
        while not self.works(day):
            day += timedelta(days=1)
        return day

    def after(self, day: date, count: int) -> date:
        """The day that is `count` working days later."""
        for _ in range(count):
            day = self.next(day + timedelta(days=1))
        return day

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(day, time(hour, minute), self.zone)

    def office_moment(self, day: date) -> datetime:
        return self.at(day, self.random.randint(8, 15), self.random.randint(0, 59))

    def any_moment(self, day: date) -> datetime:
        return self.at(day, self.random.randint(6, 21), self.random.randint(0, 59))

    def later(self, moment: datetime, least: float, most: float) -> datetime:
        """A moment of working time, so many days after another one."""
        later = moment + timedelta(days=self.random.uniform(least, most))
        if self.works(later.date()) and 8 <= later.hour < 16:
            return later.replace(second=0, microsecond=0)
        start = later.date() + timedelta(days=1) if later.hour >= 16 else later.date()
        return self.at(self.next(start), 8, self.random.randint(0, 59)) + timedelta(
            hours=self.random.randint(0, 5)
        )
