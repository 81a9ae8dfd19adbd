"""Filters: one condition on one field becomes one typed clause.

The same operators serve the YAML, the list page, REST and exports. A value is always a bound
parameter of the column's own type; nothing is pasted into SQL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa

from models.days import Span, WorkingDay, clock, is_word, span
from models.description.screen import Condition, Field
from models.errors import Problem, Refused
from models.schema.catalog import Kind
from models.values import BadValue, Canonical, read

ORDERED = frozenset(
    {
        Kind.TEXT,
        Kind.INTEGER,
        Kind.NUMBER,
        Kind.MONEY,
        Kind.DATE,
        Kind.TIME,
        Kind.DATETIME,
        Kind.INSTANT,
        Kind.INTERVAL,
        Kind.UUID,
        Kind.ENUM,
        Kind.NETWORK,
        Kind.BOOLEAN,
    }
)
GRADED = ORDERED - {Kind.BOOLEAN}
READABLE = frozenset(Kind) - {Kind.BYTES, Kind.SEARCH}
MOMENTS = frozenset({Kind.DATETIME, Kind.INSTANT})
ARRAYS = frozenset({Kind.ARRAY})
STATES = frozenset({Kind.TEXT, Kind.ENUM})


@dataclass(frozen=True, slots=True)
class Operator:
    """`kinds` it fits; `takes` is one, two, several or flag (true/false). `of_state`: it asks about the
    state of a workflow, see models/states.py."""

    kinds: frozenset[Kind]
    takes: str
    label: str  # a msgid
    of_state: bool = False


OPERATORS: Mapping[str, Operator] = {
    "eq": Operator(ORDERED, "one", "sama dengan"),
    "ne": Operator(ORDERED, "one", "tidak sama dengan"),
    "in": Operator(ORDERED, "several", "salah satu dari"),
    "not_in": Operator(ORDERED, "several", "bukan salah satu dari"),
    "lt": Operator(GRADED, "one", "kurang dari"),
    "le": Operator(GRADED, "one", "paling banyak"),
    "gt": Operator(GRADED, "one", "lebih dari"),
    "ge": Operator(GRADED, "one", "paling sedikit"),
    "before": Operator(MOMENTS | {Kind.DATE, Kind.TIME}, "one", "sebelum"),
    "after": Operator(MOMENTS | {Kind.DATE, Kind.TIME}, "one", "sesudah"),
    "between": Operator(GRADED, "two", "antara"),
    "contains": Operator(READABLE, "one", "memuat"),
    "not_contains": Operator(READABLE, "one", "tidak memuat"),
    "starts": Operator(READABLE, "one", "diawali"),
    "ends": Operator(READABLE, "one", "diakhiri"),
    "same": Operator(READABLE, "one", "sama dengan, huruf besar atau kecil"),
    "has": Operator(ARRAYS, "one", "berisi"),
    "empty": Operator(frozenset(Kind), "flag", "kosong"),
    "open": Operator(STATES, "flag", "terbuka", of_state=True),
    "held": Operator(STATES, "one", "menunggu", of_state=True),
}

_PLAIN = {
    "eq": "eq",
    "ne": "ne",
    "lt": "lt",
    "le": "le",
    "gt": "gt",
    "ge": "ge",
    "before": "lt",
    "after": "gt",
}
ME = "me"  # in `held`: one of the roles of whoever looks
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ESCAPES = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})

Clause = sa.ColumnElement[bool]
Value = Canonical | sa.BindParameter[Any] | Span


def escaped(text: str) -> str:
    """A text as a literal part of a LIKE pattern."""
    return text.translate(_ESCAPES)


def contains(column: sa.ColumnElement[Any], text: str, *, start: bool = False, end: bool = False) -> Clause:
    """`column` has the text in it (or begins, or ends with it), whatever the case."""
    return is_like(column, f"{'' if start else '%'}{escaped(text)}{'' if end else '%'}")


def is_like(column: sa.ColumnElement[Any], pattern: str | sa.BindParameter[str]) -> Clause:
    """`column` fits a pattern, whatever the case."""
    return _as_text(column).ilike(pattern, escape="\\")


def _as_text(column: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    return sa.type_coerce(sa.cast(column, sa.Text), sa.Text)


def clause(
    field: Field,
    column: sa.ColumnElement[Any],
    condition: Condition,
    now: datetime,
    working_day: WorkingDay | None = None,
) -> Clause:
    """The clause of one condition. `now` is an aware moment in the office's zone.

    Raises Refused when the operator does not exist or does not fit, or the value can not be read.
    """
    operator = OPERATORS.get(condition.operator)
    if operator is None or operator.of_state or field.kind not in operator.kinds:
        raise refused(
            field, 'Saringan "{operator}" tidak dapat dipakai untuk {label}.', operator=condition.operator
        )
    if operator.takes == "flag":
        return column.is_(None) if flag(field, condition.value) else column.is_not(None)
    values = _values(field, operator, condition.value, now, working_day)
    if condition.operator in _OF_TEXT:
        return _OF_TEXT[condition.operator](column, values[0])
    if operator.takes == "several":
        found = sa.or_(sa.false(), *(_compare("eq", field, column, value) for value in values))
        return found if condition.operator == "in" else found.is_not(sa.true())
    if operator.takes == "two":
        low, high = values
        return sa.and_(_compare("ge", field, column, low), _compare("le", field, column, high))
    return _compare(_PLAIN[condition.operator], field, column, values[0])


_OF_TEXT: Mapping[str, Callable[[sa.ColumnElement[Any], str], Clause]] = {
    "contains": contains,
    # A row without a text has nothing in it.
    "not_contains": lambda column, text: contains(column, text).is_not(sa.true()),
    "starts": partial(contains, start=True),
    "ends": partial(contains, end=True),
    "same": lambda column, text: sa.func.lower(_as_text(column)) == sa.func.lower(text),
    "has": lambda column, text: column.op("@>", is_comparison=True)(sa.literal(_array_of(text), column.type)),
}


def _array_of(text: str) -> str:
    """An array of one element, as the server reads it."""
    return '{"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"}'


def refused(field: Field, sentence: str, **facts: object) -> Refused:
    """The refusal of a condition, told at its field."""
    return Refused(Problem(sentence, field.key, {"label": field.label, **facts}), sentence=UNREADABLE)


UNREADABLE = "Saringan ini tidak dapat dibaca. Periksa nilainya."


def flag(field: Field, value: object) -> bool:
    """Yes or no, as an address or a program writes it. Raises Refused."""
    if str(value).lower() not in ("true", "false", "1", "0"):
        raise refused(field, "Saringan {label} harus ya atau tidak.")
    return str(value).lower() in ("true", "1")


def _values(
    field: Field, operator: Operator, value: object, now: datetime, working_day: WorkingDay | None
) -> list[Any]:
    raw = list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    if (operator.takes == "one" and len(raw) != 1) or (operator.takes == "two" and len(raw) != 2):
        raise refused(field, "Saringan {label} kurang atau kelebihan nilai.")
    if operator.kinds in (READABLE, ARRAYS):
        return [_searched(field, item) for item in raw]
    return [_read(field, item, now, working_day) for item in raw]


def _searched(field: Field, item: object) -> str:
    if not isinstance(item, str) or "\x00" in item or any("\ud800" <= one <= "\udfff" for one in item):
        raise refused(field, "Saringan {label} harus berupa teks.")
    return item


def _read(field: Field, item: object, now: datetime, working_day: WorkingDay | None) -> Value:
    """A filter's value: some words stand for days and moments, the rest is read as the form reads it."""
    if field.kind in MOMENTS | {Kind.DATE} and is_word(item):
        word = "today" if item == "now" and field.kind is Kind.DATE else str(item)
        name = f"now_{field.kind.value}"
        return span(word, now, working_day) or sa.bindparam(name, clock(now)[name])
    try:
        return read(field, item)
    except BadValue as error:
        raise Refused(error.problem, sentence=UNREADABLE) from error


