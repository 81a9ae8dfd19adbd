"""An export of 200,000 rows x 12 columns by the panel's web server, beside openpyxl in its write-only mode.

Both read the same list from the same server in one run. Peak memory is what the web server needs above what
it had before, and all that the other process takes.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

import psutil

from bench.memory import peak_of
from bench.servers import ROOT, Browser, database, served

ROWS = 200_000
COLUMNS = (
    "number,received_at,subject,village,category,status,due_at,story,channel,service,closed_at,complete_at"
)
MEGABYTE = 1_000_000
WRITER = """
import sys, psycopg2, openpyxl
book = openpyxl.Workbook(write_only=True)
sheet = book.create_sheet("Laporan")
cursor = psycopg2.connect(sys.argv[1]).cursor("rows")
cursor.itersize = 2000
cursor.execute('''
    SELECT r.number, r.received_at AT TIME ZONE 'Asia/Makassar', r.subject, v.name, c.name, r.status,
           r.due_at AT TIME ZONE 'Asia/Makassar', r.story, r.channel, r.service,
           r.closed_at AT TIME ZONE 'Asia/Makassar', r.complete_at AT TIME ZONE 'Asia/Makassar'
    FROM reports r LEFT JOIN villages v ON v.id = r.village LEFT JOIN categories c ON c.id = r.category
    ORDER BY r.received_at DESC, r.id DESC''')
for row in cursor:
    sheet.append(row)
book.save(sys.argv[2])
"""


def run(folder: Path, rows: int) -> None:
    """Prints seconds and megabytes of both, and their ratios."""
    rows = min(rows, ROWS)
    with database(folder, rows) as url, served("app.wsgi:application", url, folder) as port:
        browser = Browser(port)
        browser.log_in("admin")
        address = "/data/reports/export.xlsx?" + urlencode({"columns": COLUMNS})
        browser.save(address + "&where.number.starts=0000001")  # the server has its statements and modules
        worker = _server_of(port)
        before = worker.memory_info().rss
        with peak_of(worker) as peak:
            first, taken, size = browser.save(address)
        ours = peak[0] - before
        theirs = _openpyxl(url, folder / "openpyxl.xlsx")
    told = f"panel, byte pertama {first:.2f} s, {size / MEGABYTE:.1f} MB"
    print(f"{f'{rows} baris x 12 kolom':44}{'detik':>8}{'MB memori':>12}")
    print(f"{told:44}{taken:8.1f}{ours / MEGABYTE:12.1f}")
    print(f"{'openpyxl write-only':44}{theirs[0]:8.1f}{theirs[1] / MEGABYTE:12.1f}")
    print(f"rasio waktu: {theirs[0] / taken:.1f} kali lebih cepat (memori panel: batas 150 MB)", flush=True)


def _openpyxl(url: str, out: Path) -> tuple[float, int]:
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", WRITER, url, str(out)], cwd=ROOT)
    with peak_of(psutil.Process(process.pid)) as peak:
        assert process.wait() == 0
    return time.perf_counter() - begun, peak[0]


def _server_of(port: int) -> psutil.Process:
    """The worker of the web server that listens there."""
    for process in psutil.Process().children():
        if any(str(port) in part for part in process.cmdline()):
            return process.children()[0]
    raise RuntimeError("the web server is not there")
