"""Copying and pasting, with texts that LibreOffice put on the clipboard (clipboards/make.py made them)."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.grid.sheet import Sheet

pytestmark = pytest.mark.xdist_group("kisi")
CLIPBOARDS = Path(__file__).parents[1] / "clipboards"
BAD = 7


def clipboard(name: str) -> str:
    return (CLIPBOARDS / name).read_text(encoding="utf-8")


ROW = "SELECT concat_ws('|', subject, price, on_day, done, mood, village, story, code) FROM note WHERE id = "


@pytest.mark.parametrize(
    "file, story", [("few.txt", "baris satu baris dua"), ("few-quoted.txt", "baris satu\nbaris dua")]
)
def test_a_range_of_libreoffice_is_pasted_with_its_days_numbers_and_titles(
    sheet: Sheet, file: str, story: str
) -> None:
    sheet.click(2, "subject")
    sheet.paste(clipboard(file))
    sheet.holds(ROW + "2", f'Jalan "rusak" di RT 04|1234.56|2026-12-31|t|Baik|7|{story}|tiga kata')
    sheet.holds(ROW + "3", "=1+1 sebagai teks|0.50|2026-02-28|f|Buruk|12|tanda ; dan , saja")
    sheet.holds(ROW + "4", "Kilometer 1.000|1000.00|2026-01-05|t|Baik|500|ujung|akhir")
    sheet.saved()
    sheet.selected(3 * 8)
    sheet.press("Control+z")
    sheet.holds(ROW + "4", "Perihal 4|4.50|2026-01-05|f|Baik|4|Uraian 4|K4")


def test_what_is_copied_can_be_pasted_again(sheet: Sheet) -> None:
    sheet.office.ask("""UPDATE note SET story = E'satu\\n"dua"\\ttiga', price = 1234.5 WHERE id = 2""")
    sheet.open("/grid/note/")
    sheet.click(2, "subject")
    sheet.press("Shift+End", "Shift+ArrowDown")
    copied = sheet.copied()
    assert copied.startswith(
        'Perihal 2\t1234,50\t03-01-2026\tTidak\tBaik\tDesa 2\t"satu\n""dua""\ttiga"\tK2\r\nPerihal 3\t'
    )
    sheet.click(6, "subject")
    sheet.paste(copied)
    sheet.holds("SELECT story FROM note WHERE id = 6", 'satu\n"dua"\ttiga')
    sheet.holds("SELECT price::text FROM note WHERE id = 6", "1234.50")


def test_cutting_empties_and_one_value_fills_what_is_selected(sheet: Sheet) -> None:
    sheet.click(2, "code")
    assert sheet.copied("cut") == "K2"
    sheet.holds("SELECT code FROM note WHERE id = 2", None)
    sheet.click(3, "story")
    sheet.press("Shift+ArrowDown", "Shift+ArrowRight")
    sheet.paste("sama\n")
    sheet.holds("SELECT count(*) FROM note WHERE story = 'sama' AND code = 'sama'", 2)


def test_ctrl_d_fills_down_also_references(sheet: Sheet) -> None:
    sheet.click(3, "village")
    sheet.press("Shift+ArrowDown", "Shift+ArrowDown", "Control+d")
    sheet.holds("SELECT array_agg(village ORDER BY id) FROM note WHERE id IN (3, 4, 5)", [3, 3, 3])
    sheet.click(8, "code")
    sheet.press("Control+d")
    sheet.holds("SELECT code FROM note WHERE id = 8", "K7")


def test_a_paste_under_the_last_row_adds_rows(sheet: Sheet) -> None:
    sheet.click(1, "subject")
    sheet.press("Control+End")
    sheet.at(300, "code")
    sheet.press("Home", "ArrowDown")
    sheet.at(301, "subject")
    sheet.paste("Baru satu\t1\nBaru dua\t2\n")
    sheet.holds(
        "SELECT array_agg(price::text ORDER BY id) FROM note WHERE subject LIKE 'Baru%'", ["1.00", "2.00"]
    )
    sheet.saved()
    expect(sheet.page.locator(".g-draft")).to_have_count(1)


def test_an_ambiguous_and_an_unknown_title_are_marked(sheet: Sheet) -> None:
    sheet.click(2, "village")
    sheet.paste("Kembar\nAtlantis\nDesa 9\n")
    expect(sheet.troubles).to_have_count(2)
    assert sheet.one("SELECT village FROM note WHERE id = 4") == 4
    sheet.page.get_by_role("button", name="Batal", exact=True).click()
    expect(sheet.troubles).to_have_count(0)
    expect(sheet.cell(2, "village")).to_contain_text("Desa 2")


def test_a_large_paste_is_saved_whole_or_its_good_cells_and_taken_back(sheet: Sheet) -> None:
    sheet.office.ask(
        "INSERT INTO note (id, subject) SELECT n, 'Perihal ' || n FROM generate_series(301, 510) n"
    )
    sheet.open("/grid/note/")
    sheet.click(1, "subject")
    # The rows that the paste falls on are loaded.
    sheet.scroll_until(
        "area.scrollHeight", """document.querySelector('.tabulator-row[aria-rowindex="511"]')"""
    )
    sheet.press("Control+Home")
    sheet.at(1, "subject")
    sheet.paste(clipboard("many.txt"))
    bar = sheet.page.locator("[data-ask-bar]")
    expect(bar).to_contain_text(f"{BAD} dari", timeout=30_000)
    expect(sheet.troubles).to_have_count(BAD)
    assert sheet.one("SELECT count(*) FROM note WHERE subject LIKE 'Laporan lembar%'") == 0
    bar.get_by_role("button", name="Simpan yang benar saja").click()
    sheet.holds("SELECT count(*) FROM note WHERE subject LIKE 'Laporan lembar%'", 499)
    sheet.saved()
    expect(sheet.troubles).to_have_count(BAD)
    sheet.press("Control+z")
    sheet.holds("SELECT count(*) FROM note WHERE subject LIKE 'Laporan lembar%'", 0)
    sheet.holds("SELECT count(*) FROM note WHERE subject LIKE 'Perihal%'", 510)
