"""The workbook of the survey: its cells as they must be, and as LibreOffice calculates them."""

from __future__ import annotations

import io
import random
import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from models.skm_forms import Suggestion
from models.skm_weights import weights
from tests.reports.calculated import calculated, cells, differing
from tests.reports.surveyed import Filled, book, settings

EVIL = ("=1+1", "@SUM(A1)", "+62", "-5", "<b>&", '=HYPERLINK("http://x")')
AGREED = Path(__file__).with_name("skm_book.txt")
SHEETS = [
    "Pengolahan", "Rekap unsur", "Demografi", "Per layanan", "Saran", "Tren", "Baris OPD", "Poster",
]  # fmt: skip
GOLDEN = (
    Filled((4, 3, 2, 4, 3, 3, 4, 3, 3), number="A-1", profile={"sex": "L", "education": "SMA"}),
    Filled((3, 3, None, 4, 3, 4, 4, 3, 3), number="A-2", profile={"sex": "P", "education": "S1"}),
    Filled((3, 4, 3, 4, 4, 3, 3, 3, 2), day=date(2026, 8, 5), service="Pengaduan", profile={"sex": "P"}),
    Filled((2, 2, 2, 2, 2, 2, 2, 2, 2), day=date(2026, 2, 1)),  # before the period
)
SAID = (Suggestion("A-1", date(2026, 11, 3), "Surat pindah", "=cmd|' /C calc'!A0"),)
# Exactly on the edge of a class, where the binary figure is a hair below: answers, bobot, IKM, class.
EDGES = (
    ((3, 2, *[3] * 5, 2, 2), "0.0998 0.2002 0.1 0.1 0.1 0.1 0.1 0.1 0.1", 65.00, "C"),
    ((4, *[3] * 8), "0.0642 0.2358 0.1 0.1 0.1 0.1 0.1 0.1 0.1", 76.61, "B"),
    ((4, 3, *[4] * 5, 3, 3), "0.0322 0.2678 0.1 0.1 0.1 0.1 0.1 0.1 0.1", 88.31, "A"),
)
# Functions and signs that we write, and nothing else.
OURS = re.compile(
    r"=(?:SUM|COUNT|COUNTIF|SUMIF|SUMPRODUCT|ROUND|IF|ISNUMBER|RANK|Pengolahan!|\$?[A-Z]{1,2}\$?\d+|[\d.]+"
    r'|"[A-D]?"|">0"|[-+*/(),:<>=])+'
)


def random_forms(seed: int, number: int) -> list[Filled]:
    at = random.Random(seed)
    services = ("Surat pindah", "Pengaduan", *EVIL[:2])
    return [
        Filled(
            tuple(at.choice((None, 1, 2, 3, 3, 4, 4)) for _ in range(9)),
            date(2026, at.randint(5, 12), at.randint(1, 28)),
            at.choice(services),
            at.choice((None, *EVIL)),
            {"sex": at.choice(("L", "P", None)), "education": at.choice(("SD", "SMA", "S1", None))},
        )
        for _ in range(number)
    ]


def unanswered(forms: list[Filled]) -> list[Filled]:
    """The same without an answer to the third unsur."""
    return [Filled((*one.values[:2], None, *one.values[3:]), one.day, one.service) for one in forms]


def described(data: bytes) -> list[str]:
    """Every cell of a workbook as a line."""
    found = []
    for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        found.append(f"== {sheet.title} {sheet.print_area} {sorted(map(str, sheet.merged_cells.ranges))}")
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    where = f"{cell.coordinate} {cell.data_type} {cell.number_format}"
                    found.append(f"{where} | {str(cell.value)!r}")
    return found


@pytest.fixture(scope="module")
def golden() -> bytes:
    return book(GOLDEN, suggestions=SAID)


def test_the_processing_sheet_is_the_official_one(golden: bytes) -> None:
    found = cells(golden, values=False)
    shown = {place: value for (sheet, place), value in found.items() if sheet == "Pengolahan"}
    assert shown["A5"] == "PENGOLAHAN DATA SURVEI KEPUASAN MASYARAKAT PER RESPONDEN DAN PER UNSUR PELAYANAN"
    assert [shown[f"{column}14"] for column in "ABCDEFGHIJK"] == [
        "NO. RES", *(f"U{place}" for place in range(1, 10)), "NO. FORMULIR",
    ]  # fmt: skip
    assert [shown.get(f"{column}16") for column in "ABCDK"] == [2, 3, 3, None, "A-2"]
    assert [shown[f"D{row}"] for row in range(18, 23)] == [
        "=SUM(D15:D17)", "=COUNT(D15:D17)", '=IF(D19=0,"",D18/D19)', "=1/9", '=IF(D19=0,"",D20*D21)',
    ]  # fmt: skip
    assert (shown["K22"], shown["K23"]) == ("=SUM(B22:J22)", "=K22*25")
    assert "**) = jumlah NRR tertimbang x 25" in shown.values()
    assert any(str(one).startswith("Urutan unsur: U1 Persyaratan; U2 ") for one in shown.values())


def test_every_cell_is_as_it_was_agreed(golden: bytes) -> None:
    """Value or formula, type, format, merged cells. A new layout: python -m tests.reports.test_skm_book"""
    assert described(golden) == AGREED.read_text(encoding="utf-8").splitlines()


