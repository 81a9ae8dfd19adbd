"""Flask-Admin at /grid: the list of a screen with cells to edit, through the one reader and the one door.

Guarded by FAB's rights on FAB's session. Records are opened, added and edited on the panel's own pages;
what Flask-Admin would scaffold from mapped classes (forms, filters, whole relations) is left aside.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from flask import Flask, Response, current_app, flash, g, redirect, request
from flask_admin import Admin, AdminIndexView, expose
from flask_admin.model import BaseModelView
from flask_admin.theme import Bootstrap4Theme
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from models import query, records
from models.description.screen import Field, Screen
from models.errors import Forbidden, PanelError, Problem, Refused
from models.panel import Panel
from models.selecting import Row
from models.values import BadValue
from views import grid_page
from views.base import desk, writing
from views.errors import SENTENCES, answer, said, status_of, wants_json
from views.fields import is_typed
from views.grid_rows import GridRows
from views.grid_saves import GridSaves
from views.lookups import ReferenceLoader
from views.typed import canonical
from views.wording import sentence

RIGHTS: Mapping[str, str] = {
    "index_view": "list",
    "ajax_lookup": "list",
    "rows": "list",
    "versions": "list",
    "ajax_update": "edit",
    "delete_view": "delete",
    "save": "list",  # the one door asks for the right to what each row wants
    "undo": "list",
    "redo": "list",
}


class RowId(NamedTuple):
    """A row of the grid as a page knows it: which one, its version, and the stamp of the cell seen."""

    key: str
    version: str | None
    seen: str = ""

    def __str__(self) -> str:
        return f"{self.key}:{self.version or ''}"

    @classmethod
    def read(cls, text: str) -> RowId:
        key, version, seen = [*text.split(":", 2), "", ""][:3]
        return cls(key, version or None, seen)


class ScreenGrid(GridRows, GridSaves, BaseModelView):
    """The grid of one screen."""

    can_export = can_view_details = False

    # Flask-Admin's own pages for these are not ours: one record page is enough for people.
    create_view = edit_view = details_view = action_view = export = None

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
        fields = [self.screen.fields[key] for key in self.screen.list]
        self._sortable_columns = {}
        self._search_supported = bool(self.screen.search or self.screen.search_column)
        self._filters = self._filter_groups = self._filter_args = None
        self.column_descriptions = {field.key: field.help.id for field in fields if field.help}
        self.column_editable_list = [field.key for field in fields if self._fits_a_cell(field)]
        self._form_ajax_refs = {
            field.key: ReferenceLoader(field.key, self.panel.screens[field.reference.screen], field.reference)
            for field in self.screen.fields.values()
            if field.reference and len(field.reference.columns) == 1
        }

    def _fits_a_cell(self, field: Field) -> bool:
        # A reference needs a picker, which the stock grid does not have.
        plain = field.reference is None and field.file is None
        return self.screen.can_edit and is_typed(field, "edit") and plain

    @property
    def can_create(self) -> bool:
        return self.screen.can_add and self._may("add")

    @property
    def can_edit(self) -> bool:
        return self.screen.can_edit and self._may("edit")

    @property
    def can_delete(self) -> bool:
        return self.screen.can_delete and self._may("delete")

    def _may(self, action: str) -> bool:
        if "grid_actor" not in g:  # the template asks once per cell
            g.grid_actor = current_app.appbuilder.sm.actor("grid")
        return bool(g.grid_actor.may(action, self.screen.key))

    def is_accessible(self) -> bool:
        return self._may("list")

    def is_visible(self) -> bool:
        return not self.screen.hidden

    def is_editable(self, name: str) -> bool:
        field = self.screen.fields.get(name)
        return (
            name in self.column_editable_list and self.can_edit and bool(field and self._fits_a_cell(field))
        )

    def inaccessible_callback(self, name: str, **kwargs: object) -> AnyResponse:
        return _refuse()

    def _handle_view(self, name: str, **kwargs: object) -> AnyResponse | None:
        if not self._may(RIGHTS.get(name, "list")):
            return _refuse()
        return None

    def _run_view(self, fn, *args, **kwargs):  # type: ignore[no-untyped-def]
        return fn(self, *args, **kwargs)  # Flask-Admin would run a view that raised a TypeError twice

    def get_one(self, id: str) -> Row:
        return query.record(desk("grid"), self.screen, RowId.read(id).key)

    def delete_form(self) -> None:
        return None  # CSRFProtect guards every POST; the template writes its token

    @expose("/")
    def index_view(self) -> AnyResponse | str:
        return grid_page.page(self.screen)

    def update_model(self, form: Mapping[str, str], model: RowId) -> bool:
        """Saves typed texts in a row, through the one door."""
        if model.version is None:
            raise Refused(sentence="Muat ulang daftar ini, lalu ubah lagi.")
        values = {name: self._typed(name, text) for name, text in form.items()}
        seen = dict.fromkeys(values, model.seen) if model.seen else {}
        with writing(self.screen, "grid") as at:
            records.edit(at, self.screen, model.key, values, records.Base(model.version, seen))
        return True

    def _typed(self, name: str, text: str) -> object:
        field = self.screen.fields.get(name)
        if field is None or not is_typed(field, "edit"):
            raise Refused(Problem("Isian {name} tidak bisa diubah di sini.", None, {"name": name[:60]}))
        try:
            return canonical(field, text)
        except BadValue as error:
            raise Refused(error.problem) from error

    def delete_model(self, model: RowId) -> bool:
        with writing(self.screen, "grid") as at:
            records.delete(at, self.screen, model.key, model.version)
        return True

    @expose("/ajax/update/", methods=("POST",))
    def ajax_update(self) -> Response:
        """One cell. Stock Flask-Admin checks neither the right to edit nor the column here."""
        if not self.can_edit:
            raise Forbidden
        texts = {
            name: text for name, text in request.form.items() if name not in ("list_form_pk", "csrf_token")
        }
        row = RowId.read(request.form.get("list_form_pk", ""))
        try:
            self.update_model(texts, row)
        except PanelError as error:
            return Response(_told(error), status_of(error), mimetype="text/plain")
        return Response(sentence("Tersimpan.", {}), mimetype="text/plain")

    @expose("/delete/", methods=("POST",))
    def delete_view(self) -> AnyResponse:
        if not self.can_delete:
            raise Forbidden
        try:
            self.delete_model(RowId.read(request.form.get("id", "")))
            flash(sentence("Baris sudah dihapus.", {}), "success")
        except PanelError as error:
            flash(_told(error), "error")
        return redirect(self.get_url(".index_view"))


def _told(error: PanelError) -> str:
    problems = error.problems if isinstance(error, Refused) else ()
    told = [sentence(problem.sentence, problem.facts) for problem in problems]
    return " ".join(told) or said(error)


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
