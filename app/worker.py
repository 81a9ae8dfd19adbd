"""Takes jobs from the queue, in this process."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import threading
from collections.abc import Callable
from typing import Any

import procrastinate
import psycopg
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError

from app import create_app
from app.all_jobs import KINDS
from app.database import connect, engine_for, url_of
from app.job_kinds import Kinds
from app.jobs import Jobs
from app.reload import Serving, is_current
from models import job_runs, jobs
from models.errors import PanelError

log = logging.getLogger(__name__)

SWEEP_EVERY = 2.0  # seconds
PATIENCE = 10.0  # seconds that jobs get to break off
Make = Callable[[], Flask]


class Newest:
    """The app as catalog and description are now: built for the first job, and when they moved."""

    def __init__(self, make: Make) -> None:
        self._make = make
        self._serving: Serving | None = None
        self._lock = threading.Lock()

    def __call__(self) -> Flask:
        with self._lock:
            if self._serving is None or not is_current(self._serving.app):
                if self._serving is not None:
                    self._serving.retire()
                self._serving = Serving(self._make(), lambda: None)
                gc.collect()  # the app before it, unless a job is still at it
            return self._serving.app


class Worker:
    """Takes jobs from the queue, some at a time, until it is told to stop."""

    def __init__(self, url: str, kinds: Kinds = KINDS, make: Make = create_app, at_once: int = 2) -> None:
        self._url = url_of(url)
        self._engine = engine_for(url)
        self._jobs = Jobs(self._engine, kinds)
        self._newest = Newest(make)
        self._at_once = at_once
        self._stop: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.ready = threading.Event()

    def stop(self) -> None:
        """From any thread, or from a handler of a signal."""
        self._jobs.leave()
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)

    def run(self) -> None:
        """Works until stopped."""
        asyncio.run(self._run())

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        if threading.current_thread() is threading.main_thread():
            self._hear(self._loop)
        queue = self._queue()
        async with queue.open_async():
            await asyncio.to_thread(self._tidy)
            working = asyncio.create_task(
                queue.run_worker_async(
                    queues=[jobs.QUEUE],
                    name="panel",
                    concurrency=self._at_once,
                    delete_jobs="always",
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=PATIENCE,
                )
            )
            sweeping = asyncio.create_task(self._sweep())
            stopping = asyncio.create_task(self._stop.wait())
            self.ready.set()
            await asyncio.wait([working, stopping], return_when=asyncio.FIRST_COMPLETED)
            self._jobs.leave()
            for task in (sweeping, stopping, working):
                task.cancel()
            await asyncio.gather(sweeping, stopping, working, return_exceptions=True)

    def _hear(self, loop: asyncio.AbstractEventLoop) -> None:
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C ends the process by itself
            for one in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(one, self.stop)

    def _queue(self) -> procrastinate.App:
        address = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        connector = procrastinate.PsycopgConnector(
            conninfo=address,
            min_size=1,
            max_size=3,
            timeout=15,
            kwargs={"connect_timeout": 10, "application_name": "meja-aduan pekerjaan"},
            configure=_in_our_schema,
        )
        queue = procrastinate.App(connector=connector)

        @queue.task(name=jobs.TASK)
        def do(job: int) -> None:
            self._jobs.do(self._newest(), job)

        return queue

    def _tidy(self) -> None:
        with self._beside() as beside:
            job_runs.forget_old(beside)
            job_runs.sweep(beside)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_EVERY)
            try:
                await asyncio.to_thread(self._tidy)
            except (DBAPIError, PanelError) as error:
                log.info("The jobs could not be looked through: %s", type(error).__name__)

    def _beside(self) -> sa.Connection:
        return connect(self._engine).execution_options(isolation_level="AUTOCOMMIT")


async def _in_our_schema(connection: psycopg.AsyncConnection[Any]) -> None:
    """Not by a start-up option: poolers refuse those."""
    await connection.set_autocommit(True)
    await connection.execute("SELECT set_config('search_path', 'panel, pg_temp', false)")
