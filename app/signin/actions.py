"""FAB's actions and records, asked for in ways that FAB answers with an error of its own."""

from __future__ import annotations

from flask import Flask, abort, current_app, request
from flask_appbuilder.views import ModelView
from flask_login import current_user
from werkzeug.wrappers import Response

LONGEST_KEY = 9  # digits of FAB's integer keys


def register(app: Flask) -> None:
    """Looking at an address changes nothing; what is not there is not found, what is not allowed refused."""

    @app.before_request
    def guard() -> Response | None:
        called = getattr(current_app.view_functions.get(request.endpoint or ""), "__self__", None)
        # Of FAB's own pages alone; ours look after themselves.
        if not isinstance(called, ModelView) or hasattr(called, "screen"):
            return None
        pk = (request.view_args or {}).get("pk")
        if pk is not None and not (pk.isascii() and pk.isdigit() and len(pk) <= LONGEST_KEY):
            abort(404)
        page = (request.endpoint or "").rpartition(".")[2]
        if page in ("action", "action_post", "delete"):
            return _write(called, page)
        if page == "download":
            abort(404)  # no column of FAB's holds a file
        return None


def _write(view: ModelView, page: str) -> Response | None:
    if request.method not in ("POST", "DELETE"):
        abort(405)
    if page == "delete":
        return None
    if not current_user.is_authenticated:
        denied: Response = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
        return denied
    name = request.view_args["name"] if page == "action" and request.view_args else request.form.get("action")
    if name not in view.actions:
        abort(404)
    manager = view.appbuilder.sm
    if not manager.has_access(view.get_action_permission_name(name), view.class_permission_name):
        abort(403)
    keys = [(request.view_args or {}).get("pk")] if page == "action" else request.form.getlist("rowid")
    for key in keys:
        if not (str(key).isascii() and str(key).isdigit() and len(str(key)) <= LONGEST_KEY):
            abort(404)
        if view.datamodel.get(int(str(key))) is None:
            abort(404)
    return None
