"""Which of the values the server meant, where it does not name a column.

A value of the wrong form, length or size is refused by its type, and a type knows no column. The
catalog tells which values can be meant; two that both can leave it open.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Protocol

from models.description.screen import Field, Screen
from models.schema.catalog import Kind

UNREADABLE = "Isian {label} tidak dapat dibaca. Periksa bentuknya."
SENTENCES: Mapping[Kind, str] = {
    Kind.DATE: "{label} harus tanggal yang ada di kalender.",
    Kind.TIME: "{label} harus jam yang benar, misalnya 14.30.",
    Kind.DATETIME: "{label} harus tanggal dan jam yang benar.",
    Kind.INSTANT: "{label} harus tanggal dan jam yang benar.",
    Kind.INTERVAL: "{label} harus lama waktu, misalnya 2 hari 3 jam.",
    Kind.UUID: "{label} harus UUID yang benar.",
    Kind.JSON: "{label} harus JSON yang benar.",
    Kind.ARRAY: "{label} harus daftar yang benar.",
    Kind.RANGE: "{label} harus rentang yang benar; awalnya tidak melewati akhirnya.",
    Kind.NETWORK: "{label} harus alamat jaringan yang benar.",
    Kind.MONEY: "{label} harus jumlah uang yang benar.",
    Kind.INTEGER: "{label} harus bilangan bulat.",
    Kind.NUMBER: "{label} harus angka.",
}
_LIMITS = {"smallint": 2**15, "integer": 2**31, "bigint": 2**63, "oid": 2**32}
_NUMBERS = (Kind.INTEGER, Kind.NUMBER, Kind.MONEY)


class Case(Protocol):
    """What is asked of a refusal here."""

    @property
    def screen(self) -> Screen: ...
    @property
    def values(self) -> Mapping[str, object] | None: ...
    def told(self, fact: str) -> str | None: ...


def filled(case: Case, fields: list[Field]) -> list[Field]:
    """Those that were filled in, if there are any."""
    return [one for one in fields if (case.values or {}).get(one.key) is not None] or fields


def empty_domain(case: Case, domain: str | None) -> list[Field]:
    """Fields of a NOT NULL domain that were left empty."""
    values = case.values or {}
    return [
        one
        for one in case.screen.fields.values()
        if domain and one.sql is None and _bare(one.column.type) == domain and values.get(one.key) is None
    ]


def too_long(case: Case) -> list[Field]:
    """Texts longer than their columns."""
    return _only(
        [one for one, value in _texts(case) if one.column.length and len(value) > one.column.length],
        [one for one, _ in _texts(case) if one.column.length or _has_short_elements(one)],
    )


def _has_short_elements(field: Field) -> bool:
    """varchar(5)[] and the like: the limit is in the type that the column stores."""
    return field.kind is Kind.ARRAY and "character" in field.column.type and "(" in field.column.type


def out_of_range(case: Case) -> list[Field]:
    """Numbers that their columns cannot hold."""
    numbers = [(one, value) for one, value in _texts(case) if one.kind in _NUMBERS]
    return _only([one for one, value in numbers if _is_too_big(one, value)], [one for one, _ in numbers])


def wrong_form(case: Case) -> list[Field]:
    """Values of types that can refuse a text. The server's message quotes what it could not read."""
    message = case.told("message_primary") or ""
    able = [(one, value) for one, value in _texts(case) if one.kind is not Kind.TEXT]
    return _only([one for one, value in able if value and f'"{value}"' in message], [one for one, _ in able])


def _only(sure: list[Field], possible: list[Field]) -> list[Field]:
    found = sure or possible
    return found if len(found) == 1 else sure


def _texts(case: Case) -> list[tuple[Field, str]]:
    values = case.values or {}
    return [
        (one, str(values[key]))
        for key, one in case.screen.fields.items()
        if one.sql is None and values.get(key) is not None
    ]


def _is_too_big(field: Field, value: str) -> bool:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return False
    column = field.column
    if limit := _LIMITS.get(column.cast_type or column.type):
        return not -limit <= number < limit
    if column.precision is None:
        return False
    return not number.is_nan() and abs(number) >= Decimal(10) ** (column.precision - (column.scale or 0))


def _bare(type_: str) -> str:
    """A type's own name, without its schema and quotes."""
    if type_.endswith('"'):
        return type_[:-1].rpartition('"')[2] if '""' not in type_ else type_
    return type_.rpartition(".")[2]
