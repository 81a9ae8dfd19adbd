"""A file of rows that somebody brings, told by its content: a workbook, or csv."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from reports import csv_rows, xlsx_parts, xlsx_rows
from reports.sheet_cell import Sheet, SheetRow, Unreadable
from reports.xlsx_parts import Workbook

EMPTY = "Berkas ini kosong."
NO_SUCH_SHEET = "Lembar {name} tidak ada di berkas ini."
_HEADS = (
    b"%PDF",
    b"{\\rtf",
    b"<!DOCTYPE",
    b"<html",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"Rar!",
)


@dataclass(frozen=True, slots=True)
class SheetFile:
    """An open file of rows."""

    sheets: tuple[Sheet, ...]
    _book: Workbook | None = None
    _text: str = ""
    _begun: ExitStack = field(default_factory=ExitStack)  # rows that somebody has not read to the end

    def sheet(self, name: str | None) -> Sheet:
        """A sheet by its name, else the first. Raises Unreadable for a name that there is not."""
        found = self.sheets[0] if not name else next((one for one in self.sheets if one.name == name), None)
        if found is None:
            raise Unreadable(NO_SUCH_SHEET, name=name)
        return found

    def rows(self, sheet: Sheet) -> Iterator[SheetRow]:
        """The rows of a sheet that hold anything. Raises Unreadable."""
        if self._book is None:
            return csv_rows.rows(self._text)
        return self._begun.enter_context(closing(xlsx_rows.rows(self._book, sheet)))

    def about(self, sheet: Sheet) -> int | None:
        """About how many rows there are, None where nobody knows."""
        return xlsx_rows.about(self._book, sheet) if self._book is not None else csv_rows.about(self._text)


@contextmanager
def opened(path: Path) -> Iterator[SheetFile]:
    """The rows of a file. Raises Unreadable, with a sentence on what to do."""
    with path.open("rb") as file:
        head = file.read(512)
    if not head.strip():
        raise Unreadable(EMPTY)
    if head.startswith(xlsx_parts.OLE):
        xlsx_parts.of_ole(path)
    if head.startswith(b"PK"):
        book = xlsx_parts.opened(path)
        # Rows that are not read to the end would hold the file open as long as somebody knows them.
        with closing(book.packed), ExitStack() as begun:
            yield SheetFile(book.sheets, book, _begun=begun)
        return
    if head.lstrip().startswith(_HEADS):
        raise Unreadable(xlsx_parts.OTHER)
    yield SheetFile((Sheet("csv", ""),), None, csv_rows.text_of(path))
