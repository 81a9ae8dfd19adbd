"""How the cells of an official workbook look: Arial, borders, and the number formats of the house.

The formats are Excel's own notation, without a language: an Excel or LibreOffice set to Indonesian writes
`#,##0.00` as 1.234,56.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reports.sheet_looks import CLOCK, DAY, MOMENT

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

FONT, SIZE = "Arial", 10
WHOLE, PLAIN, PERCENT, TEXT = "#,##0", "0", "0.0%", "@"
HEAD_FILL = "#E3EAF2"
_MOST_DECIMALS = 10
_FRAME = {"border": 1, "valign": "top"}


def decimals(places: int) -> str:
    """The format of numbers with so many decimals."""
    kept = min(max(places, 0), _MOST_DECIMALS)
    return f"{WHOLE}.{'0' * kept}" if kept else WHOLE


class Looks:
    """The formats of one workbook, each made once: XlsxWriter keeps every one that is asked for."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._words: dict[int, dict[str, Any]] = {}

    def of(self, **properties: Any) -> Format:
        """A format by XlsxWriter's own words, on the house's font."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            made = self._made[key] = self._workbook.add_format(properties)
            self._words[id(made)] = properties
        return self._made[key]

    def quoted(self, look: Format) -> Format:
        """The same look for a text that begins like a formula: Excel keeps it a text when it is edited."""
        return self.of(**self._words[id(look)], quote_prefix=True) if id(look) in self._words else look

    def cell(self, num_format: str | None = None, **more: Any) -> Format:
        """A cell of a table: framed, its numbers as told."""
        shown = {} if num_format is None else {"num_format": num_format}
        return self.of(**{**_FRAME, **shown, **more})

    def text(self, **more: Any) -> Format:
        """A cell of a table with text: wrapped."""
        return self.cell(**{"text_wrap": True, **more})

    def head(self, **more: Any) -> Format:
        """A cell of a table's head."""
        look = {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True}
        return self.of(**{"border": 1, **look, "bg_color": HEAD_FILL, **more})

    def total(self, num_format: str | None = None, **more: Any) -> Format:
        """A cell of a table's row of totals."""
        return self.cell(num_format, **{"bold": True, "bg_color": HEAD_FILL, **more})


__all__ = ["CLOCK", "DAY", "HEAD_FILL", "MOMENT", "PERCENT", "PLAIN", "TEXT", "WHOLE", "Looks", "decimals"]
