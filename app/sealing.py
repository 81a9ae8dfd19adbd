"""What happened is out of the panel's own hands, where somebody mightier installs it.

`panel.history` and `panel.event` then belong to a role that nobody can log in as. The panel's role reads
them and adds events; rows of the history come by the trigger alone. Beside the embedded server its keeper
does this; on another server the installing role, if it may.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

import config
from app.cluster import OWNER, PASSWORDS, SUPERUSER
from app.database import connect, engine_for, sqlstate
from models.migrations import upgrade

KEEPER = "panel_keeper"
TABLES = ("history", "event")
FUNCTIONS = (
    "row_key(text[])",
    "kept_value(jsonb, int)",
    "audit_row()",
    "audit_rows()",
    "audit_truncate()",
    "keep_what_happened()",
)
# The owner of a schema may drop what is in it, whoever owns that: only an event trigger stops him.
GUARD = f"""
    CREATE SCHEMA IF NOT EXISTS {KEEPER};
    CREATE OR REPLACE FUNCTION {KEEPER}.keep_history() RETURNS event_trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF EXISTS (SELECT FROM pg_event_trigger_dropped_objects() WHERE schema_name = 'panel' AND (
                       object_type = 'table' AND object_name IN ('history', 'event')
                       OR object_type = 'function' AND object_identity ~ '^panel[.]audit_rows?[(]'))
           AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
            RAISE EXCEPTION 'riwayat panel tidak dapat dihapus' USING ERRCODE = 'insufficient_privilege';
        END IF;
    END $$;
    DO $$
    BEGIN
        IF NOT EXISTS (SELECT FROM pg_event_trigger WHERE evtname = '{KEEPER}') THEN
            CREATE EVENT TRIGGER {KEEPER} ON sql_drop EXECUTE FUNCTION {KEEPER}.keep_history();
        END IF;
    END $$;
"""


def seal(connection: sa.Connection) -> bool:
    """Takes the history out of the hands of this connection's role. True when that is so now."""
    owner = connection.scalar(sa.text("SELECT current_user"))
    embedded = _keeper_of(connection.engine.url)
    if embedded is None:
        return seal_for(connection, owner, guard=False)  # on somebody's server, nothing beyond our schema
    with connect(engine_for(embedded)) as keeper:
        return seal_for(keeper, owner)


def _keeper_of(url: sa.URL) -> sa.URL | None:
    """The address of the embedded server's keeper, when this is our own embedded database."""
    file = config.PANEL_DATA / "postgres" / PASSWORDS
    if url.username != OWNER or not file.is_file():
        return None
    known = json.loads(file.read_text())
    return url.set(username=SUPERUSER, password=known[SUPERUSER]) if url.password == known[OWNER] else None


def seal_for(connection: sa.Connection, owner: str, *, guard: bool = True) -> bool:
    """The same with a connection that may: the tables go from `owner` to the keeper. `guard`: a superuser
    also forbids that they are dropped."""
    try:
        mighty = connection.execute(
            sa.text("SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        ).one()
        if not any(mighty):
            return False
        _make_role(connection)
        _take(connection, owner, superuser=mighty.rolsuper, guard=guard)
        connection.commit()
    except DBAPIError as error:
        connection.rollback()
        if sqlstate(error) != "42501":
            raise
        return False  # may make roles, but not these: the triggers and the revoked rights stay
    return True


def _make_role(connection: sa.Connection) -> None:
    """The role belongs to the whole server: another database may be making it at this moment."""
    there = connection.scalar(
        sa.text("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = :n)"), {"n": KEEPER}
    )
    if there:
        return
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(f"CREATE ROLE {KEEPER} NOLOGIN")
    except DBAPIError as error:
        if sqlstate(error) not in ("42710", "23505"):  # duplicate_object, or both at the same instant
            raise


def _take(connection: sa.Connection, owner: str, *, superuser: bool, guard: bool) -> None:
    quoted = connection.dialect.identifier_preparer.quote(owner)
    borrowed = (f"{KEEPER} TO CURRENT_USER", f"CREATE ON SCHEMA panel TO {KEEPER}")
    if not superuser:
        _run(connection, *(f"GRANT {one}" for one in borrowed))
    upgrade.run(connection, upgrade.AUDIT)
    steps = [f"GRANT USAGE ON SCHEMA panel TO {KEEPER}"]
    steps += [f"ALTER TABLE panel.{name} OWNER TO {KEEPER}" for name in TABLES]
    steps += [f"ALTER FUNCTION panel.{name} OWNER TO {KEEPER}" for name in FUNCTIONS]
    steps += [f"GRANT SELECT ON panel.history, panel.event TO {quoted}"]
    steps += [f"GRANT INSERT ON panel.event TO {quoted}"]
    _run(connection, *steps)
    if superuser and guard:
        connection.exec_driver_sql(GUARD, execution_options={"no_parameters": True})
    if not superuser:
        _run(connection, *("REVOKE " + one.replace(" TO ", " FROM ") for one in reversed(borrowed)))


def _run(connection: sa.Connection, *statements: str) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)
