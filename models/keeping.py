"""What the database is told of the workflows, so that its own trigger keeps them: models/sql/workflow.sql."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from models.description.screen import Screen
from models.description.workflow import ScreenWorkflow, Workflow
from models.panel import Panel

Row = tuple[str, ...]
_STATES = ("workflow_state", ("table_schema", "table_name", "workflow", "state", "initial"))
_EDGES = ("workflow_edge", ("table_schema", "table_name", "workflow", "from_state", "to_state"))


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored state that a trigger keeps: the screen's table and the trigger's arguments."""

    screen: Screen
    arguments: tuple[str, str, str]


def kept(panel: Panel) -> Iterator[Kept]:
    """The screens whose state is a column of their table; the first screen of a table speaks for it."""
    seen = set()
    for screen in panel.screens.values():
        flow = screen.workflow
        if flow is None or screen.fields[flow.column].sql is not None or screen.table.name in seen:
            continue
        seen.add(screen.table.name)
        by = screen.fields[flow.by].column.name if flow.by else ""
        yield Kept(screen, (screen.fields[flow.column].column.name, by, flow.fixed or ""))


def sync(connection: sa.Connection, panel: Panel) -> bool:
    """Writes the states and ways of all kept workflows, and forgets those that are gone.

    True when anything changed. The caller commits.
    """
    states = {row for one in kept(panel) for row in _state_rows(one)}
    edges = {row for one in kept(panel) for row in _edge_rows(one)}
    return any([_replace(connection, *_STATES, states), _replace(connection, *_EDGES, edges)])


def _workflows(one: Kept) -> Iterable[Workflow]:
    flow: ScreenWorkflow | None = one.screen.workflow
    return flow.workflows.values() if flow else ()


def _place(one: Kept) -> tuple[str, str]:
    return one.screen.table.name.schema, one.screen.table.name.name


def _state_rows(one: Kept) -> Iterator[Row]:
    for flow in _workflows(one):
        for state in flow.states.values():
            yield (*_place(one), flow.key, state.key, "true" if state.initial else "false")


def _edge_rows(one: Kept) -> Iterator[Row]:
    for flow in _workflows(one):
        for step in flow.transitions.values():
            if step.target is not None:
                yield from ((*_place(one), flow.key, source, step.target) for source in step.sources)


def _replace(connection: sa.Connection, table: str, columns: tuple[str, ...], wanted: set[Row]) -> bool:
    """Makes the rows of a table the wanted ones; asks first, so that an idle start writes nothing."""
    names = ", ".join(columns)
    read = ", ".join(f"{name}::text" for name in columns)
    there = {tuple(row) for row in connection.execute(sa.text(f"SELECT {read} FROM panel.{table}"))}
    texts = ", ".join(f"CAST(:{name} AS text[])" for name in columns)
    gone = f"DELETE FROM panel.{table} WHERE ({read}) IN (SELECT * FROM unnest({texts}))"
    fresh = f"""INSERT INTO panel.{table} ({names}) SELECT {_typed(columns)}
                FROM unnest({texts}) AS given({names})"""
    for rows, sql in ((there - wanted, gone), (wanted - there, fresh)):
        if rows:
            values = {name: [row[place] for row in rows] for place, name in enumerate(columns)}
            connection.execute(sa.text(sql), values)
    return there != wanted


def _typed(columns: tuple[str, ...]) -> str:
    return ", ".join(f"{name}::boolean" if name == "initial" else name for name in columns)


def triggers(connection: sa.Connection, one: Kept) -> tuple[tuple[str, str], ...]:
    """The triggers that keep a table: name and how it is made. They look after all others have changed
    the row, and only when its state or its workflow did."""
    quote = connection.dialect.identifier_preparer.quote
    table = f"{quote(one.screen.table.name.schema)}.{quote(one.screen.table.name.name)}"
    watched = [quote(name) for name in one.arguments[:2] if name]
    differs = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in watched)
    given = ", ".join("'" + argument.replace("'", "''") + "'" for argument in one.arguments)
    calls = f"EXECUTE FUNCTION panel.guard_state({given})"
    return (
        (
            "panel_guard_new_state",
            f"CREATE TRIGGER panel_guard_new_state AFTER INSERT ON {table} FOR EACH ROW {calls}",
        ),
        (
            "panel_guard_state",
            f"CREATE TRIGGER panel_guard_state AFTER UPDATE ON {table} FOR EACH ROW WHEN ({differs}) {calls}",
        ),
    )
