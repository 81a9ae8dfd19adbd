"""Closed days and working hours of the made-up office."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from app.holiday_list import known
from models.calendar import Calendar

# The joint decree (SKB 3 Menteri) of each year that has one; to be compared with the printed text.
DECREES = {
    2024: "SKB 3 Menteri Nomor 855, 3 dan 4 Tahun 2023",
    2025: "SKB 3 Menteri Nomor 1017, 2 dan 2 Tahun 2024",
    2026: "SKB 3 Menteri Nomor 1497, 2 dan 5 Tahun 2025",
}
# Added by a later change of the decree, whose number we do not know.
ADDED = frozenset({date(2025, 8, 18)})
KINDS = {"national": "nasional", "joint_leave": "cuti_bersama"}


def closed_days(years: range) -> list[tuple[date, str, str, str | None]]:
    """Day, name, kind and decree of the national holidays and joint leave that the library knows."""
    return [(one.day, one.name, KINDS[one.kind], _decree(one.day)) for one in known(years)]


def _decree(day: date) -> str | None:
    return None if day in ADDED else DECREES.get(day.year)


class Days:
    """Finds moments at which an office works, by its calendar. All in the office's zone."""

    def __init__(self, calendar: Calendar, random: Random) -> None:
        self.calendar = calendar
        self.zone = calendar.zone
        self.random = random

    def works(self, day: date) -> bool:
        return self.calendar.is_working(day)

    def after(self, day: date, count: int) -> date:
        """The day that is `count` working days later."""
        return self.calendar.after(day, count)

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
        return self.at(self.calendar.next(start), 8, self.random.randint(0, 59)) + timedelta(
            hours=self.random.randint(0, 5)
        )
