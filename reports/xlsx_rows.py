"""The rows of a sheet of a workbook, one after the other: nothing of the sheet is held but a few."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Generator
from decimal import Decimal, InvalidOperation
from xml.parsers import expat

from reports.sheet_cell import (
    BROKEN,
    ERROR,
    MOST_COLUMNS,
    MOST_ROWS,
    NOT_COUNTED,
    TOO_LONG,
    TOO_WIDE,
    Cell,
    Fault,
    Sheet,
    SheetRow,
    Unreadable,
)
from reports.sheet_dates import as_moment
from reports.xlsx_parts import Attributes, Workbook, local, parse

_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DIGITS = 15  # that Excel keeps of a number


def rows(book: Workbook, sheet: Sheet) -> Generator[SheetRow, None, None]:
    """The rows that hold anything. Raises Unreadable for a broken or endless sheet."""
    reading = _Reading(book)
    try:
        with book.packed.open(sheet.place) as file:
            for _ in parse(file, reading.parser()):
                yield from reading.taken()
    except (
        zipfile.BadZipFile,
        KeyError,
        expat.ExpatError,
        ValueError,
        IndexError,
        OSError,
        EOFError,
    ) as error:
        raise Unreadable(BROKEN, kind="Excel") from error


def about(book: Workbook, sheet: Sheet) -> int | None:
    """How many rows the sheet says that it has."""
    with book.packed.open(sheet.place) as file:
        found = re.search(rb'<(?:\w+:)?dimension ref="[A-Z]+\d+:[A-Z]+(\d+)"', file.read(4096))
    return int(found[1]) if found else None


class _Reading:
    """What the parser has told so far."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._done: list[SheetRow] = []
        self._count = 0
        self._row = 0
        self._cells: dict[int, Cell] = {}
        self._column = -1
        self._type, self._style = "n", 0
        self._formula = self._in_value = False
        self._sounds = 0
        self._pieces: list[str] = []
        self._columns: dict[str, int] = {}

    def parser(self) -> expat.XMLParserType:
        made = expat.ParserCreate()
        made.buffer_text = True
        made.StartElementHandler, made.EndElementHandler = self._started, self._ended
        made.CharacterDataHandler = self._said
        return made

    def taken(self) -> list[SheetRow]:
        found, self._done = self._done, []
        return found

    def _started(self, name: str, attributes: Attributes) -> None:
        name = local(name)
        if name == "c":
            self._cell(attributes)
        elif name in ("v", "t"):
            self._in_value = not self._sounds
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._cells, self._column = {}, -1
        elif name == "rPh":
            self._sounds += 1

    def _cell(self, attributes: Attributes) -> None:
        place = attributes.get("r")
        self._column = self._column + 1 if place is None else self._column_of(place)
        self._type, self._style = attributes.get("t", "n"), int(attributes.get("s", "0"))
        self._formula = False
        self._pieces.clear()

    def _column_of(self, place: str) -> int:
        found = _PLACE.fullmatch(place)
        if not found:
            raise ValueError("a cell without a place")
        name = found[1]
        if name not in self._columns:
            number = 0
            for letter in name:
                number = number * 26 + ord(letter) - 64
            self._columns[name] = number - 1
        return self._columns[name]

    def _said(self, text: str) -> None:
        if self._in_value:
            self._pieces.append(text)

    def _ended(self, name: str) -> None:
        name = local(name)
        if name in ("v", "t"):
            self._in_value = False
        elif name == "c":
            self._keep()
        elif name == "row" and self._cells:
            self._end_row()
        elif name == "rPh":
            self._sounds -= 1

    def _keep(self) -> None:
        value = self._value()
        if value is None or value == "":
            return
        if self._column >= MOST_COLUMNS:
            raise Unreadable(TOO_WIDE, most=MOST_COLUMNS)
        self._cells[self._column] = value

    def _end_row(self) -> None:
        self._count += 1
        if self._count > MOST_ROWS:
            raise Unreadable(TOO_LONG, most=MOST_ROWS)
        last = max(self._cells)
        self._done.append(SheetRow(self._row, [self._cells.get(at) for at in range(last + 1)]))
        self._cells = {}

    def _value(self) -> Cell:
        written = "".join(self._pieces)
        if self._formula and not written and self._type != "str":
            return Fault(NOT_COUNTED)
        if self._type == "n":
            return self._number(written) if written else None
        if self._type == "s":
            return _unescaped(self._book.texts[int(written)]) if written else None
        if self._type == "b":
            return written == "1"
        if self._type == "e":
            return Fault(ERROR, written)
        return _unescaped(written)

    def _number(self, written: str) -> Cell:
        shows = self._book.moments[self._style] if self._style < len(self._book.moments) else None
        if shows is not None:
            return as_moment(written, shows, self._book.from_1904)
        return number(written)


def number(written: str) -> Decimal:
    """A number with the digits that Excel shows: 0.30000000000000004 is 0.3. Raises ValueError."""
    try:
        exact = Decimal(written)
    except InvalidOperation as error:
        raise ValueError(written) from error
    if len(exact.as_tuple().digits) <= _DIGITS:
        return exact
    return Decimal(f"{float(written):.{_DIGITS}g}")


def _unescaped(text: str) -> str:
    """Excel writes a letter that XML cannot hold as _x000D_."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).replace("\r\n", "\n")
