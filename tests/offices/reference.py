"""Makes databases with the reference tables."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import psycopg2

from app import users
from app.install import install as install_panel
from tests import databases
from tests.databases import database
from tests.opened import Opened, running

OFFICE = Path(__file__).parents[2] / "app" / "offices" / "kecamatan"
TODAY = date(2026, 11, 23)


def install(connection: Any) -> None:
    for path in sorted((OFFICE / "schema").glob("*.sql")):
        connection.cursor().execute(path.read_text(encoding="utf-8"))


def made(server_url: str) -> Iterator[Any]:
    """A connection to a new database with the reference tables; the database goes afterwards."""
    template = databases.shared(server_url, "kecamatan_tables", _tables)
    with database(server_url, template) as url, contextlib.closing(psycopg2.connect(url)) as connection:
        yield connection


def _tables(url: str) -> None:
    with contextlib.closing(psycopg2.connect(url)) as connection, connection:
        install(connection)


def filled(server_url: str, today: date) -> tuple[str, Path]:
    """A database to copy, and its folder of files: the office as `install` leaves it, triggers and all."""
    files = databases.files() / f"kecamatan-{today}"

    def fill(url: str) -> None:
        install_panel(
            url, office=str(OFFICE), reference=True, demo=True, say=lambda _: None, today=today, files=files
        )

    return databases.shared(server_url, f"kecamatan_{today:%Y%m%d}", fill), files


@contextmanager
def opened(
    server_url: str, data: Path, people: Iterable[users.User], today: date = TODAY
) -> Iterator[Opened]:
    """The reference office with its demo, and a panel on it that these people may use."""
    template, files = filled(server_url, today)
    shutil.copytree(files, data / "files", dirs_exist_ok=True)
    with database(server_url, template) as url, running(url, OFFICE, people, PANEL_DATA=data) as made:
        yield made
