"""A deadline in words: how many days are left, or how late it is."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from flask_babel import gettext

from models.description.screen import Field
from models.query import Row
from views.notation import moment

_DAY, _MINUTE = len("2026-11-20"), len("2026-11-20 10:12")


class Deadline(NamedTuple):
    tone: str
    text: str
    when: str


def deadline(one: Field, row: Row, now: datetime) -> Deadline | None:
    """What to say of a deadline at a moment of the office's zone; None where nothing is due any more."""
    value = row.values.get(one.key)
    if value is None or one.deadline is None or any(row.values.get(key) for key in one.deadline.done):
        return None
    due, when = _day(str(value)), moment(str(value))
    if due is None:
        return None
    if one.deadline.paused and row.values.get(one.deadline.paused):
        return Deadline("gray", gettext("jeda"), when)
    days = (due - now.date()).days
    if days < 0:
        return Deadline("late", gettext("lewat {days} hari").format(days=-days), when)
    if days == 0:
        is_past = len(str(value)) > _DAY and str(value)[:_MINUTE] < now.strftime("%Y-%m-%d %H:%M")
        return Deadline("late" if is_past else "warn", gettext("hari ini"), when)
    return Deadline("ok", gettext("{days} hari lagi").format(days=days), when)


def _day(text: str) -> date | None:
    """The day of a value as Postgres prints it; None for infinity and for years no calendar here has."""
    try:
        return None if text.endswith("BC") else date.fromisoformat(text[:_DAY])
    except ValueError:
        return None
