"""Makes databases with the reference tables."""

from __future__ import annotations

import atexit
import contextlib
import shutil
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import psycopg2

from app import users
from app.install import install as install_panel
from tests.opened import Opened, named, on_server, running

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


@cache
def filled(server_url: str, today: date) -> tuple[str, Path]:
    """A database to copy, and its folder of files: the office as `install` leaves it, triggers and all."""
    name, files = f"kecamatan_{uuid.uuid4().hex}", Path(tempfile.mkdtemp(prefix="kecamatan-files-"))
    on_server(server_url, f'CREATE DATABASE "{name}"')
    atexit.register(_forget, server_url, name, files)
    install_panel(
        named(server_url, name), office=str(OFFICE), reference=True, demo=True, say=lambda _: None,
        today=today, files=files,
    )  # fmt: skip
    return name, files


def _forget(server_url: str, name: str, files: Path) -> None:
    shutil.rmtree(files, ignore_errors=True)
    with contextlib.suppress(psycopg2.OperationalError):  # a server of the tests' own is gone by now
        on_server(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def opened(
    server_url: str, data: Path, people: Iterable[users.User], today: date = TODAY
) -> Iterator[Opened]:
    """The reference office with its demo, and a panel on it that these people may use."""
    template, files = filled(server_url, today)
    shutil.copytree(files, data / "files", dirs_exist_ok=True)
    name = f"t_{uuid.uuid4().hex}"
    url = named(server_url, name)
    on_server(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        with running(url, OFFICE, people, PANEL_DATA=data) as made:
            yield made
    finally:
        on_server(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')
