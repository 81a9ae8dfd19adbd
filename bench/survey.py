"""The survey: its page on 100,000 forms beside the bare statement, and the workbook of 10,000 forms."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import psutil
import psycopg2

from app.database import connect, engine_for
from app.embedded import Embedded
from app.folder import prepare
from app.install import install
from bench.memory import peak_of
from bench.servers import ROOT, Browser, served
from models import skm_periods, survey_forms
from models.actor import Actor
from models.build import build
from models.panel import Desk
from models.survey import REGULATION
from reports import skm_book

FORMS, BOOK = 100_000, 10_000
ROUNDS, BAR = 15, 3
SECONDS, MEGABYTES = 10, 300
YEAR = "2026"
FILL = f"""
    INSERT INTO skm_responses (form_number, filled_on, slot, source, service, village, sex, age, education,
        occupation, persyaratan, prosedur, waktu, biaya, produk, kompetensi, perilaku, pengaduan, sarana,
        suggestion)
    SELECT 'B/' || n, date '2022-01-01' + (n % 1826), 'pagi', 'kertas',
        (ARRAY['umum', 'kantibmas', 'pekat'])[1 + n % 3],
        (SELECT min(id) FROM villages) + n % (SELECT count(*) FROM villages), (ARRAY['L', 'P'])[1 + n % 2],
        17 + n % 60, (ARRAY['SD', 'SMP', 'SMA', 'DIII', 'S1'])[1 + n % 5],
        (ARRAY['PNS', 'Swasta', 'Petani', 'Lainnya'])[1 + n % 4], 1 + n % 4, 1 + n % 3, 2 + n % 3, 4,
        CASE WHEN n % 50 > 0 THEN 3 END, 3, 2 + n % 2, 3, 4, CASE WHEN n % 3 = 0 THEN 'Saran nomor ' || n END
    FROM generate_series(1, {FORMS}) n"""
VILLAGES = "INSERT INTO villages (name, kind) SELECT 'Desa ' || n, 'desa' FROM generate_series(1, 12) n"
BARE = f"""
    SELECT inside, service, village, channel, source, slot, sex, band, education, occupation, month, count(*),
           {", ".join(f"count({one}), sum({one})" for one in REGULATION)}
    FROM (SELECT *, filled_on >= date '{YEAR}-01-01' AS inside,
                 width_bucket(age, ARRAY[21, 31, 41, 51, 61]) AS band,
                 date_trunc('month', filled_on) AS month
          FROM skm_responses WHERE filled_on <= date '{YEAR}-12-31') form
    GROUP BY GROUPING SETS ((inside), (inside, service), (inside, village), (inside, channel),
        (inside, source), (inside, slot), (inside, sex), (inside, band), (inside, education),
        (inside, occupation), (inside, month))"""


def run(folder: Path, _rows: int) -> None:
    """Prints the page beside the bare statement, and seconds and memory of the workbook."""
    os.environ["PANEL_DATA"] = str(folder)
    with _office(folder) as url:
        with served("app.wsgi:application", url, folder) as port:
            limit, taken = _page(url, port)
        print(
            f"{f'halaman SKM, {FORMS} formulir':34}{'polos ms':>10}{'panel ms':>10}{'rasio':>8}{'batas':>7}"
        )
        print(f"{'':34}{limit:10.1f}{taken:10.1f}{taken / limit:8.2f}{BAR:6}x", flush=True)
        _workbook(url)


@contextmanager
def _office(folder: Path) -> Iterator[str]:
    server = Embedded(prepare(folder))
    server.start()
    try:
        install(server.url, office="kecamatan", reference=True)
        with closing(psycopg2.connect(server.url)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM skm_responses")
                if cursor.fetchone() == (0,):
                    cursor.execute(VILLAGES)
                    cursor.execute(FILL)
                cursor.execute("VACUUM ANALYZE skm_responses")
        yield server.url
    finally:
        server.stop()


def _page(url: str, port: int) -> tuple[float, float]:
    """Both medians, in turn, in ms."""
    browser = Browser(port)
    browser.log_in("admin")
    pairs = []
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        for turn in range(ROUNDS + 3):
            begun = time.perf_counter()
            cursor.execute(BARE)
            cursor.fetchall()
            between = time.perf_counter()
            status, page = browser.get(f"/skm/?period={YEAR}")
            ended = time.perf_counter()
            assert status == 200 and "responden" in page, status
            if turn >= 3:  # noqa: PLR2004 - the first ones make what is kept
                pairs.append(((between - begun) * 1000, (ended - between) * 1000))
    return statistics.median(one for one, _ in pairs), statistics.median(one for _, one in pairs)


def _workbook(url: str) -> None:
    """Some 10,000 forms: half a year of them."""
    with connect(engine_for(url, zone="Asia/Makassar")) as connection:
        panel = build(connection, ROOT / "app" / "offices" / "kecamatan")
        actor = Actor(None, "tolok ukur", everything=True)
        desk = Desk(connection, panel, actor, datetime.now(panel.office.zone))
        settings = survey_forms.settings_of(desk)
        with peak_of(psutil.Process()) as peak:  # all of Python and the panel included
            begun = time.perf_counter()
            data, figures = skm_book.made(desk, settings, skm_periods.named("2026-S2"), {})
            took = time.perf_counter() - begun
    forms, size = figures.result.respondents, len(data) / 1_000_000
    print(f"{f'buku kerja SKM, {forms} formulir':34}{'detik':>10}{'MB memori':>12}{'MB berkas':>12}")
    print(
        f"{f'batas {SECONDS} detik, {MEGABYTES} MB':34}{took:10.1f}{peak[0] / 1e6:12.1f}{size:12.1f}",
        flush=True,
    )
