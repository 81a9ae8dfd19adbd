"""A database whose tables are audited: installed by a role that is no superuser, as an office's would be."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from app import guards, sealing
from app.database import engine_for
from app.install import make_schema
from models.actor import Actor
from models.build import build
from models.panel import Desk

NOW = datetime(2026, 3, 17, 2, 30, tzinfo=UTC)


@contextmanager
def owned(server_url: str) -> Iterator[str]:
    """The URL of a new database for a role of its own, which owns it and nothing else."""
    name = f"audit_{uuid.uuid4().hex}"
    server = engine_for(server_url).execution_options(isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN PASSWORD 'x'")
        connection.exec_driver_sql(f"CREATE DATABASE {name} OWNER {name} STRATEGY FILE_COPY")
        url = sa.make_url(server_url).set(username=name, password="x", database=name)
        try:
            yield url.render_as_string(hide_password=False)
        finally:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
            connection.exec_driver_sql(f"DROP ROLE {name}")


@contextmanager
def desk(url: str, folder: Path, sql: str, screens: dict[str, str], actor: Actor) -> Iterator[Desk]:
    """A desk on tables of this SQL, each with its triggers."""
    (folder / "screens").mkdir(parents=True, exist_ok=True)
    roles = (
        "  Admin: {admin: true, rights: {'*': all}}\n  Petugas: {rights: {'*': [list, show, add, edit]}}\n"
    )
    (folder / "office.yaml").write_text(f"name: Kantor uji\nzone: WITA\nroles:\n{roles}")
    for key, text in screens.items():
        (folder / "screens" / f"{key}.yaml").write_text(text)
    engine = engine_for(url)
    with engine.connect() as connection:
        make_schema(connection, lambda _: None)
        connection.exec_driver_sql(sql, execution_options={"no_parameters": True})
        connection.commit()
        panel = build(connection, folder)
        for key in panel.screens:
            if panel.screens[key].table.kind in ("table", "partitioned") and panel.screens[key].key_columns:
                guards.run(connection, key, guards.wanted(connection, panel, key, off=False))
        connection.commit()
        yield Desk(connection, panel, actor, NOW)
        connection.rollback()


def seal_as_keeper(server_url: str, url: str) -> None:
    """What `install` does beside the embedded server."""
    owned = sa.make_url(url)
    keeper = engine_for(sa.make_url(server_url).set(database=owned.database))
    with keeper.connect() as connection:
        assert sealing.seal_for(connection, str(owned.username))
