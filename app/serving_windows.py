"""The web server on Windows, in the main job's own process."""

from __future__ import annotations

from waitress import serve  # installed there alone

import config
from app.readiness import prepare, tell_ready
from app.reload import Live
from app.settings import number


def run() -> int:
    prepare(embedded=False)
    panel = Live()
    tell_ready()
    threads = number("PANEL_THREADS", config.PANEL_THREADS)
    serve(panel, host=config.HOST, port=int(config.PORT), threads=threads)
    return 0
