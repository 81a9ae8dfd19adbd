"""A page of an official workbook: letterhead, title, table, signature, written from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reports.official_cells import Cell, write
from reports.official_head import Letterhead, Signature
from reports.official_looks import SIZE, Looks
from reports.official_paper import (
    LANDSCAPE,
    MARGINS,
    NUMBERS,
    PORTRAIT,
    ROW,
    Paper,
    Sheet,
    height_of,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_SIGN_LETTERS, _SIGN_WIDEST, _SIGN_ROWS = 32, 64, 4
_LOGO_HEIGHT = 76  # pixels: 20 mm
_FEW = 4  # rows above a table that may stay on the screen while it scrolls


class Page:
    """`row` is the next free row, counted from 0; `sheet` is XlsxWriter's, for what is not said here."""

    def __init__(
        self, sheet: Worksheet, looks: Looks, widths: Sequence[float], paper: Paper, orientation: str
    ) -> None:
        self.sheet, self.looks, self.widths, self.row = sheet, looks, tuple(widths), 0
        self.printed = Sheet(paper, orientation == LANDSCAPE, self.widths)
        for column, width in enumerate(self.widths):
            sheet.set_column(column, column, width)
        sheet.set_paper(NUMBERS[paper])
        (sheet.set_landscape if orientation == LANDSCAPE else sheet.set_portrait)()
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_margins(**MARGINS)
        sheet.set_footer("&C&9Halaman &P dari &N")
        sheet.hide_gridlines(2)

    @property
    def last(self) -> int:
        """The last column, counted from 0."""
        return len(self.widths) - 1

    def letterhead(self, head: Letterhead) -> None:
        """The office's lines, a rule below them, and an empty row."""
        if head.logo is not None:
            self._logo(head.logo)
        for place, line in enumerate(head.lines):
            size = 15 if place == len(head.lines) - 1 else 12
            self.across(line, bold=True, align="center", font_size=size)
        for line in head.small:
            self.across(line, align="center", font_size=9)
        self.set_height(6)
        for column in range(len(self.widths)):
            self.sheet.write_blank(self.row, column, None, self.looks.of(top=5))
        self.row += 1

    def _logo(self, path: object) -> None:
        from PIL import Image

        with Image.open(str(path)) as picture:
            scale = _LOGO_HEIGHT / max(picture.height, 1)
        place = {"x_scale": scale, "y_scale": scale, "x_offset": 4, "y_offset": 2, "object_position": 2}
        self.sheet.insert_image(self.row, 0, str(path), place)

    def title(self, title: str, *below: str) -> None:
        """The heading, and lines below it: the period, what was chosen."""
        self.across(title, bold=True, align="center", font_size=12)
        for line in below:
            self.across(line, align="center")
        self.row += 1

    def across(self, text: str, *, height: float | None = None, **look: object) -> None:
        """A row with one text over all columns, as high as the text needs."""
        made = self.looks.of(**{"text_wrap": True, "valign": "vcenter", **look})
        size = float(str(look.get("font_size", SIZE)))
        self.set_height(height or height_of(text, sum(self.widths), size))
        self.merged(0, self.last, text, made)
        self.row += 1

    def set_height(self, points: float) -> None:
        """The height of this row."""
        self.sheet.set_row(self.row, points)
        self.printed.heights[self.row] = points

    def keep_together(self, points: float) -> None:
        """What comes next is so high and stays on one printed page: it begins a new one where it must."""
        if self.printed.nearly_fits(self.row, points):
            self.sheet.fit_to_pages(1, 1)
            return
        self.sheet.fit_to_pages(1, 0)
        if not self.printed.has_room(self.row, points):
            self.printed.breaks.append(self.row)
            self.sheet.set_h_pagebreaks(self.printed.breaks)

    def merged(self, first: int, last: int, value: Cell, look: Format, rows: int = 1) -> None:
        """A value over several cells of this row, and of the `rows` from here. `row` stays."""
        if last > first or rows > 1:
            self.sheet.merge_range(self.row, first, self.row + rows - 1, last, "", look)
        write(self.sheet, self.looks, self.row, first, value, look)

    def head(self, *rows: Sequence[str], look: Format | None = None) -> None:
        """The head of a table, which every printed page repeats; on the screen it stays in sight where
        little stands above it."""
        first = self.row
        for labels in rows:
            pairs = zip(labels, self.widths, strict=False)
            self.set_height(max([18.0, *(height_of(label, wide - 1) for label, wide in pairs)]))
            for column, label in enumerate(labels):
                write(self.sheet, self.looks, self.row, column, label, look or self.looks.head())
            self.row += 1
        self.repeat(first, self.row - 1)

    def repeat(self, first: int, last: int) -> None:
        """Rows that stand on top of every printed page."""
        self.sheet.repeat_rows(first, last)
        self.printed.repeated = (first, last)
        if last < _FEW:
            self.sheet.freeze_panes(last + 1, 0)

    def cells(self, values: Sequence[Cell], looks: Sequence[Format]) -> None:
        """A row of a table, as high as its texts need."""
        # Most texts stand on one line: only the others are worth a look.
        long = [
            height_of(value, wide - 1)
            for value, look, wide in zip(values, looks, self.widths, strict=True)
            if isinstance(value, str) and (len(value) > wide - 1 or "\n" in value) and look.text_wrap
        ]
        if long and max(long) > ROW + 1:
            self.set_height(max(long))
        for column, (value, look) in enumerate(zip(values, looks, strict=True)):
            write(self.sheet, self.looks, self.row, column, value, look)
        self.row += 1

    def signature(self, sign: Signature | None) -> None:
        """Where it is signed: at the right, below an empty row."""
        if sign is None:
            return
        first = self._right_part()
        self.keep_together(ROW * (_SIGN_ROWS + 6))
        self.row += 1
        # In the middle of columns much wider than a name it would not stand at the right any more.
        align = "center" if sum(self.widths[first:]) <= _SIGN_WIDEST else "right"
        name = self.looks.of(align=align, bold=True, underline=1)
        plain = self.looks.of(align=align)
        below = [one for one in (sign.rank, f"NIP. {sign.nip}" if sign.nip else None) if one]
        above = [sign.place, f"{sign.title},", *[""] * _SIGN_ROWS]
        who = sign.name or "." * 40
        for text, look in [*((one, plain) for one in above), (who, name), *((one, plain) for one in below)]:
            self.merged(first, self.last, text, look)
            self.row += 1

    def _right_part(self) -> int:
        """The column from which the rest is wide enough for a name."""
        wide, column = 0.0, self.last
        while column > 0 and wide + self.widths[column] < _SIGN_LETTERS:
            wide += self.widths[column]
            column -= 1
        return column

    def finish(self) -> None:
        """What is printed: all that was written."""
        self.sheet.print_area(0, 0, max(self.row - 1, 0), self.last)


__all__ = ["LANDSCAPE", "PORTRAIT", "Page", "Paper"]
