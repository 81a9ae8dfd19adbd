"""Whether a zip is a Word document: by its table of contents, which is at the end. Nothing is unpacked."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from typing import BinaryIO

_END = b"PK\x05\x06"
_ENTRY = b"PK\x01\x02"
_TAIL = 22 + 65535  # the end record, and the longest comment after it
_MOST_ENTRIES = 10_000
_LONGEST_CONTENTS = 2 * 1024 * 1024
# What Word itself would have to unpack: a document that claims more is made to do harm.
_LARGEST_UNPACKED = 1024 * 1024 * 1024
_NEEDED = {"[Content_Types].xml", "word/document.xml"}


def is_docx(file: BinaryIO) -> bool:
    """Whether an open zip file is a docx without macros and of a size that can be true."""
    entries = list(_entries(file))
    names = {name for name, _ in entries}
    honest = sum(size for _, size in entries) <= _LARGEST_UNPACKED
    macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    return honest and not macros and names >= _NEEDED


def _entries(file: BinaryIO) -> Iterator[tuple[str, int]]:
    """Name and unpacked size of each entry; none where the table of contents is odd."""
    contents, count = _contents(file)
    place = 0
    for _ in range(count):
        if contents[place : place + 4] != _ENTRY or len(contents) < place + 46:
            return
        size, name_length, extra, comment = struct.unpack("<I3H", contents[place + 24 : place + 34])
        yield contents[place + 46 : place + 46 + name_length].decode("utf-8", "replace"), size
        place += 46 + name_length + extra + comment


def _contents(file: BinaryIO) -> tuple[bytes, int]:
    length = file.seek(0, os.SEEK_END)
    file.seek(max(length - _TAIL, 0))
    tail = file.read(_TAIL)
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        return b"", 0
    count, size, offset = struct.unpack("<HII", tail[at + 10 : at + 20])
    if count > _MOST_ENTRIES or size > _LONGEST_CONTENTS:
        return b"", 0
    file.seek(offset)
    return file.read(size), count
