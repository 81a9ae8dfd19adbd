"""Brings schema `panel` to this version of the panel."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

HERE = Path(__file__).parent
FUNCTIONS = HERE.parent / "sql"
AUDIT = FUNCTIONS / "audit.sql"


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def head() -> str | None:
    """The newest version this code knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def is_current(connection: sa.Connection) -> bool:
    """Whether the schema is what this code expects."""
    return bool(connection.scalar(sa.text("SELECT version_num FROM panel.alembic_version")) == head())


def upgrade(connection: sa.Connection) -> None:
    """Runs the steps that are missing, then makes the functions and triggers of `models/sql/` anew."""
    command.upgrade(_config(connection), "head")
    for path in sorted(FUNCTIONS.glob("*.sql")):
        if path != AUDIT or not is_sealed(connection):
            run(connection, path)


def is_sealed(connection: sa.Connection) -> bool:
    """Whether the history belongs to somebody else: then only he can make its functions anew."""
    return bool(
        connection.scalar(
            sa.text("""
                SELECT NOT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class
                WHERE oid = 'panel.history'::regclass""")
        )
    )


def run(connection: sa.Connection, path: Path) -> None:
    """A file of SQL as it stands: its percent signs are no parameters."""
    connection.exec_driver_sql(path.read_text(encoding="utf-8"), execution_options={"no_parameters": True})
