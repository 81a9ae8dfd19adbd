"""Filling the dialog of a step as people do: ticks, lists, boxes to search in, dates as they are written."""

from __future__ import annotations

import re
from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(.*)")


def press(page: Page, name: str, answers: Mapping[str, object]) -> None:
    """Opens the dialog of a step by its button, fills it in and sends it; waits for what comes after."""
    link = page.locator(f"a[data-step-open][href*='/{name}']").first
    if not link.is_visible():
        page.locator("details.others > summary").click()
    link.click()
    form = page.locator("dialog[open] form")
    form.wait_for()
    for ask, value in answers.items():
        fill(form, f"ask.{ask}", value)
    form.locator("button[type=submit]").click()
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.wait_for_load_state()


def fill(form: Locator, name: str, value: object) -> None:
    box = form.locator(f"[name='{name}']")
    if isinstance(value, list | tuple):
        for one in box.all():
            one.set_checked(one.get_attribute("value") in value)
    elif isinstance(value, bool):
        form.locator(f"input[type=checkbox][name='{name}']").set_checked(value)
    elif form.locator(f"select[name='{name}']").count():
        box.select_option(str(value))
    elif form.locator(f".reference [name='{name}']").count():
        look_up(form, name, str(value))
    else:
        box.fill(_written(str(value)))


def look_up(form: Locator, name: str, value: str) -> None:
    """Types the key of a row and takes the row that is found."""
    seek = form.locator(f"[id='f-{name}']")
    seek.fill(value)
    form.locator("[role=listbox]:not([hidden]) [role=option]").first.click()


def _written(value: str) -> str:
    found = _DAY.fullmatch(value)
    return value if found is None else "-".join(reversed(found.groups()[:3])) + found[4].replace(":", ".")
