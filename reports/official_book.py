"""An official workbook: what the office prints, signs and sends, written by XlsxWriter.

Beside reports/workbook.py, which streams rows, this one has letterheads, formulas with their values, charts
and pages to print. Equal contents give equal bytes: nothing in the file tells when it was made, unless the
caller says so.
"""

from __future__ import annotations

import io
from datetime import datetime
from types import TracebackType

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from reports.official_looks import FONT, SIZE, Looks
from reports.official_page import Page
from reports.official_paper import LANDSCAPE, Paper
from reports.sheet_parts import safe_name

CREATED = datetime(2000, 1, 1)
_FONT = {"font_name": FONT, "font_size": SIZE, "font_scheme": False}  # not the font of the theme
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class OfficialBook:
    """A workbook of pages. `constant_memory` writes each row away when the next one begins: rows then
    come from top to bottom, and nothing above is touched again."""

    def __init__(
        self, *, title: str = "", author: str = "", created: datetime = CREATED, constant_memory: bool = False
    ) -> None:
        self._out = io.BytesIO()
        extra = {"constant_memory": True, "in_memory": False} if constant_memory else {}
        self.workbook = Workbook(self._out, {**_OPTIONS, "default_format_properties": dict(_FONT), **extra})
        self.workbook.set_properties({"title": title, "author": author, "created": created})
        self.looks = Looks(self.workbook)
        self._taken: list[str] = []

    def page(
        self, name: str, widths: list[float], *, paper: Paper = "F4", orientation: str = LANDSCAPE
    ) -> Page:
        """A sheet with columns of these widths (in letters), set up to be printed on one page's width.
        A name that Excel does not take, or that is taken, is changed."""
        safe = safe_name(name, self._taken)
        self._taken.append(safe)
        return Page(self.workbook.add_worksheet(safe), self.looks, widths, paper, orientation)

    def look(self, **properties: object) -> Format:
        """A format of one's own, on the house's font."""
        return self.looks.of(**properties)

    def bytes(self) -> bytes:
        """The file. The book is closed then."""
        self.workbook.close()
        return self._out.getvalue()

    def __enter__(self) -> OfficialBook:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self.workbook.fileclosed:
            self.workbook.close()
