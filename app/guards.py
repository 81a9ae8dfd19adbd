"""Triggers on the office's tables: on the reference tables of our making, elsewhere when the DBA wants them.

`GUARDS` makes them: whatever else the database must keep is one more function there. The names of all
begin with panel_.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app import reference
from app.database import MAY_NOT_WRITE, SetupError, sqlstate
from app.office import OFFICES
from models.description.screen import Screen
from models.panel import Panel
from models.schema.catalog import TableName

LOCK_TIMEOUT = "5s"
LOCKED = "55P03"


@dataclass(frozen=True, slots=True)
class Guard:
    """A trigger of ours. `when` is its head, as in AFTER INSERT OR UPDATE; no two of a table share a name."""

    name: str
    when: str
    function: str
    argument: str | None = None
    each: str = "ROW"


def audit(panel: Panel, screen: Screen) -> Guard | None:
    """Writes every change down, with the key of its row and of the row that it belongs to."""
    told: dict[str, object] = {"key": screen.key_columns, "zone": str(panel.office.zone)}
    followed = screen.fields.get(screen.follows or "")
    if followed is not None and followed.reference is not None:
        above = panel.screens[followed.reference.screen].table.name
        told["follows"] = {"column": followed.column.name, "schema": above.schema, "table": above.name}
    argument = json.dumps(told, ensure_ascii=False)
    return Guard("panel_audit", "AFTER INSERT OR UPDATE OR DELETE", "panel.audit_row", argument)


def no_truncate(_panel: Panel, _screen: Screen) -> Guard | None:
    return Guard("panel_audit_truncate", "BEFORE TRUNCATE", "panel.audit_truncate", each="STATEMENT")


Maker = Callable[[Panel, Screen], Guard | None]
AUDIT: tuple[Maker, ...] = (audit, no_truncate)
# What reference tables of our making have; on others only what the DBA has put there.
GUARDS: tuple[Maker, ...] = AUDIT


def attach(connection: sa.Connection, panel: Panel) -> list[str]:
    """Makes the triggers that are missing or say something else now; takes none away. The caller commits.

    On the reference tables where they are ours, and wherever the DBA has put them before. Gives the
    names of the tables that this role may not touch.
    """
    there = _there(connection)
    refused = []
    ours = _reference(connection)
    for screen in _guarded(panel, {*ours, *there}):
        known = there.get(screen.table.name, {})
        mine = screen.described and screen.table.name in ours
        statements = missing(GUARDS, panel, screen, known, only_known=not mine)
        if statements and not _run(connection, statements):
            refused.append(str(screen.table.name))
    return refused


def missing(
    makers: Iterable[Maker],
    panel: Panel,
    screen: Screen,
    there: Mapping[str, str | None],
    *,
    only_known: bool = False,
) -> list[str]:
    """The statements for a screen's table. `there`: name and argument of the triggers that it has."""
    found: list[str] = []
    for make in makers:
        guard = make(panel, screen)
        if guard is None or (only_known and guard.name not in there):
            continue
        if guard.name not in there or there[guard.name] != guard.argument:
            found += create(screen.table.name, guard)
    return found


def wanted(connection: sa.Connection, panel: Panel, key: str, *, off: bool) -> list[str]:
    """What puts the triggers on a screen's table, or takes them off. Raises SetupError."""
    screen = panel.screens.get(key)
    if screen is None:
        raise SetupError("Layar {screen} tidak ada. Lihat: flask panel describe", screen=key)
    if off:
        return drop(AUDIT, panel, screen)
    if screen.table.kind not in ("table", "partitioned") or not screen.key_columns:
        raise SetupError("Layar {screen} tidak bisa dicatat: tabelnya belum punya kunci utama.", screen=key)
    main = panel.screen_on(screen.table.name) or screen
    return missing(AUDIT, panel, main, _there(connection).get(screen.table.name, {}))


def run(connection: sa.Connection, key: str, statements: Sequence[str]) -> None:
    """Raises SetupError where this role may not."""
    if not _run(connection, statements):
        raise SetupError(
            "Akun basis data panel tidak berhak di tabel layar {screen}, atau tabel itu sedang dipakai. "
            "Minta pemilik tabel menjalankan yang dicetak oleh: flask panel audit {screen} --sql",
            screen=key,
        )


def create(table: TableName, guard: Guard) -> list[str]:
    argument = "" if guard.argument is None else "'" + guard.argument.replace("'", "''") + "'"
    action = f"FOR EACH {guard.each} EXECUTE FUNCTION {guard.function}({argument})"
    return [
        f"DROP TRIGGER IF EXISTS {guard.name} ON {quoted(table)}",  # no OR REPLACE before version 14
        f"CREATE TRIGGER {guard.name} {guard.when} ON {quoted(table)} {action}",
    ]


def drop(makers: Iterable[Maker], panel: Panel, screen: Screen) -> list[str]:
    made = (make(panel, screen) for make in makers)
    return [f"DROP TRIGGER IF EXISTS {one.name} ON {quoted(screen.table.name)}" for one in made if one]


def quoted(table: TableName) -> str:
    return ".".join('"' + part.replace('"', '""') + '"' for part in (table.schema, table.name))


def _there(connection: sa.Connection) -> dict[TableName, dict[str, str | None]]:
    rows = connection.execute(
        sa.text(r"""
            SELECT n.nspname AS schema, c.relname AS name, t.tgname AS trigger,
                   CASE WHEN t.tgnargs = 1 THEN convert_from(
                       substring(t.tgargs FOR octet_length(t.tgargs) - 1), getdatabaseencoding()) END AS said
            FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE t.tgname LIKE 'panel\_%' AND NOT t.tgisinternal AND NOT c.relispartition""")
    )
    found: dict[TableName, dict[str, str | None]] = {}
    for row in rows:
        found.setdefault(TableName(row.schema, row.name), {})[row.trigger] = row.said
    return found


def _reference(connection: sa.Connection) -> frozenset[TableName]:
    """The reference tables, where they are of our making."""
    if not reference.is_ours(connection):
        return frozenset()
    place = str(connection.scalar(sa.text("SELECT current_schema()")))
    return frozenset(
        TableName(place, name) for name in reference.table_names(OFFICES / "kecamatan" / "schema")
    )


def _guarded(panel: Panel, tables: Collection[TableName]) -> Iterable[Screen]:
    """For each of these tables the screen that its references lead to."""
    found = (panel.screen_on(table) for table in sorted(tables))
    return (screen for screen in found if screen is not None and screen.key_columns)


def _run(connection: sa.Connection, statements: Sequence[str]) -> bool:
    """False where this role may not, or somebody holds the table: the next start tries again."""
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
            for statement in statements:
                connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
    except DBAPIError as error:
        if sqlstate(error) not in (*MAY_NOT_WRITE, LOCKED):
            raise
        return False
    return True


def attach_if_allowed(engine: sa.Engine, panel: Panel) -> None:
    """`attach`, committed; a role that may only read leaves everything as it is."""
    try:
        with engine.begin() as connection:
            attach(connection, panel)
    except DBAPIError as error:
        if sqlstate(error) not in MAY_NOT_WRITE:
            raise


def detach(connection: sa.Connection, panel: Panel) -> None:
    """Takes the triggers off the reference tables: for filling them with made-up rows, which no one wrote."""
    for screen in _guarded(panel, _reference(connection)):
        _run(connection, drop(GUARDS, panel, screen))
