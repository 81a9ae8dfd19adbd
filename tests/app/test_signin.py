"""Safe sign-in, each promise of it through the doors that people and programs use."""

from __future__ import annotations

import time
from datetime import timedelta

import panels
import pytest
from flask import Flask
from flask.testing import FlaskClient
from panels import login, run, token
from signing import LIST, STRONG, ask_token, bearer, change, is_in, user_id
from werkzeug.security import generate_password_hash

from app.signin import passphrase


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


# -- passwords


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("pendek", "terlalu pendek"),
        ("passwordpassword", "mudah ditebak"),
        ("123456789012", "mudah ditebak"),
        ("rahasia12345", "mudah ditebak"),
        ("petugas.petugas", "mudah ditebak"),
        ("kantor uji 2026", "mudah ditebak"),
        ("x" * 1025, "terlalu panjang"),
    ],
)
def test_an_easy_password_is_refused_with_a_reason(client: FlaskClient, password: str, told: str) -> None:
    login(client, "petugas")
    answer = change(client, password)
    assert answer.status_code == 200 and told in answer.text


def test_a_long_passphrase_without_digits_will_do(app: Flask, client: FlaskClient) -> None:
    login(client, "petugas")
    long = "kebun teh pagi berkabut " * 6
    assert len(long) > 128 and change(client, long).status_code == 302
    assert login(app.test_client(), "petugas", long).location == "/"


def test_a_letter_with_an_accent_is_the_same_however_it_was_typed(app: Flask, client: FlaskClient) -> None:
    login(client, "petugas")
    change(client, "cafe\u0301 di tepi danau")
    assert login(app.test_client(), "petugas", "caf\u00e9 di tepi danau").location == "/"


def test_the_old_password_is_asked_for(client: FlaskClient) -> None:
    login(client, "petugas")
    assert "bukan kata sandi Anda" in change(client, STRONG, old="salah").text


def test_a_new_password_ends_the_other_sessions_and_tokens_but_not_this_one(app: Flask) -> None:
    mine, other = app.test_client(), app.test_client()
    login(mine, "pembaca")
    login(other, "pembaca")
    headers = bearer(app.test_client())
    assert change(mine, STRONG).status_code == 302
    assert is_in(mine) and not is_in(other)
    assert app.test_client().get("/api/v1/menu/", headers=headers).status_code == 401


def test_an_admin_gives_a_new_password_by_the_same_rule(app: Flask, client: FlaskClient) -> None:
    login(client, "admin")
    page = f"/resetpassword/form?pk={user_id(app, 'pembaca')}"
    for password, told in (("pembaca pembaca", "mudah ditebak"), (STRONG, "")):
        fields = {"password": password, "conf_password": password, "csrf_token": token(client, page)}
        answer = client.post(page, data=fields)
        assert (told in answer.text) if told else answer.status_code == 302
    assert login(app.test_client(), "pembaca", STRONG).location == "/"
    for nobody in ("/resetpassword/form", "/resetpassword/form?pk=999999", "/resetpassword/form?pk=x"):
        assert client.get(nobody).status_code == 404


@pytest.mark.usefixtures("costly")
def test_a_password_costs_whoever_guesses_it() -> None:
    kept = passphrase.hashed(STRONG)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passphrase.matches(kept, STRONG) and not passphrase.outdated(kept)
    assert not passphrase.matches(None, STRONG)


def test_an_old_hash_is_made_anew_at_the_login(app: Flask, client: FlaskClient) -> None:
    old = generate_password_hash(panels.PASSWORD)
    run(app.config["DATABASE_URL"], "UPDATE panel.ab_user SET password = :old", old=old)
    assert login(client, "petugas").location == "/" and is_in(client)
    kept = run(app.config["DATABASE_URL"], "SELECT password FROM panel.ab_user WHERE username = 'petugas'")
    assert str(kept[0][0]).startswith("$argon2id$")


def test_an_account_without_a_password_lets_nobody_in(app: Flask, client: FlaskClient) -> None:
    run(app.config["DATABASE_URL"], "UPDATE panel.ab_user SET password = NULL")
    assert login(client, "petugas").location.startswith("/login/")


# -- sessions and tokens


def test_an_account_switched_off_and_on_again_has_no_old_tokens(app: Flask, client: FlaskClient) -> None:
    headers = bearer(client)
    for active in ("false", "true"):
        run(app.config["DATABASE_URL"], f"UPDATE panel.ab_user SET active = {active}")
        assert client.get("/api/v1/menu/", headers=headers).status_code == 401


def test_a_refreshed_token_works_and_ends_with_the_password(app: Flask, client: FlaskClient) -> None:
    refresh = {"Authorization": f"Bearer {ask_token(client, 'pembaca', refresh=True).json['refresh_token']}"}
    fresh = client.post("/api/v1/security/refresh", headers=refresh).json["access_token"]
    headers = {"Authorization": f"Bearer {fresh}"}
    assert client.get("/api/v1/menu/", headers=headers).status_code == 200
    run(app.config["DATABASE_URL"], "UPDATE panel.ab_user SET password = password || ' '")
    assert client.post("/api/v1/security/refresh", headers=refresh).status_code == 401


