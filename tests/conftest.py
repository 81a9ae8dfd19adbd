"""Real databases for tests: one server, a fresh copy of a template for whoever asks."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator

import psycopg2
import pytest
import sqlalchemy as sa


@pytest.fixture(scope="session")
def server_url() -> str:
    return os.environ["PANEL_TEST_DATABASE_URL"]


def _run(url: str, sql: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        connection.cursor().execute(sql)
    finally:
        connection.close()


@pytest.fixture
def empty_database(server_url: str) -> Iterator[str]:
    """The URL of a new, empty database, dropped afterwards."""
    name = f"t_{uuid.uuid4().hex}"
    _run(server_url, f'CREATE DATABASE "{name}"')
    yield sa.make_url(server_url).set(database=name).render_as_string(hide_password=False)
    _run(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')
