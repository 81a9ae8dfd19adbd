"""The conditions on one field: `{field: value}`, `{field: [values]}`, `{field: {operator: value}}`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from models.days import is_word
from models.description.findings import closest
from models.description.reading import Reading
from models.description.screen import Condition, Field
from models.filters import ARRAYS, ME, OPERATORS, READABLE, Operator
from models.schema.catalog import Kind
from models.values import BadValue, read

_MOMENTS = (Kind.INSTANT, Kind.DATETIME, Kind.DATE)
# What looks like a word for days, and not like a date (20261231).
_WORD = re.compile(r"(?!\d{8})\w*[A-Za-z_]\w*", re.ASCII)
_NO_DAY = "Tulis tanggal seperti 2026-12-31, atau kata waktu dari docs/deskripsi.md."
_TAKES = {
    "one": "Tulis satu nilai.",
    "two": "Tulis dua nilai, misalnya [1, 10].",
    "several": "Tulis daftar nilai, misalnya [a, b].",
    "flag": "Tulis true atau false.",
}
# A kind in the words of an office.
KIND_WORDS = {
    Kind.TEXT: "teks",
    Kind.BOOLEAN: "ya/tidak",
    Kind.INTEGER: "bilangan bulat",
    Kind.NUMBER: "angka",
    Kind.MONEY: "uang",
    Kind.DATE: "tanggal",
    Kind.TIME: "jam",
    Kind.DATETIME: "tanggal dan jam",
    Kind.INSTANT: "tanggal dan jam",
    Kind.INTERVAL: "lama waktu",
    Kind.ENUM: "pilihan",
    Kind.ARRAY: "daftar",
    Kind.RANGE: "rentang",
    Kind.NETWORK: "alamat jaringan",
    Kind.BYTES: "berkas",
    Kind.UUID: "uuid",
    Kind.JSON: "json",
    Kind.SEARCH: "indeks pencarian",
    Kind.OTHER: "jenis lain",
}


def conditions_on(
    reading: Reading, field: Field, wanted: Any, place: tuple[str | int, ...]
) -> Iterator[Condition]:
    """The conditions of a field; what is wrong with them goes to the reading's findings."""
    if wanted is None:
        yield Condition(field.key, "empty", True)
        return
    if isinstance(wanted, list):
        wanted = {"in": wanted}
    if not isinstance(wanted, dict):
        wanted = {"eq": wanted}
    for name, value in wanted.items():
        at = (*place, name)
        operator = OPERATORS.get(name)
        if operator is None:
            reading.add("D401", *at, near=closest(name, OPERATORS), operator=name)
        elif not _is_for(reading, field, operator):
            fitting = ", ".join(key for key, one in OPERATORS.items() if _is_for(reading, field, one))
            facts = {"operator": name, "column": field.column.name, "kind": KIND_WORDS[field.kind]}
            reading.add("D402", *at, choices=fitting, **facts)
        elif name == "held" and isinstance(value, str):
            if value != ME:
                reading.role(value, *at)
            yield Condition(field.key, name, value)
        elif _fits(reading, field, operator, name, value, at):
            yield Condition(field.key, name, tuple(value) if isinstance(value, list) else value)


def _is_for(reading: Reading, field: Field, operator: Operator) -> bool:
    return field.kind in operator.kinds and (not operator.of_state or field.key == reading.state)


def _fits(
    reading: Reading, field: Field, operator: Operator, name: str, value: Any, at: tuple[str | int, ...]
) -> bool:
    values = value if isinstance(value, list) else [value]
    shape = {"one": not isinstance(value, list), "two": len(values) == 2, "flag": isinstance(value, bool)}
    if not shape.get(operator.takes, isinstance(value, list)) or any(isinstance(one, dict) for one in values):
        return _misfit(reading, field, value, at, _TAKES[operator.takes])
    if operator.takes == "flag":
        return True
    for one in values:
        if not isinstance(one, str | bool):
            return _misfit(reading, field, one, at, _TAKES[operator.takes])
        why_not = _unreadable(field, name, one)
        if why_not:
            return _misfit(reading, field, one, at, why_not)
    return True


def _unreadable(field: Field, name: str, value: str | bool) -> str | None:
    if OPERATORS[name].kinds in (READABLE, ARRAYS):
        return None if isinstance(value, str) else _TAKES["one"]
    if field.kind in _MOMENTS and isinstance(value, str) and _WORD.fullmatch(value):
        return None if is_word(value) or value == "infinity" else _NO_DAY
    try:
        read(field, value)
    except BadValue as error:
        return error.problem.sentence.format_map(dict(error.problem.facts))
    return None


def _misfit(reading: Reading, field: Field, value: Any, at: tuple[str | int, ...], expected: str) -> bool:
    shown = str(value).lower() if isinstance(value, bool) else value
    facts = {
        "value": shown,
        "column": field.column.name,
        "kind": KIND_WORDS[field.kind],
        "expected": expected,
    }
    reading.add("D403", *at, **facts)
    return False
