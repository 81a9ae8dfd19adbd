"""The kabupaten's own template: an xlsx with `{{ name }}` cells or named ranges, filled, formats untouched.

A name with a dot (`jawaban.u1`) is a list: it is written downwards from its cell, each line in the format of
the first. Names that nobody knows are told, and their cells stay as they are.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import openpyxl
from openpyxl.utils.cell import range_boundaries

from models.errors import BadFile, Problem
from models.skm import rounded
from reports import xlsx_parts
from reports.long_days import long_day
from reports.sheet_values import plain

Value = str | int | Decimal | Fraction | date | None
LARGEST = 60_000_000  # bytes unpacked: openpyxl holds the whole workbook in memory
TOO_LARGE = "Templat ini terlalu besar. Hapus lembar dan gambar yang tidak perlu."
BROKEN = "Templat ini tidak dapat dibuka. Simpan lagi sebagai Excel (.xlsx), lalu coba lagi."
UNKNOWN = "Nama {name} tidak dikenal ({place})."
NO_ROOM = "Daftar {name} tidak muat: {written} dari {whole} baris tertulis ({place})."
LOST = "Grafik di dalam templat tidak ikut tersalin. Buat lagi di berkas hasil, atau pakai buku kerja SKM."
_MARK = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_WHOLE = re.compile(r"\s*\{\{\s*([\w.]+)\s*\}\}\s*")
_OURS = "_xlnm."  # what Excel itself names: print areas, filters


@dataclass(frozen=True, slots=True)
class Names:
    """What a template may name. Names are small letters; `lists` have a value for each line."""

    values: Mapping[str, Value]
    lists: Mapping[str, Sequence[Value]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filled:
    """The filled workbook; `used` names were found in it; `remarks` are sentences for whoever made it."""

    data: bytes
    used: frozenset[str]
    unknown: tuple[Problem, ...]
    remarks: tuple[Problem, ...]


def filled(template: bytes, names: Names) -> Filled:
    """Fills a template. Raises BadFile (Unreadable) for what is no harmless workbook."""
    charts = _checked(template)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl leaves out of a file, it tells so
            book = openpyxl.load_workbook(io.BytesIO(template))
    except (KeyError, ValueError, TypeError, AttributeError, OSError) as error:
        raise BadFile(BROKEN) from error
    work = _Work(names)
    for sheet in book.worksheets:
        work.sheet(sheet)
    work.ranges(book)
    book.calculation.fullCalcOnLoad = True  # formulas of the template on figures of ours
    out = io.BytesIO()
    book.save(out)
    remarks = (*work.remarks, *([Problem(LOST)] if charts else []))
    return Filled(out.getvalue(), frozenset(work.used), tuple(work.unknown), remarks)


def _checked(template: bytes) -> bool:
    """Whether it has charts. Raises Unreadable, BadFile."""
    packed = xlsx_parts.opened(io.BytesIO(template)).packed
    with packed:
        if sum(one.file_size for one in packed.infolist()) > LARGEST:
            raise BadFile(TOO_LARGE)
        return any(one.startswith("xl/charts/") for one in packed.namelist())


class _Work:
    """One template while it is filled."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.used: set[str] = set()
        self.unknown: list[Problem] = []
        self.remarks: list[Problem] = []

    def sheet(self, sheet: Any) -> None:
        """Every marked cell of a sheet, and its head and foot on paper."""
        marked = [cell for row in sheet.iter_rows() for cell in row if _is_marked(cell)]
        for cell in marked:
            place = f"{sheet.title}!{cell.coordinate}"
            whole = _WHOLE.fullmatch(cell.value)
            name = whole[1].lower() if whole else ""
            if name in self.names.lists:
                self._downwards(sheet, cell.row, cell.column, name, place, None)
            elif whole:
                self._one(cell, name, whole[1], place)
            else:
                _write(cell, self._replaced(cell.value, place))
        for part in _edges(sheet):
            if part.text and _MARK.search(part.text):
                part.text = self._replaced(part.text, sheet.title)

    def ranges(self, book: Any) -> None:
        """The named ranges of the workbook and of each sheet."""
        scopes = [book.defined_names, *(sheet.defined_names for sheet in book.worksheets)]
        for scope in scopes:
            for written, defined in scope.items():
                if not written.startswith(_OURS) and defined.type == "RANGE":
                    self._range(book, written, defined)

    def _range(self, book: Any, written: str, defined: Any) -> None:
        name = written.lower()
        known = name in self.names.values or name in self.names.lists
        if not known:
            self._stranger(written, str(defined.attr_text))
            return
        for title, area in defined.destinations:
            if title not in book.sheetnames:
                continue
            sheet, place = book[title], f"{title}!{area}"
            column, row, _, last = range_boundaries(area.replace("$", ""))
            if name in self.names.lists:
                self._downwards(sheet, row, column, name, place, last)
            else:
                self._one(sheet.cell(row, column), name, written, place)

    def _one(self, cell: Any, name: str, written: str, place: str) -> None:
        if name not in self.names.values:
            self._stranger(written, place)
            return
        self.used.add(name)
        _write(cell, self.names.values[name])

    def _replaced(self, text: str, place: str) -> str:
        """Names inside other words, as they are written for people."""

        def word(match: re.Match[str]) -> str:
            name = match[1].lower()
            if name not in self.names.values:
                self._stranger(match[1], place)
                return match[0]
            self.used.add(name)
            return in_words(self.names.values[name])

        return _MARK.sub(word, text)

    def _downwards(self, sheet: Any, row: int, column: int, name: str, place: str, last: int | None) -> None:
        """A list from a cell down, until its range ends or something else stands in the way."""
        self.used.add(name)
        values = self.names.lists[name]
        first = sheet.cell(row, column)
        done = 0
        for value in values:
            at = row + done
            if (last is not None and last > row and at > last) or (
                done and _is_taken(sheet.cell(at, column))
            ):
                break
            cell = sheet.cell(at, column)
            if done:
                cell._style = copy(first._style)
            _write(cell, value)
            done += 1
        if not values:
            _write(first, None)
        if done < len(values):
            facts = {"name": name, "written": done, "whole": len(values), "place": place}
            self.remarks.append(Problem(NO_ROOM, None, facts))

    def _stranger(self, written: str, place: str) -> None:
        problem = Problem(UNKNOWN, None, {"name": written, "place": place})
        if problem not in self.unknown:
            self.unknown.append(problem)


