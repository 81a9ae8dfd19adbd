"""The reference office on the test server: its tables, and once filled with its demo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.offices.kecamatan.demo import fill
from tests.offices.reference import TODAY, made


@pytest.fixture(scope="module")
def office(server_url: str) -> Iterator[Any]:
    """The tables as installed."""
    yield from made(server_url)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def filled(server_url: str, files: Path) -> Iterator[Any]:
    """The tables with the demo in them."""
    for connection in made(server_url):
        fill(connection, today=TODAY, files=files)
        connection.commit()
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
