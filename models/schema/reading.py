"""Postgres' own catalog -> our frozen records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from models.schema.catalog import (
    Catalog,
    Check,
    Column,
    Exclusion,
    ForeignKey,
    Index,
    Key,
    Table,
    TableName,
)
from models.schema.checks import listed_values
from models.schema.kinds import kind_of, measures

Rows = Mapping[int, Sequence[sa.RowMapping]]

_KINDS = {"r": "table", "p": "partitioned", "v": "view", "m": "materialized", "f": "foreign"}
_ON_DELETE = {"a": "no action", "r": "restrict", "c": "cascade", "n": "set null", "d": "set default"}
_IDENTITY = {"a": "always", "d": "default"}
_INSERT, _UPDATE, _DELETE = 8, 4, 16  # bits of pg_relation_is_updatable


def _queries() -> dict[str, sa.TextClause]:
    parts = Path(__file__).with_name("catalog.sql").read_text().split("-- name: ")[1:]
    named = (part.split("\n", 1) for part in parts)
    return {name.strip(): sa.text(_escaped(sql)) for name, sql in named}


def _escaped(sql: str) -> str:
    return sql.replace("::", r"\:\:")  # SQLAlchemy reads :name as a parameter


_QUERIES = _queries()
_FINGERPRINT = sa.text(_escaped(Path(__file__).with_name("fingerprint.sql").read_text()))


def fingerprint(connection: sa.Connection) -> str:
    """One word that changes with every DDL or GRANT that a Catalog would show, and with no plain work."""
    return str(connection.scalar(_FINGERPRINT))


def read(connection: sa.Connection) -> Catalog:
    """All tables that the connected role can see. Leaves the connection's settings as they were."""
    before = fingerprint(connection)  # first: what changes while we read must show as a change
    with connection.begin_nested() as savepoint:
        # With nothing but pg_catalog on the path the server prints every other name qualified.
        connection.execute(sa.text("SET LOCAL search_path TO pg_catalog"))
        tables = _tables(connection)
        savepoint.rollback()
    return Catalog(tables={table.name: table for table in tables}, fingerprint=before)


@dataclass(frozen=True, slots=True)
class _Found:
    """The answers of all queries, by relation."""

    columns: Rows
    indexes: Rows
    constraints: Rows
    domains: Rows
    enums: Mapping[int, tuple[str, ...]]


def _tables(connection: sa.Connection) -> list[Table]:
    relations = connection.execute(_QUERIES["relations"]).mappings().all()
    oids = [relation["oid"] for relation in relations]

    def rows(query: str, by: str = "oid") -> Rows:
        grouped: dict[int, list[sa.RowMapping]] = defaultdict(list)
        facts = {"oids": oids} if by == "oid" else {}
        for row in connection.execute(_QUERIES[query], facts).mappings():
            grouped[row[by]].append(row)
        return grouped

    enums = {type_: tuple(found[0]["labels"]) for type_, found in rows("enums", by="type").items()}
    found = _Found(rows("columns"), rows("indexes"), rows("constraints"), rows("domains", by="domain"), enums)
    readable = (relation for relation in relations if relation["oid"] in found.columns)
    return sorted((_table(relation, found) for relation in readable), key=lambda table: table.name)


def _table(relation: sa.RowMapping, found: _Found) -> Table:
    oid, writable = relation["oid"], relation["writable"]
    columns = found.columns.get(oid, ())
    names = {row["position"]: row["name"] for row in columns}
    indexes = found.indexes.get(oid, ())
    constraints = found.constraints.get(oid, ())
    return Table(
        name=TableName(relation["schema"], relation["name"]),
        kind=_KINDS[relation["kind"]],
        columns=tuple(_column(row, found.enums) for row in columns),
        keys=_keys(indexes, names),
        foreign_keys=_foreign_keys(constraints, names),
        checks=_checks(constraints, names) + _domain_checks(columns, found.domains),
        indexes=tuple(_index(row, names) for row in indexes),
        comment=relation["comment"],
        rows=relation["rows"],
        can_insert=relation["can_insert"] and bool(writable & _INSERT),
        can_update=relation["can_update"] and bool(writable & _UPDATE),
        can_delete=relation["can_delete"] and bool(writable & _DELETE),
        exclusions=tuple(
            Exclusion(row["name"], tuple(names[n] for n in row["positions"] if n in names), row["comment"])
            for row in constraints
            if row["sort"] == "x"
        ),
    )


def _column(row: sa.RowMapping, enums: Mapping[int, tuple[str, ...]]) -> Column:
    length, precision, scale = measures(row["base_name"], row["typmod"])
    generated = row["generated"] != ""
    return Column(
        name=row["name"],
        type=row["type"],
        kind=kind_of(row["base_name"], row["sort"], row["category"], row["is_array"]),
        position=row["position"],
        nullable=row["nullable"],
        default=None if generated else row["fallback"],
        generated=generated,
        expression=row["fallback"] if generated else None,
        identity=_IDENTITY.get(row["identity"], ""),
        length=length,
        precision=precision,
        scale=scale,
        options=enums.get(row["base"], ()),
        comment=row["comment"],
        can_select=row["can_select"],
        can_insert=row["can_insert"],
        can_update=row["can_update"],
        cast_type=row["cast_type"],
        stored_type=row["stored_type"],
    )


def _keys(indexes: Sequence[sa.RowMapping], names: Mapping[int, str]) -> tuple[Key, ...]:
    """Constraints and plain unique indexes alike: a partial or expression index proves nothing."""
    keys = []
    for row in indexes:
        columns = _indexed(row, names)
        if row["is_unique"] and row["predicate"] is None and None not in columns:
            keys.append(Key(row["name"], tuple(name for name in columns if name), row["is_primary"]))
    return tuple(keys)


def _index(row: sa.RowMapping, names: Mapping[int, str]) -> Index:
    return Index(row["name"], _indexed(row, names), row["is_unique"], row["predicate"], row["method"])


def _indexed(row: sa.RowMapping, names: Mapping[int, str]) -> tuple[str | None, ...]:
    positions = row["positions"].split()[: row["size"]]  # beyond `size` are INCLUDEd columns
    return tuple(names.get(int(position)) for position in positions)


def _foreign_keys(constraints: Sequence[sa.RowMapping], names: Mapping[int, str]) -> tuple[ForeignKey, ...]:
    return tuple(
        ForeignKey(
            name=row["name"],
            columns=tuple(names[number] for number in row["positions"]),
            target=TableName(row["target_schema"], row["target_name"]),
            target_columns=tuple(row["target_columns"]),
            on_delete=_ON_DELETE[row["on_delete"]],
        )
        for row in constraints
        if row["sort"] == "f" and all(number in names for number in row["positions"])
    )


def _checks(constraints: Sequence[sa.RowMapping], names: Mapping[int, str]) -> tuple[Check, ...]:
    checks = []
    for row in constraints:
        if row["sort"] == "c":
            columns = tuple(names[number] for number in row["positions"] or () if number in names)
            options = listed_values(row["expression"], len(columns))
            checks.append(Check(row["name"], row["expression"], columns, options, row["comment"]))
    return tuple(checks)


def _domain_checks(columns: Sequence[sa.RowMapping], domains: Rows) -> tuple[Check, ...]:
    return tuple(
        Check(
            name=row["name"],
            expression=row["expression"],
            columns=(column["name"],),
            options=listed_values(row["expression"], 1),
            comment=row["comment"],
            domain=column["type"],
        )
        for column in columns
        for row in domains.get(column["domain"] or 0, ())
    )
