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
from models import keeping
from models.description.screen import Screen
from models.panel import Panel
from models.schema.catalog import TableName

LOCK_TIMEOUT = "5s"
LOCKED = "55P03"
# The rows of a statement, as its trigger knows them.
TOLD = {
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "INSERT": "NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}


@dataclass(frozen=True, slots=True)
class Guard:
    """A trigger of ours: its name, how it is made, and the arguments by which a newer one is told.

    `beside`: the trigger that it belongs to; where that one stands, this one must. `instead`: triggers that
    it takes the place of.
    """

    name: str
    sql: str
    arguments: tuple[str, ...] = ()
    beside: str = ""
    instead: tuple[str, ...] = ()


def audit(connection: sa.Connection, panel: Panel, screen: Screen) -> Iterable[Guard]:
    """Writes every change down, with the key of its row and of the row that it belongs to."""
    name, table = "panel_audit", quoted(screen.table.name)
    told: dict[str, object] = {"key": screen.key_columns, "zone": str(panel.office.zone)}
    followed = screen.fields.get(screen.follows or "")
    if followed is not None and followed.reference is not None:
        above = panel.screens[followed.reference.screen].table.name
        told["follows"] = {"column": followed.column.name, "schema": above.schema, "table": above.name}
    said = json.dumps(told, ensure_ascii=False)
    argument = "'" + said.replace("'", "''") + "'"
    if not _stands_alone(connection, screen):
        head = f"CREATE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON {table}"
        sql = f"{head} FOR EACH ROW EXECUTE FUNCTION panel.audit_row({argument})"
        # Those of a table that stood alone before it got parts: with them a change would be told twice.
        yield Guard(name, sql, (said,), instead=(f"{name}_insert", f"{name}_delete"))
        return
    for operation, rows in TOLD.items():
        own = name if operation == "UPDATE" else f"{name}_{operation.lower()}"
        head = f"CREATE TRIGGER {own} AFTER {operation} ON {table} REFERENCING {rows}"
        # The second argument tells this trigger from the one for each row that stood here before.
        function = f"panel.audit_rows({argument}, '{operation}')"
        yield Guard(own, f"{head} FOR EACH STATEMENT EXECUTE FUNCTION {function}", (said, operation), name)


def _stands_alone(connection: sa.Connection, screen: Screen) -> bool:
    """Whether what is said to a table is said to all its rows, and to no others."""
    parts = sa.text(
        "SELECT EXISTS (SELECT FROM pg_inherits"
        " WHERE CAST(:name AS regclass) IN (inhrelid::regclass, inhparent::regclass))"
    )
    name = quoted(screen.table.name)
    return screen.table.kind == "table" and not connection.scalar(parts, {"name": name})


def no_truncate(_connection: sa.Connection, _panel: Panel, screen: Screen) -> Iterable[Guard]:
    name = "panel_audit_truncate"
    head = f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {quoted(screen.table.name)}"
    yield Guard(name, f"{head} FOR EACH STATEMENT EXECUTE FUNCTION panel.audit_truncate()")


def state(connection: sa.Connection, panel: Panel, screen: Screen) -> Iterable[Guard]:
    """Lets a stored state change by the steps of its workflow alone."""
    for one in keeping.kept(panel):
        if one.screen.table.name == screen.table.name:
            for name, sql in keeping.triggers(connection, one):
                yield Guard(name, sql, one.arguments)


Maker = Callable[[sa.Connection, Panel, Screen], Iterable[Guard]]
There = Mapping[str, tuple[str, ...]]  # the triggers of a table: their arguments by their names
# What reference tables of our making have; on others only what the DBA has put there.
GUARDS: tuple[Maker, ...] = (audit, no_truncate, state)


def attach(connection: sa.Connection, panel: Panel) -> list[str]:
    """Makes the triggers that are missing or say something else now; takes none away. The caller commits.

    On the reference tables where they are ours, and wherever the DBA has put them before. Gives the
    names of the tables that this role may not touch.
    """
    keeping.sync(connection, panel)
    there = _there(connection)
    refused = []
    ours = _reference(connection)
    for screen in _guarded(panel, {*ours, *there}):
        known = there.get(screen.table.name, {})
        mine = screen.described and screen.table.name in ours
        statements = missing(GUARDS, connection, panel, screen, known, only_known=not mine)
        if statements and not _run(connection, statements):
            refused.append(str(screen.table.name))
    return refused


def missing(
    makers: Iterable[Maker],
    connection: sa.Connection,
    panel: Panel,
    screen: Screen,
    there: There,
    *,
    only_known: bool = False,
) -> list[str]:
    """The statements for a screen's table, where its triggers are not what they should be."""
    found: list[str] = []
    for guard in _made(makers, connection, panel, screen):
        if only_known and not there.keys() & {guard.name, guard.beside}:
            continue
        found += [_drop(name, screen) for name in guard.instead if name in there]
        if there.get(guard.name) != guard.arguments:  # no OR REPLACE before version 14
            found += [_drop(guard.name, screen), guard.sql]
    return found


def drop(makers: Iterable[Maker], connection: sa.Connection, panel: Panel, screen: Screen) -> list[str]:
    made = _made(makers, connection, panel, screen)
    return [_drop(name, screen) for guard in made for name in (guard.name, *guard.instead)]


def _made(
    makers: Iterable[Maker], connection: sa.Connection, panel: Panel, screen: Screen
) -> Iterable[Guard]:
    return (guard for make in makers for guard in make(connection, panel, screen))


def _drop(name: str, screen: Screen) -> str:
    return f"DROP TRIGGER IF EXISTS {name} ON {quoted(screen.table.name)}"


def wanted(connection: sa.Connection, panel: Panel, key: str, *, off: bool) -> list[str]:
    """What puts the triggers on a screen's table, or takes them off. Raises SetupError."""
    screen = panel.screens.get(key)
    if screen is None:
        raise SetupError("Layar {screen} tidak ada. Lihat: flask panel describe", screen=key)
    if off:
        return drop(GUARDS, connection, panel, screen)
    if screen.table.kind not in ("table", "partitioned") or not screen.key_columns:
        raise SetupError("Layar {screen} tidak bisa dicatat: tabelnya belum punya kunci utama.", screen=key)
    main = panel.screen_on(screen.table.name) or screen
    return missing(GUARDS, connection, panel, main, _there(connection).get(screen.table.name, {}))


def run(connection: sa.Connection, key: str, statements: Sequence[str]) -> None:
    """Raises SetupError where this role may not."""
    if not _run(connection, statements):
        raise SetupError(
            "Akun basis data panel tidak berhak di tabel layar {screen}, atau tabel itu sedang dipakai. "
            "Minta pemilik tabel menjalankan yang dicetak oleh: flask panel audit {screen} --sql",
            screen=key,
        )


def quoted(table: TableName) -> str:
    return ".".join('"' + part.replace('"', '""') + '"' for part in (table.schema, table.name))


def _there(connection: sa.Connection) -> dict[TableName, dict[str, tuple[str, ...]]]:
    rows = connection.execute(
        sa.text(r"""
            SELECT n.nspname AS schema, c.relname AS name, t.tgname AS trigger, t.tgargs AS said
            FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE t.tgname LIKE 'panel\_%' AND NOT t.tgisinternal AND NOT c.relispartition""")
    )
    found: dict[TableName, dict[str, tuple[str, ...]]] = {}
    for row in rows:
        said = tuple(one.decode() for one in bytes(row.said).split(b"\0")[:-1])  # each ends with a zero
        found.setdefault(TableName(row.schema, row.name), {})[row.trigger] = said
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
        _run(connection, drop(GUARDS, connection, panel, screen))
