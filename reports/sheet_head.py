"""The head of a sheet that somebody brings: which row it is, and which field each column means."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from models.description.screen import Field
from reports.sheet_cell import Cell, SheetRow, letters, plain

VERSION = "_versi"
_LOOKED_AT = 30  # rows among which the head is
_SHORTEST = 4  # letters of a title that is only nearly a label
_NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sheet. `at` from 0, `letter` as it stands above it."""

    at: int
    title: str

    @property
    def letter(self) -> str:
        return letters(self.at)


@dataclass(frozen=True, slots=True)
class Head:
    """The row of titles. `columns` are those that have one; `version` is the column of row versions that
    an export of ours brings; `below` has the first rows under it."""

    row: int
    columns: tuple[Column, ...]
    version: int | None
    below: tuple[SheetRow, ...] = ()

    @property
    def repeated(self) -> tuple[tuple[str, str], ...]:
        """Titles that stand above more than one column, each with the letters of those."""
        at: dict[str, list[Column]] = {}
        for one in self.columns:
            at.setdefault(plain_title(one.title), []).append(one)
        doubles = (found for found in at.values() if len(found) > 1)
        return tuple((found[0].title, ", ".join(one.letter for one in found)) for found in doubles)

    @property
    def digest(self) -> str:
        """The same for sheets with the same titles in the same order."""
        told = "\x1f".join(plain_title(one.title) for one in self.columns)
        return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]


def plain_title(title: str) -> str:
    """A title without its case, blanks and marks: Nama Desa* is namadesa."""
    return _NOISE.sub("", title.casefold())


def find(rows: Iterable[SheetRow], fields: Mapping[str, Field], row: int | None = None) -> Head | None:
    """The head of a sheet: the row that knows most fields; with none of those, the first with two titles.

    `row` says which instead. None for a sheet without rows.
    """
    first = list(islice(rows, _LOOKED_AT + (row or 0)))
    if not first:
        return None
    if row is not None:
        at = next((n for n, one in enumerate(first) if one.number >= row), len(first) - 1)
    else:
        names = _names(fields.values())
        known = [sum(plain_title(plain(cell)) in names for cell in one.cells if cell) for one in first]
        several = next((n for n, one in enumerate(first) if sum(map(bool, one.cells)) > 1), 0)
        at = known.index(max(known)) if max(known) else several
    columns = _columns(first[at].cells)
    version = next((one.at for one in columns if one.title == VERSION), None)
    told = tuple(one for one in columns if one.at != version)
    return Head(first[at].number, told, version, tuple(first[at + 1 : at + 6]))


def _columns(cells: Sequence[Cell]) -> tuple[Column, ...]:
    """Of a merged title only the first cell says anything; columns without one are passed over."""
    told = ((at, " ".join(plain(cell).split())) for at, cell in enumerate(cells))
    return tuple(Column(at, title) for at, title in told if title)


def _names(fields: Iterable[Field]) -> dict[str, str]:
    """Every word by which a field is known -> its key. The label goes before the name of the column."""
    found: dict[str, str] = {}
    fields = list(fields)
    labels = [(word, one.key) for one in fields for word in (one.label.id, one.label.en or "")]
    names = [(word, one.key) for one in fields for word in (one.key, str(one.column.name))]
    for word, key in labels + names:
        if plain_title(word):
            found.setdefault(plain_title(word), key)
    return found


def matched(head: Head, fields: Mapping[str, Field]) -> dict[int, str]:
    """Column -> field key, for those whose title says it. Each field is meant once: the first column.

    A title that begins one label only, or that one label only begins, means that one: Telepon is Telepon
    kantor.
    """
    names, found = _names(fields.values()), dict[int, str]()
    for close in (False, True):
        for one in head.columns:
            title = plain_title(one.title)
            key = names.get(title) or (_close(title, names) if close else None)
            if key is not None and one.at not in found and key not in found.values():
                found[one.at] = key
    return found


def _close(title: str, names: Mapping[str, str]) -> str | None:
    if len(title) < _SHORTEST:
        return None
    likely = {
        key
        for name, key in names.items()
        if name.startswith(title) or (len(name) >= _SHORTEST and title.startswith(name))
    }
    return likely.pop() if len(likely) == 1 else None
