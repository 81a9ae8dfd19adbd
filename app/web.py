"""The web server as a process of its own, seen from the main job."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping

from config import ROOT

# Requests under way get this long to end, see serving.py; then a little for the workers to go.
PATIENCE = 15


class Web:
    """Started with the port already open. It notices by itself when the main job is killed."""

    def __init__(self, listener: socket.socket, settings: Mapping[str, str], *, embedded: bool) -> None:
        self._listener = listener
        self._settings = settings
        self._embedded = embedded
        self._process: subprocess.Popen[bytes] | None = None
        # The reading end breaks when the last writer is gone: that is us, however we end.
        self._watched, self._held = os.pipe()

    def start(self) -> None:
        inherited = (self._listener.fileno(), self._watched)
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "app.serving",
                *map(str, inherited),
                *(["--embedded"] if self._embedded else []),
            ],
            cwd=ROOT,
            env={**os.environ, **self._settings},
            stdin=subprocess.DEVNULL,
            pass_fds=inherited,
            start_new_session=True,
        )

    def ended(self) -> int | None:
        """Its exit code, negative when it was killed; None while it runs."""
        return self._process.poll() if self._process else None

    def stop(self) -> None:
        """Lets the requests under way end."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
