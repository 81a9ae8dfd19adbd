"""Asks the server about SQL that an office wrote: does it parse here, and what sort of value is it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from models.description.parameters import ME, replaced
from models.schema.catalog import Kind, Table
from models.schema.kinds import kind_of

NO_COLUMNS = "SELECT ini tidak punya kolom"
_TYPE = sa.text(
    "SELECT CASE WHEN n.nspname = 'pg_catalog' THEN t.typname END, t.typtype, t.typcategory,"
    " t.typcategory = 'A', format_type(t.oid, NULL)"
    " FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace"
    " WHERE t.oid = (SELECT CASE typtype WHEN 'd' THEN typbasetype ELSE oid END FROM pg_type"
    " WHERE oid = :oid)"
)


@dataclass(frozen=True, slots=True)
class Probed:
    """What the server says of an expression: its kind and type, or what it has against it."""

    kind: Kind | None = None
    type: str = "text"
    refused: str | None = None


def unasked(table: Table, sql: str) -> Probed:
    """The probe of those who have no server at hand: accepts everything."""
    return Probed()


def probe_of(connection: sa.Connection) -> Callable[[Table, str], Probed]:
    """A probe that asks this connection, each question once. No row is read, and its transaction stays as
    it was."""
    answers: dict[str, Probed] = {}
    type_of = _types(connection)

    def ask(question: str) -> Probed:
        plain = connection.execution_options(no_parameters=True)
        try:
            with connection.begin_nested() as savepoint:
                oid = plain.exec_driver_sql(question).cursor.description[0][1]
                kind, type_ = type_of(oid)
                savepoint.rollback()
        except DBAPIError as error:
            return Probed(refused=_reason(error))
        return Probed(kind, type_)

    def probe(table: Table, sql: str) -> Probed:
        quote = connection.dialect.identifier_preparer.quote_identifier
        source = f"{quote(table.name.schema)}.{quote(table.name.name)}"
        question = f"SELECT (\n{replaced(sql, _nothing)}\n) FROM {source} LIMIT 0"
        if question not in answers:
            answers[question] = ask(question)
        return answers[question]

    return probe


def _types(connection: sa.Connection) -> Callable[[object], tuple[Kind, str]]:
    """The kind and the name of a type by its number, looked up once."""

    @cache
    def type_of(oid: object) -> tuple[Kind, str]:
        name, sort, category, is_array, type_ = connection.execute(_TYPE, {"oid": oid}).one()
        return kind_of(name, sort, category, is_array), type_

    return type_of


@dataclass(frozen=True, slots=True)
class Inspected:
    """What the server says of a SELECT: its columns with their kinds, or what it has against it."""

    columns: tuple[tuple[str, Kind], ...] = ()
    refused: str | None = None


Inspect = Callable[[str], Inspected]


def uninspected(sql: str) -> Inspected:
    """The inspector of those who have no server at hand: accepts everything."""
    return Inspected()


def inspector_of(connection: sa.Connection) -> Inspect:
    """Asks this connection about a SELECT without parameters. No row is read, nothing can be written."""
    type_of = _types(connection)

    def inspect(sql: str) -> Inspected:
        plain = connection.execution_options(no_parameters=True)
        try:
            with connection.begin_nested() as savepoint:
                plain.exec_driver_sql("SET TRANSACTION READ ONLY")  # until the savepoint goes
                asked = plain.exec_driver_sql(f"SELECT * FROM (\n{sql}\n) AS figures LIMIT 0")
                described = [(one[0], type_of(one[1])[0]) for one in asked.cursor.description]
                savepoint.rollback()
        except DBAPIError as error:
            return Inspected(refused=_reason(error))
        if not described:
            return Inspected(refused=NO_COLUMNS)
        return Inspected(tuple(described))

    return inspect


def _nothing(name: str) -> str:
    """What stands for a value that is known when the SQL runs."""
    return "NULL::text" if name == ME else "NULL"


def _reason(error: DBAPIError) -> str:
    diagnosis = getattr(error.orig, "diag", None)
    said = getattr(diagnosis, "message_primary", None) or str(error.orig).splitlines()[0]
    return str(said).strip().rstrip(".")
