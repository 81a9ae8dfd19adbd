"""What app/static/steps.js needs to say under a date how many working days are left until then."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext

from models.deadlines import calendar_of
from models.panel import Desk
from models.workdays import has_calendar

_AHEAD = timedelta(days=400)


def attributes(desk: Desk) -> dict[str, str]:
    """Attributes of a box for a day; none where the office does not say when it works."""
    if not has_calendar(desk.panel):
        return {}
    calendar, today = calendar_of(desk), desk.now.date()
    closed = sorted(day for day in calendar.closed if today <= day <= today + _AHEAD)
    return {
        "data-today": today.isoformat(),
        "data-week": "".join(str(day) for day in sorted(calendar.week)),
        "data-closed": " ".join(day.isoformat() for day in closed),
        "data-left": gettext("{days} hari kerja lagi"),
        "data-same": gettext("hari ini"),
        "data-gone": gettext("sudah lewat"),
    }
