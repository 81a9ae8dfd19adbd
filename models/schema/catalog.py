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
    """A table with its schema; neither is quoted."""

    schema: str
    name: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `type` is what `format_type` prints ("numeric(12,2)", "text[]", a domain's name), always
    qualified outside pg_catalog. `cast_type` is what a text is cast to on its way in: the type under
    all domains and without its length, since an explicit cast to varchar(3) would cut silently.
    `stored_type` is the same with precision and scale where storing rounds: numeric(12,2), time(0).
    """

    name: str
    type: str
    kind: Kind
    position: int
    nullable: bool = True
    default: str | None = None
    generated: bool = False  # GENERATED ALWAYS AS (...), stored or virtual
    expression: str | None = None  # of a generated column
    identity: str = ""  # "", "always" or "default"
    length: int | None = None
    precision: int | None = None
    scale: int | None = None
    options: tuple[str, ...] = ()  # labels of an enum (also under a domain)
    comment: str | None = None
    can_select: bool = True
    can_insert: bool = True
    can_update: bool = True
    cast_type: str = ""
    stored_type: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """A primary key or a unique constraint or a plain unique index on columns, in column order."""

    name: str
    columns: tuple[str, ...]
    primary: bool = False


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns that refer to a key of `target`, in the order of `target_columns`."""

    name: str
    columns: tuple[str, ...]
    target: TableName
    target_columns: tuple[str, ...]
    on_delete: str = "no action"  # no action, restrict, cascade, set null, set default


@dataclass(frozen=True, slots=True)
class Check:
    """A CHECK, of the table or of a column's domain. `options` has the values when it reads
    `column IN (...)` and nothing else. `comment` is the DBA's sentence for people. `domain` is the
    domain's type as the column prints it.
    """

    name: str
    expression: str
    columns: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    comment: str | None = None
    domain: str | None = None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """An EXCLUDE constraint: no two rows may collide in these columns."""

    name: str
    columns: tuple[str, ...]
    comment: str | None = None


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
    exclusions: tuple[Exclusion, ...] = ()

    @property
    def primary_key(self) -> tuple[str, ...]:
        return next((key.columns for key in self.keys if key.primary), ())

    @property
    def row_key(self) -> tuple[str, ...]:
        """The columns that tell rows apart: the primary key, else the shortest unique key without
        NULLs; empty where there is none, or where it cannot be read or sent back whole.
        """
        usable = [key for key in self.keys if all(self._tells_apart(name) for name in key.columns)]
        best = min(usable, key=lambda key: (not key.primary, len(key.columns), key.name), default=None)
        return best.columns if best else ()

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    def _tells_apart(self, name: str) -> bool:
        column = self.column(name)
        return bool(
            column
            and column.can_select
            and not column.nullable
            and column.kind not in (Kind.BYTES, Kind.SEARCH, Kind.OTHER)
        )


@dataclass(frozen=True, slots=True)
class Catalog:
    """All tables that the connected role can see, by name, sorted. `fingerprint` changes with them."""

    tables: Mapping[TableName, Table]
    fingerprint: str
