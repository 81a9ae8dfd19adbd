"""Saved views in a browser: made, shared, changed and deleted by keys alone; columns put in order; groups."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import opened as panels
from tests.browser.axe import checked
from tests.browser.conftest import serving
from tests.browser.signing import sign_in
from tests.opened import Opened, on_server

TABLES = """
CREATE TABLE villages (id serial PRIMARY KEY, name text NOT NULL);
INSERT INTO villages (name) VALUES ('Golo Kantar'), ('Kota Ndora');
CREATE TABLE reports (id serial PRIMARY KEY, subject text NOT NULL, village int REFERENCES villages,
    amount numeric, received_on date, secret text);
INSERT INTO reports (subject, village, amount, received_on, secret)
SELECT 'Perihal ' || n, 1 + n % 2, n * 1000, date '2026-01-01' + n, 'x' FROM generate_series(1, 60) n;
"""
SCREEN = """
table: reports
label: Laporan
list: [subject, village, amount, received_on]
search: [subject]
columns:
  village: {label: Desa}
  amount: {label: Nilai}
rules:
  secret: {hidden: [Pembaca]}
"""
LIST = "/data/reports/list/"


@pytest.fixture(scope="module")
def panel(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("kantor")
    (folder / "screens").mkdir()
    (folder / "screens" / "reports.yaml").write_text(SCREEN, encoding="utf-8")
    with panels.opened(server_url, lambda url: on_server(url, TABLES), folder) as made:
        yield made


@pytest.fixture(scope="module")
def base(panel: Opened) -> Iterator[str]:
    with serving(panel) as address:
        yield address


@pytest.fixture
def people(panel: Opened, base: str, browser: Browser) -> Iterator[tuple[Page, Page]]:
    """Who manages the panel, and a reader."""
    wrong: list[str] = []
    with ExitStack() as stack:
        yield tuple(_logged_in(browser, base, name, wrong, stack) for name in ("admin", "pembaca"))  # type: ignore[misc]
    panel.ask("DELETE FROM panel.saved_view; DELETE FROM panel.preference")
    assert not wrong


def _logged_in(browser: Browser, base: str, name: str, wrong: list[str], stack: ExitStack) -> Page:
    context = browser.new_context(base_url=base, locale="id-ID", viewport={"width": 1360, "height": 860})
    stack.callback(context.close)
    sign_in(context, name)
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    return page


def tab_to(page: Page, name: str, most: int = 60) -> None:
    """Press Tab until what has the focus is called so."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(
            """(name) => document.activeElement.matches("a, button, summary")
              && document.activeElement.textContent.trim().startsWith(name)""",
            name,
        ):
            return
    raise AssertionError(f"{name} is not reached by Tab")


def test_a_view_is_made_shared_changed_and_deleted_by_keys_alone(
    panel: Opened, people: tuple[Page, Page]
) -> None:
    page, reader = people
    page.goto(f"{LIST}?where.village.eq=2&order=-amount")
    tab_to(page, "+ Simpan tampilan")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Nama")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="+ Simpan tampilan")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("Kota Ndora")
    page.keyboard.press("Tab")
    page.keyboard.type("Peran Pembaca")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Sematkan sebagai tab dengan angkanya")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**view=my.*")
    tab = page.get_by_role("navigation", name="Tampilan").locator("[aria-current]")
    expect(tab).to_have_text("Kota Ndora 30")

    reader.goto(LIST)
    reader.get_by_role("link", name="Kota Ndora 30").click()
    expect(reader.locator("tbody tr").first).to_contain_text("Perihal 59")
    reader.get_by_role("link", name="Hapus saringan Desa").click()
    expect(reader.get_by_text("Kota Ndora sudah diubah.")).to_be_visible()
    expect(reader.get_by_role("button", name="Simpan perubahan")).to_have_count(0)
    reader.get_by_role("button", name="Batalkan perubahan").click()
    expect(reader.get_by_text("30 laporan")).to_be_visible()

    tab_to(page, "Subject")
    page.keyboard.press("Enter")
    page.wait_for_url("**order=subject**")
    tab_to(page, "Simpan perubahan")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Perubahan tampilan Kota Ndora tersimpan.")).to_be_visible()
    reader.goto(LIST)
    reader.get_by_role("link", name="Kota Ndora 30").click()
    expect(reader.locator("tbody tr").first).to_contain_text("Perihal 1")

    tab_to(page, "Tampilan lain")
    page.keyboard.press("Enter")
    tab_to(page, "Atur Kota Ndora")
    page.keyboard.press("Enter")
    page.wait_for_url("**/views/*")
    tab_to(page, "Hapus tampilan ini")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Hapus tampilan Kota Ndora?")
    tab_to(page, "Ya")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tampilan Kota Ndora sudah dihapus.")).to_be_visible()
    reader.goto(LIST)
    expect(reader.get_by_role("link", name="Kota Ndora 30")).to_have_count(0)


