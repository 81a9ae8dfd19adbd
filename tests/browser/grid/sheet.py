"""A grid in a browser, as its tests speak of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.signing import sign_in
from tests.opened import Opened

PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  data.setData("text/html", "<table><tr><td>salah</td></tr></table>");
  const event = { clipboardData: data, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", event));
}"""
COPY = """(kind) => {
  const data = new DataTransfer();
  const event = { clipboardData: data, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent(kind, event));
  return data.getData("text/plain");
}"""
SCROLL = """() => {{
  const area = document.querySelector(".tabulator-tableholder");
  area.scrollTop = {top};
  return {reached};
}}"""


class Sheet:
    """A page with a grid. Rows are counted from 1, as people count them."""

    def __init__(self, page: Page, office: Opened) -> None:
        self.page, self.office = page, office
        self.wrong: list[str] = []
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())

    def open(self, address: str) -> None:
        # When the page is left it keeps what is unsaved: that of another test is forgotten after that.
        self.page.evaluate("addEventListener('pagehide', () => sessionStorage.clear())")
        self.page.goto(address)
        self.ready()

    def ready(self) -> None:
        self.page.locator("[data-grid][data-ready]").wait_for()

    def cell(self, row: int, field: str) -> Locator:
        return self.page.locator(f'.tabulator-row[aria-rowindex="{row + 1}"] [tabulator-field="{field}"]')

    def click(self, row: int, field: str, **more: Any) -> None:
        self.cell(row, field).click(position={"x": 8, "y": 8}, **more)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def at(self, row: int, field: str) -> None:
        """The focus is on this cell, and the browser's focus with it."""
        expect(self.cell(row, field)).to_be_focused()

    def paste(self, text: str) -> None:
        self.page.evaluate(PASTE, text)

    def copied(self, kind: str = "copy") -> str:
        return str(self.page.evaluate(COPY, kind))

    def saved(self) -> None:
        """Nothing is on its way any more."""
        expect(self.page.locator(".g-saving")).to_have_count(0)

    def said(self, text: str) -> None:
        expect(self.page.locator("[data-said]")).to_contain_text(text)

    @property
    def editor(self) -> Locator:
        typed = ":not([type=date], [type=datetime-local], [type=time])"
        return self.page.locator(f".g-editor input{typed}, .g-editor textarea")

    @property
    def troubles(self) -> Locator:
        return self.page.locator("[data-troubles] li")

    def selected(self, cells: int) -> None:
        """So many cells are selected."""
        expect(self.page.locator('[data-grid] [aria-selected="true"]')).to_have_count(cells)

    def scroll_until(self, top: str, reached: str) -> None:
        """Scrolls there again and again, as more rows come, until the page says so."""
        # Not at each frame, as it would by itself: no hand scrolls so, and a busy browser may draw none.
        self.page.wait_for_function(SCROLL.format(top=top, reached=reached), polling=100)

    def one(self, sql: str) -> Any:
        return next((row[0] for row in self.office.ask(sql)), None)

    def holds(self, sql: str, value: object) -> None:
        """The database has this, soon."""
        for _ in range(200):
            if (found := self.one(sql)) == value:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{found!r} instead of {value!r}")


@contextmanager
def signed_in(browser: Browser, base: str, who: str, office: Opened, **more: Any) -> Iterator[Sheet]:
    more = {"viewport": {"width": 1360, "height": 860}, "locale": "id-ID", **more}
    context = browser.new_context(base_url=base, **more)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(context, who)
    yield Sheet(context.new_page(), office)
    context.close()
