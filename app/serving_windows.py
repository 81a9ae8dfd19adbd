"""The web server on Windows, in the main job's own process."""

from __future__ import annotations

from waitress import serve  # installed there alone

import config
from app.readiness import prepare, tell_ready
from app.reload import Live


def run() -> int:
    prepare(embedded=False)
    panel = Live()
    tell_ready()
    serve(panel, host=config.HOST, port=int(config.PORT), threads=int(config.PANEL_THREADS))
    return 0
