"""Rekap unsur: count of answers, NRR, class and rank of each unsur, by formulas on the processing sheet."""

from __future__ import annotations

from collections.abc import Sequence

from models import skm
from models.skm import Figure
from models.survey import HIGHEST, LOWEST
from reports.official_book import OfficialBook
from reports.official_cells import Cell, Formula
from reports.skm_sheets import NOBODY, TWO, WHOLE, Place, Told, class_formula, closed, opened, remarks

NAME = "Rekap unsur"
HEAD = (
    "No", "Unsur pelayanan", "Kuesioner terisi", "Nilai 1", "Nilai 2", "Nilai 3", "Nilai 4", "Jumlah nilai",
    "NRR", "NRR x 25", "Mutu", "Peringkat",
)  # fmt: skip
_WIDTHS = (6, 44, 10, 9, 9, 9, 9, 10, 9, 9, 8, 10)

Spread = Sequence[tuple[int, ...]]  # for each unsur, how often 1, 2, 3 and 4 were given


def write(book: OfficialBook, told: Told, place: Place | None, spread: Spread) -> None:
    """The sheet of the unsur: averages that refer to the sheet of forms at `place` (None: nobody answered),
    answers by value (`spread`), class and rank."""
    page = opened(book, told, NAME, _WIDTHS, "REKAPITULASI NILAI PER UNSUR PELAYANAN")
    page.head(HEAD)
    looks = page.looks
    centred = looks.cell(WHOLE, align="center")
    shown = [
        centred, looks.text(), *[centred] * 6, looks.cell(TWO, align="center"),
        looks.cell(TWO, align="center"), centred, centred,
    ]  # fmt: skip
    figures = told.result.figures
    if place is None:
        page.across(NOBODY, align="center")
    else:
        first, last = page.row + 1, page.row + len(figures)
        for number, one in enumerate(figures):
            row = _cells(told, one, place, number, spread[number])
            page.cells([*row, _rank(figures, one, page.row + 1, first, last)], shown)
    closed(page, told, remarks(told))


def _cells(told: Told, one: Figure, place: Place, at: int, spread: tuple[int, ...]) -> list[Cell]:
    area, average = place.answers[at], place.average[at]
    counts: list[Cell] = [
        Formula(f"=COUNTIF({area},{value})", count)
        for value, count in zip(range(LOWEST, HIGHEST + 1), spread, strict=True)
    ]
    means: list[Cell] = [None, None, None]
    if one.average is not None:
        scaled = one.average * skm.SCALE
        means = [
            Formula(f"={average}", one.average),
            Formula(f"={average}*{skm.SCALE}", scaled),
            class_formula(f"({average}*{skm.SCALE})", scaled),
        ]
    sums: list[Cell] = [Formula(f"={place.filled[at]}", one.filled)]
    total: list[Cell] = [Formula(f"={place.total[at]}", one.total)]
    return [one.number, told.figures.settings.label(one.key), *sums, *counts, *total, *means]


def _rank(figures: Sequence[Figure], one: Figure, row: int, first: int, last: int) -> Cell:
    """1 for the highest NRR; equal ones share a rank."""
    if one.average is None:
        return None
    better = sum(other.average is not None and other.average > one.average for other in figures)
    return Formula(f"=RANK(I{row},I${first}:I${last})", better + 1)
