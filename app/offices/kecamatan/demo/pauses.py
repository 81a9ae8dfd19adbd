"""For how long a report waited for somebody else: the panel keeps it, and moves the deadline by it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from app.offices.kecamatan.demo.routes import PAUSED
from app.offices.kecamatan.demo.world import Case

_THERE = "SELECT to_regclass('panel.pause') IS NOT NULL"
_ADD = """
    INSERT INTO panel.pause (table_schema, table_name, row_key, started_at, ended_at, reason)
    VALUES ('public', 'reports', %s, %s, %s, %s)"""


def pauses_of(case: Case) -> list[tuple[datetime, datetime | None]]:
    """From when until when; the last one may still run."""
    return [(since, until) for _, since, until in _waits(case)]


def write_pauses(cursor: Any, cases: Iterable[Case]) -> None:
    """Into the panel's own table, where a panel is installed."""
    cursor.execute(_THERE)
    if cursor.fetchone()[0]:
        rows = [
            (str(case.row["id"]), since, until, state.replace("_", " ").capitalize())
            for case in cases
            for state, since, until in _waits(case)
        ]
        cursor.executemany(_ADD, rows)


def _waits(case: Case) -> Iterable[tuple[str, datetime, datetime | None]]:
    ends = [at for _, at in case.events[1:]]
    for (state, since), until in zip(case.events, [*ends, None], strict=True):
        if state in PAUSED:
            yield state, since, until