def test_its_values_are_stored_beside_the_formulas(golden: bytes) -> None:
    found = cells(golden, values=True)
    assert [found["Pengolahan", f"D{row}"] for row in (18, 19, 20)] == [5, 2, 2.5]
    # 9 + 9 + 10 answers: NRR 10/3, 10/3, 5/2, 4, 10/3, 10/3, 11/3, 3, 8/3 by hand.
    assert found["Pengolahan", "K23"] == pytest.approx(25 * (10 / 3 * 4 + 5 / 2 + 4 + 11 / 3 + 3 + 8 / 3) / 9)
    assert found["Poster", "A10"] == 81.02


def test_the_line_of_the_office_has_every_column_of_the_recap(golden: bytes) -> None:
    found = cells(golden, values=True)
    line = {place: value for (sheet, place), value in found.items() if sheet == "Baris OPD"}
    head = [value for place, value in sorted(line.items(), key=_place) if _row(place) == 10]
    assert head == [
        "NO", "OPD", "U1", "U2", "U3", "U4", "U5", "U6", "U7", "U8", "U9", "L", "P", "SD", "SLTP", "SLTA",
        "DIPLOMA", "S1", "S2", "S3", "PNS", "TNI/POLRI", "SWASTA", "WIRASWASTA", "PELAJAR", "PETANI",
        "LAINNYA", "POPULASI", "SAMPEL", "NRR TERTIMBANG", "NILAI IKM", "KATEGORI",
    ]  # fmt: skip
    assert [line[f"{column}11"] for column in ("B", "L", "M", "P", "R")] == ["Kecamatan Uji", 1, 2, 1, 1]


def _row(place: str) -> int:
    return int(re.sub(r"\D", "", place))


def _place(item: tuple[str, object]) -> tuple[int, int, str]:
    column = re.sub(r"\d", "", item[0])
    return _row(item[0]), len(column), column


def test_each_sheet_is_set_up_for_paper_and_has_head_and_signature(golden: bytes) -> None:
    opened = openpyxl.load_workbook(io.BytesIO(golden))
    assert opened.sheetnames == SHEETS
    for sheet in opened.worksheets:
        words = {cell.value for row in sheet.iter_rows() for cell in row}
        assert {"KECAMATAN UJI", "Plt. Camat Uji,", "NIP. 19900202"} <= words, sheet.title
        assert sheet.print_area and "Halaman &P dari &N" in str(sheet.oddFooter.center.text)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        if sheet.title != "Poster":
            assert sheet.print_title_rows, sheet.title
    assert len(opened["Tren"]._charts) == 1
    assert {"A1:K1", "B26:G26"} <= {str(one) for one in opened["Pengolahan"].merged_cells.ranges}


def test_no_formula_holds_what_people_wrote() -> None:
    data = book(random_forms(3, 40), suggestions=[*SAID, Suggestion(None, date(2026, 11, 4), EVIL[5], "x")])
    opened = openpyxl.load_workbook(io.BytesIO(data))
    found = 0
    for sheet in opened.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    found += 1
                    assert OURS.fullmatch(cell.value), (sheet.title, cell.coordinate, cell.value)
    assert found > 100
    texts = {cell.value for row in opened["Saran"].iter_rows() for cell in row if cell.data_type == "s"}
    assert {SAID[0].text, EVIL[5]} <= texts


def test_equal_answers_give_equal_bytes() -> None:
    assert book(GOLDEN, suggestions=SAID) == book(GOLDEN, suggestions=SAID)


def test_without_respondents_every_sheet_says_so() -> None:
    found = cells(book([]), values=False)
    for name in ("Pengolahan", "Rekap unsur", "Demografi", "Per layanan", "Tren", "Poster"):
        assert "Belum ada responden." in {value for (sheet, _), value in found.items() if sheet == name}
    assert not any(str(value).startswith("=") for value in found.values())


def test_libreoffice_calculates_what_we_stored(tmp_path: Path) -> None:
    books = [
        book(GOLDEN, suggestions=SAID),
        book(random_forms(1, 60)),
        book(random_forms(2, 35), settings(weights("0,11"))),
        book(random_forms(4, 7), settings(weights("0.2 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1"))),
        book(unanswered(random_forms(5, 20))),
        book([Filled((4,) * 9)], settings(weights("0,111"))),
        *(book([Filled(values)], settings(weights(bobot))) for values, bobot, _, _ in EDGES),
        _wrong(),
    ]
    *made, wrong = calculated(tmp_path, *books)
    assert cells(wrong, values=True)["Sheet1", "A1"] == 3  # it does calculate, and believes no stored value
    for number, (ours, theirs) in enumerate(zip(books, made, strict=False)):
        stored, again = cells(ours, values=True), cells(theirs, values=True)
        assert [*differing(stored, again)] == [], number
        assert {sheet for sheet, _ in stored} == set(SHEETS)
    for (_, _, shown, letter), theirs in zip(EDGES, made[-len(EDGES) :], strict=True):
        said = [value for (sheet, _), value in cells(theirs, values=True).items() if sheet == "Pengolahan"]
        assert said[said.index("IKM UNIT PELAYANAN") : said.index("MUTU PELAYANAN")].count(shown) == 1
        assert cells(theirs, values=True)["Baris OPD", "AF11"] == letter


def _wrong() -> bytes:
    """A workbook whose stored value is not that of its formula."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        made.add_worksheet().write_formula(0, 0, "=1+2", None, 99)
    return out.getvalue()


if __name__ == "__main__":
    AGREED.write_text("\n".join(described(book(GOLDEN, suggestions=SAID))) + "\n", encoding="utf-8")
