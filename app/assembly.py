"""This office, assembled: from a database and a folder to a Flask app."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_appbuilder import AppBuilder
from flask_appbuilder.models.sqla.base import SQLA
from flask_wtf.csrf import CSRFProtect

from app import (
    assets,
    database,
    export_log,
    headers,
    hosts,
    index,
    language,
    look,
    office,
    reveals,
    secret,
    settings,
    surveying,
)
from app.quick import QuickRule, Templates, without_collecting
from app.security import PanelSecurityManager, presents_token
from app.signin import actions, outside, second_step
from models.build import build
from models.description.load import sources
from models.files.store import MEGABYTE, Store
from models.panel import Panel
from views import (
    api,
    errors,
    frame,
    grid,
    jobs,
    menu_counts,
    print_templates,
    report_api,
    report_lock,
    report_page,
    report_template,
    screens,
    skm,
    survey_entry,
    uploads,
    workflows,
)  # fmt: skip


@without_collecting()
def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The app of the database and the office that the settings name. Each call makes one of its own.

    Raises SetupError or DescriptionError: a sentence for whoever starts it.
    """
    app = Flask("app")
    app.url_rule_class = QuickRule
    app.jinja_options = {**app.jinja_options, "bytecode_cache": Templates()}
    configure(app, config or {})
    panel = read_panel(app)
    app.extensions["panel"] = panel
    app.config["APP_NAME"] = panel.office.name
    language.configure(app, panel.office.language)
    app.config["BABEL_DEFAULT_TIMEZONE"] = str(panel.office.zone)
    app.config["AUTH_ROLE_ADMIN"] = next(role.name for role in panel.office.roles.values() if role.admin)
    outside.configure(app.config, panel.office.roles)

    files = Store(app.config["PANEL_DATA"] / "files", app.config["PANEL_UPLOAD_MB"] * MEGABYTE)
    files.sweep(datetime.now(panel.office.zone))
    app.extensions["panel_files"] = files
    hosts.register(app)
    app.request_class = uploads.UploadRequest
    app.before_request(uploads.make_room)

    db = SQLA(app, engine_options=database.engine_options())
    csrf = CSRFProtect(app)
    with app.app_context():
        database.listen(db.engine, str(panel.office.zone), app.config["PANEL_STATEMENT_TIMEOUT"])
        appbuilder = AppBuilder(
            app,
            db.session,
            indexview=index.IndexView,
            update_perms=False,
            security_manager_class=PanelSecurityManager,
        )
        index.fill_menu(appbuilder, index.groups(panel.screens.values(), panel.office.reports.values()))
        _open_doors(app, appbuilder, panel)
    guard_writes(app, csrf)
    actions.register(app)
    second_step.register(app)
    headers.register(app)
    errors.register(app)
    frame.register(app)
    app.extensions["menu_counts"] = menu_counts.counts
    language.register(app)
    look.register(app)
    assets.register(app)
    hosts.believe_proxies(app)
    app.context_processor(index.problems)
    return app


def _open_doors(app: Flask, appbuilder: AppBuilder, panel: Panel) -> None:
    """Every address that an office has, beside FAB's own."""
    screens.register(appbuilder, panel)
    api.register(appbuilder, panel)
    grid.register(app, panel)
    reveals.register(appbuilder)
    export_log.register(appbuilder)
    workflows.register(appbuilder)
    jobs.register(appbuilder)
    survey_entry.register(appbuilder, panel)
    if surveyed := skm.register(appbuilder, panel):
        index.add_page(appbuilder, "skm.page", "/skm/", panel.screens[surveyed])
    surveying.register(appbuilder, panel)
    report_page.register(appbuilder)
    report_template.register(appbuilder)
    report_api.register(appbuilder)
    report_lock.register(appbuilder)


def configure(app: Flask, config: Mapping[str, Any]) -> None:
    """The settings: what FAB and its kin need to hear, then config.py, then the caller's."""
    app.config.from_mapping(
        RATELIMIT_ENABLED=False,  # app/signin/attempts.py counts, for all workers
        RATELIMIT_STORAGE_URI="memory://",
        FAB_ADD_SECURITY_PERMISSION_VIEW=False,
        FAB_ADD_SECURITY_VIEW_MENU_VIEW=False,
        FAB_ADD_SECURITY_PERMISSION_VIEWS_VIEW=False,
        FAB_API_SWAGGER_UI=True,
        MAX_CONTENT_LENGTH=16 * MEGABYTE,  # uploads.make_room allows more where files are taken
        WTF_CSRF_TIME_LIMIT=None,  # a form left open over lunch still saves
        WTF_CSRF_CHECK_DEFAULT=False,  # guard_writes asks, token in hand
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
    )
    app.config.from_object("config")
    app.config.update(config)
    settings.read(app.config)
    app.config["SESSION_COOKIE_SECURE"] = app.config["PANEL_HTTPS"]
    # The cookie is signed anew at each request: this is how long somebody may do nothing.
    app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(minutes=app.config["PANEL_IDLE_MINUTES"])
    app.config["SECRET_KEY"] = app.config.get("PANEL_SECRET_KEY") or secret.secret_key(
        app.config["PANEL_DATA"]
    )
    app.config["SQLALCHEMY_DATABASE_URI"] = database.address(app.config)


def read_panel(app: Flask) -> Panel:
    """The office's description on the database as it is now."""
    engine = database.engine_for(app.config["SQLALCHEMY_DATABASE_URI"])
    with database.connect(engine) as connection:
        require_installed(connection)
        folder = office.office_folder(connection, app.config["PANEL_OFFICE"])
        app.extensions["panel_sources"] = sources(folder)  # before: what is saved meanwhile must show
        return build(connection, folder, print_templates.mistake)


def require_installed(connection: sa.Connection) -> None:
    """Our schema is there, and this account may read it."""
    told = connection.execute(
        sa.text("""
            SELECT current_user AS who, c.oid IS NOT NULL AS there,
                   has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AS readable
            FROM (SELECT) one LEFT JOIN pg_namespace n ON n.nspname = 'panel'
            LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = 'ab_user'""")
    ).one()
    if not told.there:
        raise database.SetupError("Panel belum dipasang di basis data ini: .venv/bin/flask panel install")
    if not told.readable:
        raise database.SetupError(
            "Pengguna {who} belum boleh membaca skema panel. Minta pengelola basis data menjalankan: "
            "GRANT USAGE ON SCHEMA panel TO {who}; GRANT SELECT ON ALL TABLES IN SCHEMA panel TO {who}",
            who=told.who,
        )


def guard_writes(app: Flask, csrf: CSRFProtect) -> None:
    """No write without the page's token. A bearer token is one: no other site can send it."""

    @app.before_request
    def protect() -> None:
        if not presents_token():
            csrf.protect(apply_exemptions=True)
