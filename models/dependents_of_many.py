"""What still refers to many rows that are to be deleted, counted at once; and which of them stand free."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from models import chosen
from models.chosen import Chosen
from models.counting import LIMIT, Count
from models.dependents import EFFECTS, Dependent, pointing_at
from models.description.screen import Screen
from models.panel import Desk
from models.schema.catalog import ForeignKey, Table
from models.selecting import Row, fetch, selection
from models.visibility import seen_rows

SAMPLE = 10


def dependents(desk: Desk, screen: Screen, those: Chosen) -> tuple[Dependent, ...]:
    """Every kind of row that refers to one of these and is seen, with a count, without samples."""
    found = (_dependent(desk, screen, those, table, foreign) for table, foreign in pointing_at(desk, screen))
    return tuple(one for one in found if one is not None and one.count.number)


def is_free(desk: Desk, screen: Screen, those: Chosen) -> sa.ColumnElement[bool]:
    """Whether nothing that stays forbids to delete a row, also what the actor does not see."""
    held = [
        sa.exists(sa.select(sa.literal(1)).select_from(source).where(clause, *stays))
        for table, foreign in pointing_at(desk, screen)
        if EFFECTS.get(foreign.on_delete, "blocks") == "blocks"
        for source, clause, stays in [_pointing(desk, screen, those, table, foreign)]
    ]
    return sa.not_(sa.or_(sa.false(), *held))


def held(desk: Desk, screen: Screen, those: Chosen) -> tuple[int, tuple[Row, ...]]:
    """How many of the rows cannot be deleted because others need them, and some of these."""
    clauses = [*chosen.rows(desk, screen, those), sa.not_(is_free(desk, screen, those))]
    table = desk.panel.table_of(screen)
    counted = sa.select(sa.func.count().label("n")).select_from(table).where(*clauses)
    number = int(fetch(desk, screen, counted)[0]["n"])
    if not number:
        return 0, ()
    picked = selection(desk, screen, ())
    statement, _ = picked.outer(picked.inner().where(*clauses).limit(SAMPLE))
    return number, tuple(picked.row(found) for found in fetch(desk, screen, statement))


def _pointing(
    desk: Desk, screen: Screen, those: Chosen, table: Table, foreign: ForeignKey
) -> tuple[sa.FromClause, sa.ColumnElement[bool], list[sa.ColumnElement[bool]]]:
    """The rows that a foreign key lets point at a row, and the clause that they stay when those go."""
    whole, ours = desk.panel.tables[table.name], desk.panel.table_of(screen)
    source = whole.alias("pointing")
    theirs = {str(column.name): column for column in source.columns}
    here = {str(column.name): column for column in ours.columns}
    pairs = zip(foreign.columns, foreign.target_columns, strict=True)
    clause = sa.and_(*(theirs[name] == here[target] for name, target in pairs))
    stays: list[sa.ColumnElement[bool]] = []
    if table.name == screen.table.name:  # rows of the same table may go together
        keys = [theirs[name] for name in screen.key_columns]
        going = sa.select(*(here[name] for name in screen.key_columns)).select_from(ours)
        inside = going.where(*chosen.rows(desk, screen, those)).correlate(None)
        stays.append(sa.not_((keys[0] if len(keys) == 1 else sa.tuple_(*keys)).in_(inside)))
    return source, clause, stays


def _dependent(
    desk: Desk, screen: Screen, those: Chosen, table: Table, foreign: ForeignKey
) -> Dependent | None:
    near = desk.panel.screen_on(table.name)
    ours = {str(column.name): column for column in desk.panel.table_of(screen).columns}
    if near is None or not set(foreign.target_columns) <= set(ours):
        return None
    theirs = {str(column.name): column for column in desk.panel.table_of(near).columns}
    if not set(foreign.columns) <= set(theirs):
        return None
    alias = desk.panel.table_of(screen)
    rows = sa.select(*(ours[name].label(f"k{n}") for n, name in enumerate(foreign.target_columns)))
    going = rows.select_from(alias).where(*chosen.rows(desk, screen, those)).subquery("going")
    near_keys = [theirs[name] for name in foreign.columns]
    inside = sa.select(*going.columns)
    clause = (near_keys[0] if len(near_keys) == 1 else sa.tuple_(*near_keys)).in_(inside)
    found: sa.Select[Any] = sa.select(sa.literal_column("1")).select_from(desk.panel.table_of(near))
    found = found.where(clause, *seen_rows(desk, near)).limit(LIMIT + 1)
    number = int(
        next(iter(fetch(desk, near, sa.select(sa.func.count()).select_from(found.subquery()))[0].values()))
    )
    effect = EFFECTS.get(foreign.on_delete, "blocks")
    told = Count(min(number, LIMIT), "exact" if number <= LIMIT else "at_least")
    return Dependent(near, foreign.columns, effect, told, ())
