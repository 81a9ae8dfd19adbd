"""An official workbook, opened again by openpyxl: letterhead, table, signature, and how it prints."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from reports.official_book import OfficialBook
from reports.official_cells import Formula
from reports.official_head import Letterhead, Signature
from reports.official_looks import DAY, decimals

HEAD = Letterhead(("PEMERINTAH KABUPATEN MANGGARAI TIMUR", "KECAMATAN BORONG"), ("Jalan Lintas Flores",))
SIGN = Signature("Borong, 26 November 2026", "Plt. Camat Borong", "Maria Contoh, S.Sos.", None, "19900202")


def _written(**options: bool) -> bytes:
    with OfficialBook(title="Rekap", **options) as book:
        page = book.page("Rekap: Oktober", [6, 30, 12, 14])
        page.letterhead(HEAD)
        page.title("REKAP", "Oktober 2026")
        page.head(("No", "Kategori", "Jumlah", "Tanggal"), ("1", "2", "3", "4"))
        looks = book.looks
        row = [looks.cell("0"), looks.text(), looks.cell(decimals(2)), looks.cell(DAY)]
        page.cells([1, "=1+1", Fraction(10, 3), date(2026, 10, 5)], row)
        page.cells([2, "jalan\x07 rusak", Formula("=C10*2", Fraction(20, 3)), date(1899, 1, 1)], row)
        page.signature(SIGN)
        page.finish()
        return book.bytes()


def _sheet(data: bytes, *, values: bool = False) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values).worksheets[0]


@pytest.fixture(scope="module")
def sheet() -> Worksheet:
    return _sheet(_written())


def test_a_text_stays_a_text_whatever_it_begins_with(sheet: Worksheet) -> None:
    cell = sheet["B10"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)
    assert sheet["B11"].value == "jalan rusak"


def test_a_formula_carries_its_value(sheet: Worksheet) -> None:
    assert sheet["C11"].value == "=C10*2"
    assert _sheet(_written(), values=True)["C11"].value == pytest.approx(20 / 3)


def test_numbers_and_days_have_the_formats_of_the_house(sheet: Worksheet) -> None:
    assert (sheet["C10"].number_format, sheet["D10"].number_format) == ("#,##0.00", "dd-mm-yyyy")
    assert sheet["D10"].value == datetime(2026, 10, 5)
    assert sheet["D11"].value == "01-01-1899"  # Excel knows no such day


def test_a_long_share_is_a_number_and_a_long_number_a_text() -> None:
    with OfficialBook() as book:
        page = book.page("A", [10, 10, 10])
        values = [Decimal(1) / 3, 1234567890123456, Decimal("NaN")]
        page.cells(values, [book.looks.cell("0.00")] * 3)
        first = _sheet(book.bytes())[1]
    assert [cell.value for cell in first] == [pytest.approx(1 / 3), "1234567890123456", "NaN"]


def test_the_head_and_the_signature_stand_where_they_belong(sheet: Worksheet) -> None:
    written = {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value}
    assert written["A1"] == "PEMERINTAH KABUPATEN MANGGARAI TIMUR"
    assert written["A5"] == "REKAP"
    assert [written[f"B{row}"] for row in (13, 14, 19, 20)] == [
        SIGN.place, "Plt. Camat Borong,", SIGN.name, "NIP. 19900202",
    ]  # fmt: skip
    assert "A1:D1" in sheet.merged_cells and "B19:D19" in sheet.merged_cells
    assert {cell.font.name for row in sheet.iter_rows() for cell in row} == {"Arial"}


def test_it_prints_on_the_width_of_a_page_with_its_head_on_each(sheet: Worksheet) -> None:
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 14)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)  # 1 is the default
    assert sheet.print_title_rows == "$8:$9"
    assert sheet.print_area == "'Rekap Oktober'!$A$1:$D$20"
    assert "Halaman &P dari &N" in sheet.oddFooter.center.text


@pytest.mark.parametrize("constant", [False, True])
def test_equal_contents_give_equal_bytes(constant: bool) -> None:
    assert _written(constant_memory=constant) == _written(constant_memory=constant)


def test_no_font_of_a_theme_is_put_in_place_of_arial() -> None:
    with zipfile.ZipFile(io.BytesIO(_written())) as packed:
        assert b"<scheme" not in packed.read("xl/styles.xml")
