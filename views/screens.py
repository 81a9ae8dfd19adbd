"""Screen -> FAB ModelView: list, record, add, edit, delete and the picker of one screen.

FAB guards each method by the screen's rights; reading goes through models/query.py, writing through
models/records.py. FAB's own forms, filters and widgets are never built.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import flash, g, jsonify, redirect, render_template, request
from flask_appbuilder import AppBuilder, ModelView, expose, has_access
from flask_appbuilder.security.decorators import has_access_api
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import dependents, picker, query, records, together
from models.description.screen import Screen
from models.errors import Conflict, Forbidden, Missing, PanelError, Refused
from models.panel import Desk, Panel
from views import (
    attachments,
    blocks,
    choosing,
    conflicts,
    errors,
    filters,
    forms,
    lists,
    parents,
    record,
    uploads,
)
from views.base import ScreenInterface, desk, transaction, writing
from views.frame import framed
from views.references import parent_chips, titles
from views.table import table
from views.wording import adding, inside, sentence, words

Answer = Response | str | tuple[str, int]
ACTIONS = ("list", "show", "add", "edit", "delete")


def register(appbuilder: AppBuilder, panel: Panel) -> None:
    """A view for each screen of the panel, each a class of its own as FAB wants it."""
    for key, screen in panel.screens.items():
        members = {
            "__module__": __name__,
            "screen": screen,
            "datamodel": ScreenInterface(panel.entities[screen.table.name]),
            "route_base": f"/data/{key}",
            "class_permission_name": key,
        }
        appbuilder.add_view_no_menu(type(f"Screen_{key}", (ScreenView,), members))


class ScreenView(ModelView):  # type: ignore[misc]
    """The pages of one screen."""

    screen: Screen
    keeps_typed = True  # its forms come again after an error, see views/errors.py
    related_views = ()
    _related_views = ()
    method_permission_name = {
        **{action: action for action in ACTIONS},
        "pick": "list",
        "columns": "list",
        "file": "show",
    }
    base_permissions = [f"can_{action}" for action in (*ACTIONS, "export")]
    previous_method_permission_name: dict[str, str] = {}

    def __init__(self) -> None:
        """Only what FAB asks a view for.

        Its own constructor builds three forms, each loading every referenced table whole, a filter for
        each column, and looks through all attributes for routes: seconds, for a few hundred screens.
        """
        self.extra_args: dict[str, Any] = {}
        self._apis: dict[str, Any] = {}
        self.actions: dict[str, Any] = {}
        self.limits: tuple[Any, ...] = ()
        self.list_title = self.title = self.screen.label.id

    def _register_urls(self) -> None:
        for name in self.method_permission_name:
            handler = getattr(self, name)
            for url, methods in handler._urls:
                self.blueprint.add_url_rule(url, name, handler, methods=methods)

    @expose("/list/")
    @has_access  # type: ignore[untyped-decorator]
    def list(self) -> Answer:
        at, screen, prefix = desk(), self.screen, self._prefix()
        address = filters.address(request.args)
        asked, page, totals, problems = None, query.Page(()), {}, ()
        own = choosing.chosen(at, screen, request.args)
        try:
            asked = replace(filters.listing(screen, request.args), columns=own)
            page = query.page(at, screen, asked)
            exact = "count" in request.args
            totals = lists.totals(at, screen, asked, page, exact=exact)
        except Refused as error:
            errors.forget_work()
            asked, problems = None, error.problems or (error,)
        fields = [screen.fields[key] for key in own] or lists.columns(screen)
        named = titles(at, screen, filters.referred(screen, request.args))
        order = lists.ordered_by(screen, request.args.get("view"), request.args.get("order", ""))
        label, add = words(screen.label), self._add_address(at)
        filtering = "filters" in request.args
        boxes = filters.controls(screen, request.args, named, own) if filtering else []
        body = self._render(
            "panel/list.html",
            rows=table(at, screen, fields, page.rows, lists.heads(fields, address, order), prefix, label)
            if page.rows
            else "",
            summary=lists.summary(screen, asked, totals, label) if asked else "",
            total=totals[None] if asked else None,
            count_all=address.and_("count", "all"),
            tabs=lists.tabs(screen, address, request.args.get("view"), totals) if asked else (),
            chips=parent_chips(at, address, request.args) + filters.chips(screen, request.args, named),
            filters=boxes,
            can_filter=filters.can(screen),
            open_filters=address.and_("filters", "open"),
            close_filters=address.but("filters"),
            kept=filters.kept(address, boxes),
            columns_menu=choosing.menu(screen, own),
            same=address.but(choosing.COLUMNS),
            seeks=lists.seeks(screen),
            asked=asked,
            pager=lists.pager(address, page) if asked else {},
            clear=address.but(*{name for name, _ in address.pairs if name != "view"}),
            problems=[sentence(one.sentence, one.facts) for one in problems],
            add=add,
            adding=adding(screen) if add else "",
            inside=inside(label),
        )
        return (body, errors.status_of(Refused())) if problems else body

    @expose("/columns", methods=["POST"])
    @has_access  # type: ignore[untyped-decorator]
    def columns(self) -> Answer:
        """Remembers which columns this person wants to see in the list."""
        if "unsaved_because" in g:  # a page without a valid token
            return errors.answer(400, gettext(errors.EXPIRED))
        sent, screen = request.form, self.screen
        with transaction() as at:
            now = choosing.chosen(at, screen, request.args) or screen.list
            ticked = [] if "usual" in sent else sent.getlist(choosing.COLUMNS)
            choosing.keep(at, screen, choosing.in_order(screen, ticked, now))
        return redirect(f"{self._here()}/list/?{urlencode(parse_qsl(sent.get('same', '').lstrip('?')))}")

    @expose("/show/<pk>", methods=["GET"])
    @has_access  # type: ignore[untyped-decorator]
    def show(self, pk: str) -> Answer:
        at, screen, prefix = desk(), self.screen, self._prefix()
        row = query.record(at, screen, pk)
        visible = record.visible_children(at, screen)
        opened = record.opened_child(visible, request.args.get("tab"))
        top = record.top(at, screen, row)
        sections = parents.among(at, screen, row, record.sections(at, screen, row, prefix, top.said), prefix)
        beside = record.beside(sections)
        return self._render(
            "panel/show.html",
            row=row,
            top=top,
            sections=sections[: len(sections) - beside],
            beside=sections[len(sections) - beside :],
            tabs=record.tabs(at, screen, row, visible, opened),
            children=record.children(at, screen, row, opened, prefix) if opened else None,
            edit=self._may(at, "edit"),
            delete=self._may(at, "delete"),
        )

    @expose("/add", methods=["GET", "POST"])
    @has_access  # type: ignore[untyped-decorator]
    def add(self) -> Answer:
        at, screen = desk(), self.screen
        if request.method == "POST":
            return self._save(self._typed("add"), None)
        self._must_be_possible("add")
        sent = request.args.items()
        prefill = {name.removeprefix("set."): value for name, value in sent if name.startswith("set.")}
        form = forms.for_new(screen, prefill, titles(at, screen, prefill))
        form.blocks = blocks.for_new(at, screen)
        return self._form(form)

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access  # type: ignore[untyped-decorator]
    def edit(self, pk: str) -> Answer:
        if request.method == "POST":
            return self._save(self._typed("edit"), pk)
        self._must_be_possible("edit")
        at = desk()
        row = query.record(at, self.screen, pk)
        form = forms.for_row(self.screen, row)
        form.blocks = blocks.for_row(at, self.screen, pk)
        return self._form(form, pk, row)

    def _typed(self, action: str) -> forms.Form:
        """The form as it was sent; its files are on our disk now."""
        form, at = forms.typed(self.screen, action, request.form), desk()
        form.blocks = blocks.typed(at, self.screen, request.form)
        for one in (form, *blocks.rows_of(form)):
            if at.actor.may(one.action, one.screen.key):
                uploads.take(one, at.actor)
        return form

    def _save(self, form: forms.Form, pk: str | None) -> Answer:
        """Through the door; on any refusal the form comes again with all that was typed."""
        if blocks.MORE in request.form:
            return self._one_more(form, pk)
        try:
            self._must_be_possible(form.action)
            _must_be_meant()
            values, rows = blocks.everything(form)
            with writing(self.screen) as at:
                if pk is None:
                    saved = together.add_with(at, self.screen, values, rows).saved
                else:
                    saved = together.edit_with(at, self.screen, pk, values, form.base(), rows).saved
        except Conflict as error:
            errors.forget_work()
            return self._conflict(form, error, pk or "")
        except PanelError as error:
            return self._again(form, error, pk)
        flash(gettext("Tersimpan."), "success")
        return redirect(self._after_saving(saved.key))

    def _again(self, form: forms.Form, error: PanelError, pk: str | None) -> Answer:
        errors.forget_work()
        form.refuse(error)
        return self._typed_again(form, pk), errors.status_of(error)

    def _one_more(self, form: forms.Form, pk: str | None) -> Answer:
        """The form as it was typed with room for another row of a child; nothing is saved."""
        blocks.one_more(form, request.form[blocks.MORE])
        return self._typed_again(form, pk)

    def _typed_again(self, form: forms.Form, pk: str | None) -> str:
        for one in (form, *blocks.rows_of(form)):
            one.titles = titles(desk(), one.screen, one.texts)
        row = self._with_its_files(pk) if pk and self.screen.files else None
        return self._form(form, pk, row, title=False)

    def _with_its_files(self, pk: str) -> query.Row | None:
        """The row whose files the form shows, where it is still there and theirs to see."""
        try:
            return query.record(desk(), self.screen, pk)
        except (Missing, Forbidden):
            return None

    def _form(
        self, form: forms.Form, pk: str | None = None, row: query.Row | None = None, title: bool = True
    ) -> str:
        back = _local(request.values.get("back", ""))
        cancel = back or (f"{self._here()}/show/{pk}" if pk else f"{self._here()}/list/")
        sections = form.sections()
        actor, programs = desk().actor, f"{request.script_root}/api/v1/"
        for card in sections:
            uploads.dress(form, card.controls, actor, row, programs + self.screen.key)
            for line in card.block.lines if card.block else ():
                uploads.dress(line.form, line.controls, actor, None, programs + line.form.screen.key)
        heading = row.title if row and title else ""
        return self._render(
            "panel/form.html",
            form=form,
            sections=sections,
            bad=[*forms.wrong(sections)],
            files=any(one.screen.files for one in (form, *blocks.rows_of(form))),
            title=heading,
            back=back,
            cancel=cancel,
            adding=adding(self.screen),
        )

    def _conflict(self, form: forms.Form, conflict: Conflict, pk: str) -> Answer:
        at = desk()
        row = blocks.row_of(form, conflict)
        disputed = conflicts.pairs(at, row, conflict)
        conflicts.seen_now(row, conflict)
        page = self._render(
            "panel/conflict.html",
            form=form,
            pairs=disputed,
            message=errors.said(conflict),
            back=_local(request.values.get("back", "")),
            cancel=f"{self._here()}/show/{pk}",
        )
        return page, errors.status_of(conflict)

    def _after_saving(self, key: str | None) -> str:
        back = _local(request.values.get("back", ""))
        if back:
            return back
        if key is not None and desk().actor.may("show", self.screen.key):
            return f"{self._here()}/show/{key}"
        return f"{self._here()}/list/"

    @expose("/delete/<pk>", methods=["GET", "POST"])
    @has_access  # type: ignore[untyped-decorator]
    def delete(self, pk: str) -> Answer:
        self._must_be_possible("delete")
        if request.method == "GET":
            return self._confirm(pk)
        try:
            _must_be_meant()
            with writing(self.screen) as at:
                records.delete(at, self.screen, pk, request.form.get(forms.VERSION) or None)
        except PanelError as error:
            return self._refuse_deleting(pk, error)
        flash(gettext("Sudah dihapus."), "success")
        return redirect(_local(request.form.get("back", "")) or f"{self._here()}/list/")

    def _refuse_deleting(self, pk: str, error: PanelError) -> Answer:
        errors.forget_work()
        return self._confirm(pk, errors.said(error)), errors.status_of(error)

    def _confirm(self, pk: str, problem: str = "") -> str:
        """What would be deleted, and what still needs it."""
        at = desk()
        row = query.record(at, self.screen, pk)
        return self._render(
            "panel/delete.html",
            row=row,
            dependents=dependents.dependents(at, self.screen, pk),
            pointing=record.pointing,
            problem=problem,
            cancel=f"{self._here()}/show/{pk}",
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

    def _render(self, template: str, **context: Any) -> str:
        """A page in its frame, with what every page of a screen needs."""
        screen = self.screen
        page = render_template(
            template, screen=screen, label=words(screen.label), here=self._here(), prefix=self._prefix(),
            words=words, counted=lists.counted, **context,
        )  # fmt: skip
        return framed(page)

    def _prefix(self) -> str:
        return request.script_root + "/data/"

    def _here(self) -> str:
        return self._prefix() + self.screen.key

    def _possible(self, action: str) -> bool:
        return bool(getattr(self.screen, f"can_{action}"))

    def _may(self, at: Desk, action: str) -> bool:
        return self._possible(action) and at.actor.may(action, self.screen.key)

    def _must_be_possible(self, action: str) -> None:
        """What the table itself does not allow, whatever the role."""
        if not self._possible(action):
            reason = self.screen.cannot_add_because if action == "add" else None
            raise Forbidden(reason or self.screen.read_only_because or NOT_ALLOWED)

    def _add_address(self, at: Desk) -> str:
        return f"{self._here()}/add" if self._may(at, "add") else ""


NOT_ALLOWED = "Basis data tidak mengizinkan ini untuk tabel ini."


def _must_be_meant() -> None:
    """A request whose token was not valid comes here only to be shown again."""
    unsaved = g.get("unsaved_because")
    if unsaved is not None:
        raise unsaved


def _local(address: str) -> str:
    """An address of this application, or nothing: no link leads somebody elsewhere."""
    outside = address.startswith("//") or "\\" in address or not address.isprintable()
    return address if address.startswith("/") and not outside else ""
