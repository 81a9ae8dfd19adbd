"""The row of totals under a report's table: formulas, with their values."""

from __future__ import annotations

from xlsxwriter.utility import xl_rowcol_to_cell

from models.description.report import Value
from models.description.screen import Wording
from models.reporting.figures import Table
from models.reporting.shaping import amount
from reports.official_cells import Cell, Formula
from reports.official_page import Page
from reports.report_columns import number_format

SUM, MEAN = Wording("Jumlah", "Total"), Wording("Rata-rata", "Mean")
BOTH = Wording("Jumlah / rata-rata", "Total / mean")
_FUNCTIONS = {"sum": "SUM", "mean": "AVERAGE"}


def write_totals(page: Page, table: Table, first: int) -> None:
    """Below the rows from `first` on. The first text without a total gives way to the word."""
    if table.totals is None:
        return
    cells = [_total(table, place, value, first, page.row - 1) for place, value in enumerate(table.totals)]
    free = [place for place, one in enumerate(table.columns) if one.total == "none"]
    if free:
        texts = [place for place in free if table.columns[place].format == "text"]
        cells[(texts or free)[0]] = label_of(table)
    page.cells(cells, [page.looks.total(number_format(one)) for one in table.columns])


def label_of(table: Table) -> str:
    """What stands before the totals."""
    return str(words_of(table))


def words_of(table: Table) -> Wording:
    """The same in both languages."""
    kinds = {one.total for one in table.columns} - {"none"}
    return MEAN if kinds == {"mean"} else BOTH if "mean" in kinds else SUM


def _total(table: Table, place: int, value: Value, first: int, last: int) -> Cell:
    number = amount(value)
    if number is None:
        return None
    function = _FUNCTIONS[table.columns[place].total]
    area = f"{xl_rowcol_to_cell(first, place)}:{xl_rowcol_to_cell(last, place)}"
    return Formula(f"={function}({area})", number)
