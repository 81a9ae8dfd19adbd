"""Beside the work of a job: tells how far it is, and hears whether somebody wants it to stop."""

from __future__ import annotations

import logging
import threading
from types import TracebackType

import psycopg2
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from models import job_runs
from models.jobs import Job
from models.progress import Progress

EVERY = 0.4  # seconds
log = logging.getLogger(__name__)


class Watch:
    """A thread for as long as the work lasts. `beside` commits by itself and is the thread's alone."""

    def __init__(self, job: Job, progress: Progress, work: sa.Connection, beside: sa.Connection) -> None:
        self._job = job
        self._progress = progress
        self._working = work.connection.driver_connection
        self._beside = beside
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, name=f"job {job.id}", daemon=True)
        self.asked = False  # somebody wants it to stop
        self.leaving = False  # the worker must go

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def leave(self) -> None:
        """The worker ends: the work is broken off."""
        self.leaving = True

    def _look(self) -> None:
        while not self._ended.wait(EVERY):
            try:
                done, total = self._progress.done, self._progress.total
                self.asked = job_runs.tick(self._beside, self._job.id, done, total) or self.asked
            except DBAPIError as error:  # the work will notice for itself
                log.info("The job's record is out of reach: %s", type(error).__name__)
            if self.asked or self.leaving:
                self._interrupt()

    def _interrupt(self) -> None:
        """The work ends at its next step; a statement that takes long ends at once."""
        self._progress.stop()
        if self._working is not None and not self._ended.is_set():
            try:
                self._working.cancel()
            except psycopg2.Error as error:
                log.info("The statement of a job could not be cancelled: %s", type(error).__name__)
