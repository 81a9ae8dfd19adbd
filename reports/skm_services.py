"""Per layanan: NRR, IKM and class by service, and by village and channel; the unit's own line is over all."""

from __future__ import annotations

from collections.abc import Sequence

from models import skm
from models.skm_figures import Line
from models.skm_periods import KINDS
from models.survey import number
from reports.official_book import OfficialBook
from reports.official_cells import Cell, Formula
from reports.official_page import Page
from reports.skm_sheets import NOBODY, TWO, WHOLE, Place, Told, class_formula, closed, index_cells, opened

NAME = "Per layanan"
BLOCKS = {"service": "Jenis layanan", "village": "Desa/Kelurahan", "channel": "Kanal"}
_NOTE = "IKM unit dihitung dari semua responden, bukan rata-rata IKM layanan."


def write(book: OfficialBook, told: Told, place: Place | None) -> None:
    """The sheet of IKM by service, and by what else forms are told apart. `place` is None where nobody
    answered."""
    order = told.figures.settings.order
    widths = (40.0, 10.0, *[7.5] * len(order), 9.0, 7.0, 11.0, 11.0)
    page = opened(book, told, NAME, widths, "INDEKS KEPUASAN MASYARAKAT PER LAYANAN")
    numbers = (number(at) for at in range(len(order)))
    page.head(("Layanan", "Responden", *numbers, "IKM", "Mutu", "Pemohon", "Sampel disarankan"))
    if place is None:
        page.across(NOBODY, align="center")
    else:
        for name, label in BLOCKS.items():
            if any(one.value is not None for one in told.figures.lines(name)):
                _block(page, told, label, name, place)
        _unit(page, told, place)
    closed(page, told, [_NOTE])


def _block(page: Page, told: Told, label: str, name: str, place: Place) -> None:
    page.merged(0, page.last, label, page.looks.total())
    page.row += 1
    for line in told.figures.lines(name):
        page.cells(_cells(told, line, name, place, page.row + 1), _looks(page, told))


def _cells(told: Told, line: Line, name: str, place: Place, row: int) -> list[Cell]:
    settings = told.figures.settings
    is_whole = (
        told.figures.period.kind == KINDS[settings.period] and name == "service" and line.value is not None
    )
    people = settings.population.get(line.value or "") if is_whole else None
    figures = index_cells(line, settings.order, place.weights, row)
    return [line.label.id, line.result.respondents, *figures, *_sample(people)]


def _sample(people: int | None) -> list[Cell]:
    return [people, None if people is None else skm.sample(people)]


def _looks(page: Page, told: Told) -> list[object]:
    looks, order = page.looks, told.figures.settings.order
    whole, two = looks.cell(WHOLE, align="center"), looks.cell(TWO, align="center")
    return [looks.text(), whole, *[two] * len(order), two, whole, whole, whole]


def _unit(page: Page, told: Told, place: Place) -> None:
    """The line of the whole unit, from the processing sheet."""
    looks, result = page.looks, told.result
    order = told.figures.settings.order
    whole, two = looks.total(WHOLE, align="center"), looks.total(TWO, align="center")
    averages: Sequence[Cell] = [
        None if one.average is None else Formula(f"={cell}", one.average)
        for one, cell in zip(result.figures, place.average, strict=True)
    ]
    index = Formula(f"={place.index}", result.index or 0)
    grade = class_formula(place.index, result.index)
    cells = ["Unit pelayanan", result.respondents, *averages, index, grade, *_sample(told.figures.population)]
    page.cells(cells, [looks.total(), whole, *[two] * len(order), two, whole, whole, whole])
