"""Cells are edited by typing into them, each kind in its own box."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.grid.sheet import Sheet

pytestmark = pytest.mark.xdist_group("kisi")


def test_typing_replaces_and_enter_saves_and_goes_down(sheet: Sheet) -> None:
    sheet.click(2, "subject")
    sheet.type("Baru sekali")
    expect(sheet.editor).to_be_focused()
    sheet.press("Enter")
    sheet.at(3, "subject")
    sheet.holds("SELECT subject FROM note WHERE id = 2", "Baru sekali")
    sheet.said("tersimpan")
    sheet.press("Shift+Enter")
    sheet.at(2, "subject")


def test_f2_and_double_click_keep_the_text_and_escape_leaves_it(sheet: Sheet) -> None:
    sheet.click(2, "subject")
    sheet.press("F2", "End")
    sheet.type("!")
    sheet.press("Escape")
    sheet.at(2, "subject")
    expect(sheet.cell(2, "subject")).to_have_text("Perihal 2")
    sheet.cell(2, "subject").dblclick(position={"x": 8, "y": 8})
    sheet.press("End")
    sheet.type("!")
    sheet.press("Tab")
    sheet.at(2, "price")
    sheet.holds("SELECT subject FROM note WHERE id = 2", "Perihal 2!")


@pytest.mark.parametrize(
    "field, typed, sql, value",
    [
        ("price", "1.234,56", "price::text", "1234.56"),
        ("on_day", "31-12-2026", "on_day::text", "2026-12-31"),
        ("done", "ya", "done", True),
        ("mood", "bur", "mood", "Buruk"),
        ("code", "X-9", "code", "X-9"),
        ("at", "31-12-2026 14.30", "at::text", "2026-12-31 14:30:00"),
        ("extra", '{"k": [1, 2]}', "extra::text", '{"k": [1, 2]}'),
    ],
)
def test_each_kind_is_read_as_people_write_it(
    sheet: Sheet, field: str, typed: str, sql: str, value: object
) -> None:
    if field in ("at", "extra"):
        sheet.open("/grid/note/?columns=subject,at,extra,tags&order=id")
    sheet.click(3, field)
    sheet.type(typed)
    sheet.press("Enter")
    sheet.holds(f"SELECT {sql} FROM note WHERE id = 3", value)


def test_long_texts_take_lines_by_alt_enter_and_arrays_one_value_a_line(sheet: Sheet) -> None:
    sheet.click(3, "story")
    sheet.type("satu")
    sheet.press("Alt+Enter")
    sheet.type("dua")
    sheet.press("Enter")
    sheet.holds("SELECT story FROM note WHERE id = 3", "satu\ndua")
    sheet.open("/grid/note/?columns=subject,tags&order=id")
    sheet.click(3, "tags")
    sheet.type("a, b")
    sheet.press("Enter")
    sheet.type("c")
    sheet.press("Control+Enter")
    sheet.holds("SELECT tags FROM note WHERE id = 3", ["a, b", "c"])


def test_a_reference_is_searched_as_somebody_types(sheet: Sheet) -> None:
    sheet.click(3, "village")
    sheet.type("499")
    sheet.page.locator(".g-list li[aria-selected=true]", has_text="Desa 499").wait_for()
    sheet.press("Enter")
    sheet.holds("SELECT village FROM note WHERE id = 3", 499)
    expect(sheet.cell(3, "village")).to_contain_text("Desa 499")
    sheet.click(3, "village")
    sheet.press("Delete")
    sheet.holds("SELECT village FROM note WHERE id = 3", None)


def test_a_json_that_is_none_is_told_before_it_is_sent(sheet: Sheet) -> None:
    sheet.open("/grid/note/?columns=subject,extra&order=id")
    sheet.click(3, "extra")
    sheet.type("{satu")
    sheet.press("Enter")
    expect(sheet.editor).to_be_focused()
    expect(sheet.editor).to_have_attribute("aria-invalid", "true")
    sheet.press("Escape")


def test_a_day_can_be_picked_from_the_browsers_own_calendar(sheet: Sheet) -> None:
    sheet.click(3, "on_day")
    sheet.press("F2")
    sheet.page.locator(".g-editor input[type=date]").fill("2026-05-17")
    expect(sheet.editor).to_have_value("17-05-2026")
    sheet.editor.press("Enter")
    sheet.holds("SELECT on_day::text FROM note WHERE id = 3", "2026-05-17")


def test_space_turns_a_yes_or_no_around_and_delete_empties_a_range(sheet: Sheet) -> None:
    sheet.click(4, "done")
    sheet.press("Space")
    sheet.holds("SELECT done FROM note WHERE id = 4", True)
    sheet.click(4, "story")
    sheet.press("Shift+ArrowDown", "Shift+ArrowRight", "Delete")
    sheet.holds("SELECT count(*) FROM note WHERE story IS NULL AND code IS NULL", 2)


def test_a_refused_cell_is_red_with_its_sentence_and_keeps_what_was_typed(sheet: Sheet) -> None:
    sheet.click(2, "price")
    sheet.type("banyak")
    sheet.press("Enter")
    cell = sheet.cell(2, "price")
    expect(cell).to_have_class("tabulator-cell g-num g-refused")
    expect(cell).to_have_text("banyak")
    expect(cell).to_have_attribute("aria-invalid", "true")
    sentence = cell.get_attribute("title") or ""
    assert sentence.endswith(".") and sentence in (cell.get_attribute("aria-description") or "")
    expect(sheet.troubles).to_have_count(1)
    expect(sheet.troubles).to_contain_text(sentence)
    expect(sheet.page.locator("[data-count]")).to_contain_text("1 sel bermasalah")
    sheet.troubles.get_by_role("button", name="Perihal 2 · Price").click()
    sheet.press("F2")
    expect(sheet.editor).to_have_value("banyak")
    expect(sheet.editor).to_have_attribute("aria-describedby", "g-problem")
    sheet.editor.fill("7")
    sheet.press("Enter")
    sheet.holds("SELECT price::text FROM note WHERE id = 2", "7.00")
    expect(sheet.troubles).to_have_count(0)


def test_a_column_that_cannot_be_changed_says_why(sheet: Sheet) -> None:
    sheet.open("/grid/note/?columns=subject,twice&order=id")
    cell = sheet.cell(2, "twice")
    expect(cell).to_have_attribute("aria-readonly", "true")
    why = cell.get_attribute("title") or ""
    assert why and why in (cell.get_attribute("aria-label") or "")
    sheet.click(2, "twice")
    sheet.type("5")
    expect(sheet.editor).to_have_count(0)
    sheet.said(why)
