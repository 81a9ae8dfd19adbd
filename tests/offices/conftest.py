"""The reference office on the test server: its tables, and once filled with its demo."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from app.offices.kecamatan.demo import fill
from tests import databases
from tests.offices.reference import TODAY, install, made


@pytest.fixture(scope="module")
def office(server_url: str) -> Iterator[Any]:
    """The tables as installed."""
    yield from made(server_url)


@pytest.fixture(scope="module")
def files() -> Path:
    """The files of the demo: for looking only."""
    return databases.files() / "demo"


@pytest.fixture(scope="module")
def filled(server_url: str, files: Path) -> Iterator[Any]:
    """The tables with the demo in them."""

    def with_demo(url: str) -> None:
        with closing(psycopg2.connect(url)) as connection, connection:
            install(connection)
            fill(connection, today=TODAY, files=files)

    template = databases.shared(server_url, "kecamatan_demo", with_demo)
    with databases.database(server_url, template) as url, closing(psycopg2.connect(url)) as connection:
        yield connection


@pytest.fixture(scope="session")
def ask() -> Any:
    """Asks a connection and gives its rows."""

    def rows(connection: Any, sql: str) -> list[tuple[Any, ...]]:
        cursor = connection.cursor()
        cursor.execute(sql)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        connection.rollback()
        return found

    return rows
