"""Somebody else's database: every type and oddity that a Postgres of the world may hold."""

from __future__ import annotations

from pathlib import Path

import psycopg2

_FOLDER = Path(__file__).parent


def load(url: str, big: int = 20_000) -> None:
    """Fill an empty database. `big` is the number of rows of the referenced table `resident`."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for file in sorted(_FOLDER.glob("[0-9]*.sql")):
                cursor.execute(file.read_text(encoding="utf-8").replace("{big}", str(big)))
    finally:
        connection.close()
