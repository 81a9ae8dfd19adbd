"""The main job: starts the embedded server and the web server, watches both, stops both."""

from __future__ import annotations

import contextlib
import signal
import sys
import time
from collections import deque
from types import FrameType
from typing import NoReturn

import config
from app.background import Background
from app.embedded import Embedded
from app.folder import StartError, prepare, running, say_running
from app.holding import held
from app.sockets import listen
from app.web import Web
from models.errors import PanelError

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def main() -> int:
    """Runs the panel until it is told to stop. The exit code."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # under nohup a hang-up is none
            signal.signal(number, _stop)
    try:
        return _windows() if sys.platform == "win32" else _run()
    except PanelError as error:
        print(error, file=sys.stderr)
        return 1


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    """The first signal unwinds everything; those after it must not disturb that."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    say("\nMenghentikan panel ...")
    raise SystemExit(0)


def say(line: str) -> None:
    with contextlib.suppress(OSError):  # the terminal may be gone
        print(line, flush=True)


def _run() -> int:
    folder = prepare(config.PANEL_DATA)
    address = address_of(config.HOST, config.PORT)
    with contextlib.ExitStack() as stack:
        server = None
        patience = 15 if running(folder) else 3  # somebody left without saying goodbye
        if config.DATABASE_URL is None:
            stack.enter_context(held(folder, address, say))
        listener = stack.enter_context(listen(config.HOST, config.PORT, patience))
        settings = {"PANEL_DATA": str(folder)}
        if config.DATABASE_URL is None:
            server = Embedded(folder, say)
            stack.callback(server.stop)
            server.start()
            settings["DATABASE_URL"] = server.url
            say_running(folder, {"address": address, "url": server.url})
        web = Web(listener, settings, embedded=server is not None)
        stack.callback(web.stop)
        web.start()
        background = Background(settings, say)
        if config.PANEL_JOBS.strip() != "0":
            stack.callback(background.stop)
            background.start()
        return _watch(server, web, background)


def _watch(server: Embedded | None, web: Web, background: Background) -> int:
    """Starts again what somebody killed. What ends by itself has said why: its exit code is ours."""
    lately: deque[float] = deque(maxlen=5)
    while True:
        time.sleep(0.2)
        code = web.ended()
        if code is not None and code >= 0:
            return code
        if server is not None and not server.alive():
            _again("Basis data berhenti sendiri; dinyalakan lagi ...", lately)
            server.start()
        if code is not None:
            _again("Server web berhenti sendiri; dinyalakan lagi ...", lately)
            web.start()
        background.look()


def _again(sentence: str, lately: deque[float]) -> None:
    say(sentence)
    lately.append(time.monotonic())
    if len(lately) == lately.maxlen and lately[-1] - lately[0] < 60:
        raise StartError("Panel berulang kali berhenti sendiri. Mungkin memori komputer ini tidak cukup.")


def address_of(host: str, port: str) -> str:
    """What to type into a browser on this machine."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{name}:{port}"


def _windows() -> int:
    """The embedded server's programs want sockets and accounts that Windows has not."""
    if config.DATABASE_URL is None:
        raise StartError("Di Windows, atur DATABASE_URL ke server PostgreSQL.")
    from app.serving_windows import run  # the whole app: elsewhere it is loaded in the web server's process

    return run()
