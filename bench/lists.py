"""List pages on a million reports, the panel beside a bare psycopg2 page of the same rows, in turn."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from bench.servers import Browser, database, served

ROUNDS = 40
# name -> (the panel's page, the bare page, how many times the bare one it may take)
PAGES = {
    "halaman pertama": ("/data/reports/list/", "/first", 4),
    "terbuka menurut tenggat": ("/data/reports/list/?view=terbuka", "/open", 4),
    "data grid, 100 baris": ("/grid/reports/rows", "/grid", 4),
    "halaman terakhir": ("/data/reports/list/?cursor=last", "/last", 4),
    "cari kata langka": ("/data/reports/list/?q=jembatan", "/rare", 2),
    "cari kata umum": ("/data/reports/list/?q=lampu", "/common", 3),
}


def run(folder: Path, rows: int) -> None:
    """Prints, page by page, both medians in ms, their ratio and the bar."""
    with (
        database(folder, rows) as url,
        served("bench.bare:application", url, folder) as bare_port,
        served("app.wsgi:application", url, folder) as panel_port,
    ):
        bare, panel = Browser(bare_port), Browser(panel_port)
        panel.log_in("admin")
        print(f"{'halaman':28}{'polos ms':>10}{'panel ms':>10}{'rasio':>8}{'batas':>7}")
        for name, (ours, theirs, bar) in PAGES.items():
            limit, taken = _in_turn(bare, theirs, panel, ours)
            print(f"{name:28}{limit:10.1f}{taken:10.1f}{taken / limit:8.1f}{bar:6}x", flush=True)


def _in_turn(bare: Browser, theirs: str, panel: Browser, ours: str) -> tuple[float, float]:
    for _ in range(5):
        bare.get(theirs), panel.get(ours)
    pairs = [(_timed(bare, theirs), _timed(panel, ours)) for _ in range(ROUNDS)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def _timed(browser: Browser, path: str) -> float:
    start = time.perf_counter()
    status, page = browser.get(path)
    took = (time.perf_counter() - start) * 1000
    assert status == 200, (path, status)
    assert page.count("<tr") >= 10 or page.count("/ADU/") >= 100, path
    return took
