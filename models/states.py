"""Conditions on the state of a workflow: is it open there, and whose turn is it?

`{status: {open: true}}` and `{status: {held: me}}` mean the states of each row's own workflow.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

import sqlalchemy as sa

from models.description.screen import Condition, Field, Screen
from models.description.workflow import ScreenWorkflow, Workflow
from models.errors import Problem, Refused
from models.filters import ME, OPERATORS, UNREADABLE, flag, refused
from models.panel import Desk
from models.schema.catalog import Kind
from models.selecting import column_of

NO_ROLE = 'Saringan {label} harus "me" atau nama satu peran.'


def is_of_state(one: Condition) -> bool:
    """Whether a condition asks about the state in its workflow."""
    operator = OPERATORS.get(one.operator)
    return operator is not None and operator.of_state


def clause(desk: Desk, screen: Screen, one: Condition) -> sa.ColumnElement[bool]:
    """The clause of such a condition. Raises Refused where the field is no state, or the value no role."""
    field, flow = screen.fields[one.field], screen.workflow
    if flow is None or flow.column != field.key:
        sentence = 'Saringan "{operator}" tidak dapat dipakai untuk {label}.'
        raise refused(field, sentence, operator=one.operator)
    chosen = _chosen(desk, field, one)
    return sa.or_(
        sa.false(),
        *(
            _among(desk, screen, flow, keys, states)
            for states, keys in _grouped(flow, chosen).items()
            if states
        ),
    )


def _chosen(desk: Desk, field: Field, one: Condition) -> Callable[[Workflow], tuple[str, ...]]:
    """What picks the states of a workflow."""
    if one.operator == "open":
        wanted = flag(field, one.value)
        return lambda flow: tuple(state.key for state in flow.states.values() if state.open is wanted)
    roles: Collection[str] = desk.actor.roles if one.value == ME else {str(one.value)}
    if one.value != ME and one.value not in desk.panel.office.roles:
        raise Refused(Problem(NO_ROLE, field.key, {"label": field.label}), sentence=UNREADABLE)
    return lambda flow: flow.held_by(roles)


def _grouped(
    flow: ScreenWorkflow, chosen: Callable[[Workflow], tuple[str, ...]]
) -> dict[tuple[str, ...], list[str]]:
    """The workflows by the states that are meant: those with the same ones share a clause."""
    found: dict[tuple[str, ...], list[str]] = {}
    for key, workflow in flow.workflows.items():
        if flow.by is not None or key == flow.fixed:
            found.setdefault(tuple(sorted(chosen(workflow))), []).append(key)
    return found


def _among(
    desk: Desk, screen: Screen, flow: ScreenWorkflow, keys: list[str], states: tuple[str, ...]
) -> sa.ColumnElement[bool]:
    inside = _is_one_of(desk, screen, flow.column, states)
    return inside if flow.by is None else sa.and_(_is_one_of(desk, screen, flow.by, keys), inside)


def _is_one_of(desk: Desk, screen: Screen, name: str, values: Iterable[str]) -> sa.ColumnElement[bool]:
    field = screen.fields[name]
    column: sa.ColumnElement[Any] = column_of(desk, screen, field)
    bare = column.element if isinstance(column, sa.Label) else column
    texts = bare if field.kind is Kind.TEXT else sa.cast(bare, sa.Text)
    return sa.type_coerce(texts, sa.Text).in_(list(values))