def test_columns_are_put_in_order_by_keys_and_by_dragging(people: tuple[Page, Page]) -> None:
    page, _ = people
    page.goto(LIST)
    page.locator(".columns-menu > summary").click()
    page.get_by_role("button", name="Naikkan Nilai").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Naikkan Nilai")).to_be_focused()
    expect(page.locator("[data-told]")).to_have_text("Nilai sekarang nomor 2 dari 4")
    page.get_by_label("Nilai", exact=True).focus()
    page.keyboard.press("Alt+ArrowUp")
    shown = page.locator("[data-shown] > li")
    shown.nth(3).drag_to(shown.nth(1), target_position={"x": 40, "y": 4})
    page.get_by_label("Kerapatan").select_option("compact")
    page.get_by_label("Kolom diam").fill("2")
    page.get_by_role("button", name="Tampilkan").click()
    heads = page.locator("table.g thead th:not(.tk)")
    expect(heads).to_have_text(["Nilai", "Received on", "Subject", "Desa"])
    table = page.locator("table.g")
    expect(table).to_contain_class("compact stuck")
    page.locator(".columns-menu > summary").click()
    page.get_by_role("button", name="Susunan bawaan").click()
    expect(heads).to_have_text(["Subject", "Desa", "Nilai", "Received on"])


def test_frozen_columns_stay_where_they_are(people: tuple[Page, Page]) -> None:
    page, _ = people
    page.set_viewport_size({"width": 900, "height": 800})
    page.goto(LIST)
    token = page.locator("#columns input[name=csrf_token]").input_value()
    page.evaluate(
        """async (token) => {
          const columns = ["subject", "village", "amount", "received_on", "id", "secret"];
          const widths = { amount: 500, received_on: 400, id: 400 };
          const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
          const body = JSON.stringify({ columns, widths, frozen: 2 });
          await fetch("/data/reports/columns", { method: "POST", body, headers });
        }""",
        token,
    )
    page.goto(LIST)
    before = page.locator("tbody tr").first.locator("td").nth(1).bounding_box()
    page.evaluate("document.querySelector('.scroll').scrollLeft = 600")
    after = page.locator("tbody tr").first.locator("td").nth(1).bounding_box()
    third = page.locator("tbody tr").first.locator("td").nth(3).bounding_box()  # behind the box to tick
    assert before and after and third
    assert abs(before["x"] - after["x"]) < 2 and third["x"] < after["x"]


def test_groups_open_and_close_and_sums_stand_below(people: tuple[Page, Page]) -> None:
    page, _ = people
    page.goto(LIST)
    page.locator(".columns-menu > summary").click()
    page.get_by_label("Kelompokkan").select_option(label="Desa")
    page.get_by_role("button", name="Tampilkan").click()
    groups = page.locator(".groups li")
    expect(groups).to_have_text(["Golo Kantar 30", "Kota Ndora 30"])
    expect(page.locator("table.g")).to_have_count(0)
    page.get_by_role("link", name="Kota Ndora").click()
    opened = page.locator(".groups a", has_text="Kota Ndora")
    expect(opened).to_have_attribute("aria-expanded", "true")
    expect(page.locator("table.g tfoot")).to_contain_text("900.000")
    expect(page.locator("table.g tbody tr")).to_have_count(25)
    opened.click()
    expect(page.locator("table.g")).to_have_count(0)
    page.get_by_role("link", name="tanpa kelompok").click()
    expect(page.locator("table.g tfoot")).to_contain_text("1.830.000")


def test_the_pages_of_views_have_no_fault_that_axe_knows(people: tuple[Page, Page]) -> None:
    page, _ = people
    for address in (f"{LIST}?group=village&in=is:2", "/data/reports/views/new", "/data/reports/views/first"):
        page.goto(address)
        for menu in page.locator(".columns-menu > summary").all():
            menu.click()
        found = checked(page)["violations"]
        assert not found, (address, [(one["id"], one["nodes"][0]["html"]) for one in found])
