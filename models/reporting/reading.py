"""What the driver gives, as values of a report: moments on the office's clock, exact numbers, else text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from psycopg2 import extensions

from models.description.report import Value

# What Postgres knows of time, and Python only in part.
_OF_TIME = (
    extensions.PYDATE,
    extensions.PYDATETIME,
    extensions.PYDATETIMETZ,
    extensions.PYINTERVAL,
)

_PLAIN = frozenset({str, int, bool, date, type(None)})


@contextmanager
def every_moment(connection: sa.Connection) -> Iterator[None]:
    """Within, what lies outside of Python's calendar is read as the server writes it: infinity, 20000-01-01,
    0044-03-15 BC."""
    driver: Any = connection.connection.dbapi_connection
    for one in _OF_TIME:
        extensions.register_type(extensions.new_type(one.values, one.name, _lenient(one)), driver)
    try:
        yield
    finally:
        for one in _OF_TIME:
            extensions.register_type(one, driver)


def _lenient(strict: Any) -> Any:
    """A reader of texts that gives the text itself where the strict one fails."""

    def read(written: str | None, cursor: Any) -> object:
        if written is not None and written.endswith("infinity"):
            return written
        try:
            return strict(written, cursor)
        except (ValueError, OverflowError):
            return written

    return read


def row_of(names: Sequence[str], found: Iterable[object], zone: tzinfo) -> Mapping[str, Value]:
    """The values of a row by their names. Most values are shown as they are: no call for them, as a long list
    has a hundred thousand."""
    plain = [one if type(one) in _PLAIN else value_of(one, zone) for one in found]
    return dict(zip(names, plain, strict=True))  # type: ignore[arg-type]  # of _PLAIN, or made


def value_of(found: object, zone: tzinfo) -> Value:
    """A value as a report shows it. Moments lose their zone: they stand in the office's."""
    if found is None or isinstance(found, str | bool | int):
        return found
    if isinstance(found, Decimal):
        return found if found.is_finite() else str(found)
    if isinstance(found, float):
        return value_of(Decimal(repr(found)), zone)
    if isinstance(found, date):
        return _calendar(found, zone)
    if isinstance(found, time):
        return found.strftime("%H.%M")
    if isinstance(found, timedelta):
        return Decimal(repr(found.total_seconds() / 86400))
    if isinstance(found, bytes | memoryview):
        return f"{len(bytes(found))} byte"
    return _of_several(found, zone)


def _calendar(found: date, zone: tzinfo) -> date | str:
    if not isinstance(found, datetime) or found.tzinfo is None:
        return found
    try:
        return found.astimezone(zone).replace(tzinfo=None)
    except OverflowError:  # there is no such day in the office's zone
        return str(found)


def _of_several(found: object, zone: tzinfo) -> str:
    """Arrays, JSON, ranges."""
    if isinstance(found, list | tuple):
        return ", ".join(_part(one, zone) for one in found if one is not None)
    return json.dumps(found, ensure_ascii=False) if isinstance(found, dict) else str(found)


def _part(found: object, zone: tzinfo) -> str:
    value = value_of(found, zone)
    return f"[{value}]" if isinstance(found, list) else str(value)
