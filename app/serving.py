"""The web server's process: brings the database up to date, tells the accounts, serves."""

from __future__ import annotations

import argparse
import gc
import os
import select
import signal
import socket
import sys
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.http.errors import LimitRequestLine, ParseException
from gunicorn.util import write_error
from gunicorn.workers.base import Worker
from gunicorn.workers.gthread import ThreadWorker

import config
from app import create_app
from app.readiness import prepare, tell_ready
from app.reload import Live, is_current
from app.settings import number
from models.errors import PanelError


class PanelWorker(ThreadWorker):
    """Looks, once a second, whether the main job still lives, and ends the web server with it."""

    watched: int

    def is_parent_alive(self) -> bool:
        if select.select([self.watched], [], [], 0)[0]:
            os.kill(self.ppid, signal.SIGTERM)
            return False
        return bool(super().is_parent_alive())

    def handle_error(self, req: object, client: socket.socket, addr: object, exc: BaseException) -> None:
        """What never reached the app, in its words: gunicorn's own are English."""
        if isinstance(exc, LimitRequestLine):
            said = "Alamat ini terlalu panjang. Kembali, lalu persingkat pencarian atau saringannya."
            write_error(client, 414, "Alamat terlalu panjang", said)
        elif isinstance(exc, ParseException):
            super().handle_error(req, client, addr, exc)
        else:
            self.log.exception("Error outside the app")
            write_error(client, 500, "Terjadi gangguan", "Coba lagi sebentar lagi.")


class PanelServer(BaseApplication):
    """gunicorn, told by us alone: no files of its own, no command line."""

    def __init__(self, first: Flask, options: dict[str, Any]) -> None:
        self._first = first
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Live:
        """In each worker: it begins with the app that was built for all, and builds its next one itself."""
        built = [self._first]
        return Live(lambda: built.pop() if built else create_app())


def main() -> int:
    asked = _arguments()
    PanelWorker.watched = asked.watched
    try:
        first = build(prepare(embedded=asked.embedded))
    except PanelError as error:
        print(error, file=sys.stderr)
        return 1
    PanelServer(first, options(asked.listener)).run()
    return 0


def build(prepared: Flask | None) -> Flask:
    """An app to be forked: without connections, which two processes cannot share. The one that was built
    for the installation, where all is still as it was then."""
    app = prepared if prepared is not None and is_current(prepared) else create_app()
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
    gc.freeze()  # what is never collected stays shared between the workers
    return app


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("listener", type=int)
    parser.add_argument("watched", type=int)
    parser.add_argument("--embedded", action="store_true")
    return parser.parse_args()


def options(listener: int) -> dict[str, Any]:
    """gunicorn's settings."""
    return {
        "bind": f"fd://{listener}",
        "workers": number("PANEL_WORKERS", config.PANEL_WORKERS),
        "threads": number("PANEL_THREADS", config.PANEL_THREADS),
        "forwarded_allow_ips": "",  # app/hosts.py knows whose word counts
        "worker_class": PanelWorker,
        "loglevel": "warning",
        "timeout": 120,
        "graceful_timeout": 10,
        "limit_request_line": 8190,  # a list with many filters has a long address
        "control_socket_disable": True,
        "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,
        "proc_name": "meja-aduan",
        "post_worker_init": ready,
    }


def ready(worker: Worker) -> None:
    """The first worker stands: from now on pages are answered."""
    if worker.age == 1:
        tell_ready()


if __name__ == "__main__":
    sys.exit(main())
