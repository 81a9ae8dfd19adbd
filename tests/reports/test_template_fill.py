"""The kabupaten's own template, filled: what was ours is there, what was theirs is as it was."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName

from models.errors import BadFile, Problem
from models.skm_forms import Form, Suggestion
from reports.skm_names import LISTS, manual, names
from reports.template_fill import LOST, Filled, Names, filled
from tests.reports.surveyed import Filled as Answered
from tests.reports.surveyed import told

FORMS = (
    Answered((4, 3, 2, 4, 3, 3, 4, 3, 3), number="A-1", profile={"sex": "L", "education": "SMA"}),
    Answered((3, 3, None, 4, 3, 4, 4, 3, 3), number="=1+1", service="Pengaduan", profile={"sex": "P"}),
)
SHIPPED = Path(__file__).parents[2] / "app/offices/kecamatan/workbooks/skm_kabupaten.xlsx"


def known() -> Names:
    rows = [Form(one.number, one.day, one.values) for one in FORMS]
    return names(told(FORMS), rows, [Suggestion("A-1", date(2026, 11, 3), "Surat pindah", "=cmd()")])


def made(**cells: object) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for place, value in cells.items():
        book.active[place] = value
    return book


def data(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def words(problems: Sequence[Problem]) -> tuple[str, ...]:
    return tuple(one.sentence.format_map(one.facts) for one in problems)


def fill(book: openpyxl.Workbook) -> tuple[Filled, Any]:
    found = filled(data(book), known())
    return found, openpyxl.load_workbook(io.BytesIO(found.data)).active


def test_a_cell_takes_the_value_in_its_own_type_and_format() -> None:
    book = made(A1="{{ ikm }}", A2="{{responden}}", A3="{{ tanggal_awal }}", A4="{{ U1_NRR }}")
    book.active["A1"].number_format = "0.00"
    book.active["A1"].font = Font(name="Courier New", bold=True)
    book.active["A3"].number_format = "dd-mm-yyyy"
    found, sheet = fill(book)
    assert sheet["A1"].value == pytest.approx(25 * (3.5 + 3 + 2 + 4 + 3 + 3.5 + 4 + 3 + 3) / 9)
    assert (sheet["A1"].number_format, sheet["A1"].font.name, sheet["A1"].font.b) == (
        "0.00", "Courier New", True,
    )  # fmt: skip
    assert (sheet["A2"].value, sheet["A3"].value, sheet["A4"].value) == (2, datetime(2026, 7, 1), 3.5)
    assert (found.unknown, found.remarks) == ((), ())


def test_a_name_inside_a_sentence_is_written_for_people() -> None:
    _, sheet = fill(made(A1="IKM {{ ikm }} ({{mutu}}), {{ periode }}, mulai {{ tanggal_awal }}."))
    assert sheet["A1"].value == "IKM 80,56 (B), Semester II 2026, mulai 1 Juli 2026."


def test_names_that_do_not_exist_are_listed_with_their_place_and_stay() -> None:
    book = made(A1="{{ ikn }}", B2="Nilai {{ mutu_layanan }}")
    book.defined_names["jumlah_penduduk"] = DefinedName("jumlah_penduduk", attr_text="Sheet!$C$3")
    found, sheet = fill(book)
    assert words(found.unknown) == (
        "Nama ikn tidak dikenal (Sheet!A1).",
        "Nama mutu_layanan tidak dikenal (Sheet!B2).",
        "Nama jumlah_penduduk tidak dikenal (Sheet!$C$3).",
    )
    assert (sheet["A1"].value, sheet["B2"].value) == ("{{ ikn }}", "Nilai {{ mutu_layanan }}")


def test_a_named_range_takes_a_value_and_a_larger_one_a_list() -> None:
    book = made()
    book.defined_names["IKM"] = DefinedName("IKM", attr_text="Sheet!$B$2")
    book.defined_names["layanan.nama"] = DefinedName("layanan.nama", attr_text="Sheet!$A$5:$A$6")
    book.active.defined_names["mutu"] = DefinedName("mutu", attr_text="Sheet!$B$3")
    found, sheet = fill(book)
    assert (round(sheet["B2"].value, 2), sheet["B3"].value) == (80.56, "B")
    assert [sheet[f"A{row}"].value for row in (5, 6, 7)] == ["Surat pindah", "Pengaduan", None]
    assert found.unknown == ()


def test_a_list_goes_down_in_the_format_of_its_first_line_until_something_stands_there() -> None:
    book = made(A1="{{ jawaban.no }}", B1="{{ jawaban.u3 }}", C1="{{ jawaban.formulir }}", B2="Jumlah")
    book.active["A1"].border = Border(left=Side("thin"))
    book.active["A1"].alignment = Alignment(horizontal="center")
    found, sheet = fill(book)
    assert [sheet["A1"].value, sheet["A2"].value] == [1, 2]
    assert (sheet["A2"].border.left.style, sheet["A2"].alignment.horizontal) == ("thin", "center")
    assert (sheet["B1"].value, sheet["B2"].value) == (2, "Jumlah")
    assert words(found.remarks) == ("Daftar jawaban.u3 tidak muat: 1 dari 2 baris tertulis (Sheet!B1).",)


def test_what_people_wrote_is_never_a_formula() -> None:
    _, sheet = fill(made(A1="{{ jawaban.formulir }}", B1="{{ saran.teks }}", C1="=1+1"))
    assert [(sheet[place].value, sheet[place].data_type) for place in ("A2", "B1", "C1")] == [
        ("=1+1", "s"), ("=cmd()", "s"), ("=1+1", "f"),
    ]  # fmt: skip


def test_formulas_widths_colours_and_merged_cells_of_the_template_stay() -> None:
    book = made(A1="{{ ikm }}", A2="=A1*2", D1="Judul")
    sheet = book.active
    sheet.merge_cells("D1:F2")
    sheet.column_dimensions["D"].width = 33
    sheet["D1"].fill = PatternFill("solid", fgColor="FFCC00")
    sheet.oddFooter.center.text = "IKM {{ ikm }}"
    sheet.print_area = "A1:F9"
    _, again = fill(book)
    assert again["A2"].value == "=A1*2"
    assert [str(one) for one in again.merged_cells.ranges] == ["D1:F2"]
    assert (again.column_dimensions["D"].width, again["D1"].fill.fgColor.rgb) == (33, "00FFCC00")
    assert (again.oddFooter.center.text, again.print_area) == ("IKM 80,56", "'Sheet'!$A$1:$F$9")


def test_a_chart_that_is_lost_is_told() -> None:
    book = made(A1=1, A2=2)
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=1, min_row=1, max_row=2))
    book.active.add_chart(chart, "C3")
    found, _ = fill(book)
    assert words(found.remarks) == (LOST,)


@pytest.mark.parametrize("what", [b"", b"PK\x03\x04nothing", b"%PDF-1.7", b"a;b\n1;2"])
def test_what_is_no_workbook_is_refused_with_a_sentence(what: bytes) -> None:
    with pytest.raises(BadFile):
        filled(what, Names({}))


def test_every_name_of_the_manual_is_one(tmp_path: Path) -> None:
    have = known()
    for name, _ in manual():
        assert name in have.values or name in have.lists, name
    assert set(LISTS) <= set(have.lists)
    assert all(re.fullmatch(r"[a-z0-9_.]+", name) for name in (*have.values, *have.lists))
    assert isinstance(have.values["ikm"], Fraction)


def test_the_template_that_is_shipped_is_filled_without_a_question() -> None:
    found = filled(SHIPPED.read_bytes(), known())
    assert (found.unknown, found.remarks) == ((), ())
    assert {"ikm", "mutu", "u9_nrr", "jawaban.u9", "nip"} <= found.used
