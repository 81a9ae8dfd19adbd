"""The pictures in docs/screenshots: of every kind of page, and small. `make screenshots` takes them."""

from __future__ import annotations

import re
from pathlib import Path

from tests.browser.kinds import KINDS
from tests.browser.pictures import FOLDER, WIDTHS

ROOT = Path(__file__).parents[2]


def test_each_kind_of_page_has_a_small_picture_at_each_width() -> None:
    wanted = {f"{kind.name}-{width}.png" for kind in KINDS for width in WIDTHS}
    taken = {path.name: path.stat().st_size for path in FOLDER.glob("*")}
    assert set(taken) == wanted
    assert not {name: size for name, size in taken.items() if size > 150_000}


def test_the_pictures_that_the_papers_show_are_there() -> None:
    papers = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    shown = [
        (paper, one) for paper in papers for one in re.findall(r"!\[[^]]*\]\(([^)]+)\)", paper.read_text())
    ]
    assert shown and not [one for paper, one in shown if not (paper.parent / one).is_file()]
