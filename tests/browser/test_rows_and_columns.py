"""Rows of a child added and taken away in the browser, and the menu of columns."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import opened as panels
from tests.browser.conftest import serving
from tests.browser.signing import sign_in
from tests.opened import Opened, on_server

TABLES = """
CREATE TABLE villages (id serial PRIMARY KEY, name text NOT NULL);
INSERT INTO villages (name) VALUES ('Golo Kantar'), ('Kota Ndora');
CREATE TABLE reports (id serial PRIMARY KEY, subject text NOT NULL);
CREATE TABLE witnesses (
  id serial PRIMARY KEY, report int NOT NULL REFERENCES reports, name text NOT NULL,
  village int REFERENCES villages
);
"""
SCREEN = """
table: reports
list: [subject]
with:
  witnesses: {label: Saksi, fields: [name, village], max: 3}
"""


@pytest.fixture(scope="module")
def panel(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("kantor")
    (folder / "screens").mkdir()
    (folder / "screens" / "reports.yaml").write_text(SCREEN, encoding="utf-8")
    with panels.opened(server_url, lambda url: on_server(url, TABLES), folder) as made:
        yield made


@pytest.fixture
def form(panel: Opened, browser: Browser) -> Iterator[Page]:
    with serving(panel) as address:
        context = browser.new_context(base_url=address, locale="id-ID")
        sign_in(context, "editor")
        page = context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto("/data/reports/add")
        yield page
        context.close()
        assert not wrong


def test_rows_come_and_go_and_are_saved_together(panel: Opened, form: Page) -> None:
    form.fill("#f-subject", "Perkelahian")
    form.fill("[id='f-witnesses.0.name']", "Ana")
    more = form.get_by_role("button", name="Tambah Saksi")
    more.click()
    expect(form.locator("[id='f-witnesses.1.name']")).to_be_focused()
    more.click()
    expect(more).to_be_hidden()  # three are the most
    form.fill("[id='f-witnesses.2.name']", "Cici")
    village = form.locator("[id='f-witnesses.2.village']")
    village.fill("ndora")
    form.locator("li[aria-selected=true]", has_text="Kota Ndora").wait_for()
    village.press("Enter")
    form.locator("[data-row]").nth(1).get_by_role("button", name="Buang").click()
    expect(form.locator("[data-row]")).to_have_count(2)
    expect(more).to_be_visible()
    form.get_by_role("button", name="Simpan").click()
    form.wait_for_url("**/show/**")
    assert panel.ask("SELECT name, village FROM witnesses ORDER BY id") == [("Ana", None), ("Cici", 2)]


def test_the_menu_of_columns_stays_on_the_page_and_closes(form: Page) -> None:
    form.set_viewport_size({"width": 700, "height": 700})
    form.goto("/data/reports/list/")
    form.get_by_text("Kolom", exact=True).click()
    box = form.locator(".columns-box")
    expect(box).to_be_visible()
    form.wait_for_function("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    form.keyboard.press("Escape")
    expect(box).to_be_hidden()
    form.get_by_text("Kolom", exact=True).click()
    form.get_by_label("ID", exact=True).check()
    form.get_by_role("button", name="Tampilkan").click()
    expect(form.locator(".columns-menu .tag")).to_have_text("2")
