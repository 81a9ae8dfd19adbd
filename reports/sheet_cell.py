"""What a cell of somebody's sheet holds, and why a file or a cell cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from models.errors import BadFile

MOST_COLUMNS = 500
MOST_ROWS = 300_000
BROKEN = "Berkas ini rusak atau bukan {kind} yang utuh. Buka dan simpan lagi di Excel, lalu unggah ulang."
TOO_WIDE = "Lembar ini punya lebih dari {most} kolom. Hapus kolom yang tidak dipakai."
TOO_LONG = "Lembar ini punya lebih dari {most} baris. Bagi menjadi beberapa berkas."
NOT_COUNTED = (
    "Sel ini berisi rumus yang belum dihitung. Buka dan simpan berkasnya di Excel, lalu unggah lagi."
)
ERROR = "Sel ini berisi kesalahan {error}. Perbaiki rumusnya di berkas."


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell without a value that could be taken. `sentence` is a msgid."""

    sentence: str
    error: str = ""


Cell = str | bool | Decimal | date | datetime | time | Fault | None


class SheetRow(NamedTuple):
    """A row with anything in it. `number` is the one that people see at its left, from 1."""

    number: int
    cells: Sequence[Cell]


class Sheet(NamedTuple):
    """A sheet of a file. `place` is where it is read from; `rows` about how many, None if nobody knows."""

    name: str
    place: str
    rows: int | None = None


class Unreadable(BadFile):
    """The person sees why their file was not read. (422)"""


def letters(column: int) -> str:
    """What stands above a column: 0 is A, 26 is AA."""
    return str(get_column_letter(column + 1))


def plain(cell: Cell) -> str:
    """A cell as people write it: 31-12-2026, 1234,5, ya."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "ya" if cell else "tidak"
    if isinstance(cell, Decimal):
        return format(cell, "f").replace(".", ",")
    if isinstance(cell, datetime):
        clock = "" if cell.time() == time() else cell.strftime(" %H.%M" if not cell.second else " %H.%M.%S")
        return cell.strftime("%d-%m-%Y") + clock
    if isinstance(cell, date):
        return cell.strftime("%d-%m-%Y")
    if isinstance(cell, time):
        return cell.strftime("%H.%M.%S" if cell.second else "%H.%M")
    return cell.error or "=…" if isinstance(cell, Fault) else cell
