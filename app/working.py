"""The process that does the work in the background. `run.py` starts one; so does `flask panel work`."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import threading
import time

import psycopg
import sqlalchemy as sa
from procrastinate.exceptions import ConnectorException
from sqlalchemy.exc import DBAPIError

import config
from app import create_app
from app.database import connect, engine_for
from app.settings import number
from app.worker import PATIENCE, Worker
from models.errors import PanelError
from models.migrations import upgrade

_THERE = sa.text("SELECT to_regclass('panel.alembic_version') IS NOT NULL")


def wait_until_installed(url: str, patience: float = 600.0) -> None:
    """The web server installs at its start; what is there before that is not ours to use."""
    until = time.monotonic() + patience
    while True:
        try:
            with connect(engine_for(url)) as connection:
                if connection.scalar(_THERE) and upgrade.is_current(connection):
                    return
        except (DBAPIError, PanelError):
            if time.monotonic() > until:
                raise
        if time.monotonic() > until:
            raise PanelError("Panel belum dipasang di basis data ini: .venv/bin/flask panel install")
        time.sleep(0.5)


def work(url: str, watched: int | None = None) -> None:
    """Works on a database until stopped. `watched`: a pipe that breaks when whoever started us is gone.

    Raises PanelError when it cannot.
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    at_once = max(1, number("PANEL_JOBS", config.PANEL_JOBS))
    worker = Worker(url, make=lambda: create_app({"DATABASE_URL": url}), at_once=at_once)
    if watched is not None:
        threading.Thread(target=_end_with, args=(watched, worker), daemon=True).start()
    wait_until_installed(url)
    try:
        worker.run()
    except (ConnectorException, psycopg.Error) as error:
        raise PanelError("Antrean pekerjaan tidak dapat dihubungi.") from error


def _end_with(watched: int, worker: Worker) -> None:
    """Ends this process with whoever started it, also while it still waits for a database that is gone."""
    os.read(watched, 1)
    if worker.ready.is_set():
        worker.stop()
        time.sleep(PATIENCE + 5)
    os._exit(1)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("watched", type=int)
    assert config.DATABASE_URL is not None
    try:
        work(config.DATABASE_URL, parser.parse_args().watched)
    except PanelError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
