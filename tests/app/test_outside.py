"""LDAP and OIDC: settings that are sentences when wrong, and a login against a small provider."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import panels
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask
from joserfc import jwt
from joserfc.jwk import RSAKey
from panels import run

import config as defaults
from app.database import SetupError
from app.signin import outside

# FAB signs its state with 30 letters.
pytestmark = pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
LDAP = {
    "PANEL_LOGIN": "ldap",
    "PANEL_LDAP_SERVER": "ldaps://ldap.invalid",
    "PANEL_LDAP_SEARCH": "ou=people,dc=kantor",
}


class Provider(BaseHTTPRequestHandler):
    """Knows one person, asks nothing, and remembers the nonce."""

    key = RSAKey.import_key(rsa.generate_private_key(65537, 2048), {"kid": "1", "use": "sig", "alg": "RS256"})
    person: dict[str, object] = {}
    nonce = ""

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def do_GET(self) -> None:
        if self.path.startswith("/.well-known/"):
            self.answer(
                {
                    "issuer": self.issuer,
                    "authorization_endpoint": f"{self.issuer}/authorize",
                    "token_endpoint": f"{self.issuer}/token",
                    "jwks_uri": f"{self.issuer}/keys",
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            )
        else:
            self.answer({"keys": [self.key.as_dict(private=False)]})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": "panel", "sub": "1", "iat": now, "exp": now + 60}
        claims |= {"nonce": Provider.nonce, **Provider.person}
        signed = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.key)
        self.answer({"access_token": "a", "token_type": "Bearer", "id_token": signed})

    def answer(self, told: object) -> None:
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def provider() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def panel(installed: str, office: object, provider: str) -> Iterator[Flask]:
    made = panels.panel(
        installed,
        office,
        PANEL_LOGIN="oidc",
        PANEL_OIDC_ISSUER=provider,
        PANEL_OIDC_CLIENT="panel",
        PANEL_OIDC_SECRET="rahasia",
        PANEL_NEW_USER_ROLE="Pembaca",
        PANEL_ROLE_MAP="staf=Petugas",
    )
    yield made
    with made.app_context():
        made.extensions["sqlalchemy"].engine.dispose()


def come_in(panel: Flask, **person: object) -> tuple[object, object]:
    """Through the provider's door, as a browser is sent."""
    Provider.person = person
    client = panel.test_client()
    there = urlsplit(client.get("/login/oidc?next=/data/reports/list/").location)
    asked = {name: values[0] for name, values in parse_qs(there.query).items()}
    assert asked["code_challenge_method"] == "S256"
    Provider.nonce = asked["nonce"]
    back = client.get("/oauth-authorized/oidc", query_string={"code": "c", "state": asked["state"]})
    return client, back


def test_somebody_whom_the_provider_knows_comes_in(panel: Flask) -> None:
    person = {"preferred_username": "siti", "name": "Siti Aminah", "email": "s@x.invalid", "groups": ["staf"]}
    client, back = come_in(panel, **person)
    assert back.location == "/data/reports/list/"
    assert client.get(back.location).status_code == 200
    found = run(
        panel.config["DATABASE_URL"],
        """SELECT u.first_name, u.last_name, array_agg(r.name ORDER BY r.name) FROM panel.ab_user u
           JOIN panel.ab_user_role ur ON ur.user_id = u.id JOIN panel.ab_role r ON r.id = ur.role_id
           WHERE username = 'siti' GROUP BY 1, 2""",
    )
    assert tuple(found[0]) == ("Siti", "Aminah", ["Pembaca", "Petugas"])


def test_the_provider_says_what_somebody_may_do_each_time(panel: Flask) -> None:
    come_in(panel, preferred_username="siti", name="Siti A", groups=["staf"])
    come_in(panel, preferred_username="siti", name="Siti A", groups=[])
    names = run(
        panel.config["DATABASE_URL"],
        """SELECT r.name FROM panel.ab_user u JOIN panel.ab_user_role ur ON ur.user_id = u.id
           JOIN panel.ab_role r ON r.id = ur.role_id WHERE username = 'siti'""",
    )
    assert [row[0] for row in names] == ["Pembaca"]


def test_a_token_for_another_login_lets_nobody_in(panel: Flask) -> None:
    Provider.person = {"preferred_username": "siti"}
    client = panel.test_client()
    client.get("/login/oidc")
    Provider.nonce = "of somebody else"
    back = client.get("/oauth-authorized/oidc", query_string={"code": "c", "state": "x"})
    assert back.location.startswith("/login/")
    assert client.get("/data/reports/list/").status_code == 302


def test_the_cookie_does_not_carry_the_providers_tokens(panel: Flask) -> None:
    client, _ = come_in(panel, preferred_username="siti", name="Siti A")
    with client.session_transaction() as session:
        assert "oauth" not in session


def test_there_is_no_password_door_beside_it(panel: Flask) -> None:
    client = panel.test_client()
    page = client.get("/login/")
    assert "Masuk dengan Akun kantor" in page.text and 'type="password"' not in page.text
    sent = {"username": "petugas", "password": panels.PASSWORD, "provider": "db"}
    assert client.post("/api/v1/security/login", json=sent).status_code == 400
    assert client.get("/login/google").status_code == 404


def test_groups_become_roles() -> None:
    told = "cn=staf,ou=g,dc=kantor=Petugas; pimpinan = Camat, Admin ;"
    assert outside.role_map(told) == {"cn=staf,ou=g,dc=kantor": ["Petugas"], "pimpinan": ["Camat", "Admin"]}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"PANEL_LDAP_SERVER": ""}, "PANEL_LDAP_SERVER"),
        ({"PANEL_ROLE_MAP": "staf"}, "PANEL_ROLE_MAP"),
        ({"PANEL_ROLE_MAP": "staf=Raja"}, "Raja"),
        ({"PANEL_NEW_USER_ROLE": "Raja"}, "Raja"),
        ({"PANEL_LOGIN": "oidc"}, "PANEL_OIDC_ISSUER"),
    ],
)
def test_a_directory_that_is_half_described_is_a_sentence(
    installed: str, office: object, change: dict[str, str], told: str
) -> None:
    with pytest.raises(SetupError, match=told):
        panels.panel(installed, office, **{**LDAP, **change})


def test_ldap_is_handed_to_fab_and_only_with_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "find_spec", lambda _: object())
    settings = {name: getattr(defaults, name) for name in dir(defaults) if name.isupper()} | LDAP
    settings["PANEL_LDAP_TLS"] = False
    outside.configure(settings, {})
    assert settings["AUTH_LDAP_SERVER"] == "ldaps://ldap.invalid" and settings["AUTH_LDAP_TLS_DEMAND"]
    settings["PANEL_LDAP_SERVER"] = "ldap://ldap.invalid"
    with pytest.raises(SetupError, match="TLS"):
        outside.configure(settings, {})
