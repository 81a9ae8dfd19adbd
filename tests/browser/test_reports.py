"""A report in a browser: its chart leads to rows, and on a telephone nothing hangs over the edge."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.kinds import visitor
from tests.opened import Opened

pytestmark = pytest.mark.xdist_group("kecamatan")
REPORT = "/laporan/laporan_masuk/?period={}"
FIRST_BAR = """async () => {
    const canvas = document.querySelector("canvas"), frame = () => new Promise(requestAnimationFrame);
    canvas.scrollIntoView({ block: "center" });
    for (const _ of "12") await frame();  // a chart takes the size of its place with the first
    const bar = Chart.getChart(canvas).getDatasetMeta(0).data[0];
    const box = canvas.getBoundingClientRect();
    return [box.x + bar.x, box.y + (bar.y + bar.base) / 2];
}"""
MONTH = "SELECT to_char(max(received_at) - interval '1 month', 'YYYY-MM') FROM reports"


@pytest.fixture(scope="module")
def camat(browser: Browser, desk: str) -> Iterator[BrowserContext]:
    context = visitor(browser, desk, "camat", "id", viewport={"width": 390, "height": 844})
    yield context
    context.close()


def test_a_bar_leads_to_the_rows_that_it_counts(camat: BrowserContext, kecamatan: Opened) -> None:
    page = camat.new_page()
    page.goto(REPORT.format(kecamatan.ask(MONTH)[0][0]))
    number = page.locator("#lembar-kategori td.num a").first.inner_text()
    page.wait_for_function("Chart.getChart(document.querySelector('canvas'))")
    page.mouse.click(*page.evaluate(FIRST_BAR))
    page.wait_for_url(lambda url: "/data/reports/list/" in url)
    expect(page.locator("table.rows tbody tr, table.g tbody tr")).to_have_count(int(number))
    page.close()


def test_a_wide_table_scrolls_by_itself_on_a_telephone(camat: BrowserContext, kecamatan: Opened) -> None:
    page = camat.new_page()
    page.goto(REPORT.format(kecamatan.ask(MONTH)[0][0]))
    page.wait_for_function("Chart.getChart(document.querySelector('canvas'))")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("#lembar-desa .scroll").evaluate("one => one.scrollWidth > one.clientWidth")
    page.close()


def test_another_month_is_chosen_and_answered_by_the_form_alone(
    camat: BrowserContext, kecamatan: Opened
) -> None:
    page = camat.new_page()
    month = kecamatan.ask(MONTH)[0][0]
    page.goto("/laporan/laporan_masuk/")
    page.select_option("#f-period", str(month))
    page.get_by_role("button", name="Tampilkan").click()
    page.wait_for_url(lambda url: f"period={month}" in url)
    expect(page.locator("#lembar-kategori tbody tr")).not_to_have_count(0)
    page.close()
