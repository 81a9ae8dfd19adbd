"""The list of a screen as a page, and the choice of its columns."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from flask import g, redirect, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from models.errors import Refused
from views import choosing, errors, list_head, lists, shapes
from views.base import desk, transaction
from views.screen_page import Answer, ScreenPage
from views.table import table
from views.wording import words


class ListPage(ScreenPage):
    """The list, read by its address."""

    doors = {"list": "list", "columns": "list", "shape": "list"}

    @expose("/list/")
    @has_access  # type: ignore[untyped-decorator]
    def list(self) -> Answer:
        at, screen = desk(), self.screen
        if shapes.wants_grid(at, screen):
            return redirect(f"{self._grid()}?{_query(request.query_string.decode())}")
        found = list_head.read(at, screen, request.args)
        heads = lists.heads(found.fields, found.address, found.order)
        head = list_head.context(at, screen, self._here(), found)
        rows = table(
            at, screen, found.fields, found.page.rows, heads, self._prefix(), words(screen.label),
            ticks=bool(head["many"]),
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
        return redirect(f"{self._here()}/list/?{_query(sent.get('same', ''))}")

    @expose("/shape", methods=["POST"])
    @has_access  # type: ignore[untyped-decorator]
    def shape(self) -> Answer:
        """From the list to the grid of the same rows, or back; the menu opens what was chosen last."""
        if "unsaved_because" in g:
            return errors.answer(400, gettext(errors.EXPIRED))
        wanted = request.form.get("shape", "")
        with transaction() as at:
            shapes.keep(at, self.screen, wanted)
        page = self._grid() if wanted == shapes.GRID else f"{self._here()}/list/"
        return redirect(f"{page}?{_query(request.form.get('same', ''))}")

    def _grid(self) -> str:
        return f"{request.script_root}/grid/{self.screen.key}/"


def _query(text: str) -> str:
    """A query string that says no more than it did, without the mark of how it is shown."""
    return urlencode([pair for pair in parse_qsl(text.lstrip("?")) if pair[0] != shapes.AS])
