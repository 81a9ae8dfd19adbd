"""One cell at the version that was seen: locked, compared, written and looked at again in one statement.

The common case of models/records.py. Whatever is not as it was seen is left to the longer way.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from models.description.screen import Screen
from models.errors import Refused
from models.panel import Desk
from models.rule_sql import parameters
from models.schema.mapping import version_of
from models.schema.types import as_stored
from models.selecting import VERSION, has_given_key, key_columns, key_parts
from models.trail import Trail, new_texts, old_texts
from models.values import Canonical
from models.visibility import OUT_OF_SIGHT, is_told_by_row, row_clause, seen_rows
from models.writing import Saved

if TYPE_CHECKING:
    from models.records import Base

_SEEN, _VERSION, _VALUE = "_seen", "_at_version", "_new_value"


def is_one_cell(desk: Desk, screen: Screen, new: Mapping[str, Canonical], base: Base) -> bool:
    """Whether an edit is so simple that one statement can do it."""
    version = base.version or ""
    if len(new) != 1 or not version.isdecimal() or screen.table.kind != "table":
        return False
    one = screen.fields[next(iter(new))]
    target = desk.panel.screens.get(one.reference.screen) if one.reference else None
    if one.mask is not None or one.file is not None or one.key in screen.companions:
        return False
    if screen.workflow is not None and screen.workflow.by == one.key:
        return False
    if target is not None and row_clause(desk, target) is not None:
        return False
    return is_told_by_row(screen) or row_clause(desk, screen) is None


def write_cell(
    desk: Desk, screen: Screen, key: str, new: Mapping[str, Canonical], version: str, trail: Trail | None
) -> Saved | None:
    """The written row; None where it is another version, holds that value already, or is not seen.

    Raises Refused for a row that would leave its author's sight.
    """
    ((name, value),) = new.items()
    is_ours = desk.panel.screens.get(screen.key) is screen
    build = partial(_statement, desk, screen, name)
    statement = desk.panel.statement(("cell", screen.key, name), build) if is_ours else build()
    given = {**parameters(desk), **key_parts(screen, key), _VERSION: version, _VALUE: value}
    row = desk.connection.execute(statement, given).mappings().first()
    if row is None:
        return None
    if row[_SEEN] is not True:
        raise Refused(sentence=OUT_OF_SIGHT)
    column = str(desk.panel.table_of(screen).c[name].name)
    if trail is not None:
        trail.changed(key, {column: row[f"_old_{name}"]}, {column: row[f"_new_{name}"]})
    return Saved(key, row[VERSION], (name,))


def _statement(desk: Desk, screen: Screen, name: str) -> sa.Update:
    """One cell of any row; each execution gives the key, the version that was seen and the value."""
    table = desk.panel.table_of(screen)
    column = table.c[name]
    value = sa.bindparam(_VALUE, type_=column.type)
    held, meant = sa.cast(column, sa.Text), sa.cast(as_stored(column, value), sa.Text)
    seen_at = sa.bindparam(_VERSION, type_=sa.Text())
    old = (
        sa.select(*(one.label(f"_key_{n}") for n, one in enumerate(key_columns(desk, screen))))
        .add_columns(*old_texts(desk, screen, (name,)))
        .where(has_given_key(desk, screen), version_of(table) == seen_at, held.is_distinct_from(meant))
        .where(*seen_rows(desk, screen))
        .with_for_update(key_share=True)
        .cte("_was")
    )
    same = (one == old.c[f"_key_{n}"] for n, one in enumerate(key_columns(desk, screen)))
    clause = row_clause(desk, screen)
    seen: sa.ColumnElement[Any] = sa.true() if clause is None else clause
    return (
        sa.update(table)
        .values({column: value})
        .where(*same)
        .returning(
            version_of(table).label(VERSION),
            old.c[f"_old_{name}"],
            *new_texts(desk, screen, (name,)),
            seen.label(_SEEN),
        )
    )
