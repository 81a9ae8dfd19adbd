"""Days are typed and shown day first, also where the browser would put the month first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.signing import sign_in
from tests.views.town import Town

FORM = "/data/reports/add"
BOX = "#f-received_at"
PICKED = """value => {
  const picker = document.querySelector(".moment input:not([data-moment])");
  picker.value = value; picker.dispatchEvent(new Event("input"));
}"""


@pytest.fixture(scope="module")
def american(browser: Browser, address: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=address, locale="en-US")
    sign_in(context, "petugas")
    yield context
    context.close()


@pytest.fixture
def form(american: BrowserContext) -> Iterator[Page]:
    page = american.new_page()
    page.goto(FORM)
    yield page
    page.close()


def test_the_calendar_fills_the_box_day_first(form: Page, town: Town) -> None:
    expect(form.locator(BOX)).to_have_attribute("placeholder", "hh-bb-tttt jj.mm")
    form.evaluate(PICKED, "2026-11-03T16:05")
    assert form.input_value(BOX) == "03-11-2026 16.05"
    form.evaluate(PICKED, "")
    assert form.input_value(BOX) == ""


def test_the_calendar_opens_by_keyboard_on_the_day_that_was_typed(form: Page, town: Town) -> None:
    form.fill(BOX, "03-11-2026 16.05")
    form.press(BOX, "Tab")
    button = form.get_by_role("button", name="Pilih tanggal").first
    expect(button).to_be_focused()
    button.press("Enter")
    assert (
        form.evaluate("document.querySelector('.moment input:not([data-moment])').value")
        == "2026-11-03T16:05"
    )


def test_a_typed_day_stays_as_it_was_typed_when_a_form_comes_back(form: Page, town: Town) -> None:
    form.fill(BOX, "3/11/26 16.05")
    form.evaluate("document.querySelector('form.entry').noValidate = true")
    form.locator("main button[type=submit]").first.click()
    # Other fields are missing: what was typed stays as it was typed.
    expect(form.get_by_role("alert")).to_contain_text("Belum tersimpan.")
    expect(form.locator(BOX)).to_have_value("3/11/26 16.05")
