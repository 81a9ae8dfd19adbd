"""Sheets that people bring: real files of LibreOffice and others, told apart, read by type, or refused."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import openpyxl
import psutil
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from reports import sheet_file
from reports.sheet_cell import Fault, SheetRow, Unreadable, letters, plain
from reports.sheet_dates import moment_of
from reports.sheet_head import find
from reports.xlsx_rows import number

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BROUGHT = Path(__file__).parent / "brought"


def read(path: Path, sheet: str | None = None) -> list[SheetRow]:
    with sheet_file.opened(path) as file:
        return list(file.rows(file.sheet(sheet)))


def test_a_workbook_of_libreoffice_is_read_by_its_types() -> None:
    rows = read(BROUGHT / "libreoffice.xlsx")
    assert [row.number for row in rows] == [1, 2, 3, 4, 5]
    assert list(rows[0].cells) == ["Daftar warga tahun 2026"]
    assert list(rows[2].cells) == [
        "Siti",
        date(1990, 12, 31),
        Decimal("1234.5"),
        True,
        Decimal(2469),
        time(14, 30),
    ]
    assert list(rows[3].cells) == [
        "Yosef", datetime(1990, 5, 31, 10, 15), Decimal("0.3"), False, "Yosef!", time(0, 5)
    ]  # fmt: skip
    assert rows[4].cells[4] == Fault(
        "Sel ini berisi kesalahan {error}. Perbaiki rumusnya di berkas.", "#DIV/0!"
    )


def test_a_file_that_was_read_in_part_is_closed() -> None:
    path = BROUGHT / "libreoffice.xlsx"
    with sheet_file.opened(path) as file:
        rows = file.rows(file.sheet(None))
        assert next(rows).number == 1
    assert str(path) not in [one.path for one in psutil.Process().open_files()]
    assert list(rows) == []


def test_a_hidden_sheet_is_not_offered() -> None:
    with sheet_file.opened(BROUGHT / "libreoffice.xlsx") as file:
        assert [one.name for one in file.sheets] == ["Data", "Kosong"]
        assert list(file.rows(file.sheet("Kosong"))) == []
        with pytest.raises(Unreadable, match="Rahasia"):
            file.sheet("Rahasia")


def test_the_head_is_found_below_a_merged_title() -> None:
    head = find(read(BROUGHT / "libreoffice.xlsx"), {})
    assert head is not None and head.row == 2
    assert [(one.letter, one.title) for one in head.columns][:2] == [("A", "Nama"), ("B", "Lahir")]
    assert head.repeated == ()


def test_titles_that_stand_twice_are_named() -> None:
    head = find([SheetRow(1, ["Nama", "NIK", "nama ", None, "_versi"])], {})
    assert head is not None
    assert head.repeated == (("Nama", "A, C"),)
    assert head.version == 4 and len(head.columns) == 3


def test_a_csv_of_libreoffice_is_read() -> None:
    rows = read(BROUGHT / "libreoffice.csv")
    assert list(rows[2].cells)[:3] == ["Siti", "12/31/1990", "1234.5"]


@pytest.mark.parametrize(
    ("name", "sentence"), [("libreoffice.ods", "tidak dapat diimpor"), ("libreoffice.xls", "Excel lama")]
)
def test_other_sheets_of_libreoffice_are_refused_with_what_to_do(name: str, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence), sheet_file.opened(BROUGHT / name):
        pass


def test_days_are_counted_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    assert book.active is not None
    book.active.append([date(2026, 3, 1), datetime(2026, 3, 1, 8, 30)])
    book.save(tmp_path / "a.xlsx")
    assert list(read(tmp_path / "a.xlsx")[0].cells) == [date(2026, 3, 1), datetime(2026, 3, 1, 8, 30)]


def test_the_first_days_of_1900_are_those_that_excel_shows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append([1, 59, 61])
    for cell in book.active[1]:
        cell.number_format = "dd/mm/yyyy"
    book.save(tmp_path / "a.xlsx")
    assert list(read(tmp_path / "a.xlsx")[0].cells) == [date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1)]


def test_empty_rows_and_formats_below_are_no_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["a"])
    for row in range(3, 2000):
        book.active.cell(row, 5).number_format = "0.00"
    book.active.cell(2500, 1).value = "b"
    book.save(tmp_path / "a.xlsx")
    assert [(row.number, row.cells[0]) for row in read(tmp_path / "a.xlsx")] == [(1, "a"), (2500, "b")]


def test_a_formula_without_its_value_says_so(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["=1+1"])
    book.save(tmp_path / "a.xlsx")
    (row,) = read(tmp_path / "a.xlsx")
    assert isinstance(row.cells[0], Fault) and "belum dihitung" in row.cells[0].sentence


def _with(path: Path, name: str, content: bytes) -> Path:
    book = openpyxl.Workbook()
    book.save(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return path


def _xml(path: Path) -> Path:
    """A document type that names itself again and again."""
    path = _with(path, "x", b"")
    with zipfile.ZipFile(path) as packed:
        parts = {one: packed.read(one) for one in packed.namelist()}
    laughs = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    parts["xl/workbook.xml"] = laughs + parts["xl/workbook.xml"]
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return path


def _text(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda p: _with(p, "xl/vbaProject.bin", b"x"), "makro"),
        (lambda p: _with(p, "xl/worksheets/sheet9.xml", b" " * 60_000_000), "terlalu besar setelah dibuka"),
        (_xml, "rusak"),
        (lambda p: _text(p, b"PK\x03\x04 and no more"), "rusak"),
        (lambda p: _text(p, OLE + "EncryptedPackage".encode("utf-16-le")), "sandi"),
        (lambda p: _text(p, b"%PDF-1.7 a letter"), "tidak dapat diimpor"),
        (lambda p: _text(p, b"a\x00b\x01\x02" * 50), "bukan teks csv"),
        (lambda p: _text(p, b"\n \n"), "kosong"),
        (lambda p: _text(p, b";".join([b"a"] * 900)), "lebih dari 500 kolom"),
    ],
)  # fmt: skip
def test_what_would_do_harm_or_is_none_is_refused_with_a_sentence(
    tmp_path: Path, make: Callable[[Path], Path], sentence: str
) -> None:
    with pytest.raises(Unreadable, match=sentence):
        read(make(tmp_path / "a.xlsx"))


def test_guarded_formulas_and_quoted_lines_of_csv_are_texts(tmp_path: Path) -> None:
    (row,) = read(_text(tmp_path / "a.csv", b"'=1+1;\"dua\nbaris; satu\";'biasa;\xff\n"))
    assert list(row.cells) == ["=1+1", "dua\nbaris; satu", "'biasa", "ÿ"]


@pytest.mark.parametrize(
    ("code", "shows"),
    [
        ("dd-mm-yyyy", "date"), ("[$-421]d mmmm yyyy", "date"), ("hh:mm", "time"), ("[h]:mm:ss", "span"),
        ("yyyy-mm-dd hh:mm", "both"), ("#,##0.00", None), ('0 "hari"', None), ("[Red]0", None),
        ("General", None),
        ('"d"0', None), ("mm:ss", "time"), ("mmm-yy", "date"),
    ],
)  # fmt: skip
def test_a_format_says_what_a_number_is(code: str, shows: str | None) -> None:
    assert moment_of(200, code) == shows


def test_numbers_have_the_digits_that_excel_shows() -> None:
    assert [number(one) for one in ("0.30000000000000004", "1E3", "-2.50")] == [
        Decimal("0.3"), Decimal("1E3"), Decimal("-2.50")
    ]  # fmt: skip


def test_cells_are_written_as_people_do() -> None:
    cells = [
        Decimal("1E3"),
        Decimal("1234.5"),
        date(2026, 3, 1),
        datetime(2026, 3, 1, 8, 5),
        time(8, 5),
        True,
        None,
    ]
    assert [plain(one) for one in cells] == [
        "1000",
        "1234,5",
        "01-03-2026",
        "01-03-2026 08.05",
        "08.05",
        "ya",
        "",
    ]
    assert [letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
