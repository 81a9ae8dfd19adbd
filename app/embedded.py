"""The embedded Postgres: one cluster in the data folder, run by whoever holds the folder's lock.

No TCP, a socket in a folder that only its owner opens, and passwords on top. What was left by a process
that was killed is recognised by what it works on, never by a number in a file, and cleared away.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg2

from app import account, cluster
from app.cluster import OWNER, SUPERUSER
from app.folder import StartError, refused
from app.sockets import socket_folder

# A start after a crash replays what was written since the last checkpoint: give it time, and say so.
PATIENCE = 300
LOG_LIMIT = 10_000_000
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    # A failed statement holds what somebody typed: it has no business in a log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


class Embedded:
    """The server of one data folder. `url` is the panel's, `superuser_url` its keeper's."""

    def __init__(
        self, folder: Path, say: Callable[[str], None] = print, settings: Mapping[str, str] | None = None
    ) -> None:
        self.folder = folder
        self.cluster = folder / "postgres"
        self._say = say
        self._settings = {**SETTINGS, **(settings or {})}
        self._account = account.account_for(folder)
        self._binaries = account.binaries(self._account)
        self._socket: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return self._url(OWNER, OWNER)

    @property
    def superuser_url(self) -> str:
        return self._url(SUPERUSER, "postgres")

    def _url(self, user: str, database: str) -> str:
        password = cluster.passwords(self.cluster)[user]
        return f"postgresql://{user}:{password}@/{database}?host={quote(str(self._socket), safe='')}"

    def start(self) -> None:
        """Starts the server, from whatever state the folder was left in, and waits until it answers."""
        try:
            if not self.cluster.exists():
                self._say("Menyiapkan basis data (sekali saja) ...")
                cluster.make(self.cluster, self._account, self._binaries, hasty="fsync" in self._settings)
            cluster.check(self.cluster)
            self._clear()
            self._socket = socket_folder(self.folder, self._account)
            self._launch()
        except OSError as error:
            raise refused(self.folder, error) from None
        self._wait()

    def stop(self) -> None:
        """Stops the server cleanly: nobody new, open transactions rolled back, everything on disk."""
        if self._process is not None:
            _end(self._process, signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)
            self._process = None
        if self._socket is not None and self._socket.parent != self.folder:
            shutil.rmtree(self._socket, ignore_errors=True)

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _clear(self) -> None:
        """Ends what a killed panel left running here: the lock is ours, so nobody else's it is."""
        noted = self.cluster / "postmaster.pid"
        left = cluster.working_in(self.cluster, "postgres")
        if left:
            self._say("Mengambil alih basis data dari panel yang terhenti ...")
        if noted.exists() and (head := noted.read_text().partition("\n")[0]).isdigit() and int(head) in left:
            _end(left[int(head)], signal.SIGINT, signal.SIGQUIT)
        # Without their head the others only wait for their own end. What was committed is in the log.
        for process in cluster.working_in(self.cluster, "postgres").values():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
                process.wait(10)
        noted.unlink(missing_ok=True)

    def _launch(self) -> None:
        opened: list[int] = []
        log = self.folder / "postgres.log"
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            log.replace(self.folder / "postgres.log.1")
        try:
            place = self._account.reach(self.cluster, opened)
            assert self._socket is not None
            door = self._account.reach(self._socket, opened).replace('"', '""')
            settings = {**self._settings, "unix_socket_directories": f'"{door}"'}
            arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
            with log.open("ab") as output:
                self._process = subprocess.Popen(
                    [self._binaries / "postgres", "-D", place, *arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    **self._account.options(opened),
                )
        finally:
            _close(opened)

    def _wait(self) -> None:
        """Until a real connection stands, for as long as the server lives."""
        begun = time.monotonic()
        told = False
        while True:
            try:
                connection = psycopg2.connect(self.superuser_url, connect_timeout=10)
                break
            except psycopg2.OperationalError as error:
                waited = time.monotonic() - begun
                if not self.alive() or waited > PATIENCE:
                    self.stop()
                    raise StartError(
                        "Basis data di {folder} tidak mau menyala. Sebabnya ada di {log}.",
                        folder=self.folder,
                        log=self.folder / "postgres.log",
                    ) from error
                if waited > 3 and not told:
                    told = True
                    self._say("Basis data sedang memulihkan diri, tunggu sebentar ...")
                time.sleep(0.02)
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            self._furnish(cursor)

    def _furnish(self, cursor: psycopg2.extensions.cursor) -> None:
        """The panel's own role, no superuser, and its database."""
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [OWNER])
        if cursor.fetchone() is None:
            password = cluster.passwords(self.cluster)[OWNER]
            cursor.execute(f"CREATE ROLE {OWNER} LOGIN PASSWORD %s", [password])
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [OWNER])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {OWNER} OWNER {OWNER}")


def _end(process: psutil.Process | subprocess.Popen[bytes], *signals: signal.Signals) -> None:
    """Asks a process to end, ever less politely."""
    for number in signals:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)
        with contextlib.suppress(psutil.TimeoutExpired, subprocess.TimeoutExpired):
            process.wait(60)
            return


def _close(opened: list[int]) -> None:
    for descriptor in opened:
        os.close(descriptor)
