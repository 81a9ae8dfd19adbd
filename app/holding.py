"""Who holds a data folder: the panel while it runs, or one command for as long as it takes."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2

from app.embedded import Embedded
from app.folder import Lock, StartError, prepare, running, say_running

# How long one command waits for another, or for a server that is just being started.
PATIENCE = 120


@contextlib.contextmanager
def held(folder: Path, address: str | None, say: Callable[[str], None]) -> Iterator[None]:
    """The folder is ours until the end, and says so: where the panel will be, None for a command."""
    lock = Lock(folder)
    deadline = time.monotonic() + PATIENCE
    told = False
    while not lock.take():
        there = running(folder).get("address")
        if there and address:
            raise StartError(
                "Panel ini sudah berjalan di {address} (data: {folder}). Untuk panel kedua, pilih "
                "folder data lain dengan PANEL_DATA.",
                address=there,
                folder=folder,
            )
        if time.monotonic() > deadline:
            raise StartError("Folder data {folder} masih dipakai perintah lain.", folder=folder)
        if not told:
            told = True
            say("Menunggu perintah lain selesai ...")
        time.sleep(0.1)
    try:
        say_running(folder, {"address": address} if address else {})
        yield
    finally:
        (folder / "running.json").unlink(missing_ok=True)
        lock.release()


@contextlib.contextmanager
def database(folder: Path, url: str | None, say: Callable[[str], None]) -> Iterator[str]:
    """The address of the database for one command.

    The server that is set; else the embedded one, that of the running panel when it runs, and otherwise one
    started for this command and stopped after it.
    """
    if url is not None:
        yield url
        return
    prepare(folder)
    if there := _of_the_panel(folder):
        yield there
        return
    with held(folder, None, say):
        server = Embedded(folder, say)
        try:
            server.start()
            say_running(folder, {"url": server.url})
            yield server.url
        finally:
            server.stop()


def _of_the_panel(folder: Path) -> str | None:
    """Where the running panel's database is, None when no panel runs. One that is starting is waited for."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        lock = Lock(folder)
        if lock.take():
            lock.release()
            return None
        said = running(folder)
        if "address" in said and "url" in said and _answers(said["url"]):
            return said["url"]
        time.sleep(0.1)
    return None


def _answers(url: str) -> bool:
    try:
        psycopg2.connect(url, connect_timeout=5).close()
    except psycopg2.OperationalError:
        return False
    return True
