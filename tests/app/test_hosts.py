"""Names, proxies, headers and settings: what stands before every page."""

from __future__ import annotations

import panels
import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from panels import login

import config
from app import settings
from app.database import SetupError
from app.hosts import address, names


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


HOSTILE = ["evil.invalid", "localhost.evil.invalid", "127.0.0.1.evil.invalid", "localhost:80@evil.invalid",
           "evil.invalid:8080", "8.8.8.8", "localhost, evil.invalid", "<script>", "local host"]  # fmt: skip


@pytest.mark.parametrize("host", HOSTILE)
def test_a_strange_name_is_refused_on_every_page(client: FlaskClient, host: str) -> None:
    for page in ("/", "/login/", "/api/v1/reports/", "/data/reports/list/"):
        answer = client.get(page, headers={"Host": host})
        assert answer.status_code == 400
        assert "evil.invalid/" not in answer.text and "<script>" not in answer.text


def test_a_password_for_a_strange_name_is_not_looked_at(client: FlaskClient) -> None:
    data = {"username": "petugas", "password": panels.PASSWORD}
    answer = client.post("/login/", data=data, headers={"Host": "evil.invalid"})
    assert answer.status_code == 400


def test_the_panel_knows_its_names() -> None:
    at_home = names("127.0.0.1", "panel.kantor.go.id, 10.1.2.3")
    assert all(map(at_home, ("localhost", "LOCALHOST:8080", "127.0.0.1:8080", "[::1]:8080", "10.1.2.3")))
    assert at_home("panel.kantor.go.id:443") and not at_home("kantor.go.id") and not at_home("10.1.2.4")
    open_to_all = names("0.0.0.0", "")
    assert open_to_all("192.168.1.5:8080") and not open_to_all("8.8.8.8") and not open_to_all("0.0.0.0.x")


def test_nobodys_word_counts_for_who_calls(app: Flask) -> None:
    told = {
        "X-Forwarded-For": "203.0.113.5",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.invalid",
    }
    assert seen(app, told) == ("127.0.0.1", "http", "localhost")


def test_the_word_of_our_proxy_counts_and_no_further(app: Flask, installed: str) -> None:
    behind = panels.panel(installed, app.extensions["panel"].office.folder, PANEL_PROXIES="1")
    told = {"X-Forwarded-For": "6.6.6.6, 203.0.113.5", "X-Forwarded-Proto": "https"}
    assert seen(behind, told) == ("203.0.113.5", "https", "localhost")
    assert behind.test_client().get("/", headers={"X-Forwarded-Host": "evil.invalid"}).status_code == 400


def seen(app: Flask, headers: dict[str, str]) -> tuple[str | None, str, str]:
    with app.test_client() as client:
        client.get("/login/", headers=headers)
        return request.remote_addr, request.scheme, request.host


def test_callers_are_counted_by_address_or_network() -> None:
    assert address({"REMOTE_ADDR": "203.0.113.5"}) == "203.0.113.5"
    assert address({"REMOTE_ADDR": "::ffff:203.0.113.5"}) == "203.0.113.5"
    assert address({"REMOTE_ADDR": "2001:db8:1:2:3::4"}) == address({"REMOTE_ADDR": "2001:db8:1:2::9"})
    assert address({}) == ""


def test_every_answer_tells_the_browser_to_trust_us_alone(client: FlaskClient) -> None:
    login(client, "admin")
    for page in ("/", "/data/reports/list/", "/grid/reports/", "/users/list/", "/tidak-ada", "/api/v1/menu/"):
        headers = client.get(page).headers
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        assert policy["script-src"] == "'self'" and policy["default-src"] == "'none'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"
        assert "Strict-Transport-Security" not in headers


PAGES = [
    *("/", "/data/reports/list/", "/data/reports/add", "/grid/reports/", "/swagger/v1"),
    *("/users/list/", "/users/add", "/roles/list/", "/account/second-step/", "/resetmypassword/form"),
]


def test_no_page_has_a_script_or_a_handler_within_it(client: FlaskClient) -> None:
    login(client, "admin")
    for page in PAGES:
        html = client.get(page).text
        assert "<script>" not in html and " onclick=" not in html and "javascript:" not in html, page
        assert " style=" not in html, page


def test_under_https_the_cookie_and_the_browser_stay_there(app: Flask, installed: str) -> None:
    secure = panels.panel(installed, app.extensions["panel"].office.folder, PANEL_HTTPS="true")
    answer = secure.test_client().get("/login/", base_url="https://localhost")
    assert "Secure" in answer.headers["Set-Cookie"] and "HttpOnly" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


NONSENSE = [
    ("PANEL_STATEMENT_TIMEOUT", "banyak"),
    ("PANEL_STATEMENT_TIMEOUT", "0"),
    ("PANEL_STATEMENT_TIMEOUT", "-1"),
    ("PANEL_IDLE_MINUTES", "1.5"),
    ("PANEL_PASSWORD_LENGTH", "4"),
    ("PANEL_PROXIES", "semua"),
    ("PANEL_UPLOAD_MB", "١٠"),
    ("PANEL_HTTPS", "ya"),
    ("PANEL_LOGIN", "google"),
    ("PANEL_SESSION_HOURS", ""),
]


@pytest.mark.parametrize(("name", "value"), NONSENSE)
def test_nonsense_in_a_setting_is_a_sentence(installed: str, office: object, name: str, value: str) -> None:
    with pytest.raises(SetupError, match=name):
        panels.panel(installed, office, **{name: value})


def test_every_number_has_a_default_that_is_allowed() -> None:
    for name in settings.NUMBERS:
        settings.number(name, getattr(config, name))
