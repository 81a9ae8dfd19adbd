"""The survey in a browser: forms typed by keyboard, a lost connection, and a telephone without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app.database import engine_for
from models import survey_tokens
from models.survey import QUESTIONNAIRE
from tests.browser.conftest import serving
from tests.browser.signing import sign_in
from tests.opened import Opened, filled, opened
from tests.survey_office import FORMS, SCREEN, SKM

TYPED = 10  # forms
# 100 forms in 15 minutes are 9 seconds for each: a hand that presses three keys in a second needs six.
MOST_KEYS = 18


@pytest.fixture(scope="module")
def panel(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder: Path = tmp_path_factory.mktemp("kantor")
    (folder / "screens").mkdir()
    (folder / "screens" / "forms.yaml").write_text(SCREEN, encoding="utf-8")
    with opened(server_url, filled(FORMS), folder, SKM) as made:
        yield made


@pytest.fixture(scope="module")
def base(panel: Opened) -> Iterator[str]:
    with serving(panel) as address:
        yield address


@pytest.fixture
def page(panel: Opened, base: str, browser: Browser) -> Iterator[Page]:
    panel.ask("TRUNCATE forms RESTART IDENTITY")
    context = browser.new_context(base_url=base, locale="id-ID", viewport={"width": 1360, "height": 860})
    sign_in(context, "editor")
    tab = context.new_page()
    wrong: list[str] = []
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.goto("/skm/isi/")
    tab.select_option("[name='f.service']", "izin")
    tab.keyboard.press("F2")
    yield tab
    context.close()
    assert not wrong


def type_form(page: Page, number: int) -> int:
    """A whole form without the mouse; gives how many keys it took."""
    keys = ["P" if number % 2 else "L", "3", str(number % 10), "A", "W"]
    keys += [str((number + place) % 4 + 1) for place in range(10)]
    for key in [*keys, "Enter"]:
        page.keyboard.press(key)
    return len(keys) + 1


def saved(page: Page, count: int) -> None:
    expect(page.locator(".entry-count")).to_have_text(f"{count} formulir tersimpan")


def test_a_hundred_forms_go_in_within_fifteen_minutes_by_keyboard(page: Page, panel: Opened) -> None:
    page.keyboard.type("A/001")
    page.keyboard.press("Enter")
    keys = 0
    for number in range(TYPED):
        keys += type_form(page, number)
    saved(page, TYPED)
    assert keys / TYPED <= MOST_KEYS
    rows = panel.ask("SELECT form_number, service, source, sex, age, education, occupation FROM forms")
    assert sorted(rows)[1] == ("A/002", "izin", "kertas", "P", 31, "SMA", "Wirausaha")
    kept = panel.ask("SELECT persyaratan, sarana, pengaduan, extra FROM forms WHERE form_number = 'A/001'")
    assert kept == [(1, 4, 1, {"aman": 2})]  # the questionnaire asks sarana eighth


def test_a_key_outside_1_to_4_is_refused_at_once_and_types_nothing(page: Page) -> None:
    page.keyboard.type("A/001")
    page.keyboard.press("Enter")
    page.keyboard.type("L30AW")
    page.keyboard.press("5")
    expect(page.locator(".entry-hint")).to_contain_text("hanya 1, 2, 3, atau 4")
    assert page.evaluate("document.activeElement.value") == ""
    page.keyboard.press("4")
    page.keyboard.press("Backspace")  # goes back to the cell before, which is empty again
    assert page.evaluate("document.activeElement.at") == 5


def test_a_line_typed_while_the_connection_is_cut_is_saved_later(page: Page, panel: Opened) -> None:
    page.keyboard.type("B/1")
    page.keyboard.press("Enter")
    page.route("**/skm/isi/save", lambda route: route.abort())
    type_form(page, 1)
    expect(page.locator("tr.waiting")).to_have_count(1)
    page.close(run_before_unload=False)
    again = page.context.new_page()
    again.goto("/skm/isi/")
    saved(again, 1)
    assert panel.ask("SELECT form_number, age FROM forms") == [("B/1", 31)]


def test_a_line_whose_answer_was_lost_is_not_saved_twice(page: Page, panel: Opened) -> None:
    page.keyboard.type("C/1")
    page.keyboard.press("Enter")
    lost: list[int] = []

    def lose_first(route: object) -> None:
        lost.append(1)
        if len(lost) == 1:
            route.fetch()  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/skm/isi/save", lose_first)
    type_form(page, 1)
    expect(page.locator("tr.waiting")).to_have_count(1)
    expect(page.locator("tr.saved")).to_have_count(1)
    assert panel.ask("SELECT count(*) FROM forms") == [(1,)]


def test_a_known_number_is_asked_about_and_may_stay(page: Page, panel: Opened) -> None:
    for _ in range(2):
        page.keyboard.type("D/1")
        page.keyboard.press("Enter")
        type_form(page, 2)
        expect(page.locator("tr.saved")).to_have_count(1)
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Control+A")
    page.keyboard.press("Escape")
    expect(page.locator("tr.wrong")).to_contain_text("D/1 sudah ada")
    page.get_by_role("button", name="Simpan juga").click()
    expect(page.locator("tr.saved")).to_have_count(2)
    assert panel.ask("SELECT count(*) FROM forms WHERE form_number = 'D/1'") == [(2,)]


def test_a_telephone_without_scripts_fills_in_the_survey(panel: Opened, base: str, browser: Browser) -> None:
    panel.ask("TRUNCATE forms")
    engine = engine_for(panel.url)
    with engine.begin() as connection:
        code, _ = survey_tokens.link(connection, "surat", datetime.now(UTC))
    engine.dispose()
    context = browser.new_context(
        base_url=base, viewport={"width": 390, "height": 844}, java_script_enabled=False
    )
    phone = context.new_page()
    phone.goto(f"/survei/{code}")
    phone.click("text=Mulai")
    for number in range(1, len(QUESTIONNAIRE) + 2):
        expect(phone.locator(".survey-at")).to_contain_text(f"Pertanyaan {number} dari")
        assert phone.locator(".survey-answers button").nth(3).bounding_box()["height"] >= 44  # type: ignore[index]
        phone.locator(".survey-answers button").nth(3).click()
    phone.click("text=Perempuan")
    phone.fill("input.survey-box", "35")
    phone.keyboard.press("Enter")
    phone.click("text=SMA")
    phone.click("text=Lewati")
    phone.fill("textarea", "Kursi ditambah")
    phone.click("text=Kirim")
    expect(phone.locator("h1")).to_have_text("Terima kasih")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()
    row = "SELECT service, source, waktu, extra, sex, age, education, occupation, suggestion FROM forms"
    assert panel.ask(row) == [
        ("surat", "tautan", 4, {"aman": 4}, "P", 35, "SMA", None, "Kursi ditambah"),
    ]


def test_another_window_does_not_forget_what_this_one_could_not_save(page: Page, panel: Opened) -> None:
    other = page.context.new_page()
    other.goto("/skm/isi/")
    other.select_option("[name='f.service']", "surat")
    page.route("**/skm/isi/save", lambda route: route.abort())
    page.keyboard.type("B/001")
    page.keyboard.press("Enter")
    type_form(page, 1)
    expect(page.locator("tr.waiting")).to_have_count(1)
    other.bring_to_front()
    other.locator(".entry-lines input").first.fill("C/001")
    other.keyboard.press("Enter")
    type_form(other, 2)
    saved(other, 1)
    assert "B/001" in page.evaluate("JSON.stringify(localStorage)")
    page.close(run_before_unload=False)
    again = other.context.new_page()
    again.goto("/skm/isi/")
    saved(again, 1)
    assert panel.ask("SELECT form_number FROM forms ORDER BY id") == [("C/001",), ("B/001",)]
