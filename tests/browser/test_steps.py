"""The dialog of a step in a browser: by keys alone, on a telephone, in two tabs, pressed twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.axe import checked
from tests.browser.conftest import serving
from tests.browser.signing import sign_in
from tests.opened import Opened
from tests.views import flow_office

SHOW = "/data/tickets/show/"
Enter = Callable[..., Page]


@pytest.fixture(scope="module")
def office(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with flow_office.opened(server_url, tmp_path_factory.mktemp("kantor")) as made:
        yield made


@pytest.fixture(scope="module")
def address(office: Opened) -> Iterator[str]:
    with serving(office) as base:
        yield base


@pytest.fixture(autouse=True)
def rows(office: Opened) -> None:
    flow_office.fresh(office)


@pytest.fixture(scope="module")
def people(browser: Browser, address: str) -> Iterator[dict[str, BrowserContext]]:
    made = {}
    for name in ("ani", "budi"):
        made[name] = browser.new_context(base_url=address, locale="id-ID")
        sign_in(made[name], name)
    yield made
    for context in made.values():
        context.close()


@pytest.fixture
def enter(people: dict[str, BrowserContext]) -> Iterator[Enter]:
    """A new tab of somebody. Errors of scripts fail the test."""
    opened: list[Page] = []
    wrong: list[str] = []

    def tab(name: str, place: str, width: int = 1360) -> Page:
        page = people[name].new_page()
        page.set_viewport_size({"width": width, "height": 820})
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(place)
        opened.append(page)
        return page

    yield tab
    for page in opened:
        page.close()
    assert not wrong


def dialog_of(page: Page, name: str) -> Page:
    """Opens the dialog of a step by its button."""
    page.get_by_role("link", name=name).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    return page


def axe(page: Page) -> list[str]:
    """What bars somebody."""
    found = checked(page)["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"][:3]]


def state(office: Opened, key: int) -> object:
    return office.ask("SELECT state FROM tickets WHERE id = %s", key)[0][0]


def test_a_step_is_taken_by_keys_alone(office: Opened, enter: Enter) -> None:
    page = dialog_of(enter("budi", SHOW + "4"), "Bagi tugas")
    focused = page.locator(":focus")
    expect(focused).to_have_attribute("value", "a")
    page.keyboard.press("Space")
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("value", "cepat")
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Bagi tugas: selesai.")).to_be_visible()
    assert page.url.endswith(SHOW + "4")
    assert office.ask("SELECT unit, tags FROM tasks WHERE id > 1") == [("a", ["cepat"])]


def test_an_error_keeps_what_was_typed_and_has_the_focus(office: Opened, enter: Enter) -> None:
    page = dialog_of(enter("budi", SHOW + "4"), "Bagi tugas")
    page.get_by_label("Catatan").fill("Segera ya")
    page.get_by_label("Unit B").check()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert").filter(has_text="Belum tersimpan.")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_label("Catatan")).to_have_value("Segera ya")
    expect(page.get_by_label("Unit B")).to_be_checked()
    expect(page.locator(":focus")).to_have_attribute("value", "cepat")
    page.get_by_label("Proses lebih lanjut").check()
    page.get_by_role("dialog").get_by_role("button", name="Bagi tugas").click()
    expect(page.get_by_text("Bagi tugas: selesai.")).to_be_visible()
    assert office.ask("SELECT note FROM tasks WHERE id > 1") == [("Segera ya",)]


def test_escape_closes_and_asks_first_when_something_was_typed(enter: Enter) -> None:
    page = dialog_of(enter("ani", SHOW + "1"), "Mulai")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="Mulai")).to_be_focused()
    dialog_of(page, "Catat")
    page.keyboard.type("Hasil")
    for _ in range(2):
        page.keyboard.press("Escape")
        expect(page.get_by_text("Yang sudah diketik belum disimpan.")).to_be_visible()
        page.keyboard.press("Escape")  # no, go on
        expect(page.get_by_label("Hasil")).to_have_value("Hasil")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Ya, lanjutkan").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_double_click_moves_once(office: Opened, enter: Enter) -> None:
    page = dialog_of(enter("ani", SHOW + "1"), "Mulai")
    page.get_by_role("dialog").get_by_role("button", name="Mulai").dblclick(no_wait_after=True)
    expect(page.get_by_text("Dimulai: selesai.")).to_be_visible()
    assert office.ask("SELECT count(*) FROM panel.event") == [(1,)]


def test_of_two_tabs_the_second_hears_who_was_first(enter: Enter) -> None:
    late = dialog_of(enter("ani", SHOW + "1"), "Mulai")
    first = dialog_of(enter("ani", SHOW + "1"), "Mulai")
    first.get_by_role("dialog").get_by_role("button", name="Mulai").click()
    expect(first.get_by_text("Dimulai: selesai.")).to_be_visible()
    late.get_by_role("dialog").get_by_role("button", name="Mulai").click()
    expect(late.get_by_text("Sudah dipindahkan oleh")).to_be_visible()
    late.get_by_role("link", name="Lihat keadaannya sekarang").click()
    expect(late.locator(".path [aria-current=step]")).to_have_text("Berjalan")


def test_many_rows_of_a_large_table_are_searched(office: Opened, enter: Enter) -> None:
    page = dialog_of(enter("budi", SHOW + "4"), "Bagi tugas")
    page.get_by_label("Unit C").check()
    page.get_by_label("Proses lebih lanjut").check()
    box = page.locator(".ts-control input")
    box.click()
    box.type("Kota 57")
    page.locator(".ts-dropdown .option", has_text="Kota 57").click()
    page.get_by_role("dialog").get_by_role("button", name="Bagi tugas").click()
    expect(page.get_by_text("Bagi tugas: selesai.")).to_be_visible()
    assert office.ask("SELECT data->'asked'->>'Kota' FROM panel.event") == [("Kota 57",)]


def test_the_bar_counts_the_chosen_rows(office: Opened, enter: Enter) -> None:
    page = enter("ani", "/data/tickets/list/")
    expect(page.locator("form[data-many]")).to_be_hidden()
    page.get_by_label("Pilih Lampu padam").check()
    page.get_by_label("Pilih Ada", exact=True).check()
    expect(page.get_by_text("2 baris dipilih")).to_be_visible()
    page.get_by_role("button", name="Mulai").click()
    page.wait_for_url(lambda url: "/list/" not in url)
    page.locator("main").get_by_role("button", name="Mulai").click()
    expect(page.get_by_text("1 dari 2 baris selesai.")).to_be_visible()
    assert (state(office, 1), state(office, 2)) == ("jalan", "baru")


@pytest.mark.parametrize("width", [1360, 390])
def test_everything_fits_and_nothing_is_in_anybodys_way(enter: Enter, width: int) -> None:
    page = enter("ani", SHOW + "2", width)  # with a step that lacks something
    for look in (page, dialog_of(page, "Catat")):
        assert look.evaluate("document.documentElement.scrollWidth") <= width
        assert axe(look) == []
    boss = enter("budi", SHOW + "4", width)
    assert axe(dialog_of(boss, "Bagi tugas")) == []
    assert axe(enter("ani", "/data/tickets/list/", width)) == []
    assert axe(enter("budi", "/data/tickets/step/4/bagi", width)) == []