def test_a_session_ends_after_its_hours_whatever_is_clicked(client: FlaskClient) -> None:
    login(client, "petugas")
    with client.session_transaction() as session:
        assert 11.9 * 3600 < session["panel_until"] - time.time() <= 12 * 3600
        session["panel_until"] = int(time.time()) - 1
    assert not is_in(client)


def test_a_session_ends_when_nothing_is_clicked(app: Flask, client: FlaskClient) -> None:
    login(client, "petugas")
    assert app.config["PERMANENT_SESSION_LIFETIME"] == timedelta(hours=8)
    app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(seconds=-1)
    assert not is_in(client)


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(app: Flask, client: FlaskClient) -> None:
    cookie = login(client, "petugas").headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Secure" not in cookie


def test_nothing_of_the_one_before_stays_in_the_session(client: FlaskClient) -> None:
    with client.session_transaction() as session:
        session["left"] = "behind"
    login(client, "petugas")
    with client.session_transaction() as session:
        assert "left" not in session


def test_an_admin_ends_the_sessions_of_somebody(app: Flask, client: FlaskClient) -> None:
    lost = app.test_client()
    login(lost, "petugas")
    login(client, "admin")
    pk = user_id(app, "petugas")
    sent = client.post(
        f"/users/action/endsessions/{pk}", data={"csrf_token": token(client, f"/users/show/{pk}")}
    )
    assert sent.status_code == 302 and not is_in(lost)


# -- actions


def test_actions_that_are_not_there_are_not_found(client: FlaskClient) -> None:
    login(client, "admin")
    sent = {"csrf_token": token(client, "/users/add")}
    for place in ("users", "groups", "roles"):
        assert client.post(f"/{place}/action/nonsense/1", data=sent).status_code == 404
        assert client.post(f"/{place}/action_post", data={**sent, "action": "nonsense"}).status_code == 404
        assert client.post(f"/{place}/action_post", data=sent).status_code == 404
        assert client.get(f"/{place}/show/x").status_code == 404
    assert client.post("/users/action/resetpasswords/99999", data=sent).status_code == 404
    assert client.get("/users/action/resetpasswords/1").status_code == 405
    assert client.get("/roles/delete/1").status_code == 405


def test_actions_are_refused_to_whom_they_are_not_for(client: FlaskClient) -> None:
    login(client, "petugas")
    sent = {"csrf_token": token(client, "/resetmypassword/form")}
    assert client.post("/users/action/resetpasswords/1", data=sent).status_code == 403
    assert client.post("/roles/action_post", data={**sent, "action": "copyrole"}).status_code == 403


# -- where a login leads


@pytest.mark.parametrize(
    "hostile",
    ["https://evil.invalid/", "//evil.invalid", "///evil.invalid", "/\\evil.invalid", "javascript:alert(1)",
     "http:evil.invalid", "\t//evil.invalid", "https://localhost@evil.invalid/", "/\t/evil.invalid"],
)  # fmt: skip
def test_a_login_leads_nowhere_else(client: FlaskClient, hostile: str) -> None:
    page = client.post(
        "/login/",
        query_string={"next": hostile},
        data={"username": "petugas", "password": panels.PASSWORD, "csrf_token": token(client)},
    )
    assert page.status_code == 302 and page.location == "/"
    again = client.get("/login/", query_string={"next": hostile})
    assert again.location == "/"


def test_a_login_leads_to_the_page_that_was_asked_for(client: FlaskClient) -> None:
    wanted = client.get(LIST).location
    data = {"username": "petugas", "password": panels.PASSWORD, "csrf_token": token(client)}
    assert client.post(wanted, data=data).location.endswith(LIST)


# -- links that let in once


def test_a_link_lets_in_once_to_choose_a_password(app: Flask, client: FlaskClient, link: str) -> None:
    client.get(link)
    sent = client.post(link, data={"csrf_token": token(client, link)})
    assert sent.location == "/resetmypassword/form"
    assert change(client, STRONG, old="").status_code == 302
    assert "bukan kata sandi Anda" in change(client, "kebun teh pagi berkabut", old="").text
    stranger = app.test_client()
    assert stranger.get(link).status_code == 404
    assert login(stranger, "admin", STRONG).location == "/"


def test_a_link_that_ran_out_lets_nobody_in(app: Flask, client: FlaskClient, link: str) -> None:
    run(app.config["DATABASE_URL"], "UPDATE panel.login_link SET expires_at = now()")
    assert client.get(link).status_code == 404
    assert client.post(link, data={"csrf_token": token(client)}).status_code == 404


def test_a_link_is_kept_as_a_digest(app: Flask, link: str) -> None:
    kept = run(app.config["DATABASE_URL"], "SELECT digest FROM panel.login_link")
    assert str(kept[0][0]) not in link
