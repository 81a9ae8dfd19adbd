"""Raw answers of any office, as rows of a sheet: which column is which unsur, and every form's values.

The usual layout has a head of its own, then NO. RESPONDEN, perhaps a profile, U1 to U9, and sums below.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from models import survey
from models.errors import Problem
from models.skm import Answers

NO_HEADER = "Baris judul tidak ditemukan. Tulis nama unsur (persyaratan, prosedur, …) atau U1 sampai U9."
NO_COLUMN = "Kolom unsur {label} ({number}) tidak ada."
OUTSIDE = "Baris {row}, {label}: {value} bukan nilai 1 sampai 4."
_SUMS = re.compile(r"\s*(?:sum|jml|jumlah|total|nrr|ikm|rata)\b", re.IGNORECASE)
_NUMBERED = re.compile(r"u\.?\s*(\d{1,2})")
_VALUE = re.compile(r"\s*([1-4])(?:[.,]0+)?\s*")
_DEEPEST = 40  # rows above the header: letterhead, title, period

Cells = Sequence[object]


@dataclass(slots=True)
class Read:
    """Forms, and what is wrong with them. `by_number`: the header said U1 to U9, which `order` explains."""

    order: tuple[str, ...]
    forms: list[Answers] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    by_number: bool = False


def read(rows: Iterable[tuple[int, Cells]], order: Sequence[str] = survey.REGULATION) -> Read:
    """Every form of a sheet, given as (number of the row, cells); all that does not fit is told."""
    found = Read(tuple(order))
    columns: dict[str, int] | None = None
    for number, row in rows:
        if columns is None:
            columns = _header(row, found)
            if columns is None and number >= _DEEPEST:
                break
        elif _ends(row, columns):
            break
        else:
            _form(row, number, columns, found)
    if columns is None:
        found.problems.append(Problem(NO_HEADER))
    return found


def _header(row: Cells, found: Read) -> dict[str, int] | None:
    """The column of each unsur, when this row names them."""
    names = [str(cell).strip().lower() if cell is not None else "" for cell in row]
    by_key = {key: names.index(key) for key in found.order if key in names}
    by_number = _numbered(names, found.order)
    columns = by_key if len(by_key) >= len(by_number) else by_number
    if len(columns) < 2:
        return None
    found.by_number = columns is by_number
    for place, key in enumerate(found.order):
        if key not in columns:
            facts = {"label": survey.label(key), "number": survey.number(place)}
            found.problems.append(Problem(NO_COLUMN, key, facts))
    return columns


def _numbered(names: Sequence[str], order: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, name in enumerate(names):
        match = _NUMBERED.fullmatch(name)
        if match and 1 <= int(match[1]) <= len(order):
            columns.setdefault(order[int(match[1]) - 1], place)
    return columns


def _ends(row: Cells, columns: Mapping[str, int]) -> bool:
    """Whether the sums below the forms begin here."""
    return ends(row, min(columns.values()))


def ends(row: Cells, first: int) -> bool:
    """Whether the sums below the forms begin in this row; `first` is the column of the first unsur."""
    return any(isinstance(cell, str) and _SUMS.match(cell) for cell in row[:first])


def _form(row: Cells, number: int, columns: Mapping[str, int], found: Read) -> None:
    answers: dict[str, int | None] = {}
    for key, place in columns.items():
        cell = row[place] if place < len(row) else None
        if cell is None or not str(cell).strip():
            answers[key] = None
            continue
        match = _VALUE.fullmatch(str(cell))
        if match is None or isinstance(cell, bool):
            facts = {"row": number, "label": survey.label(key), "value": str(cell)[:40]}
            found.problems.append(Problem(OUTSIDE, key, facts))
        answers[key] = int(match[1]) if match else None
    if any(value is not None for value in answers.values()):
        found.forms.append(answers)
