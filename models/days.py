"""Words that stand for days: `today`, `last_month`, `last_7_days`, `in_3_working_days`.

A statement that is kept and used again tomorrow still means the right days: they are parameters that
each execution gives anew, or worked out by the server from its `today`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

WorkingDay = Callable[[int], sa.ColumnElement[date]]  # the day that is so many working days after today

_DAY = timedelta(days=1)


def _week(today: date, ahead: int) -> tuple[date, date]:
    first = today - today.weekday() * _DAY + ahead * 7 * _DAY
    return first, first + 7 * _DAY


def _month(today: date, ahead: int) -> tuple[date, date]:
    first, after = ((today.year * 12 + today.month - 1 + ahead + n) for n in (0, 1))
    return date(first // 12, first % 12 + 1, 1), date(after // 12, after % 12 + 1, 1)


def _year(today: date, ahead: int) -> tuple[date, date]:
    return date(today.year + ahead, 1, 1), date(today.year + ahead + 1, 1, 1)


def _of_days(today: date, ahead: int) -> tuple[date, date]:
    return today + ahead * _DAY, today + (ahead + 1) * _DAY


# Word -> how its first day and the day after its last one follow from today.
_FIXED: Mapping[str, tuple[Callable[[date, int], tuple[date, date]], int]] = {
    "today": (_of_days, 0),
    "yesterday": (_of_days, -1),
    "tomorrow": (_of_days, 1),
    "this_week": (_week, 0),
    "last_week": (_week, -1),
    "next_week": (_week, 1),
    "this_month": (_month, 0),
    "last_month": (_month, -1),
    "next_month": (_month, 1),
    "this_year": (_year, 0),
    "last_year": (_year, -1),
    "next_year": (_year, 1),
}
WORDS = ("now", *_FIXED)
# What people call them; {days} is a number.
PERIODS: Mapping[str, str] = {
    "now": "sekarang",
    "today": "hari ini",
    "yesterday": "kemarin",
    "tomorrow": "besok",
    "this_week": "minggu ini",
    "last_week": "minggu lalu",
    "next_week": "minggu depan",
    "this_month": "bulan ini",
    "last_month": "bulan lalu",
    "next_month": "bulan depan",
    "this_year": "tahun ini",
    "last_year": "tahun lalu",
    "next_year": "tahun depan",
}
COUNTED_PERIODS: Mapping[str, str] = {
    "in": "{days} hari lagi",
    "working": "{days} hari kerja lagi",
    "last": "{days} hari terakhir",
    "next": "{days} hari ke depan",
    "ago": "{days} hari lalu",
}
# And those with any number of days.
COUNTED = re.compile(
    r"(?:(?P<how>in|last|next)_)?(?P<number>[1-9]\d{0,2})_(?P<working>working_)?days?(?P<ago>_ago)?", re.ASCII
)
EXAMPLES = {  # of each
    "in": "in_3_days",
    "working": "in_3_working_days",
    "last": "last_7_days",
    "next": "next_7_days",
    "ago": "5_days_ago",
}


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `first` until before `after`."""

    first: sa.ColumnElement[Any]
    after: sa.ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class Counted:
    """A word with a number: `how` is in, working, last, next or ago."""

    how: str
    number: int


def counted(word: object) -> Counted | None:
    """What a word with a number of days means; None for any other text."""
    found = COUNTED.fullmatch(word) if isinstance(word, str) else None
    if found is None:
        return None
    parts = (found["how"], bool(found["working"]), bool(found["ago"]))
    known = {("in", True, False): "working", (None, False, True): "ago"}
    known |= {(how, False, False): how for how in ("in", "last", "next")}
    return Counted(known[parts], int(found["number"])) if parts in known else None


def is_word(value: object) -> bool:
    """Whether a value stands for a moment or for days."""
    return isinstance(value, str) and (value in WORDS or counted(value) is not None)


def span(word: str, now: datetime, working_day: WorkingDay | None = None) -> Span | None:
    """The days that a word stands for; None for what is no such word (`now` is a moment)."""
    if word in _FIXED:
        told = clock(now)
        return Span(*(sa.bindparam(name, told[name]) for name in (word, f"after_{word}")))
    found = counted(word)
    if found is None:
        return None
    if found.how == "working" and working_day is not None:
        day = working_day(found.number)
        return Span(day, day + 1)
    first, after = {
        "last": (1 - found.number, 1),
        "next": (0, found.number),
        "ago": (-found.number, 1 - found.number),
    }.get(found.how, (found.number, found.number + 1))
    today = sa.cast(sa.bindparam("today", clock(now)["today"]), sa.Date)
    return Span(*(today + sa.cast(sa.literal(days), sa.Integer) for days in (first, after)))


def clock(now: datetime) -> dict[str, str]:
    """The parameters that stand for `now`, `today` ... in a clause: it can be used again at another time."""
    told = {"now_instant": now.isoformat(), "now_datetime": now.replace(tzinfo=None).isoformat()}
    return {**told, **_days(now.date())}


@lru_cache(maxsize=8)
def _days(today: date) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for word, (days, ahead) in _FIXED.items():
        first, after = days(today, ahead)
        found |= {word: first.isoformat(), f"after_{word}": after.isoformat()}
    return found
