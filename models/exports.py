"""Who exported which list: written down before the first row leaves, and read by those who may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from models.description.report import Report
from models.description.screen import Screen, Wording
from models.panel import Desk

PAGE = 50
_ADD = sa.text("""
    INSERT INTO panel.export (actor, actor_name, behalf, door, screen, table_schema, table_name, format, rows,
                              asked, columns)
    VALUES (:actor, nullif(:actor_name, ''), nullif(:behalf, ''), :door, :screen, :schema, :table, :format,
            :rows, :asked, :columns)
    RETURNING id""")
_NEXT = sa.text("""
    SELECT id, at, actor, actor_name, behalf, door, screen, table_name, format, rows, asked
    FROM panel.export WHERE CAST(:before AS bigint) IS NULL OR id < :before ORDER BY id DESC LIMIT :most""")


@dataclass(frozen=True, slots=True)
class Exported:
    """One export. `at` in the office's zone; `label` is that of the screen or report, None where it is gone:
    then `table` says more."""

    id: int
    at: str
    who: str
    behalf: str
    label: Wording | None
    table: str
    format: str
    rows: int
    asked: str


def note(desk: Desk, screen: Screen, format: str, rows: int, asked: str, columns: Sequence[str]) -> int:
    """Writes down an export in the caller's transaction. `asked`: its filters in words; gives its number."""
    where = screen.table.name
    return _write(desk, screen.key, (where.schema, where.name), format, rows, asked, columns)


def note_report(desk: Desk, report: Report, format: str, rows: int, asked: str) -> int:
    """The same for a report, which is of no one table."""
    return _write(desk, report.right, ("", report.key), format, rows, asked, ())


def _write(
    desk: Desk,
    key: str,
    table: tuple[str, str],
    format: str,
    rows: int,
    asked: str,
    columns: Sequence[str],
) -> int:
    values = {
        "actor": desk.actor.name,
        "actor_name": desk.actor.label,
        "behalf": desk.actor.behalf,
        "door": desk.actor.door,
        "screen": key,
        "schema": table[0],
        "table": table[1],
        "format": format,
        "rows": rows,
        "asked": asked.replace("\x00", ""),
        "columns": list(columns),
    }
    return int(desk.connection.execute(_ADD, values).scalar_one())


def log(desk: Desk, before: int | None = None) -> tuple[tuple[Exported, ...], int | None]:
    """The exports before one of them, the newest first, and where to go on. The caller has asked for the
    right to read them."""
    rows = desk.connection.execute(_NEXT, {"before": before, "most": PAGE + 1}).all()
    told = tuple(_told(desk, row) for row in rows[:PAGE])
    return told, told[-1].id if len(rows) > PAGE else None


def _told(desk: Desk, row: Any) -> Exported:
    return Exported(
        id=row.id,
        at=row.at.astimezone(desk.panel.office.zone).isoformat(sep=" ", timespec="seconds"),
        who=row.actor_name or row.actor,
        behalf=row.behalf or "",
        label=_label(desk, row.screen),
        table=row.table_name,
        format=row.format,
        rows=row.rows,
        asked=row.asked,
    )


def _label(desk: Desk, key: str) -> Wording | None:
    screen = desk.panel.screens.get(key)
    reports = desk.panel.office.reports.values()
    return screen.label if screen else next((one.label for one in reports if one.right == key), None)
