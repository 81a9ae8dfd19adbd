"""A process of the main job: started with what it needs, watched, ended with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence

from config import ROOT

# What is under way gets this long to end; then a little for the rest.
PATIENCE = 15


class Child:
    """`module` is run with the numbers of the inherited descriptors and more `words`. It notices by
    itself when the main job is killed: the last descriptor is a pipe that breaks then."""

    def __init__(
        self,
        module: str,
        settings: Mapping[str, str],
        inherited: Sequence[int] = (),
        words: Sequence[str] = (),
    ) -> None:
        self._module = module
        self._settings = settings
        # The reading end breaks when the last writer is gone: that is us, however we end.
        watched, self._held = os.pipe()
        self._inherited = (*inherited, watched)
        self._words = words
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", self._module, *map(str, self._inherited), *self._words],
            cwd=ROOT,
            env={**os.environ, **self._settings},
            stdin=subprocess.DEVNULL,
            pass_fds=self._inherited,
            start_new_session=True,
        )

    def ended(self) -> int | None:
        """Its exit code, negative when it was killed; None while it runs."""
        return self._process.poll() if self._process else None

    def stop(self) -> None:
        """Lets what is under way end."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
