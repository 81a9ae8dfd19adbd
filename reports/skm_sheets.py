"""What the sheets of the survey's workbook share: what they are about, their opening, legend, and classes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from models import skm
from models.description.office import Office
from models.skm import Result
from models.skm_figures import CHOOSABLE, Figures, Line
from models.survey import number
from reports.official_book import OfficialBook
from reports.official_cells import Cell, Formula
from reports.official_head import Letterhead, Signature
from reports.official_looks import PERCENT, WHOLE, decimals
from reports.official_page import LANDSCAPE, Page

TWO = decimals(2)
NOBODY = skm.NOBODY
_CHOSEN = {"service": "Layanan", "village": "Desa/Kelurahan", "channel": "Kanal"}
_FIRM = 10  # decimals that take the noise of binary fractions away before a figure is rounded


@dataclass(frozen=True, slots=True)
class Told:
    """What a workbook is about. `chosen`: what forms were restricted to, as lines for its head."""

    figures: Figures
    office: Office
    head: Letterhead
    sign: Signature | None
    chosen: tuple[str, ...] = ()

    @property
    def result(self) -> Result:
        return self.figures.result


@dataclass(frozen=True, slots=True)
class Place:
    """Where the processing sheet has what others refer to: cells of the columns of the unsur."""

    total: tuple[str, ...]
    filled: tuple[str, ...]
    average: tuple[str, ...]
    weights: str
    weighted: str
    index: str
    answers: tuple[str, ...]


def chosen_lines(figures: Figures) -> tuple[str, ...]:
    """Layanan: Surat pindah, for each restriction."""
    found = []
    for name in CHOOSABLE:
        if name in figures.chosen:
            words = {one.value: one.label.id for one in figures.lines(name)}
            value = figures.chosen[name]
            found.append(f"{_CHOSEN[name]}: {words.get(value, value)}")
    return tuple(found)


def opened(
    book: OfficialBook,
    told: Told,
    name: str,
    widths: Sequence[float],
    title: str,
    orientation: str = LANDSCAPE,
) -> Page:
    """A new sheet with letterhead, title and period."""
    made = book.page(name, list(widths), orientation=orientation)
    made.letterhead(told.head)
    made.title(title, told.office.name, f"Periode {told.figures.title}", *told.chosen)
    return made


def closed(page: Page, told: Told, remarks: Iterable[str] = (), most: int = 45) -> None:
    """The printed order of the unsur, what a reader must know, and the signature: on the page of the table,
    where there are at most so many rows, so that nobody signs an empty page."""
    page.row += 1
    for text in (order_line(told), *remarks):
        page.across(text, font_size=9, align="left", valign="top")
    page.signature(told.sign)
    page.finish()
    if page.row <= most:
        page.sheet.fit_to_pages(1, 1)


def order_line(told: Told) -> str:
    """U1 Persyaratan; U2 ...: offices print the last two in either order."""
    settings = told.figures.settings
    named = (f"{number(place)} {settings.label(key)}" for place, key in enumerate(settings.order))
    return "Urutan unsur: " + "; ".join(named) + "."


def remarks(told: Told) -> list[str]:
    """The remarks of the figures, in words."""
    found = [said(one.sentence, one.facts) for one in told.result.remarks if told.result.index is not None]
    left_out = told.figures.counted.left_out
    if left_out:
        least = told.figures.settings.least
        found.append(f"{left_out} formulir tidak dihitung karena kurang dari {least} unsur yang terisi.")
    return found


def said(sentence: str, facts: object) -> str:
    """A sentence with its facts; a figure has a comma."""
    assert isinstance(facts, dict)
    shown = {name: comma(fact) if isinstance(fact, Decimal) else fact for name, fact in facts.items()}
    return sentence.format_map(shown)


def comma(figure: Decimal | None) -> str:
    """81,94; a dash where there is none."""
    return "-" if figure is None else f"{figure}".replace(".", ",")


def letter(exact: Fraction | None) -> str:
    """A: Sangat baik"""
    return "" if exact is None else f"{skm.quality(exact)} ({skm.words(skm.quality(exact))})"


def class_formula(cell: str, exact: Fraction | None) -> Formula:
    """The class of the IKM in a cell, by what is shown of it: the bands of the regulation."""
    rounded = f"ROUND(ROUND({cell},{_FIRM}),2)"
    formula = f'"{skm.CLASSES[-1][0]}"'
    for name, lowest, _ in reversed(skm.CLASSES[:-1]):
        formula = f'IF({rounded}>={lowest},"{name}",{formula})'
    value = "" if exact is None else skm.quality(exact)
    return Formula(f'=IF(ISNUMBER({cell}),{formula},"")', value)


def index_cells(one: Line | Result, order: Sequence[str], weights: str, row: int) -> list[Cell]:
    """NRR of each unsur (from column C on), IKM by a formula, and class, for a row counted from 1."""
    result = one.result if isinstance(one, Line) else one
    averages: list[Cell] = [figure.average for figure in result.figures]
    first, last = column_name(2), column_name(1 + len(order))
    index: Cell = None
    if result.index is not None:
        area = f"{first}{row}:{last}{row}"
        formula = f"=SUMPRODUCT({area},{weights})*{skm.SCALE}"
        if None in averages:  # the answered unsur carry the bobot of the others
            formula += f"*SUM({weights})/SUMPRODUCT(--ISNUMBER({area}),{weights})"
        index = Formula(formula, result.index)
    cell = f"{column_name(2 + len(order))}{row}"
    return [*averages, index, class_formula(cell, result.index) if index else None]


def column_name(place: int) -> str:
    """A, B ... of a column counted from 0."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


__all__ = [
    "NOBODY", "PERCENT", "TWO", "WHOLE", "Place", "Told", "chosen_lines", "class_formula", "closed",
    "column_name", "comma", "index_cells", "letter", "opened", "order_line", "remarks", "said",
]  # fmt: skip
