"""The surface: `tests/surface.txt` has every address, method and permission, and each door holds.

After a change that means to open or close a door: `.venv/bin/flask panel surface > tests/surface.txt`,
and read what is different.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from tests.clerk import LOGIN, Clerk
from tests.opened import Opened, filled, opened
from tests.survey_office import FORMS, SKM
from views import surface

LINES = (Path(__file__).parent / "surface.txt").read_text(encoding="utf-8").splitlines()
TABLE = f"""
    CREATE TABLE village (id serial PRIMARY KEY, name text); INSERT INTO village (name) VALUES ('Satu');
    {FORMS}"""
ARGUMENTS = {"screen": "village", "pk": "1", "version": "v1", "locale": "id", "number": "1"}
# What everybody who has logged in may do with their own account, and the description of the API.
OWN = re.compile(
    r"on (UserInfoEditView|ResetMyPasswordView|MenuApi|OpenApi|SwaggerView|WorkflowView|JobView)$"
    r"|can_userinfo|whoever has logged in"
)
# FAB's groups have no actions: none is found.
GROUPS = re.compile(r"/groups/action")
# A program logs in with a password and goes on with a token: there is no cookie to abuse.
TOKENS = ("/api/v1/security/login", "/api/v1/security/refresh")


def door(line: str) -> tuple[str, str]:
    """The method of a line, and its address with something put in for each argument."""
    method, address = line.split()[:2]
    address = address.replace(
        "<string:name>", "copyrole" if address.startswith("/roles") else "resetpasswords"
    )
    return method, re.sub(r"<(?:\w+:)?(\w+)>", lambda found: ARGUMENTS.get(found[1], "x"), address)


def named(lines: list[str]) -> list[str]:
    return [" ".join(line.split()[:2]) for line in lines]


GUARDED = [line for line in LINES if not line.endswith(" open")]
WRITES = [line for line in LINES if not line.startswith("GET") and door(line)[1] not in TOKENS]


@pytest.fixture(scope="module")
def at(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with opened(server_url, filled(TABLE), tmp_path_factory.mktemp("kantor"), SKM) as panel:
        yield panel


@pytest.fixture(scope="module")
def guest(at: Opened) -> Clerk:
    return at.browser("tamu")


@pytest.fixture(scope="module")
def admin(at: Opened) -> Clerk:
    return at.browser()


def knock(clerk: Clerk, line: str) -> TestResponse:
    method, address = door(line)
    if address.endswith("/action_post"):
        return clerk.send(address, {"action": "copyrole" if "/roles/" in address else "resetpasswords"})
    body = {} if method != "GET" and address.startswith("/api/") else None
    return clerk.call(method, address, body)


def test_the_surface_is_the_one_that_was_reviewed(at: Opened) -> None:
    assert surface.lines(at.app) == LINES


@pytest.mark.parametrize("line", GUARDED, ids=named(GUARDED))
def test_a_stranger_stays_outside(at: Opened, line: str) -> None:
    stranger = at.stranger()
    stranger.csrf = stranger.form(stranger.get(LOGIN))["csrf_token"]
    answer = knock(stranger, line)
    if answer.status_code == 302:
        outside = ("/", "/login/", ".")
        assert answer.headers["Location"].partition("?")[0] in outside, answer.headers["Location"]
    else:
        assert answer.status_code == 401, answer.text[:300]


RIGHTS = [line for line in GUARDED if not OWN.search(line)]


@pytest.mark.parametrize("line", RIGHTS, ids=named(RIGHTS))
def test_somebody_without_the_right_is_refused(guest: Clerk, line: str) -> None:
    answer = knock(guest, line)
    assert answer.status_code == (404 if GROUPS.search(line) else 403), answer.text[:300]


@pytest.mark.parametrize("line", WRITES, ids=named(WRITES))
def test_no_write_without_the_token_of_a_page(at: Opened, admin: Clerk, line: str) -> None:
    method, address = door(line)
    body = {"json": {}} if address.startswith("/api/") else {"data": {}}
    answer = admin.client.open(address, method=method, **body)
    assert answer.status_code == 400, answer.text[:300]
    assert at.ask("SELECT id, name FROM village") == [(1, "Satu")]


ADDRESSES = sorted({door(line)[1] for line in WRITES})
STATE = """
    SELECT (SELECT json_agg(v ORDER BY id)::text FROM village v),
           (SELECT json_agg(r ORDER BY id)::text FROM panel.ab_role r),
           (SELECT json_agg((id, username, email, password, active) ORDER BY id)::text FROM panel.ab_user),
           (SELECT count(*) FROM panel.ab_permission_view_role), (SELECT count(*) FROM panel.ab_user_role)
"""


@pytest.mark.parametrize("address", ADDRESSES)
def test_looking_at_an_address_changes_nothing(at: Opened, admin: Clerk, address: str) -> None:
    before = at.ask(STATE)
    assert admin.client.get(address, query_string={"action": "copyrole", "name": "x"}).status_code < 500
    assert at.ask(STATE) == before
