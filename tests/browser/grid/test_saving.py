"""Two people on one row, a connection that is cut, rows that come and go, taking back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.grid.sheet import Sheet, signed_in
from tests.opened import Opened

pytestmark = pytest.mark.xdist_group("kisi")


def test_two_people_on_one_cell_choose_and_other_cells_merge(
    sheet: Sheet, browser: Browser, base: str, office: Opened
) -> None:
    with signed_in(browser, base, "editor", office) as other:
        other.open("/grid/note/")
        sheet.click(2, "subject")
        sheet.press("F2")
        sheet.editor.fill("Punya saya")
        other.click(2, "subject")
        other.type("Punya mereka")
        other.press("Enter")
        other.holds("SELECT subject FROM note WHERE id = 2", "Punya mereka")
        other.click(2, "code")
        other.type("X")
        other.press("Enter")
        other.holds("SELECT code FROM note WHERE id = 2", "X")
    sheet.press("Enter")
    dialog = sheet.page.locator("dialog.g-conflict")
    expect(dialog).to_contain_text("Punya saya")
    expect(dialog).to_contain_text("Punya mereka")
    assert sheet.one("SELECT subject FROM note WHERE id = 2") == "Punya mereka"
    dialog.get_by_role("button", name="Pakai isian saya").click()
    sheet.holds("SELECT subject || code FROM note WHERE id = 2", "Punya sayaX")
    expect(sheet.cell(2, "code")).to_have_text("X")


def test_their_value_can_be_taken_and_the_choice_can_wait(sheet: Sheet) -> None:
    sheet.click(2, "subject")
    sheet.press("F2")
    sheet.editor.fill("Punya saya")
    sheet.office.ask("UPDATE note SET subject = 'Punya mereka' WHERE id = 2")
    sheet.press("Enter")
    dialog = sheet.page.locator("dialog.g-conflict")
    dialog.get_by_role("button", name="Nanti").click()
    expect(sheet.cell(2, "subject")).to_have_text("Punya saya")
    sheet.troubles.get_by_role("button", name="Pilih").click()
    dialog.get_by_role("button", name="Pakai isian mereka").click()
    expect(sheet.cell(2, "subject")).to_have_text("Punya mereka")
    expect(sheet.troubles).to_have_count(0)
    assert sheet.one("SELECT subject FROM note WHERE id = 2") == "Punya mereka"


def test_what_others_change_appears_without_disturbing_who_types(sheet: Sheet) -> None:
    sheet.click(3, "subject")
    sheet.press("F2")
    sheet.editor.fill("Sedang diketik")
    sheet.office.ask("UPDATE note SET code = 'dari lain' WHERE id IN (3, 4); DELETE FROM note WHERE id = 6")
    expect(sheet.cell(4, "code")).to_have_text("dari lain")
    expect(sheet.page.locator(".tabulator-row", has_text="Perihal 6")).to_have_count(0)
    expect(sheet.editor).to_be_focused()
    expect(sheet.editor).to_have_value("Sedang diketik")
    sheet.press("Enter")
    sheet.holds("SELECT subject || code FROM note WHERE id = 3", "Sedang diketikdari lain")


def test_a_lost_connection_keeps_cells_says_so_and_sends_them_when_it_is_back(sheet: Sheet) -> None:
    sheet.page.context.set_offline(True)
    sheet.click(2, "subject")
    sheet.type("Tanpa sambungan")
    sheet.press("Enter")
    banner = sheet.page.locator("[data-offline]")
    expect(banner).to_contain_text("1 sel menunggu")
    expect(sheet.cell(2, "subject")).to_have_text("Tanpa sambungan")
    sheet.click(3, "code")
    sheet.type("dua")
    sheet.press("Enter")
    assert sheet.one("SELECT subject FROM note WHERE id = 2") == "Perihal 2"
    sheet.page.context.set_offline(False)
    sheet.holds("SELECT subject FROM note WHERE id = 2", "Tanpa sambungan")
    sheet.holds("SELECT code FROM note WHERE id = 3", "dua")
    expect(banner).to_be_hidden()


def test_what_was_not_saved_is_there_again_after_the_page_was_closed(sheet: Sheet) -> None:
    sheet.page.route("**/grid/note/save", lambda route: route.abort())
    sheet.click(2, "subject")
    sheet.type("Belum sempat")
    sheet.press("Enter")
    expect(sheet.page.locator("[data-offline]")).to_be_visible()
    asked: list[str] = []
    sheet.page.once("dialog", lambda dialog: asked.append(dialog.type))
    sheet.page.reload()
    assert asked == ["beforeunload"]
    sheet.page.unroute("**/grid/note/save")
    sheet.ready()
    sheet.holds("SELECT subject FROM note WHERE id = 2", "Belum sempat")


def test_taking_back_and_doing_again(sheet: Sheet) -> None:
    sheet.click(2, "subject")
    sheet.type("Baru")
    sheet.press("Enter")
    sheet.holds("SELECT subject FROM note WHERE id = 2", "Baru")
    sheet.saved()
    sheet.press("Control+z")
    sheet.holds("SELECT subject FROM note WHERE id = 2", "Perihal 2")
    expect(sheet.cell(2, "subject")).to_have_text("Perihal 2")
    sheet.press("Control+y")
    sheet.holds("SELECT subject FROM note WHERE id = 2", "Baru")
    sheet.office.ask("UPDATE note SET subject = 'Diubah orang' WHERE id = 2")
    sheet.press("Control+z")
    expect(sheet.page.locator("[data-alarm]")).to_contain_text("Diubah orang")
    assert sheet.one("SELECT subject FROM note WHERE id = 2") == "Diubah orang"


def test_each_press_of_a_quick_hand_takes_one_act_back(sheet: Sheet) -> None:
    for text in ("Satu", "Dua", "Tiga"):
        sheet.click(2, "subject")
        sheet.type(text)
        sheet.press("Enter")
        sheet.holds("SELECT subject FROM note WHERE id = 2", text)
    sheet.click(2, "subject")
    with sheet.page.expect_response("**/redo"):  # which comes after all that is taken back
        sheet.press("Control+z", "Control+z", "Control+z", "Control+y")
    sheet.holds("SELECT subject FROM note WHERE id = 2", "Satu")
    expect(sheet.cell(2, "subject")).to_have_text("Satu")


def test_a_new_row_is_typed_under_the_last_one_and_saved_when_it_is_complete(sheet: Sheet) -> None:
    sheet.page.get_by_role("button", name="+ Baris baru").click()
    sheet.at(301, "subject")
    sheet.press("Tab")
    sheet.type("5")
    sheet.press("Enter")
    sheet.said("Isi dulu: Subject")
    assert sheet.one("SELECT count(*) FROM note WHERE id > 100000") == 0
    sheet.click(301, "subject")
    sheet.type("Baris baru")
    sheet.press("Tab")
    sheet.holds("SELECT price::text FROM note WHERE subject = 'Baris baru'", "5.00")
    sheet.saved()
    expect(sheet.page.locator(".g-draft")).to_have_count(1)
    sheet.click(301, "code")
    sheet.type("lanjut")
    sheet.press("Enter")
    sheet.holds("SELECT code FROM note WHERE subject = 'Baris baru'", "lanjut")


def test_a_row_is_duplicated_and_deleted_from_the_menu(sheet: Sheet) -> None:
    sheet.office.ask("INSERT INTO reply (note, said) VALUES (3, 'Balasan')")
    sheet.click(2, "subject", button="right")
    sheet.page.get_by_role("menuitem", name="Duplikat baris").click()
    sheet.holds("SELECT count(*) FROM note WHERE subject = 'Perihal 2' AND code = 'K2' AND village = 2", 2)
    sheet.saved()
    sheet.click(2, "subject")
    sheet.press("Shift+F10")
    sheet.page.get_by_role("menuitem", name="Hapus baris").click()
    dialog = sheet.page.locator("dialog[open]")
    dialog.get_by_role("button", name="Hapus").click()
    sheet.holds("SELECT count(*) FROM note WHERE id = 2", 0)
    expect(sheet.page.locator(".tabulator-row", has_text="Perihal 2")).not_to_have_count(0)
    sheet.page.locator(".tabulator-cell", has_text="Perihal 3").first.click(button="right")
    sheet.page.get_by_role("menuitem", name="Hapus baris").click()
    expect(dialog).to_contain_text("Balasan")
    expect(dialog.get_by_role("button", name="Hapus")).to_have_count(0)
    dialog.get_by_role("button", name="Batal").click()


def test_ticks_fill_the_form_of_the_bar_below(sheet: Sheet) -> None:
    sheet.page.locator('.tabulator-row[aria-rowindex="3"] input').check()
    sheet.page.locator('.tabulator-row[aria-rowindex="5"] input').click(modifiers=["Shift"])
    form = sheet.page.locator("form#many")
    expect(form).to_contain_text("3 baris dipilih")
    keys = form.locator("input[name=key]").evaluate_all("all => all.map((one) => one.value)")
    assert sorted(keys) == ["2", "3", "4"]
    form.locator("[data-every-box]").check()
    expect(form).to_contain_text("Semua 300 yang cocok dipilih")


def test_deleting_several_rows_says_what_they_take_along_and_which_cannot_go(sheet: Sheet) -> None:
    sheet.office.ask("INSERT INTO reply (note, said) VALUES (3, 'Balasan')")
    sheet.click(2, "subject")
    sheet.press("Shift+ArrowDown", "Shift+F10")
    sheet.page.get_by_role("menuitem", name="Hapus baris").click()
    dialog = sheet.page.locator("dialog[open]")
    expect(dialog).to_contain_text("Perihal 3")
    expect(dialog.get_by_role("button", name="Hapus")).to_have_count(0)
    dialog.get_by_role("button", name="Batal").click()
    sheet.click(5, "subject")
    sheet.press("Shift+ArrowDown", "Shift+F10")
    sheet.page.get_by_role("menuitem", name="Hapus baris").click()
    dialog.get_by_role("button", name="Hapus").click()
    sheet.holds("SELECT count(*) FROM note WHERE id IN (5, 6)", 0)
    sheet.saved()
    sheet.press("Control+z")
    sheet.holds("SELECT count(*) FROM note WHERE id IN (5, 6)", 2)
