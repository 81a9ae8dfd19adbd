"""The filter builder: columns here, along references and of children, in groups, by mouse and by keyboard."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.axe import checked
from tests.browser.kinds import visitor

pytestmark = pytest.mark.xdist_group("kecamatan")


@pytest.fixture(scope="module")
def camat(browser: Browser, desk: str) -> Iterator[BrowserContext]:
    context = visitor(browser, desk, "camat", "id", viewport={"width": 1360, "height": 860})
    yield context
    context.close()


@pytest.fixture
def page(camat: BrowserContext) -> Iterator[Page]:
    opened = camat.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    yield opened
    opened.close()
    assert not wrong


def opened(page: Page, query: str = "") -> Locator:
    """The builder of the reports, once it has its columns."""
    page.goto(f"/data/reports/list/{query}")
    page.get_by_role("link", name="+ Saring").click()
    expect(page.get_by_role("combobox", name="Kolom").first).to_be_visible()
    return page.get_by_role("region", name="Saringan")


def asked(page: Page) -> dict[str, list[str]]:
    page.get_by_role("button", name="Terapkan saringan").click()
    page.wait_for_load_state()
    expect(page.get_by_role("link", name="+ Saring")).to_be_visible()
    return parse_qs(urlsplit(page.url).query)


def test_a_plain_condition_becomes_a_plain_address(page: Page) -> None:
    builder = opened(page, "?view=terbuka")
    builder.get_by_role("combobox", name="Kolom").select_option(label="Status")
    builder.get_by_role("combobox", name="Syaratnya").select_option(label="adalah")
    builder.get_by_role("combobox", name="Nilai").select_option(label="Di Camat")
    assert asked(page) == {"view": ["terbuka"], "where.status.eq": ["di_camat"]}
    expect(page.locator(".chip", has_text="Status")).to_contain_text("Di Camat")


def test_groups_references_and_children_become_one_filter(page: Page) -> None:
    builder = opened(page)
    builder.get_by_role("combobox", name="Cara menggabungkan").select_option("any")
    row = builder.get_by_role("group", name="Syarat", exact=True).first
    row.get_by_role("combobox", name="Kolom").select_option(label="Desa/Kelurahan ›")
    row.get_by_role("combobox", name="Kolom").nth(1).select_option(label="Desa atau kelurahan")
    row.get_by_role("combobox", name="Nilai").select_option(label="Kelurahan")
    builder.get_by_role("button", name="+ Syarat").first.click()
    row = builder.get_by_role("group", name="Syarat", exact=True).nth(1)
    row.get_by_role("combobox", name="Kolom").select_option(label="Bukti")
    row.get_by_role("combobox", name="Syaratnya").select_option(label="ada yang …")
    inner = row.get_by_role("group", name="Syarat", exact=True)
    inner.get_by_role("combobox", name="Kolom").select_option(label="Jenis bukti")
    inner.get_by_role("combobox", name="Syaratnya").select_option(label="salah satu dari")
    inner.get_by_role("checkbox", name="Foto").check()
    found = asked(page)
    assert json.loads(found["filter"][0]) == {
        "any": [{"village.kind": "kelurahan"}, {"evidence": {"some": {"kind": {"in": ["foto"]}}}}]
    }
    chip = page.locator(".chip", has_text="atau")
    expect(chip).to_contain_text("Desa/Kelurahan › Desa atau kelurahan Kelurahan")
    expect(chip).to_contain_text("Bukti ada (Jenis bukti Foto)")
    page.get_by_role("link", name="Hapus saringan Bukti").click()
    page.wait_for_url("**filter=**")
    assert json.loads(parse_qs(urlsplit(page.url).query)["filter"][0]) == {"village.kind": "kelurahan"}


def test_what_the_address_says_stands_in_the_builder_and_comes_out_the_same(page: Page) -> None:
    tree = {
        "any": [{"status": {"in": ["diterima", "di_camat"]}}, {"subject": {"contains": "jalan"}}],
        "evidence": {"none": {"kind": "video"}},
        "not": {"any": [{"received_at": {"before": "last_30_days"}}, {"due_at": {"empty": True}}]},
        "village": {"some": {"any": [{"kind": "desa"}, {"name": {"starts": "Golo"}}]}},
    }
    query = f"?where.village.eq=1&where.due_at.le=in_5_working_days&filter={quote(json.dumps(tree))}"
    opened(page, query)
    found = asked(page)
    assert found["where.village.eq"] == ["1"] and found["where.due_at.le"] == ["in_5_working_days"]
    written = json.loads(found["filter"][0])["all"]
    assert {name: value for one in written for name, value in one.items()} == tree


def test_days_are_chosen_by_word_or_date(page: Page) -> None:
    builder = opened(page)
    builder.get_by_role("combobox", name="Kolom").select_option(label="Diterima")
    builder.get_by_role("combobox", name="Nilai: Waktu").select_option(label="n hari terakhir")
    builder.get_by_role("spinbutton", name="Banyaknya hari").fill("14")
    builder.get_by_role("button", name="+ Syarat").click()
    row = builder.get_by_role("group", name="Syarat", exact=True).nth(1)
    row.get_by_role("combobox", name="Kolom").select_option(label="Tenggat")
    row.get_by_role("combobox", name="Syaratnya").select_option(label="antara")
    for label, day in (("Nilai awal", "01-11-2026"), ("Nilai akhir", "30-11-2026")):
        row.get_by_role("textbox", name=label, exact=True).fill(day)
    found = asked(page)
    assert found["where.received_at.eq"] == ["last_14_days"]
    assert found["where.due_at.between"] == ["01-11-2026", "30-11-2026"]
    expect(page.locator(".chip", has_text="Diterima")).to_contain_text("14 hari terakhir")


def test_a_referenced_row_is_looked_for_by_its_title(page: Page) -> None:
    builder = opened(page)
    builder.get_by_role("combobox", name="Kolom").select_option(label="Kategori")
    box = builder.get_by_role("combobox", name="Nilai")
    box.fill("jalan")
    first = page.get_by_role("listbox", name="Nilai").get_by_role("option").first
    first.wait_for()
    title = first.inner_text()
    box.press("Enter")
    assert len(asked(page)["where.category.eq"]) == 1
    expect(page.locator(".chip", has_text="Kategori")).to_contain_text(title)


def test_several_referenced_rows_are_chosen(page: Page) -> None:
    builder = opened(page)
    builder.get_by_role("combobox", name="Kolom").select_option(label="Desa/Kelurahan")
    builder.get_by_role("combobox", name="Syaratnya").select_option(label="salah satu dari")
    box = builder.locator(".ts-control input")
    for typed in ("golo", "kota"):
        box.fill(typed)
        page.locator(".ts-dropdown .option").first.wait_for()
        box.press("Enter")
    assert len(asked(page)["where.village.in"]) == 2


def test_the_builder_is_worked_by_keys_alone(page: Page) -> None:
    page.goto("/data/reports/list/")
    page.get_by_role("link", name="+ Saring").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Kolom")).to_be_focused()
    page.keyboard.type("Judul")
    expect(page.get_by_role("combobox", name="Syaratnya")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("jalan")
    page.keyboard.press("Enter")
    page.wait_for_url("**where.subject.contains=jalan**")


def test_rows_and_groups_go_away(page: Page) -> None:
    builder = opened(page, "?where.subject.contains=jalan")
    builder.get_by_role("button", name="+ Kelompok").click()
    rows = builder.get_by_role("group", name="Syarat", exact=True)
    expect(rows).to_have_count(3)
    builder.get_by_role("button", name="Hapus kelompok").click()
    expect(rows).to_have_count(1)
    builder.get_by_role("button", name="Hapus syarat").click()
    expect(rows).to_have_count(0)
    expect(builder.get_by_role("button", name="+ Syarat")).to_be_focused()
    page.get_by_role("button", name="Terapkan saringan").click()
    page.wait_for_url(lambda url: "where" not in url)


@pytest.mark.parametrize("width", [1360, 390])
def test_the_builder_is_accessible_and_fits(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    builder = opened(page, '?where.status.in=diterima&filter={"evidence":{"some":{"kind":"foto"}}}')
    builder.get_by_role("button", name="+ Kelompok").first.click()
    expect(builder.get_by_role("group", name="Syarat", exact=True)).to_have_count(5)
    assert [one["id"] for one in checked(page, {"resultTypes": ["violations"]})["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
