"""A report as an official workbook: one sheet per table, to print, sign and send.

Sums are formulas with their values, so that whoever gets the file can follow them. Equal figures give equal
bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from models.description.report import TAKE, Report
from models.errors import Forbidden
from models.panel import Desk
from models.reporting import running, sent, written
from models.reporting.figures import Asked, Figures, Table
from reports.official_book import OfficialBook
from reports.official_head import Letterhead, Signature, letterhead_of, signature_of
from reports.official_page import Page
from reports.official_paper import LANDSCAPE, PORTRAIT
from reports.report_chart import draw
from reports.report_columns import looks_of, values_of, widths_of
from reports.report_heads import write_heads
from reports.report_totals import write_totals

NOTHING = "Tidak ada data."
_LEAST_LANDSCAPE, _LEAST_PORTRAIT = 100.0, 70.0  # letters: a narrower table looks lost on its paper


def of(desk: Desk, figures: Figures, on: date | None = None) -> bytes:
    """The workbook of a report in the dress of its office. `on`: the day of the signature, by default
    today."""
    report = figures.report
    head = letterhead_of(desk.panel.office) if report.letterhead else None
    sign = signature_of(desk, report.signatory, on) if report.signatory else None
    return write(figures, head, sign)


def taken(desk: Desk, report: Report, asked: Asked) -> tuple[bytes, int]:
    """The workbook that somebody takes away, and how many rows it has: of a period that is locked the file as
    it left, else the figures of now. Raises Forbidden, and what running.run raises."""
    if not desk.actor.may(TAKE, report.right):
        raise Forbidden
    left = sent.as_left(desk, report, asked)
    if left is not None:
        return left
    figures = running.run(desk, report, asked)
    return of(desk, figures), figures.rows


def write(figures: Figures, head: Letterhead | None = None, sign: Signature | None = None) -> bytes:
    """The bytes of an xlsx with a page for each table."""
    with OfficialBook(title=str(figures.report.label)) as book:
        add_pages(book, figures, figures.tables, head, sign)
        return book.bytes()


def add_pages(
    book: OfficialBook,
    figures: Figures,
    tables: Iterable[Table],
    head: Letterhead | None = None,
    sign: Signature | None = None,
) -> None:
    """Adds a page for each of these tables to a book: for workbooks that have other pages too."""
    report = figures.report
    orientation = LANDSCAPE if report.landscape else PORTRAIT
    for one in tables:
        widths = widths_of(one, _LEAST_LANDSCAPE if report.landscape else _LEAST_PORTRAIT)
        page = book.page(str(one.label), widths, paper=report.paper, orientation=orientation)
        if head is not None:
            page.letterhead(head)
        page.title(str(report.title or report.label).upper(), *lines_below(report, figures.asked, one))
        _table(book, page, one)
        page.signature(sign)
        page.finish()


def lines_below(report: Report, asked: Asked, table: Table) -> Sequence[str]:
    """What stands under the title: the table, the period, what was chosen."""
    several = len(report.sheets) > 1 or table.title != table.label
    chosen = [f"{one.label}: {asked.said[one.key]}" for one in report.parameters if one.key in asked.said]
    period = [str(written.period(asked.period))] if asked.period else []
    return [*([str(table.title)] if several else []), *period, *chosen]


def _table(book: OfficialBook, page: Page, table: Table) -> None:
    write_heads(page, table)
    first, looks = page.row, looks_of(table, book.looks)
    for line in table.lines:
        page.cells(values_of(table, line, page.row), looks[line.merged])
    if table.lines:
        write_totals(page, table, first)
    else:
        page.merged(0, page.last, NOTHING, book.looks.text(align="center"))
        page.row += 1
    for note in table.notes:
        page.across(str(note), italic=True, font_size=9)
    if table.chart is not None and table.lines:
        draw(book, page, table, table.chart, first)
