"""Which table a word of the YAML or of the command line means."""

from __future__ import annotations

from collections.abc import Iterable

from models.description.naming import main_schema
from models.schema.catalog import TableName


def tables_named(word: str, tables: Iterable[TableName]) -> list[TableName]:
    """`schema.table`, a table of the main schema, else every table of that name, sorted."""
    names = sorted(tables)
    main = main_schema(names)
    exact = [name for name in names if str(name) == word or (name.schema == main and name.name == word)]
    return exact or [name for name in names if name.name == word]
