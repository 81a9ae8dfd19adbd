"""The log of opened masks, for the roles of `sees_log`."""

from __future__ import annotations

from flask import render_template, request
from flask_appbuilder import AppBuilder, BaseView, expose, has_access

from app.index import in_menu
from models import revealing
from models.description.screen import Wording
from views.base import desk
from views.frame import framed
from views.moments import moment
from views.wording import language, words

NAME = "RevealLog"
MENU = "reveals"
PAIRS = frozenset({("can_list", NAME), ("menu_access", MENU)})
LABEL = Wording("Buka data", "Opened data")


class RevealLog(BaseView):  # type: ignore[misc]
    """Who opened which masked value, when and why."""

    route_base = "/log/reveals"
    class_permission_name = NAME
    base_permissions = ["can_list"]
    method_permission_name = {"list": "list"}
    default_view = "list"

    @expose("/")
    @has_access  # type: ignore[untyped-decorator]
    def list(self) -> str:
        at, before = desk(), request.args.get("before", "")
        found, older = revealing.log(at, int(before) if before.isdecimal() and len(before) < 19 else None)
        lines = [(one, moment(one.at, language()), _label(one)) for one in found]
        may = {one.screen.key for one in found if one.screen and at.actor.may("show", one.screen.key)}
        page = render_template(
            "panel/reveals.html",
            heading=words(LABEL),
            lines=lines,
            older=older,
            newest=bool(before),
            words=words,
            opens=may,
            prefix=request.script_root + "/data/",
        )
        return framed(page)


def _label(one: revealing.Revealed) -> str:
    field = one.screen.fields.get(one.field) if one.screen else None
    return words(field.label) if field else one.field


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view(RevealLog, MENU, href="/log/reveals/", label=in_menu(LABEL))
