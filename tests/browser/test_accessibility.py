"""A checker finds nothing against WCAG 2.2 A and AA on any kind of page, in either language.

Indonesian is looked at on a desk by day, English on a telephone in the dark.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext

from tests.browser.kinds import KINDS, Kind, visitor
from tests.opened import Opened

pytestmark = pytest.mark.xdist_group("kecamatan")
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
LOOKS: dict[str, dict[str, Any]] = {
    "id": {"viewport": {"width": 1360, "height": 860}, "color_scheme": "light"},
    "en": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
}


@pytest.fixture(scope="module")
def somebody(browser: Browser, desk: str) -> Iterator[Callable[[str, str], BrowserContext]]:
    """Each person signs in once for each language."""
    known: dict[tuple[str, str], BrowserContext] = {}

    def find(name: str, language: str) -> BrowserContext:
        if (name, language) not in known:
            known[name, language] = visitor(browser, desk, name, language, **LOOKS[language])
        return known[name, language]

    yield find
    for context in known.values():
        context.close()


@pytest.mark.parametrize("language", list(LOOKS))
@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
def test_nothing_bars_anybody(
    somebody: Callable[[str, str], BrowserContext], kecamatan: Opened, kind: Kind, language: str
) -> None:
    page = somebody(kind.who, language).new_page()
    kind.opens(page, kecamatan)
    assert page.get_attribute("html", "lang") == (kind.language or language)
    found = Axe().run(page, options=RULES).response
    address = page.url
    page.close()
    said = [
        f"{one['id']} ({one['help']}): {node['html'][:200]} {node['failureSummary'][:300]}"
        for one in found["violations"]
        for node in one["nodes"][:3]
    ]
    assert not said, "\n".join([address, *said])
    assert len(found["passes"]) > 10