def _compare(name: str, field: Field, column: sa.ColumnElement[Any], value: Value) -> Clause:
    """A comparison; a bare day against a moment means the whole day, a month the whole month."""
    if value is None:
        return column.is_not(None) if name == "ne" else column.is_(None)
    if isinstance(value, Span):
        return _whole_day(name, column, value.first, value.after)
    if field.kind in MOMENTS and isinstance(value, str) and _DAY.fullmatch(value):
        return _whole_day(name, column, value, _day_after(field, value))
    return _COMPARISONS[name](column, value)


def _day_after(field: Field, day: str) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError) as error:
        raise refused(field, "Tanggal pada saringan {label} tidak ada di kalender.") from error


def _whole_day(name: str, column: sa.ColumnElement[Any], day: Any, following: Any) -> Clause:
    inside = sa.and_(column >= day, column < following)
    found: Mapping[str, Clause] = {
        "eq": inside,
        "ne": sa.or_(sa.not_(inside), column.is_(None)),
        "lt": column < day,
        "le": column < following,
        "gt": column >= following,
        "ge": column >= day,
    }
    return found[name]


_COMPARISONS: Mapping[str, Callable[..., Clause]] = {
    "eq": lambda column, value: column == value,
    # A row without a value differs from every value: people expect it in "tidak sama dengan".
    "ne": lambda column, value: column.is_distinct_from(value),
    "lt": lambda column, value: column < value,
    "le": lambda column, value: column <= value,
    "gt": lambda column, value: column > value,
    "ge": lambda column, value: column >= value,
}
