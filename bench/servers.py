"""A database with a million reports, and two web servers on it: the bare page and the panel."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import psycopg2
from sqlalchemy import make_url

from app.embedded import Embedded
from app.folder import prepare
from app.install import install
from bench import PASSWORD

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def database(folder: Path, rows: int) -> Iterator[str]:
    """The URL of an embedded server in `folder` with `rows` reports; rows already there are kept."""
    with ExitStack() as stack:
        server = Embedded(prepare(folder), settings={"shared_buffers": "512MB", "max_wal_size": "4GB"})
        server.start()
        stack.callback(server.stop)
        install(server.url, office="kecamatan", reference=True)
        database = make_url(server.url).database
        _fill(make_url(server.superuser_url).set(database=database).render_as_string(False), rows)
        yield server.url


def _fill(url: str, rows: int) -> None:
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM reports")
        if cursor.fetchone() == (0,):
            print(f"{rows} baris dibuat ...", flush=True)
            # Closed reports are made at once here: no trigger looks, and nothing of it is history.
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute((Path(__file__).with_name("rows.sql")).read_text().replace("%(rows)s", str(rows)))
    connection.autocommit = True
    connection.cursor().execute("VACUUM ANALYZE")
    connection.close()


@contextmanager
def served(application: str, url: str, folder: Path) -> Iterator[int]:
    """The port of a WSGI application, one worker with threads, as in production."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "DATABASE_URL": url, "PANEL_DATA": str(folder)}
    command = ["-m", "gunicorn", "-k", "gthread", "--threads", "4", "-b", f"127.0.0.1:{port}", application]
    process = subprocess.Popen(
        [sys.executable, *command, "--keep-alive", "75", "--log-level", "warning"], cwd=ROOT, env=environment
    )
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


class Browser:
    """One kept connection with its cookies."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookies: dict[str, str] = {}
        self.token = ""

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path, None, {})

    def post(self, path: str, body: object) -> tuple[int, str]:
        """JSON, with the token of a page where somebody has logged in."""
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.token:
            headers["X-CSRFToken"] = self.token
        return self._ask("POST", path, json.dumps(body), headers)

    def save(self, path: str) -> tuple[float, float, int]:
        """Reads a file to its end: the seconds to its first byte and to its last, and its size."""
        cookie = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        begun = time.perf_counter()
        self._connection.request("GET", path, headers={"Cookie": cookie})
        answer = self._connection.getresponse()
        assert answer.status == 200, (path, answer.status)
        size = len(answer.read(1))
        first = time.perf_counter() - begun
        while piece := answer.read(1 << 16):
            size += len(piece)
        return first, time.perf_counter() - begun, size

    def log_in(self, name: str) -> None:
        _, page = self.get("/login/")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert token, "the login page has no token"
        form = {"username": name, "password": PASSWORD, "csrf_token": token[1]}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        status, _ = self._ask("POST", "/login/", urlencode(form), headers)
        assert status == 302, status
        status, page = self.get("/data/reports/list/")
        assert status == 200, status
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        self.token = found[1] if found else ""

    def _ask(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> tuple[int, str]:
        cookie = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self._connection.request(method, path, body, {**headers, "Cookie": cookie})
        answer = self._connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, text
