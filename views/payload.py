"""JSON in and out of the API: canonical values to JSON texts, request bodies to canonical values.

A value that a client reads and sends back as it is must be no change at all. So numbers that a
JavaScript number cannot hold are texts, JSON columns are spliced in as Postgres printed them, and
what JSON has no word for (dates, ranges, arrays, ...) is the text that Postgres prints.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal

from models.description.screen import Field, Screen
from models.errors import Problem, Refused
from models.schema.catalog import Kind
from models.selecting import Row

TOO_DEEP = "Isi permintaan bersusun terlalu dalam."
META = ("_key", "_version", "_title", "_titles")
_SAFE_INTEGER = 2**53
_SAFE_DIGITS = 15
_SAFE_POWER = 300


def quote(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def value_text(field: Field, value: object) -> str:
    """The JSON text of a canonical value."""
    if isinstance(value, bool) or value is None:
        return quote(value)
    if isinstance(value, int):
        return str(value) if abs(value) < _SAFE_INTEGER else f'"{value}"'
    text = str(value)
    if field.kind is Kind.JSON and _is_json(text):
        return text
    if field.kind is Kind.NUMBER and _survives(field, text):
        return text
    return quote(text)


def _survives(field: Field, text: str) -> bool:
    """Whether a number comes back from a client as it went, if its programs hold it as a double."""
    try:
        number = Decimal(text)
    except ArithmeticError:
        return False
    if not number.is_finite() or not number and number.is_signed():
        return False
    if field.column.type in ("real", "double precision"):
        return True
    # Where the column has no scale, 1.50 and 1.5 are two values to look at.
    shortened = field.column.scale is None and "." in text and text.endswith("0")
    fits = len(number.as_tuple().digits) <= _SAFE_DIGITS and abs(number.adjusted()) < _SAFE_POWER
    return fits and not shortened


def _is_json(text: str) -> bool:
    try:
        json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return False
    return True


def readable(screen: Screen) -> tuple[str, ...]:
    """The fields that the API shows of a record."""
    return tuple(key for key, field in screen.fields.items() if not field.hidden and field.column.can_select)


def record_text(screen: Screen, row: Row, columns: Iterable[str]) -> str:
    """A row as a JSON object, with its key, version, title and the titles of what it points at."""
    shown = tuple(columns)
    members = [
        f"{quote(key)}:{value_text(screen.fields[key], row.values[key])}"
        for key in shown
        if key in row.values and key not in META
    ]
    titles = {key: title for key, title in row.titles.items() if key in shown}
    members += [
        f'"_key":{quote(row.key)}',
        f'"_version":{quote(row.version)}',
        f'"_title":{quote(row.title)}',
    ]
    members.append(f'"_titles":{quote(titles)}')
    return "{" + ",".join(members) + "}"


def read_object(body: bytes) -> dict[str, object]:
    """The JSON object of a request body, its decimals exact."""
    try:
        value = json.loads(body.decode("utf-8"), parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, ArithmeticError):
        raise Refused(sentence="Isi permintaan bukan JSON yang sah.") from None
    except RecursionError:
        raise Refused(sentence=TOO_DEEP) from None
    if not isinstance(value, dict):
        raise Refused(sentence="Isi permintaan harus berupa objek JSON: nama isian dan nilainya.")
    return value


def _no_constant(word: str) -> object:
    raise ValueError(word)


def values_of(screen: Screen, body: Mapping[str, object], adding: bool) -> dict[str, object]:
    """The values of a body for the one door, which judges each; here only what JSON can get wrong."""
    problems = [
        Problem(sentence, key if key in screen.fields else None, {"name": _short(key)})
        for key in body
        if key not in META and (sentence := _unwritable(screen.fields.get(key), adding))
    ]
    if problems:
        raise Refused(*problems)
    return {key: _value(screen.fields[key], value) for key, value in body.items() if key not in META}


def _unwritable(field: Field | None, adding: bool) -> str | None:
    if field is None:
        return "Isian {name} tidak dikenal di layar ini."
    if field.insertable if adding else field.editable:
        return None
    return field.read_only_because or "Isian ini tidak bisa diubah."


def _value(field: Field, value: object) -> object:
    if field.kind is not Kind.JSON or value is None:
        return value
    try:
        return json_text(value)
    except RecursionError:
        raise Refused(sentence=TOO_DEEP) from None


def json_text(value: object) -> str:
    """JSON written back from what `read_object` read, its decimals exact."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quote(key)}: {json_text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(json_text, value)) + "]"
    return quote(value)


def same_json(one: str, other: str) -> bool:
    """Whether two JSON texts hold the same value: order of names and ways to write a number aside."""
    try:
        return _plain(one) == _plain(other)
    except (ValueError, ArithmeticError, RecursionError):
        return one == other


def _plain(text: str) -> object:
    # true == 1 in Python, not in JSON: numbers carry their sort along.
    return json.loads(
        text,
        parse_int=lambda digits: ("number", Decimal(digits)),
        parse_float=lambda digits: ("number", Decimal(digits)),
    )


def _short(name: str, length: int = 60) -> str:
    # A fact goes into a sentence and a log; a hostile name must not carry a page of text there.
    name = name.encode("utf-8", "replace").decode("utf-8").replace("\x00", "?")
    return name if len(name) <= length else name[:length] + "…"
