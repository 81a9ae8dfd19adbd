"""Lists in a browser: filters that come into the page, sixty columns, paper, keys that lead on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.kinds import visitor

pytestmark = pytest.mark.xdist_group("kecamatan")
WIDTH = 1360


@pytest.fixture(scope="module")
def clerk(browser: Browser, desk: str) -> Iterator[BrowserContext]:
    context = visitor(browser, desk, "petugas", "id", viewport={"width": WIDTH, "height": 860})
    yield context
    context.close()


@pytest.fixture
def page(clerk: BrowserContext) -> Iterator[Page]:
    opened = clerk.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    yield opened
    opened.close()
    assert not wrong


def test_the_filters_come_into_the_page_and_keep_what_was_filtered(page: Page) -> None:
    page.goto("/data/reports/list/?view=terbuka&where.village.eq=1")
    page.get_by_role("link", name="+ Saring").click()
    page.get_by_role("button", name="+ Syarat").click()
    page.get_by_role("combobox", name="Kolom").nth(1).select_option(label="Status")
    row = page.get_by_role("group", name="Syarat", exact=True).nth(1)
    row.get_by_role("combobox", name="Syaratnya").select_option(label="adalah")
    row.get_by_role("combobox", name="Nilai").select_option("di_camat")
    page.get_by_role("button", name="Terapkan saringan").click()
    page.wait_for_url("**where.status.eq=di_camat**")
    assert "view=terbuka" in page.url and "where.village.eq=1" in page.url


def test_keys_lead_to_the_search_the_menu_and_a_new_row(page: Page) -> None:
    page.goto("/data/reports/list/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.get_by_role("searchbox").blur()
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url("**/data/parties/list/")
    page.keyboard.press("Alt+n")
    page.wait_for_url("**/data/parties/add")


def test_sixty_columns_scroll_in_their_table_with_the_first_in_sight(page: Page) -> None:
    page.goto("/data/reports/list/")
    page.evaluate(
        """() => {
          document.querySelector("table.g").classList.add("wide");
          for (const row of document.querySelectorAll("table.g tr"))
            while (row.children.length < 60) row.append(row.children[2].cloneNode(true));
          document.querySelector(".scroll").scrollLeft = 3000;
        }"""
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
    left, first = page.evaluate(
        """() => [document.querySelector(".scroll"), document.querySelector("table.g td:not(.tk)")]
          .map((one) => one.getBoundingClientRect().left)"""
    )
    assert abs(left - first) < 3, (left, first)


def test_a_printed_list_has_its_table_and_no_buttons(page: Page) -> None:
    page.goto("/data/reports/list/?view=terbuka")
    page.emulate_media(media="print")
    expect(page.locator("table.g")).to_be_visible()
    for gone in ("aside.side", ".btns", ".seek", ".pages", ".views"):
        assert not page.locator(gone).first.is_visible(), gone
