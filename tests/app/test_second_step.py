"""The second step of a login: codes from a telephone, codes on paper."""

from __future__ import annotations

import re
import time

import panels
import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from panels import login, run, token
from signing import LIST, ask_token, is_in, user_id
from werkzeug.test import TestResponse

from app.signin import codes
from tests.clerk import Forms


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def sealed(page: str) -> str:
    """The token of the form that asks for a code."""
    return next(fields["csrf_token"] for _, fields in Forms(page).forms if "code" in fields)


def switch_on(client: FlaskClient) -> tuple[pyotp.TOTP, list[str]]:
    """The telephone, and the codes on paper."""
    page = client.get("/account/second-step/").text
    assert "<svg" in page
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert found
    phone = pyotp.TOTP(found[1].replace(" ", ""))
    code = phone.at(time.time() - 30)  # the one before, so that the next is still good for a login
    fields = {"code": code, "csrf_token": sealed(page)}
    answer = client.post("/account/second-step/on", data=fields)
    assert answer.status_code == 200, answer.text
    return phone, re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", answer.text)


def give(client: FlaskClient, code: str) -> TestResponse:
    return client.post("/login/code", data={"code": code, "csrf_token": token(client, "/login/code")})


def test_a_login_with_a_second_step_asks_for_the_code(app: Flask, client: FlaskClient) -> None:
    login(client, "petugas")
    phone, papers = switch_on(client)
    assert is_in(client) and len(papers) == codes.PAPERS
    other = app.test_client()
    assert login(other, "petugas").location == "/login/code"
    assert not is_in(other)
    assert "Kode salah" in give(other, "000000").text
    now = phone.now()
    assert give(other, now).location == "/" and is_in(other)
    third = app.test_client()
    login(third, "petugas")
    assert "sudah dipakai" in give(third, now).text


def test_the_profile_leads_to_the_second_step_and_an_admin_finds_its_switch(
    app: Flask, client: FlaskClient
) -> None:
    login(client, "petugas")
    assert "/users/action/secondstep/" in client.get("/users/userinfo/").text
    other = app.test_client()
    login(other, "admin")
    page = other.get(f"/users/show/{user_id(app, 'petugas')}").text
    assert all(
        f"/users/action/{name}/" in page for name in ("resetpasswords", "resetsecondstep", "endsessions")
    )


def test_a_code_on_paper_works_once(app: Flask, client: FlaskClient) -> None:
    login(client, "petugas")
    _, papers = switch_on(client)
    for expected in ("/", None):
        other = app.test_client()
        login(other, "petugas")
        assert give(other, papers[0].upper()).location == expected


@pytest.mark.usefixtures("slow")
def test_codes_cannot_be_guessed(app: Flask, client: FlaskClient) -> None:
    login(client, "petugas")
    switch_on(client)
    thief = app.test_client()
    login(thief, "petugas")
    page = token(thief, "/login/code")
    answers = [thief.post("/login/code", data={"code": f"{n:06}", "csrf_token": page}) for n in range(6)]
    assert answers[-1].status_code == 429


def test_a_password_given_long_ago_is_asked_again(app: Flask, client: FlaskClient) -> None:
    login(client, "petugas")
    phone, _ = switch_on(client)
    other = app.test_client()
    login(other, "petugas")
    page = token(other, "/login/code")
    with other.session_transaction() as session:
        session["panel_pending"] = {**session["panel_pending"], "at": int(time.time()) - 301}
    sent = other.post("/login/code", data={"code": phone.now(), "csrf_token": page})
    assert sent.location.startswith("/login/") and not is_in(other)


def test_a_token_needs_the_code_too(app: Flask, client: FlaskClient) -> None:
    login(client, "petugas")
    phone, _ = switch_on(client)
    asked = ask_token(app.test_client(), "petugas")
    assert (asked.status_code, asked.json["code_required"]) == (401, True)
    assert ask_token(app.test_client(), "petugas", code="123456").status_code == 401
    assert ask_token(app.test_client(), "petugas", code=phone.now()).status_code == 200


def test_the_secret_is_hidden_in_the_database(app: Flask, client: FlaskClient) -> None:
    login(client, "petugas")
    phone, papers = switch_on(client)
    kept = str(run(app.config["DATABASE_URL"], "SELECT account FROM panel.account")[0][0])
    assert phone.secret not in kept and not any(paper in kept for paper in papers)


def test_a_link_does_not_spare_the_second_step(app: Flask, client: FlaskClient, link: str) -> None:
    login(client, "admin")
    phone, _ = switch_on(client)
    other = app.test_client()
    assert other.post(link, data={"csrf_token": token(other, link)}).location == "/login/code"
    assert give(other, phone.now()).location == "/resetmypassword/form"


def test_an_admin_switches_it_off_for_who_lost_the_telephone(app: Flask, client: FlaskClient) -> None:
    lost = app.test_client()
    login(lost, "petugas")
    switch_on(lost)
    login(client, "admin")
    pk = user_id(app, "petugas")
    client.post(
        f"/users/action/resetsecondstep/{pk}", data={"csrf_token": token(client, f"/users/show/{pk}")}
    )
    assert not is_in(lost)
    assert login(app.test_client(), "petugas").location == "/"


def test_one_switches_it_off_with_a_code(app: Flask, client: FlaskClient) -> None:
    login(client, "petugas")
    phone, _ = switch_on(client)
    off, page = "/account/second-step/off", "/account/second-step/"
    refused = client.post(off, data={"code": "000000", "csrf_token": token(client, page)})
    assert "Kode salah" in refused.text
    assert client.post(off, data={"code": phone.now(), "csrf_token": token(client, page)}).status_code == 302
    assert is_in(client) and login(app.test_client(), "petugas").location == "/"


def strict(app: Flask, installed: str, asked: str) -> Flask:
    """The same panel with an office that asks this of its clerks."""
    folder = app.extensions["panel"].office.folder
    written = panels.OFFICE.replace("  Petugas:\n", f"  Petugas:\n    two_factor: {asked}\n")
    (folder / "office.yaml").write_text(written, encoding="utf-8")
    return panels.panel(installed, folder)


def test_a_role_that_must_have_it_sees_nothing_else_before(app: Flask, installed: str) -> None:
    panel = strict(app, installed, "required")
    client = panel.test_client()
    assert login(client, "petugas").location == "/"
    assert client.get(LIST).location == "/account/second-step/"
    assert client.get("/api/v1/reports/").status_code == 403
    assert ask_token(panel.test_client(), "petugas").status_code == 403
    switch_on(client)
    assert is_in(client)
    page = "/account/second-step/"
    off = client.post("/account/second-step/off", data={"code": "1", "csrf_token": token(client, page)})
    assert off.status_code == 403
    assert login(panel.test_client(), "pembaca").location == "/"


def test_a_role_that_has_none_is_not_offered_one(app: Flask, installed: str) -> None:
    client = strict(app, installed, "off").test_client()
    login(client, "petugas")
    assert "<svg" not in client.get("/account/second-step/").text.partition("<main")[2]
