"""The rows of a grid as JSON, a hundred a fetch: by the address of its list, from a cursor either way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import jsonify, request
from flask_admin import expose
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from models import fresh, query
from models.description.screen import Field, Screen
from models.errors import Problem, Refused
from models.paging import LAST
from models.panel import Desk
from models.query import Listing, Page
from models.schema.catalog import Kind
from models.values import BadValue
from views import choosing, filters, grid_cells, lists
from views.base import OfScreen, desk
from views.typed import DAYS, canonical

SIZE = 100
_WHOLE_DAY = len("2026-11-20")


class GridRows(OfScreen):
    """What the script of a grid reads, beside the page."""

    @expose("/rows")
    def rows(self) -> Response:
        """`cursor` as the last answer gave it, or "last"; `from`: a value of the order's first column;
        `keys`: these rows as they are now."""
        at, screen, args = desk("grid"), self.screen, request.args
        fields = shown(at, screen, args)
        if "keys" in args:
            columns = tuple(one.key for one in fields)
            found = Page(fresh.several(at, screen, args.getlist("keys"), columns))
        else:
            found = page(at, screen, args, fields)
        return jsonify(told(at, screen, fields, found))

    @expose("/versions")
    def versions(self) -> Response:
        """The versions of the rows in sight, by key: what changed is read again, what is gone is missing."""
        found = fresh.versions(desk("grid"), self.screen, request.args.getlist("keys"))
        return jsonify(versions=found, token=generate_csrf())


def shown(at: Desk, screen: Screen, args: MultiDict[str, str]) -> list[Field]:
    """The columns of a grid: those of its list."""
    return [screen.fields[key] for key in choosing.chosen(at, screen, args)] or lists.columns(screen)


def page(at: Desk, screen: Screen, args: MultiDict[str, str], fields: list[Field]) -> Page:
    """The rows of an address from its place on. Raises Refused, Missing, Forbidden."""
    columns = tuple(one.key for one in fields)
    asked = replace(filters.listing(screen, args), columns=columns, size=SIZE, page=None)
    if not args.get("from"):
        return query.page(at, screen, asked)
    found = query.page(at, screen, replace(asked, cursor=None, start=_start(screen, asked, args["from"])))
    return found if found.rows else query.page(at, screen, replace(asked, cursor=LAST))


def told(at: Desk, screen: Screen, fields: list[Field], found: Page) -> dict[str, Any]:
    """A page of rows as the script reads it."""
    prefix = f"{request.script_root}/data/"
    written = grid_cells.rows(at, screen, fields, found.rows, prefix)
    return {
        "columns": [one.key for one in fields],
        "rows": written,
        "before": found.before,
        "after": found.after,
    }


def _start(screen: Screen, asked: Listing, typed: str) -> str:
    """Where the typed value stands in the order: downwards, a bare day begins with its last moment."""
    order = first_order(screen, asked)
    if order is None:
        raise Refused(Problem("Daftar ini belum diurutkan menurut sebuah kolom.", None))
    one, descending = order
    try:
        value = canonical(one, typed.strip())
    except BadValue as error:
        raise Refused(error.problem) from error
    if value is None:
        raise Refused(Problem(gettext("Wajib diisi."), one.key))
    day_only = one.kind in DAYS and one.kind is not Kind.DATE and len(value) == _WHOLE_DAY
    return f"{value} 23:59:59.999999" if descending and day_only else value


def first_order(screen: Screen, asked: Listing) -> tuple[Field, bool] | None:
    """The first column of a list's order, and whether it goes downwards."""
    view = query.saved_view(screen, asked.view)
    wanted = asked.order or (view.order if view else ()) or screen.order
    one = screen.fields.get(wanted[0].field) if wanted else None
    return (one, wanted[0].descending) if one is not None and wanted else None
