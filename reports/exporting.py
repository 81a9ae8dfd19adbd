"""The export of a list: its rows and their number in one snapshot of the database, as xlsx or csv.

An export has a connection of its own, which is given back when the last row has come or when nobody reads
any further.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from models.copying import Rows
from models.description.screen import Screen
from models.errors import Busy
from models.panel import Desk
from models.query import Listing
from models.rule_sql import parameters
from models.selecting import fetch
from models.whole import Whole, whole
from reports import csv_text, excel, sheet_cells
from reports.excel import Notes
from reports.sheet_looks import TEXT, look_of, width_of
from reports.sheet_parts import Column

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
VERSION = "_versi"
TOO_BUSY = "Sedang ada {most} ekspor lain yang berjalan. Tunggu sampai selesai, lalu coba lagi."
_LOCKS = 0x4D656A61  # the advisory locks of exports
_LONGEST = "30min"  # that the database may work for one of them: the reader may be slow
_SETTINGS = sa.text("""
    SELECT set_config('statement_timeout', :longest, true),
           set_config('idle_in_transaction_session_timeout', :longest, true),
           set_config('jit', 'off', true)""")
_TURN = sa.text("""
    SELECT n FROM generate_series(1, :most) n WHERE pg_try_advisory_xact_lock(:locks, n) LIMIT 1""")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: those of a listing, or of those the `chosen` (encoded keys) alone."""

    listing: Listing
    chosen: tuple[str, ...] | None = None


class Export:
    """The rows of a list, counted and ready to be written. `close` it, written or not."""

    def __init__(self, desk: Desk, screen: Screen, wanted: Wanted, most: int) -> None:
        """`most` exports at once. Raises Busy, and what the list itself raises."""
        engine = desk.connection.engine
        self._connection = engine.connect().execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self._rows: Rows | None = None
        try:
            self._begin(most)
            self._desk = replace(desk, connection=self._connection)
            self.whole: Whole = whole(self._desk, screen, wanted.listing, wanted.chosen)
            (found,) = fetch(self._desk, self.whole.screen, self.whole.count)
            self.matched = int(next(iter(found.values())))
        except BaseException:
            self._connection.close()
            raise

    def _begin(self, most: int) -> None:
        self._connection.execute(_SETTINGS, {"longest": _LONGEST})
        if self._connection.execute(_TURN, {"most": most, "locks": _LOCKS}).first() is None:
            raise Busy(TOO_BUSY, most=most)

    def xlsx(self, name: str, notes: Notes, language: str, most: int = excel.MOST_ROWS) -> Iterator[bytes]:
        """The bytes of a workbook. `name` of its sheet; `most` rows a sheet."""
        looks = [look_of(one.field, one.in_words) for one in self.whole.shown]
        labels = [one.field.label.in_language(language) for one in self.whole.shown]
        columns = [
            Column(label, look, width_of(one.field, look, label))
            for one, look, label in zip(self.whole.shown, looks, labels, strict=True)
        ]
        cells = [
            sheet_cells.cell(one, look, language) for one, look in zip(self.whole.shown, looks, strict=True)
        ]
        if self.whole.version is not None:
            columns.append(Column(VERSION, TEXT, 20, hidden=True))
            cells.append(sheet_cells.text(self.whole.version))
        rows = self._copy([sheet_cells.row(cells)], "FORMAT text, ENCODING 'UTF8'", most)
        return excel.stream(name, columns, rows, self.matched, notes, most)

    def csv(self, words: csv_text.Words, language: str) -> Iterator[bytes]:
        """The bytes of a csv file as an Indonesian Excel opens it."""
        labels = [one.field.label.in_language(language) for one in self.whole.shown]
        cells = [csv_text.cell(one, words, language) for one in self.whole.shown]
        rows = self._copy(cells, "FORMAT csv, DELIMITER ';', ENCODING 'UTF8'", 1_000_000)
        return csv_text.stream(labels, rows, self.matched)

    def _copy(self, cells: Sequence[sa.ColumnElement[str]], format: str, together: int) -> Rows:
        statement = sa.select(*cells).select_from(self.whole.source)
        self._rows = Rows(self._connection, statement, parameters(self._desk), format, together)
        return self._rows

    def close(self) -> None:
        """Ends the transaction, if it has not ended, and lets the next export begin."""
        if self._rows is None:
            self._connection.close()
        else:
            self._rows.close()


class Download:
    """The bytes of an export, one piece after the other; `told` hears what went wrong on the way."""

    def __init__(self, export: Export, pieces: Iterable[bytes], told: Callable[[Exception], None]) -> None:
        self._export, self._pieces, self._told = export, iter(pieces), told

    def __iter__(self) -> Download:
        return self

    def __next__(self) -> bytes:
        try:
            return next(piece for piece in self._pieces if piece)
        except StopIteration:
            raise
        except Exception as error:  # the answer is under way: no border above hears of it any more
            self._told(error)
            raise

    def close(self) -> None:
        """Whoever reads has what they wanted, or is gone."""
        closing = getattr(self._pieces, "close", None)
        self._export.close()
        if closing is not None:
            closing()
