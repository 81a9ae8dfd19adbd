"""Work in the background, by a real worker: told about, done whole or not at all, never silently lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import slow_jobs
import sqlalchemy as sa
from flask import Flask
from panels import run
from signing import user_id

from app.database import connect, engine_for
from app.worker import Worker
from models import jobs
from models.actor import Actor
from models.errors import Missing, Refused
from models.jobs import Job
from models.panel import Desk, Panel
from tests.worked import working

ROOT = Path(__file__).parents[2]
LABEL = "Menulis {number} catatan"


@contextmanager
def desk_of(app: Flask, name: str = "petugas") -> Iterator[Desk]:
    """Somebody's desk; what they do is kept."""
    panel: Panel = app.extensions["panel"]
    roles = frozenset({"Admin"}) if name == "admin" else frozenset({"Petugas"})
    with connect(engine_for(app.config["DATABASE_URL"])) as connection:
        actor = Actor(user_id(app, name), name, roles)
        yield Desk(connection, panel, actor, datetime.now(UTC))
        connection.commit()


def ask(app: Flask, kind: str, who: str = "petugas", safe: bool = False, **args: object) -> int:
    with desk_of(app, who) as desk:
        return jobs.defer(desk, kind, args, label=LABEL, facts={"number": args.get("rows")}, safe=safe)


def read(app: Flask, number: int) -> Job:
    with desk_of(app, "admin") as desk:
        return jobs.read(desk, number)


def wait(app: Flask, number: int, until: Callable[[Job], bool] = lambda job: job.ended) -> Job:
    deadline = time.monotonic() + 40
    while not until(found := read(app, number)):
        assert time.monotonic() < deadline, found
        time.sleep(0.05)
    return found


def notes(url: str) -> list[str]:
    return [row.body for row in run(url, "SELECT body FROM notes ORDER BY id")]


@pytest.fixture
def worker(app: Flask) -> Iterator[Worker]:
    with working(app, slow_jobs.KINDS) as made:
        yield made


