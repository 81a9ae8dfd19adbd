"""What the driver gives, as values of a report: moments on the office's clock, exact numbers, else text."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal

from models.description.report import Value


def value_of(found: object, zone: tzinfo) -> Value:
    """A value as a report shows it. Moments lose their zone: they stand in the office's."""
    if found is None or isinstance(found, str | bool | int):
        return found
    if isinstance(found, Decimal):
        return found if found.is_finite() else str(found)
    if isinstance(found, float):
        return value_of(Decimal(repr(found)), zone)
    if isinstance(found, datetime):
        return found.astimezone(zone).replace(tzinfo=None) if found.tzinfo else found
    if isinstance(found, date):
        return found
    if isinstance(found, time):
        return found.strftime("%H.%M")
    if isinstance(found, timedelta):
        return Decimal(repr(found.total_seconds() / 86400))
    if isinstance(found, list | tuple):
        return ", ".join(str(one) for one in found if one is not None)
    return json.dumps(found, ensure_ascii=False) if isinstance(found, dict) else str(found)
