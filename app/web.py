"""The web server as a process of its own, seen from the main job."""

from __future__ import annotations

import socket
from collections.abc import Mapping

from app.child import Child


class Web(Child):
    """Started with the port already open."""

    def __init__(self, listener: socket.socket, settings: Mapping[str, str], *, embedded: bool) -> None:
        words = ("--embedded",) if embedded else ()
        super().__init__("app.serving", settings, (listener.fileno(),), words)
