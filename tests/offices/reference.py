"""Makes databases with the reference tables."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import psycopg2
import sqlalchemy as sa

from app import create_app, users
from app.database import connect, engine_for
from app.install import install as install_panel
from app.offices.kecamatan.demo import fill
from tests.opened import PASSWORD, Opened, database

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


@contextmanager
def opened(
    server_url: str, data: Path, people: Iterable[users.User], today: date = TODAY
) -> Iterator[Opened]:
    """The reference office with its demo, and a panel on it that these people may use."""
    with database(server_url) as url:
        with closing(psycopg2.connect(url)) as connection:
            install(connection)
            connection.commit()
            install_panel(url, office=str(OFFICE), say=lambda _: None)
            fill(connection, today=today, files=data / "files")
            connection.commit()
        with connect(engine_for(url)) as connection:
            connection.execute(sa.text("DELETE FROM panel.ab_user"))
            users.add(connection, tuple(people), PASSWORD)
            connection.commit()
        settings = {"DATABASE_URL": url, "PANEL_OFFICE": str(OFFICE), "PANEL_SECRET_KEY": "k" * 40}
        app = create_app({**settings, "PANEL_DATA": data, "TESTING": True})
        try:
            yield Opened(url, app)
        finally:
            with app.app_context():
                app.extensions["sqlalchemy"].engine.dispose()
