"""The Panel: one frozen value that everything above is built from."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar, cast

import sqlalchemy as sa

from models import seeing
from models.actor import Actor
from models.description.office import Office
from models.description.screen import Screen
from models.files.store import Store
from models.schema.catalog import Catalog, TableName

Statements = dict[Hashable, Any]
Statement = TypeVar("Statement", bound=sa.Executable)
MOST_STATEMENTS = 500  # of some 100 to 250 kB


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
    whole: Panel | None = field(default=None, compare=False, repr=False)  # of which this is somebody's view
    roles: frozenset[str] | None = None  # whose view it is; None: of those who see everything
    views: dict[Hashable, Panel] = field(default_factory=dict, compare=False, repr=False)

    def statement(self, shape: Hashable, build: Callable[[], Statement]) -> Statement:
        """A statement made once for its shape. Building one and finding its compiled form costs more than
        the server needs for its rows."""
        found = self.statements.get(shape)
        if found is None:
            if len(self.statements) >= MOST_STATEMENTS:
                self.statements.clear()
            found = self.statements[shape] = build()
        return cast("Statement", found)

    def seen_by(self, actor: Actor) -> Panel:
        """This panel as an actor sees it, made once for the same roles, with statements of its own.

        Roles that the office does not know lift nothing.
        """
        whole = self.whole or self
        if not whole.is_ruled:
            return whole
        roles = None if actor.everything else actor.roles.intersection(whole.office.roles)
        if roles not in whole.views:
            screens = {
                key: seeing.unmasked(one) if roles is None else seeing.seen(one, roles, whole.screens)
                for key, one in whole.screens.items()
            }
            whole.views[roles] = replace(
                whole, screens=screens, statements={}, views={}, whole=whole, roles=roles
            )
        return whole.views[roles]

    def seen(self, screen: Screen) -> Screen:
        """A screen, or a variant of one, as whoever has this panel sees it."""
        whole = self.whole
        mine = self.screens.get(screen.key)
        if whole is None or mine is None or screen is mine:
            return screen
        if screen is whole.screens[screen.key]:
            return mine
        if self.roles is None:
            return seeing.unmasked(screen)
        return seeing.seen(screen, self.roles, whole.screens)

    @cached_property
    def is_ruled(self) -> bool:
        """Whether anything depends on who looks."""
        return any(seeing.is_ruled(one) for one in self.screens.values())

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

    def __post_init__(self) -> None:
        """Whoever works here has the panel as they may see it."""
        object.__setattr__(self, "panel", self.panel.seen_by(self.actor))
