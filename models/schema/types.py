"""How a column's values travel: as bool, int, Decimal or str, nothing else (models/values.py).

The server prints every other type as text and reads it back by a cast, so it alone decides what a
value is: infinity, years before Christ and microseconds survive, and what is written unchanged is the
same value again. The casts are on parameters only, never on a column in a WHERE: indexes serve.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

from models.schema.catalog import Column, Kind

_INTEGERS: dict[str, type[sa.Integer]] = {"smallint": sa.SmallInteger, "integer": sa.Integer}
_PLAIN_TEXT = frozenset({"text", "character varying"})


def type_of(column: Column) -> TypeEngine[Any]:
    """The SQLAlchemy type that reads and writes a column canonically."""
    cast = column.cast_type or column.type
    return _type(column.kind, cast, column.stored_type or cast)


@lru_cache(maxsize=1024)  # many columns, few types
def _type(kind: Kind, cast: str, stored: str) -> TypeEngine[Any]:
    if kind is Kind.BOOLEAN:
        return sa.Boolean()
    if kind is Kind.INTEGER:
        return _INTEGERS.get(cast, sa.BigInteger)()
    if kind is Kind.NUMBER:
        return Number(cast, stored)
    if kind is Kind.BYTES:
        return Length()
    if kind is Kind.TEXT and cast in _PLAIN_TEXT:
        return sa.Text()
    return AsText(cast, stored)


def as_stored(column: sa.Column[Any], value: object) -> sa.ColumnElement[Any]:
    """A value as this column would hold it, to compare the two: 1.5 in numeric(12,2) is 1.50. Of a
    parameter each execution gives the value."""
    literal = value if isinstance(value, sa.BindParameter) else sa.literal(value, column.type)
    return sa.cast(literal, column.type) if isinstance(column.type, AsText | Number) else literal


class _Named(UserDefinedType[Any]):
    """A type by the name that the server gave it, quoted and qualified already."""

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **_: object) -> str:
        return self.name.replace("%", "%%")  # the driver reads a lone % as a parameter


def named_type(name: str) -> TypeEngine[Any]:
    """A type by its name, to cast to."""
    return _Named(name)


class _Cast(TypeDecorator[Any]):
    """Written as text, by the cast to its type. Each subclass says how it is read."""

    impl: type[TypeEngine[Any]] = sa.Text
    cache_ok = True

    def __init__(self, cast: str, stored: str) -> None:
        super().__init__()
        self.cast, self.stored = cast, stored

    def load_dialect_impl(self, dialect: sa.Dialect) -> TypeEngine[Any]:
        return _Named(self.stored)

    def bind_expression(self, bindparam: sa.BindParameter[Any]) -> sa.ColumnElement[Any]:
        return sa.cast(bindparam, _Named(self.cast))


class AsText(_Cast):
    """Reads what the server prints."""

    cache_ok = True

    def column_expression(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        return sa.cast(column, sa.Text)


class Number(_Cast):
    """numeric, real and double precision as Decimal: the digits that the server prints, no others."""

    impl = sa.Numeric
    cache_ok = True

    def column_expression(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        return sa.type_coerce(sa.cast(column, sa.Text), self)

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> Any:
        # As text: the driver would send an infinite Decimal as NaN.
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Length(TypeDecorator[int]):
    """bytea reads as its length in bytes; its content is never loaded and never written here."""

    impl = sa.Integer
    cache_ok = True

    def column_expression(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        return sa.func.octet_length(column)
