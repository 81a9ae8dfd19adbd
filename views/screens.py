"""Screen -> FAB ModelView: list, record, add, edit, delete and the picker of one screen.

FAB guards each method by the screen's rights; reading goes through models/query.py, writing through
models/records.py. FAB's own forms, filters and widgets are never built.
"""

from __future__ import annotations

from typing import Any, ClassVar

from flask import jsonify, request
from flask_appbuilder import AppBuilder, ModelView, expose, has_access
from flask_appbuilder.security.decorators import has_access_api
from werkzeug.wrappers import Response

from models import picker, query
from models.actor import ACTIONS
from models.panel import Panel
from views import (
    attachments,
    errors,
    history,
    masks,
    parents,
    prints,
    record,
)
from views.base import ScreenInterface, desk
from views.editing import Editing
from views.exports import Exporting
from views.filter_page import FilterPage
from views.history import Historical
from views.imports import Importing
from views.list_page import ListPage
from views.many_delete import ManyDelete
from views.many_edit import ManyEdit
from views.many_moved import ManyMoved
from views.many_steps import ManySteps
from views.prints import Printing
from views.reveal import Revealing
from views.saved_views import SavedViews
from views.screen_page import Answer, ScreenPage
from views.standings import flow
from views.transitions import Steps


def register(appbuilder: AppBuilder, panel: Panel) -> None:
    """A view for each screen of the panel, each a class of its own as FAB wants it."""
    for key, screen in panel.screens.items():
        members = {
            "__module__": __name__,
            "whole": screen,
            "datamodel": ScreenInterface(panel.entities[screen.table.name]),
            "route_base": f"/data/{key}",
            "class_permission_name": key,
        }
        appbuilder.add_view_no_menu(type(f"Screen_{key}", (ScreenView,), members))


class ScreenView(  # type: ignore[misc]
    ListPage, SavedViews, FilterPage, Exporting, Historical, Printing, Importing, Editing, Steps, ManySteps,
    ManyMoved, ManyEdit, ManyDelete, Revealing, ModelView,
):  # fmt: skip
    """The pages of one screen. A part of its own brings its doors: see ScreenPage."""

    keeps_typed = True  # its forms come again after an error, see views/errors.py
    related_views = ()
    _related_views = ()
    doors = {"show": "show", "pick": "list", "file": "show"}
    base_permissions = [f"can_{action}" for action in ACTIONS]
    previous_method_permission_name: dict[str, str] = {}
    method_permission_name: ClassVar[dict[str, str]] = {}

    def __init_subclass__(cls) -> None:
        parts = [one for one in reversed(cls.__mro__) if issubclass(one, ScreenPage)]
        cls.method_permission_name = {name: action for one in parts for name, action in one.doors.items()}

    def __init__(self) -> None:
        """Only what FAB asks a view for.

        Its own constructor builds three forms, each loading every referenced table whole, a filter for
        each column, and looks through all attributes for routes: seconds, for a few hundred screens.
        """
        self.extra_args: dict[str, Any] = {}
        self._apis: dict[str, Any] = {}
        self.actions: dict[str, Any] = {}
        self.limits: tuple[Any, ...] = ()
        self.list_title = self.title = self.whole.label.id

    def _register_urls(self) -> None:
        for name in self.method_permission_name:
            handler = getattr(self, name)
            for url, methods in handler._urls:
                self.blueprint.add_url_rule(url, name, handler, methods=methods)

    @expose("/show/<pk>", methods=["GET"])
    @has_access  # type: ignore[untyped-decorator]
    def show(self, pk: str) -> Answer:
        at, screen, prefix = desk(), self.screen, self._prefix()
        row = query.record(at, screen, pk)
        visible = record.visible_children(at, screen)
        opened = record.opened_child(visible, request.args.get("tab"))
        top = record.top(at, screen, row)
        sections = parents.among(at, screen, row, record.sections(at, screen, row, prefix, top.said), prefix)
        story = history.card(at, screen, row, prefix, may_note=self._may(at, "edit"))
        beside = record.beside(sections) if story is None else 0
        return self._render(
            "panel/show.html",
            row=row,
            top=top,
            sections=sections[: len(sections) - beside],
            beside=sections[len(sections) - beside :],
            story=story,
            flow=flow(at, screen, row),
            tabs=record.tabs(at, screen, row, visible, opened),
            children=record.children(at, screen, row, opened, prefix) if opened else None,
            reveals=masks.opens(at, screen, *(at.panel.screens[one.screen] for one in [opened] if one)),
            edit=self._may(at, "edit"),
            delete=self._may(at, "delete"),
            prints=prints.of_row(at, screen, row, self._here()),
        )

    @expose("/file/<pk>/<field>/<how>", methods=["GET"])
    @has_access  # type: ignore[untyped-decorator]
    def file(self, pk: str, field: str, how: str) -> Response:
        """A file of a row: `view`, `download`, or a `small` or `large` picture of it."""
        return attachments.answer(self.screen, query.record(desk(), self.screen, pk), field, how)

    @expose("/pick")
    @errors.in_words
    @has_access_api  # type: ignore[untyped-decorator]
    def pick(self) -> Response:
        """Rows of this screen for a reference: JSON, a few at a time, as somebody types."""
        column = request.args.get("column") or None
        found = picker.pick(desk(), self.screen, request.args.get("q", ""), column)
        items = [{"value": one.value, "key": one.key, "title": one.title} for one in found]
        return jsonify(items=items)
