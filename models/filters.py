"""Filters: one condition on one field becomes one typed clause.

The same operators serve the YAML, the list page, REST and exports. A value is always a bound
parameter of the column's own type; nothing is pasted into SQL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

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
    "starts": Operator(READABLE, "one", "diawali"),
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
_DAYS: Mapping[str, Callable[[date], date]] = {
    "today": lambda today: today,
    "this_month": lambda today: today.replace(day=1),
    "this_year": lambda today: today.replace(month=1, day=1),
}
WORDS = ("now", *_DAYS)  # that stand for a moment or a day
# And those that look ahead, with any number of days.
AHEAD = re.compile(r"in_([1-9]\d{0,2})_(working_)?days?", re.ASCII)
AHEAD_WORDS = ("in_3_working_days", "in_3_days")  # as the manual shows them
ME = "me"  # in `held`: one of the roles of whoever looks
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ESCAPES = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})

Clause = sa.ColumnElement[bool]
Value = Canonical | sa.BindParameter[Any] | sa.ColumnElement[date]
WorkingDay = Callable[[int], sa.ColumnElement[date]]  # the day that is so many working days after today


def escaped(text: str) -> str:
    """A text as a literal part of a LIKE pattern."""
    return text.translate(_ESCAPES)


def contains(column: sa.ColumnElement[Any], text: str, *, start: bool = False) -> Clause:
    """`column` has the text in it (or begins with it), whatever the case."""
    pattern = escaped(text) + "%" if start else f"%{escaped(text)}%"
    return sa.type_coerce(sa.cast(column, sa.Text), sa.Text).ilike(pattern, escape="\\")


def is_word(value: object) -> bool:
    """Whether a value stands for a moment or a day."""
    return isinstance(value, str) and (value in WORDS or AHEAD.fullmatch(value) is not None)


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
    if condition.operator in ("contains", "starts"):
        return contains(column, values[0], start=condition.operator == "starts")
    if operator.takes == "several":
        found = sa.or_(sa.false(), *(_compare("eq", field, column, value, now) for value in values))
        return found if condition.operator == "in" else sa.not_(found)
    if operator.takes == "two":
        low, high = values
        return sa.and_(_compare("ge", field, column, low, now), _compare("le", field, column, high, now))
    return _compare(_PLAIN[condition.operator], field, column, values[0], now)


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
    if operator.kinds is READABLE:
        return [_searched(field, item) for item in raw]
    found = []
    for item in raw:
        ahead = _ahead(field, item, now, working_day)
        found.append(_read(field, item, now) if ahead is None else ahead)
    return found


def _ahead(
    field: Field, item: object, now: datetime, working_day: WorkingDay | None
) -> sa.ColumnElement[date] | None:
    """The day of a word that looks ahead. The server works it out, from its `today`."""
    found = AHEAD.fullmatch(item) if isinstance(item, str) and field.kind in MOMENTS | {Kind.DATE} else None
    if found is None:
        return None
    if found[2] and working_day is not None:
        return working_day(int(found[1]))
    today = sa.cast(sa.bindparam("today", clock(now)["today"]), sa.Date)
    return today + sa.cast(sa.literal(int(found[1])), sa.Integer)


def _searched(field: Field, item: object) -> str:
    if not isinstance(item, str) or "\x00" in item:
        raise refused(field, "Saringan {label} harus berupa teks.")
    return item


def clock(now: datetime) -> dict[str, str]:
    """The parameters that stand for `now`, `today` ... in a clause: it can be used again at another time."""
    told = {"now_instant": now.isoformat(), "now_datetime": now.replace(tzinfo=None).isoformat()}
    for word in _DAYS:
        day = day_of(word, now)
        told |= {word: day.isoformat(), f"after_{word}": (day + timedelta(days=1)).isoformat()}
    return told


def day_of(word: str, now: datetime) -> date:
    """The day that one of WORDS stands for."""
    return _DAYS.get(word, _DAYS["today"])(now.date())


def _read(field: Field, item: object, now: datetime) -> Value:
    """A filter's value: some words stand for days and moments, the rest is read as the form reads it."""
    if field.kind in MOMENTS | {Kind.DATE} and isinstance(item, str) and item in WORDS:
        day = item if item in _DAYS else "today"
        name = day if item in _DAYS or field.kind is Kind.DATE else f"now_{field.kind.value}"
        return sa.bindparam(name, clock(now)[name])
    try:
        return read(field, item)
    except BadValue as error:
        raise Refused(error.problem, sentence=UNREADABLE) from error


def _compare(name: str, field: Field, column: sa.ColumnElement[Any], value: Value, now: datetime) -> Clause:
    """A comparison; a bare day against a moment means the whole day."""
    if value is None:
        return column.is_not(None) if name == "ne" else column.is_(None)
    if isinstance(value, sa.ColumnElement) and not isinstance(value, sa.BindParameter):
        return _whole_day(name, column, value, value + 1)
    if field.kind in MOMENTS:
        if isinstance(value, sa.BindParameter) and value.key in _DAYS:
            after = f"after_{value.key}"
            return _whole_day(name, column, value, sa.bindparam(after, clock(now)[after]))
        if isinstance(value, str) and _DAY.fullmatch(value):
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
