"""Rows of several tables, collected and then copied into the database in one go."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

Values = dict[str, Any]

# Each table after those it refers to.
ORDER = (
    "villages",
    "staff",
    "delegations",
    "holidays",
    "reports",
    "parties",
    "letters",
    "letter_versions",
    "letter_staff",
    "register_entries",
    "dispositions",
    "disposition_addressees",
    "coordinations",
    "activities",
    "messages",
    "evidence",
    "report_checklist",
    "skm_responses",
)
KEYLESS = frozenset({"letter_staff"})


class Rows:
    """Rows by table. They stay changeable until they are copied: numbers are given at the end."""

    def __init__(self) -> None:
        self.tables: dict[str, list[Values]] = {name: [] for name in ORDER}

    def add(self, table: str, **values: Any) -> Values:
        rows = self.tables[table]
        row = values if table in KEYLESS else {"id": len(rows) + 1, **values}
        rows.append(row)
        return row

    def __getitem__(self, table: str) -> list[Values]:
        return self.tables[table]

    def copy(self, cursor: Any) -> None:
        """Copies everything with psycopg2's cursor and moves the identities past it."""
        for table in ORDER:
            rows = self.tables[table]
            if rows:
                columns = list(dict.fromkeys(name for row in rows for name in row))
                cursor.copy_expert(
                    f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT csv)", _csv(columns, rows)
                )
                if table not in KEYLESS:
                    last = max(row["id"] for row in rows)
                    cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})")
        cursor.execute(f"ANALYZE {', '.join(ORDER)}")


def _csv(columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> io.StringIO:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerows([_text(row.get(name)) for name in columns] for row in rows)
    buffer.seek(0)
    return buffer


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list):
        return (
            "{" + ",".join('"' + item.replace("\\", "\\\\").replace('"', '\\"') + '"' for item in value) + "}"
        )
    return str(value)
