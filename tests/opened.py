"""A database filled by somebody else, with a panel installed on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import sqlalchemy as sa
from flask import Flask

from app import create_app, users
from app.database import connect, engine_for
from app.install import install
from models.panel import Panel
from tests.clerk import Clerk
from tests.databases import database as database
from tests.databases import on_server as on_server

PASSWORD = "kata-sandi-uji"
PEOPLE = (
    users.User("admin", "Admin Uji", "Admin"),
    users.User("editor", "Editor Uji", "Editor"),
    users.User("pembaca", "Pembaca Uji", "Pembaca"),
    users.User("tamu", "Tamu Uji", "Tamu"),
)
OFFICE = """\
name: Kantor Uji
zone: WIB
roles:
  Tamu:
    rights: {}
  Pembaca:
    rights: {"*": [list, show]}
  Editor:
    rights: {"*": [list, show, add, edit]}
  Admin:
    admin: true
    rights: {"*": all}
"""


def filled(sql: str) -> Callable[[str], None]:
    """Somebody who makes these tables in a database."""

    def fill(url: str) -> None:
        with closing(psycopg2.connect(url)) as connection:
            connection.autocommit = True
            connection.cursor().execute(sql)

    return fill


@dataclass(frozen=True)
class Opened:
    """An app on its own database, and the people who may come in."""

    url: str
    app: Flask

    @property
    def panel(self) -> Panel:
        panel: Panel = self.app.extensions["panel"]
        return panel

    def browser(self, name: str = "admin") -> Clerk:
        return Clerk(self.app, name, PASSWORD)

    def program(self, name: str = "admin") -> Clerk:
        return Clerk.program(self.app, name, PASSWORD)

    def stranger(self) -> Clerk:
        return Clerk(self.app)

    def ask(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """SQL from beside the panel, committed."""
        with closing(psycopg2.connect(self.url)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql, values or None)
                return cursor.fetchall() if cursor.description else []


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """What the application asks of the database meanwhile."""
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
    asked: list[str] = []

    def remember(_c: object, _k: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    sa.event.listen(engine, "before_cursor_execute", remember)
    try:
        yield asked
    finally:
        sa.event.remove(engine, "before_cursor_execute", remember)


@contextmanager
def running(url: str, office: Path, people: Iterable[users.User], **more: object) -> Iterator[Opened]:
    """A panel on a database where it is installed; only these people may come in."""
    with connect(engine_for(url)) as connection:
        connection.execute(sa.text("DELETE FROM panel.ab_user"))
        users.add(connection, tuple(people), PASSWORD)
        connection.commit()
    settings = {"DATABASE_URL": url, "PANEL_OFFICE": str(office), "PANEL_SECRET_KEY": "k" * 40}
    app = create_app({**settings, "TESTING": True, **more})
    try:
        yield Opened(url, app)
    finally:
        with app.app_context():
            app.extensions["sqlalchemy"].engine.dispose()


@contextmanager
def opened(
    server_url: str, fill: Callable[[str], None], folder: Path, office: str = "", **more: object
) -> Iterator[Opened]:
    """A filled database with a panel on it, the small office above (`office` is added to it), and one
    person for each role."""
    (folder / "screens").mkdir(parents=True, exist_ok=True)
    (folder / "office.yaml").write_text(OFFICE + office, encoding="utf-8")
    with database(server_url) as url:
        fill(url)
        install(url, office=str(folder), say=lambda _: None)
        with running(url, folder, PEOPLE, **more) as made:
            yield made
