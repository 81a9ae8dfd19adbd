"""A worker for background jobs beside a test: in a thread, on the test's own panel."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from app.all_jobs import KINDS
from app.job_kinds import Kinds
from app.worker import Worker


@contextmanager
def working(app: Flask, kinds: Kinds = KINDS) -> Iterator[Worker]:
    """It takes jobs from here on, and has ended afterwards."""
    worker = Worker(app.config["DATABASE_URL"], kinds, lambda: app)
    thread = threading.Thread(target=worker.run, daemon=True)
    thread.start()
    assert worker.ready.wait(20)
    try:
        yield worker
    finally:
        worker.stop()
        thread.join(20)
        assert not thread.is_alive()
