from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import panels
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import Environment
from panels import login, run
from sqlalchemy import make_url
from werkzeug.test import Client

from app.reload import Live

SOON = 60.0  # seconds; it takes two at most, but a busy machine may take its time


@pytest.fixture
def live(installed: str, office: Path) -> Iterator[Live]:
    made = Live(lambda: panels.panel(installed, office), every=0.2)
    yield made
    made.stop()


class Browser:
    """One cookie, whichever app answers."""

    def __init__(self, live: Live, username: str = "admin") -> None:
        self.live = live
        first: FlaskClient = live.app.test_client()
        login(first, username)
        self.cookie = first.get_cookie("session").value  # type: ignore[union-attr]

    def get(self, address: str) -> tuple[int, str]:
        client = Client(self.live)
        client.set_cookie("session", self.cookie)
        answer = client.get(address)
        said = answer.status_code, answer.text
        answer.close()  # as a server does: only then has the request ended
        return said


def soon(true: Callable[[], bool]) -> float:
    """Waits until it is true; the seconds it took."""
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < SOON, "not by itself"
        time.sleep(0.05)
    return time.monotonic() - begun


def test_a_new_table_has_its_screen_without_a_restart(installed: str, office: Path) -> None:
    live = Live(lambda: panels.panel(installed, office))
    browser = Browser(live)
    run(
        installed,
        "CREATE TABLE visits (id int PRIMARY KEY, who text); INSERT INTO visits VALUES (1, 'Pak Uji')",
    )
    soon(lambda: browser.get("/data/visits/list/")[0] == 200)
    assert "Pak Uji" in browser.get("/data/visits/list/")[1]
    live.stop()


def test_the_roles_have_their_rights_on_a_new_screen(live: Live, installed: str) -> None:
    browser = Browser(live, "pembaca")
    run(installed, "CREATE TABLE visits (id int PRIMARY KEY, who text)")
    soon(lambda: "/data/visits/list/" in browser.get("/")[1])
    assert browser.get("/data/visits/list/")[0] == 200
    assert browser.get("/data/visits/add")[0] == 403


def test_a_new_column_is_shown_without_a_restart(live: Live, installed: str) -> None:
    browser = Browser(live)
    run(installed, "ALTER TABLE reports ADD place text DEFAULT 'Borong'")
    soon(lambda: "Borong" in browser.get("/data/reports/list/")[1])


def test_an_app_that_nobody_asks_any_more_gives_its_memory_back(live: Live, installed: str) -> None:
    old = weakref.ref(live.app)
    run(installed, "CREATE TABLE visits (id int PRIMARY KEY, who text)")
    soon(lambda: old() is None)


def test_the_pages_of_the_next_app_are_not_compiled_again(
    app: Flask, installed: str, office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = app.test_client().get("/login/")
    monkeypatch.delattr(Environment, "compile")
    after = panels.panel(installed, office).test_client().get("/login/")
    assert before.status_code == after.status_code == 200


def test_a_column_dropped_under_a_page_is_a_sentence_and_then_gone(live: Live, installed: str) -> None:
    browser = Browser(live)
    run(installed, "ALTER TABLE notes DROP body")
    status, page = browser.get("/data/notes/list/")
    assert status in (200, 409) and "SELECT" not in page
    assert soon(lambda: browser.get("/data/notes/list/")[0] == 200) < 2


def test_an_edit_of_the_description_is_live_without_a_restart(live: Live, office: Path) -> None:
    browser = Browser(live)
    (office / "screens" / "reports.yaml").write_text("table: reports\nlabel: Aduan Warga\n", encoding="utf-8")
    soon(lambda: "Aduan Warga" in browser.get("/")[1])


REPORT = """
label: Rekap Warga
roles: [Pembaca]
sheets: {a: {label: A, sql: "select count(*) as number from reports"}}
"""
MODULE = """
from models.description.report import Column, Report, Sheet
from models.description.screen import Wording
REPORT = Report(key="sendiri", label=Wording("Hitung Sendiri"), roles=frozenset({"*"}), sheets=(
    Sheet(key="a", label=Wording("A"), rows=lambda desk, values: [(7,)],
          columns=(Column(key="n", label=Wording("n"), format="integer"),)),))
"""


def test_a_new_report_is_there_with_its_rights_without_a_restart(live: Live, office: Path) -> None:
    reader = Browser(live, "pembaca")
    (office / "reports").mkdir()
    (office / "reports" / "rekap.yaml").write_text(REPORT, encoding="utf-8")
    soon(lambda: "Rekap Warga" in reader.get("/")[1])
    assert reader.get("/laporan/rekap/")[0] == 200
    (office / "reports" / "sendiri.py").write_text(MODULE, encoding="utf-8")
    soon(lambda: "Hitung Sendiri" in reader.get("/")[1])
    (office / "reports" / "sendiri.py").write_text(MODULE.replace("Hitung", "Tulis"), encoding="utf-8")
    soon(lambda: "Tulis Sendiri" in reader.get("/")[1])
    (office / "reports" / "rekap.yaml").unlink()
    soon(lambda: reader.get("/laporan/rekap/")[0] == 404)


def test_a_bad_edit_keeps_the_last_good_version_and_tells_the_admin(live: Live, office: Path) -> None:
    admin, reader = Browser(live), Browser(live, "pembaca")
    screen = office / "screens" / "reports.yaml"
    screen.write_text("table: reports\nlabel: Aduan Warga\n", encoding="utf-8")
    soon(lambda: "Aduan Warga" in admin.get("/")[1])
    screen.write_text("table: reportz\nlabel: Aduan Warga\n", encoding="utf-8")
    soon(lambda: "screens/reports.yaml:1" in admin.get("/")[1])
    assert "Aduan Warga" in admin.get("/")[1]
    assert "screens/reports.yaml" not in reader.get("/")[1]
    screen.write_text("table: reports\nlabel: Laporan Warga\n", encoding="utf-8")
    soon(lambda: "Laporan Warga" in admin.get("/")[1])
    assert "screens/reports.yaml" not in admin.get("/")[1]


def test_requests_under_way_end_on_the_app_they_began_with(live: Live, installed: str) -> None:
    browser = Browser(live)
    codes: list[int] = []
    stop = threading.Event()

    def browse() -> None:
        while not stop.is_set():
            codes.append(browser.get("/data/reports/list/")[0])

    workers = [threading.Thread(target=browse) for _ in range(2)]
    for worker in workers:
        worker.start()
    before = live.app
    run(installed, "CREATE TABLE visits (id int PRIMARY KEY)")
    soon(lambda: live.app is not before)
    stop.set()
    for worker in workers:
        worker.join()
    assert set(codes) == {200}


def test_the_old_app_gives_back_its_connections(live: Live, installed: str) -> None:
    browser = Browser(live)
    browser.get("/")
    with live.app.app_context():
        old = live.app.extensions["sqlalchemy"].engine
    run(installed, "CREATE TABLE visits (id int PRIMARY KEY)")
    live.check()
    assert old.pool.checkedin() == 0


def test_a_database_that_is_away_changes_nothing(live: Live, installed: str, server_url: str) -> None:
    before = live.app
    run(
        server_url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name",
        name=make_url(installed).database,
    )
    assert live.check() is False
    assert live.app is before


def test_nothing_changed_builds_nothing(live: Live) -> None:
    before = live.app
    assert live.check() is False
    assert live.app is before
