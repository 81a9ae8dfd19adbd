"""A checker of what bars people from a page: axe-core, as `make assets` brings it, run within the page."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = gzip.decompress((Path(__file__).parent / "axe.js.gz").read_bytes()).decode()
# Everything of WCAG 2.2 A and AA.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}


def checked(page: Page, options: Mapping[str, object] = RULES) -> dict[str, Any]:
    """What it says of a page: violations, passes and the rest, each rule with its nodes."""
    page.evaluate(SCRIPT)
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", dict(options))
    return found
