"""50,000 rows of a workbook into a screen of the reference office: tried, then saved, as a job does it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import openpyxl

from app import create_app, importing
from app.database import connect, engine_for
from app.embedded import Embedded
from app.folder import prepare
from app.install import install
from models.actor import Actor
from models.panel import Desk, Panel
from models.progress import Progress
from reports import sheet_file
from reports.sheet_head import find, matched
from views.import_plan import Plan, offered

ROWS = 50_000
BAR = 60  # seconds, for the try and for the real run alike
HEAD = ("report", "role", "name", "nik", "birth_date", "sex", "phone", "address")


def run(folder: Path, _rows: int) -> None:
    """Prints the seconds of reading alone, of the dry run, and of the real one."""
    with _office(folder) as url:
        os.environ["PANEL_DATA"] = str(folder)
        app = create_app({"DATABASE_URL": url, "PANEL_DATA": folder})
        panel: Panel = app.extensions["panel"]
        zone = panel.office.zone
        with connect(engine_for(url, zone=str(zone))) as connection, app.app_context():
            actor = Actor(1, "admin", everything=True, door="job", label="Admin")
            desk = Desk(connection, panel, actor, datetime.now(zone))
            ids = [
                row[0] for row in connection.exec_driver_sql("SELECT id FROM reports ORDER BY id LIMIT 2000")
            ]
            connection.commit()  # nobody waits in a transaction while a file is made
            path = _workbook(folder / "import.xlsx", ids)
            plan = _plan(panel, path)
            _read(path)
            print(f"{'impor 50.000 baris parties':28}{'detik':>10}{'batas':>10}")
            for name, one in (("periksa", plan), ("simpan", plan.for_good(False))):
                began = time.perf_counter()
                out = importing.run(desk, panel.screens["parties"], path, one, Progress())
                connection.commit()
                took = time.perf_counter() - began
                assert out.work.added == ROWS, (out.work.added, out.work.problems[:3])
                print(f"{name:28}{took:10.1f}{BAR:10}", flush=True)


@contextmanager
def _office(folder: Path) -> Iterator[str]:
    """The reference office with its made-up rows, on a server of its own."""
    server = Embedded(prepare(folder))
    server.start()
    try:
        install(server.url, office="kecamatan", reference=True, demo=True, files=folder / "files")
        yield server.url
    finally:
        server.stop()


def _workbook(path: Path, ids: list[int]) -> Path:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Para pihak")
    sheet.append(HEAD)
    for n in range(ROWS):
        born, sex, address = (
            datetime(1980, 1, 1 + n % 28),
            "LP"[n % 2],
            f"RT {n % 30} RW {n % 7}, dekat pasar",
        )
        address, nik, phone = f"RT {n % 30} RW {n % 7}, dekat pasar", f"{5319000000000000 + n}", f"0812{n:08}"
        sheet.append((ids[n % len(ids)], "saksi", f"Warga {n}", nik, born, sex, phone, address))
    book.save(path)
    return path


def _plan(panel: Panel, path: Path) -> Plan:
    screen = panel.screens["parties"]
    with sheet_file.opened(path) as file:
        sheet = file.sheet(None)
        head = find(file.rows(sheet), offered(screen, "add"))
        assert head is not None
        return Plan("", sheet.name, head.row, matched(head, offered(screen, "add")))


def _read(path: Path) -> None:
    began = time.perf_counter()
    with sheet_file.opened(path) as file:
        found = sum(1 for _ in file.rows(file.sheet(None)))
    print(f"{'hanya membaca ' + str(found) + ' baris':28}{time.perf_counter() - began:10.1f}", flush=True)
