"""Makes databases with the reference tables."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psycopg2

OFFICE = Path(__file__).parents[2] / "app" / "offices" / "kecamatan"
TODAY = date(2026, 11, 23)


def install(connection: Any) -> None:
    for path in sorted((OFFICE / "schema").glob("*.sql")):
        connection.cursor().execute(path.read_text(encoding="utf-8"))


def made(server_url: str) -> Iterator[Any]:
    """A connection to a new database with the reference tables; the database goes afterwards."""
    server = psycopg2.connect(server_url)
    server.autocommit = True
    name = f"t_{uuid.uuid4().hex}"
    server.cursor().execute(f'CREATE DATABASE "{name}"')
    connection = psycopg2.connect(server_url, dbname=name)
    install(connection)
    connection.commit()
    yield connection
    connection.close()
    server.cursor().execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    server.close()
