"""Safe sign-in, each promise of it through the doors that people and programs use."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import panels
import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from panels import login, run, token
from werkzeug.security import generate_password_hash

from app.database import connect, engine_for
from app.signin import accounts, attempts, codes
from tests.clerk import Forms

LIST = "/data/reports/list/"
API = "/api/v1/security/login"
STRONG = "hujan sore di loket"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits that no slow machine outlasts."""
    for name in ("ACCOUNT", "ADDRESS"):
        monkeypatch.setattr(attempts, name, replace(getattr(attempts, name), first=80, forgiven_every=9e9))


def ask_token(client: FlaskClient, username: str, password: str = panels.PASSWORD, **more: object) -> object:
    return client.post(API, json={"username": username, "password": password, "provider": "db", **more})


def bearer(client: FlaskClient, username: str = "pembaca", **more: object) -> dict[str, str]:
    return {"Authorization": f"Bearer {ask_token(client, username, **more).json['access_token']}"}


def is_in(client: FlaskClient) -> bool:
    return client.get(LIST).status_code == 200


def from_address(app: Flask, address: str) -> FlaskClient:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return client


def user_id(app: Flask, username: str) -> int:
    found = run(app.config["DATABASE_URL"], "SELECT id FROM panel.ab_user WHERE username = :u", u=username)
    return int(str(found[0][0]))


# -- how often somebody may try


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


def test_nobody_can_tell_by_the_time_whom_we_know(client: FlaskClient) -> None:
    def spent(name: str) -> float:
        begun = time.process_time()
        ask_token(client, name, "salah")
        return time.process_time() - begun

    spent("petugas")
    known = min(spent("petugas") for _ in range(3))
    unknown = min(spent(f"siapa{n}") for n in range(3))
    assert 0.4 < known / unknown < 2.5


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


def change(client: FlaskClient, new: str, old: str = panels.PASSWORD) -> object:
    page = "/resetmypassword/form"
    fields = {"current_password": old, "password": new, "conf_password": new}
    return client.post(page, data={"csrf_token": token(client, page), **fields})


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


@pytest.fixture
def link(app: Flask) -> Iterator[str]:
    with connect(engine_for(app.config["DATABASE_URL"])) as connection:
        made = accounts.new_link(connection, user_id(app, "admin"), timedelta(hours=1))
        connection.commit()
    yield f"/login/link/{made}"


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


# -- the second step


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


def give(client: FlaskClient, code: str) -> object:
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
