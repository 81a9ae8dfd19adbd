"""The columns of a grid by mouse: moved, widened, kept in sight, hidden; their sums; the groups of rows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.grid.sheet import Sheet


@pytest.fixture(autouse=True)
def forgotten(sheet: Sheet) -> Iterator[None]:
    """Nobody's choices stay for the next test."""
    yield
    sheet.page.goto("about:blank")  # what was chosen last and is not on its way yet stays there
    sheet.office.ask("DELETE FROM panel.preference")


def titles(sheet: Sheet) -> list[str]:
    shown = sheet.page.locator(".tabulator-col[tabulator-field]").all_inner_texts()
    return [text.strip() for text in shown if text.strip()]


def drag(sheet: Sheet, start: tuple[float, float], end: tuple[float, float], taken: str = "") -> None:
    """`taken`: what is there once Tabulator has taken up what is dragged, after a moment."""
    mouse = sheet.page.mouse
    mouse.move(*start)
    mouse.down()
    if taken:
        sheet.page.locator(taken).wait_for()
    mouse.move((start[0] + end[0]) / 2, end[1], steps=5)
    mouse.move(*end, steps=5)
    mouse.up()


def header(sheet: Sheet, field: str) -> dict[str, float]:
    found = sheet.page.locator(f'.tabulator-col[tabulator-field="{field}"]').bounding_box()
    assert found
    return dict(found)


def chosen(sheet: Sheet, what: str, field: str) -> None:
    """An entry of the menu of a cell, after which the page is drawn anew."""
    sheet.click(2, field, button="right")
    with sheet.page.expect_navigation():
        sheet.page.get_by_role("menuitem", name=what).click()
    sheet.ready()


def test_a_column_that_was_dragged_stays_where_it_was_put(sheet: Sheet) -> None:
    price, day = header(sheet, "price"), header(sheet, "on_day")
    with sheet.page.expect_response("**/columns"):
        middle = price["y"] + price["height"] / 2
        drag(sheet, (price["x"] + 30, middle), (day["x"] + day["width"] - 5, middle), ".tabulator-moving")
    before = titles(sheet)
    assert before[:3] == ["Subject", "On day", "Price"]
    sheet.open("/grid/note/")
    assert titles(sheet) == before
    sheet.click(2, "on_day")
    sheet.press("ArrowRight")
    sheet.at(2, "price")


def test_a_widened_column_is_as_wide_the_next_time(sheet: Sheet) -> None:
    was = header(sheet, "subject")
    edge = (was["x"] + was["width"] - 2, was["y"] + was["height"] / 2)
    with sheet.page.expect_response("**/columns"):
        drag(sheet, edge, (edge[0] + 80, edge[1]))
    assert header(sheet, "subject")["width"] == pytest.approx(was["width"] + 80, abs=6)
    sheet.open("/grid/note/")
    assert header(sheet, "subject")["width"] == pytest.approx(was["width"] + 80, abs=6)


def test_the_first_columns_are_kept_in_sight_and_let_go_again(sheet: Sheet) -> None:
    chosen(sheet, "Diamkan kolom sampai sini", "price")
    sheet.page.set_viewport_size({"width": 700, "height": 860})
    try:
        sheet.page.locator(".tabulator-tableholder").evaluate("(one) => { one.scrollLeft = 400; }")
        held, gone = header(sheet, "price"), header(sheet, "on_day")
        assert held["x"] > 0 and gone["x"] < held["x"] + held["width"]
    finally:
        sheet.page.set_viewport_size({"width": 1360, "height": 860})
    chosen(sheet, "Diamkan kolom sampai sini", "price")
    expect(sheet.page.locator(".tabulator-col.tabulator-frozen[tabulator-field=price]")).to_have_count(0)


def test_a_hidden_column_is_gone_until_somebody_asks_for_it(sheet: Sheet) -> None:
    chosen(sheet, "Sembunyikan kolom", "price")
    assert "Price" not in titles(sheet)
    sheet.open("/grid/note/")
    assert "Price" not in titles(sheet)


def test_the_sum_under_the_grid_follows_a_saved_cell(sheet: Sheet) -> None:
    sums = sheet.page.locator("[data-sums]")
    expect(sums).to_contain_text("Price: 45.300,00")
    sheet.click(2, "price")
    sheet.type("102,5")
    sheet.press("Enter")
    expect(sums).to_contain_text("Price: 45.400,00")


def test_a_group_opens_its_rows(sheet: Sheet) -> None:
    sheet.office.ask("UPDATE note SET mood = 'Buruk' WHERE id <= 3")
    sheet.open("/grid/note/?group=mood")
    groups = sheet.page.get_by_role("navigation", name="Kelompok")
    expect(groups.get_by_role("link")).to_have_text(["Baik 297", "Buruk 3"])
    groups.get_by_role("link", name="Buruk").click()
    sheet.ready()
    rows = sheet.page.locator(".tabulator-row [tabulator-field=subject]", has_text="Perihal")
    expect(rows).to_have_text(["Perihal 1", "Perihal 2", "Perihal 3"])
    expect(groups.locator("[aria-current=true]")).to_have_text("Buruk 3")
    expect(sheet.page.locator("[data-sums]")).to_contain_text("Price: 7,50")
    groups.get_by_role("link", name="Buruk").click()
    expect(sheet.page.locator("[data-sums]")).to_contain_text("Price: 45.300,00")
