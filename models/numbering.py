"""Numbers of the register books: taken in the transaction that registers, from a counter that is locked.

Whoever is rolled back, or dies, gives the number back by that alone; whoever commits keeps it for ever.
Two at once wait for each other, so that no number is skipped and none is given twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from models import many_put, pattern, writing
from models.books import Book, Books, NoNumber, book_of, books_of
from models.panel import Desk

LACKING = {
    "klasifikasi": "Buku {book} belum punya kode klasifikasi. Isi pada buku atau pada suratnya.",
    "unit": "Buku {book} belum punya unit pemegang. Isi pada buku atau pada suratnya.",
}

# A new row of the counter belongs to this transaction, an old one is locked: until the commit nobody
# else gets as far as the statement after this.
_LOCK = sa.text("""
    INSERT INTO panel.counter (book, year, month, last) VALUES (:book, :year, :month, 0)
    ON CONFLICT (book, year, month) DO UPDATE SET last = counter.last""")


_COUNTER = sa.table(
    "counter",
    sa.column("book"),
    sa.column("year"),
    sa.column("month"),
    sa.column("last", sa.Integer),
    schema="panel",
)


@dataclass(frozen=True, slots=True)
class Taken:
    """A number that was given. `entry` is the key of its line, as in an address."""

    number: str
    entry: str
    sequence: int


@dataclass(frozen=True, slots=True)
class _Period:
    """Within a period no sequence comes twice. `year` and `month` are 0 where the book never begins again."""

    year: int
    month: int


def take(
    desk: Desk,
    book: str,
    entry: Mapping[str, object],
    *,
    classification: str | None = None,
    unit: str | None = None,
) -> Taken:
    """Takes the next number of a book and writes its line, in the caller's transaction.

    `entry` has canonical values by field key of the entries' screen; `classification` and `unit`, also
    as words of `entry`, stand for those of the book. Raises NoNumber, Refused, Busy; nothing is taken then.
    """
    books = books_of(desk)
    given = {"classification": classification, "unit": unit}
    with writing.working(desk, books.entries):
        (sequence, number, line) = _taken(desk, books, book, [entry], given)[0]
        saved = writing.put(desk, books.entries, line)
    assert saved.key is not None
    return Taken(number, saved.key, sequence)


def take_all(desk: Desk, book: str, entries: Sequence[Mapping[str, object]]) -> list[str]:
    """Takes a number for each of these lines, in their order, with one lock. Raises as `take` does."""
    books = books_of(desk)
    with writing.working(desk, books.entries):
        found = _taken(desk, books, book, entries, {})
        many_put.put(desk, books.entries, [line for _, _, line in found])
    return [number for _, number, _ in found]


def _taken(
    desk: Desk,
    books: Books,
    code: str,
    entries: Sequence[Mapping[str, object]],
    words: Mapping[str, str | None],
) -> list[tuple[int, str, dict[str, object]]]:
    """Moves the counter on; for each line its sequence, its number, and the line as it is written."""
    now = desk.now.astimezone(desk.panel.office.zone)
    book = book_of(desk, books, code)
    book.refuse_if_closed(now.date())
    book.refuse_if_wrong()
    first = _next(desk, books, book, _period(book.reset, now.date()), len(entries)) - len(entries) + 1
    by, made = _by_key(books, {"registered_by": desk.actor.name}), []
    for sequence, entry in enumerate(entries, start=first):
        own = dict(entry)
        given = {name: words.get(name) or _word(books, own, name) for name in ("classification", "unit")}
        number = _number(book, sequence, now.date(), given)
        line = _by_key(books, _line(book, now, sequence, number))
        made.append((sequence, number, {**by, **own, **line}))
    return made


def _by_key(books: Books, values: Mapping[str, object]) -> dict[str, object]:
    """Values by the names of the reference tables, by the keys of the fields that there are here."""
    return {one.key: value for name, value in values.items() if (one := books.of_entry(name))}


def _word(books: Books, entry: dict[str, object], name: str) -> str | None:
    """A word for the pattern that came with the line; it stays in the line only where that has a place."""
    place = books.of_entry(name)
    found = entry.get(place.key) if place else entry.pop(name, None)
    return str(found) if found else None


def _period(reset: str, day: date) -> _Period:
    if reset == "tidak":
        return _Period(0, 0)
    return _Period(day.year, day.month if reset == "bulan" else 0)


def _next(desk: Desk, books: Books, book: Book, period: _Period, count: int) -> int:
    """Locks the counter of a period and moves it on; the last of its new numbers."""
    row = {"book": book.code, "year": period.year, "month": period.month}
    desk.connection.execute(_LOCK, row)
    # A statement of its own: with the counter in hand it sees every line that others have committed.
    here = [_COUNTER.c[name] == value for name, value in row.items()]
    last = sa.func.greatest(_COUNTER.c.last, _highest(desk, books, book, period), _before(desk, books, book))
    statement = sa.update(_COUNTER).where(*here).values(last=last + count).returning(_COUNTER.c.last)
    return int(desk.connection.execute(statement).scalar_one())


def _highest(desk: Desk, books: Books, book: Book, period: _Period) -> sa.ColumnElement[int]:
    """The last number of a period in the book itself: some lines were imported, or written in psql."""
    entries = desk.panel.table_of(books.entries).alias("e")
    when = (("year", period.year), ("month", period.month))
    same = [entries.c[books.entry(name)] == value for name, value in when if value]
    found = sa.select(sa.func.max(entries.c[books.entry("sequence")])).where(
        _is_of(books, book, entries), *same
    )
    return sa.func.coalesce(found.scalar_subquery(), 0)


def _before(desk: Desk, books: Books, book: Book) -> sa.ColumnElement[int]:
    """The last number of the paper book: only the very first number given here follows on from it."""
    entries, others = desk.panel.table_of(books.entries).alias("e"), _COUNTER.alias("other")
    begun = sa.exists().where(others.c.book == book.code, others.c.last > 0)
    written = sa.exists().select_from(entries).where(_is_of(books, book, entries))
    return sa.case((sa.or_(begun, written), 0), else_=book.start_at - 1)


def _is_of(books: Books, book: Book, entries: sa.FromClause) -> sa.ColumnElement[bool]:
    column = entries.c[books.entry("book")]
    return column == sa.literal(book.named, column.type)


def _number(book: Book, sequence: int, day: date, given: Mapping[str, str | None]) -> str:
    values = pattern.Values(
        sequence,
        day,
        classification=given["classification"] or book.classification,
        unit=given["unit"] or book.unit,
    )
    for token in pattern.lacking(book.pattern, values):
        raise NoNumber(LACKING[token], book=book.name)
    return pattern.number(book.pattern, values)


def _line(book: Book, now: datetime, sequence: int, number: str) -> dict[str, object]:
    return {
        "book": book.named,
        "year": now.year,
        "month": now.month if book.reset == "bulan" else 0,
        "sequence": sequence,
        "number": number,
        "registered_at": _moment(now),
    }


def _moment(at: datetime) -> str:
    """To the minute, as registers are kept."""
    return at.replace(second=0, microsecond=0).isoformat()
