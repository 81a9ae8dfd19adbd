"""Which Kind a type of Postgres is, by the type under all domains."""

from __future__ import annotations

from models.schema.catalog import Kind

_BY_NAME = {
    "bool": Kind.BOOLEAN,
    "int2": Kind.INTEGER,
    "int4": Kind.INTEGER,
    "int8": Kind.INTEGER,
    "oid": Kind.INTEGER,
    "numeric": Kind.NUMBER,
    "float4": Kind.NUMBER,
    "float8": Kind.NUMBER,
    "money": Kind.MONEY,
    "date": Kind.DATE,
    "time": Kind.TIME,
    "timetz": Kind.TIME,
    "timestamp": Kind.DATETIME,
    "timestamptz": Kind.INSTANT,
    "interval": Kind.INTERVAL,
    "uuid": Kind.UUID,
    "json": Kind.JSON,
    "jsonb": Kind.JSON,
    "inet": Kind.NETWORK,
    "cidr": Kind.NETWORK,
    "macaddr": Kind.NETWORK,
    "macaddr8": Kind.NETWORK,
    "bytea": Kind.BYTES,
    "tsvector": Kind.SEARCH,
    "char": Kind.TEXT,
}
_BY_SORT = {"e": Kind.ENUM, "r": Kind.RANGE, "m": Kind.RANGE}


def kind_of(base_name: str | None, sort: str, category: str, is_array: bool) -> Kind:
    """`base_name` is the name of a type of the server itself, None for others' types; `sort` and
    `category` are pg_type's typtype and typcategory.
    """
    if is_array:
        return Kind.ARRAY
    if sort in _BY_SORT:
        return _BY_SORT[sort]
    if base_name in _BY_NAME:
        return _BY_NAME[base_name]
    return Kind.TEXT if sort == "b" and category == "S" else Kind.OTHER


def measures(base_name: str | None, typmod: int) -> tuple[int | None, int | None, int | None]:
    """Length, precision and scale from what pg_attribute packs into one number."""
    if typmod < 4:
        return None, None, None
    packed = typmod - 4
    if base_name in ("varchar", "bpchar"):
        return packed, None, None
    if base_name == "numeric":
        return None, packed >> 16, ((packed & 0x7FF) ^ 0x400) - 0x400  # the scale is signed, 11 bits
    return None, None, None
