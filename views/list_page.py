"""The list of a screen as a page, how it looks to somebody, and its groups and sums for scripts."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import g, jsonify, redirect, request
from flask_appbuilder import expose, has_access
from flask_appbuilder.security.decorators import has_access_api
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from models import looks, saved_views
from models.errors import PanelError, Refused
from views import choosing, errors, groups, list_head, lists, opening, shapes, summary, sums
from views.base import desk, transaction
from views.list_head import Found
from views.notation import number
from views.screen_page import Answer, ScreenPage
from views.table import table
from views.wording import words


class ListPage(ScreenPage):
    """The list, read by its address."""

    doors = {"list": "list", "columns": "list", "summary": "list", "shape": "list"}

    @expose("/list/")
    @has_access  # type: ignore[untyped-decorator]
    def list(self) -> Answer:
        at, screen = desk(), self.screen
        if shapes.wants_grid(at, screen):
            return redirect(f"{self._grid()}?{_query(request.query_string.decode())}")
        found = list_head.read(at, screen, request.args)
        head = list_head.context(at, screen, self._here(), found)
        rows = self._table(found, ticks=bool(head["many"] or head["bulk"])) if found.page.rows else ""
        grouped = None
        if found.by is not None and found.groups is not None:
            grouped = groups.lines(found.by, found.groups, found.address, found.args.get(opening.INSIDE))
        body = self._render(
            "panel/list.html",
            rows=rows,
            grouped=grouped,
            pager=lists.pager(found.address, found.page) if found.asked else {},
            add_up=found.address.and_("sums", "all")
            if rows and sums.untold(screen, found.fields, found.sums)
            else "",
            **head,
        )
        return (body, errors.status_of(Refused())) if found.problems else body

    def _table(self, found: Found, *, ticks: bool) -> Markup:
        added = sums.shown(found.sums)
        summed = gettext("Jumlah %(number)s baris", number=number(found.sums.rows)) if added else ""
        return table(
            found.at, self.screen, found.fields, found.page.rows,
            lists.heads(found.fields, found.address, found.order), self._prefix(), words(self.screen.label),
            ticks=ticks, look=found.look, sums=added, summed=summed,
        )  # fmt: skip

    @expose("/columns", methods=["POST"])
    @has_access  # type: ignore[untyped-decorator]
    def columns(self) -> Answer:
        """Remembers how this person wants to see the list: from the menu of a page, or by a script."""
        if "unsaved_because" in g:  # a page without a valid token
            return errors.answer(400, gettext(errors.EXPIRED))
        if request.is_json:
            return self._looked()
        sent, same = request.form, parse_qsl(request.form.get("same", "").lstrip("?"))
        with transaction() as at:
            view = opening.opened(at, self.screen, MultiDict([*same, (opening.SAVED, "")])).view
            choosing.keep(at, self.screen, _said(sent), view.id if view else None)
        gone = {opening.GROUP, opening.INSIDE} if "group" in sent or "usual" in sent else set()
        kept = urlencode([pair for pair in same if pair[0] not in gone])
        # Whoever asked from a grid comes back to it.
        return redirect(
            f"{self._grid() if sent.get('from') == shapes.GRID else self._here() + '/list/'}?{kept}"
        )

    def _looked(self) -> Answer:
        """`{columns: [..], widths: {field: px}, frozen, density, group, view: "my.5"}`, any of them; what is
        null goes back to the usual. Answers with how the list looks now."""
        sent = request.get_json(silent=True)
        try:
            if not isinstance(sent, dict) or self._nobody():
                raise Refused(sentence=looks.UNREADABLE)
            with transaction() as at:
                view = saved_views.number(str(sent.pop("view", "")))
                mine = choosing.keep(at, self.screen, sent, view)
        except PanelError as error:
            return _refusal(error)
        return jsonify(look=mine.as_json())

    def _nobody(self) -> bool:
        return desk().actor.id is None

    @expose("/summary", methods=["GET"])
    @errors.in_words
    @has_access_api  # type: ignore[untyped-decorator]
    def summary(self) -> Response:
        """The groups and the sums of an address, as JSON for the grid."""
        try:
            return jsonify(summary.of(desk(), self.screen, request.args))
        except PanelError as error:
            return _refusal(error)

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


def _refusal(error: PanelError) -> Response:
    errors.forget_work()
    answer = jsonify(errors.payload(error))
    answer.status_code = errors.status_of(error)
    return answer


def _said(sent: MultiDict[str, str]) -> dict[str, Any]:
    """What the form of the menu says of the look."""
    if "usual" in sent:
        return {"columns": None, "widths": None, "frozen": None, "density": None, "group": None}
    columns: list[str] = sent.getlist(choosing.COLUMNS)
    for name, by in (("up", -1), ("down", 1)):
        if name in sent:
            columns = choosing.moved(columns, sent[name], by)
    said: dict[str, Any] = {"columns": columns}
    if sent.get("frozen", "").isdecimal():
        said["frozen"] = int(sent["frozen"][:4])
    return said | {name: sent[name] for name in ("density", "group") if name in sent}


def _query(text: str) -> str:
    """A query string that says no more than it did, without the mark of how it is shown."""
    return urlencode([pair for pair in parse_qsl(text.lstrip("?")) if pair[0] != shapes.AS])
