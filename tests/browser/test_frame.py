"""The frame of every page in a real browser: nothing from elsewhere, nothing too wide, nothing too big."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app import users
from app.database import connect, engine_for
from tests.browser.signing import sign_in
from tests.views.town import PASSWORD, Town

PAGES = (
    "/",
    "/data/reports/list/",
    "/data/reports/show/1",
    "/data/reports/add",
    "/data/reports/delete/1",
    "/data/nothing/list/",
    "/grid/reports/",
    "/users/list/",
    "/users/add",
    "/users/edit/1",
    "/users/show/1",
    "/users/userinfo/",
    "/resetmypassword/form",
    "/resetpassword/form?pk=1",
    "/userinfoeditview/form",
    "/roles/list/",
    "/roles/add",
    "/roles/edit/1",
    "/roles/show/1",
    "/groups/list/",
    "/groups/add",
    "/swagger/v1",
)
# These go on after they were loaded: to the list on a telephone, to the description of the API.
LATER = ("/grid/reports/", "/swagger/v1")
# What the pages of FAB and Flask-Admin brought along.
OLD = re.compile(
    r"jquery|select2\.|bootstrap[.\d-]*(min\.)?(css|js)\b|font-?awesome|\bfa-|glyphicon|data-toggle=|data-dismiss="
    r"|\son[a-z]+=\"|javascript:|<script(?![^>]*\s(src=|type=\"application/json\"))",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def chief(browser: Browser, address: str, town: Town) -> Iterator[BrowserContext]:
    """Somebody who may do everything, on a telephone."""
    with connect(engine_for(town.url)) as connection:
        users.add(connection, (users.User("kepala", "Kepala Uji", "Admin"),), PASSWORD)
        connection.commit()
    context = browser.new_context(base_url=address, locale="id-ID", viewport={"width": 360, "height": 740})
    sign_in(context, "kepala")
    yield context
    context.close()


@pytest.fixture
def tab(chief: BrowserContext, address: str) -> Iterator[Page]:
    """A tab that hears of each request, and of each script that fails."""
    page = chief.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: wrong.append(asked.url) if is_foreign(asked.url, address) else None)
    yield page
    page.close()
    assert not wrong


def is_foreign(url: str, address: str) -> bool:
    return not url.startswith("data:") and urlsplit(url).netloc != urlsplit(address).netloc


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_ours_alone_and_fits_a_small_telephone(tab: Page, path: str) -> None:
    sent = tab.request.get(path)  # as it came: a grid on a telephone goes on to the list
    assert (found := OLD.search(sent.text())) is None, found
    tab.goto(path, wait_until="networkidle" if path in LATER else "load")
    assert not tab.evaluate("'jQuery' in window || '$' in window")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    expect(tab.get_by_role("heading", level=1)).to_have_count(1)
    expect(tab.get_by_role("main")).to_have_count(1)


def test_the_login_page_is_ours_alone(browser: Browser, address: str) -> None:
    page = browser.new_page(base_url=address, viewport={"width": 360, "height": 740})
    foreign: list[str] = []
    page.on("request", lambda asked: foreign.append(asked.url) if is_foreign(asked.url, address) else None)
    answer = page.goto("/login/")
    assert answer and not OLD.search(answer.text()) and not foreign
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


def test_the_first_visit_to_a_list_is_small(browser: Browser, chief: BrowserContext, address: str) -> None:
    context = browser.new_context(base_url=address, storage_state=chief.storage_state())
    page, sizes = context.new_page(), dict[str, int]()
    page.on("requestfinished", lambda one: sizes.update({one.url: one.sizes()["responseBodySize"]}))
    page.goto("/data/reports/list/", wait_until="networkidle")
    context.close()
    assert len(sizes) >= 5 and sum(sizes.values()) < 400_000, sizes
    assert sizes[f"{address}/data/reports/list/"] < 60_000


def test_a_telephone_opens_the_menu_with_its_button_and_shuts_it_with_escape(tab: Page) -> None:
    tab.goto("/data/reports/list/")
    menu = tab.get_by_role("navigation", name="Menu utama")
    expect(menu).to_be_hidden()
    tab.get_by_role("button", name="Menu").click()
    expect(menu.get_by_role("link", name="Laporan")).to_have_attribute("aria-current", "page")
    tab.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def test_the_first_key_offers_the_way_past_the_menu(tab: Page) -> None:
    tab.goto("/data/reports/list/")
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("link", name="Langsung ke isi")).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.locator("#isi")).to_be_focused()


def test_deleting_a_user_asks_first(tab: Page, town: Town) -> None:
    with connect(engine_for(town.url)) as connection:
        users.add(connection, (users.User("sementara", "Orang Sementara", "Pembaca"),), PASSWORD)
        connection.commit()
    tab.goto("/users/list/")
    row = tab.get_by_role("row").filter(has_text="sementara@")
    row.get_by_role("button", name="Hapus").click()
    dialog = tab.get_by_role("dialog")
    dialog.get_by_role("button", name="Batal").click()
    expect(row).to_be_visible()
    row.get_by_role("button", name="Hapus").click()
    dialog.get_by_role("button", name="Ya, lanjutkan").click()
    expect(row).to_have_count(0)
    assert town.one("SELECT count(*) FROM panel.ab_user WHERE username = 'sementara'") == 0


def test_a_user_is_added_with_a_role_picked_by_typing(tab: Page, town: Town) -> None:
    tab.goto("/users/list/")
    tab.get_by_role("link", name="Tambah").click()
    for name, text in (
        ("first_name", "Orang"),
        ("last_name", "Baru"),
        ("username", "baru"),
        ("email", "b@x.id"),
    ):
        tab.fill(f"#{name}", text)
    for name in ("password", "conf_password"):
        tab.fill(f"#{name}", "kuda biru tujuh melompat pagar")
    tab.locator("#roles-ts-control").fill("pemb")
    tab.keyboard.press("Enter")
    tab.locator("main button[type=submit]").click()
    tab.wait_for_url(re.compile("/list/"))
    roles = "SELECT count(*) FROM panel.ab_user u JOIN panel.ab_user_role r ON r.user_id = u.id"
    assert town.one(f"{roles} WHERE username = 'baru'") == 1
    person = "(SELECT id FROM panel.ab_user WHERE username = 'baru')"
    town.sql(f"DELETE FROM panel.ab_user_role WHERE user_id = {person}")
    town.sql("DELETE FROM panel.ab_user WHERE username = 'baru'")


def test_users_are_searched(tab: Page) -> None:
    tab.goto("/users/list/")
    tab.get_by_text("Cari dan saring").click()
    tab.locator("[data-column=username] input").fill("etuga")
    tab.get_by_role("button", name="Cari", exact=True).click()
    tab.wait_for_url(re.compile("_flt_"))
    expect(tab.locator("tbody tr")).to_have_count(1)
    expect(tab.locator("[data-column=username] input")).to_have_value("etuga")


def test_a_row_of_the_matrix_is_ticked_with_one_key(tab: Page) -> None:
    tab.goto("/roles/add")
    row = tab.locator("table.matrix tbody tr:not(.group)").first
    row.get_by_role("button").focus()
    tab.keyboard.press("Enter")
    expect(row.locator("input:not(:checked)")).to_have_count(0)
    assert row.locator("input").count() > 3
