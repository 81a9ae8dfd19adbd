"""Makes a database ready: our schema, the roles, their rights, the first accounts. Twice does no harm."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_appbuilder.security.sqla.models import User
from sqlalchemy.exc import DBAPIError

import config
from app import closed_days, create_app, guards, permissions, reference, sealing, users
from app.database import SCHEMA, SetupError, connect, engine_for, sqlstate
from app.office import OFFICES, office_folder, tables
from app.settings import number
from app.signin.passphrase import Rule
from models.actor import Actor
from models.migrations import upgrade
from models.panel import Desk, Panel

Say = Callable[[str], None]
DEMO = "demo/__init__.py"
LOCK = 0x6D656A61  # "meja": one installation at a time

STANDING = sa.text("""
    SELECT current_user AS who, current_database() AS database,
           current_setting('transaction_read_only') = 'on' AS read_only,
           has_database_privilege(current_database(), 'CREATE') AS may_create,
           to_regclass('panel.ab_user') IS NOT NULL
           AND to_regclass('panel.alembic_version') IS NOT NULL AS installed,
           (SELECT pg_has_role(current_user, nspowner, 'USAGE') FROM pg_namespace
            WHERE nspname = :schema) AS owner""")


@dataclass(frozen=True, slots=True)
class Installed:
    """What the person at the terminal is told. `password` is known only when it was made just now.

    `app` is the panel that the rights were read from, where no rows were filled in after that.
    """

    office: str
    accounts: tuple[users.User, ...] = ()
    password: str | None = None
    app: Flask | None = field(default=None, compare=False, repr=False)


def install(
    url: str | sa.URL,
    *,
    office: str | None = None,
    reference: bool = False,
    demo: bool = False,
    say: Say = print,
    today: date | None = None,
    files: Path | None = None,
    secret: str | None = "nobody logs in to this one",
) -> Installed:
    """Installs, or brings up to date. Of two at once, the second waits and finds the work done.

    `reference` makes the reference tables, `demo` fills them with made-up rows, as of `today` and with
    their files in `files`. `secret` is the key of the app; None, for one that will serve: that of the
    settings. Raises SetupError.
    """
    engine = engine_for(url)
    with connect(engine) as connection, alone(connection, say):
        try:
            owner = make_schema(connection, say)
            if owner:
                make_reference(connection, reference, say)
            folder = office_folder(connection, office or config.PANEL_OFFICE)
            connection.commit()
            app = grant(connection, folder, say, secret)
            panel: Panel = app.extensions["panel"]
            filled = demo and fill(connection, panel, say, today, files)
            if owner:
                first_holidays(connection, panel, say)
            told = first_users(connection, panel, demo, filled)
            if owner:
                guard(connection, panel, say)
            return told if filled else replace(told, app=app)
        except DBAPIError as error:
            raise _refused(error) from error


@contextmanager
def alone(connection: sa.Connection, say: Say) -> Iterator[None]:
    """Waits until no other process installs into this database."""
    asked = False
    while not connection.scalar(sa.text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}):
        connection.commit()
        if not asked:
            say("Menunggu pemasangan lain selesai...")
            asked = True
        time.sleep(0.2)
    connection.commit()
    try:
        yield
    finally:
        connection.rollback()
        connection.execute(sa.text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
        connection.commit()


def make_schema(connection: sa.Connection, say: Say) -> bool:
    """Schema `panel` with FAB's tables and ours. False where we may only read what is there already."""
    standing = connection.execute(STANDING, {"schema": SCHEMA}).one()
    owner = standing.may_create if standing.owner is None else standing.owner
    if standing.read_only or not owner:
        if not standing.installed:
            raise SetupError(
                "Pengguna {who} tidak berhak membuat skema panel di basis data {database}. Minta "
                "pengelolanya menjalankan: CREATE SCHEMA panel AUTHORIZATION {who}",
                who=standing.who,
                database=standing.database,
            )
        if not upgrade.is_current(connection):
            raise SetupError(
                "Skema panel di basis data {database} belum diperbarui. Jalankan sekali dengan akun "
                "pemiliknya: .venv/bin/flask panel install",
                database=standing.database,
            )
        return False
    if not standing.installed:
        say("Memasang skema panel...")
    connection.execute(sa.text("SET lock_timeout = '10s'"))
    connection.execute(sa.text("CREATE SCHEMA IF NOT EXISTS panel"))
    fab = [table for table in User.metadata.sorted_tables if table.name.startswith("ab_")]
    User.metadata.create_all(connection, tables=fab)
    connection.commit()
    upgrade.upgrade(connection)
    connection.commit()
    return True


