"""The three procedures in a browser, from intake to closing, with everybody who takes part in them.

Each of the Camat's three and four ways once; the history is compared line by line. What somebody does in the
same words in two walks of a procedure is done in a browser once, and at the door in the walk after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from app import users
from tests.browser import dialogs
from tests.browser.conftest import serving
from tests.browser.kinds import visitor
from tests.clerk import Clerk
from tests.offices import reference
from tests.offices.walks import KANTIBMAS, PEKAT, PEOPLE, UMUM, Walk
from tests.opened import Opened

# Of each procedure first the one that goes from the counter to the last step.
WALKS = (KANTIBMAS[3], *KANTIBMAS[:3], *KANTIBMAS[4:6], *UMUM[:2], PEKAT[0])
# Named as in the demo, whose staff they are.
NAMES = {
    "petugas": "Fransiska Contoh",
    "kasi_pelum": "Agustinus Contoh, S.Sos.",
    "kasi_sarpras": "Rikardus Contoh, S.T.",
    "kasi_trantib": "Yosef Contoh, S.IP.",
    "tim": "Yuliana Contoh, S.H.",
    "camat": "Drs. Yohanes Contoh, M.Si.",
}
REPORT = {"subject": "Perkelahian", "story": "Dua kelompok pemuda berkelahi."}
REPORTER = {"name": "Maria", "phone": "0812-0000-0001"}
ACCUSED = {
    "role": "terlapor",
    "name": "Anton",
    "address": "Pasar",
    "act": "Memukul",
    "facts": "Dilihat saksi",
}
SIZE = {"width": 1360, "height": 860}
Tabs = dict[str, Page]
Program = Callable[[str], Clerk]


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


@pytest.fixture(scope="module")
def program(office: Opened) -> Program:
    """Everybody's program, which signs in once."""
    return cache(office.program)


def before(walk: Walk) -> list[Walk]:
    """The walks of the same procedure that a browser has shown before this one."""
    return [one for one in WALKS[: WALKS.index(walk)] if one.service == walk.service]


def intake(clerk: Clerk, page: Page, walk: Walk) -> str:
    """A report with its reporter and the accused."""
    return at_the_door(clerk, walk) if before(walk) else at_the_counter(page, walk)


def at_the_counter(page: Page, walk: Walk) -> str:
    """Its reporter in the same form, the accused on a page of their own."""
    page.goto("/data/reports/add")
    form = page.locator("form.entry")
    dialogs.look_up(form, "service", walk.service)
    dialogs.look_up(form, "channel", walk.channel)
    for name, text in REPORT.items():
        form.locator(f"[name={name}]").fill(text)
    for name, text in REPORTER.items():
        form.locator(f"[name='parties.0.{name}']").fill(text)
    form.locator("button.p[type=submit]").first.click()
    page.wait_for_url("**/show/*")
    key = page.url.rpartition("/")[2].partition("?")[0]
    page.goto(f"/data/parties/add?set.report={key}")
    form = page.locator("form.entry")
    role, *rest = ACCUSED.items()
    form.locator("[name=role]").select_option(role[1])
    for name, text in rest:
        form.locator(f"[name={name}]").fill(text)
    form.locator("button.p[type=submit]").first.click()
    page.wait_for_url("**/show/*")
    return key


def at_the_door(clerk: Clerk, walk: Walk) -> str:
    """The same by REST."""

    def add(screen: str, values: dict[str, object]) -> str:
        told = clerk.call("POST", f"/api/v1/{screen}/", values)
        assert told.status_code == 201, told.text
        return str(told.json["id"])

    key = add("reports", {**REPORT, "service": walk.service, "channel": walk.channel})
    add("parties", {**REPORTER, "role": "pelapor", "report": key})
    add("parties", {**ACCUSED, "report": key})
    return key


def meant(office: Opened, key: str, value: object) -> object:
    if isinstance(value, tuple):
        return [meant(office, key, one) for one in value]
    if value != "{party}":
        return value
    return str(office.ask("SELECT id FROM parties WHERE report = %s AND role = 'terlapor'", key)[0][0])


def press_at_the_door(program: Clerk, key: str, step: str, answers: dict[str, object]) -> None:
    told = program.call("POST", f"/api/v1/reports/{key}/transitions/{step}", answers)
    assert told.status_code == 200, told.text


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: f"{walk.service}: {walk.name}")
def test_a_procedure_is_walked_by_the_people_it_names(
    office: Opened, tabs: Tabs, program: Program, walk: Walk
) -> None:
    key = intake(program("petugas"), tabs["petugas"], walk)
    shown = [one for other in before(walk) for one in other.presses]
    last = None  # whose page is of this report, as the step before left it
    for one in walk.presses:
        answers = {name: meant(office, key, said) for name, said in one.answers.items()}
        if one in shown:
            press_at_the_door(program(one.who), key, one.step, answers)
            last = None
            continue
        page, here = tabs[one.who], f"/data/reports/show/{key}"
        if one.who != last or here not in page.url:
            page.goto(here)
        dialogs.press(page, one.step, answers)
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
