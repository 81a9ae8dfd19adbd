"""What the server would have written down of the reports of the demo, change by change, at their time.

The rows of the panel's history come by a trigger alone: here by one on a table that goes with the session.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from psycopg2.extras import execute_values

from app.offices.kecamatan.demo.cases import due, holder
from app.offices.kecamatan.demo.routes import CLOSED, PAUSED
from app.offices.kecamatan.demo.rows import Values
from app.offices.kecamatan.demo.world import Case, World

_MAY = "SELECT coalesce(has_table_privilege(to_regclass('panel.history'), 'INSERT'), false)"
_MAKE = """
    CREATE TEMPORARY TABLE told (
        n bigint, at timestamptz, actor text, name text, key text, old jsonb, new jsonb) ON COMMIT DROP;
    CREATE FUNCTION pg_temp.remember() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO panel.history (at, transaction, actor, actor_name, door, table_schema, table_name,
                                   row_key, operation, old, new)
        SELECT one.at, -one.n, one.actor, one.name, 'form', n.nspname, c.relname, one.key,
               CASE WHEN one.old IS NULL THEN 'insert' ELSE 'update' END, one.old, one.new
        FROM new_rows one, pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.oid = 'reports'::regclass ORDER BY one.n;
        RETURN NULL;
    END $$;
    CREATE TRIGGER remembered AFTER INSERT ON told REFERENCING NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.remember();"""
# Of letters and of the suggestion box some are recorded days after they came: at the end of a month they
# are counted in the next.
RECORDED_LATE = frozenset({"kotak_saran", "surat"})
# What only the last event writes.
AT_LAST = ("closed_at", "outcome", "outcome_note", "extended_at", "extension_reason", "check_on")

Told = tuple[int, datetime, str, str, Case, int]  # number, moment, who, their name, case, which of its events


def remember(cursor: Any, world: World, told: Iterable[Told]) -> None:
    """Writes the changes behind these events, where the history is still ours to fill."""
    cursor.execute(_MAY)
    if not cursor.fetchone()[0]:
        return
    cursor.execute(_MAKE)
    rows = []
    for n, at, actor, name, case, step in told:
        old, new = _change(world, case, step)
        rows.append((n, at, actor, name, str(case.row["id"]), old and json.dumps(old), json.dumps(new)))
    execute_values(cursor, "INSERT INTO told VALUES %s", rows, page_size=len(rows) or 1)
    cursor.execute("DROP TABLE told")


def recorded(case: Case, at: datetime) -> datetime:
    """When the clerk wrote a report down that came at a moment."""
    after = case.events[1][1] if len(case.events) > 1 else None
    if case.row["channel"] not in RECORDED_LATE or case.row["id"] % 3 or after is None:
        return at
    return min(at + timedelta(days=1 + case.row["id"] % 2), after)


def _change(world: World, case: Case, step: int) -> tuple[Values | None, Values]:
    """The columns that an event changed, before (None: the row is new) and after, as the server prints."""
    now = _standing(world, case, step)
    if step == 0:
        return None, {name: _text(world, value) for name, value in {**case.row, **now}.items()}
    before = _standing(world, case, step - 1)
    changed = [name for name in now if now[name] != before[name]]
    return (
        {name: _text(world, before[name]) for name in changed},
        {name: _text(world, now[name]) for name in changed},
    )


def _standing(world: World, case: Case, step: int) -> Values:
    """What the row held of its progress after one of its events."""
    last = step == len(case.events) - 1
    state, at = case.events[step]
    so_far = replace(case, events=case.events[: step + 1])
    complete = case.row["complete_at"]
    complete = complete if complete is not None and complete <= at else None
    ends = last or state in CLOSED
    return {
        "status": state,
        "unit": holder(so_far, world.lists.categories[case.category]),
        "paused_at": at if state in PAUSED else None,
        "complete_at": complete,
        "due_at": case.row["due_at"] if last else due(world, so_far, complete),
        **{
            name: case.row.get(name) if ends else None
            for name in (
                "closed_at",
                "outcome",
                "outcome_note",
                "extended_at",
                "extension_reason",
                "check_on",
            )
        },
    }


def _text(world: World, value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        printed = value.astimezone(world.days.zone).isoformat(sep=" ")
        return printed.removesuffix(":00")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.6f}"
    return None if value is None else str(value)
