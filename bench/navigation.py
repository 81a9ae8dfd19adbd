"""From asking for a list to seeing its rows, in Chromium: the panel's list and grid beside vanilla lists."""

from __future__ import annotations

import statistics
from contextlib import ExitStack
from pathlib import Path

import psycopg2
from playwright.sync_api import BrowserContext, Page, sync_playwright

from bench import PASSWORD
from bench.peers import SCHEMA
from bench.servers import database, served

ROUNDS = 15
# Looks at each frame; the page's own clock counts, since the driver looks only now and then.
LOOK = """(() => {
  const look = () => {
    const row = document.querySelectorAll("table tbody tr, .tabulator-row")[9];
    if (!row || !row.getClientRects().length) return requestAnimationFrame(look);
    requestAnimationFrame(() => { window.seenAt = performance.now(); });
  };
  look();
})()"""
# name -> (application, path)
LISTS = {
    "panel, daftar": ("app.wsgi:application", "/data/reports/list/?as=list"),
    "panel, grid (100 baris)": ("app.wsgi:application", "/grid/reports/"),
    "Flask-AppBuilder": ("bench.peers:fab()", "/reportview/list/"),
    "Flask-Admin": ("bench.peers:admin()", "/admin/reports/"),
}


def run(folder: Path, rows: int) -> None:
    """Prints the medians in ms, first visit (empty cache) and next ones, all of them in turn."""
    with ExitStack() as stack:
        url = stack.enter_context(database(folder, rows))
        with psycopg2.connect(url) as connection:
            connection.cursor().execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        names = dict.fromkeys(application for application, _ in LISTS.values())
        ports = {one: stack.enter_context(served(one, url, folder)) for one in names}
        chromium = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        pages = {}
        for name, (application, path) in LISTS.items():
            context = chromium.new_context(base_url=f"http://127.0.0.1:{ports[application]}")
            context.add_init_script(LOOK)
            if "admin()" not in application:
                _log_in(context)
            pages[name] = (context.new_page(), path)
        print(f"{'sampai baris tampak':28}{'ms':>10}")
        taken: dict[str, list[float]] = {name: [] for name in LISTS}
        for _ in range(ROUNDS):
            for name, (page, path) in pages.items():
                taken[name].append(_seen(page, path))
        for name, all_ in taken.items():
            print(f"{name:28}{statistics.median(all_):10.0f}", flush=True)
        chromium.close()


def _log_in(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/login/")
    page.fill("input[name=username]", "admin")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login" not in url)
    page.close()


def _seen(page: Page, path: str) -> float:
    """Milliseconds from the start of the navigation until the tenth row has been painted."""
    page.goto("about:blank")
    page.goto(path, wait_until="commit")
    page.wait_for_function("() => window.seenAt")
    return float(page.evaluate("() => window.seenAt"))
