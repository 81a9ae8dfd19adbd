"""A report in somebody's own template: its names, the page, and the terminal."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

import config
from app.cli import panel
from reports import report_names
from tests.clerk import Clerk
from tests.opened import Opened, filled, opened
from tests.views.test_report_page import REPORT, TABLE

ADDRESS = "/laporan/rekap/templat?period=2026-02"
CELLS = {
    "A1": "{{ unit }}: {{ periode }}", "A2": "{{ desa_total_n }}", "A3": "{{ desa_kota_ndora_n }}",
    "A5": "{{ desa.name }}", "B5": "{{ desa.n }}", "C5": "{{ desa.share }}",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("kantor")
    (made / "reports").mkdir()
    (made / "reports" / "rekap.yaml").write_text(REPORT, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def at(server_url: str, folder: Path) -> Iterator[Opened]:
    with opened(server_url, filled(TABLE), folder) as made:
        yield made


@pytest.fixture(scope="module")
def reader(at: Opened) -> Clerk:
    return at.browser("pembaca")


def template() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for place, text in CELLS.items():
        book.active[place] = text
    book.active["C5"].number_format = "0.0%"
    book.save(out)
    return out.getvalue()


def sent(reader: Clerk, address: str, **more: str) -> openpyxl.worksheet.worksheet.Worksheet:
    fields = {"csrf_token": reader.csrf, "file": (io.BytesIO(template()), "lampiran kabupaten.xlsx"), **more}
    answer = reader.client.post(address, data=fields)
    assert answer.status_code == 200, answer.text
    assert 'filename="lampiran-kabupaten-' in answer.headers["Content-Disposition"]
    return openpyxl.load_workbook(io.BytesIO(answer.data)).active


def test_the_page_of_a_report_leads_to_its_template_with_every_name(reader: Clerk) -> None:
    assert 'href="/laporan/rekap/templat?period=2026-02"' in reader.get("/laporan/rekap/?period=2026-02").text
    page = reader.get(ADDRESS).text
    for name in ("tempat_tanggal", "desa_total_n", "desa_rana_b_loba_n", "desa.share"):
        assert f"<code>{name}</code>" in page


def test_a_template_has_totals_rows_and_columns_of_the_report(at: Opened, reader: Clerk) -> None:
    sheet = sent(reader, "/laporan/rekap/templat?period=2026")
    assert [sheet[place].value for place in ("A1", "A2", "A3")] == ["Kantor Uji: Tahun 2026", 3, 1]
    lines = [tuple(cell.value for cell in row[:3]) for row in sheet.iter_rows(min_row=5)]
    assert lines == [("Rana <b>Loba", 2, 0.3125), ("Kota Ndora", 1, 1)]
    assert sheet["C6"].number_format == "0.0%"
    noted = at.ask("SELECT rows, asked FROM panel.export ORDER BY id DESC LIMIT 1")
    assert noted == [(2, "Periode: Tahun 2026")]


def test_a_row_that_is_not_there_is_told(reader: Clerk) -> None:
    fields = {"csrf_token": reader.csrf, "file": (io.BytesIO(template()), "a.xlsx")}
    told = reader.client.post(ADDRESS, data=fields)
    assert told.status_code == 422 and "Nama desa_kota_ndora_n tidak dikenal (Sheet!A3)." in told.text
    assert sent(reader, ADDRESS, anyway="1")["A2"].value == 2


def test_who_may_not_take_the_report_fills_no_template_with_it(at: Opened) -> None:
    guest = at.browser("tamu")
    assert guest.get(ADDRESS).status_code == guest.send(ADDRESS, {}).status_code == 403


def test_the_terminal_fills_it_too(
    at: Opened, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "DATABASE_URL", at.url)
    monkeypatch.setattr(config, "PANEL_OFFICE", str(folder))
    monkeypatch.setattr(config, "PANEL_DATA", tmp_path / "data")
    (tmp_path / "t.xlsx").write_bytes(template())
    words = ["report", "rekap", "--param", "period=2026-02", "--template", "t.xlsx", "--out", "isi.xlsx"]
    monkeypatch.chdir(tmp_path)
    answer = CliRunner().invoke(panel, words, catch_exceptions=False)
    assert answer.exit_code == 0 and "Nama desa_kota_ndora_n tidak dikenal" in answer.stderr
    assert openpyxl.load_workbook("isi.xlsx").active["A2"].value == 2


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("5. Dilimpahkan (OPD, aparat penegak hukum)", "dilimpahkan"),
        ("Desa/Kelurahan Rana Loba", "desa_kelurahan_rana_loba"),
        ("1. Saldo awal (masih terbuka dari bulan lalu)", "saldo_awal"),
        ("Selesai, dilimpahkan atau ditolak dalam bulan ini", "selesai_dilimpahkan_atau_ditolak_dalam"),
        ("x" * 50, "x" * 40),
    ],
)
def test_a_row_is_named_by_the_words_that_tell_it(text: str, name: str) -> None:
    assert report_names.row_slug(text) == name
