"""The pages of background jobs: mine, in words, with a way to stop; a worker does them meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.database import connect, engine_for
from app.job_kinds import Work
from models import jobs
from models.actor import Actor
from models.panel import Desk
from tests.opened import Opened, opened
from tests.worked import working

TABLE = "CREATE TABLE village (id serial PRIMARY KEY, name text); INSERT INTO village (name) VALUES ('Satu')"


def work(work: Work) -> Mapping[str, Any]:
    """A thousand steps, a file, and a word on it."""
    for done in range(1000):
        work.progress.step(done, 1000)
        time.sleep(work.job.args.get("pause", 0))
    work.folder.mkdir(parents=True, exist_ok=True)
    (work.folder / "hasil.txt").write_text("isi", encoding="utf-8")
    return {
        "sentence": "Berkas {name} sudah ada.",
        "facts": {"name": "hasil.txt"},
        "file": "hasil.txt",
        "links": [{"label": "Buka {inside}", "href": "/data/village/list/"}],
        "lines": [{"sentence": "{count} baris.", "facts": {"count": 12345}}],
    }


@pytest.fixture(scope="module")
def at(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    data: Path = tmp_path_factory.mktemp("data")

    def fill(url: str) -> None:
        with connect(engine_for(url)) as connection:
            connection.exec_driver_sql(TABLE)
            connection.commit()

    with opened(server_url, fill, tmp_path_factory.mktemp("kantor"), PANEL_DATA=data) as made:
        yield made


@pytest.fixture
def worker(at: Opened) -> Iterator[None]:
    with working(at.app, {"work": work}):
        yield


def ask(at: Opened, who: str = "editor", **args: object) -> int:
    ((user,),) = at.ask("SELECT id FROM panel.ab_user WHERE username = %s", who)
    with connect(engine_for(at.url)) as connection:
        desk = Desk(connection, at.panel, Actor(int(str(user)), who), datetime.now(UTC))
        number = jobs.defer(
            desk, "work", args, label="Bekerja dengan {inside} x {n}", facts={"n": 2000}, screen="village"
        )
        connection.commit()
    return number


def end(at: Opened, number: int) -> dict[str, Any]:
    browser, deadline = at.browser("editor"), time.monotonic() + 30
    while True:
        found: dict[str, Any] = browser.get(f"/jobs/{number}/state").json or {}
        if found["ended"]:
            return found
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_job_that_is_done_tells_it_in_words_and_gives_its_file(at: Opened, worker: None) -> None:
    number = ask(at)
    found = end(at, number)
    assert (found["state"], found["share"], found["progress"]) == ("done", 100, "999 dari 1.000")
    page = at.browser("editor").get(f"/jobs/{number}").text
    for words in (
        "Bekerja dengan village x 2.000",
        "Berkas hasil.txt sudah ada.",
        "12.345 baris.",
        "selesai",
    ):
        assert words in page
    assert 'href="/data/village/list/"' in page
    with closing(at.browser("editor").get(f"/jobs/{number}/file")) as file:
        assert file.text == "isi"


def test_a_file_that_is_gone_is_a_sentence(at: Opened, worker: None) -> None:
    number = ask(at)
    end(at, number)
    for path in (at.app.config["PANEL_DATA"] / "jobs" / str(number)).iterdir():
        path.unlink()
    answer = at.browser("editor").get(f"/jobs/{number}/file")
    assert answer.status_code == 404 and "tidak disimpan" in answer.text


def test_a_job_is_stopped_by_its_button(at: Opened, worker: None) -> None:
    number = ask(at, pause=0.02)
    browser = at.browser("editor")
    assert "Batalkan" in browser.get(f"/jobs/{number}").text
    assert browser.send(f"/jobs/{number}/cancel", {}).status_code == 302
    assert end(at, number)["state"] == "cancelled"
    page = browser.get(f"/jobs/{number}").text
    assert "Tidak ada yang disimpan" in page and "Batalkan" not in page


def test_a_job_of_somebody_else_is_not_there(at: Opened) -> None:
    number = ask(at)
    reader = at.browser("pembaca")
    for address in (f"/jobs/{number}", f"/jobs/{number}/state", f"/jobs/{number}/file"):
        assert reader.get(address).status_code == 404
    assert reader.send(f"/jobs/{number}/cancel", {}).status_code == 404
    assert "Bekerja dengan" not in reader.get("/jobs/").text
    assert "Bekerja dengan" in at.browser("editor").get("/jobs/").text
    seen = at.browser("admin").get("/jobs/").text
    assert "Bekerja dengan" in seen and "editor" in seen


def test_without_a_worker_the_page_says_so(at: Opened) -> None:
    at.ask("DELETE FROM panel.procrastinate_workers")
    number = ask(at)
    page = at.browser("editor").get(f"/jobs/{number}").text
    assert "flask panel work" in page and "menunggu" in page
    assert 'http-equiv="refresh"' in page


def test_a_stranger_sees_no_job(at: Opened) -> None:
    assert at.stranger().get(f"/jobs/{ask(at)}").status_code == 302


def test_no_message_holds_what_a_job_was_given(at: Opened) -> None:
    number = ask(at, secret="3175091234567890")
    assert "3175091234567890" not in at.browser("editor").get(f"/jobs/{number}").text
    with connect(engine_for(at.url)) as connection:
        assert connection.scalar(
            sa.text("SELECT args ->> 'secret' FROM panel.job WHERE id = :n"), {"n": number}
        )
