"""A list as an Excel workbook, streamed: Postgres writes the rows, we pack them as they come.

Nothing is held but a few chunks. Every part is packed with its sizes behind it, for they are not known
before, and the parts that tell of all sheets come last.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, NamedTuple, cast

from models.copying import Chunk
from models.errors import PanelError
from reports import sheet_parts
from reports.sheet_looks import NOTE, TITLE
from reports.sheet_parts import Column, Sheet
from reports.sheet_values import CUT, text_xml

MOST_ROWS = 1_048_575  # of a sheet, below its head
_MOST_BYTES = 1_900_000_000  # of a part: the sizes of a larger one take a form that Excel calls damaged
_LEVEL = 1  # of packing: more takes twice the time for a tenth less
_WORTH = 16 * 1024  # bytes to send at once
_MARK = CUT.encode()


class Short(PanelError):
    """Nobody sees this on a page: the file that is being sent breaks off and does not open. (500)"""

    sentence = "Ekspor dihentikan: {written} baris tertulis, padahal {matched} yang cocok."


class Told(NamedTuple):
    """What became of the rows. `cut` texts were too long for a cell."""

    rows: int
    sheets: Sequence[str]
    cut: int


@dataclass(frozen=True, slots=True)
class Notes:
    """The sheet that tells where the rows come from: its name, and its lines once they are written."""

    name: str
    lines: Callable[[Told], Iterable[tuple[str, str]]]


def stream(
    name: str, columns: Sequence[Column], rows: Iterable[Chunk], matched: int, notes: Notes,
    most: int = MOST_ROWS,
) -> Iterator[bytes]:  # fmt: skip
    """The bytes of a workbook with the rows (XML, see reports/sheet_cells.py) under their columns, over
    several sheets of `most` rows where one is not enough.

    Raises Short, before there is anything that opens, unless there are `matched` rows.
    """
    out = _Out()
    with zipfile.ZipFile(cast(IO[bytes], out), "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as packed:
        packed.writestr("xl/styles.xml", sheet_parts.styles())
        yield out.taken()
        made = _Sheets(packed, out, name, columns, most)
        yield from made.written(iter(rows))
        if made.rows != matched:
            raise Short(written=made.rows, matched=matched)
        _finish(packed, made, notes)
    yield out.taken()


class _Out:
    """What is packed and yet to be sent. No file: it cannot go back."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        return None

    def taken(self) -> bytes:
        found, self._parts, self.size = b"".join(self._parts), [], 0
        return found


@dataclass(slots=True)
class _Sheets:
    """The sheets of rows of one workbook, one after the other."""

    packed: zipfile.ZipFile
    out: _Out
    name: str
    columns: Sequence[Column]
    most: int
    sheets: list[Sheet] = field(default_factory=list)
    rows: int = 0
    cut: int = 0

    def written(self, chunks: Iterator[Chunk]) -> Iterator[bytes]:
        left = yield from self._sheet(next(chunks, None), chunks)
        while left is not None:
            left = yield from self._sheet(left, chunks)

    def _sheet(self, chunk: Chunk | None, chunks: Iterator[Chunk]) -> Generator[bytes, None, Chunk | None]:
        """One sheet, beginning with a chunk. Gives the first one that it has no room for."""
        number, count, size = len(self.sheets) + 1, 0, 0
        with self.packed.open(f"xl/worksheets/sheet{number}.xml", "w") as part:
            part.write(sheet_parts.beginning(self.columns, first=number == 1).encode())
            while chunk and (not count or (count + chunk.rows <= self.most and size < _MOST_BYTES)):
                part.write(chunk.data)
                count, size = count + chunk.rows, size + len(chunk.data)
                self.cut += chunk.data.count(_MARK)
                if self.out.size >= _WORTH:
                    yield self.out.taken()
                chunk = next(chunks, None)
            area = sheet_parts.area(self.columns, count)
            part.write(sheet_parts.ending(area).encode())
        taken = [one.name for one in self.sheets]
        self.sheets.append(Sheet(sheet_parts.safe_name(self.name, taken), area))
        self.rows += count
        return chunk


def _finish(packed: zipfile.ZipFile, made: _Sheets, notes: Notes) -> None:
    """The notes, and the parts that tell of all sheets."""
    names = [one.name for one in made.sheets]
    lines = notes.lines(Told(made.rows, names, made.cut))
    rows = "".join(f"<row>{text_xml(head, TITLE)}{text_xml(said, NOTE)}</row>" for head, said in lines)
    sheets = [*made.sheets, Sheet(sheet_parts.safe_name(notes.name, names))]
    packed.writestr(f"xl/worksheets/sheet{len(sheets)}.xml", sheet_parts.page(rows, (24, 90)))
    package(packed, sheets)


def package(packed: zipfile.ZipFile, sheets: Sequence[Sheet]) -> None:
    """What makes a workbook of written sheets."""
    packed.writestr("[Content_Types].xml", sheet_parts.content_types(len(sheets)))
    packed.writestr(*sheet_parts.RELATIONS)
    packed.writestr("xl/workbook.xml", sheet_parts.workbook(sheets))
    packed.writestr("xl/_rels/workbook.xml.rels", sheet_parts.workbook_relations(len(sheets)))
