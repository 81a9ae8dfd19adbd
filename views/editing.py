"""The forms of a screen: a new row, a changed one, a deleted one; nothing typed is ever lost."""

from __future__ import annotations

from flask import flash, redirect, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from models import dependents, query, records, together
from models.errors import Conflict, Forbidden, Missing, PanelError
from views import blocks, conflicts, errors, forms, prints, record, uploads
from views.base import desk, writing
from views.references import titles
from views.screen_page import Answer, ScreenPage, local, must_be_meant
from views.wording import adding


class Editing(ScreenPage):
    """Add, edit and delete, through the one door."""

    doors = {"add": "add", "edit": "edit", "delete": "delete"}

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
            must_be_meant()
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
        after = self._after_saving(saved.key)
        printing = (
            prints.next_page(desk(), self.screen, saved.key, self._here(), after) if pk is None else None
        )
        return redirect(printing or after)

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
        back = local(request.values.get("back", ""))
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
            then=prints.after_adding(desk(), self.screen) if form.action == "add" else (),
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
            back=local(request.values.get("back", "")),
            cancel=f"{self._here()}/show/{pk}",
        )
        return page, errors.status_of(conflict)

    def _after_saving(self, key: str | None) -> str:
        back = local(request.values.get("back", ""))
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
            must_be_meant()
            with writing(self.screen) as at:
                records.delete(at, self.screen, pk, request.form.get(forms.VERSION) or None)
        except PanelError as error:
            return self._refuse_deleting(pk, error)
        flash(gettext("Sudah dihapus."), "success")
        return redirect(local(request.form.get("back", "")) or f"{self._here()}/list/")

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
