"""The tables of a report as a page shows them: words instead of values, links, what the chart draws."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import groupby
from typing import NamedTuple

from flask import request
from flask_babel import gettext

from models.description.report import Column, Value
from models.reporting import written
from models.reporting.figures import Figures, Line, Table, plain
from models.reporting.shaping import amount
from reports.report_chart import drawn
from reports.report_totals import words_of
from views.moments import moment
from views.notation import number
from views.wording import words

SHOWN = 200  # rows of a table; the workbook has them all
_MOST_DRAWN = 80  # points of a chart that can be told apart
_FEW = 4  # columns that fit on a telephone beside each other


class Cell(NamedTuple):
    text: str
    href: str = ""
    is_day: bool = False


class Head(NamedTuple):
    """A cell of the head: how many columns and rows it stands over."""

    label: str
    across: int = 1
    down: int = 1
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A table in words. `heads` are the rows of its head; `numbers` says of each column whether it holds
    numbers; `more`: how many rows are left out here; `stacked`: on telephones a card for each row."""

    key: str
    label: str
    title: str
    heads: tuple[tuple[Head, ...], ...]
    labels: tuple[str, ...]
    numbers: tuple[bool, ...]
    lines: tuple[tuple[tuple[Cell, ...], bool], ...]
    totals: tuple[str, ...]
    notes: tuple[str, ...]
    chart: dict[str, object] | None
    rows: str
    more: str
    stacked: bool


def shown(figures: Figures) -> list[Shown]:
    """All tables of a report."""
    return [_shown(one) for one in figures.tables]


def _shown(table: Table) -> Shown:
    left = len(table.lines) - SHOWN
    numbers = tuple(one.is_number or one.format == "code" for one in table.columns)
    return Shown(
        key=table.key,
        label=words(table.label),
        title=words(table.title),
        heads=tuple(_heads(table)),
        labels=tuple(words(one.label) for one in table.columns),
        numbers=numbers,
        lines=tuple((tuple(_cells(table, line)), line.merged) for line in table.lines[:SHOWN]),
        totals=_totals(table),
        notes=tuple(words(one) for one in table.notes),
        chart=_chart(table),
        rows=number(len(table.lines)),
        more=number(left) if left > 0 else "",
        stacked=len(numbers) > _FEW and sum(numbers) < len(numbers) / 2,
    )


def _heads(table: Table) -> Iterator[tuple[Head, ...]]:
    """One row of labels, or groups above them."""
    plain_ones = [Head(words(one.label), is_number=one.is_number) for one in table.columns]
    if not any(one.group for one in table.columns):
        yield tuple(plain_ones)
        return
    first, second = list[Head](), list[Head]()
    for name, members in groupby(enumerate(table.columns), key=lambda one: words(one[1].group)):
        places = [place for place, _ in members]
        if name:
            first.append(Head(name, across=len(places)))
            second += [plain_ones[place] for place in places]
        else:
            first += [plain_ones[place]._replace(down=2) for place in places]
    yield tuple(first)
    yield tuple(second)


def _cells(table: Table, line: Line) -> Iterator[Cell]:
    for place, (one, value) in enumerate(zip(table.columns, line.values, strict=True)):
        href = line.links[place] if place < len(line.links) else None
        href = request.script_root + href if href else ""
        yield Cell(text_of(one, value), href, isinstance(value, date))


def text_of(column: Column, value: Value) -> str:
    """A value in words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("Ya") if value else gettext("Tidak")
    figure = amount(value)
    if figure is not None:
        return _figure(column, figure)
    if isinstance(value, date):
        return _calendar(column, value)
    return str(value)


def _figure(column: Column, figure: Decimal | int) -> str:
    if column.format == "percent":
        return f"{number(_rounded(Decimal(figure) * 100, column.places))} %"
    if column.format == "number":
        return number(_rounded(Decimal(figure), column.places))
    # A mean of whole numbers is none.
    figure = figure if isinstance(figure, int) or figure == figure.to_integral_value() else round(figure, 2)
    return number(int(figure) if figure == int(figure) else figure, grouped=column.format != "code")


def _rounded(figure: Decimal, places: int) -> Decimal:
    """Half up, as Excel shows it, with as many digits as that takes."""
    digits = Context(prec=max(figure.adjusted(), 0) + places + 2)
    return figure.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, digits)


def _calendar(column: Column, value: date) -> str:
    day = value.date() if isinstance(value, datetime) else value
    if column.format == "month":
        return words(written.month(day))
    if column.format == "date":
        return moment(day.isoformat())
    return moment(f"{value:%Y-%m-%d %H:%M}") if isinstance(value, datetime) else moment(day.isoformat())


def _totals(table: Table) -> tuple[str, ...]:
    if table.totals is None:
        return ()
    said = [text_of(one, value) for one, value in zip(table.columns, table.totals, strict=True)]
    if table.columns[0].total == "none":
        said[0] = words(words_of(table))
    return tuple(said)


def _chart(table: Table) -> dict[str, object] | None:
    """What the script that draws is given."""
    if table.chart is None or not table.lines or len(table.lines) > _MOST_DRAWN:
        return None
    by, places = drawn(table, table.chart)
    if not places:
        return None
    labels = [text_of(table.columns[by], line.values[by]) if by is not None else "" for line in table.lines]
    series = [_series(table, place) for place in places]
    return {"kind": table.chart.kind, "label": words(table.title), "labels": labels, "series": series}


def _series(table: Table, place: int) -> dict[str, object]:
    column, scale = table.columns[place], 100 if table.columns[place].format == "percent" else 1
    values = [amount(line.values[place]) for line in table.lines]
    links: Sequence[str | None] = [
        line.links[place] if place < len(line.links) else None for line in table.lines
    ]
    return {
        "label": words(column.label) + (" (%)" if scale > 1 else ""),
        "values": [None if value is None else plain(Decimal(value) * scale) for value in values],
        "links": [request.script_root + one if one else None for one in links],
    }
