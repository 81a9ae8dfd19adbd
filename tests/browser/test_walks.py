"""The three procedures in a browser, from intake to closing, with everybody who takes part in them.

Each of the Camat's three and four ways once; the history is compared line by line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from app import users
from tests.browser import dialogs
from tests.browser.conftest import serving
from tests.browser.kinds import visitor
from tests.offices import reference
from tests.offices.walks import KANTIBMAS, PEKAT, PEOPLE, UMUM, Press, Walk
from tests.opened import Opened

WALKS = (*KANTIBMAS[:6], *UMUM[:2], PEKAT[0])
# Named as in the demo, whose staff they are.
NAMES = {
    "petugas": "Fransiska Contoh",
    "kasi_pelum": "Agustinus Contoh, S.Sos.",
    "kasi_sarpras": "Rikardus Contoh, S.T.",
    "kasi_trantib": "Yosef Contoh, S.IP.",
    "tim": "Yuliana Contoh, S.H.",
    "camat": "Drs. Yohanes Contoh, M.Si.",
}
ACCUSED = {"name": "Anton", "address": "Pasar", "act": "Memukul", "facts": "Dilihat saksi"}
SIZE = {"width": 1360, "height": 860}
Tabs = dict[str, Page]


@pytest.fixture(scope="module")
def office(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    people = tuple(users.User(name, NAMES[name], role) for name, role in PEOPLE.items())
    folder: Path = tmp_path_factory.mktemp("data")
    with reference.opened(server_url, folder, people) as made:
        yield made


@pytest.fixture(scope="module")
def tabs(browser: Browser, office: Opened) -> Iterator[Tabs]:
    """Everybody at work, each in a browser of their own."""
    contexts: list[BrowserContext] = []
    with serving(office) as base:
        opened = {}
        for name in PEOPLE:
            contexts.append(visitor(browser, base, name, "id", viewport=SIZE))
            opened[name] = contexts[-1].new_page()
        yield opened
        for one in contexts:
            one.close()


def intake(page: Page, walk: Walk) -> str:
    """A report at the counter, with its reporter, and the accused on a page of their own."""
    page.goto("/data/reports/add")
    form = page.locator("form.entry")
    dialogs.look_up(form, "service", walk.service)
    dialogs.look_up(form, "channel", walk.channel)
    form.locator("[name=subject]").fill(f"Perkelahian: {walk.name}")
    form.locator("[name=story]").fill("Dua kelompok pemuda berkelahi.")
    form.locator("[name='parties.0.name']").fill("Maria")
    form.locator("[name='parties.0.phone']").fill("0812-0000-0001")
    form.locator("button.p[type=submit]").first.click()
    page.wait_for_url("**/show/*")
    key = page.url.rpartition("/")[2].partition("?")[0]
    page.goto(f"/data/parties/add?set.report={key}")
    form = page.locator("form.entry")
    form.locator("[name=role]").select_option("terlapor")
    for name, text in {
        "name": "Anton",
        "address": "Pasar",
        "act": "Memukul",
        "facts": "Dilihat saksi",
    }.items():
        form.locator(f"[name={name}]").fill(text)
    form.locator("button.p[type=submit]").first.click()
    page.wait_for_url("**/show/*")
    return key


def meant(office: Opened, key: str, value: object) -> object:
    if isinstance(value, tuple):
        return [meant(office, key, one) for one in value]
    if value != "{party}":
        return value
    return str(office.ask("SELECT id FROM parties WHERE report = %s AND role = 'terlapor'", key)[0][0])


def at_the_door(office: Opened, key: str, presses: Sequence[Press]) -> None:
    """The steps that another walk has shown already, by the REST of those who take them."""
    for one in presses:
        answers = {name: meant(office, key, said) for name, said in one.answers.items()}
        told = office.program(one.who).call("POST", f"/api/v1/reports/{key}/transitions/{one.step}", answers)
        assert told.status_code == 200, told.text


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: f"{walk.service}: {walk.name}")
def test_a_procedure_is_walked_by_the_people_it_names(office: Opened, tabs: Tabs, walk: Walk) -> None:
    key = intake(tabs["petugas"], walk)
    at_the_door(office, key, walk.presses[: walk.told])
    last = None
    for one in walk.presses[walk.told :]:
        page, here = tabs[one.who], f"/data/reports/show/{key}"
        if one.who != last or here not in page.url:  # after a step its page is there again
            page.goto(here)
        dialogs.press(page, one.step, {name: meant(office, key, said) for name, said in one.answers.items()})
        last = one.who
    camat = tabs["camat"]
    camat.goto(f"/data/reports/history/{key}")
    titles = camat.locator(".tl .transition > b").all_inner_texts()
    people = [text.partition(" · ")[0] for text in camat.locator(".tl .transition > small").all_inner_texts()]
    steps = office.panel.screens["reports"].workflow.workflows[walk.service].transitions
    said = [str(steps[one.step].done or steps[one.step].label) for one in walk.presses]
    assert titles[::-1] == ["Laporan dicatat", *said]
    assert people[::-1] == [NAMES["petugas"], *(NAMES[one.who] for one in walk.presses)]
    assert office.ask("SELECT status, outcome FROM reports WHERE id = %s", key) == [(walk.ends, walk.outcome)]
