"""Many rows deleted at once: shown with what hangs on them, then done; and taken back from its page."""

from __future__ import annotations

import secrets

from flask import flash, redirect, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from models import actions, bulk, chosen, dependents_of_many, undoing
from models.errors import Blocked, Missing, Overtaken, PanelError, Refused
from models.panel import Desk
from views import errors, many_done, record
from views.base import desk, writing
from views.chosen import BACK, NONE, Ticked, counted, list_of, of
from views.grid_saves import not_turned_in_words, turned_in_words
from views.notation import number
from views.screen_page import Answer, ScreenPage, local, must_be_meant

_LONGEST = 100
CHANGED = "Jumlahnya berubah sejak halaman ini dibuka: sekarang {count} baris. Periksa lagi."


class ManyDelete(ScreenPage):
    """All chosen rows, but those that others need."""

    doors = {"delete_many": "delete", "undo_many": "list"}

    @expose("/many/delete", methods=["POST"])
    @has_access  # type: ignore[untyped-decorator]
    def delete_many(self) -> Answer:
        self._must_be_possible("delete")
        at, screen = desk(), self.screen
        ticked = of(at, screen, request.form)
        if ticked.nothing:
            must_be_meant()
            flash(gettext(NONE), "warning")
            return redirect(list_of(ticked, self._here()))
        if request.form.get("do") != "delete":
            return self._confirm_all(at, ticked)
        try:
            must_be_meant()
            return self._delete_all(ticked)
        except PanelError as error:
            errors.forget_work()
            return self._confirm_all(desk(), ticked, errors.said(error)), errors.status_of(error)

    def _delete_all(self, ticked: Ticked) -> Answer:
        screen, token = self.screen, request.form.get("token", "")[:_LONGEST] or secrets.token_urlsafe(16)
        with writing(screen) as at:
            own = many_done.press(at, screen, token)
            free = dependents_of_many.is_free(at, screen, ticked.those)
            expected = request.form.get("expected", "")
            count = bulk.count(at, screen, ticked.those, free)
            if expected != str(count) and actions.pressed(at, own) is None:
                raise Overtaken(CHANGED, count=number(count))
            if count > many_done.AT_ONCE:
                return many_done.later(at, screen, "many_delete", ticked, own, count)
            done = bulk.delete(at, screen, ticked.those, free, token=own)
        return self._render(
            "panel/many_done.html", **many_done.deleted(screen, done), back=list_of(ticked, self._here())
        )

    def _confirm_all(self, at: Desk, ticked: Ticked, problem: str = "") -> str:
        screen = self.screen
        total = chosen.count(at, screen, ticked.those)
        held, rows = dependents_of_many.held(at, screen, ticked.those)
        return self._render(
            "panel/many_delete.html",
            total=total,
            held=held,
            rows=rows,
            dependents=dependents_of_many.dependents(at, screen, ticked.those),
            pointing=record.pointing,
            problem=problem,
            under=counted(number(total)),
            hidden=list(ticked.fields()),
            action=f"{self._here()}/many/delete",
            back=list_of(ticked, self._here()),
            token=secrets.token_urlsafe(16),
            number=number,
        )

    @expose("/many/undo", methods=["POST"])
    @has_access  # type: ignore[untyped-decorator]
    def undo_many(self) -> Answer:
        """Takes back work with many rows, from the page that tells of it."""
        must_be_meant()
        back = local(request.form.get(BACK, "")) or f"{self._here()}/list/"
        text = request.form.get("action", "")
        if not (text.isascii() and text.isdigit() and len(text) < 18):  # noqa: PLR2004 - a bigint
            raise Missing
        try:
            with writing(self.screen) as at:
                action = many_done.large(at, self.screen, int(text), again=False)
                if action is not None:
                    return many_done.undo_later(at, self.screen, action)
                done = undoing.undo(at, self.screen, int(text))
            flash(turned_in_words(done), "success")
        except (Refused, Blocked, Missing, Overtaken) as error:
            errors.forget_work()
            flash(not_turned_in_words(desk(), error), "error")
        return redirect(back)
