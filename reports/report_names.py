"""What a template may name of a report: every column as a list, totals, and the rows by their first words.

`kategori.masuk` goes down the column; `kategori_total_masuk` is its total; `neraca_dilimpahkan_jumlah` is the
column `jumlah` of the row "5. Dilimpahkan (OPD)" in the sheet `neraca`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from models.description.report import Value as Told
from models.panel import Desk
from models.reporting.figures import Figures, Table
from reports import office_names
from reports.official_head import signature_of
from reports.template_fill import Filled, Names, Value, filled

_LONGEST = 40
_MOST_ROWS = 60  # of a sheet that is a table, not a list of cases
_NUMBER = re.compile(r"^\s*\w{1,2}[.)]\s+")
_BRACKETS = re.compile(r"\([^)]*\)")


def fill(desk: Desk, figures: Figures, template: bytes) -> Filled:
    """A template with the figures of a report. Raises BadFile."""
    return filled(template, names(desk, figures))


def names(desk: Desk, figures: Figures) -> Names:
    """Every name with its value."""
    sign = signature_of(desk, figures.report.signatory)
    values = office_names.names(desk.panel.office, figures.asked.period, sign)
    lists: dict[str, Sequence[Value]] = {}
    for table in figures.tables:
        lists.update(_lists(table))
        for name, value in _single(table):
            values.setdefault(name, value)
    return Names(values, lists)


def _lists(table: Table) -> Mapping[str, Sequence[Value]]:
    sheet = slug(table.key)
    return {
        f"{sheet}.{slug(column.key)}": [_plain(line.values[place]) for line in table.lines]
        for place, column in enumerate(table.columns)
    }


def _single(table: Table) -> Iterator[tuple[str, Value]]:
    """The totals, and the values of rows whose first text tells them apart."""
    sheet = slug(table.key)
    for place, column in enumerate(table.columns):
        if table.totals is not None and table.totals[place] is not None:
            yield f"{sheet}_total_{slug(column.key)}", _plain(table.totals[place])
    for line in table.lines if len(table.lines) <= _MOST_ROWS else ():
        row = row_slug(next((one for one in line.values if isinstance(one, str)), ""))
        if row:
            for place, column in enumerate(table.columns):
                if not isinstance(line.values[place], str):
                    yield f"{sheet}_{row}_{slug(column.key)}", _plain(line.values[place])


def row_slug(text: str) -> str:
    """The words that tell a row: without its number and what stands in brackets."""
    return slug(_NUMBER.sub("", _BRACKETS.sub("", text)))


def slug(text: str) -> str:
    """A text as a part of a name: small letters, digits and lines under; a long one ends with a word."""
    whole = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    return whole if len(whole) <= _LONGEST else whole[: _LONGEST + 1].rpartition("_")[0] or whole[:_LONGEST]


def _plain(value: Told) -> Value:
    return int(value) if isinstance(value, bool) else value
