"""Panels to test: one installed database as a template, a copy for each test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import panels
import pytest
import sqlalchemy as sa
from flask import Flask
from signing import user_id

from app import users
from app.database import connect, engine_for
from app.install import install
from app.signin import accounts, attempts
from tests import databases


@pytest.fixture(scope="session")
def template(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with two tables, the panel installed and three users."""

    def fill(url: str) -> None:
        panels.run(url, panels.TABLES)
        install(url, office=str(panels.make_office(tmp_path_factory.mktemp("kantor"))), say=lambda _: None)
        with connect(engine_for(url)) as connection:
            connection.execute(sa.text("DELETE FROM panel.ab_user"))
            users.add(connection, panels.PEOPLE, panels.PASSWORD)
            connection.commit()

    return databases.shared(server_url, "panels", fill)


@pytest.fixture
def installed(server_url: str, template: str) -> Iterator[str]:
    """The URL of a copy of the template, dropped afterwards."""
    with databases.database(server_url, template) as url:
        yield url


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return panels.make_office(tmp_path / "kantor")


@pytest.fixture
def app(installed: str, office: Path) -> Iterator[Flask]:
    made = panels.panel(installed, office)
    yield made
    with made.app_context():
        made.extensions["sqlalchemy"].engine.dispose()


@pytest.fixture
def link(app: Flask) -> Iterator[str]:
    with connect(engine_for(app.config["DATABASE_URL"])) as connection:
        made = accounts.new_link(connection, user_id(app, "admin"), timedelta(hours=1))
        connection.commit()
    yield f"/login/link/{made}"


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits that no slow machine outlasts."""
    for name in ("ACCOUNT", "ADDRESS"):
        monkeypatch.setattr(attempts, name, replace(getattr(attempts, name), first=80, forgiven_every=9e9))
