"""The Panel: one frozen value that everything above is built from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import sqlalchemy as sa

from models.actor import Actor
from models.description.office import Office
from models.description.screen import Screen
from models.files.store import Store
from models.schema.catalog import Catalog, TableName


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