def make_reference(connection: sa.Connection, asked: bool, say: Say) -> None:
    """The reference tables: made when asked for, kept up to date only where we made them."""
    made = reference.apply(connection, OFFICES / "kecamatan" / "schema", asked)
    if made:
        say("Tabel acuan terpasang.")


def grant(connection: sa.Connection, folder: Path, say: Say, secret: str | None) -> Flask:
    """Roles and rights as office.yaml says, for the screens that there are now: those of this app."""
    settings = {"DATABASE_URL": connection.engine.url, "PANEL_OFFICE": str(folder)}
    app = create_app(settings if secret is None else {**settings, "PANEL_SECRET_KEY": secret})
    with app.app_context():
        wanted = permissions.wanted(app.extensions["panel"], app.extensions["appbuilder"])
    if permissions.sync_if_allowed(connection.engine, wanted):
        say("Peran dan hak diperbarui.")
    return app


def fill(
    connection: sa.Connection, panel: Panel, say: Say, today: date | None = None, files: Path | None = None
) -> bool:
    """Made-up rows, once, into reference tables of ours that have none."""
    office = panel.office
    if reference.is_filled(connection) or has_rows(connection) or not (office.folder / DEMO).is_file():
        return False
    say("Mengisi contoh data...")
    today = today or datetime.now(office.zone).date()
    files = files or config.PANEL_DATA / "files"
    guards.detach(connection, panel)
    _demo(office.folder).fill(connection, today=today, files=files, say=say)
    reference.mark_filled(connection)
    connection.commit()
    return True


def first_holidays(connection: sa.Connection, panel: Panel, say: Say) -> None:
    """This year's and the next one's closed days, where the tables are ours and have none yet."""
    desk = Desk(
        connection, panel, Actor(None, "panel", everything=True, door="cli"), datetime.now(panel.office.zone)
    )
    if reference.is_ours(connection) and closed_days.is_empty(desk):
        say("Mengisi hari libur; cocokkan dengan SKB 3 Menteri...")
        closed_days.prefill(desk, range(desk.now.year, desk.now.year + 2))
        connection.commit()


def guard(connection: sa.Connection, panel: Panel, say: Say) -> None:
    """The triggers of the tables, and the history out of our own hands. Last: the demo is no change."""
    for table in guards.attach(connection, panel):
        say(f"Perubahan di {table} belum dicatat: tabel itu milik akun lain, atau sedang dipakai.")
    connection.commit()
    sealing.seal(connection)
    connection.commit()


def has_rows(connection: sa.Connection) -> bool:
    """Whether somebody works here already. The words that came with the reference tables do not count."""
    if not reference.is_ours(connection):
        return bool(tables(connection))  # tables of somebody's, full or not
    return not _demo(OFFICES / "kecamatan").is_empty(connection)


def _demo(folder: Path) -> Any:
    return import_module(f"app.offices.{folder.name}.demo")  # heavy, and asked for once


def first_users(connection: sa.Connection, panel: Panel, demo: bool, filled: bool) -> Installed:
    """Somebody to log in as, where there is nobody yet, and the people of the demo with its rows."""
    office = panel.office
    people = users.of_demo(office.folder) if demo else ()
    nobody = not users.anybody(connection)
    if not nobody and not filled:
        return Installed(office.key, users.known(connection, people))
    admin = next(role.name for role in office.roles.values() if role.admin)
    people = people or (users.User("admin", "Admin", admin),)
    there = users.known(connection, people)
    new = tuple(user for user in people if user not in there)
    chosen = config.PANEL_DEMO_PASSWORD if demo else config.PANEL_ADMIN_PASSWORD
    if chosen and not demo:
        least = number("PANEL_PASSWORD_LENGTH", config.PANEL_PASSWORD_LENGTH)
        Rule(least, (office.name,)).check(chosen, ("admin",))
    password = chosen or users.new_password()
    users.add(connection, new, password)
    connection.commit()
    return Installed(office.key, new, None if chosen else password)


def _refused(error: DBAPIError) -> SetupError:
    """What the server refused while we installed, without its SQL."""
    sentences = {
        "42501": "Pengguna basis data ini tidak berhak memasang panel. Pakai akun pemilik basis data.",
        "25006": "Basis data ini hanya bisa dibaca, jadi panel tidak bisa dipasang di sini.",
        "55P03": "Tabel panel sedang dipakai proses lain. Coba lagi sebentar lagi.",
        "53100": "Ruang simpan server basis data penuh.",
    }
    return SetupError(
        sentences.get(sqlstate(error)) or "Pemasangan gagal (kode {code} dari server basis data).",
        code=sqlstate(error) or "-",
    )