@contextmanager
def process(url: str, office: Path) -> Iterator[subprocess.Popen[str]]:
    """A worker that can be killed."""
    folders = os.pathsep.join([str(ROOT), str(ROOT / "tests" / "app")])
    with subprocess.Popen(
        [sys.executable, "-m", "slow_jobs", url, str(office)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": folders},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as started:
        try:
            yield started
        finally:
            if started.poll() is None:
                started.kill()


def test_a_job_is_done_as_its_person_and_says_what_came_of_it(app: Flask, worker: Worker) -> None:
    number = ask(app, "write", rows=3)
    found = wait(app, number)
    assert (found.state, found.done, found.total, found.share) == ("done", 3, 3, 100)
    assert found.result == {"sentence": "{number} baris ditambahkan.", "facts": {"number": 3}}
    assert notes(app.config["DATABASE_URL"]) == ["petugas job"] * 3
    assert found.started_at is not None and found.ended_at is not None


def test_a_request_that_is_rolled_back_leaves_no_job(app: Flask, worker: Worker) -> None:
    with desk_of(app) as desk:
        jobs.defer(desk, "write", {"rows": 1}, label=LABEL)
        desk.connection.rollback()
    url = app.config["DATABASE_URL"]
    assert run(url, "SELECT FROM panel.job") == []
    assert run(url, "SELECT FROM panel.procrastinate_jobs") == []


def test_the_queue_forgets_a_job_that_has_ended(app: Flask, worker: Worker) -> None:
    wait(app, ask(app, "write", rows=1))
    deadline = time.monotonic() + 10
    while run(app.config["DATABASE_URL"], "SELECT FROM panel.procrastinate_jobs"):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_progress_is_seen_while_the_work_is_not(app: Flask, worker: Worker) -> None:
    number = ask(app, "write", rows=30, pause=0.1)
    halfway = wait(app, number, lambda job: job.done > 3)
    assert halfway.state == "running" and halfway.total == 30
    assert halfway.share is not None and 0 < halfway.share < 100
    assert notes(app.config["DATABASE_URL"]) == []
    assert wait(app, number).state == "done"


def test_a_stopped_job_leaves_nothing(app: Flask, worker: Worker) -> None:
    number = ask(app, "write", rows=500, pause=0.05)
    wait(app, number, lambda job: job.done > 1)
    with desk_of(app) as desk:
        jobs.stop(desk, number)
    assert wait(app, number).state == "cancelled"
    assert notes(app.config["DATABASE_URL"]) == []


def test_one_long_statement_is_stopped_too(app: Flask, worker: Worker) -> None:
    number = ask(app, "sleep")
    wait(app, number, lambda job: job.state == "running")
    began = time.monotonic()
    with desk_of(app) as desk:
        jobs.stop(desk, number)
    assert wait(app, number).state == "cancelled"
    assert time.monotonic() - began < 10


def test_a_job_that_waits_is_stopped_at_once_and_never_done(app: Flask) -> None:
    number = ask(app, "write", rows=1)
    with desk_of(app) as desk:
        jobs.stop(desk, number)
        assert jobs.read(desk, number).state == "cancelled"
        with pytest.raises(Refused, match="sudah selesai"):
            jobs.stop(desk, number)
    with working(app, slow_jobs.KINDS):
        assert wait(app, ask(app, "write", rows=2)).state == "done"
    assert len(notes(app.config["DATABASE_URL"])) == 2


def test_a_refused_job_says_why_and_leaves_nothing(app: Flask, worker: Worker) -> None:
    found = wait(app, ask(app, "write", rows=3, refuse=True))
    assert (found.state, found.error) == ("failed", "Baris {number} belum benar.")
    assert notes(app.config["DATABASE_URL"]) == []


def test_a_kind_that_nobody_knows_is_a_sentence(app: Flask, worker: Worker) -> None:
    found = wait(app, ask(app, "terbang"))
    assert found.state == "failed" and found.error is not None
    assert found.error_facts == {"kind": "terbang"}


def test_the_rights_are_those_of_the_moment_of_the_work(app: Flask) -> None:
    url = app.config["DATABASE_URL"]
    number = ask(app, "rights")
    run(
        url,
        """UPDATE panel.ab_user_role SET role_id = (SELECT id FROM panel.ab_role WHERE name = 'Pembaca')
           WHERE user_id = :user""",
        user=user_id(app, "petugas"),
    )
    with working(app, slow_jobs.KINDS):
        found = wait(app, number)
    assert found.result == {"facts": {"may": False, "roles": ["Pembaca"]}}


def test_nothing_is_done_for_an_account_that_was_switched_off(app: Flask) -> None:
    number = ask(app, "write", rows=1)
    run(app.config["DATABASE_URL"], "UPDATE panel.ab_user SET active = false WHERE username = 'petugas'")
    with working(app, slow_jobs.KINDS):
        found = wait(app, number)
    assert found.state == "failed" and found.error is not None and "tidak aktif" in found.error
    assert notes(app.config["DATABASE_URL"]) == []


def test_a_job_is_seen_by_its_person_and_by_an_admin(app: Flask) -> None:
    number = ask(app, "write", rows=1)
    with desk_of(app) as desk:
        assert [one.id for one in jobs.newest(desk)] == [number]
        other = replace(desk, actor=Actor(user_id(app, "pembaca"), "pembaca", frozenset({"Pembaca"})))
        assert jobs.newest(other) == []
        with pytest.raises(Missing):
            jobs.read(other, number)
        with pytest.raises(Missing):
            jobs.stop(other, number)
    assert read(app, number).username == "petugas"


def test_a_job_whose_worker_was_killed_says_that_it_broke_off(app: Flask, office: Path) -> None:
    url = app.config["DATABASE_URL"]
    number = ask(app, "write", rows=500, pause=0.05)
    with process(url, office) as killed:
        wait(app, number, lambda job: job.done > 1)
        killed.kill()
    with working(app, slow_jobs.KINDS):
        found = wait(app, number)
    assert found.state == "failed" and found.error is not None and "berhenti di tengah" in found.error
    assert notes(url) == []


def test_a_safe_job_whose_worker_was_killed_is_begun_again(app: Flask, office: Path) -> None:
    url = app.config["DATABASE_URL"]
    number = ask(app, "write", rows=30, pause=0.1, safe=True)
    with process(url, office) as killed:
        wait(app, number, lambda job: job.done > 1)
        killed.kill()
    with working(app, slow_jobs.KINDS):
        found = wait(app, number)
    assert (found.state, found.attempts) == ("done", 2)
    assert len(notes(url)) == 30


def test_a_worker_that_is_told_to_end_breaks_off_and_ends_soon(app: Flask, office: Path) -> None:
    number = ask(app, "write", rows=500, pause=0.05)
    with process(app.config["DATABASE_URL"], office) as told:
        wait(app, number, lambda job: job.done > 1)
        told.send_signal(signal.SIGTERM)
        out, _ = told.communicate(timeout=15)
    assert told.returncode == 0, out
    found = read(app, number)
    assert found.state == "failed" and found.error is not None and "berhenti di tengah" in found.error


def test_a_job_that_a_dead_worker_took_and_never_began_is_done_by_the_next(app: Flask) -> None:
    url = app.config["DATABASE_URL"]
    number = ask(app, "write", rows=1)
    run(url, "UPDATE panel.procrastinate_jobs SET status = 'doing'")
    run(url, "UPDATE panel.job SET created_at = now() - interval '1 minute'")
    with working(app, slow_jobs.KINDS):
        assert wait(app, number).state == "done"


def test_two_workers_do_a_job_once(app: Flask, worker: Worker) -> None:
    with working(app, slow_jobs.KINDS):
        for number in [ask(app, "write", rows=1) for _ in range(6)]:
            assert wait(app, number).state == "done"
    assert len(notes(app.config["DATABASE_URL"])) == 6


def test_the_queue_lives_in_our_schema_and_works_from_any_search_path(app: Flask) -> None:
    url = app.config["DATABASE_URL"]
    ask(app, "write", rows=1)
    names: list[Any] = run(
        url,
        """SELECT DISTINCT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE c.relname LIKE 'procrastinate%'""",
    )
    assert [row.nspname for row in names] == ["panel"]


def test_our_copy_of_the_queue_is_that_of_the_pinned_package() -> None:
    """Another version of procrastinate brings steps of its own, for a migration of ours."""
    from importlib.resources import files

    ours = (ROOT / "models/migrations/versions/0009_queue.sql").read_text(encoding="utf-8")
    theirs = (files("procrastinate.sql") / "schema.sql").read_text(encoding="utf-8")
    assert ours.partition("\n")[2] == theirs


def test_a_worker_is_noticed(app: Flask) -> None:
    engine = engine_for(app.config["DATABASE_URL"])
    with connect(engine) as connection:
        assert not jobs.is_attended(connection)
    with working(app, slow_jobs.KINDS):
        deadline = time.monotonic() + 10
        with connect(engine) as connection:
            while not jobs.is_attended(connection):
                assert time.monotonic() < deadline
                connection.execute(sa.text("COMMIT"))
                time.sleep(0.05)
