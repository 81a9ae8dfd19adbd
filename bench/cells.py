"""One cell saved: the grid beside a bare psycopg2 UPDATE with the same triggers, in turn."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2

from bench.servers import Browser, database, served

ROUNDS = 150
BAR = 3


def run(folder: Path, rows: int) -> None:
    """Prints both medians in ms, their ratio and the bar."""
    with (
        database(folder, rows) as url,
        served("bench.bare:application", url, folder) as bare_port,
        served("app.wsgi:application", url, folder) as panel_port,
    ):
        bare, panel = Browser(bare_port), Browser(panel_port)
        panel.log_in("admin")
        found = _rows(url)
        for _ in range(10):
            _bare(bare, *next(found)), _panel(panel, *next(found))
        pairs = [(_bare(bare, *next(found)), _panel(panel, *next(found))) for _ in range(ROUNDS)]
    limit, taken = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"{'satu sel':28}{limit:10.1f}{taken:10.1f}{taken / limit:8.1f}{BAR:6}x", flush=True)


def _rows(url: str) -> Iterator[tuple[str, str]]:
    """Key and version of rows, each once."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT id::text, xmin::text FROM reports ORDER BY id DESC LIMIT 1000")
        return iter(cursor.fetchall())


def _bare(browser: Browser, key: str, version: str) -> float:
    return _timed(browser, "/cell", {"key": key, "version": version, "value": f"Tempat {time.time_ns()}"})


def _panel(browser: Browser, key: str, version: str) -> float:
    row = {
        "key": key,
        "version": version,
        "values": {"place": f"Tempat {time.time_ns()}"},
        "seen": {"place": "n"},
    }
    return _timed(browser, "/grid/reports/save", {"mode": "all", "kind": "cell", "rows": [row]})


def _timed(browser: Browser, path: str, body: object) -> float:
    start = time.perf_counter()
    status, text = browser.post(path, body)
    took = (time.perf_counter() - start) * 1000
    assert status == 200 and ("version" in json.loads(text) or json.loads(text)["saved"]), text
    return took
