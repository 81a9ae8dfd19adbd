"""The register books of an office: which tables they are, and what a book says about its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from models import pattern
from models.description.reading import named
from models.description.screen import Field, Screen
from models.errors import PanelError, Problem, Refused
from models.panel import Desk
from models.values import Canonical

NO_BOOKS = "Kantor ini belum punya buku register. Tulis kata books di office.yaml."
NO_BOOK = "Buku register {book} tidak ada. Tambahkan di layar buku register."
CLOSED = "Buku {book} sudah ditutup, jadi tidak memberi nomor lagi. Pakai buku lain, atau buka buku ini lagi."


class NoNumber(Refused):
    """The person sees why no number could be taken, or given up. Nothing was registered. (422)"""

    def __init__(self, sentence: str, **facts: object) -> None:
        PanelError.__init__(self, sentence, **facts)
        self.problems = (Problem(sentence, None, facts),)


@dataclass(frozen=True, slots=True)
class Books:
    """The two screens, and the field of each that has the meaning of a column of the reference tables."""

    books: Screen
    entries: Screen
    columns: Mapping[str, str]

    def of_book(self, name: str) -> Field | None:
        """The field of the books that stands for a column of the reference table, if there is one."""
        return named(self.books.fields, self.columns.get(name, name))

    def of_entry(self, name: str) -> Field | None:
        """The same of the entries."""
        return named(self.entries.fields, self.columns.get(name, name))

    def entry(self, name: str) -> str:
        """The key of a field that every table of entries has: the check has seen to it."""
        found = self.of_entry(name)
        assert found is not None, name
        return found.key


@dataclass(frozen=True, slots=True)
class Book:
    """A book as it stands now. `named` is what its entries call it by."""

    code: str
    name: str
    named: Canonical
    pattern: str
    reset: str
    start_at: int
    classification: str | None
    unit: str | None
    closed_on: str | None

    def refuse_if_closed(self, today: date) -> None:
        """Raises NoNumber from the day after the last one."""
        # As texts: ISO days are in the order of their letters, and infinity comes after all of them.
        if self.closed_on is not None and self.closed_on < today.isoformat():
            raise NoNumber(CLOSED, book=self.name)

    def refuse_if_wrong(self) -> None:
        """Raises NoNumber for a pattern that somebody wrote past the check of the table."""
        for problem in pattern.problems(self.pattern, self.reset):
            raise NoNumber(problem.sentence, **problem.facts)


def books_of(desk: Desk) -> Books:
    """The office's books. Raises NoNumber where it has none."""
    spec, screens = desk.panel.office.books, desk.panel.screens
    if spec is None or spec.screen not in screens or spec.entries not in screens:
        raise NoNumber(NO_BOOKS)
    return Books(screens[spec.screen], screens[spec.entries], spec.columns)


def book_of(desk: Desk, books: Books, code: str) -> Book:
    """The book of a code. Raises NoNumber where there is none."""
    table = desk.panel.table_of(books.books)
    key = books.of_book("code")
    assert key is not None  # the check has seen to it
    found = desk.connection.execute(_reading(books, table).where(table.c[key.key] == code)).mappings().first()
    if found is None:
        raise NoNumber(NO_BOOK, book=code)
    return Book(
        code=code,
        name=str(found.get("name") or code),
        named=found["named"],
        pattern=str(found["pattern"] or ""),
        reset=str(found.get("reset") or "tahun"),
        start_at=int(found.get("start_at") or 1),
        classification=found.get("classification"),
        unit=found.get("unit"),
        closed_on=found.get("closed_on"),
    )


_READ = ("name", "pattern", "reset", "start_at", "classification", "unit", "closed_on")


def _reading(books: Books, table: sa.Table) -> sa.Select[Any]:
    columns = [
        table.c[one.key].label(name) for name in _READ if (one := books.of_book(name)) and one.sql is None
    ]
    return sa.select(*columns, table.c[_pointed_at(books)].label("named"))


def _pointed_at(books: Books) -> str:
    """The field of a book that its entries hold: what their reference leads to, else the code."""
    entry = books.of_entry("book")
    target = entry.reference.target_columns[0] if entry and entry.reference else None
    found = books.books.field_of(target) if target else books.of_book("code")
    assert found is not None
    return found.key
