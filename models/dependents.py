"""What still refers to a row: shown before somebody deletes it, instead of a failure after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from models.counting import LIMIT, Count
from models.description.screen import Screen
from models.panel import Desk
from models.schema.catalog import ForeignKey, Table
from models.selecting import Row, fetch, has_key, selection
from models.visibility import seen_rows

SAMPLE = 3


@dataclass(frozen=True, slots=True)
class Dependent:
    """Rows of `screen` whose `columns` point here. `effect` on them when the row goes: blocks (they
    forbid it), deletes (they go too) or empties (their reference becomes empty)."""

    screen: Screen
    columns: tuple[str, ...]
    effect: str
    count: Count
    sample: tuple[Row, ...]


EFFECTS = {"cascade": "deletes", "set null": "empties", "set default": "empties"}


def dependents(desk: Desk, screen: Screen, key: str) -> tuple[Dependent, ...]:
    """Every kind of row that refers to this one and is seen, with a count and, where they may, a few.

    Foreign keys of tables without a screen (no right to read them) are left to the server.
    """
    found = (_dependent(desk, screen, key, table, foreign) for table, foreign in pointing_at(desk, screen))
    return tuple(one for one in found if one is not None and one.count.number)


def pointing_at(desk: Desk, screen: Screen) -> Iterable[tuple[Table, ForeignKey]]:
    """The foreign keys that lead to this screen's table, each with the table that has it."""
    for table in desk.panel.catalog.tables.values():
        for foreign in table.foreign_keys:
            if foreign.target == screen.table.name:
                yield table, foreign


def _dependent(desk: Desk, screen: Screen, key: str, table: Table, foreign: ForeignKey) -> Dependent | None:
    near = desk.panel.screen_on(table.name)
    if near is None:
        return None
    clause = _points_at(desk, screen, key, near, foreign)
    if clause is None:
        return None
    counted: sa.Select[Any] = (
        sa.select(sa.literal_column("1")).select_from(desk.panel.table_of(near)).where(clause)
    )
    total = sa.select(sa.func.count()).select_from(counted.limit(LIMIT + 1).subquery())
    number = int(next(iter(fetch(desk, near, total)[0].values())))
    return Dependent(
        near,
        foreign.columns,
        EFFECTS.get(foreign.on_delete, "blocks"),
        Count(min(number, LIMIT), "exact" if number <= LIMIT else "at_least"),
        _sample(desk, near, clause) if number else (),
    )


def _points_at(
    desk: Desk, screen: Screen, key: str, near: Screen, foreign: ForeignKey
) -> sa.ColumnElement[bool] | None:
    ours = {column.name: column for column in desk.panel.table_of(screen).columns}
    theirs = {column.name: column for column in desk.panel.table_of(near).columns}
    if not (set(foreign.columns) <= set(theirs) and set(foreign.target_columns) <= set(ours)):
        return None
    here = sa.select(*(ours[name].label(f"k{n}") for n, name in enumerate(foreign.target_columns)))
    row = here.where(has_key(desk, screen, key)).subquery("here")
    pairs = zip(foreign.columns, row.columns, strict=True)
    same = (theirs[name] == sa.select(target).scalar_subquery() for name, target in pairs)
    return sa.and_(*same, *seen_rows(desk, near))


def _sample(desk: Desk, near: Screen, clause: sa.ColumnElement[bool]) -> tuple[Row, ...]:
    if not desk.actor.may("list", near.key):
        return ()
    chosen = selection(desk, near, ())
    statement, _ = chosen.outer(chosen.inner().where(clause).limit(SAMPLE))
    return tuple(chosen.row(found) for found in fetch(desk, near, statement))
