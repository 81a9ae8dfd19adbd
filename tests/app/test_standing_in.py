"""Plt. and Plh.: the rights of a role, for as long as the office says, without a new login."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import panels
import pytest
from flask import Flask
from flask.testing import FlaskClient
from panels import login, run
from signing import bearer

from app.install import install
from models.actor import Actor
from tests.opened import statements

ANY = "/tidak-ada"
LIST = "/data/notes/list/"
OFFICE = """\
name: Kantor Uji
zone: WITA
delegations: {screen: stand_ins}
roles:
  Camat:
    label: {id: Camat, en: Head}
    rights: {"*": [list, show, edit]}
  Petugas:
    rights: {reports: [list, show]}
  Pembaca:
    rights: {reports: [list]}
  Admin:
    admin: true
    rights: {"*": all}
"""
TABLE = """CREATE TABLE stand_ins (id serial PRIMARY KEY, username text, role text, title text,
    starts_on date, ends_on date)"""
WITA = "(now() AT TIME ZONE 'Asia/Makassar')::date"


@pytest.fixture
def lending(installed: str, tmp_path: Path) -> Iterator[Flask]:
    """A panel of an office that knows stand-ins."""
    folder = panels.make_office(tmp_path / "kantor")
    (folder / "office.yaml").write_text(OFFICE, encoding="utf-8")
    run(installed, TABLE)
    install(installed, office=str(folder), say=lambda _: None)
    made = panels.panel(installed, folder)
    yield made
    with made.app_context():
        made.extensions["sqlalchemy"].engine.dispose()


@pytest.fixture
def client(lending: Flask) -> FlaskClient:
    return lending.test_client()


def lend(
    app: Flask, username: str, role: str, starts: str = "0", ends: str | None = "0", title: str = "Plt."
) -> None:
    """From so many days after today to so many."""
    last = "NULL" if ends is None else f"{WITA} + ({ends})"
    run(
        app.config["DATABASE_URL"],
        f"""INSERT INTO stand_ins (username, role, title, starts_on, ends_on)
        VALUES (:u, :r, :t, {WITA} + ({starts}), {last})""",
        u=username,
        r=role,
        t=title,
    )


def actor(client: FlaskClient) -> Actor:
    with client:
        client.get("/")
        found: Actor = client.application.extensions["appbuilder"].sm.actor("form")
    return found


def test_rights_come_with_the_row_and_go_with_it(lending: Flask, client: FlaskClient) -> None:
    login(client, "petugas")
    assert client.get(LIST).status_code == 403
    lend(lending, "petugas", "Camat")
    assert client.get(LIST).status_code == 200
    who = actor(client)
    assert (who.roles, who.behalf, who.label) == ({"Petugas", "Camat"}, "Plt. Camat", "Petugas Uji")
    run(lending.config["DATABASE_URL"], "UPDATE stand_ins SET starts_on = ends_on - 9, ends_on = ends_on - 1")
    assert client.get(LIST).status_code == 403
    assert actor(client).behalf == ""


def test_the_menu_says_what_somebody_stands_in_as(lending: Flask, client: FlaskClient) -> None:
    login(client, "petugas")
    assert "Plt. Camat" not in client.get("/").text
    lend(lending, "petugas", "Camat")
    assert "<small>Petugas, Plt. Camat ·" in client.get("/").text
    run(lending.config["DATABASE_URL"], "UPDATE stand_ins SET title = 'Plh.'")
    assert "<small>Petugas, Plh. Camat ·" in client.get("/").text


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [("0", "0", True), ("-3", None, True), ("-3", "-1", False), ("1", "5", False), ("-1", "1", True)],
)
def test_a_stand_in_has_the_rights_from_the_first_day_to_the_last(
    lending: Flask, client: FlaskClient, starts: str, ends: str | None, holds: bool
) -> None:
    login(client, "petugas")
    lend(lending, "petugas", "Camat", starts, ends)
    assert (client.get(LIST).status_code == 200) == holds


def test_the_day_is_that_of_the_office(lending: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    known = lending.extensions["appbuilder"].sm.stand_ins

    class Midnight(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.fromisoformat("2026-12-31T16:30:00+00:00").astimezone(tz)  # type: ignore[arg-type]

    monkeypatch.setattr("app.standing_in.datetime", Midnight)
    assert known.today().isoformat() == "2027-01-01"


def test_it_is_still_one_statement_and_a_token_has_the_rights_too(
    lending: Flask, client: FlaskClient
) -> None:
    lend(lending, "petugas", "Camat")
    headers = bearer(client, "petugas")
    assert client.get("/api/v1/notes/", headers=headers).status_code == 200
    login(client, "petugas")
    client.get(ANY)
    with statements(lending) as asked:
        client.get(ANY)
    assert len(asked) == 1


def test_nobody_is_lent_the_keeping_of_the_panel(lending: Flask, client: FlaskClient) -> None:
    login(client, "petugas")
    lend(lending, "petugas", "Admin")
    assert actor(client).roles == {"Petugas"}
    assert client.get("/users/list/").status_code != 200


def test_who_has_the_role_anyway_acts_for_themselves(lending: Flask, client: FlaskClient) -> None:
    login(client, "petugas")
    lend(lending, "petugas", "Petugas")
    assert (actor(client).roles, actor(client).behalf) == ({"Petugas"}, "")


def test_another_persons_row_lends_nothing(lending: Flask, client: FlaskClient) -> None:
    login(client, "petugas")
    lend(lending, "pembaca", "Camat")
    assert client.get(LIST).status_code == 403


def test_several_rows_are_all_said(lending: Flask, client: FlaskClient) -> None:
    login(client, "petugas")
    lend(lending, "petugas", "Camat")
    lend(lending, "petugas", "Camat")
    lend(lending, "petugas", "Pembaca", title="Plh.")
    assert sorted(actor(client).behalf.split(", ")) == ["Plh. Pembaca", "Plt. Camat"]


@pytest.mark.parametrize(
    "harm",
    [
        "DROP TABLE stand_ins",
        "ALTER TABLE stand_ins DROP COLUMN ends_on",
        "ALTER TABLE stand_ins ALTER starts_on TYPE text USING 'kemarin'",
    ],
)
def test_nobody_is_locked_out_when_the_table_is_away(lending: Flask, client: FlaskClient, harm: str) -> None:
    lend(lending, "petugas", "Camat")
    login(client, "petugas")
    run(lending.config["DATABASE_URL"], harm)
    assert client.get("/data/reports/list/").status_code == 200
    assert client.get(LIST).status_code == 403
