"""Canonical values: what the models read and take.

bool, int, Decimal and str; every other type is the text that Postgres prints for it, so that infinity,
years before Christ and microseconds survive a round trip. People's notation (31-12-2026, 1.234,56) is
turned into this one by the doors, never here.
"""

from __future__ import annotations

import hashlib
import re
from decimal import Decimal, InvalidOperation

from models.description.screen import Field
from models.errors import Problem
from models.schema.catalog import Kind

Canonical = bool | int | Decimal | str | None

_STAMP_LENGTH = 40
_INTEGER = re.compile(r"[+-]?\d{1,30}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?|NaN|[+-]?Infinity", re.ASCII)
_LONGEST_NUMBER = 1000
_BOOLEANS = {"true": True, "false": False}


def text(value: Canonical) -> str | None:
    """The canonical text of a value; None stays None."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def stamp(value: Canonical) -> str:
    """A short mark of a value: equal values have equal stamps, so a door can tell what changed since
    the person looked. Short texts stand as they are, long ones as a digest."""
    written = text(value)
    if written is None:
        return "n"
    if len(written) <= _STAMP_LENGTH:
        return "t" + written
    return "h" + hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:24]


class BadValue(ValueError):
    """A typed value that its column can not hold; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence)
        self.problem = problem


def read(field: Field, raw: object) -> Canonical:
    """The canonical value of what a door brings for a field.

    Takes canonical text or bool, int, float, Decimal, None. Raises BadValue with a sentence. Formats
    that only the server knows (intervals, ranges, json) pass as text; the server validates them.
    """
    if raw is None or (raw == "" and field.kind is not Kind.TEXT and "" not in field.column.options):
        return None
    if isinstance(raw, bool):
        return (
            _boolean(field, "true" if raw else "false") if field.kind is not Kind.TEXT else str(raw).lower()
        )
    if not isinstance(raw, int | float | Decimal | str):
        raise _bad(field, "Isian {label} harus berupa satu nilai, bukan daftar.")
    written = str(raw)
    _storable(field, written)
    if field.kind is Kind.BOOLEAN:
        return _boolean(field, written)
    if field.kind is Kind.INTEGER:
        return _integer(field, written)
    if field.kind is Kind.NUMBER:
        return _number(field, written)
    return _text(field, written)


def _bad(field: Field, sentence: str, **facts: object) -> BadValue:
    return BadValue(Problem(sentence, field.key, {"label": field.label, **facts}))


def _storable(field: Field, written: str) -> None:
    """Postgres stores neither NUL nor half a surrogate pair."""
    if "\x00" in written or any("\ud800" <= letter <= "\udfff" for letter in written):
        raise _bad(field, "Isian {label} memuat karakter yang tidak dapat disimpan. Ketik ulang isian ini.")


def _boolean(field: Field, written: str) -> bool:
    if field.kind is not Kind.BOOLEAN or written.lower() not in _BOOLEANS:
        raise _bad(field, "Isian {label} tidak cocok. Pilih ya atau tidak.")
    return _BOOLEANS[written.lower()]


def _integer(field: Field, written: str) -> int:
    if not _INTEGER.fullmatch(written.strip()):
        raise _bad(field, "Isian {label} harus bilangan bulat.")
    return int(written)


def _number(field: Field, written: str) -> Decimal:
    written = written.strip()
    if len(written) > _LONGEST_NUMBER or not _NUMBER.fullmatch(written):
        raise _bad(field, "Isian {label} harus angka.")
    try:
        return Decimal(written)
    except InvalidOperation as error:
        raise _bad(field, "Isian {label} harus angka.") from error


def _text(field: Field, written: str) -> str:
    longest = field.column.length
    if longest is not None and field.kind is Kind.TEXT and len(written.rstrip(" ")) > longest:
        raise _bad(
            field,
            "Isian {label} paling banyak {longest} karakter; yang diisi {length}.",
            longest=longest,
            length=len(written),
        )
    if (
        field.options
        and field.kind is not Kind.ARRAY
        and written
        and written not in {option.value for option in field.options}
    ):
        raise _bad(field, "Isian {label} harus salah satu dari pilihan yang ada.")
    return written
