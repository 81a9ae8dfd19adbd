"""A report comes in at the counter, and nobody touches the mouse."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.opened import PASSWORD, Opened

pytestmark = pytest.mark.xdist_group("kecamatan")
# Whether the eye finds the focus: on the screen, with an outline or a shadow around it.
SEEN = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return "the page itself";
  const box = node.getBoundingClientRect(), style = getComputedStyle(node);
  const within = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
  const marked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
    || style.boxShadow !== "none" || node.matches("input[type=date], input[type=datetime-local]");
  return within && marked && node.checkVisibility() ? "" : node.outerHTML.slice(0, 200);
}"""


class Hands:
    """Ten fingers on a keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def reach(self, wanted: Locator, most: int = 60) -> None:
        """On with Tab, as often as it takes; each stop on the way is seen."""
        expect(wanted).to_be_visible()
        for _ in range(most):
            if wanted.evaluate("node => node === document.activeElement"):
                return
            self.press("Tab")
            assert not (lost := self.page.evaluate(SEEN)), f"the focus is not seen on {lost}"
        raise AssertionError(f"{most} times Tab do not lead to {wanted}")

    def sign_in(self, name: str) -> None:
        self.page.goto("/login/")
        self.fill("Nama pengguna", name)
        self.press("Tab")
        self.page.keyboard.type(PASSWORD)
        self.press("Enter")
        self.page.wait_for_url(lambda url: "/login" not in url)

    def fill(self, label: str, text: str) -> None:
        self.reach(self.page.get_by_label(label).first)
        self.page.keyboard.type(text)

    def pick(self, label: str, text: str, option: str) -> None:
        """A row of another table, by a few of its letters."""
        box = self.page.get_by_role("combobox", name=label).first
        self.reach(box)
        self.page.keyboard.type(text)
        # The list that the letters ask for takes the place of the one that the focus opened.
        self.page.locator("[role=listbox] [aria-selected=true]", has_text=option).wait_for()
        self.press("Enter")
        expect(box).to_have_value(re.compile(re.escape(option)))
        expect(box).to_be_focused()


@pytest.fixture
def page(browser: Browser, desk: str) -> Iterator[Page]:
    context = browser.new_context(
        base_url=desk, locale="id-ID", viewport={"width": 1360, "height": 860}, reduced_motion="reduce"
    )
    opened = context.new_page()
    opened.goto("/lang/id")  # this person may have chosen another language in another test
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    yield opened
    context.close()
    assert not wrong


def test_a_report_is_taken_at_the_counter_with_keys_alone(page: Page, kecamatan: Opened) -> None:
    hands = Hands(page)
    hands.sign_in("petugas")

    hands.reach(page.get_by_role("link", name="Catat laporan").first)
    hands.press("Enter")
    page.wait_for_url("**/data/reports/add*")
    hands.pick("Layanan", "pengaduan", "Pengaduan")
    hands.pick("Kanal", "loket", "Loket")
    hands.fill("Judul", "Talud jembatan retak")
    hands.fill("Uraian", "Retak memanjang sejak hujan kemarin.")
    hands.fill("Nama", "Maria Contoh Keyboard")
    hands.pick("Desa/Kelurahan", "kota", "Kota Ndora")
    hands.reach(page.get_by_label("Identitas pelapor dirahasiakan"))
    hands.press("Space")
    hands.reach(page.get_by_role("button", name="Simpan", exact=True))
    hands.press("Enter")
    page.wait_for_url("**/data/reports/show/*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Talud jembatan retak")
    saved = """
        SELECT r.identity_secret, p.name, p.role, v.name FROM reports r
        JOIN parties p ON p.report = r.id LEFT JOIN villages v ON v.id = p.village
        WHERE r.subject = 'Talud jembatan retak'
    """
    assert kecamatan.ask(saved) == [(True, "Maria Contoh Keyboard", "pelapor", "Kota Ndora")]

    hands.press("g", "l")
    page.wait_for_url("**/data/reports/list/")
    hands.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("talud jembatan retak")
    hands.press("Enter")
    page.wait_for_url(re.compile(r"q=talud"))
    expect(page.locator("tbody tr")).to_have_count(1)
    hands.reach(page.locator("tbody tr").get_by_role("link").first)
    hands.press("Enter")
    page.wait_for_url("**/data/reports/show/*")
    hands.reach(page.get_by_role("navigation", name="Jejak").get_by_role("link").first)
    hands.press("Enter")
    page.wait_for_url(re.compile("/data/reports/list/"))


def test_a_mistake_is_found_and_mended_with_keys_alone(page: Page) -> None:
    hands = Hands(page)
    hands.sign_in("petugas")
    page.goto("/data/reports/add")
    hands.fill("Diterima", "31-02-2026")
    page.evaluate("document.querySelector('form.entry').noValidate = true")
    hands.press("Control+Enter")
    expect(page.get_by_role("alert").first).to_contain_text("Belum tersimpan.")
    expect(page.locator(":focus")).to_have_attribute("aria-invalid", "true")
    assert not page.evaluate(SEEN)


def test_the_list_of_keys_opens_and_closes_and_gives_the_focus_back(page: Page) -> None:
    hands = Hands(page)
    hands.sign_in("petugas")
    page.goto("/data/reports/list/")
    link = page.locator("tbody tr").first.get_by_role("link").first
    hands.reach(link)
    hands.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    hands.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(link).to_be_focused()
