"""How often somebody may try to log in."""

from __future__ import annotations

import re
import time

import panels
import pytest
from flask import Flask
from flask.testing import FlaskClient
from panels import login, run
from signing import ask_token, from_address

from app import users
from app.database import connect, engine_for


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.usefixtures("slow")
def test_the_sixth_wrong_password_waits_and_says_how_long(client: FlaskClient) -> None:
    for _ in range(5):
        assert login(client, "petugas", "salah").status_code == 302
    refused = login(client, "petugas")
    assert refused.status_code == 429
    assert 60 < int(refused.headers["Retry-After"]) <= 80
    assert re.search(r"Tunggu \d\d detik", refused.text)


def test_thirty_bad_logins_wait_longer_and_longer(app: Flask, client: FlaskClient) -> None:
    waits = []
    for _ in range(30):
        answer = ask_token(client, "petugas", "salah")
        if answer.status_code == 429:
            waits.append(int(answer.headers["Retry-After"]))
            run(app.config["DATABASE_URL"], "UPDATE panel.login_try SET wait_until = now()")
    assert waits == sorted(waits) and waits[0] <= 5 and waits[-1] == 900


@pytest.mark.usefixtures("slow")
def test_both_doors_count_together_and_a_name_and_its_address_are_one(
    app: Flask, client: FlaskClient
) -> None:
    for name in ("petugas", "PETUGAS", "petugas@panel.invalid"):
        login(client, name, "salah")
        ask_token(client, name, "salah")
    assert ask_token(client, "petugas").status_code == 429
    assert login(client, "petugas").status_code == 429


@pytest.mark.usefixtures("slow")
def test_another_worker_counts_on(app: Flask, installed: str, client: FlaskClient) -> None:
    second = panels.panel(installed, app.extensions["panel"].office.folder)
    for _ in range(5):
        ask_token(client, "petugas", "salah")
    assert ask_token(second.test_client(), "petugas").status_code == 429


@pytest.mark.usefixtures("slow")
def test_one_who_forgot_does_not_lock_the_office_out(app: Flask) -> None:
    office = from_address(app, "203.0.113.9")
    for _ in range(8):
        login(office, "petugas", "salah")
    assert login(office, "petugas").status_code == 429
    assert login(from_address(app, "203.0.113.9"), "pembaca").status_code == 302


@pytest.mark.usefixtures("slow")
def test_who_guesses_from_elsewhere_does_not_lock_the_owner_out(app: Flask) -> None:
    home, elsewhere = from_address(app, "192.0.2.1"), from_address(app, "198.51.100.7")
    login(home, "petugas")
    for _ in range(9):
        ask_token(elsewhere, "petugas", "salah")
    assert ask_token(elsewhere, "petugas").status_code == 429
    assert ask_token(home, "petugas").status_code == 200


@pytest.mark.usefixtures("slow")
def test_an_address_that_tries_many_names_waits_too(app: Flask) -> None:
    robot = from_address(app, "198.51.100.7")
    answers = [ask_token(robot, f"siapa{number}", "salah").status_code for number in range(62)]
    assert answers[:59] == [401] * 59 and answers[-1] == 429
    assert ask_token(from_address(app, "2001:db8::1"), "petugas").status_code == 200


@pytest.mark.usefixtures("slow")
def test_the_addresses_of_one_ipv6_network_are_one(app: Flask) -> None:
    for number in range(62):
        ask_token(from_address(app, f"2001:db8::{number + 1:x}"), f"siapa{number}", "salah")
    assert ask_token(from_address(app, "2001:db8::ffff"), "petugas").status_code == 429


def test_a_good_login_begins_anew(app: Flask, client: FlaskClient) -> None:
    for _ in range(3):
        for _ in range(4):
            ask_token(client, "petugas", "salah")
        assert ask_token(client, "petugas").status_code == 200


@pytest.mark.usefixtures("slow")
def test_bad_refresh_tokens_are_counted(app: Flask) -> None:
    robot = from_address(app, "198.51.100.8")
    codes = {robot.post("/api/v1/security/refresh", headers={"Authorization": "Bearer x.y.z"}).status_code
             for _ in range(62)}  # fmt: skip
    assert codes == {401, 429}


@pytest.mark.usefixtures("costly")
def test_nobody_can_tell_by_the_time_whom_we_know(app: Flask, client: FlaskClient) -> None:
    with connect(engine_for(app.config["DATABASE_URL"])) as connection:
        users.set_password(connection, "petugas", panels.PASSWORD)
        connection.commit()

    def spent(name: str) -> float:
        begun = time.thread_time()
        ask_token(client, name, "salah")
        return time.thread_time() - begun

    spent("petugas")
    known = min(spent("petugas") for _ in range(3))
    unknown = min(spent(f"siapa{n}") for n in range(3))
    assert 0.4 < known / unknown < 2.5
