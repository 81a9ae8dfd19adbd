"""Demografi: who answered, by sex, age, education and occupation, as counts and shares."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from models.description.survey import PROFILE
from models.skm_figures import Line
from reports.official_book import OfficialBook
from reports.official_cells import Formula
from reports.official_page import PORTRAIT, Page
from reports.skm_sheets import NOBODY, PERCENT, WHOLE, Told, closed, opened

NAME = "Demografi"
LABELS = {
    "sex": "Jenis kelamin",
    "age": "Usia",
    "education": "Pendidikan",
    "occupation": "Pekerjaan",
    "source": "Cara pengisian",
    "slot": "Jam survei",
}


def write(book: OfficialBook, told: Told) -> None:
    """The sheet of who answered: each answer of the profile with its number and share."""
    page = opened(book, told, NAME, (6, 48, 14, 14), "KARAKTERISTIK RESPONDEN", orientation=PORTRAIT)
    page.head(("No", "Karakteristik", "Jumlah", "Persen"))
    if not told.result.respondents:
        page.across(NOBODY, align="center")
    else:
        for name in (*PROFILE, "source", "slot"):
            if told.figures.lines(name):
                _block(page, LABELS[name], told.figures.complete(name))
    closed(page, told, most=80)


def _block(page: Page, label: str, lines: Sequence[Line]) -> None:
    """One question: its answers, and their sum."""
    looks = page.looks
    page.merged(0, page.last, label, looks.total())
    page.row += 1
    first, last = page.row + 1, page.row + len(lines)
    whole = sum(one.result.respondents for one in lines)
    shown = [looks.cell("0", align="center"), looks.text(), looks.cell(WHOLE), looks.cell(PERCENT)]
    for number, one in enumerate(lines, 1):
        count = one.result.respondents
        share = Formula(f"=C{page.row + 1}/C${last + 1}", Fraction(count, whole))
        page.cells([number, one.label.id, count, share], shown)
    total = Formula(f"=SUM(C{first}:C{last})", whole)
    part = Formula(f"=SUM(D{first}:D{last})", 1)
    page.cells(
        [None, "Jumlah", total, part],
        [looks.total(), looks.total(), looks.total(WHOLE), looks.total(PERCENT)],
    )
