"""Our workbooks as LibreOffice Calc reads them: started once, every value compared."""

from __future__ import annotations

import csv
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path

import sqlalchemy as sa

from models.query import Listing
from reports.sheet_looks import DAY, MOMENT, TEXT, Look, decimals
from reports.sheet_values import Value
from reports.workbook import Column, generate
from tests.models.conftest import OpenDesk
from tests.reports.sheets import xlsx
from tests.reports.test_excel import BY_ID, TEXTS

# Semicolons, quotes, UTF-8, from the first line, every sheet in a file of its own.
_FILTER = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,-1"
TABLE = """
CREATE TABLE mixed (id serial PRIMARY KEY, words text, n int, amount numeric(12,2), day date, at timestamptz,
                    yes boolean)"""
ROW = """
INSERT INTO mixed (words, n, amount, day, at, yes)
VALUES (:words, :place * 1000, :place * -1.5, date '2026-01-01' + CAST(:place AS int),
        timestamptz '2026-01-01 00:00+00' + CAST(:place AS int) * interval '61 minutes', :place % 2 = 0)"""
AS_CALC_WRITES = """
SELECT id::text, words, n::text, trim_scale(amount)::text, to_char(day, 'MM/DD/YYYY'),
       to_char(at AT TIME ZONE 'Asia/Jakarta', 'MM/DD/YYYY HH24:MI:SS'), upper(yes::text)
FROM mixed ORDER BY mixed.id"""
RECAP = [
    Column("Hal", TEXT, 20), Column("Jumlah", decimals(2), 12), Column("Tanggal", Look(DAY), 12),
    Column("Saat", Look(MOMENT), 17),
]  # fmt: skip
RECAP_ROWS: list[tuple[Value, ...]] = [
    ("=SUM(A1)", 1234.5, date(2026, 12, 31), datetime(2026, 12, 31, 10, 12)),
    ("é 😀", None, None, None),
]


def converted(folder: Path, *books: Path) -> None:
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is missing: apt-get install libreoffice-calc-nogui"
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [soffice, profile, "--headless", "--convert-to", _FILTER, "--outdir", str(folder)]
    done = subprocess.run(
        [*command, *map(str, books)], capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr


def lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def test_libreoffice_reads_every_value_as_we_wrote_it(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk(TABLE)
    desk.connection.execute(
        sa.text(ROW), [{"words": one, "place": place} for place, one in enumerate(TEXTS, 1)]
    )
    desk.connection.commit()
    columns = ("id", "words", "n", "amount", "day", "at", "yes")
    (tmp_path / "ekspor.xlsx").write_bytes(xlsx(desk, "mixed", Listing(columns=columns, order=BY_ID)))
    (tmp_path / "laporan.xlsx").write_bytes(generate("Rekap: 2026/11", RECAP, RECAP_ROWS))
    converted(tmp_path, tmp_path / "ekspor.xlsx", tmp_path / "laporan.xlsx")
    found = lines(tmp_path / "ekspor-Mixed.csv")
    expected = desk.connection.execute(sa.text(AS_CALC_WRITES)).all()
    assert len(found) == len(TEXTS) + 1
    assert [row[:7] for row in found[1:]] == [[_kept(value) for value in row] for row in expected]
    assert lines(tmp_path / "laporan-Rekap 2026 11.csv") == [
        ["Hal", "Jumlah", "Tanggal", "Saat"],
        ["=SUM(A1)", "1234.5", "12/31/2026", "12/31/2026 10:12:00"],
        ["é 😀", "", "", ""],
    ]


def _kept(text: str) -> str:
    """What of a text Calc keeps: it has one sort of line end."""
    return "".join(letter for letter in text if letter not in "\x01\x0b\x1f\ufffe").replace("\r\n", "\n")
