"""A grid on somebody else's database: composite key, enum, array, jsonb, sixty columns, a million rows."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route, expect

from tests import foreign
from tests.browser.conftest import serving
from tests.browser.grid.sheet import Sheet, signed_in
from tests.opened import Opened, opened

pytestmark = pytest.mark.xdist_group("kisi")
RESIDENTS = 1_000_000
CONFIG = "JSON.parse(document.querySelector('[data-config]').textContent)"


@pytest.fixture(scope="module")
def theirs(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("kantor")
    with opened(server_url, lambda url: foreign.load(url, RESIDENTS), folder) as panel:
        yield panel


@pytest.fixture(scope="module")
def tab(theirs: Opened, browser: Browser) -> Iterator[Sheet]:
    with serving(theirs) as base, signed_in(browser, base, "admin", theirs) as made:
        yield made


def test_a_row_with_a_composite_key_is_edited(tab: Sheet) -> None:
    tab.open("/grid/composite_key/")
    field = tab.page.evaluate(f"{CONFIG}.columns.find((one) => !one.why && one.kind === 'text').key")
    tab.click(1, field)
    tab.type("dari kisi")
    tab.press("Enter")
    tab.holds(f"SELECT count(*) FROM composite_key WHERE {field}::text = 'dari kisi'", 1)


def test_enums_arrays_and_json_have_their_boxes(tab: Sheet) -> None:
    tab.open("/grid/all_types/?columns=id,a_mood,some_texts,a_jsonb")
    kinds = tab.page.evaluate(f"{CONFIG}.columns.map((one) => one.kind)")
    assert {"choice", "array", "json"} <= set(kinds), kinds


def test_sixty_columns_are_there_and_the_last_is_brought_into_sight(tab: Sheet) -> None:
    tab.open("/grid/sixty/")
    every = tab.page.evaluate(f"{CONFIG}.copies.map(([key]) => key).join(',')")
    tab.open(f"/grid/sixty/?columns={every}")
    expect(tab.page.locator("[data-grid]")).to_have_attribute("aria-colcount", str(every.count(",") + 2))
    last = every.split(",")[-1]
    tab.page.locator(".tabulator-row .tabulator-cell").nth(1).click(position={"x": 8, "y": 8})
    tab.press("End")
    tab.at(1, last)
    expect(tab.cell(1, last)).to_be_in_viewport()


def test_a_million_row_reference_is_searched_and_its_table_is_scrolled(tab: Sheet) -> None:
    tab.open("/grid/visit/?columns=id,resident,purpose&order=id")
    tab.click(1, "resident")
    tab.type("999999")
    tab.page.locator(".g-list li[aria-selected=true]", has_text="999999").wait_for()
    tab.press("Enter")
    tab.holds("SELECT resident FROM visit WHERE id = 1", 999999)


def test_a_million_rows_are_scrolled_with_a_few_hundred_in_memory(tab: Sheet) -> None:
    tab.open("/grid/resident/?order=id")
    count = """async () => {
      const main = document.querySelector('script[type=module][src*="grid/main.js"]').src;
      return (await import(main.replace("main.js", "rows.js"))).rows.length;
    }"""
    tab.click(1, "name")
    place = tab.page.locator("[data-position]")
    for _ in range(12):
        before = place.text_content()
        place_now = "document.querySelector('[data-position]').textContent"
        tab.scroll_until("area.scrollHeight", f"{place_now} !== {json.dumps(before)}")
        assert tab.page.evaluate(count) <= 700
    assert tab.page.locator(".tabulator-row").count() < 60
    first = tab.page.locator(".tabulator-row").first
    assert int(first.get_attribute("aria-rowindex") or 0) > 900
    tab.scroll_until("0", """document.querySelector('.tabulator-row[aria-rowindex="2"]')""")
    expect(tab.cell(1, "name")).to_be_visible()
    tab.press("Control+End")
    expect(place).to_contain_text("-1.000.000 dari")
    tab.press("Control+Home")
    tab.at(
        1, tab.page.locator(".tabulator-col[tabulator-field]").nth(1).get_attribute("tabulator-field") or ""
    )


TO = "top => { document.querySelector('.tabulator-tableholder').scrollTop = top; }"


def test_rows_come_at_an_end_that_is_reached_while_the_other_one_is_fetched(tab: Sheet) -> None:
    tab.open("/grid/resident/?order=id")
    said = "document.querySelector('[data-position]').textContent"
    last = f"Number({said}.match(/-([\\d.]+)/)[1].replace('.', ''))"
    for rows in range(200, 1100, 100):  # those at the beginning are let go of on the way
        tab.scroll_until("area.scrollHeight", f"{last} > {rows - 30}")
    tab.page.wait_for_timeout(300)
    held: list[Route] = []
    tab.page.route("**/rows?**", lambda route: route.continue_() if held else held.append(route))
    with tab.page.expect_request("**/rows?**"):
        tab.page.evaluate(TO, 1_000_000)
    tab.page.evaluate(TO, 0)
    tab.page.wait_for_timeout(200)
    with tab.page.expect_request("**/rows?**", timeout=10_000):  # what stands above
        held[0].continue_()


def test_the_grid_jumps_to_a_day_of_its_order(tab: Sheet) -> None:
    tab.open("/grid/visit/?columns=at,purpose&order=at")
    tab.page.get_by_label("Lompat ke").fill("10-01-2024")
    tab.page.get_by_label("Lompat ke").press("Enter")
    tab.at(1, "at")
    expect(tab.cell(1, "at")).to_contain_text("10-01-2024 00.00")


def test_a_table_without_a_key_is_only_read(tab: Sheet) -> None:
    tab.open("/grid/no_key/")
    tab.page.locator(".tabulator-row .tabulator-cell").nth(1).click(position={"x": 8, "y": 8})
    tab.type("x")
    expect(tab.editor).to_have_count(0)
