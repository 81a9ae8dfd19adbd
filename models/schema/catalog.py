"""The catalog of a database as frozen records.

One set of queries on pg_catalog (`catalog.sql`) is read once per change of the database; everything
else in the house works on these records and never asks the server about its structure again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sort of value a column holds. Decides its control, its filters and how it is read."""

    TEXT = "text"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"  # numeric, real, double precision
    MONEY = "money"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"  # timestamp without zone
    INSTANT = "instant"  # timestamp with time zone
    INTERVAL = "interval"
    UUID = "uuid"
    ENUM = "enum"
    JSON = "json"
    ARRAY = "array"
    RANGE = "range"
    NETWORK = "network"  # inet, cidr, macaddr
    BYTES = "bytes"
    SEARCH = "search"  # tsvector: an index, not something to read
    OTHER = "other"  # unknown to us: shown as text, never edited


@dataclass(frozen=True, slots=True, order=True)
class TableName:
    schema: str
    name: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `type` is what `format_type` prints ("numeric(12,2)", "text[]", a domain's name)."""

    name: str
    type: str
    kind: Kind
    position: int
    nullable: bool = True
    default: str | None = None
    generated: bool = False  # GENERATED ALWAYS AS (...), stored or virtual
    identity: str = ""  # "", "always" or "default"
    length: int | None = None
    precision: int | None = None
    scale: int | None = None
    options: tuple[str, ...] = ()  # labels of an enum (also under a domain)
    comment: str | None = None
    can_select: bool = True
    can_insert: bool = True
    can_update: bool = True


@dataclass(frozen=True, slots=True)
class Key:
    """A primary key or a unique constraint or a plain unique index on columns, in column order."""

    name: str
    columns: tuple[str, ...]
    primary: bool = False


@dataclass(frozen=True, slots=True)
class ForeignKey:
    name: str
    columns: tuple[str, ...]
    target: TableName
    target_columns: tuple[str, ...]
    on_delete: str = "no action"  # no action, restrict, cascade, set null, set default


@dataclass(frozen=True, slots=True)
class Check:
    """A CHECK. `options` has the values when it reads `column IN (...)` and nothing else."""

    name: str
    expression: str
    columns: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Index:
    """An index. `columns` has None where the index holds an expression."""

    name: str
    columns: tuple[str | None, ...]
    unique: bool = False
    predicate: str | None = None
    method: str = "btree"


@dataclass(frozen=True, slots=True)
class Table:
    """A table or something that is read like one: `kind` is table, partitioned, view, materialized
    or foreign. Partitions themselves are left out. `rows` is the planner's estimate, -1 if unknown.
    """

    name: TableName
    kind: str
    columns: tuple[Column, ...]
    keys: tuple[Key, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[Check, ...] = ()
    indexes: tuple[Index, ...] = ()
    comment: str | None = None
    rows: int = -1
    can_select: bool = True
    can_insert: bool = True
    can_update: bool = True
    can_delete: bool = True

    @property
    def primary_key(self) -> tuple[str, ...]:
        return next((key.columns for key in self.keys if key.primary), ())


@dataclass(frozen=True, slots=True)
class Catalog:
    """All tables that the connected role can see, by name, sorted. `fingerprint` changes with them."""

    tables: Mapping[TableName, Table]
    fingerprint: str
