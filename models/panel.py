"""The Panel: one frozen value that everything above is built from."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from models.actor import Actor
from models.description.office import Office
from models.description.screen import Screen
from models.files.store import Store
from models.schema.catalog import Catalog, TableName

Statements = dict[Hashable, sa.Select[Any]]
MOST_STATEMENTS = 1000


@dataclass(frozen=True)
class Panel:
    """An office on a database. Built anew when either changes, never altered.

    `tables` are SQLAlchemy tables whose columns have the screens' field keys as `.key`; `entities` are
    mapped classes on them, which FAB and Flask-Admin want to see.
    """

    office: Office
    catalog: Catalog
    screens: Mapping[str, Screen]
    tables: Mapping[TableName, sa.Table]
    entities: Mapping[TableName, type]
    statements: Statements = field(default_factory=dict, compare=False, repr=False)
    kept: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)  # worked out once

    def statement(self, shape: Hashable, build: Callable[[], sa.Select[Any]]) -> sa.Select[Any]:
        """A statement made once for its shape. Building one and finding its compiled form costs more than
        the server needs for its rows."""
        found = self.statements.get(shape)
        if found is None:
            if len(self.statements) >= MOST_STATEMENTS:
                self.statements.clear()
            found = self.statements[shape] = build()
        return found

    @cached_property
    def _screen_by_table(self) -> Mapping[TableName, Screen]:
        found: dict[TableName, Screen] = {}
        for screen in self.screens.values():
            found.setdefault(screen.table.name, screen)
        return found

    def screen_on(self, table: TableName) -> Screen | None:
        """The first screen on a table: where a reference to that table leads."""
        return self._screen_by_table.get(table)

    def table_of(self, screen: Screen) -> sa.Table:
        return self.tables[screen.table.name]


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody at work: on this connection, with this panel, at this moment. Time is an argument.

    Without `files` no file can be attached to a row.
    """

    connection: sa.Connection
    panel: Panel
    actor: Actor
    now: datetime
    files: Store | None = None
