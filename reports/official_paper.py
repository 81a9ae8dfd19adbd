"""Paper: how much of a page fits on it, and how high a row must be for its text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Literal

from reports.official_looks import SIZE

Paper = Literal["A4", "F4"]
LANDSCAPE, PORTRAIT = "landscape", "portrait"
# F4 as Indonesian offices buy it, 215 x 330 mm, is what Excel calls Folio.
NUMBERS: Mapping[Paper, int] = {"A4": 9, "F4": 14}
_INCHES: Mapping[Paper, tuple[float, float]] = {"A4": (8.27, 11.69), "F4": (8.5, 13.0)}
MARGINS = {"left": 0.5, "right": 0.5, "top": 0.6, "bottom": 0.75}  # inches
ROW, HIGHEST = 15.0, 409.0  # points
_LINE = 1.32  # of the font's size, in points
_POINTS = 72
_SHRUNK = 1.35
_LETTER = r"[^\W\d_]"


def pixels(letters: float) -> float:
    """The width of a column, which Excel counts in digits of the usual font."""
    return letters * 7 + 5


def height_of(text: str, letters: float, size: float = SIZE) -> float:
    """The points that a text needs in so many letters' width: Excel finds no height for merged cells, nor
    LibreOffice for any that it did not write."""
    room = max(int(letters * SIZE / size), 1)
    if len(text) <= room and "\n" not in text:
        return size * _LINE + 2
    lines = sum(1 if len(line) <= room else _wrapped(line, room) for line in text.split("\n"))
    return min(lines * size * _LINE + 2, HIGHEST)


@lru_cache(maxsize=10_000)
def _wrapped(line: str, room: int) -> int:
    """In how many lines the words of one come to stand; a word that is too long is cut."""
    return sum(1 for _ in _lines(room).finditer(line.rstrip())) or 1


@cache
def _lines(room: int) -> re.Pattern[str]:
    """What fits on a line. Long lists have ten thousand texts to wrap: textwrap takes seconds for them."""
    end = rf"(?:(?=\s)|(?<={_LETTER}{{2}}-)(?={_LETTER})|$)"
    return re.compile(rf"\S(?:.{{0,{room - 1}}}{end}|.{{0,{room - 1}}})")


@dataclass
class Sheet:
    """A sheet of paper after another: what was written so far, in points, and where a page began."""

    paper: Paper
    landscape: bool
    widths: Sequence[float]
    heights: dict[int, float] = field(default_factory=dict)
    repeated: tuple[int, int] | None = None  # rows on top of every page
    breaks: list[int] = field(default_factory=list)

    def room(self) -> tuple[float, float]:
        """The width and height that can be printed on, in points; the page is made to fit its width."""
        short, long = _INCHES[self.paper]
        wide, high = (long, short) if self.landscape else (short, long)
        wide = (wide - MARGINS["left"] - MARGINS["right"]) * _POINTS
        high = (high - MARGINS["top"] - MARGINS["bottom"]) * _POINTS
        needed = sum(map(pixels, self.widths)) * 0.75
        return wide, high / min(1.0, wide / needed if needed else 1.0)

    def nearly_fits(self, until: int, height: float) -> bool:
        """Whether all rows and so many points more stand on one page when that is made a little smaller: no
        second page for a signature alone."""
        _, high = self.room()
        used = sum(self.heights.get(row, ROW) for row in range(until)) + height
        return not self.breaks and high < used <= high * _SHRUNK

    def has_room(self, until: int, height: float) -> bool:
        """Whether so many points fit on the page that the row `until` would stand on."""
        _, high = self.room()
        first, last = self.repeated or (0, -1)
        head = sum(self.heights.get(row, ROW) for row in range(first, last + 1))
        used = 0.0
        for row in range(self.breaks[-1] if self.breaks else 0, until):
            used += self.heights.get(row, ROW)
            if used > high:
                used = head + self.heights.get(row, ROW)
        return used + height <= high
