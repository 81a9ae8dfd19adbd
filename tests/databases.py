"""Databases of the test server: new ones and copies, made fast and dropped by whoever made them."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import psycopg2
import sqlalchemy as sa

MEMORY = Path("/dev/shm")
PREFIX = "panel-tests-"
RUN, FILES = "TEST_RUN", "TEST_RUN_FILES"
ROOM = 4_000_000_000  # bytes: what a whole run may need at once, and some more


def folder() -> Path:
    """Where the cluster of a test run lies: in memory, where there is enough of it."""
    _sweep()
    enough = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    return Path(tempfile.mkdtemp(prefix=PREFIX, dir=MEMORY if enough else None))


def _sweep() -> None:
    """What a killed run left in memory, once its server has gone too."""
    for left in MEMORY.glob(f"{PREFIX}*"):
        noted = left / "postgres" / "postmaster.pid"
        with contextlib.suppress(OSError, ValueError):
            begins = time.time() - left.stat().st_mtime < 3600
            if not begins and not psutil.pid_exists(int(noted.read_text().partition("\n")[0])):
                shutil.rmtree(left)


def on_server(url: str, statement: str) -> None:
    """SQL that no transaction may be around."""
    with closing(psycopg2.connect(url)) as server:
        server.autocommit = True
        server.cursor().execute(statement)


def named(url: str, name: str) -> str:
    """The URL of another database of the same server."""
    return sa.make_url(url).set(database=name).render_as_string(hide_password=False)


def make(server_url: str, prefix: str = "t", template: str | None = None) -> str:
    """The name of a new database: an empty one, or a copy."""
    name = f"{prefix}_{uuid.uuid4().hex}"
    # Its files are copied: written to the log page by page, each would cost three times as much.
    copied = f'TEMPLATE "{template}"' if template else ""
    on_server(server_url, f'CREATE DATABASE "{name}" {copied} STRATEGY FILE_COPY')
    return name


def shared(server_url: str, name: str, fill: Callable[[str], object]) -> str:
    """The name of a database to copy, filled by whichever worker of this run is the first to ask for it."""
    wanted = f"{name}_{os.environ[RUN]}"
    with closing(psycopg2.connect(server_url)) as server, server.cursor() as cursor:
        server.autocommit = True
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [wanted])
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [wanted])
        if cursor.fetchone() is None:
            made = make(server_url)
            fill(named(server_url, made))
            cursor.execute(f'ALTER DATABASE "{made}" RENAME TO "{wanted}"')
    return wanted


def begin(folder: Path) -> None:
    """Names this run, for its workers too: what they share is in databases, and a folder, of that name."""
    os.environ[RUN] = folder.name.rpartition("-")[2].lower()
    os.environ[FILES] = str(folder)


def files() -> Path:
    """Where the workers of this run keep the files of the databases that they share."""
    return Path(os.environ[FILES]) / "shared"


def forget(server_url: str) -> None:
    """Drops what the workers shared."""
    with closing(psycopg2.connect(server_url)) as server, server.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"%\\_{os.environ[RUN]}"])
        for (name,) in cursor.fetchall():
            drop(server_url, name)


def drop(server_url: str, name: str) -> None:
    on_server(server_url, f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def database(server_url: str, template: str | None = None) -> Iterator[str]:
    """The URL of a new database, dropped afterwards."""
    name = make(server_url, template=template)
    try:
        yield named(server_url, name)
    finally:
        drop(server_url, name)


def hasten(server_url: str) -> None:
    """Lets the superuser in at once: by its rules, a password is stretched 4096 times at each connection."""
    password = sa.make_url(server_url).password
    with closing(psycopg2.connect(server_url)) as server, server, server.cursor() as cursor:
        cursor.execute("SET scram_iterations = 1")
        cursor.execute("ALTER ROLE CURRENT_USER PASSWORD %s", [password])
