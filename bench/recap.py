"""The monthly recap on a million reports with their history: all sheets and the workbook, under 3 seconds."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg2
from sqlalchemy import make_url

from app import cluster
from app.database import engine_for
from app.office import OFFICES
from bench.servers import database
from models.actor import Actor
from models.build import build
from models.panel import Desk
from models.reporting import running
from models.reporting.asking import asked
from reports import report_book

BAR = 3.0  # seconds
REPORT = "rekap_bulanan"
# What the trigger would have written: each report came, went through three states, and most were closed.
HISTORY = """
    INSERT INTO panel.history (at, actor, door, table_schema, table_name, row_key, operation, old, new)
    SELECT told.at, 'petugas', 'form', 'public', 'reports', r.id::text, told.operation, told.old, told.new
    FROM reports r CROSS JOIN LATERAL (VALUES
        (r.received_at, 'insert', NULL::jsonb, jsonb_build_object('id', r.id::text, 'number', r.number,
            'status', 'diterima', 'category', r.category::text, 'received_at', r.received_at::text)),
        (r.received_at + interval '1 day', 'update', '{"status": "diterima", "unit": "umum"}',
            '{"status": "diteruskan", "unit": "kasi_sarpras"}'),
        (r.received_at + interval '2 days', 'update', '{"status": "diteruskan"}',
            '{"status": "tindak_lanjut"}'),
        (r.closed_at, 'update', '{"status": "tindak_lanjut", "closed_at": null, "outcome": null}',
            jsonb_build_object('status', r.status, 'closed_at', r.closed_at::text, 'outcome', r.outcome))
    ) AS told(at, operation, old, new)
    WHERE told.at < now() ORDER BY told.at"""


def run(folder: Path, rows: int) -> None:
    """Prints the seconds for the month that is over, and for one of a quarter and of half a year ago."""
    with database(folder, rows) as url:
        _remember(folder, url)
        engine = engine_for(url, zone="Asia/Makassar")
        with engine.connect() as connection:
            panel = build(connection, OFFICES / "kecamatan")
            actor = Actor(1, "bench", everything=True)
            desk = Desk(connection, panel, actor, datetime.now(UTC).astimezone(panel.office.zone))
            print(f"{'rekap sebulan, ' + str(rows) + ' laporan':44}{'angka':>10}{'berkas':>10}{'baris':>10}")
            for months in (1, 3, 6):
                _measure(desk, months)
        engine.dispose()


def _measure(desk: Desk, months: int) -> None:
    day = desk.now.date().replace(day=1)
    for _ in range(months):
        day = (day - timedelta(days=1)).replace(day=1)
    report = desk.panel.office.reports[REPORT]
    question = asked(desk, report, {"period": f"{day:%Y-%m}"})
    taken = []
    for _ in range(3):
        begun = time.perf_counter()
        figures = running.run(desk, report, question)
        counted = time.perf_counter()
        report_book.of(desk, figures)
        taken.append((counted - begun, time.perf_counter() - counted))
    counting, writing = sorted(taken)[1]
    print(f"{f'{day:%Y-%m}':44}{counting:9.2f}s{writing:9.2f}s{figures.rows:10}", flush=True)
    print(f"  batas {BAR:.1f} s: {'ya' if counting + writing < BAR else 'TIDAK'}", flush=True)


def _remember(folder: Path, url: str) -> None:
    """The history, where there is none yet: by the keeper of the server, who alone may."""
    password = cluster.passwords(folder / "postgres")[cluster.SUPERUSER]
    keeper = make_url(url).set(username=cluster.SUPERUSER, password=password)
    connection = psycopg2.connect(keeper.render_as_string(hide_password=False))
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM panel.history)")
        if cursor.fetchone() == (False,):
            print("riwayat dibuat ...", flush=True)
            cursor.execute("ALTER TABLE panel.history DISABLE TRIGGER kept")
            cursor.execute(HISTORY)
            cursor.execute("ALTER TABLE panel.history ENABLE ALWAYS TRIGGER kept")
    connection.autocommit = True
    connection.cursor().execute("VACUUM ANALYZE panel.history")
    connection.close()
