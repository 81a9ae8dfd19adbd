"""Tren: IKM by month, triwulan, semester and year, and from the beginning; with a chart."""

from __future__ import annotations

from collections.abc import Sequence

from models import skm
from models.reporting.periods import Period
from models.skm import Result
from models.skm_periods import KINDS, title
from models.survey import number
from reports.official_book import OfficialBook
from reports.official_page import PORTRAIT, Page
from reports.skm_sheets import NOBODY, TWO, WHOLE, Place, Told, closed, column_name, index_cells, opened

NAME = "Tren"
FEWEST = 3  # points that make a line
GREEN = "#0B5D4F"
MOST = 24  # points of the chart
_LABELS = {"bulan": "Per bulan", "triwulan": "Per triwulan", "semester": "Per semester", "tahun": "Per tahun"}
_CHART_ROWS = 17

Points = Sequence[tuple[Period, Result]]


def write(book: OfficialBook, told: Told, place: Place | None) -> None:
    """The sheet of IKM by period up to this one, and its chart. `place` is None where nobody answered."""
    order = told.figures.settings.order
    widths = (26.0, 11.0, *[7.5] * len(order), 9.0, 8.0)
    page = opened(book, told, NAME, widths, "PERKEMBANGAN INDEKS KEPUASAN MASYARAKAT", PORTRAIT)
    kind = chart_kind(told)
    drawn: Points = told.figures.trend(kind)[-MOST:]
    at = page.row
    if place is None or not drawn:
        page.across(NOBODY, align="center")
    else:
        page.row += _CHART_ROWS + 1
        page.head(("Periode", "Responden", *(number(n) for n in range(len(order))), "IKM", "Mutu"))
        ends = {name: _block(page, told, _LABELS[name], told.figures.trend(name), place) for name in KINDS}
        _block(page, told, f"Kumulatif, {_LABELS[kind].lower()}", told.figures.cumulative(kind), place)
        _chart(book, page, at, drawn, ends[kind], len(order))
    closed(page, told, most=110)


def chart_kind(told: Told) -> str:
    """The office's own periods where there are enough of them to draw a line, else months."""
    kind = told.figures.settings.period
    return kind if len(told.figures.trend(kind)) >= FEWEST else "bulan"


def _block(page: Page, told: Told, label: str, points: Points, place: Place) -> int:
    """The periods of a kind; tells the row after the last one."""
    looks, order = page.looks, told.figures.settings.order
    page.merged(0, page.last, label, looks.total())
    page.row += 1
    whole, two = looks.cell(WHOLE, align="center"), looks.cell(TWO, align="center")
    for period, result in points:
        figures = index_cells(result, order, place.weights, page.row + 1)
        shown = [looks.text(), whole, *[two] * len(order), two, whole]
        page.cells([title(period), result.respondents, *figures], shown)
    return page.row


def _chart(book: OfficialBook, page: Page, at: int, points: Points, after: int, elements: int) -> None:
    """A line of the IKM of the last periods; its values stand in the file, so that every viewer draws it."""
    first, column = after - len(points), column_name(2 + elements)
    chart = book.workbook.add_chart({"type": "line"})
    chart.add_series(
        {
            "name": "IKM",
            "categories": f"='{NAME}'!$A${first + 1}:$A${after}",
            "values": f"='{NAME}'!${column}${first + 1}:${column}${after}",
            "categories_data": [title(period) for period, _ in points],
            "values_data": [float(result.index or 0) for _, result in points],
            "line": {"color": GREEN, "width": 2.25},
            "marker": {
                "type": "circle",
                "size": 6,
                "fill": {"color": GREEN},
                "border": {"color": GREEN},
            },
            "data_labels": {"value": True, "position": "above", "num_format": "0.00", "font": {"size": 8}},
        }
    )
    lowest = min((result.index for _, result in points if result.index is not None), default=skm.SCALE)
    chart.set_y_axis({"min": max(25, int(lowest) // 10 * 10 - 10), "max": 100, "num_format": "0"})
    chart.set_x_axis({"num_font": {"size": 8}})
    chart.set_legend({"none": True})
    chart.set_title({"name": "IKM unit pelayanan", "name_font": {"size": 11}})
    chart.set_size({"width": 900, "height": _CHART_ROWS * 20})
    page.sheet.insert_chart(at, 0, chart, {"x_offset": 10, "y_offset": 4, "object_position": 2})
