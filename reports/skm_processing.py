"""The processing sheet: "PENGOLAHAN DATA SURVEI ... PER RESPONDEN DAN PER UNSUR", with live formulas.

Layout: PermenPANRB 14/2017, annex. Whoever opens it sees every answer and can follow IKM to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from models import skm
from models.skm_forms import Form
from models.skm_weights import Weights
from models.survey import number
from reports.official_book import OfficialBook
from reports.official_cells import Cell, Formula
from reports.official_cells import write as write_cell
from reports.official_page import PORTRAIT, Page
from reports.skm_sheets import (
    NOBODY,
    TWO,
    WHOLE,
    Place,
    Told,
    class_formula,
    column_name,
    comma,
    order_line,
    remarks,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format

NAME = "Pengolahan"
TITLE = "PENGOLAHAN DATA SURVEI KEPUASAN MASYARAKAT PER RESPONDEN DAN PER UNSUR PELAYANAN"
FOUR = "0.0000"
_ONE_PAGE = 75  # rows that are still read easily on one
_LEGEND = (
    ("U1 s.d. U{last}", "unsur pelayanan"),
    ("NRR", "nilai rata-rata: jumlah nilai per unsur dibagi jumlah kuesioner yang terisi"),
    ("IKM", "Indeks Kepuasan Masyarakat"),
    ("*)", "jumlah NRR IKM tertimbang"),
    ("**)", "jumlah NRR tertimbang x 25"),
    ("NRR tertimbang", "NRR per unsur x bobot {weight}"),
)


def write(book: OfficialBook, told: Told, forms: Iterable[Form]) -> Place | None:
    """The sheet, row by row. Tells where its figures are; None without respondents."""
    order = told.figures.settings.order
    widths = [12.0, *[6.5] * len(order), 18.0]
    page = book.page(NAME, widths, orientation=PORTRAIT)
    page.letterhead(told.head)
    page.title(TITLE)
    _about(page, told)
    page.head(["NO. RES", *(number(place) for place in range(len(order))), "NO. FORMULIR"])
    first = page.row
    _forms(page, forms)
    if page.row == first:
        page.across(NOBODY, align="center")
        page.signature(told.sign)
        page.finish()
        return None
    found = _Sums(page, told, first).write()
    _summary(page, told, found)
    _legend(page, told)
    page.signature(told.sign)
    page.finish()
    if page.row <= _ONE_PAGE:
        page.sheet.fit_to_pages(1, 1)
    return found


def _about(page: Page, told: Told) -> None:
    """Unit, services, address, telephone: the head of the official sheet."""
    head, settings = told.office.letterhead, told.figures.settings
    lines = [
        ("Unit pelayanan", told.office.name),
        ("Jenis layanan", "; ".join(one.removeprefix("Layanan: ") for one in told.chosen) or "semua layanan"),
        ("Periode", told.figures.title),
        ("Alamat", (head.address if head else None) or "-"),
        ("Telepon", (head.phone if head else None) or "-"),
        ("Bobot", settings.weights.shown(settings.order)),
    ]
    for name, text in lines:
        page.merged(0, 1, name, page.looks.of())
        page.merged(2, page.last, f": {text}", page.looks.of())
        page.row += 1
    page.row += 1


def _forms(page: Page, forms: Iterable[Form]) -> None:
    """The respondents, thousands of them: cells without the care that a table of anything needs."""
    sheet, looks = page.sheet, page.looks
    centred, text = looks.cell("0", align="center"), looks.cell("@", shrink=True)
    for place, form in enumerate(forms, 1):
        sheet.write_number(page.row, 0, place, centred)
        for column, answer in enumerate(form.answers, 1):
            if answer is None:
                sheet.write_blank(page.row, column, None, centred)
            else:
                sheet.write_number(page.row, column, answer, centred)
        write_cell(sheet, looks, page.row, page.last, form.number, text)
        page.row += 1


class _Sums:
    """The rows below the respondents, as Excel counts them: sum, count, NRR, bobot, NRR tertimbang, IKM."""

    def __init__(self, page: Page, told: Told, first: int) -> None:
        self.page, self.told, self.figures = page, told, told.result.figures
        self.columns = [column_name(1 + place) for place in range(len(self.figures))]
        self.end, self.corner = self.columns[-1], column_name(page.last)
        self.answers = [f"{one}{first + 1}:{one}{page.row}" for one in self.columns]
        self.respondents = page.row - first
        line = page.row + 1
        self.total, self.filled, self.average, self.bobot, self.weighted = range(line, line + 5)

    def write(self) -> Place:
        index = self.told.result.index or Fraction()
        settings, end = self.told.figures.settings, self.end
        mark = Formula(f"=SUM(B{self.weighted}:{end}{self.weighted})", index / skm.SCALE)
        self._row("SUM nilai/unsur", self._totals(), WHOLE)
        self._row("Kuesioner terisi", self._counts(), WHOLE)
        self._row("NRR/unsur", self._averages(), TWO)
        self._row("Bobot", list(bobot_cells(settings.weights, settings.order)), FOUR)
        self._row("NRR tertimbang/unsur", self._weighted(), FOUR, mark)
        result = Formula(f"={self.corner}{self.weighted}*{skm.SCALE}", index)
        self._row("IKM unit pelayanan", [None] * len(self.columns), FOUR, result, '"**) "0.00')
        return self._place()

    def _row(
        self, label: str, values: list[Cell], shown: str, last: Cell = None, end: str = '"*) "0.0000'
    ) -> None:
        looks = self.page.looks
        self.page.set_height(22)
        look, name = looks.total(shown, align="center"), looks.total(text_wrap=True, font_size=8)
        self.page.cells(
            [label, *values, last], [name, *[look] * len(values), looks.total(end, align="center")]
        )

    def _totals(self) -> list[Cell]:
        pairs = zip(self.answers, self.figures, strict=True)
        return [Formula(f"=SUM({area})", one.total) for area, one in pairs]

    def _counts(self) -> list[Cell]:
        pairs = zip(self.answers, self.figures, strict=True)
        return [Formula(f"=COUNT({area})", one.filled) for area, one in pairs]

    def _averages(self) -> list[Cell]:
        found: list[Cell] = []
        for column, one in zip(self.columns, self.figures, strict=True):
            total, filled = f"{column}{self.total}", f"{column}{self.filled}"
            value = "" if one.average is None else one.average
            found.append(Formula(f'=IF({filled}=0,"",{total}/{filled})', value))
        return found

    def _weighted(self) -> list[Cell]:
        """NRR x bobot; where an unsur has no answers, the others carry its bobot."""
        filled, bobot = (f"$B${row}:${self.end}${row}" for row in (self.filled, self.bobot))
        is_whole = all(one.filled for one in self.figures)
        share = "" if is_whole else f'*SUM({bobot})/SUMIF({filled},">0",{bobot})'
        found: list[Cell] = []
        for column, one in zip(self.columns, self.figures, strict=True):
            product = f"{column}{self.average}*{column}{self.bobot}{share}"
            value = "" if one.weighted is None else one.weighted
            found.append(Formula(f'=IF({column}{self.filled}=0,"",{product})', value))
        return found

    def _place(self) -> Place:
        return Place(
            total=self._each(self.total),
            filled=self._each(self.filled),
            average=self._each(self.average),
            weights=f"{NAME}!$B${self.bobot}:${self.end}${self.bobot}",
            weighted=f"{NAME}!{self.corner}{self.weighted}",
            index=f"{NAME}!{self.corner}{self.weighted + 1}",
            answers=tuple(f"{NAME}!{one}" for one in self.answers),
        )

    def _each(self, row: int) -> tuple[str, ...]:
        return tuple(f"{NAME}!{one}{row}" for one in self.columns)


def bobot_cells(weights: Weights, order: tuple[str, ...]) -> Iterator[Cell]:
    """The bobot of each unsur, a formula where it is no decimal number: =1/9."""
    for share in weights.shares(order).values():
        is_decimal = 10**8 % share.denominator == 0
        yield share if is_decimal else Formula(f"={share.numerator}/{share.denominator}", share)


def _summary(page: Page, told: Told, place: Place) -> None:
    """The unsur with NRR and class at the left; IKM, its class and the bands at the right, line by line."""
    page.row += 1
    right = list(_box(page, told, place))
    for line, unsur in enumerate(_unsur(told, place)):
        _line(page, unsur, is_head=line == 0)
        if line < len(right):
            value, look = right[line]
            page.merged(page.last - 1, page.last, value, look)
        page.set_height(22 if line in (1, 3) else 15)
        page.row += 1
    page.row += 1


def _unsur(told: Told, place: Place) -> Iterator[tuple[Cell, Cell, Cell, Cell]]:
    settings = told.figures.settings
    yield "No", "Unsur pelayanan", "NRR", "Mutu"
    for figure, cell in zip(told.result.figures, place.average, strict=True):
        own = _here(cell)
        average: Cell = None
        grade: Cell = None
        if figure.average is not None:
            average = Formula(f"={own}", figure.average)
            grade = class_formula(f"({own}*{skm.SCALE})", figure.average * skm.SCALE)
        yield figure.number, settings.label(figure.key), average, grade


def _line(page: Page, unsur: tuple[Cell, Cell, Cell, Cell], *, is_head: bool) -> None:
    """The number, the name over some columns, NRR and class."""
    looks, (no, label, average, grade) = page.looks, unsur
    centred = {"align": "center", "valign": "vcenter"}
    shown = [looks.cell(TWO, **centred)] * 4
    shown[1] = looks.cell(None, valign="vcenter", shrink=True)
    if is_head:
        shown = [looks.head()] * 4
    end = page.last - 4
    page.merged(0, 0, no, shown[0])
    page.merged(1, end, label, shown[1])
    page.merged(end + 1, end + 1, average, shown[2])
    page.merged(end + 2, end + 2, grade, shown[3])


def _box(page: Page, told: Told, place: Place) -> Iterator[tuple[Cell, Format]]:
    """The IKM as it is shown, its class, and the bands of the classes."""
    looks, index, own = page.looks, told.result.index, _here(place.index)
    large = {"align": "center", "valign": "vcenter", "font_size": 14}
    yield "IKM UNIT PELAYANAN", looks.head()
    shown = Formula(f"=ROUND(ROUND({own},10),2)", skm.rounded(index) if index is not None else 0)
    yield shown, looks.total(TWO, **large)
    yield "MUTU PELAYANAN", looks.head()
    yield class_formula(own, index), looks.total(None, **large)
    highest = skm.rounded(Fraction(100))
    for name, lowest, words in skm.CLASSES:
        band = f"{name} ({words}): {comma(lowest)} – {comma(highest)}"
        yield band, looks.cell(None, font_size=8, valign="vcenter")
        highest = lowest - skm.rounded(Fraction(1, 100))


def _here(cell: str) -> str:
    """A cell of this sheet without the sheet's name."""
    return cell.removeprefix(f"{NAME}!")


def _legend(page: Page, told: Told) -> None:
    """What the signs mean."""
    settings = told.figures.settings
    facts = {"last": len(settings.order), "weight": settings.weights.shown(settings.order)}
    lines = ["Keterangan:", *(f"{sign} = {meaning}".format_map(facts) for sign, meaning in _LEGEND)]
    for text in (*lines, order_line(told), *remarks(told)):
        page.across(text, font_size=8, align="left", valign="top")
