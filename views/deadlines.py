"""A deadline in words: how many days are left, or how late it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from flask_babel import gettext

from models.description.screen import Deadline as Rule
from models.description.screen import Field
from models.query import Row
from views.moments import moment
from views.wording import language

_DAY, _MINUTE = len("2026-11-20"), len("2026-11-20 10:12")


class Deadline(NamedTuple):
    tone: str
    text: str
    when: str


def deadline(one: Field, row: Row, now: datetime) -> Deadline | None:
    """What to say of a deadline at a moment of the office's zone; None where nothing is due any more."""
    return teller(one, now)(row) if one.deadline else None


def teller(one: Field, now: datetime) -> Callable[[Row], Deadline | None]:
    """The same for many rows: what all of them share is worked out once."""
    key, rule = one.key, one.deadline or Rule()
    spoken = language()
    today, minute = now.date(), now.strftime("%Y-%m-%d %H:%M")
    waits, late, this_day, left = (
        gettext("jeda"), gettext("lewat {days} hari"), gettext("hari ini"), gettext("{days} hari lagi"),
    )  # fmt: skip

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
        days = (due - today).days
        if days:
            return Deadline("late", late.format(days=-days), when) if days < 0 else _left(left, days, when)
        is_past = len(text) > _DAY and text[:_MINUTE] < minute
        return Deadline("late" if is_past else "warn", this_day, when)

    return tell


def _left(words: str, days: int, when: str) -> Deadline:
    return Deadline("ok", words.format(days=days), when)


def _day(text: str) -> date | None:
    """The day of a value as Postgres prints it; None for infinity and for years no calendar here has."""
    try:
        return None if text.endswith("BC") else date.fromisoformat(text[:_DAY])
    except ValueError:
        return None
