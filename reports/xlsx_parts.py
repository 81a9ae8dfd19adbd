"""A workbook that somebody brings: what it may be, its sheets, its texts and its formats.

Nothing is believed: the table of contents says how large each part is, and no more of it is read.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, NoReturn
from xml.parsers import expat

from reports.sheet_cell import BROKEN, Sheet, Unreadable
from reports.sheet_dates import Moment, moment_of

MOST_UNPACKED = 400_000_000
MOST_PARTS = 5000
MOST_RATIO = 300  # times that a large part may be smaller than what it holds: honest sheets are below 100
_LARGE = 20_000_000
_CHUNK = 128 * 1024
_ENCRYPTED = 0x1
MACROS = "Berkas ini berisi makro, jadi tidak dibuka. Simpan sebagai Excel biasa (.xlsx), lalu unggah lagi."
LOCKED = "Berkas ini terkunci sandi. Buka di Excel, hapus sandinya, simpan, lalu unggah lagi."
OLD = "Berkas ini Excel lama (.xls). Buka dan simpan sebagai .xlsx atau .csv, lalu unggah lagi."
OTHER = "Jenis berkas ini tidak dapat diimpor. Yang diterima: Excel (.xlsx) dan csv."
BOMB = "Isi berkas ini terlalu besar setelah dibuka. Bagi menjadi beberapa berkas yang lebih kecil."
NO_SHEETS = "Buku kerja ini tidak punya lembar yang berisi baris."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
Attributes = dict[str, str]


@dataclass(slots=True)
class Workbook:
    """An open workbook. `moments`: by the number of a cell's style, what its format shows."""

    packed: zipfile.ZipFile
    sheets: tuple[Sheet, ...] = ()
    from_1904: bool = False
    texts: list[str] = field(default_factory=list)
    moments: list[Moment | None] = field(default_factory=list)


def of_ole(path: Path) -> NoReturn:
    """The old container: a locked xlsx, or Excel of the last century. Raises Unreadable."""
    with path.open("rb") as file:
        head = file.read(1_000_000)
    locked = "EncryptedPackage".encode("utf-16-le") in head
    raise Unreadable(LOCKED if locked else OLD)


def opened(path: Path | IO[bytes]) -> Workbook:
    """The workbook of a file. Raises Unreadable for anything else, and for one that would do harm."""
    try:
        packed = zipfile.ZipFile(path)
        try:
            _must_be_harmless(packed)
            return _read(Workbook(packed))
        except BaseException:
            packed.close()
            raise
    except (zipfile.BadZipFile, KeyError, expat.ExpatError, ValueError, OSError, struct.error) as error:
        raise Unreadable(BROKEN, kind="Excel") from error


def _must_be_harmless(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    names = {one.filename.lower() for one in parts}
    if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED:
        raise Unreadable(BOMB)
    if any(
        one.file_size > _LARGE and one.file_size > MOST_RATIO * max(one.compress_size, 1) for one in parts
    ):
        raise Unreadable(BOMB)
    if any(one.flag_bits & _ENCRYPTED for one in parts):
        raise Unreadable(LOCKED)
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise Unreadable(MACROS)
    if "xl/workbook.xml" not in names:
        raise Unreadable(OTHER)
    with packed.open("[Content_Types].xml") as types:
        if b"macroEnabled" in types.read(_CHUNK):
            raise Unreadable(MACROS)


def parse(file: IO[bytes], parser: Any) -> Iterator[None]:
    """Feeds a part to an expat parser, and stops after each piece. A document type is refused: it could
    name itself a thousand times over."""

    def refuse(*_: object) -> None:
        raise ValueError("no document type is wanted")

    parser.StartDoctypeDeclHandler = refuse
    while piece := file.read(_CHUNK):
        parser.Parse(piece, False)
        yield
    parser.Parse(b"", True)
    yield


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def _elements(packed: zipfile.ZipFile, part: str, started: Callable[[str, Attributes], None]) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: started(local(name), attributes)
    with packed.open(part) as file:
        for _ in parse(file, parser):
            pass


def _read(book: Workbook) -> Workbook:
    names: list[tuple[str, str]] = []
    targets: dict[str, str] = {}

    def of_book(name: str, attributes: Attributes) -> None:
        if name == "workbookPr":
            book.from_1904 = attributes.get("date1904", "0") in ("1", "true")
        elif name == "sheet" and attributes.get("state", "visible") == "visible":
            number = next(
                (value for key, value in attributes.items() if local(key) == "id" and ":" in key), ""
            )
            names.append((attributes.get("name", "?"), number))

    def of_relation(name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes["Target"]
            targets[attributes["Id"]] = (
                target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            )

    _elements(book.packed, "xl/workbook.xml", of_book)
    _elements(book.packed, "xl/_rels/workbook.xml.rels", of_relation)
    book.sheets = tuple(Sheet(name, targets[number]) for name, number in names if number in targets)
    if not book.sheets:
        raise Unreadable(NO_SHEETS)
    parts = set(book.packed.namelist())
    if "xl/styles.xml" in parts:
        book.moments = _moments(book.packed)
    if "xl/sharedStrings.xml" in parts:
        book.texts = _texts(book.packed)
    return book


def _moments(packed: zipfile.ZipFile) -> list[Moment | None]:
    codes: dict[int, str] = {}
    used: list[Moment | None] = []
    inside: list[str] = []

    def started(name: str, attributes: Attributes) -> None:
        if name == "numFmt" and attributes.get("formatCode") is not None and "numFmtId" in attributes:
            codes[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif name in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            inside[:] = [name]
        elif name == "xf" and inside == ["cellXfs"]:
            number = int(attributes.get("numFmtId", "0"))
            used.append(moment_of(number, codes.get(number)))

    _elements(packed, "xl/styles.xml", started)
    return used


def _texts(packed: zipfile.ZipFile) -> list[str]:
    """The texts that cells name by their number; without how they are to be pronounced."""
    found: list[str] = []
    pieces: list[str] = []
    state = {"text": False, "sounds": 0}

    def started(name: str, _: Attributes) -> None:
        name = local(name)
        if name == "si":
            pieces.clear()
        elif name == "rPh":
            state["sounds"] += 1
        state["text"] = name == "t" and not state["sounds"]

    def ended(name: str) -> None:
        name = local(name)
        state["text"] = False
        if name == "rPh":
            state["sounds"] -= 1
        elif name == "si":
            found.append("".join(pieces))

    def said(text: str) -> None:
        if state["text"]:
            pieces.append(text)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = started, ended
    parser.CharacterDataHandler = said
    with packed.open("xl/sharedStrings.xml") as file:
        for _ in parse(file, parser):
            pass
    return found
