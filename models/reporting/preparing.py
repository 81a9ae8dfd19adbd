"""What several sheets of a report read: worked out once, in temporary tables of the same snapshot."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from models.description.report import Report
from models.panel import Desk
from models.reporting import names

_NOT_HERE = frozenset({"42501", "25006", "0A000"})  # no right, a server that only reads, no such thing


def prepare(desk: Desk, report: Report, values: Mapping[str, object]) -> Mapping[str, str]:
    """Fills the tables in the reader's own transaction, which can write nothing else from here on. Gives what
    this server has no tables for: SQL that goes before each sheet instead (see names.after)."""
    connection = desk.connection
    types = names.types_of(report.parameters, period=bool(report.periods))
    selects = {
        name: names.bound(sql, desk.panel.office.parameters, types, values)
        for name, sql in report.prepare.items()
    }
    try:
        with connection.begin_nested():
            for name, select in selects.items():
                _run(connection, f'CREATE TEMPORARY TABLE "{name}" ON COMMIT DROP AS %s WITH NO DATA', select)
    except DBAPIError as error:
        if getattr(error.orig, "pgcode", None) not in _NOT_HERE:
            raise
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        return report.prepare
    connection.exec_driver_sql("SET TRANSACTION READ ONLY")
    for name, select in selects.items():
        _run(connection, f'INSERT INTO pg_temp."{name}" %s', select)
        connection.exec_driver_sql(f'ANALYZE pg_temp."{name}"')
    return {}


def _run(connection: sa.Connection, around: str, select: sa.TextClause) -> None:
    """A SELECT with its values, inside another statement."""
    given = {one.key: one.value for one in select.compile().binds.values()}
    connection.execute(sa.text(around.replace("%s", select.text)), given)
