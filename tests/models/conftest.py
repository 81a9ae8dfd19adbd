"""A desk on a real database: tables from a test's own SQL, the panel by its defaults or some YAML."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.database import engine_for
from models.actor import Actor
from models.build import build
from models.panel import Desk

NOW = datetime(2026, 3, 17, 2, 30, tzinfo=UTC)
OFFICE = "name: Kantor uji\nroles:\n  Admin: {label: Admin, admin: true, rights: {'*': [list]}}\n"

OpenDesk = Callable[..., Desk]


@contextmanager
def _desk(url: str, folder: Path, sql: str, actor: Actor | None) -> Iterator[Desk]:
    engine = engine_for(url)
    with engine.connect() as connection:
        if sql:
            connection.exec_driver_sql(sql.replace("%", "%%"))
            connection.commit()
        panel = build(connection, folder)
        yield Desk(connection, panel, actor or Actor(1, "penguji", everything=True), NOW)
    engine.dispose()


@pytest.fixture
def open_desk(empty_database: str, tmp_path: Path) -> Iterator[OpenDesk]:
    """open_desk(sql, screens={"name": yaml}, actor=None) -> Desk on a database of its own."""
    with ExitStack() as stack:

        def opened(sql: str = "", screens: dict[str, str] | None = None, actor: Actor | None = None) -> Desk:
            folder = tmp_path / "office"
            (folder / "screens").mkdir(parents=True, exist_ok=True)
            (folder / "office.yaml").write_text(OFFICE)
            for key, text in (screens or {}).items():
                (folder / "screens" / f"{key}.yaml").write_text(text)
            return stack.enter_context(_desk(empty_database, folder, sql, actor))

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
