"""What changed since a report was sent: its figures worked out anew, beside those that left, and the sheets
that its description has for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from models.description.report import NUMBERS, Column, Parameter, Report, Value
from models.description.screen import Wording
from models.panel import Desk
from models.reporting import names, running, sent
from models.reporting.asking import asked
from models.reporting.figures import Figures, Line, Table, as_json
from models.reporting.sent import Sent
from models.schema.catalog import Kind

KEY = "hitung_ulang"
LABEL = Wording("Selisih", "Differences")
RECOUNTED = Wording("Hitung ulang", "Recounted")
TITLE = Wording("ANGKA TERKIRIM DAN HASIL HITUNG ULANG", "FIGURES SENT AND COUNTED ANEW")
SAME = Wording(
    "Hitung ulang menurut catatan pada akhir periode memberi angka yang sama dengan yang dikirim.",
    "Counted anew by what was recorded at the end of the period, the figures are those that were sent.",
)
_COLUMNS = (
    Column(key="sheet", label=Wording("Lembar", "Sheet"), width=24),
    Column(key="row", label=Wording("Baris", "Row"), width=44),
    Column(key="column", label=Wording("Kolom", "Column"), width=24),
    Column(key="sent", label=Wording("Terkirim", "Sent"), format="number", width=12),
    Column(key="now", label=Wording("Hitung ulang", "Counted anew"), format="number", width=12),
)
_Cells = dict[tuple[str, str, str], Any]  # sheet, row, column -> the number


def since(desk: Desk, report: Report, what: Sent) -> Figures:
    """The differences of a sending, as figures: page and workbook are those of any report. Raises as
    running.run does."""
    given = sent.kept_figures(desk, report, what.id)
    question = asked(desk, report, {"period": what.period, **given["parameters"]})
    anew = as_json(running.run(desk, report, question))
    table = _recounted(given, anew)
    named = replace(
        report,
        label=Wording(f"{LABEL.id}: {report.label.id}", f"{LABEL.en}: {report.label.en or report.label.id}"),
        title=None,
        prepare={},
        sheets=report.lock.changes if report.lock else (),
        parameters=(*report.parameters, _moment()),
    )
    answered = replace(question, values={**question.values, names.SENT: what.at})
    found = running.run(desk, named, answered)
    return replace(found, tables=(*found.tables, table))


def _moment() -> Parameter:
    return Parameter(key=names.SENT, label=Wording("Dikirim", "Sent"), kind=Kind.INSTANT, type="timestamptz")


def _recounted(given: Mapping[str, Any], anew: Mapping[str, Any]) -> Table:
    before, after = _cells(given), _cells(anew)
    lines = [
        Line((*cell, _number(before.get(cell)), _number(after.get(cell))))
        for cell in dict.fromkeys((*before, *after))
        if before.get(cell) != after.get(cell)
    ]
    return Table(
        key=KEY, label=RECOUNTED, title=TITLE, columns=_COLUMNS, lines=tuple(lines),
        notes=() if lines else (SAME,),
    )  # fmt: skip


def _cells(figures: Mapping[str, Any]) -> _Cells:
    """The numbers of all sheets by where they stand: a row is known by its words."""
    return {
        (sheet["label"], row, column): value
        for sheet in figures["sheets"]
        for row, column, value in _of_sheet(sheet["columns"], sheet["rows"])
    }


def _of_sheet(
    columns: Sequence[Mapping[str, Any]], rows: Sequence[Sequence[Any]]
) -> Iterator[tuple[str, str, Any]]:
    for cells in rows:
        pairs = list(zip(columns, cells, strict=True))
        row = " · ".join(str(value) for one, value in pairs if one["format"] not in NUMBERS and value)
        for one, value in pairs:
            if one["format"] in NUMBERS:
                yield row, one["label"], value


def _number(value: Any) -> Value:
    return Decimal(str(value)) if isinstance(value, int | float) else None
