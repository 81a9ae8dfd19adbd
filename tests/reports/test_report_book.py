"""A report as a workbook: its cells, and what LibreOffice makes of them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from models.description.report import Across, Chart, Column, Report, Sheet
from models.description.screen import Wording
from models.reporting import shaping
from models.reporting.figures import Asked, Figures
from models.reporting.periods import parse
from models.reporting.pivot import pivot
from reports import report_book
from reports.official_book import OfficialBook
from reports.official_cells import Formula
from reports.official_head import Letterhead, Signature
from tests.reports.calc import recalculated

CROSS = Sheet(
    key="silang",
    label=Wording("Desa x kategori"),
    columns=(
        Column(key="village", label=Wording("Desa")),
        Column(key="category", label=Wording("Kategori")),
        Column(key="n", label=Wording("n"), format="integer", total="sum"),
    ),
    across=Across(by="category", value="n", label=Wording("Kategori"), total=Wording("Jumlah")),
    chart=Chart(kind="stacked"),
    column_numbers=True,
)
LIST = Sheet(
    key="daftar",
    label=Wording("Daftar"),
    title=Wording("Daftar perkara"),
    columns=(
        Column(key="no", label=Wording("No."), format="code"),
        Column(key="subject", label=Wording("Perihal"), width=30.0),
        Column(key="on", label=Wording("Tanggal"), format="date"),
        Column(key="month", label=Wording("Bulan"), format="month"),
        Column(key="share", label=Wording("Bagian"), format="percent", places=1),
        Column(key="cost", label=Wording("Biaya"), format="number", total="mean"),
        Column(key="open", label=Wording("Terbuka"), format="yesno"),
    ),
    note=Wording("Angka sementara."),
)
EMPTY = replace(LIST, key="kosong", label=Wording("Kosong"), title=None)
REPORT = Report(
    key="perkara", label=Wording("Rekap perkara"), sheets=(CROSS, LIST, EMPTY), periods=("month",)
)
HEAD = Letterhead(("PEMERINTAH KABUPATEN", "KECAMATAN BORONG"))
SIGN = Signature("Borong, 1 November 2026", "Camat Borong", "Drs. Contoh", None, "19000101")


def _figures() -> Figures:
    assert CROSS.across is not None
    crossed = pivot(
        CROSS,
        CROSS.across,
        [
            {"village": "Rana Loba", "category": "jalan", "n": 3},
            {"village": "Rana Loba", "category": "air", "n": 2},
            {"village": "=cmd|' /C calc'!A0", "category": "air", "n": 4},
        ],
    )
    rows = [
        {
            "no": 2026, "subject": "+62 jalan rusak " * 6, "on": datetime(2026, 10, 5, 9),
            "month": date(2026, 10, 1), "share": Decimal("0.125"), "cost": Decimal("1234.50"), "open": True,
        },
        {
            "no": 2027, "subject": "air", "on": date(2026, 10, 6), "month": date(2026, 10, 1), "share": None,
            "cost": Decimal("1"), "open": False,
        },
    ]  # fmt: skip
    tables = (
        shaping.table(CROSS, crossed),
        shaping.table(LIST, shaping.plain(LIST, rows)),
        shaping.table(EMPTY, shaping.plain(EMPTY, [])),
    )
    return Figures(REPORT, Asked(parse("2026-10")), tables, datetime(2026, 11, 1, tzinfo=UTC))


def _book(*, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(report_book.write(_figures(), HEAD, SIGN)), data_only=values)


def _golden(sheet: Worksheet, area: str) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet[area]]


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return _book()


def test_each_table_is_a_sheet_with_its_title_and_period(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == ["Desa x kategori", "Daftar", "Kosong"]
    assert [book["Daftar"][f"A{row}"].value for row in (1, 2, 4, 5, 6)] == [
        "PEMERINTAH KABUPATEN", "KECAMATAN BORONG", "REKAP PERKARA", "Daftar perkara", "Oktober 2026",
    ]  # fmt: skip


def test_a_pivot_has_groups_numbers_and_sums_as_formulas(book: openpyxl.Workbook) -> None:
    sheet = book["Desa x kategori"]
    assert _golden(sheet, "A8:D13") == [
        ["Desa", "Kategori", None, "Jumlah"],
        [None, "jalan", "air", None],
        ["1", "2", "3", "4"],
        ["Rana Loba", 3, 2, "=SUM(B11:C11)"],
        ["=cmd|' /C calc'!A0", 0, 4, "=SUM(B12:C12)"],
        ["Jumlah", "=SUM(B11:B12)", "=SUM(C11:C12)", "=SUM(D11:D12)"],
    ]
    assert {str(one) for one in sheet.merged_cells} >= {"A8:A9", "B8:C8", "D8:D9"}
    assert (sheet["A12"].data_type, sheet["A12"].quotePrefix) == ("s", True)
    assert sheet.print_title_rows == "$8:$10"
    assert _golden(_book(values=True)["Desa x kategori"], "B13:D13") == [[3, 6, 9]]


def test_each_format_is_a_cell_of_its_kind(book: openpyxl.Workbook) -> None:
    sheet = book["Daftar"]
    cells = [(cell.value, cell.number_format) for cell in sheet[9]]
    assert cells == [
        (2026, "0"),
        (("+62 jalan rusak " * 6), "General"),
        (datetime(2026, 10, 5), "dd-mm-yyyy"),
        (datetime(2026, 10, 1), "[$-421]mmmm yyyy"),
        (0.125, "0.0%"),
        (1234.5, "#,##0.00"),
        ("Ya", "General"),
    ]
    assert _golden(sheet, "A11:G12") == [
        [None, "Rata-rata", None, None, None, "=AVERAGE(F9:F10)", None],
        ["Angka sementara.", None, None, None, None, None, None],
    ]
    assert (sheet.column_dimensions["B"].width, sheet.page_setup.orientation) == (30.7109375, "landscape")


def test_a_table_without_rows_says_so(book: openpyxl.Workbook) -> None:
    assert "Tidak ada data." in [cell.value for cell in book["Kosong"]["A"]]


def test_equal_figures_give_equal_bytes() -> None:
    assert report_book.write(_figures(), HEAD, SIGN) == report_book.write(_figures(), HEAD, SIGN)


def test_the_chart_takes_its_numbers_from_the_table() -> None:
    with zipfile.ZipFile(io.BytesIO(report_book.write(_figures()))) as packed:
        chart = packed.read("xl/charts/chart1.xml").decode()
    assert '<c:grouping val="stacked"/>' in chart
    assert "'Desa x kategori'!$B$" in chart and "'Desa x kategori'!$D$" not in chart  # the sum is no bar


def test_libreoffice_works_out_the_same_values(tmp_path: Path) -> None:
    ours, theirs = _book(values=True), recalculated(tmp_path, report_book.write(_figures(), HEAD, SIGN))
    for sheet in ours:
        for row in sheet.iter_rows():
            for cell in row:
                found = theirs[sheet.title][cell.coordinate].value
                if isinstance(cell.value, int | float):
                    assert found == pytest.approx(cell.value)
                else:
                    assert found == cell.value


def test_libreoffice_does_calculate(tmp_path: Path) -> None:
    with OfficialBook() as book:
        page = book.page("A", [10])
        page.cells([Formula("=1+1", 99)], [book.looks.cell("0")])
        data = book.bytes()
    assert recalculated(tmp_path, data)["A"]["A1"].value == 2
