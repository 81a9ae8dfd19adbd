"""A report filled: every sheet from one snapshot that can only be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import NoReturn

import psycopg2
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from models.description.report import TAKE, Column, Report, Sheet, Value
from models.errors import Busy, Forbidden, PanelError, Problem, Refused
from models.panel import Desk
from models.reporting import names, of_survey, shaping
from models.reporting.asking import REFUSED
from models.reporting.figures import Asked, Figures, Table
from models.reporting.links import linker
from models.reporting.merging import merge_small
from models.reporting.pivot import pivot
from models.reporting.preparing import prepare
from models.reporting.reading import every_moment, row_of
from models.reporting.shaping import Link, Row

MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_CELLS = 600_000  # of a sheet: a workbook of so many takes some ten seconds
TOO_LONG = "Laporan ini terlalu lama bagi basis data. Pilih periode yang lebih pendek, lalu coba lagi."
TOO_MANY = "Lembar {sheet} lebih dari {most} baris. Pilih periode yang lebih pendek."
TOO_WIDE = "Lembar {sheet} lebih dari {most} kolom. Pilih periode yang lebih pendek."
TOO_LARGE = "Lembar {sheet} lebih dari {most} sel. Pilih periode yang lebih pendek."
BROKEN = "Laporan ini belum bisa dihitung (kode {code}). Sampaikan kode itu kepada pengelola panel."
LOST = "Sambungan ke basis data terputus. Tunggu sebentar, lalu coba lagi."
# Long expressions cost the server more to compile than to work out.
_ZONE = sa.text("SELECT set_config('TimeZone', :zone, true), set_config('jit', 'off', true)")
_UNLOCK = sa.text("SELECT pg_advisory_unlock_all()")
_TOO_LONG = "57014"  # query_canceled


def run(desk: Desk, report: Report, asked: Asked) -> Figures:
    """The figures of a report for what was asked (see asking.py), which whoever asks may see: raises
    Forbidden else, Refused where there is more than a report can show, Busy, PanelError."""
    if not desk.actor.may("show", report.right) and not desk.actor.may(TAKE, report.right):
        raise Forbidden
    values = names.values_of(desk, asked)
    link = linker(values, lambda screen: desk.actor.may("list", screen))
    people = _Pseudonyms()
    with snapshot(desk, only_reads=not report.prepare) as at, _in_words():
        before = prepare(at, report, values) if report.prepare else {}
        tables = tuple(_table(at, report, sheet, values, before, link, people) for sheet in report.sheets)
    return Figures(report, asked, tables, desk.now)


@contextmanager
def snapshot(desk: Desk, *, only_reads: bool = True) -> Iterator[Desk]:
    """The desk on a connection of its own, which sees one moment of the database and can not write; unless
    tables of its own come first (see preparing.py)."""
    with desk.connection.engine.connect() as connection:
        mode = ", READ ONLY" if only_reads else ""
        connection.exec_driver_sql(f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ{mode}")
        # Days and months are the office's, whoever opened the connection.
        connection.execute(_ZONE, {"zone": str(desk.panel.office.zone)})
        try:
            yield replace(desk, connection=connection)
        finally:
            _leave_nothing(connection)


def _leave_nothing(connection: sa.Connection) -> None:
    """Ends the transaction, and what of an office's SQL would outlive it: the next who gets this connection
    would hold its locks."""
    connection.rollback()
    if not connection.invalidated:
        connection.execute(_UNLOCK)
        connection.rollback()


@contextmanager
def _in_words() -> Iterator[None]:
    """What the server refuses, as a sentence; neither its words nor the SQL."""
    try:
        yield
    except DBAPIError as error:
        code = str(getattr(error.orig, "pgcode", None) or "")
        if code == _TOO_LONG:
            raise Busy(TOO_LONG) from error
        if not code and (error.connection_invalidated or isinstance(error.orig, psycopg2.OperationalError)):
            raise Busy(LOST) from error
        raise PanelError(BROKEN, code=code or type(error.orig).__name__) from error


def _table(
    desk: Desk,
    report: Report,
    sheet: Sheet,
    values: Mapping[str, object],
    before: Mapping[str, str],
    link: Link,
    people: _Pseudonyms,
) -> Table:
    rows = _rows(desk, report, sheet, values, before)
    if len(rows) > MOST_ROWS:
        _refuse(TOO_MANY, sheet, MOST_ROWS)
    if sheet.across and len({row.get(sheet.across.by) for row in rows}) > MOST_COLUMNS:
        _refuse(TOO_WIDE, sheet, MOST_COLUMNS)
    hidden = [people.hide(sheet, row) for row in rows]
    made = pivot(sheet, sheet.across, hidden, link) if sheet.across else shaping.plain(sheet, hidden, link)
    if len(made.columns) > MOST_COLUMNS:
        _refuse(TOO_WIDE, sheet, MOST_COLUMNS)
    if len(made.columns) * len(made.lines) > MOST_CELLS:
        _refuse(TOO_LARGE, sheet, MOST_CELLS)
    return shaping.table(sheet, merge_small(made, sheet.merge) if sheet.merge else made)


def _refuse(sentence: str, sheet: Sheet, most: int) -> NoReturn:
    facts = {"sheet": sheet.label, "most": f"{most:,}".replace(",", ".")}
    raise Refused(Problem(sentence, None, facts), sentence=REFUSED)


def _rows(
    desk: Desk, report: Report, sheet: Sheet, values: Mapping[str, object], before: Mapping[str, str]
) -> Sequence[Row]:
    zone = desk.panel.office.zone
    if sheet.rows is not None:
        keys = [one.key for one in sheet.columns]
        return [row_of(keys, row, zone) for row in sheet.rows(desk, values)]
    if sheet.survey is not None:
        return of_survey.rows(desk, sheet.survey, values)
    types = names.types_of(report.parameters, period=bool(report.periods))
    office = desk.panel.office.parameters
    clause = names.bound(names.after(before, sheet.sql or ""), office, types, values, MOST_ROWS + 1)
    with every_moment(desk.connection):
        found = desk.connection.execute(clause)
        names_found = tuple(found.keys())
        return [row_of(names_found, row, zone) for row in found]


class _Pseudonyms:
    """The same person has the same number in all sheets of a report, and in no other."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def hide(self, sheet: Sheet, row: Row) -> Row:
        hidden = {
            one.key: self._name(one, row.get(one.key)) for one in sheet.columns if one.format == "pseudonym"
        }
        return {**row, **hidden} if hidden else row

    def _name(self, column: Column, value: Value) -> Value:
        if value is None or value == "":
            return None
        number = self._numbers.setdefault(str(value), len(self._numbers) + 1)
        return f"{column.label} {number}"
