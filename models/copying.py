"""The rows of a statement as the server writes them: COPY (SELECT ...) TO STDOUT, read as it comes.

psycopg2 pushes, whoever answers a request pulls: between them stand a thread and a short queue, so that a
slow reader slows the server down and nothing piles up in memory.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

CHUNK = 128 * 1024  # bytes
AHEAD = 8  # chunks
_SINK, _FORMAT = "panel_copy_to", "panel_copy_format"


class Chunk(NamedTuple):
    """Whole lines, each ending with a line feed."""

    data: bytes
    rows: int


class Stopped(Exception):
    """Nobody wants the rest."""


class Rows:
    """An iterator of chunks. The connection is its own from here on: its transaction ends with the last
    row, or with `close`, and then the connection is given back.

    `together`: no chunk reaches over a multiple of so many rows. Raises DBAPIError where the server refuses.
    """

    def __init__(
        self,
        connection: sa.Connection,
        statement: sa.Select[Any],
        parameters: Mapping[str, Any],
        format: str,
        together: int = 1_000_000,
    ) -> None:
        listen(connection.engine)
        self._connection = connection.execution_options(**{_SINK: self, _FORMAT: format})
        self._ask = statement, parameters
        self._driver: Any = connection.connection.driver_connection
        self._chunks: queue.Queue[Chunk | BaseException | None] = queue.Queue(AHEAD)
        self._lines: list[bytes] = []
        self._size = self._count = 0
        self._together = together
        self._stopped = threading.Event()
        self._ended = False
        self._thread = threading.Thread(target=self._work, name="copy", daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[Chunk]:
        while not self._ended:
            found = self._chunks.get()
            if isinstance(found, Chunk):
                yield found
                continue
            self._ended = True
            self._thread.join()
            if found is not None:
                raise found

    def close(self) -> None:
        """Lets go of the server, wherever it is in its work. Harmless after the end."""
        self._stopped.set()
        if not self._ended:
            self._ended = True
            if self._thread.is_alive():
                self._driver.cancel()
        self._thread.join()

    def write(self, line: bytes) -> None:
        """One row, from psycopg2."""
        self._lines.append(line)
        self._size += len(line)
        self._count += 1
        if self._size >= CHUNK or self._count % self._together == 0:
            self._flush()

    def read(self, _size: int) -> bytes:
        """psycopg2 asks for files that can do both."""
        return b""

    def _flush(self) -> None:
        if self._lines:
            self._put(Chunk(b"".join(self._lines), len(self._lines)))
            self._lines, self._size = [], 0

    def _put(self, item: Chunk | BaseException | None) -> None:
        while not self._stopped.is_set():
            try:
                return self._chunks.put(item, timeout=0.2)
            except queue.Full:
                continue
        raise Stopped

    def _work(self) -> None:
        try:
            with self._connection.execute(*self._ask):
                pass
            self._connection.rollback()
            self._flush()
            end = None
        except BaseException as error:  # noqa: BLE001 - it goes on in the thread that reads
            self._connection.invalidate()  # in the middle of a COPY it can do nothing else any more
            end = error
        self._connection.close()
        try:
            self._put(end)
        except Stopped:
            return


def listen(engine: sa.Engine) -> None:
    """Teaches an engine to copy: a statement with a sink goes there, bound and quoted by the driver."""
    if not sa.event.contains(engine, "do_execute", _copy):
        sa.event.listen(engine, "do_execute", _copy)


def _copy(cursor: Any, statement: str, parameters: Any, context: Any) -> bool | None:
    sink = context.execution_options.get(_SINK) if context is not None else None
    if sink is None:
        return None
    asked = cursor.mogrify(statement, parameters)
    format = context.execution_options[_FORMAT].encode("ascii")
    cursor.copy_expert(b"COPY (" + asked + b") TO STDOUT (" + format + b")", sink)
    return True


__all__ = ["Chunk", "Rows", "listen"]
