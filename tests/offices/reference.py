"""Makes databases with the reference tables."""

from __future__ import annotations

import atexit
import contextlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import psycopg2

from app import users
from app.install import install as install_panel
from tests import databases
from tests.databases import database, named
from tests.opened import Opened, running

OFFICE = Path(__file__).parents[2] / "app" / "offices" / "kecamatan"
TODAY = date(2026, 11, 23)


def install(connection: Any) -> None:
    for path in sorted((OFFICE / "schema").glob("*.sql")):
        connection.cursor().execute(path.read_text(encoding="utf-8"))


def made(server_url: str) -> Iterator[Any]:
    """A connection to a new database with the reference tables; the database goes afterwards."""
    with database(server_url) as url, contextlib.closing(psycopg2.connect(url)) as connection:
        install(connection)
        connection.commit()
        yield connection


@cache
def filled(server_url: str, today: date) -> tuple[str, Path]:
    """A database to copy, and its folder of files: the office as `install` leaves it, triggers and all."""
    name = databases.make(server_url, "kecamatan")
    files = Path(tempfile.mkdtemp(prefix="kecamatan-files-"))
    atexit.register(_forget, server_url, name, files)
    install_panel(
        named(server_url, name), office=str(OFFICE), reference=True, demo=True, say=lambda _: None,
        today=today, files=files,
    )  # fmt: skip
    return name, files


def _forget(server_url: str, name: str, files: Path) -> None:
    shutil.rmtree(files, ignore_errors=True)
    with contextlib.suppress(psycopg2.OperationalError):  # a server of the tests' own is gone by now
        databases.drop(server_url, name)


@contextmanager
def opened(
    server_url: str, data: Path, people: Iterable[users.User], today: date = TODAY
) -> Iterator[Opened]:
    """The reference office with its demo, and a panel on it that these people may use."""
    template, files = filled(server_url, today)
    shutil.copytree(files, data / "files", dirs_exist_ok=True)
    with database(server_url, template) as url, running(url, OFFICE, people, PANEL_DATA=data) as made:
        yield made
