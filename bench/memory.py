"""How much memory a process takes while something is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import psutil


@contextmanager
def peak_of(process: psutil.Process) -> Iterator[list[int]]:
    """The most bytes that a process had meanwhile, looked at all the time; one that ended has no more."""
    found, over = [0], Event()

    def look() -> None:
        while not over.wait(0.02) and process.is_running():
            try:
                found[0] = max(found[0], process.memory_info().rss)
            except psutil.NoSuchProcess:
                return

    looking = Thread(target=look)
    looking.start()
    try:
        yield found
    finally:
        over.set()
        looking.join()
