"""The reference tables of an office that has none: a chain of its own, apart from schema `panel`."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app.database import SetupError, sqlstate
from models.migrations.upgrade import run

_TABLE = re.compile(r"^CREATE TABLE (\w+)", re.MULTILINE)
FILLED = "demo"  # the mark of the made-up rows, among the names of the files


def apply(connection: sa.Connection, folder: Path, asked: bool) -> list[str]:
    """Runs the files of the folder that have not run here, each in a transaction of its own.

    Unasked only where we made the tables: an office's own tables are never altered.
    """
    done = _done(connection)
    if not done and not asked:
        return []
    ran = []
    for path in sorted(folder.glob("*.sql")):
        if path.name not in done:
            _run(connection, path)
            ran.append(path.name)
    return ran


def is_ours(connection: sa.Connection) -> bool:
    """Whether the reference tables of this database are of our making."""
    there = connection.scalar(sa.text("SELECT to_regclass('panel.reference_migration') IS NOT NULL"))
    return bool(there) and bool(_done(connection))


def table_names(folder: Path) -> frozenset[str]:
    """The tables that the files of the folder make."""
    files = (path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.sql")))
    return frozenset(name for text in files for name in _TABLE.findall(text))


def is_filled(connection: sa.Connection) -> bool:
    """Whether made-up rows were put here once. Whoever deleted them does not want them back."""
    return FILLED in _done(connection)


def mark_filled(connection: sa.Connection) -> None:
    _remember(connection, FILLED, "")


def _done(connection: sa.Connection) -> frozenset[str]:
    return frozenset(connection.scalars(sa.text("SELECT name FROM panel.reference_migration")))


def _run(connection: sa.Connection, path: Path) -> None:
    try:
        run(connection, path)
    except DBAPIError as error:
        connection.rollback()
        if sqlstate(error) in ("42P07", "42710"):  # duplicate_table, duplicate_object
            raise SetupError(
                "Tabel acuan tidak dipasang: basis data ini sudah punya tabel bernama sama "
                "({file}). Pakai basis data kosong.",
                file=path.name,
            ) from None
        raise
    _remember(connection, path.name, hashlib.sha256(path.read_bytes()).hexdigest())
    connection.commit()


def _remember(connection: sa.Connection, name: str, digest: str) -> None:
    connection.execute(
        sa.text("INSERT INTO panel.reference_migration (name, digest) VALUES (:name, :digest)"),
        {"name": name, "digest": digest},
    )
