"""The history of a row for programs: GET /api/v1/<screen>/<pk>/history."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_appbuilder.api import expose
from flask_appbuilder.security.decorators import protect

from models import audit
from models.audit import Cell, Change, History
from models.description.screen import Screen
from views.base import desk
from views.history import whole_number
from views.payload import quote

MOST = 100


class HistoryApi:
    """A part of a screen's resource."""

    screen: Screen

    @expose("/<pk>/history", methods=["GET"])
    @protect()
    def history(self, pk: str) -> Response:
        """Changes of a row, newest first; `before` is the `next` of the page that came first."""
        at, screen = desk("api"), self.screen
        audit.row_of(at, screen, pk)
        found = audit.history(at, screen, pk, _number("before"), min(_number("size") or audit.SIZE, MOST))
        told = {"result": [_change(one, found) for one in found.changes], "next": found.after}
        return Response(quote(told), content_type="application/json; charset=utf-8")


def _number(name: str) -> int | None:
    return whole_number(request.args.get(name, ""))


def _change(one: Change, found: History) -> dict[str, Any]:
    return {
        "id": one.id,
        "at": one.at,
        "actor": one.actor,
        "name": one.name,
        "behalf": one.behalf,
        "door": one.door,
        "operation": one.operation,
        "changes": [_cell(cell, found) for cell in one.cells],
    }


def _cell(cell: Cell, found: History) -> dict[str, Any]:
    """A masked value is null on both sides, and says so."""
    told: dict[str, Any] = {"field": cell.field.key, "old": cell.old, "new": cell.new}
    if cell.masked:
        told["masked"] = True
    titles = {
        side: title
        for side, value in (("old", cell.old), ("new", cell.new))
        if value is not None and (title := found.titles.get((cell.field.key, value)))
    }
    return {**told, "titles": titles} if titles else told
