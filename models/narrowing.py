"""The filters of a list as clauses: groups, and what is asked of other screens.

A filter on another screen is an EXISTS on a part of the statement that reads that screen's table alone,
with the row rules and the masks that hold there. Every filter says yes or no, never "unknown".
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa

from models import states
from models.description.screen import Along, Child, Condition, Group, Having, Not, Screen, Where
from models.description.where import asked, conditions_in, far_screen, is_too_much
from models.errors import Problem, Refused
from models.filters import UNREADABLE, clause
from models.panel import Desk
from models.selecting import column_of
from models.visibility import seen_rows
from models.workdays import working_day

MASKED = "Isian {label} disamarkan, jadi daftar tidak dapat disaring menurut isinya."
NOT_THERE = "Kolom {field} tidak ada."
NOT_LISTED = "Anda tidak berhak membuka {label}, jadi daftar tidak dapat disaring menurut isinya."
TOO_MUCH = "Saringan terlalu banyak atau terlalu dalam. Hapus sebagian."

Clause = sa.ColumnElement[bool]


def clauses(desk: Desk, screen: Screen, parts: Sequence[Where], many: bool = False) -> list[Clause]:
    """One clause for each filter. `many`: rows are counted rather than read.

    Raises Refused for a field that is not there, hidden, masked or on a screen the actor may not list,
    an operator that does not fit, a value that can not be read, and for too many filters.
    """
    if is_too_much(parts):
        raise Refused(Problem(TOO_MUCH), sentence=UNREADABLE)
    return [_clause(desk, screen, one, many) for one in parts]


def shape(desk: Desk, screen: Screen, parts: Sequence[Where]) -> Hashable:
    """What of the actor, besides the filters, a kept statement must be told apart by."""
    held = desk.actor.roles if any(one.operator == "held" for one in conditions_in(parts)) else None
    return held, may_ask(desk, screen, parts)


def may_ask(desk: Desk, screen: Screen, parts: Iterable[Where]) -> bool:
    """Whether the actor may list every screen that these filters ask."""
    parts = tuple(parts)
    if all(type(one) is Condition for one in parts):  # as in most lists, which ask for every view here
        return True
    return all(
        field is not None or desk.actor.may("list", far.key)
        for far, field in asked(desk.panel.screens, screen, parts)
    )


def _clause(desk: Desk, screen: Screen, one: Where, many: bool) -> Clause:
    if isinstance(one, Condition):
        return _condition(desk, screen, one)
    if isinstance(one, Group):
        found = [_clause(desk, screen, part, many) for part in one.parts]
        return sa.or_(sa.false(), *found) if one.any else sa.and_(sa.true(), *found)
    if isinstance(one, Not):
        found_not = _clause(desk, screen, one.part, many)
        # What other screens are asked is never unknown, and NOT EXISTS is what the server plans best.
        return sa.not_(found_not) if isinstance(one.part, Along | Having) else found_not.is_not(sa.true())
    if isinstance(one, Along):
        return _along(desk, screen, one, many)
    return _having(desk, screen, one, many)


def _condition(desk: Desk, screen: Screen, one: Condition) -> Clause:
    field = screen.fields.get(one.field)
    if field is None or field.hidden:
        raise Refused(Problem(NOT_THERE, None, {"field": one.field}), sentence=UNREADABLE)
    if field.mask is not None:
        raise Refused(Problem(MASKED, field.key, {"label": field.label}), sentence=UNREADABLE)
    if states.is_of_state(one):
        return states.clause(desk, screen, one)
    return clause(field, column_of(desk, screen, field), one, desk.now, partial(working_day, desk))


def _along(desk: Desk, screen: Screen, one: Along, many: bool) -> Clause:
    """Asks the referred row, or, where no row at all is meant, what holds for empty fields."""
    if _holds_for_nothing(one.part):
        return sa.not_(_along(desk, screen, Along(one.reference, Not(one.part)), many))
    reference, far = screen.reference_named(one.reference), _far(desk, screen, one, one.reference)
    assert reference is not None  # else there is no far screen
    for field in (screen.field_of(name) for name in reference.columns):
        if field is not None and (field.hidden or field.mask is not None):
            raise Refused(Problem(NOT_THERE, None, {"field": one.reference}), sentence=UNREADABLE)
    rows = _rows(desk, far, reference.target_columns, [_clause(desk, far, one.part, many)], many)
    return _exists(desk, screen, reference.columns, rows)


def _holds_for_nothing(one: Where) -> bool:
    """Whether a filter holds for a row whose fields are all empty and that has no children."""
    if isinstance(one, Group):
        return any(map(_holds_for_nothing, one.parts)) if one.any else all(map(_holds_for_nothing, one.parts))
    if isinstance(one, Not):
        return not _holds_for_nothing(one.part)
    if isinstance(one, Along):
        return _holds_for_nothing(one.part)
    if isinstance(one, Having):
        return False
    if one.operator == "empty":
        return str(one.value).lower() in ("true", "1")
    if one.operator == "eq":
        return one.value is None
    return one.operator in ("not_in", "not_contains") or (one.operator == "ne" and one.value is not None)


def _having(desk: Desk, screen: Screen, one: Having, many: bool) -> Clause:
    child, far = screen.child_named(one.child), _far(desk, screen, one, one.child)
    assert child is not None  # else there is no far screen
    inner = [] if one.part is None else [_clause(desk, far, one.part, many)]
    if child.through is None:
        return _exists(desk, screen, child.target_columns, _rows(desk, far, child.columns, inner, many))
    return _exists(desk, screen, child.target_columns, _links(desk, far, child, inner, many))


def _links(desk: Desk, far: Screen, child: Child, inner: list[Clause], many: bool) -> sa.FromClause:
    """The rows of a link table that lead to rows of the far screen."""
    assert child.through is not None
    link = desk.panel.screens[child.through]
    rows = _rows(desk, far, child.far_target_columns, inner, many)
    return _rows(desk, link, child.columns, [_exists(desk, link, child.far_columns, rows)], many)


def _far(desk: Desk, screen: Screen, one: Along | Having, name: str) -> Screen:
    far = far_screen(desk.panel.screens, screen, one)
    if far is None:
        raise Refused(Problem(NOT_THERE, None, {"field": name}), sentence=UNREADABLE)
    if not desk.actor.may("list", far.key):
        raise Refused(Problem(NOT_LISTED, None, {"label": far.label}), sentence=UNREADABLE)
    return far


def _rows(
    desk: Desk, screen: Screen, names: Sequence[str], inner: Sequence[Clause], many: bool
) -> sa.FromClause:
    """The rows of a screen that the actor sees and that match: their columns of these names, as a table."""
    table = desk.panel.table_of(screen)
    columns = _named(table, names)
    wanted = sa.select(*(column.label(f"c{n}") for n, column in enumerate(columns))).select_from(table)
    return wanted.where(*inner, *seen_rows(desk, screen, many)).subquery()


def _exists(desk: Desk, screen: Screen, names: Sequence[str], rows: sa.FromClause) -> Clause:
    """Whether there is such a row for a row of the screen. The table is named nowhere inside but there."""
    table = desk.panel.table_of(screen)
    pairs = zip(_named(table, names), rows.c, strict=True)
    found: sa.Select[Any] = sa.select(sa.literal_column("1")).select_from(rows)
    return sa.exists(found.where(*(there == here for here, there in pairs)).correlate(table))


def _named(table: sa.Table, names: Sequence[str]) -> list[sa.Column[Any]]:
    by_name = {column.name: column for column in table.columns}
    return [by_name[name] for name in names]
