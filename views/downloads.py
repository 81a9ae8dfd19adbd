"""Files that somebody takes away: never shown by the browser, never kept by a cache."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from flask import Response

from models.errors import Busy
from reports.exporting import TYPES

OTHERS = "Buku kerja lain sedang dibuat. Tunggu sebentar, lalu unduh lagi."
PATIENCE = 5.0  # seconds: longer would keep a thread from everybody else's pages
_making = BoundedSemaphore()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """A workbook that stands whole in memory is made alone in its process: one of ten thousand lines takes
    200 MB, and whoever sees nothing happen clicks again. Raises Busy."""
    if not _making.acquire(timeout=PATIENCE):
        raise Busy(OTHERS)
    try:
        yield
    finally:
        _making.release()


def workbook(data: bytes, name: str) -> Response:
    """An Excel workbook as an answer."""
    return to_keep(Response(data, mimetype=TYPES["xlsx"]), name)


def to_keep(made: Response, name: str) -> Response:
    """An answer that is saved under a name, safe in a header."""
    made.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    made.headers["Cache-Control"] = "no-store"
    return made
