"""The rows of a sheet that were not taken, each with the reason: a workbook to mend and bring again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from reports.sheet_cell import Cell, Fault, SheetRow
from reports.sheet_head import Head

_BAD = PatternFill("solid", fgColor="FFD6D6")
_DAY, _MOMENT, _CLOCK = "DD-MM-YYYY", "DD-MM-YYYY HH:MM:SS", "HH:MM:SS"
_CONTROL = {code: None for code in range(32) if code not in (9, 10, 13)}


@dataclass(frozen=True, slots=True)
class Words:
    """The titles of the columns that are added, in the language of whoever reads them."""

    row: str
    reason: str
    sheet: str


@dataclass(frozen=True, slots=True)
class Mistakes:
    """By the number of a row: why it was not taken, and the columns (from 0) of the cells at fault."""

    reasons: Mapping[int, Sequence[str]]
    cells: Mapping[int, frozenset[int]]


def write(path: Path, head: Head, rows: Sequence[SheetRow], found: Mistakes, words: Words) -> None:
    """Writes the workbook: the same columns under the same titles, then the row's number and the reasons."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(words.sheet)
    width = max(
        [one.at + 1 for one in head.columns] + [(head.version or -1) + 1] + [len(r.cells) for r in rows]
    )
    for at in range(width):
        sheet.column_dimensions[get_column_letter(at + 1)].width = 18
    sheet.column_dimensions[get_column_letter(width + 2)].width = 90
    if head.version is not None:
        sheet.column_dimensions[get_column_letter(head.version + 1)].hidden = True
    sheet.freeze_panes = "A2"
    titles = {one.at: one.title for one in head.columns}
    if head.version is not None:
        titles[head.version] = "_versi"
    named = [titles.get(at) for at in range(width)]
    sheet.append([_bold(sheet, one) for one in [*named, words.row, words.reason]])
    for row in rows:
        bad = found.cells.get(row.number, frozenset())
        told = [row.cells[at] if at < len(row.cells) else None for at in range(width)]
        cells = [_cell(sheet, one, at in bad) for at, one in enumerate(told)]
        sheet.append([*cells, row.number, _cell(sheet, " ".join(found.reasons.get(row.number, ())), False)])
    book.save(path)


def _bold(sheet: object, title: str | None) -> WriteOnlyCell:
    made = WriteOnlyCell(sheet, title)
    made.data_type = "n" if title is None else "s"
    made.font = Font(bold=True)
    return made


def _cell(sheet: object, value: Cell, bad: bool) -> WriteOnlyCell:
    """A cell as it was. A text stays one: nothing becomes a formula here."""
    if isinstance(value, Fault):
        value = value.error or None
    if isinstance(value, str):
        value = value.translate(_CONTROL)[:32_000]
    made = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        made.data_type = "s"
        made.quotePrefix = value[:1] in ("=", "+", "-", "@")
    elif isinstance(value, datetime):
        made.number_format = _MOMENT
    elif isinstance(value, date):
        made.number_format = _DAY
    elif value is not None and not isinstance(value, bool) and hasattr(value, "hour"):
        made.number_format = _CLOCK
    if bad:
        made.fill = _BAD
    return made
