"""make screenshots: one picture of each kind of page, on a desk and on a telephone, into docs/screenshots."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.browser.kinds import KINDS, visitor
from tests.opened import Opened

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
WIDTHS = {1360: 860, 390: 844}
HIGHEST = 1400
pytestmark = pytest.mark.xdist_group("kecamatan")


def small(png: bytes) -> bytes:
    """The same in 200 colours."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        image.convert("RGB").quantize(200, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("who", sorted({kind.who for kind in KINDS}))
def test_take_pictures(browser: Browser, desk: str, kecamatan: Opened, who: str, width: int) -> None:
    FOLDER.mkdir(exist_ok=True)
    look = {"viewport": {"width": width, "height": WIDTHS[width]}, "reduced_motion": "reduce"}
    context = visitor(browser, desk, who, "id", **look)
    for kind in KINDS:
        if kind.who != who:
            continue
        page = context.new_page()
        kind.opens(page, kecamatan)
        page.wait_for_load_state("networkidle")
        if kind.name not in ("pilihan", "tuts"):  # what lies over a page is not longer than the window
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": min(height, HIGHEST)})
        (FOLDER / f"{kind.name}-{width}.png").write_bytes(small(page.screenshot()))
        page.close()
    context.close()
