"""What a write may do with regard to what its author sees: point at it, and keep it in sight."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from models import masking
from models.description.screen import Field, Screen
from models.errors import Missing, Problem, Refused
from models.given import Given
from models.panel import Desk
from models.rule_sql import parameters
from models.schema.catalog import Kind
from models.schema.refusals import NOT_THERE
from models.selecting import has_key, parameter
from models.values import Canonical, text
from models.visibility import OUT_OF_SIGHT, must_see, row_clause


def must_be_whole(screen: Screen, new: Mapping[str, Canonical]) -> None:
    """Nobody writes a mask. Raises Refused."""
    found = (masking.still_masked(screen.fields[key], value) for key, value in new.items())
    _refuse([one for one in found if one is not None])


def must_point_at_seen(desk: Desk, values: Iterable[tuple[Field, Canonical]]) -> None:
    """A reference leads to a row that the actor sees; one that they do not see is not there for them.

    Raises Refused.
    """
    wrong = {field.key: field.label for field, value in values if not _is_seen(desk, field, value)}
    _refuse([Problem(NOT_THERE, key, {"labels": label}) for key, label in wrong.items()])


def _is_seen(desk: Desk, field: Field, value: Canonical) -> bool:
    """Whether a field may hold a value as far as sight goes: one of the wrong form, writing it refuses."""
    reference = field.reference
    target = desk.panel.screens.get(reference.screen) if reference else None
    far = target.field_of(reference.target_columns[0]) if target and reference else None
    if value is None or target is None or far is None or row_clause(desk, target) is None:
        return True
    column = desk.panel.table_of(target).c[far.key]
    try:
        with desk.connection.begin_nested():
            must_see(desk, target, column == parameter(column, text(value)))
    except Missing:
        return False
    except DBAPIError:
        return True
    return True


def unseen(desk: Desk, field: Field, values: Collection[str | None]) -> set[str]:
    """Those of these texts that a reference may not hold, because the actor does not see the row."""
    reference = field.reference
    target = desk.panel.screens.get(reference.screen) if reference else None
    far = target.field_of(reference.target_columns[0]) if target and reference else None
    plain = str.lower if far is not None and far.kind is Kind.UUID else str
    asked = [plain(value) for value in values if value is not None]
    clause = row_clause(desk, target) if target else None
    if not asked or target is None or far is None or clause is None:
        return set()
    column = desk.panel.table_of(target).c[far.key]
    wanted = column.in_([parameter(column, value) for value in asked])
    known = sa.select(sa.cast(column, sa.Text)).where(wanted, clause)
    there = set(desk.connection.execute(known, parameters(desk)).scalars())
    return {value for value in values if value is not None and plain(value) not in there}


def must_still_see(desk: Desk, screen: Screen, key: str | None) -> None:
    """No write moves a row out of the sight of whoever wrote it. Raises Refused."""
    if key is not None and row_clause(desk, screen) is not None:
        must_see(desk, screen, has_key(desk, screen, key), after_write=True)


def all_must_still_be_seen(desk: Desk, screen: Screen, rows: Given) -> None:
    """The same for many rows in one statement. Raises Refused."""
    clause = row_clause(desk, screen)
    if clause is None:
        return
    table = desk.panel.table_of(screen)
    lost = sa.select(sa.literal(1)).select_from(table, rows.source)
    lost = lost.where(rows.is_row(desk, screen), clause.is_not(sa.true())).limit(1)
    if desk.connection.execute(lost, parameters(desk)).first() is not None:
        raise Refused(sentence=OUT_OF_SIGHT)


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Refused(*problems)
