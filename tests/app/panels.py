"""Small panels for tests: an office folder, a database with two tables, somebody who logs in."""

from __future__ import annotations

import re
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_app, users
from app.database import connect, engine_for

PASSWORD = "kata-sandi-uji"

OFFICE = """\
name: Kantor Uji
zone: WITA
roles:
  Petugas:
    rights: {"*": [list, show, add, edit]}
  Pembaca:
    rights: {"*": [list, show]}
  Admin:
    admin: true
    rights: {"*": all}
"""
TABLES = """
    CREATE TABLE reports (id serial PRIMARY KEY, subject text NOT NULL);
    CREATE TABLE notes (id serial PRIMARY KEY, report int REFERENCES reports, body text);
    INSERT INTO reports (subject) VALUES ('Jalan rusak'), ('Lampu padam');
"""
PEOPLE = (
    users.User("petugas", "Petugas Uji", "Petugas"),
    users.User("pembaca", "Pembaca Uji", "Pembaca"),
    users.User("admin", "Admin Uji", "Admin"),
)


def make_office(folder: Path) -> Path:
    """A small office of its own, to edit."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "office.yaml").write_text(OFFICE, encoding="utf-8")
    (folder / "screens").mkdir(exist_ok=True)
    return folder


def run(url: str, sql: str, **values: object) -> list[sa.Row[tuple[object, ...]]]:
    """SQL from beside the panel, committed."""
    with connect(engine_for(url)) as connection:
        result = connection.execute(sa.text(sql), values)
        rows = list(result.all()) if result.returns_rows else []
        connection.commit()
        return rows


def panel(url: str, office: Path, **settings: object) -> Flask:
    return create_app(
        {
            "DATABASE_URL": url,
            "PANEL_OFFICE": str(office),
            "PANEL_SECRET_KEY": "k" * 40,
            "TESTING": True,
            **settings,
        }
    )


def login(client: FlaskClient, username: str, password: str = PASSWORD) -> TestResponse:
    """Through the login page, as people do."""
    return client.post(
        "/login/", data={"username": username, "password": password, "csrf_token": token(client)}
    )


def token(client: FlaskClient, page: str = "/login/") -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(page).text)
    assert found, f"no token on {page}"
    return found.group(1)
