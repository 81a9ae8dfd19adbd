"""Exports of a desk as bytes, and workbooks opened as strictly as openpyxl can."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook

from models.panel import Desk
from models.query import Listing
from reports import csv_text
from reports.excel import MOST_ROWS, Notes, Told
from reports.exporting import Export, Wanted

WORDS = csv_text.Words("Ya", "Tidak")


def notes(told: Told) -> Iterable[tuple[str, str]]:
    return [("Baris", str(told.rows)), ("Terpotong", str(told.cut))]


def xlsx(
    desk: Desk, screen: str, listing: Listing | None = None, chosen: Any = None, most: int = MOST_ROWS
) -> bytes:
    export = Export(desk, desk.panel.screens[screen], Wanted(listing or Listing(), chosen), 3)
    try:
        return b"".join(export.xlsx(str(export.whole.screen.label), Notes("Keterangan", notes), "id", most))
    finally:
        export.close()


def csv(desk: Desk, screen: str, listing: Listing | None = None) -> str:
    export = Export(desk, desk.panel.screens[screen], Wanted(listing or Listing()), 3)
    try:
        return b"".join(export.csv(WORDS, "id")).decode("utf-8-sig")
    finally:
        export.close()


def read(data: bytes) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return openpyxl.load_workbook(io.BytesIO(data))


def rows(data: bytes, sheet: int = 0) -> list[tuple[Any, ...]]:
    """The values below the head, without the hidden version."""
    found = [list(row) for row in read(data).worksheets[sheet].iter_rows(values_only=True)]
    end = len(found[0]) - (found[0][-1] == "_versi")
    return [tuple(row[:end]) for row in found[1:]]
