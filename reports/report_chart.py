"""The chart of a report's table, drawn by Excel from the cells above it."""

from __future__ import annotations

from typing import Any

from models.description.report import Chart, Column
from models.reporting.figures import Table
from models.reporting.pivot import TOTAL
from reports.official_book import OfficialBook
from reports.official_looks import FONT
from reports.official_page import Page
from reports.official_paper import ROW, pixels

_ROWS = 14  # that a chart needs
_WIDTH, _HEIGHT = 760, 260  # pixels; a narrower table has a narrower one
_TYPES = {
    "bar": {"type": "column"},
    "line": {"type": "line"},
    "stacked": {"type": "column", "subtype": "stacked"},
}
_COLOURS = ("#0B5D51", "#9FCBC3", "#1F4F99", "#D9A400", "#B42318", "#84919E", "#6B4FA0", "#3F8F3F")


def drawn(table: Table, chart: Chart) -> tuple[int | None, list[int]]:
    """The column that names the points, and those that are drawn. Unless they are named: every number but
    the sum of each row."""
    by = table.place(chart.by) if chart.by else None
    if by is None:
        by = next((place for place, one in enumerate(table.columns) if not one.is_number), None)
    if chart.of:
        return by, [place for key in chart.of if (place := table.place(key)) is not None]
    return by, [place for place, one in enumerate(table.columns) if _is_drawn(one)]


def _is_drawn(column: Column) -> bool:
    return column.is_number and column.key != TOTAL


def draw(book: OfficialBook, page: Page, table: Table, chart: Chart, first: int) -> None:
    """A chart of the rows from `first` on, below what is written."""
    by, places = drawn(table, chart)
    if not places:
        return
    made: Any = book.workbook.add_chart(_TYPES[chart.kind])
    last = first + len(table.lines) - 1
    for number, place in enumerate(places):
        colour = _COLOURS[number % len(_COLOURS)]
        area = {"color": colour} if chart.kind == "line" else None
        made.add_series(
            {
                "name": str(table.columns[place].label),
                "values": [page.sheet.name, first, place, last, place],
                **({"categories": [page.sheet.name, first, by, last, by]} if by is not None else {}),
                **({"line": {**area, "width": 2.0}} if area else {"fill": {"color": colour}}),
            }
        )
    font = {"name": FONT, "size": 9, "bold": False}
    made.set_title({"name": str(table.title), "name_font": {**font, "size": 11, "bold": True}})
    made.set_x_axis({"num_font": font})
    made.set_y_axis({"num_font": font, "major_gridlines": {"visible": True, "line": {"color": "#E3E8EE"}}})
    made.set_legend({"position": "bottom", "font": font} if len(places) > 1 else {"none": True})
    made.set_size({"width": int(min(_WIDTH, sum(map(pixels, page.widths)))), "height": _HEIGHT})
    page.keep_together(ROW * (_ROWS + 1))
    page.row += 1
    page.sheet.insert_chart(page.row, 0, made, {"object_position": 2})
    page.row += _ROWS
