"""Prints on paper: whole, on one sheet, by the button alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.kinds import BOOK, DISPOSITION, RECEIPT, visitor
from tests.opened import Opened

pytestmark = pytest.mark.xdist_group("kecamatan")
WITHIN = """() => {
    const box = document.querySelector(".prints .drop-box").getBoundingClientRect();
    return box.width > 0 && box.left >= 0 && box.right <= 390;
}"""
LETTER = "SELECT id FROM letters WHERE kind = '{}' ORDER BY length(body) DESC, id LIMIT 1"
PAPERS = [
    ("/data/reports/print/{}/tanda_terima", RECEIPT, (210, 148)),
    ("/data/dispositions/print/{}/lembar_disposisi", DISPOSITION, (148, 210)),
    ("/data/letters/print/{}/surat_tanggapan", LETTER.format("surat_tanggapan"), (210, 297)),
    ("/data/letters/print/{}/surat_tugas", LETTER.format("surat_tugas"), (210, 297)),
    ("/data/letters/print/{}/berita_acara", LETTER.format("berita_acara"), (210, 297)),
]


@pytest.fixture(scope="module")
def camat(browser: Browser, desk: str) -> Iterator[BrowserContext]:
    context = visitor(browser, desk, "camat", "id", viewport={"width": 1360, "height": 860})
    yield context
    context.close()


@pytest.mark.parametrize(("address", "row", "size"), PAPERS)
def test_a_print_fills_one_sheet_of_its_size(
    camat: BrowserContext, kecamatan: Opened, address: str, row: str, size: tuple[int, int]
) -> None:
    page = camat.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(address.format(kecamatan.ask(row)[0][0]))
    paper = page.locator(".paper").bounding_box()
    assert paper and round(paper["width"] / 96 * 25.4) == size[0]
    pdf = page.pdf(prefer_css_page_size=True)
    page.close()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    boxes = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert {(round(float(w) / 72 * 25.4), round(float(h) / 72 * 25.4)) for w, h in boxes} == {size}
    assert not refused


def test_the_register_lies_across_and_repeats_its_head(camat: BrowserContext) -> None:
    page = camat.new_page()
    page.goto(BOOK)
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
    wide = page.evaluate("document.querySelector('table.kotak').offsetWidth")
    assert wide <= page.evaluate("document.querySelector('.paper').clientWidth")
    page.close()


def test_paper_comes_out_by_the_button_alone_and_nothing_but_the_sheet(
    camat: BrowserContext, kecamatan: Opened
) -> None:
    page = camat.new_page()
    page.add_init_script("window.asked = 0; window.print = () => { window.asked += 1; }")
    page.goto(f"/data/reports/show/{kecamatan.ask(RECEIPT)[0][0]}")
    page.locator(".prints > summary").press("Enter")
    page.get_by_role("link", name="Tanda terima").press("Enter")
    page.wait_for_url("**/tanda_terima")
    assert page.evaluate("window.asked") == 0
    page.get_by_role("button", name="Cetak").click()
    assert page.evaluate("window.asked") == 1
    page.emulate_media(media="print")
    expect(page.locator(".bar")).to_be_hidden()
    expect(page.locator(".paper")).to_be_visible()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Kembali").click()
    page.wait_for_url("**/show/*")
    page.close()


def test_a_telephone_scrolls_the_sheet_and_not_the_page(
    browser: Browser, desk: str, kecamatan: Opened
) -> None:
    context = visitor(browser, desk, "camat", "id", viewport={"width": 390, "height": 844})
    page = context.new_page()
    key = kecamatan.ask(RECEIPT)[0][0]
    for address in (f"/data/reports/print/{key}/tanda_terima", f"/data/reports/show/{key}", BOOK):
        page.goto(address)
        if "/show/" in address:
            page.locator(".prints > summary").click()
            page.wait_for_function(WITHIN)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    context.close()
