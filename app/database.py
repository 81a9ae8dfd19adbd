"""The way to the database: one engine, its sessions' settings, and what a refused door is called."""

from __future__ import annotations

import select
import socket
from collections.abc import Mapping
from typing import Any

import psycopg2
import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, InvalidatePoolError, OperationalError, ProgrammingError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, PoolProxiedConnection

from app import folder
from models.errors import PanelError

SCHEMA = "panel"
# FAB's own tables name no schema: they live in ours.
TRANSLATED = {"schema_translate_map": {None: SCHEMA}}

MAY_NOT_WRITE = ("42501", "25006")  # insufficient_privilege, read_only_sql_transaction


class SetupError(PanelError):
    """The person at the terminal reads one sentence: the panel cannot start, and what to do. Exit 1."""

    sentence = "Panel belum bisa dijalankan."


def address(config: Mapping[str, Any]) -> sa.URL:
    """Where the database is: as set, else where the embedded server of the data folder listens."""
    text = config["DATABASE_URL"] or folder.running(config["PANEL_DATA"]).get("url")
    if not text:
        raise SetupError("Basis data belum menyala. Jalankan: make run")
    return url_of(text)


def url_of(text: str | sa.URL) -> sa.URL:
    """The URL as SQLAlchemy wants it; `postgres://`, as hosting companies write it, is understood."""
    try:
        url = sa.make_url(text)
    except (ArgumentError, ValueError):  # the latter for a port that is no number
        raise SetupError(
            "DATABASE_URL bukan alamat basis data. Contoh: postgresql://pengguna:sandi@server/basisdata. "
            "Tanda @ : / # % di dalam sandi ditulis %40 %3A %2F %23 %25."
        ) from None
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise SetupError(
            "DATABASE_URL memakai {kind}. Panel ini hanya bekerja dengan PostgreSQL.",
            kind=url.get_backend_name(),
        )
    return url.set(drivername="postgresql+psycopg2")


def engine_options() -> dict[str, Any]:
    """What every engine of ours has. `listen` must follow, on the engine made with it."""
    return {
        "execution_options": TRANSLATED,
        "connect_args": {"connect_timeout": 10, "application_name": "meja-aduan"},
    }


# A role called `panel` would find, and make, tables in our schema before those of the office: "$user".
NOT_OURS_FIRST = """
SELECT set_config('search_path', regexp_replace(current_setting('search_path'), '"\\$user",? ?', ''), false)
WHERE current_user = 'panel'
"""


def listen(engine: sa.Engine, zone: str = "Asia/Jakarta", statement_timeout: int = 30) -> sa.Engine:
    """Gives each connection the office's clock, and none that the server has already closed."""
    settings = {
        "TimeZone": zone,
        "DateStyle": "ISO, DMY",
        "IntervalStyle": "postgres",
        "bytea_output": "hex",
        "statement_timeout": f"{statement_timeout}s",
        "idle_in_transaction_session_timeout": "60s",
    }
    calls = ", ".join("set_config(%s, %s, false)" for _ in settings)
    values = [part for pair in settings.items() for part in pair]

    @sa.event.listens_for(engine, "connect")
    def settle(connection: Any, _record: ConnectionPoolEntry) -> None:
        # Not by start-up options: poolers refuse those. Autocommit, or a rollback would undo it.
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + calls, values)
            cursor.execute(NOT_OURS_FIRST)
        connection.autocommit = False

    @sa.event.listens_for(engine, "checkout")
    def refuse_the_dead(connection: Any, _record: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
        # An idle connection has nothing to say. One that has was closed by a server that restarted:
        # seen without asking the server anything.
        if connection.closed or _readable(connection.fileno()):
            raise InvalidatePoolError()

    return engine


def _readable(descriptor: int) -> bool:
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        return bool(poll.poll(0))
    return bool(select.select([descriptor], [], [], 0)[0])


def engine_for(url: str | sa.URL, statement_timeout: int = 600, zone: str = "Asia/Jakarta") -> sa.Engine:
    """An engine for a job that ends: a check, an installation."""
    return listen(
        sa.create_engine(url_of(url), poolclass=NullPool, **engine_options()),
        zone,
        statement_timeout,
    )


def connect(engine: sa.Engine) -> sa.Connection:
    """A connection, or one sentence on why there is none."""
    try:
        return engine.connect()
    except OperationalError as error:
        raise explain(error.orig, engine.url) from None
    except ProgrammingError:  # of the driver: it knows the server's address, not what comes after "?"
        raise SetupError(
            "DATABASE_URL memuat pilihan yang tidak dikenal. Periksa bagian sesudah tanda tanya."
        ) from None
    except UnicodeError:
        raise SetupError("Server basis data menolak sambungan.") from None


# libpq gives a refused connection no code: its words are all there is to go by.
REFUSALS = (
    ("password authentication failed", "Sandi atau nama pengguna basis data salah untuk {user}."),
    ("no password supplied", "Server basis data meminta sandi. Tulis sandinya di DATABASE_URL."),
    ("no pg_hba.conf entry", "Server basis data tidak mengizinkan {user} masuk dari komputer ini."),
    ("does not exist", "Basis data {database} atau pengguna {user} tidak ada di server {host}."),
    ("permission denied for database", "Pengguna {user} tidak berhak membuka basis data {database}."),
    ("too many", "Server basis data penuh: terlalu banyak sambungan. Coba lagi sebentar lagi."),
    ("starting up", "Server basis data {host} sedang dinyalakan. Coba lagi sebentar lagi."),
    ("shutting down", "Server basis data {host} sedang dimatikan. Coba lagi setelah menyala."),
    ("translate host name", "Server {host} tidak dikenal. Periksa namanya di DATABASE_URL."),
    ("SSL", "Sambungan aman (SSL) ke server {host} gagal. Periksa sslmode di DATABASE_URL."),
)


def explain(error: BaseException | None, url: sa.URL) -> SetupError:
    """A refused connection in one sentence, without the password."""
    said = str(error)
    facts = {
        "user": url.username or "(tanpa nama)",
        "database": url.database or "(tanpa nama)",
        "host": url.host or url.query.get("host") or socket.gethostname(),
    }
    role_missing = 'role "' in said and "does not exist" in said
    if role_missing:
        return SetupError("Pengguna {user} tidak dikenal oleh server basis data {host}.", **facts)
    if 'database "' in said and "does not exist" in said:
        return SetupError("Basis data {database} tidak ada di server {host}.", **facts)
    for words, sentence in REFUSALS:
        if words in said:
            return SetupError(sentence, **facts)
    return SetupError(
        "Server basis data {host} tidak bisa dihubungi. Periksa apakah ia menyala dan alamatnya benar.",
        **facts,
    )


def sqlstate(error: BaseException) -> str:
    """The server's code of a failed statement, "" when there is none."""
    original = getattr(error, "orig", error)
    return (original.pgcode or "") if isinstance(original, psycopg2.Error) else ""
