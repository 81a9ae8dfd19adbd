"""Pages as a person uses them: with a mouse, with keys only, on a telephone."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.views.town import Town

OFFERED = "[role=listbox] [role=option]"


def test_a_report_is_written_found_and_changed(page: Page, town: Town) -> None:
    page.goto("/data/reports/list/")
    page.click("text=+ Tambah")
    page.get_by_label("Judul").fill("Talud runtuh")
    page.get_by_label("Nilai").fill("1.250.000,75")
    page.click("text=Simpan")
    expect(page.get_by_role("heading", level=1)).to_have_text("Talud runtuh")
    expect(page.locator("dd", has_text="1.250.000,75")).to_be_visible()
    page.click("main >> text=Ubah")
    page.get_by_label("Judul").fill("Talud runtuh lagi")
    page.click("text=Simpan")
    expect(page.get_by_role("heading", level=1)).to_have_text("Talud runtuh lagi")
    page.click(".crumb a")
    page.get_by_role("searchbox").fill("runtuh lagi")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert town.one("SELECT amount::text FROM reports WHERE subject = 'Talud runtuh lagi'") == "1250000.75"


def test_a_reference_is_picked_with_keys_only(page: Page, town: Town) -> None:
    page.goto("/data/reports/edit/1")
    box = page.get_by_role("combobox", name="Desa")
    expect(box).to_have_value("Desa 02")
    box.focus()
    page.keyboard.type("desa 3")
    expect(page.locator(OFFERED)).to_have_count(13)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_have_value("Desa 13")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.click("text=Simpan")
    page.wait_for_url("**/show/1")
    assert town.one("SELECT village FROM reports WHERE id = 1") == 13


def test_a_reference_that_was_not_chosen_stays_as_it_was(page: Page, town: Town) -> None:
    page.goto("/data/reports/edit/1")
    box = page.get_by_role("combobox", name="Desa")
    box.fill("bukan desa")
    expect(page.get_by_text("Tidak ada yang cocok")).to_be_visible()
    page.keyboard.press("Tab")
    expect(box).to_have_value("Desa 02")
    box.fill("")
    page.keyboard.press("Tab")
    page.click("text=Simpan")
    page.wait_for_url("**/show/1")
    assert town.one("SELECT village FROM reports WHERE id = 1") is None


def test_a_picker_opens_with_a_click_and_is_emptied_with_its_button(page: Page) -> None:
    page.goto("/data/reports/edit/1")
    page.get_by_role("combobox", name="Desa").click()
    expect(page.locator(OFFERED)).to_have_count(20)
    page.get_by_role("option", name="Desa 05").click()
    expect(page.get_by_role("combobox", name="Desa")).to_have_value("Desa 05")
    page.get_by_role("button", name="Kosongkan").click()
    expect(page.get_by_role("combobox", name="Desa")).to_have_value("")


@pytest.mark.parametrize(
    "value", ["", " pinggir ", "\nawal", "a\r\nb\r\n", "a\rb", "\u2028\u00a0", '"<&>&amp;', "😀"]
)
def test_a_real_browser_saves_odd_texts_unchanged(page: Page, town: Town, value: str) -> None:
    town.sql(
        "UPDATE reports SET subject = %s, story = %s, extra = to_jsonb(%s::text) WHERE id = 1", *[value] * 3
    )
    before = town.one("SELECT xmin::text FROM reports WHERE id = 1")
    page.goto("/data/reports/edit/1")
    if not value:
        page.evaluate("document.querySelector('form.entry').noValidate = true")
    page.click("text=Simpan")
    page.wait_for_url("**/show/1")
    assert town.one("SELECT xmin::text FROM reports WHERE id = 1") == before


@pytest.mark.parametrize(
    "value", ["2026-11-20 10:12:00", "2026-11-20 10:12:30.5", "2026-11-20 00:00:09", "infinity"]
)
def test_a_real_browser_saves_moments_unchanged(page: Page, town: Town, value: str) -> None:
    town.sql("UPDATE reports SET received_at = %s, happened_on = %s WHERE id = 1", value, value)
    before = town.one("SELECT xmin::text FROM reports WHERE id = 1")
    page.goto("/data/reports/edit/1")
    page.click("text=Simpan")
    page.wait_for_url("**/show/1")
    assert town.one("SELECT xmin::text FROM reports WHERE id = 1") == before


def test_after_a_refusal_the_cursor_is_at_the_first_problem(page: Page) -> None:
    page.goto("/data/reports/edit/1")
    page.get_by_label("Nilai").fill("-1")
    page.click("text=Simpan")
    expect(page.get_by_role("alert")).to_contain_text("Belum tersimpan.")
    expect(page.get_by_label("Nilai")).to_be_focused()
    expect(page.get_by_label("Nilai")).to_have_value("-1")


def test_mine_or_theirs_is_chosen_on_one_page(page: Page, town: Town) -> None:
    page.goto("/data/reports/edit/1")
    town.sql("UPDATE reports SET subject = 'Punya orang' WHERE id = 1")
    page.get_by_label("Judul").fill("Punya saya")
    page.click("text=Simpan")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pilih nilai yang benar")
    page.get_by_label("Isian saya").check()
    page.click("text=Simpan pilihan")
    page.wait_for_url("**/show/1")
    assert town.one("SELECT subject FROM reports WHERE id = 1") == "Punya saya"


def test_a_save_is_sent_once(page: Page, town: Town) -> None:
    page.goto("/data/villages/add")
    page.get_by_label("Name").fill("Desa Kembar")
    page.evaluate(
        "() => { const b = document.querySelector('main button[type=submit]'); b.click(); b.click(); }"
    )
    page.wait_for_url("**/show/*")
    assert town.one("SELECT count(*) FROM villages WHERE name = 'Desa Kembar'") == 1


def test_filters_leave_a_short_address(page: Page) -> None:
    page.goto("/data/reports/list/")
    page.get_by_role("link", name="+ Saring").click()
    page.get_by_role("combobox", name="Kolom").select_option(label="Status")
    page.get_by_role("combobox", name="Nilai").select_option("selesai")
    page.click("text=Terapkan saringan")
    page.wait_for_url("**/list/?where.status.eq=selesai")
    expect(page.locator("span.chip")).to_have_text("Status Selesai ✕")


def test_everything_works_without_scripts(person: BrowserContext, address: str, town: Town) -> None:
    browser = person.browser
    assert browser
    plain = browser.new_context(
        base_url=address, java_script_enabled=False, storage_state=person.storage_state()
    )
    page = plain.new_page()
    page.goto("/data/reports/edit/1")
    expect(page.get_by_label("Desa")).to_have_value("2")
    expect(page.get_by_role("link", name="Cari kuncinya di daftar")).to_be_visible()
    page.get_by_label("Desa").fill("9")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Tersimpan.")).to_be_visible()
    assert town.one("SELECT village FROM reports WHERE id = 1") == 9
    plain.close()
    town.restore()


@pytest.mark.parametrize("where", ["list/", "show/1", "edit/1", "add", "delete/1"])
def test_a_telephone_shows_each_page_without_sideways_scroll(
    person: BrowserContext, address: str, where: str
) -> None:
    browser = person.browser
    assert browser
    phone = browser.new_context(
        base_url=address, viewport={"width": 360, "height": 740}, storage_state=person.storage_state()
    )
    page = phone.new_page()
    page.goto(f"/data/reports/{where}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    phone.close()
