"""The head of a report's table: groups above the labels, the labels, and the numbers of the paper books."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from models.reporting.figures import Table
from reports.official_page import Page


def groups(table: Table) -> Iterator[tuple[int, int, str]]:
    """First and last column of each group, and what stands above it ("" where nothing does)."""
    for name, members in groupby(
        range(len(table.columns)), key=lambda place: str(table.columns[place].group or "")
    ):
        places = list(members)
        yield places[0], places[-1], name


def write_heads(page: Page, table: Table) -> None:
    """The head, repeated on every printed page."""
    labels = [str(one.label) for one in table.columns]
    first = page.row
    if any(one.group for one in table.columns):
        _grouped(page, table, labels)
    else:
        page.head(labels)
    if table.column_numbers:
        look = page.looks.head(bold=False, font_size=8)
        page.head([str(number) for number in range(1, len(labels) + 1)], look=look)
    page.repeat(first, page.row - 1)


def _grouped(page: Page, table: Table, labels: list[str]) -> None:
    """Two rows: columns without a group reach over both."""
    top, look = page.row, page.looks.head()
    page.row += 1
    page.head(labels)
    page.row = top
    for first, last, name in groups(table):
        if name:
            page.merged(first, last, name, look)
        else:
            for place in range(first, last + 1):
                page.merged(place, place, labels[place], look, rows=2)
    page.row = top + 2
