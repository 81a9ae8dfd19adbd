"""Flask-Admin at /grid: the list of a screen with cells to edit, through the one reader and the one door.

Guarded by FAB's rights on FAB's session. Records are opened, added and edited on the panel's own pages;
what Flask-Admin would scaffold from mapped classes (forms, filters, whole relations) is left aside.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, current_app, g, redirect, request
from flask_admin import Admin, AdminIndexView, expose
from flask_admin.model import BaseModelView
from flask_admin.theme import Bootstrap4Theme
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from models.description.screen import Screen
from models.errors import Forbidden
from models.panel import Panel
from views import grid_page
from views.errors import SENTENCES, answer, wants_json
from views.grid_rows import GridRows
from views.grid_saves import GridSaves
from views.lookups import ReferenceLoader

RIGHTS: Mapping[str, str] = {
    "index_view": "list",
    "ajax_lookup": "list",
    "rows": "list",
    "versions": "list",
    "save": "list",  # the one door asks for the right to what each row wants
    "dependents": "delete",
    "undo": "list",
    "redo": "list",
}


class ScreenGrid(GridRows, GridSaves, BaseModelView):
    """The grid of one screen."""

    can_export = can_view_details = False

    # Flask-Admin's own pages for these are not ours: one record page is enough for people.
    create_view = edit_view = details_view = action_view = export = None
    ajax_update = delete_view = None  # everything is saved by GridSaves

    def __init__(self, screen: Screen, entity: type, panel: Panel) -> None:
        self.whole = screen
        self.panel = panel
        super().__init__(
            entity,
            name=screen.label.id,
            category=screen.menu.id if screen.menu else "Data lain",
            endpoint=f"grid_{screen.key}",
            url=f"/grid/{screen.key}",
        )

    def _refresh_cache(self) -> None:
        """What Flask-Admin scaffolds from a mapped class, from the screen instead."""
        self._sortable_columns, self.column_editable_list, self.column_descriptions = {}, [], {}
        self._search_supported = False
        self._filters = self._filter_groups = self._filter_args = None
        self._form_ajax_refs = {
            field.key: ReferenceLoader(field.key, self.panel.screens[field.reference.screen], field.reference)
            for field in self.screen.fields.values()
            if field.reference and len(field.reference.columns) == 1
        }

    def _may(self, action: str) -> bool:
        if "grid_actor" not in g:
            g.grid_actor = current_app.appbuilder.sm.actor("grid")
        return bool(g.grid_actor.may(action, self.screen.key))

    def is_accessible(self) -> bool:
        return self._may("list")

    def is_visible(self) -> bool:
        return not self.screen.hidden

    def inaccessible_callback(self, name: str, **kwargs: object) -> AnyResponse:
        return _refuse()

    def _handle_view(self, name: str, **kwargs: object) -> AnyResponse | None:
        if not self._may(RIGHTS.get(name, "list")):
            return _refuse()
        return None

    def _run_view(self, fn, *args, **kwargs):  # type: ignore[no-untyped-def]
        return fn(self, *args, **kwargs)  # Flask-Admin would run a view that raised a TypeError twice

    @expose("/")
    def index_view(self) -> AnyResponse | str:
        return grid_page.page(self.screen)


def _refuse() -> AnyResponse:
    """Strangers are sent to the login, people without the right are told so."""
    if current_user.is_authenticated:
        raise Forbidden
    if wants_json():
        return answer(401, gettext(SENTENCES[401]))
    return redirect(current_app.appbuilder.get_url_for_login_with(request.url))


class GridIndex(AdminIndexView):
    """/grid itself: the panel's start page is the only one."""

    @expose("/")
    def index(self) -> AnyResponse:
        return redirect(current_app.appbuilder.get_url_for_index)


def register(app: Flask, panel: Panel) -> None:
    """Flask-Admin with a grid for every screen."""
    admin = Admin(
        app,
        name=panel.office.name,
        theme=Bootstrap4Theme(),
        index_view=GridIndex(endpoint="grid", url="/grid"),
    )
    for screen in panel.screens.values():
        admin.add_view(ScreenGrid(screen, panel.entities[screen.table.name], panel))
