"""How days and numbers stand in letters, whatever the language of the panel: these are Indonesian papers.

They are the filters of a print's template; each takes a value of a row or a plain day, time or number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from reports import long_days
from reports.long_days import DAYS, MONTHS
from reports.paper import raw_of
from views.moments import MOMENT

_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_UNITS = (
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh",
    "sebelas",
)  # fmt: skip
_LARGE = ((10**9, "miliar"), (10**6, "juta"), (1000, "ribu"), (100, "ratus"))


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    found = MOMENT.fullmatch(str(raw_of(value) or value or ""))
    if found is None or found["era"]:
        return None
    return date(int(found["year"]), int(found["month"]), int(found["day"]))


def long_day(value: object) -> str:
    """25 November 2026"""
    day = _day(value)
    return long_days.long_day(day) if day else ""


def weekday(value: object) -> str:
    """Rabu"""
    day = _day(value)
    return DAYS[day.weekday()] if day else ""


def weekday_and_day(value: object) -> str:
    """Rabu, 25 November 2026"""
    return f"{weekday(value)}, {long_day(value)}" if _day(value) else ""


def short_day(value: object) -> str:
    """25-11-2026"""
    day = _day(value)
    return f"{day:%d-%m-%Y}" if day else ""


def time_of_day(value: object) -> str:
    """10.12"""
    if isinstance(value, datetime):
        return f"{value:%H.%M}"
    found = MOMENT.fullmatch(str(raw_of(value) or value or ""))
    return f"{found['hour']}.{found['minute']}" if found and found["hour"] else ""


def month_name(value: object) -> str:
    """November"""
    day = _day(value)
    return MONTHS[day.month] if day else ""


def roman_month(value: object) -> str:
    """XI, of a day or of the number of a month."""
    day = _day(value)
    number = day.month if day else _whole(value)
    return _ROMAN[number] if number is not None and 0 < number < len(_ROMAN) else ""


def year(value: object) -> str:
    day = _day(value)
    return str(day.year) if day else ""


def day_of_month(value: object) -> int | str:
    day = _day(value)
    return day.day if day else ""


def in_words(value: object) -> str:
    """dua ribu dua puluh enam"""
    number = _whole(value)
    return "" if number is None else _spelt(number)


def _whole(value: object) -> int | None:
    raw = raw_of(value)
    if raw is None and isinstance(value, int | Decimal | str):
        raw = value
    return int(raw) if re.fullmatch(r"\d{1,12}", str(raw)) else None


def _spelt(number: int) -> str:
    if number < len(_UNITS):
        return _UNITS[number]
    if number < 20:  # noqa: PLR2004
        return f"{_UNITS[number - 10]} belas"
    if number < 100:  # noqa: PLR2004
        tens, rest = divmod(number, 10)
        return f"{_UNITS[tens]} puluh" + (f" {_UNITS[rest]}" if rest else "")
    size, name = next((size, name) for size, name in _LARGE if number >= size)
    many, rest = divmod(number, size)
    said = f"se{name}" if many == 1 and size in (100, 1000) else f"{_spelt(many)} {name}"
    return said + (f" {_spelt(rest)}" if rest else "")


def paragraphs(value: object) -> list[str]:
    """The paragraphs of a text: an empty line stands between two."""
    return [part.strip() for part in re.split(r"\n\s*\n", str(value).replace("\r\n", "\n")) if part.strip()]


def lines(value: object) -> list[str]:
    """The lines of a text, or its parts between semicolons."""
    return [part.strip() for part in re.split(r"[\n;]", str(value).replace("\r\n", "\n")) if part.strip()]


FILTERS: Mapping[str, Callable[..., object]] = {
    "tanggal": long_day,
    "hari": weekday,
    "hari_tanggal": weekday_and_day,
    "tanggal_pendek": short_day,
    "jam": time_of_day,
    "bulan": month_name,
    "bulan_romawi": roman_month,
    "tahun": year,
    "tanggal_ke": day_of_month,
    "terbilang": in_words,
    "alinea": paragraphs,
    "baris": lines,
}
