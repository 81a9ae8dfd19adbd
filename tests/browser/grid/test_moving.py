"""The keys that move about in the grid, the mouse that selects, and the way out."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.grid.sheet import Sheet

pytestmark = pytest.mark.xdist_group("kisi")


def test_arrows_and_tab_go_from_cell_to_cell(sheet: Sheet) -> None:
    sheet.click(2, "price")
    for key, row, field in (
        ("ArrowDown", 3, "price"), ("ArrowRight", 3, "on_day"), ("ArrowUp", 2, "on_day"),
        ("ArrowLeft", 2, "price"),
        ("Tab", 2, "on_day"), ("Shift+Tab", 2, "price"), ("Home", 2, "subject"), ("End", 2, "code"),
        ("Tab", 3, "subject"), ("Shift+Tab", 2, "code"), ("Shift+Enter", 1, "code"), ("ArrowUp", 1, "code"),
    ):  # fmt: skip
        sheet.press(key)
        sheet.at(row, field)


def test_ctrl_with_an_arrow_goes_to_the_edge_of_the_filled_cells(sheet: Sheet) -> None:
    sheet.office.ask("UPDATE note SET code = NULL WHERE id = 5")
    sheet.open("/grid/note/")
    sheet.click(2, "code")
    sheet.press("Control+ArrowDown")
    sheet.at(4, "code")
    sheet.press("Control+ArrowDown")
    sheet.at(6, "code")
    sheet.press("Control+ArrowLeft")
    sheet.at(6, "subject")
    sheet.press("Control+ArrowRight", "Control+ArrowUp", "Control+ArrowUp")
    sheet.at(1, "code")


def test_page_keys_go_a_screenful_and_ctrl_home_and_end_to_the_ends(sheet: Sheet) -> None:
    sheet.click(1, "price")
    sheet.press("PageDown")
    expect(sheet.cell(1, "price")).not_to_be_focused()
    focused = sheet.page.locator(".r-focus")
    row = int(focused.locator("..").get_attribute("aria-rowindex") or 0) - 1
    assert row > 5
    sheet.press("PageUp")
    sheet.at(1, "price")
    sheet.press("Control+End")
    sheet.at(300, "code")
    expect(sheet.page.locator("[data-position]")).to_contain_text("300 dari 300")
    sheet.press("Control+Home")
    sheet.at(1, "subject")


def test_shift_with_arrows_and_ctrl_a_select_ranges(sheet: Sheet) -> None:
    sheet.click(2, "price")
    sheet.press("Shift+ArrowDown", "Shift+ArrowRight")
    sheet.selected(4)
    sheet.at(2, "price")
    sheet.press("Escape")
    sheet.selected(1)
    sheet.press("Shift+End")
    sheet.selected(7)
    sheet.press("Control+a")
    assert sheet.copied().count("\n") == 99


def test_dragging_and_shift_click_select_ranges(sheet: Sheet) -> None:
    start, end = sheet.cell(2, "subject").bounding_box(), sheet.cell(4, "on_day").bounding_box()
    assert start and end
    mouse = sheet.page.mouse
    mouse.move(start["x"] + 9, start["y"] + 9)
    mouse.down()
    mouse.move(end["x"] + 9, end["y"] + 9, steps=4)
    mouse.up()
    sheet.selected(9)
    sheet.at(2, "subject")
    sheet.click(3, "price", modifiers=["Shift"])
    sheet.selected(4)


def test_escape_and_then_tab_leave_the_grid(sheet: Sheet) -> None:
    sheet.click(2, "price")
    sheet.press("Escape", "Tab")
    inside = "document.querySelector('[data-grid]').contains(document.activeElement)"
    assert not sheet.page.evaluate(inside)
    sheet.press("Shift+Tab")
    sheet.at(2, "price")


def test_a_row_is_opened_by_the_link_in_front_of_it(sheet: Sheet) -> None:
    sheet.page.locator('.tabulator-row[aria-rowindex="3"] .g-open').click()
    sheet.page.wait_for_url("**/data/note/show/2")
