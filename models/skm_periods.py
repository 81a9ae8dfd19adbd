"""The periods of the survey, and what is added up from its months. Pure: no clock, no database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from models.description.report import PeriodKind
from models.errors import PanelError
from models.reporting import periods, written
from models.reporting.periods import Period
from models.skm import Tally, added

# As office.yaml calls them.
KINDS: Mapping[str, PeriodKind] = {
    "bulan": "month",
    "triwulan": "quarter",
    "semester": "semester",
    "tahun": "year",
}
UNREADABLE = "Periode {text} tidak dapat dibaca. Tulis seperti 2026-11, 2026-T4, 2026-S2 atau 2026."
BACKWARDS = "Periode {text} berakhir sebelum mulai."


def containing(kind: str, day: date) -> Period:
    """The period of one of KINDS that a day is in."""
    return periods.around(KINDS[kind], day)


def title(period: Period) -> str:
    """Semester II 2026, as Indonesian papers have it."""
    return written.period(period).id


def between(first: date, last: date) -> Period:
    """Any days, both included; a whole month, triwulan, semester or year is known as one.

    Raises PanelError.
    """
    if last < first:
        raise PanelError(BACKWARDS, text=f"{first:%d-%m-%Y} s.d. {last:%d-%m-%Y}")
    for kind in KINDS:
        found = containing(kind, first)
        if (found.first, found.last) == (first, last):
            return found
    return named(f"{first}..{last}")


def named(text: str) -> Period:
    """The period of a name. Raises PanelError with how it is written."""
    found = periods.parse(text)
    if found is None:
        raise PanelError(UNREADABLE, text=text[:40])
    return found


def by_period(months: Mapping[date, Tally], kind: str) -> dict[Period, Tally]:
    """Months (by their first day) as periods of one of KINDS, the earliest first. A gap stays a gap."""
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
