"""The rows of a csv file, whoever wrote it: commas, semicolons or tabs, UTF-8, UTF-16 or Windows' own."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from reports.sheet_cell import BROKEN, MOST_COLUMNS, MOST_ROWS, TOO_LONG, TOO_WIDE, SheetRow, Unreadable

DELIMITERS = (";", ",", "\t", "|")
NO_TEXT = "Berkas ini bukan teks csv. Simpan sebagai csv (UTF-8) atau Excel (.xlsx), lalu unggah lagi."
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LOOKED_AT = 50  # rows
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def text_of(path: Path) -> str:
    """The whole text of a file. Raises Unreadable for one that holds no text."""
    raw = path.read_bytes()
    name = next((name for mark, name in _MARKS if raw.startswith(mark)), None)
    if name is None and b"\x00" in raw[:4096]:
        raise Unreadable(NO_TEXT)
    try:
        return raw.decode(name or "utf-8")
    except UnicodeDecodeError:
        if name is not None:
            raise Unreadable(BROKEN, kind="csv") from None
    return raw.decode("cp1252", "replace")


def rows(text: str) -> Iterator[SheetRow]:
    """The rows that hold anything. A cell is a text, or nothing. Raises Unreadable."""
    delimiter, text = _delimiter(text)
    count = 0
    try:
        for number, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1
        ):
            if len(cells) > MOST_COLUMNS:
                raise Unreadable(TOO_WIDE, most=MOST_COLUMNS)
            if any(cell.strip() for cell in cells):
                count += 1
                if count > MOST_ROWS:
                    raise Unreadable(TOO_LONG, most=MOST_ROWS)
                yield SheetRow(number, [_cell(cell) for cell in cells])
    except csv.Error as error:
        raise Unreadable(BROKEN, kind="csv") from error


def about(text: str) -> int:
    """About how many rows a CSV text has: its lines."""
    return text.count("\n") + 1


def _cell(written: str) -> str | None:
    """Who guards a text from becoming a formula writes an apostrophe before it."""
    if written[:1] == "'" and written[1:2] in _FORMULA:
        return written[1:]
    return written or None


def _delimiter(text: str) -> tuple[str, str]:
    """What stands between the cells, and the text without the line that says so."""
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:  # noqa: PLR2004 - sep=;
        return first[4], rest
    return max(DELIMITERS, key=lambda one: _fits(text, one)), text


def _fits(text: str, delimiter: str) -> tuple[int, int]:
    """How many of the first rows agree in their number of cells, and that number."""
    widths: dict[int, int] = {}
    try:
        for at, cells in enumerate(csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=delimiter)):
            if at >= _LOOKED_AT:
                break
            if len(cells) > 1:
                widths[len(cells)] = widths.get(len(cells), 0) + 1
    except csv.Error:
        return (0, 0)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))
