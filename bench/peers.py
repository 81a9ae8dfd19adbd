"""The two frameworks underneath as their quickstarts write them: a list of reports with its references.

FAB's own tables go to a schema of their own (`?peers`), the reports are the panel's.
"""

from __future__ import annotations

import os

import flask_admin.contrib.sqla
import sqlalchemy as sa
from flask import Flask
from flask_admin import Admin
from flask_appbuilder import AppBuilder, Model
from flask_appbuilder import ModelView as FabView
from flask_appbuilder.models.sqla.base import SQLA
from flask_appbuilder.models.sqla.interface import SQLAInterface
from flask_babel import Babel
from sqlalchemy.orm import DeclarativeBase, Session, relationship, scoped_session, sessionmaker

from bench import PASSWORD

SCHEMA = "peers"
COLUMNS = ["number", "received_at", "subject", "villages", "categories", "status", "due_at"]


def _reflected(metadata: sa.MetaData, engine: sa.Engine) -> dict[str, sa.Table]:
    """The tables, read as they are, without the references that are not shown."""
    shown = ("id", "number", "received_at", "subject", "village", "category", "status", "due_at")
    wanted = {"villages": ("id", "name"), "categories": ("id", "name"), "reports": shown}
    return {
        name: sa.Table(
            name,
            metadata,
            *(sa.Column(one, sa.ForeignKey(TARGETS[one])) for one in columns if one in TARGETS),
            schema="public",
            autoload_with=engine,
            include_columns=columns,
            resolve_fks=False,
        )
        for name, columns in wanted.items()
    }


TARGETS = {"village": "public.villages.id", "category": "public.categories.id"}


def _models(base: type, tables: dict[str, sa.Table]) -> type:
    def named(self: object) -> str:
        return str(self.name)  # type: ignore[attr-defined]

    far = {
        name: type(name.capitalize(), (base,), {"__table__": tables[name], "__repr__": named})
        for name in ("villages", "categories")
    }
    more = {name: relationship(one) for name, one in far.items()}
    return type("Reports", (base,), {"__table__": tables["reports"], **more})


def _url() -> sa.URL:
    return sa.make_url(os.environ["DATABASE_URL"]).update_query_dict(
        {"options": f"-csearch_path={SCHEMA},public"}
    )


def fab() -> Flask:
    """Flask-AppBuilder with its login."""
    app = Flask("peer")
    app.config.update(
        SQLALCHEMY_DATABASE_URI=_url().render_as_string(False),
        SECRET_KEY="peer",
        RATELIMIT_ENABLED=False,
    )
    db = SQLA(app)
    with app.app_context():
        builder = AppBuilder(app, db.session)
        reports = _models(Model, _reflected(Model.metadata, db.engine))
        more = {"datamodel": SQLAInterface(reports), "list_columns": COLUMNS, "page_size": 25}
        view = type("ReportView", (FabView,), {**more, "base_order": ("received_at", "desc")})
        builder.add_view(view, "Reports")
        if not builder.sm.find_user(username="admin"):
            role = builder.sm.find_role(builder.sm.auth_role_admin)
            builder.sm.add_user("admin", "Admin", "Admin", "admin@peer.invalid", role, PASSWORD)
    return app


class _Base(DeclarativeBase):
    pass


def admin() -> Flask:
    """Flask-Admin, without a login."""
    app = Flask("peer")
    app.config["SECRET_KEY"] = "peer"
    Babel(app)  # where Flask-Babel is installed, Flask-Admin expects it
    engine = sa.create_engine(_url())
    session: scoped_session[Session] = scoped_session(sessionmaker(engine))
    app.teardown_appcontext(lambda _: session.remove())
    reports = _models(_Base, _reflected(_Base.metadata, engine))
    more = {"column_list": COLUMNS, "page_size": 25, "column_default_sort": ("received_at", True)}
    view = type("ReportView", (flask_admin.contrib.sqla.ModelView,), more)
    Admin(app).add_view(view(reports, session, endpoint="reports"))
    return app
