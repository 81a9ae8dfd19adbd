"""Days and times as people write them: 23-11-2026 10.12, 23 Nov 2026 10:12, Senin, 23 November 2026.

Boxes of forms take 23-11-2026 10.12 in every language, so that no month is ever taken for a day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from functools import lru_cache

from babel.dates import get_day_names, get_month_names
from flask_babel import gettext

from models.schema.catalog import Kind
from views.wording import language

MOMENT = re.compile(
    r"(?P<year>\d{4,})-(?P<month>\d\d)-(?P<day>\d\d)"
    r"(?:[ T](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d+))?)?"
    r"(?P<offset>[+-]\d\d(?::?\d\d){0,2})?)?"
    r"(?P<era> BC)?"
)
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d:00(?:[+-]\d\d)?)?")
_DAY = len("2026-11-20")
CLOCK = re.compile(r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?([+-]\d\d(?::?\d\d){0,2})?")
_TYPED = (
    re.compile(r"(?P<day>\d{1,2})[-/. ](?P<month>\d{1,2})[-/. ](?P<year>\d{4}|\d\d)(?:[ T,]+(?P<clock>.+))?"),
    re.compile(
        r"(?:[^\W\d]+,? +)?(?P<day>\d{1,2})[- ](?P<month>[^\W\d]+)\.?[- ](?P<year>\d{4})"
        r"(?:[ T,]+(?P<clock>.+))?"
    ),
    re.compile(r"(?P<month>[^\W\d]+)\.? (?P<day>\d{1,2}),? (?P<year>\d{4})(?:[ T,]+(?P<clock>.+))?"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?:[ T](?P<clock>\d\d:[\d:.]+))?"),
)
_CENTURY = 69  # 68 is 2068, 69 is 1969, as everywhere in Unix
_LAST_YEAR = 9999


def moment(text: str, spoken: str = "") -> str:
    """A date, or a date with its time. The zone is left out: it is always the office's.

    `spoken`: the language, where the caller has asked for it already, as a table with many days has.
    """
    if spoken == "id" and _PLAIN.fullmatch(text):
        day = f"{text[8:10]}-{text[5:7]}-{text[:4]}"
        return f"{day} {text[11:13]}.{text[14:16]}" if len(text) > _DAY else day
    found = MOMENT.fullmatch(text)
    if not found:
        return {"infinity": gettext("tanpa batas"), "-infinity": gettext("sejak dulu")}.get(text, text)
    part, spoken = found.groupdict(), spoken or language()
    written = f"{part['day']}-{part['month']}-{part['year']}"
    if spoken == "en":
        written = f"{int(part['day'])} {_months('en', 'abbreviated')[int(part['month'])]} {part['year']}"
    if part["hour"]:
        written += " " + clock(part["hour"], part["minute"], part["second"], part["fraction"], spoken)
    return written + (" " + gettext("SM") if part["era"] else "")


def clock(hour: str, minute: str, second: str | None, fraction: str | None, spoken: str = "") -> str:
    """10.12, and in English 10:12."""
    point, comma = (":", ".") if (spoken or language()) == "en" else (".", ",")
    written = f"{hour}{point}{minute}"
    if fraction or (second and second != "00"):
        written += f"{point}{second}" + (f"{comma}{fraction}" if fraction else "")
    return written


def in_full(kind: Kind, text: str, zone: tzinfo) -> str:
    """Senin, 23 November 2026, 10.12 WITA: with the day of the week, and the zone of an instant."""
    found = MOMENT.fullmatch(text)
    if not found or found["era"] or not 0 < int(found["year"]) <= _LAST_YEAR:
        return moment(text)
    part = found.groupdict()
    day = date(int(part["year"]), int(part["month"]), int(part["day"]))
    spoken = language()
    names = _months(spoken, "wide")
    written = f"{_weekdays(spoken)[day.weekday()]}, {day.day} {names[day.month]} {day.year}"
    if not part["hour"]:
        return written
    written += ", " + clock(part["hour"], part["minute"], part["second"], part["fraction"])
    return f"{written} {_zone_name(day, part, zone)}" if kind is Kind.INSTANT else written


def _zone_name(day: date, part: Mapping[str, str], zone: tzinfo) -> str:
    """WIB, WITA, WIT; elsewhere what the zone calls itself at that moment."""
    name = datetime(day.year, day.month, day.day, int(part["hour"]), tzinfo=zone).tzname() or ""
    return name if name.isalpha() else f"UTC{name}"


@lru_cache
def _months(spoken: str, width: str) -> Mapping[int, str]:
    return dict(get_month_names(width, locale=spoken))


@lru_cache
def _weekdays(spoken: str) -> Mapping[int, str]:
    return dict(get_day_names("wide", locale=spoken))


@lru_cache
def _by_name() -> Mapping[str, int]:
    """The months by their names in both languages, and by every beginning that says which."""
    whole = [(name.lower(), month) for one in ("id", "en") for month, name in _months(one, "wide").items()]
    short = [(name[:3], month) for name, month in whole]
    return {**dict(short), "agt": 8, "nop": 11, "pebruari": 2, "nopember": 11, "sept": 9, **dict(whole)}


def box_text(kind: Kind, written: str) -> str:
    """The text that stands in the box of a canonical value; what has no such form stays as it is."""
    if not is_plain(kind, written):
        return written
    if kind is Kind.TIME:
        return clock(*CLOCK.fullmatch(written).groups()[:4])  # type: ignore[union-attr]
    part = MOMENT.fullmatch(written).groupdict()  # type: ignore[union-attr]
    day = f"{part['day']}-{part['month']}-{part['year']}"
    if kind is Kind.DATE or not part["hour"]:
        return day
    return f"{day} {clock(part['hour'], part['minute'], part['second'], part['fraction'])}"


def is_plain(kind: Kind, written: str) -> bool:
    """Whether a canonical value is an ordinary day or time, which a calendar can show."""
    if kind is Kind.TIME:
        found = CLOCK.fullmatch(written)
        return bool(found and found[1] < "24" and not found[5])
    found = MOMENT.fullmatch(written)
    if not found or found["era"] or len(found["year"]) != 4 or found["year"] == "0000":  # noqa: PLR2004
        return False
    return kind is not Kind.DATE or found["hour"] is None


def typed_day(text: str) -> tuple[date, str | None] | None:
    """The day of a typed text, and what was written after it. None where no day was written.

    Raises ValueError for a day that is in no calendar.
    """
    found = next(filter(None, (form.fullmatch(text) for form in _TYPED)), None)
    if found is None:
        return None
    month = found["month"]
    number = int(month) if month.isdigit() else _by_name().get(month.lower())
    if number is None:
        return None
    year = int(found["year"])
    if len(found["year"]) == 2:  # noqa: PLR2004
        year += 2000 if year < _CENTURY else 1900
    return date(year, number, int(found["day"])), found["clock"]
