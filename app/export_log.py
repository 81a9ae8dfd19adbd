"""The log of exports, for the roles of `sees_log`: a page beside the one of opened masks."""

from __future__ import annotations

from flask import render_template, request
from flask_appbuilder import AppBuilder, BaseView, expose, has_access

from app import reveals
from models import exports
from views.base import desk
from views.frame import framed
from views.history import whole_number
from views.moments import moment
from views.notation import number
from views.wording import language, words


class ExportLog(BaseView):  # type: ignore[misc]
    """Who exported which list, when, how it was filtered and how many rows it had."""

    route_base = "/log/exports"
    class_permission_name = reveals.NAME
    base_permissions = ["can_list"]
    method_permission_name = {"list": "list"}
    default_view = "list"

    @expose("/")
    @has_access  # type: ignore[untyped-decorator]
    def list(self) -> str:
        before = request.args.get("before", "")
        found, older = exports.log(desk(), whole_number(before))
        lines = [(one, moment(one.at, language()), number(one.rows)) for one in found]
        page = render_template(
            "panel/exported.html", lines=lines, older=older, newest=bool(before), words=words
        )
        return framed(page)


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view_no_menu(ExportLog)
