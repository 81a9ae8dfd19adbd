"""A desk on a real database: tables from a test's own SQL, the panel by its defaults or some YAML."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.database import engine_for
from app.install import make_schema
from models import keeping
from models.actor import Actor
from models.build import build
from models.panel import Desk, Panel
from tests import databases
from tests.databases import database

NOW = datetime(2026, 3, 17, 2, 30, tzinfo=UTC)
OFFICE = "name: Kantor uji\nroles:\n  Admin: {label: Admin, admin: true, rights: {'*': [list]}}\n"

OpenDesk = Callable[..., Desk]


@contextmanager
def _desk(url: str, folder: Path, sql: str, actor: Actor | None, kept: bool) -> Iterator[Desk]:
    engine = engine_for(url)
    with engine.connect() as connection:
        if sql:
            connection.exec_driver_sql(sql.replace("%", "%%"))
            connection.commit()
        panel = build(connection, folder)
        if kept:
            keep(connection, panel)
        yield Desk(connection, panel, actor or Actor(1, "penguji", everything=True), NOW)
    engine.dispose()


def with_schema(server_url: str) -> AbstractContextManager[str]:
    """The URL of a database with nothing in it but schema panel."""

    def fill(url: str) -> None:
        with engine_for(url).connect() as connection:
            make_schema(connection, lambda _: None)

    return database(server_url, databases.shared(server_url, "schema", fill))


def keep(connection: sa.Connection, panel: Panel) -> None:
    """The database keeps the workflows, as in the reference office."""
    keeping.sync(connection, panel)
    for one in keeping.kept(panel):
        for _, sql in keeping.triggers(connection, one):
            connection.exec_driver_sql(sql)
    connection.commit()


@pytest.fixture
def open_desk(server_url: str, empty_database: str, tmp_path: Path) -> Iterator[OpenDesk]:
    """open_desk(sql, screens={"name": yaml}, actor=None) -> Desk on a database of its own.

    With `workflows` (name -> YAML) there is schema panel too, and the database keeps them. `office` is
    office.yaml, `reports` has reports (name -> YAML).
    """
    with ExitStack() as stack:

        def opened(
            sql: str = "",
            screens: dict[str, str] | None = None,
            actor: Actor | None = None,
            workflows: dict[str, str] | None = None,
            office: str = OFFICE,
            reports: dict[str, str] | None = None,
        ) -> Desk:
            folder = tmp_path / "office"
            folder.mkdir(exist_ok=True)
            (folder / "office.yaml").write_text(office)
            for part, files in (("screens", screens), ("workflows", workflows), ("reports", reports)):
                (folder / part).mkdir(exist_ok=True)
                for key, text in (files or {}).items():
                    (folder / part / f"{key}.yaml").write_text(text)
            kept = workflows is not None
            url = stack.enter_context(with_schema(server_url)) if kept else empty_database
            return stack.enter_context(_desk(url, folder, sql, actor, kept))

        yield opened


@pytest.fixture
def statements() -> Iterator[Callable[[Desk], list[str]]]:
    """statements(desk) -> a list that grows with every statement sent from now on."""
    watched: list[tuple[sa.Engine, Callable[..., None]]] = []

    def watch(desk: Desk) -> list[str]:
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        sa.event.listen(desk.connection.engine, "before_cursor_execute", note)
        watched.append((desk.connection.engine, note))
        return seen

    yield watch
    for engine, note in watched:
        sa.event.remove(engine, "before_cursor_execute", note)
