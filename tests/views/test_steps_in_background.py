"""A step with so many rows that a worker takes it: asked once, told by reason, nothing of it half done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.clerk import Clerk
from tests.opened import Opened
from tests.views import flow_office
from tests.views.test_many_in_background import ended
from tests.views.test_many_steps import STEPS, post
from tests.views.test_step_pages import dialog, text
from tests.worked import working
from views import many_steps

ROOT = Path(__file__).parents[2]
ROWS = 65
MANY = {"all": "1", "same": "?where.title.starts=Banyak"}
# A row is as slow as a test needs it: it can be stopped, or killed, in the middle.
SLOW = """
CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.result = 'lambat' THEN PERFORM pg_sleep(0.1); END IF; RETURN NEW; END $$;
CREATE TRIGGER slow BEFORE UPDATE ON tickets FOR EACH ROW EXECUTE FUNCTION slow()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kantor")


@pytest.fixture(scope="module")
def office(server_url: str, folder: Path) -> Iterator[Opened]:
    with flow_office.opened(server_url, folder) as made:
        made.ask(SLOW)
        yield made


@pytest.fixture(autouse=True)
def rows(office: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """Besides the others, 60 that can begin, three whose titles are too short and two of the other kind."""
    monkeypatch.setattr(many_steps, "AT_ONCE", 50)
    flow_office.fresh(office)
    office.ask("""
        INSERT INTO tickets (title, kind) SELECT 'Banyak ' || n, 'biasa' FROM generate_series(1, 60) n;
        INSERT INTO tickets (title, kind) SELECT 'Ba' || n, 'biasa' FROM generate_series(1, 3) n;
        INSERT INTO tickets (title, kind, state) SELECT 'Banyak lain ' || n, 'lain', 'mula'
        FROM generate_series(1, 2) n""")


@pytest.fixture(scope="module")
def ani(office: Opened) -> Clerk:
    return office.browser("ani")


@contextmanager
def process(office: Opened, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that can be killed."""
    code = "import sys; from app.working import work; work(sys.argv[1])"
    settings = {"PYTHONPATH": str(ROOT), "PANEL_OFFICE": str(folder), "DATABASE_URL": office.url}
    settings |= {"PANEL_SECRET_KEY": "k" * 40, "PANEL_DATA": str(folder)}
    with subprocess.Popen(
        [sys.executable, "-c", code, office.url],
        cwd=ROOT,
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as started:
        try:
            yield started
        finally:
            if started.poll() is None:
                started.kill()


def begun(clerk: Clerk, step: str, chosen: dict[str, object], **answers: str) -> str:
    """The address of the job that a step with these rows becomes."""
    asked = dialog(post(clerk, STEPS + step, **chosen))
    asked.pop("csrf_token")
    sent = {**asked, **chosen, **{f"ask.{name}": value for name, value in answers.items()}}
    answer = post(clerk, STEPS + step, **sent)
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"]).removesuffix("?follow=1")


def is_begun(clerk: Clerk, address: str) -> None:
    deadline = time.monotonic() + 60
    while "dari" not in (told := clerk.get(f"{address}/state").json)["progress"]:
        assert time.monotonic() < deadline and not told["ended"], told
        time.sleep(0.05)


def moved(office: Opened) -> int:
    events = office.ask("SELECT count(*) FROM panel.event")[0][0]
    assert office.ask(
        "SELECT count(*) FROM tickets WHERE state = 'jalan' AND id > 5 OR result IS NOT NULL"
    ) == [(events,)]
    return int(str(events))


def test_rows_that_are_refused_are_told_by_reason_and_by_name(office: Opened, ani: Clerk) -> None:
    every = {"all": "1", "same": "?where.title.starts=Ba"}
    page = post(ani, STEPS + "mulai", **every)
    assert f"{ROWS} baris dipilih" in text(page) and "Dikerjakan di latar" in text(page)
    with working(office.app):
        address = begun(ani, "mulai", every)
        told = ended(ani, address)
    assert (told["state"], told["sentence"]) == ("done", "60 baris selesai, 5 belum.")
    assert moved(office) == 60
    assert ani.get(address).status_code == 200
    said = ani.get(f"{address}?follow=1")
    assert said.status_code == 302
    page = ani.get(str(said.headers["Location"]))
    assert "belum 3 baris: Judul belum panjang. Ba1 Ba2 Ba3" in text(page)
    assert "2 baris" in text(page) and "Langkah ini tidak ada di alur kerja baris ini. Banyak lain 1" in text(
        page
    )
    assert "selesai 60 baris Banyak 1" in text(page)
    others = office.browser("ari").get(str(said.headers["Location"]))
    assert others.status_code == 404


def test_rows_in_another_state_are_one_reason_whoever_moved_them(office: Opened, ani: Clerk) -> None:
    office.ask("UPDATE tickets SET title = 'Ba' || id WHERE id = 4")
    for key in ("6", "7"):  # moved before, at moments and by people of their own
        post(ani, f"/data/tickets/step/{key}/mulai", token=key)
    every = {"all": "1", "same": "?where.title.starts=Ba"}
    with working(office.app):
        address = begun(ani, "mulai", every)
        assert ended(ani, address)["sentence"] == "58 baris selesai, 8 belum."
    page = text(ani.get(f"/data/tickets/moved/{address.rpartition('/')[2]}"))
    assert "belum 3 baris: Keadaannya sekarang tidak cocok dengan langkah ini." in page


def test_the_answers_go_to_all_rows_and_a_second_press_to_the_same_job(office: Opened, ani: Clerk) -> None:
    keys = [str(row[0]) for row in office.ask("SELECT id FROM tickets WHERE id > 5 ORDER BY id")]
    chosen = {"key": [*keys, "9999"]}
    asked = dialog(post(ani, STEPS + "catat", **chosen))
    empty = post(ani, STEPS + "catat", token=asked["token"], expected="66", **chosen, **{"ask.result": ""})
    assert empty.status_code == 422 and "Wajib diisi." in text(empty)
    sent = {"token": asked["token"], "expected": asked["expected"], "ask.result": "Sudah", **chosen}
    first, second = (post(ani, STEPS + "catat", **sent).headers["Location"] for _ in range(2))
    assert first == second
    with working(office.app):
        assert ended(ani, str(first).removesuffix("?follow=1"))["sentence"] == "65 baris selesai, 1 belum."
    assert office.ask("SELECT count(*) FROM tickets WHERE result = 'Sudah'") == [(ROWS,)]
    assert moved(office) == ROWS


def test_another_number_of_rows_than_the_dialog_said_is_shown_first(office: Opened, ani: Clerk) -> None:
    asked = dialog(post(ani, STEPS + "mulai", **MANY))
    office.ask("INSERT INTO tickets (title, kind) VALUES ('Banyak juga', 'biasa')")
    late = post(ani, STEPS + "mulai", token=asked["token"], expected=asked["expected"], **MANY)
    assert late.status_code == 422 and "Sekarang 63 baris yang cocok." in text(late)
    assert office.ask("SELECT count(*) FROM panel.job WHERE state = 'waiting'") == [(0,)]


def test_a_step_that_is_stopped_has_moved_nobody(office: Opened, ani: Clerk) -> None:
    with working(office.app):
        address = begun(ani, "catat", MANY, result="lambat")
        is_begun(ani, address)
        assert post(ani, f"{address}/cancel").status_code == 302
        assert ended(ani, address)["state"] == "cancelled"
    assert moved(office) == 0
    assert ani.get(f"/data/tickets/moved/{address.rpartition('/')[2]}").status_code == 404


def test_a_step_whose_worker_is_killed_has_moved_nobody_and_is_taken_again(
    office: Opened, ani: Clerk, folder: Path
) -> None:
    with process(office, folder) as worker:
        address = begun(ani, "catat", MANY, result="lambat")
        is_begun(ani, address)
        worker.send_signal(signal.SIGKILL)
    assert moved(office) == 0
    office.ask("ALTER TABLE tickets DISABLE TRIGGER slow")
    with working(office.app):
        assert ended(ani, address)["sentence"] == "62 baris selesai, 0 belum."
    office.ask("ALTER TABLE tickets ENABLE TRIGGER slow")
    assert moved(office) == 62
