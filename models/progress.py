"""How far long work is, and whether somebody wants it to stop. Knows no database and no thread."""

from __future__ import annotations


class Stopped(Exception):
    """Somebody asked the work to stop. It is undone whole: the work is one transaction."""


class Progress:
    """`done` of `total`, where a total is known. Long work calls `step` between its batches."""

    def __init__(self) -> None:
        self.done = 0
        self.total: int | None = None
        self._stopped = False

    @property
    def stopped(self) -> bool:
        return self._stopped

    def stop(self) -> None:
        """From the next step on, the work ends."""
        self._stopped = True

    def step(self, done: int, total: int | None = None) -> None:
        """So far is the work. Raises Stopped when somebody has asked for that."""
        self.done = done
        if total is not None:
            self.total = total
        if self._stopped:
            raise Stopped
