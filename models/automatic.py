"""Steps that are taken by themselves once enough time has gone by (`after:` of a transition).

A job asks from time to time; each step goes through the same door as if somebody had pressed its button.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from models import keys, transitions
from models.calendar import Calendar, deadline, unit_of
from models.counted_rows import moment_of
from models.description.screen import Screen
from models.description.workflow import After, ScreenWorkflow, Transition, Workflow
from models.errors import PanelError
from models.panel import Desk
from models.selecting import column_of, key_columns
from models.values import text
from models.workdays import read_calendar


@dataclass(frozen=True, slots=True)
class Ripe:
    """A row whose time has come, in the state where it waits."""

    screen: Screen
    key: str
    workflow: Workflow
    state: str
    transition: Transition


@dataclass(frozen=True, slots=True)
class Outcome:
    """A step whose time had come; `error` says why it was not taken."""

    ripe: Ripe
    error: PanelError | None = None


def run(desk: Desk) -> tuple[Outcome, ...]:
    """Takes every step whose time has come. One that is refused stops no other."""
    found = []
    for one in list(due(desk)):
        try:
            transitions.move(desk, one.screen, one.key, one.transition.key, {})
            found.append(Outcome(one))
        except PanelError as error:
            found.append(Outcome(one, error))
    return tuple(found)


def due(desk: Desk) -> Iterator[Ripe]:
    """The rows that waited long enough for their step."""
    return _ripe(desk, waiting=False)


def to_remind(desk: Desk) -> Iterator[Ripe]:
    """The rows that wait, not yet long enough for their step, but long enough to remind somebody."""
    return _ripe(desk, waiting=True)


def _ripe(desk: Desk, *, waiting: bool) -> Iterator[Ripe]:
    calendar = read_calendar(desk)
    for screen in desk.panel.screens.values():
        flow = screen.workflow
        if flow is None or not screen.key_columns:
            continue
        for workflow in flow.workflows.values():
            for one in workflow.transitions.values():
                if one.after is not None:
                    yield from _of_step(desk, screen, flow, workflow, one, one.after, calendar, waiting)


def _of_step(
    desk: Desk,
    screen: Screen,
    flow: ScreenWorkflow,
    workflow: Workflow,
    step: Transition,
    after: After,
    calendar: Calendar,
    waiting: bool,
) -> Iterator[Ripe]:
    since = screen.fields[after.since]
    state = column_of(desk, screen, screen.fields[flow.column])
    moment = column_of(desk, screen, since)
    width = len(screen.key_columns)
    wanted: list[sa.ColumnElement[bool]] = [state.in_(sorted(step.sources)), moment.is_not(None)]
    if flow.by is not None:
        by = column_of(desk, screen, screen.fields[flow.by])
        wanted.append(sa.cast(by, sa.Text) == workflow.key)
    statement = sa.select(*key_columns(desk, screen), state, moment)
    statement = statement.select_from(desk.panel.table_of(screen)).where(*wanted)
    for row in desk.connection.execute(statement).all():
        start = moment_of(row[width + 1], since.kind, calendar)
        unit = unit_of(after.unit)
        if start is None or unit is None:
            continue
        is_due = deadline(start, after.amount, unit, calendar) <= desk.now
        reminded = after.remind is not None and deadline(start, after.remind, unit, calendar) <= desk.now
        if (reminded and not is_due) if waiting else is_due:
            yield Ripe(screen, keys.encode(row[:width]), workflow, text(row[width]) or "", step)
