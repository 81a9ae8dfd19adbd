"""Panels to test: one installed database as a template, a copy for each test."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import panels
import pytest
import sqlalchemy as sa
from flask import Flask
from signing import user_id

import config
from app import users
from app.database import connect, engine_for
from app.install import install
from app.signin import accounts, attempts, passphrase
from tests import databases

HASHER = passphrase.HASHER  # before the tests have a cheaper one


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
def costly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as the panel does it."""
    monkeypatch.setattr(passphrase, "HASHER", HASHER)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits that no slow machine outlasts."""
    for name in ("ACCOUNT", "ADDRESS"):
        monkeypatch.setattr(attempts, name, replace(getattr(attempts, name), first=80, forgiven_every=9e9))


class Post(socketserver.BaseRequestHandler):
    """A mail server that takes everything and keeps it."""

    def handle(self) -> None:
        letters: list[bytes] = self.server.letters  # type: ignore[attr-defined]
        stream = self.request.makefile("rwb")

        def say(line: str) -> None:
            stream.write(line.encode() + b"\r\n")
            stream.flush()

        say("220 pos.example")
        while line := stream.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                say("354 go on")
                body = b""
                while (part := stream.readline()) != b".\r\n":
                    body += part
                letters.append(body)
            say("221 bye" if word == b"QUIT" else "250 fine")


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """The letters that a real mail server on this machine has received."""
    letters: list[bytes] = []
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post) as server:
        server.daemon_threads = True
        server.letters = letters  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setattr(config, "PANEL_SMTP_HOST", "127.0.0.1")
        monkeypatch.setattr(config, "PANEL_SMTP_PORT", str(server.server_address[1]))
        monkeypatch.setattr(config, "PANEL_SMTP_TLS", "off")
        monkeypatch.setattr(config, "PANEL_SMTP_FROM", "Panel <panel@kantor.example>")
        yield letters
        server.shutdown()
