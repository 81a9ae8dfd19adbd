"""The process of the background jobs, seen from the main job. The panel lives without it for a while."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from app.child import Child

REST = 5.0  # seconds between two starts


class Background(Child):
    """Begun again whenever it ends, but not in a hurry."""

    def __init__(self, settings: Mapping[str, str], say: Callable[[str], None]) -> None:
        super().__init__("app.working", settings)
        self._say = say
        self._started = 0.0

    def start(self) -> None:
        self._started = time.monotonic()
        super().start()

    def look(self) -> None:
        """Starts what has ended."""
        if self.ended() is not None and time.monotonic() - self._started >= REST:
            self._say("Pengerja latar berhenti sendiri; dinyalakan lagi ...")
            self.start()
