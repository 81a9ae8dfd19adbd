"""The list of a screen as a page, and the choice of its columns."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from flask import g, redirect, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from models.errors import Refused
from views import choosing, errors, list_head, lists
from views.base import desk, transaction
from views.screen_page import Answer, ScreenPage
from views.table import table
from views.wording import words


class ListPage(ScreenPage):
    """The list, read by its address."""

    doors = {"list": "list", "columns": "list"}

    @expose("/list/")
    @has_access  # type: ignore[untyped-decorator]
    def list(self) -> Answer:
        at, screen = desk(), self.screen
        found = list_head.read(at, screen, request.args)
        heads = lists.heads(found.fields, found.address, found.order)
        head = list_head.context(at, screen, self._here(), found)
        rows = table(
            at, screen, found.fields, found.page.rows, heads, self._prefix(), words(screen.label),
            ticks=bool(head["many"] or head["bulk"]),
        ) if found.page.rows else ""  # fmt: skip
        pager = lists.pager(found.address, found.page) if found.asked else {}
        body = self._render("panel/list.html", rows=rows, pager=pager, **head)
        return (body, errors.status_of(Refused())) if found.problems else body

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
