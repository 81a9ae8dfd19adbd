"""What a piece of work did to rows, noted by the door as it writes, so that it can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import sqlalchemy as sa

from models.description.screen import Screen
from models.panel import Desk

Operation = Literal["insert", "update", "delete"]
Texts = Mapping[str, str | None]
_OLD, _NEW = "_old_", "_new_"


@dataclass(frozen=True, slots=True)
class Step:
    """One row: its key as in its address, and by column name the texts that the server prints for the
    values before and after. Of a new row `after` is read when the work is written down."""

    operation: Operation
    key: str
    before: Texts | None = None
    after: Texts | None = None


@dataclass(slots=True)
class Trail:
    """The rows of one piece of work, in the order in which they were written."""

    steps: list[Step] = field(default_factory=list)

    def added(self, key: str | None) -> None:
        if key is not None:
            self.steps.append(Step("insert", key))

    def changed(self, key: str, before: Texts, after: Texts) -> None:
        self.steps.append(Step("update", key, before, after))

    def deleted(self, key: str, before: Texts) -> None:
        self.steps.append(Step("delete", key, before))


def old_texts(desk: Desk, screen: Screen, keys: tuple[str, ...]) -> list[sa.ColumnElement[Any]]:
    """The stored values of fields as columns of a SELECT, to be read with `texts_in`."""
    return _texts(desk, screen, keys, _OLD)


def new_texts(desk: Desk, screen: Screen, keys: tuple[str, ...]) -> list[sa.ColumnElement[Any]]:
    """The same for what a write returns."""
    return _texts(desk, screen, keys, _NEW)


def readable(desk: Desk, screen: Screen) -> tuple[str, ...]:
    """The keys of all columns of a row that make it whole again: not those that the server works out."""
    return tuple(
        one.key
        for one in desk.panel.table_of(screen).columns
        if (column := screen.table.column(one.name)) and column.can_select and not column.generated
    )


def texts_in(desk: Desk, screen: Screen, found: Mapping[Any, Any], keys: tuple[str, ...]) -> Texts:
    """By column name, what `old_texts` or `new_texts` read."""
    table = desk.panel.table_of(screen)
    mark = _OLD if any(name.startswith(_OLD) for name in found) else _NEW
    return {table.c[key].name: found[mark + key] for key in keys}


def _texts(desk: Desk, screen: Screen, keys: tuple[str, ...], mark: str) -> list[sa.ColumnElement[Any]]:
    table = desk.panel.table_of(screen)
    return [sa.cast(table.c[key], sa.Text).label(mark + key) for key in keys]
