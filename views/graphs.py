"""Charts of the start page: numbers, links and words for the script that draws, and for the table beside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from babel.dates import format_date
from flask_babel import gettext

from models.description.start import Chart
from models.figures import Groups, Months
from models.panel import Desk
from views.cards import address_of
from views.filters import PREFIX
from views.notation import number, shown
from views.wording import language, words


class Bar(NamedTuple):
    label: str
    number: str
    href: str
    percent: float  # of the longest


@dataclass(frozen=True, slots=True)
class Graph:
    """A chart: `bars` of groups, or months (`labels`) with a number for each of the `series`."""

    label: str
    bars: tuple[Bar, ...] = ()
    labels: tuple[str, ...] = ()
    series: tuple[tuple[str, tuple[Bar, ...]], ...] = ()
    numbers: tuple[tuple[int, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.bars and not any(map(any, self.numbers))

    @property
    def data(self) -> dict[str, object]:
        """For the script that draws it."""
        names = [label for label, _ in self.series]
        links = [[bar.href for bar in bars] for _, bars in self.series]
        series = [
            {"label": name, "values": values, "links": hrefs}
            for name, values, hrefs in zip(names, self.numbers, links, strict=True)
        ]
        return {"label": self.label, "labels": self.labels, "series": series}


def graph(desk: Desk, chart: Chart, told: Months | Groups) -> Graph:
    """A chart with its numbers."""
    if isinstance(told, Months):
        return _by_month(desk, chart, told)
    return Graph(words(chart.label), bars=_by_group(desk, chart, told))


def _by_month(desk: Desk, chart: Chart, told: Months) -> Graph:
    highest = max((max(one) for one in told.numbers), default=0)
    series = []
    for one, numbers in zip(chart.months, told.numbers, strict=True):
        spans = zip(told.starts, told.starts[1:], numbers, strict=False)
        bars = [_month(desk, chart, one.field, first, after, n, highest) for first, after, n in spans]
        series.append((words(one.label), tuple(bars)))
    labels = tuple(format_date(one, "MMM yy", locale=language()) for one in told.starts[:-1])
    return Graph(words(chart.label), labels=labels, series=tuple(series), numbers=told.numbers)


def _month(desk: Desk, chart: Chart, field: str, first: date, after: date, count: int, highest: int) -> Bar:
    last = (after - timedelta(days=1)).isoformat()
    span = ((f"{PREFIX}{field}.ge", first.isoformat()), (f"{PREFIX}{field}.le", last))
    name = format_date(first, "MMMM yyyy", locale=language())
    href = address_of(desk.panel.screens[chart.screen], chart, *span)
    return Bar(name, number(count), href, _percent(count, highest))


def _by_group(desk: Desk, chart: Chart, told: Groups) -> tuple[Bar, ...]:
    key = chart.by or ""
    field = desk.panel.screens[chart.screen].fields[key]
    highest = max((one.number for one in told.found), default=0)
    bars = []
    for one in told.found:
        where = (f"{PREFIX}{key}.empty", "true") if one.value is None else (f"{PREFIX}{key}.eq", one.value)
        label = one.title or (gettext("kosong") if one.value is None else shown(field, one.value))
        href = address_of(desk.panel.screens[chart.screen], chart, where)
        bars.append(Bar(label, number(one.number), href, _percent(one.number, highest)))
    if told.others:
        known = [(f"{PREFIX}{key}.not_in", one.value) for one in told.found if one.value is not None]
        if len(known) < len(told.found):  # the empty ones have a bar of their own
            known.append((f"{PREFIX}{key}.empty", "false"))
        href = address_of(desk.panel.screens[chart.screen], chart, *known)
        bars.append(Bar(gettext("Lainnya"), number(told.others), href, 0))  # many values are not one long bar
    return tuple(bars)


def _percent(count: int, highest: int) -> float:
    return round(100 * count / highest, 1) if highest else 0