def _is_marked(cell: Any) -> bool:
    return cell.data_type == "s" and isinstance(cell.value, str) and "{{" in cell.value


def _is_taken(cell: Any) -> bool:
    """Whether a cell has something of the template's own, or is no cell but part of a merged one."""
    return type(cell).__name__ == "MergedCell" or cell.value is not None


def _edges(sheet: Any) -> Iterator[Any]:
    for edge in (sheet.oddHeader, sheet.oddFooter, sheet.firstHeader, sheet.firstFooter):
        yield from (edge.left, edge.center, edge.right)


def _write(cell: Any, value: Value) -> None:
    """A value in a cell. A text stays a text, whatever it begins with."""
    if isinstance(value, str):
        cell.value = plain(value)
        cell.data_type = "s"
    else:
        if isinstance(value, datetime):  # a sheet knows no zones: it stands as the office's clock shows it
            value = value.replace(tzinfo=None)
        cell.value = float(value) if isinstance(value, Fraction | Decimal) else value


def in_words(value: Value) -> str:
    """A value inside a sentence: 81,94; 26 November 2026."""
    if value is None:
        return "-"
    if isinstance(value, datetime):
        return long_day(value.date())
    if isinstance(value, date):
        return long_day(value)
    if isinstance(value, Fraction | Decimal):
        value = rounded(Fraction(value))
    return str(value).replace(".", ",") if isinstance(value, Decimal) else str(value)


__all__ = ["Filled", "Names", "Value", "filled", "in_words"]
