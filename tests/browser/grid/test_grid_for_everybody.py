"""The grid for those who see nothing, have no mouse, or hold a telephone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.axe import checked
from tests.browser.grid.sheet import Sheet, signed_in
from tests.opened import Opened

pytestmark = pytest.mark.xdist_group("kisi")


def clean(sheet: Sheet) -> None:
    found = checked(sheet.page)["violations"]
    said = [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for one in found
        for node in one["nodes"][:2]
    ]
    assert not said, "\n".join(said)


def test_a_checker_finds_nothing_in_any_state(sheet: Sheet) -> None:
    clean(sheet)
    sheet.click(2, "price")
    sheet.type("banyak")
    sheet.press("Enter")
    expect(sheet.troubles).to_have_count(1)
    sheet.click(3, "village")
    sheet.press("F2")
    clean(sheet)
    sheet.press("Escape", "Shift+ArrowDown", "Shift+F10")
    clean(sheet)


def test_a_checker_finds_nothing_in_the_dark(browser: Browser, base: str, filled: Opened) -> None:
    with signed_in(browser, base, "pembaca", filled, color_scheme="dark") as dark:
        dark.open("/grid/note/")
        dark.click(2, "price")
        clean(dark)


def test_every_cell_has_a_name_with_its_column_its_value_and_its_state(sheet: Sheet) -> None:
    expect(sheet.cell(2, "village")).to_have_attribute("aria-label", "Village: Desa 2")
    expect(sheet.cell(2, "village")).to_have_attribute("role", "gridcell")
    expect(sheet.cell(2, "village")).to_have_attribute("aria-colindex", "7")
    sheet.click(2, "code")
    sheet.press("Delete")
    sheet.holds("SELECT code FROM note WHERE id = 2", None)
    expect(sheet.cell(2, "code")).to_have_attribute("aria-label", "Code: kosong")
    assert sheet.page.locator(".tabulator-cell:not([aria-label])").count() == 0
    assert sheet.page.locator('[data-grid] .tabulator-cell[tabindex="0"]').count() == 1


def test_keys_alone_lead_from_the_search_to_a_saved_cell_and_out(sheet: Sheet) -> None:
    sheet.press("/")
    expect(sheet.page.locator("input[type=search]")).to_be_focused()
    for _ in range(40):
        sheet.press("Tab")
        if sheet.page.evaluate("document.activeElement.classList.contains('tabulator-cell')"):
            break
    sheet.press("ArrowDown", "ArrowRight", "F2")
    sheet.editor.fill("12,5")
    sheet.press("Enter")
    sheet.holds("SELECT price::text FROM note WHERE id = 2", "12.50")
    sheet.press("Escape", "Tab")
    assert not sheet.page.evaluate("document.querySelector('[data-grid]').contains(document.activeElement)")


def test_a_telephone_gets_the_cards_of_the_list(browser: Browser, base: str, filled: Opened) -> None:
    with signed_in(browser, base, "pembaca", filled, viewport={"width": 390, "height": 844}) as phone:
        phone.page.goto("/grid/note/?q=perihal&order=-id")
        phone.page.wait_for_url("**/data/note/list/?**")
        assert "order=-id" in phone.page.url
        expect(phone.page.locator("table.stack tr").nth(1)).to_be_visible()


def test_columns_are_resized_and_remembered(sheet: Sheet) -> None:
    handle = sheet.page.locator('.tabulator-col[tabulator-field="subject"] + .tabulator-col-resize-handle')
    box = handle.bounding_box()
    assert box
    sheet.page.mouse.move(box["x"] + 3, box["y"] + 10)
    sheet.page.mouse.down()
    sheet.page.mouse.move(box["x"] + 63, box["y"] + 10, steps=3)
    with sheet.page.expect_response("**/data/note/columns"):
        sheet.page.mouse.up()
    wide = sheet.cell(1, "subject").bounding_box()
    sheet.open("/grid/note/")
    again = sheet.cell(1, "subject").bounding_box()
    assert wide and again and abs(wide["width"] - again["width"]) < 2
