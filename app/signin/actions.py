"""FAB's actions and records, asked for in ways that FAB answers with an error of its own."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask, abort, current_app, redirect, request
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
        if pk is not None and not _is_key(pk):
            abort(404)
        page = (request.endpoint or "").rpartition(".")[2]
        if page in ("action", "action_post", "delete", "download"):
            return _refuse(called, page)
        return None


def _refuse(view: ModelView, page: str) -> Response | None:
    if not current_user.is_authenticated:
        return redirect(view.appbuilder.get_url_for_login)
    granted = f"can_{page}"
    if page.startswith("action"):
        name = (request.view_args or {}).get("name") or request.form.get("action")
        if name not in view.actions:
            abort(404)
        granted = view.get_action_permission_name(name)
    if not view.appbuilder.sm.has_access(granted, view.class_permission_name):
        abort(403)
    if page == "download":
        abort(404)  # no column of FAB's holds a file
    if request.method == "GET":
        abort(405)
    if page.startswith("action"):
        _find_rows(view, [(request.view_args or {}).get("pk"), *request.form.getlist("rowid")])
    return None


def _find_rows(view: ModelView, keys: Iterable[str | None]) -> None:
    for key in keys:
        if key is not None and not (_is_key(key) and view.datamodel.get(int(key))):
            abort(404)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY
