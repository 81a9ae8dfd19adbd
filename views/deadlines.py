"""A deadline in words: how many days are left, or how late it is.

Days are those that its service counts: working days where the office says when it works, unless the
service says calendar days or hours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from flask_babel import gettext

from models.deadlines import calendar_of, units_of
from models.description.screen import Deadline as Rule
from models.description.screen import Field
from models.panel import Desk
from models.query import Row
from models.workdays import has_calendar
from views.moments import moment
from views.wording import language

_DAY, _MINUTE = len("2026-11-20"), len("2026-11-20 10:12")
_HOUR = timedelta(hours=1)
_HOURS_OF_A_DAY = 24


class Deadline(NamedTuple):
    tone: str
    text: str
    when: str


class _Left(NamedTuple):
    """How far away a deadline is: negative when late. `unit` is a word of _phrases."""

    number: int
    unit: str


def deadline(desk: Desk, one: Field, row: Row) -> Deadline | None:
    """What to say of a deadline now; None where nothing is due any more."""
    return teller(desk, one)(row) if one.deadline else None


def teller(desk: Desk, one: Field) -> Callable[[Row], Deadline | None]:
    """The same for many rows: what all of them share is worked out once."""
    key, rule = one.key, one.deadline or Rule()
    spoken, minute = language(), desk.now.strftime("%Y-%m-%d %H:%M")
    waits, this_day, phrases = gettext("jeda"), gettext("hari ini"), _phrases()
    left_of = _measure(desk, one)

    def tell(row: Row) -> Deadline | None:
        value = row.values.get(key)
        if value is None or any(row.values.get(done) for done in rule.done):
            return None
        text = str(value)
        due = _day(text)
        if due is None:
            return None
        when = moment(text, spoken)
        if rule.paused and row.values.get(rule.paused):
            return Deadline("gray", waits, when)
        left = left_of(row, text, due)
        if left.number:
            late, ahead = phrases[left.unit]
            tone, words = ("late", late) if left.number < 0 else ("ok", ahead)
            return Deadline(tone, words.format(days=abs(left.number)), when)
        is_past = len(text) > _DAY and text[:_MINUTE] < minute
        return Deadline("late" if is_past else "warn", this_day, when)

    return tell


def _phrases() -> Mapping[str, tuple[str, str]]:
    return {
        "working": (gettext("lewat {days} hari kerja"), gettext("{days} hari kerja lagi")),
        "days": (gettext("lewat {days} hari"), gettext("{days} hari lagi")),
        "hours": (gettext("lewat {days} jam"), gettext("{days} jam lagi")),
    }


def _measure(desk: Desk, one: Field) -> Callable[[Row, str, date], _Left]:
    """How far away a row's deadline is, in the days or hours of its service."""
    today, units, by = desk.now.date(), units_of(desk, one), _by(one)
    calendar = calendar_of(desk) if has_calendar(desk.panel) else None

    def measure(row: Row, text: str, due: date) -> _Left:
        unit = units.get(str(row.values.get(by))) if by else None
        if unit == "jam" and (hours := _hours(text, desk.now)):
            return _Left(hours, "hours")
        if calendar is not None and unit not in ("jam", "hari_kalender"):
            days = calendar.between(today, due)
            if days or due == today:  # none lies between a Friday and the Saturday after it
                return _Left(days, "working")
        return _Left((due - today).days, "days")

    return measure


def _by(one: Field) -> str | None:
    return one.deadline.count.by if one.deadline and one.deadline.count else None


def _hours(text: str, now: datetime) -> int:
    """The hours until a moment that is less than a day away; 0 when it is further, or less than one."""
    try:
        due = datetime.fromisoformat(text)
    except ValueError:
        return 0
    hours = int(((due if due.tzinfo else due.replace(tzinfo=now.tzinfo)) - now) / _HOUR)
    return hours if abs(hours) < _HOURS_OF_A_DAY else 0


def _day(text: str) -> date | None:
    """The day of a value as Postgres prints it; None for infinity and for years no calendar here has."""
    try:
        return None if text.endswith("BC") else date.fromisoformat(text[:_DAY])
    except ValueError:
        return None
