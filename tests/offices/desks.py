"""Desks at the reference office: its tables without the demo, and the panel on them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime

import psycopg2

from app.database import engine_for
from app.install import install as install_panel
from models.actor import Actor
from models.build import build
from models.panel import Desk, Panel
from tests import databases
from tests.databases import database
from tests.offices.reference import OFFICE, install

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
CLERK = Actor(1, "petugas", label="Petugas Uji")


@contextmanager
def empty_office(server_url: str) -> Iterator[str]:
    """The URL of a new database with the empty reference tables and our schema."""
    with database(server_url, databases.shared(server_url, "kecamatan_empty", _empty)) as url:
        yield url


def _empty(url: str) -> None:
    with closing(psycopg2.connect(url)) as connection, connection:
        install(connection)
    install_panel(url, office=str(OFFICE), say=lambda _: None)


@contextmanager
def desk_at(
    url: str, now: datetime = NOW, actor: Actor = CLERK, panel: Panel | None = None
) -> Iterator[Desk]:
    """A desk of its own connection; what is not committed is rolled back. `panel`: built already."""
    engine = engine_for(url)
    with engine.connect() as connection:
        yield Desk(connection, panel or build(connection, OFFICE), actor, now)
    engine.dispose()
