"""Days in the words of Indonesian papers, whatever the language of the panel."""

from __future__ import annotations

from datetime import date

from babel.dates import get_day_names, get_month_names

MONTHS = dict(get_month_names("wide", locale="id"))
DAYS = dict(get_day_names("wide", locale="id"))


def long_day(day: date) -> str:
    """25 November 2026"""
    return f"{day.day} {MONTHS[day.month]} {day.year}"


def long_month(day: date) -> str:
    """November 2026"""
    return f"{MONTHS[day.month]} {day.year}"
