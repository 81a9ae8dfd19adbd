"""How a canonical value is written for people: 31-12-2026 10.12, 1.234,56, Ya, 3 hari; in English, English.

Only for reading; views/typed.py has the way back from a form.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from flask_babel import gettext

from models.description.screen import Field
from models.schema.catalog import Kind
from models.summing import NAMING
from views.moments import CLOCK, MOMENT, clock, in_full, moment
from views.wording import language, words

_DOLLARS = re.compile(r"(-?)\$([\d,]+\.\d\d)")
_SPANS = {
    "id": {"year": "tahun", "years": "tahun", "mon": "bulan", "mons": "bulan", "day": "hari", "days": "hari"},
    "en": {"mon": "month", "mons": "months"},
}

_LONGEST = 30
_FINGERPRINT = 12  # letters of a file's, where its name is not at hand
_SWAPPED = str.maketrans(",.", ".,")


def shown(field: Field, value: object) -> str:
    """A value as people read it; an empty text for NULL."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("Ya") if value else gettext("Tidak")
    if field.kind is Kind.BOOLEAN:
        return {"true": gettext("Ya"), "false": gettext("Tidak")}.get(str(value), str(value))
    if field.options:
        return _option(field, str(value))
    if field.file:
        return str(value)[:_FINGERPRINT] + "…"
    writer = _WRITERS.get(field.kind)
    return writer(field, value) if writer else str(value)


def _option(field: Field, value: str) -> str:
    return next((words(option.label) for option in field.options if option.value == value), value)


def number(value: object, grouped: bool = True) -> str:
    """A number with comma and thousands dots; what is no finite number stays as it is."""
    text = str(value)
    try:
        figure = value if isinstance(value, Decimal) else Decimal(text)
    except InvalidOperation:
        return text
    if not figure.is_finite():
        return {"Infinity": "∞", "-Infinity": "-∞"}.get(str(figure), text)
    if "E" in str(figure) and abs(figure.adjusted()) > _LONGEST:
        # 1E+300 is easier to read than 301 digits
        return str(figure) if language() == "en" else str(figure).replace(".", ",")
    plain = format(figure, ",f" if grouped else "f")
    return plain if language() == "en" else plain.translate(_SWAPPED)


def _time(_: Field, value: object) -> str:
    found = CLOCK.fullmatch(str(value))
    return clock(*found.groups()[:4]) + (found[5] or "") if found else str(value)


def spans(text: str) -> str:
    """The units of a Postgres interval in the language of this request."""
    known = _SPANS.get(language(), {})
    return " ".join(known.get(word, word) for word in text.split(" "))


def _interval(_: Field, value: object) -> str:
    text = spans(str(value))
    return text if language() == "en" else re.sub(r"(\d\d):(\d\d):(\d\d)", r"\1.\2.\3", text)


def _money(_: Field, value: object) -> str:
    return money(str(value), grouped=True)


def money(text: str, grouped: bool) -> str:
    """An amount as a plain number, where the server wrote it in its own way ($1,234.50)."""
    found = _DOLLARS.fullmatch(text)
    return number(found[1] + found[2].replace(",", ""), grouped) if found else text


def size(length: int) -> str:
    """A size in bytes, in the unit that keeps it short."""
    amount, unit = float(length), "B"
    for larger in ("kB", "MB", "GB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    if unit == "B":
        return f"{length} B"
    return f"{amount:.1f} {unit}" if language() == "en" else f"{amount:.1f} {unit}".replace(".", ",")


def _integer(field: Field, value: object) -> str:
    names = (
        field.reference is not None or field.key.rsplit("_", 1)[-1] in NAMING
    )  # nobody writes the year 2.026
    return number(value, grouped=not names)


def elements(literal: str) -> tuple[str | None, ...] | None:
    """The elements of a one-dimensional Postgres array literal; None when it is anything else."""
    if not (literal.startswith("{") and literal.endswith("}")):
        return None
    if literal == "{}":
        return ()
    parts: list[str | None] = []
    rest = literal[1:-1]
    while True:
        found = _ELEMENT.match(rest)
        if not found:
            return None
        quoted, bare = found["quoted"], found["bare"]
        parts.append(re.sub(r"\\(.)", r"\1", quoted, flags=re.S) if bare is None else _bare(bare))
        if not found["more"]:
            return tuple(parts) if found.end() == len(rest) else None
        rest = rest[found.end() :]


_ELEMENT = re.compile(r'(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[^",{}\\]+))(?P<more>,|$)', re.S)


def _bare(text: str) -> str | None:
    return None if text.upper() == "NULL" else text


def _array(_: Field, value: object) -> str:
    parts = elements(str(value))
    return str(value) if parts is None else ", ".join("NULL" if part is None else part for part in parts)


_WRITERS = {
    Kind.INTEGER: _integer,
    Kind.NUMBER: lambda _, value: number(value),
    Kind.MONEY: _money,
    Kind.DATE: lambda _, value: moment(str(value)),
    Kind.DATETIME: lambda _, value: moment(str(value)),
    Kind.INSTANT: lambda _, value: moment(str(value)),
    Kind.TIME: _time,
    Kind.INTERVAL: _interval,
    Kind.BYTES: lambda _, value: size(int(str(value))),
    Kind.ARRAY: _array,
}

__all__ = ["CLOCK", "MOMENT", "elements", "in_full", "moment", "number", "shown", "size", "words"]
