"""Does one job: as its person, in one transaction, told about beside it."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale
from sqlalchemy.exc import DBAPIError

from app.acting import absent
from app.database import sqlstate
from app.job_kinds import Kinds, Work
from app.job_watch import Watch
from models import job_runs
from models.actor import Actor
from models.errors import PanelError
from models.jobs import Job
from models.panel import Desk, Panel
from models.progress import Progress, Stopped

log = logging.getLogger(__name__)

LONGEST = "6h"  # one statement of a job
UNHURRIED = sa.text("""
    SELECT set_config('statement_timeout', :longest, true),
           set_config('idle_in_transaction_session_timeout', '0', true)""")
_ZONE = sa.text("SELECT set_config('TimeZone', :zone, true)")


class Jobs:
    """The jobs that this process is at."""

    def __init__(self, engine: sa.Engine, kinds: Kinds) -> None:
        self._engine = engine
        self._kinds = kinds
        self._watches: set[Watch] = set()
        self._leaving = False

    def leave(self) -> None:
        """Breaks off what is under way: the process must end."""
        self._leaving = True
        for one in tuple(self._watches):
            one.leave()

    def do(self, app: Flask, number: int) -> None:
        """Does a job that waits, whatever comes of it. One that waits no more is passed over."""
        with (
            self._engine.connect() as work,
            self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as beside,
        ):
            work.execute(UNHURRIED, {"longest": LONGEST})
            job = job_runs.begin(work, beside, number)
            if job is None:
                return
            progress = Progress()
            watch = Watch(job, progress, work, beside)
            self._watches.add(watch)
            watch.leaving = self._leaving
            try:
                with watch:
                    result = self._done(app, work, job, progress)
                job_runs.finish(work, job, progress.done, progress.total, result)
                work.commit()
            except (PanelError, Stopped, DBAPIError) as error:
                _undo(work)
                _tell(beside, job, watch, _explained(job, error))
            except Exception:  # a border: whatever happened, the person is told
                reference = secrets.token_hex(4)
                log.exception("%s Job %s (%s) failed", reference, job.id, job.kind)
                _undo(work)
                _tell(beside, job, watch, PanelError(job_runs.UNEXPECTED, number=reference))
            finally:
                self._watches.discard(watch)

    def _done(self, app: Flask, work: sa.Connection, job: Job, progress: Progress) -> Mapping[str, Any]:
        run = self._kinds.get(job.kind)
        if run is None:
            raise PanelError(job_runs.UNKNOWN, kind=job.kind)
        panel: Panel = app.extensions["panel"]
        work.execute(_ZONE, {"zone": str(panel.office.zone)})
        with app.app_context(), force_locale(job.language):
            now = datetime.now(panel.office.zone)
            desk = Desk(work, panel, _actor(app, job), now, app.extensions["panel_files"])
            return run(Work(desk, job, progress, folder_of(app, job.id)))


def _actor(app: Flask, job: Job) -> Actor:
    """Whoever asked for the job, with what they may do now. The machine itself where nobody did."""
    if job.user_id is None:
        return Actor(None, job.username, everything=True, door="job", label="Panel")
    found = absent(app, job.user_id)
    app.extensions["appbuilder"].session.rollback()  # reads nothing any more
    if found is None:
        raise PanelError(job_runs.GONE, username=job.username)
    return found


def folder_of(app: Flask, job: int) -> Path:
    """Where a file lies that came of a job. Made by whoever puts one there."""
    folder: Path = app.config["PANEL_DATA"] / "jobs" / str(job)
    return folder


def _undo(work: sa.Connection) -> None:
    try:
        work.rollback()
    except DBAPIError:
        work.invalidate()  # the server is away: it has undone everything by itself


def _tell(beside: sa.Connection, job: Job, watch: Watch, error: PanelError) -> None:
    """What became of a job that was undone."""
    try:
        if watch.asked:
            job_runs.cancel(beside, job)
        elif watch.leaving:
            job_runs.break_off(beside, job)
        else:
            job_runs.fail(beside, job, error)
    except DBAPIError as away:  # the next worker's sweep says that it broke off
        log.warning("Job %s: its end could not be written: %s", job.id, type(away).__name__)


def _explained(job: Job, error: Exception) -> PanelError:
    if isinstance(error, PanelError):
        return error
    code = sqlstate(error) or "-"
    log.error("Job %s (%s) was refused by the database: %s", job.id, job.kind, code)
    return PanelError(job_runs.REFUSED, code=code)
