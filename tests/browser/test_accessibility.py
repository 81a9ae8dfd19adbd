"""A checker finds nothing against WCAG 2.2 A and AA on any kind of page, in either language.

Indonesian is looked at on a desk by day, English on a telephone in the dark.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import checked
from tests.browser.kinds import KINDS, Kind, visitor
from tests.opened import Opened

pytestmark = pytest.mark.xdist_group("kecamatan")
LOOKS: dict[str, dict[str, Any]] = {
    "id": {"viewport": {"width": 1360, "height": 860}, "color_scheme": "light"},
    "en": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
}


Somebody = Callable[[str, str], Page]


@pytest.fixture(scope="module")
def somebody(browser: Browser, desk: str) -> Iterator[Somebody]:
    """Each person signs in once for each language, and looks at one page after the other."""
    known: dict[tuple[str, str], Page] = {}

    def find(name: str, language: str) -> Page:
        if (name, language) not in known:
            known[name, language] = visitor(browser, desk, name, language, **LOOKS[language]).new_page()
        return known[name, language]

    yield find
    for page in known.values():
        page.context.close()


@pytest.mark.parametrize("language", list(LOOKS))
@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
def test_nothing_bars_anybody(somebody: Somebody, kecamatan: Opened, kind: Kind, language: str) -> None:
    page = somebody(kind.who, language)
    kind.opens(page, kecamatan)
    assert page.get_attribute("html", "lang") == (kind.language or language)
    found = checked(page)
    said = [
        f"{one['id']} ({one['help']}): {node['html'][:200]} {node['failureSummary'][:300]}"
        for one in found["violations"]
        for node in one["nodes"][:3]
    ]
    assert not said, "\n".join([page.url, *said])
    assert len(found["passes"]) > 10
