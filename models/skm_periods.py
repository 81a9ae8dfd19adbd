"""The periods of the survey: month, triwulan, semester, year, or any days. Pure: no clock, no database.

A period has a short name that an address, a command and a file name can carry: 2026-11, 2026-T4, 2026-S2,
2026, and 2026-11-03_2026-11-20 for any days.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from models.errors import PanelError
from models.skm import Tally, added

# How many months each kind has, and the letter of its name.
KINDS: Mapping[str, int] = {"bulan": 1, "triwulan": 3, "semester": 6, "tahun": 12}
_LETTERS = {"triwulan": "T", "semester": "S"}
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
    "November", "Desember",
)  # fmt: skip
_ROMAN = ("I", "II", "III", "IV")
_DAY = timedelta(days=1)
_NAMED = re.compile(r"(\d{4})(?:-(?:(\d\d)|T([1-4])|S([12])))?", re.ASCII)
_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)_(\d{4}-\d\d-\d\d)", re.ASCII)
UNREADABLE = "Periode {text} tidak dapat dibaca. Tulis seperti 2026-11, 2026-T4, 2026-S2 atau 2026."
BACKWARDS = "Periode {text} berakhir sebelum mulai."


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` until before `after`. `kind` is one of KINDS, or "" for any days."""

    kind: str
    first: date
    after: date

    @property
    def last(self) -> date:
        return self.after - _DAY

    @property
    def name(self) -> str:
        """2026-11, 2026-T4, 2026-S2, 2026, 2026-11-03_2026-11-20"""
        if self.kind == "":
            return f"{self.first}_{self.last}"
        if self.kind == "tahun":
            return f"{self.first.year}"
        if self.kind == "bulan":
            return f"{self.first:%Y-%m}"
        return f"{self.first.year}-{_LETTERS[self.kind]}{self.place + 1}"

    @property
    def title(self) -> str:
        """November 2026, Triwulan IV 2026, Semester II 2026, Tahun 2026, 3 s.d. 20 November 2026"""
        year = self.first.year
        if self.kind == "":
            return f"{_written(self.first)} s.d. {_written(self.last)}"
        if self.kind == "bulan":
            return f"{MONTHS[self.first.month - 1]} {year}"
        if self.kind == "tahun":
            return f"Tahun {year}"
        return f"{self.kind.capitalize()} {_ROMAN[self.place]} {year}"

    @property
    def place(self) -> int:
        """Which one of its kind in the year, from 0."""
        return (self.first.month - 1) // KINDS[self.kind]

    def shifted(self, steps: int) -> Period:
        """The same kind of period so many steps later; of any days, as many days later."""
        if self.kind == "":
            length = (self.after - self.first) * steps
            return Period("", self.first + length, self.after + length)
        return containing(self.kind, _month(self.first, steps * KINDS[self.kind]))


def _month(first: date, ahead: int) -> date:
    """The first day of the month so many months later. Raises PanelError outside the years of a calendar."""
    months = first.year * 12 + first.month - 1 + ahead
    if not 1 <= months // 12 < date.max.year:
        raise PanelError(UNREADABLE, text=str(months // 12))
    return date(months // 12, months % 12 + 1, 1)


def _written(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def containing(kind: str, day: date) -> Period:
    """The period of a kind that a day is in."""
    months = KINDS[kind]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(kind, first, _month(first, months))


def between(first: date, last: date) -> Period:
    """Any days, both included; a whole month, triwulan, semester or year is known as one."""
    if last < first:
        raise PanelError(BACKWARDS, text=f"{first} s.d. {last}")
    for kind in KINDS:
        found = containing(kind, first)
        if (found.first, found.last) == (first, last):
            return found
    return Period("", first, last + _DAY)


def named(text: str) -> Period:
    """The period of a name. Raises PanelError with how it is written."""
    days = _DAYS.fullmatch(text.strip())
    try:
        if days:
            return between(date.fromisoformat(days[1]), date.fromisoformat(days[2]))
        found = _NAMED.fullmatch(text.strip())
        if found is None:
            raise ValueError
        year, month, quarter, half = found.groups()
        if month:
            return containing("bulan", date(int(year), int(month), 1))
        if quarter:
            return containing("triwulan", date(int(year), int(quarter) * 3, 1))
        if half:
            return containing("semester", date(int(year), int(half) * 6, 1))
        return containing("tahun", date(int(year), 1, 1))
    except (ValueError, OverflowError):
        raise PanelError(UNREADABLE, text=text[:40]) from None


def by_period(months: Mapping[date, Tally], kind: str) -> dict[Period, Tally]:
    """Months (by their first day) as periods of a kind, the earliest first. A gap stays a gap."""
    found: dict[Period, list[Tally]] = {}
    for first in sorted(months):
        found.setdefault(containing(kind, first), []).append(months[first])
    return {period: added(tallies) for period, tallies in found.items()}


def cumulative(months: Mapping[date, Tally], kind: str) -> dict[Period, Tally]:
    """Everything from the beginning until the end of each period."""
    found: dict[Period, Tally] = {}
    so_far: list[Tally] = []
    for period, tally in by_period(months, kind).items():
        so_far = [added([*so_far, tally])]
        found[period] = so_far[0]
    return found
