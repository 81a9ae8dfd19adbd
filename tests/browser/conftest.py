"""The town hall behind a real server, and a headless browser in front of it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

from app import users
from tests.browser.signing import sign_in
from tests.offices import reference
from tests.opened import Opened
from tests.views import town as towns
from tests.views.town import Town

# The same engine in all. The first has no windows, which cost the others a second of CPU for each page.
ENGINES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# What is expected comes in a blink; a machine that runs everything at once may take longer, and is not wrong.
expect.set_options(timeout=20_000)
# Named as in the demo, whose rows they wrote.
PEOPLE = (
    users.User("camat", "Drs. Yohanes Contoh, M.Si.", "Camat"),
    users.User("petugas", "Fransiska Contoh", "Petugas"),
    users.User("admin", "Admin Contoh", "Admin"),
)


@pytest.fixture(scope="module")
def town(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    office = towns.make_office(tmp_path_factory.mktemp("kantor"))
    with towns.opened(server_url, towns.built(server_url, office), office) as made:
        made.keep()
        yield made


@contextmanager
def serving(town: Town | Opened) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, town.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def address(town: Town) -> Iterator[str]:
    with serving(town) as base:
        yield base


@pytest.fixture(scope="session")
def kecamatan(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """The reference office as of today. Its tests are of one xdist group: it is filled once."""
    with reference.opened(server_url, tmp_path_factory.mktemp("data"), PEOPLE, date.today()) as made:
        yield made


@pytest.fixture(scope="module")
def desk(kecamatan: Opened) -> Iterator[str]:
    """The address of the reference office."""
    with serving(kecamatan) as base:
        yield base


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    engine = next(path for path in map(shutil.which, ENGINES) if path)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=engine, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def person(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """A clerk who has logged in."""
    context = browser.new_context(base_url=address, locale="id-ID", viewport={"width": 1360, "height": 860})
    sign_in(context, "petugas")
    yield context
    context.close()


@pytest.fixture
def page(person: BrowserContext, town: Town) -> Iterator[Page]:
    """A new tab of the clerk. Errors of scripts fail the test; rows are put back afterwards."""
    opened = person.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    yield opened
    opened.close()
    town.restore()
    assert not wrong
