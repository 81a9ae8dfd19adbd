"""Values of a report in words that do not depend on a page: months and periods, in both languages."""

from __future__ import annotations

from datetime import date

from babel.dates import get_month_names

from models.description.report import PeriodKind, Report
from models.description.screen import Wording
from models.reporting.figures import Asked
from models.reporting.periods import Period

_MONTHS = {spoken: dict(get_month_names("wide", locale=spoken)) for spoken in ("id", "en")}
_ROMAN = ("", "I", "II", "III", "IV")
KINDS: dict[PeriodKind, Wording] = {
    "month": Wording("Bulan", "Month"),
    "quarter": Wording("Triwulan", "Quarter"),
    "semester": Wording("Semester", "Half-year"),
    "year": Wording("Tahun", "Year"),
    "range": Wording("Tanggal", "Dates"),
}


def month(day: date) -> Wording:
    """Oktober 2026"""
    return Wording(*(f"{_MONTHS[spoken][day.month]} {day.year}" for spoken in ("id", "en")))


def day(one: date) -> Wording:
    """1 Oktober 2026"""
    return Wording(*(f"{one.day} {_MONTHS[spoken][one.month]} {one.year}" for spoken in ("id", "en")))


def period(one: Period) -> Wording:
    """Oktober 2026; Triwulan IV 2026; Tahun 2026; 1 Oktober 2026 s.d. 5 November 2026."""
    if one.kind == "month":
        return month(one.first)
    if one.kind == "range":
        first, last = day(one.first), day(one.last)
        return Wording(f"{first.id} s.d. {last.id}", f"{first.en} to {last.en}")
    head, year = KINDS[one.kind], one.first.year
    if one.kind == "year":
        return Wording(f"{head.id} {year}", f"{head.en} {year}")
    return Wording(f"{head.id} {_ROMAN[one.number]} {year}", f"{head.en} {_ROMAN[one.number]} {year}")


def question(report: Report, asked: Asked) -> str:
    """What was asked of a report, for the log: in one language, whoever reads it."""
    about = [f"Periode: {period(asked.period)}"] if asked.period else []
    chosen = [f"{one.label}: {asked.said[one.key]}" for one in report.parameters if one.key in asked.said]
    return "; ".join([*about, *chosen])
