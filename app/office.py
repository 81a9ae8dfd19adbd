"""Which office this is: named by a setting, or recognised by the tables of the database."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from app.database import SCHEMA, SetupError

OFFICES = Path(__file__).parent / "offices"
# These, together, are the reference tables: no other database has all of them by chance.
REFERENCE = frozenset({"reports", "parties", "evidence", "dispositions", "register_entries"})

TABLES = sa.text("""
    SELECT n.nspname AS schema, c.relname AS name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname <> :ours
      AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'""")


def office_folder(connection: sa.Connection, wanted: str | None) -> Path:
    """The folder of the office: as wanted (a name or a path), else by the tables that are there."""
    if wanted:
        folder = OFFICES / wanted if Path(wanted).name == wanted else Path(wanted)
        if not (folder / "office.yaml").is_file():
            raise SetupError(
                "Kantor {office} tidak ada: {folder} tidak punya office.yaml. Periksa PANEL_OFFICE.",
                office=wanted,
                folder=folder,
            )
        return folder
    found = tables(connection)
    if not found:
        raise SetupError(
            "Basis data ini masih kosong. Untuk memasang tabel acuan kecamatan: "
            ".venv/bin/flask panel install --reference"
        )
    return OFFICES / ("kecamatan" if has_reference(found) else "plain")


def tables(connection: sa.Connection) -> frozenset[tuple[str, str]]:
    """(schema, name) of everything that is not ours and not the server's."""
    return frozenset((row.schema, row.name) for row in connection.execute(TABLES, {"ours": SCHEMA}))


def has_reference(found: frozenset[tuple[str, str]]) -> bool:
    return any({name for where, name in found if where == schema} >= REFERENCE for schema, _ in found)
