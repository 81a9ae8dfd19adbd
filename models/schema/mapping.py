"""The catalog as SQLAlchemy tables, and as the mapped classes that FAB and Flask-Admin want to see.

Everything here is ours alone: own MetaData, own registry, no relationships. References are followed by
our own statements, which know two foreign keys to one table apart.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import registry
from sqlalchemy.sql.elements import quoted_name

from models.description.naming import column_keys, screen_keys
from models.schema.catalog import Catalog, Column, Table, TableName
from models.schema.types import type_of

_VERSIONED = "versioned"


def map_tables(catalog: Catalog) -> tuple[dict[TableName, sa.Table], dict[TableName, type]]:
    """A table and a class for each table of the catalog. Columns and attributes go by the safe keys."""
    schemas = {name.schema: sa.MetaData() for name in catalog.tables}
    tables = {name: _table(table, schemas[name.schema]) for name, table in catalog.tables.items()}
    classes, names = registry(), screen_keys(catalog.tables)
    entities = {
        name: _entity(classes, names[name], table, tables[name])
        for name, table in catalog.tables.items()
        if any(column.can_select for column in table.columns)
    }
    return tables, entities


def version_of(source: sa.FromClause) -> sa.ColumnElement[str]:
    """The version of a row of this table or alias: NULL where rows have none (views)."""
    table = source
    while isinstance(table, sa.Alias):
        table = table.element
    if not (isinstance(table, sa.Table) and table.info.get(_VERSIONED)):
        return sa.cast(sa.null(), sa.Text)
    xmin: sa.ColumnClause[Any] = sa.column("xmin")
    xmin.table = source
    return sa.cast(xmin, sa.Text)


def _table(table: Table, metadata: sa.MetaData) -> sa.Table:
    keys, in_key = column_keys(column.name for column in table.columns), set(table.row_key)
    return sa.Table(
        quoted_name(table.name.name, quote=True),
        metadata,
        *(_column(column, keys[column.name], column.name in in_key) for column in table.columns),
        schema=quoted_name(table.name.schema, quote=True),
        info={_VERSIONED: table.kind in ("table", "partitioned")},
    )


def _column(column: Column, key: str, in_key: bool) -> sa.Column[Any]:
    # A key without a value may come from an identity or a trigger: SQLAlchemy is not to worry.
    filled = in_key or column.default is not None or column.generated or column.identity
    return sa.Column(
        quoted_name(column.name, quote=True),
        type_of(column),
        key=key,
        primary_key=in_key,
        nullable=column.nullable,
        autoincrement=False,
        server_default=sa.FetchedValue() if filled else None,
    )


def _entity(classes: registry, name: str, table: Table, mapped: sa.Table) -> type:
    readable = {column.name for column in table.columns if column.can_select}
    entity = type(name, (), {"__module__": __name__, "__tablename__": table.name.name})
    key = list(mapped.primary_key) or [column for column in mapped.columns if column.name in readable]
    hidden = [column.key for column in mapped.columns if column.name not in readable]
    classes.map_imperatively(entity, mapped, primary_key=key, exclude_properties=hidden)
    return entity
