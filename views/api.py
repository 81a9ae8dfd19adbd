"""REST: one resource per screen at /api/v1/<screen key>/, through the one reader and the one door.

FAB brings the login (session or JWT), the permissions and the OpenAPI page. Its own reading, writing
and marshmallow schemas are left aside: they guess types from mapped classes, load whole relations and
answer 500 on half of Postgres' types.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from apispec import APISpec
from flask import Blueprint, Response, current_app, request, url_for
from flask_appbuilder import AppBuilder
from flask_appbuilder.api import BaseApi, ModelRestApi, expose
from flask_appbuilder.security.decorators import protect
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from models import counting, query, records, revealing, together
from models.description.screen import Screen
from models.errors import Forbidden, Missing, Problem, Refused
from models.panel import Desk, Panel
from models.schema.catalog import Kind
from models.selecting import Row
from views import along, errors, openapi, uploads
from views.asking import listing
from views.base import OfScreen, desk, seen_panel, writing
from views.bodies import as_json, body
from views.export_api import ExportApi
from views.history_api import HistoryApi
from views.payload import quote, readable, record_text, same_json, values_of
from views.step_api import StepsApi

NO_VERSION = (
    "Sertakan _version (atau If-Match) dari baris yang dibaca, agar simpanan orang lain tidak tertimpa."
)


class ScreenApi(OfScreen, HistoryApi, StepsApi, ExportApi, ModelRestApi):
    """The resource of one screen; a subclass per screen brings `whole`."""

    csrf_exempt = False
    allow_browser_login = True
    method_permission_name = {
        "info": "list",
        "get_list": "list",
        "get": "show",
        "post": "add",
        "post_file": "add",
        "put_file": "edit",
        "put": "edit",
        "delete": "delete",
        "history": "show",
        "reveal": "show",
        "transitions": "show",
        "transition": "show",
        "export": "export",
    }

    def __init__(self) -> None:
        # ModelRestApi's own start scaffolds schemas and filters from the mapped class; BaseApi's is enough.
        self.method_permission_name = dict(self.method_permission_name)
        BaseApi.__init__(self)

    def create_blueprint(self, appbuilder: AppBuilder, *args: object, **kwargs: object) -> Blueprint:
        return BaseApi.create_blueprint(self, appbuilder, *args, **kwargs)

    def add_api_spec(self, api_spec: APISpec) -> None:
        if current_app.appbuilder.sm.actor().may("list", self.screen.key):
            openapi.describe(api_spec, self.screen, self.route_base)

    def response_403(self) -> Response:
        raise Forbidden

    @expose("/_info", methods=["GET"])
    @protect()
    def info(self) -> Response:
        return as_json(quote(openapi.information(desk("api"), self.screen)))

    @expose("/", methods=["GET"])
    @protect()
    def get_list(self) -> Response:
        asked = listing(self.screen, request.args)
        at = desk("api")
        page = query.page(at, self.screen, asked)
        exact = request.args.get("count") == "exact"
        count = counting.count(at, self.screen, asked, exact=exact, page=page)
        rows = ",".join(record_text(self.screen, row, asked.columns) for row in page.rows)
        frame = {
            "count": count.number,
            "count_kind": count.kind,
            "ids": [row.key for row in page.rows],
            "next": _turned(page.after),
            "previous": _turned(page.before),
        }
        return as_json(f'{quote(frame)[:-1]},"result":[{rows}]}}')

    @expose("/<pk>", methods=["GET"])
    @protect()
    def get(self, pk: str) -> Response:
        return self._record(query.record(desk("api"), self.screen, pk))

    @expose("/", methods=["POST"])
    @protect()
    def post(self) -> Response:
        # What cannot be written at all is refused by the door, before any field is looked at.
        values, rows = self._sent(body(), adding=True) if self.screen.can_add else ({}, {})
        with writing(self.screen, "api") as at:
            written = together.add_with(at, self.screen, values, rows)
        answer = self._saved(written, 201)
        if written.saved.key is not None:
            answer.headers["Location"] = url_for(".get", pk=written.saved.key)
        return answer

    @expose("/<pk>", methods=["PUT", "PATCH"])
    @protect()
    def put(self, pk: str) -> Response:
        sent = body()
        values, rows = self._sent(sent, adding=False) if self.screen.can_edit else ({}, {})
        base = records.Base(_version(sent), {})
        with writing(self.screen, "api") as at:
            values = _same_kept(at, self.screen, pk, values)
            written = together.edit_with(at, self.screen, pk, values, base, rows)
        return self._saved(written, 200)

    def _sent(self, body: dict[str, object], adding: bool) -> tuple[dict[str, object], together.Children]:
        """The values of the row, and the rows of children that came along. Every problem at once."""
        values: dict[str, object] = {}
        rows: together.Children = {}
        problems: list[Problem] = []
        try:
            values = values_of(self.screen, along.own(self.screen, body), adding)
        except Refused as error:
            if not error.problems:
                raise
            problems += error.problems
        try:
            rows = along.children_of(seen_panel(), self.screen, body, adding)
        except Refused as error:
            problems += error.problems
        if problems:
            raise Refused(*problems)
        return values, rows

    @expose("/<pk>", methods=["DELETE"])
    @protect()
    def delete(self, pk: str) -> Response:
        with writing(self.screen, "api") as at:
            records.delete(at, self.screen, pk, _if_match())
        return as_json(quote({"id": pk, "message": "OK"}))

    @expose("/files", methods=["POST"])
    @protect()
    def post_file(self) -> Response:
        """A file for a row that is yet to be added: its token goes where the field's value goes."""
        return self._received(adding=True)

    @expose("/<pk>/files", methods=["POST"])
    @protect()
    def put_file(self, pk: str) -> Response:
        """A file for a row that there is."""
        query.record(desk("api"), self.screen, pk)
        return self._received(adding=False)

    @expose("/<pk>/reveal/<field>", methods=["POST"])
    @protect()
    def reveal(self, pk: str, field: str) -> Response:
        """A masked value, for a reason that is written down."""
        reason = body().get("reason")
        with writing(self.screen, "api") as at:
            said = reason if isinstance(reason, str) else ""
            value = revealing.reveal(at, self.screen, pk, field, said)
        made = as_json(quote({"value": value, "seconds": revealing.SECONDS}))
        made.headers["Cache-Control"] = "no-store"
        return made

    def _received(self, adding: bool) -> Response:
        found = uploads.receive(self.screen, adding, desk("api").actor)
        told = {"token": found.token, "name": found.name, "size": found.size, "type": found.type.mime}
        return as_json(quote({**told, "sha256": found.sha256}), 201)

    def _record(self, row: Row, status: int = 200, rows: dict[str, Any] | None = None) -> Response:
        record = record_text(self.screen, row, readable(self.screen))
        along_ = f',"rows":{quote(rows)}' if rows else ""
        return as_json(f'{{"id":{quote(row.key)},"result":{record}{along_}}}', status, row.version)

    def _saved(self, written: together.Together, status: int) -> Response:
        """The row as it is now; only its key and version where the actor may not read it."""
        at, saved, rows = desk("api"), written.saved, along.told(written)
        if saved.key is not None and at.actor.may("show", self.screen.key):
            try:
                return self._record(query.record(at, self.screen, saved.key), status, rows)
            except Missing:
                pass  # a row rule or a filtering view: written, and not theirs to read
        told = {"id": saved.key, "result": {"_key": saved.key, "_version": saved.version}}
        return as_json(quote({**told, "rows": rows} if rows else told), status, saved.version)


def register(appbuilder: AppBuilder, built: Panel) -> None:
    """A resource for every screen, and words for tokens that open nothing."""
    tokens = appbuilder.sm.jwt_manager
    for loader in (tokens.unauthorized_loader, tokens.invalid_token_loader):
        loader(lambda reason: _stranger())
    for loader in (tokens.expired_token_loader, tokens.user_lookup_error_loader):
        loader(lambda header, token: _stranger())
    for screen in built.screens.values():
        appbuilder.add_api(_resource(screen))


def _resource(screen: Screen) -> type[ScreenApi]:
    return type(
        f"{screen.key}_api",
        (ScreenApi,),
        {
            "whole": screen,
            "resource_name": screen.key,
            "class_permission_name": screen.key,
            "openapi_spec_tag": screen.label.id,
        },
    )


def _stranger() -> AnyResponse:
    return errors.answer(401, gettext("Silakan masuk lebih dahulu: token tidak ada atau tidak berlaku."))


def _turned(cursor: str | None) -> str | None:
    """The address of this list at another cursor."""
    if cursor is None:
        return None
    return f"{request.path}?{urlencode(request.args.to_dict() | {'cursor': cursor})}"


def _if_match() -> str | None:
    return request.headers.get("If-Match", "").removeprefix("W/").strip(' "') or None


def _version(body: dict[str, object]) -> str:
    version = body.get("_version") or _if_match()
    if not isinstance(version, str):
        raise Refused(Problem(NO_VERSION), sentence=NO_VERSION)
    return version


def _same_kept(at: Desk, screen: Screen, pk: str, values: dict[str, object]) -> dict[str, object]:
    """The values, where JSON that only looks different gives way to the text the row has already."""
    written = [key for key in values if screen.fields[key].kind is Kind.JSON]
    if not written:
        return values
    now = query.record(at, screen, pk).values
    same = {key: now[key] for key in written if _same(now.get(key), values[key])}
    return values | same


def _same(now: object, sent: object) -> bool:
    if not isinstance(now, str):
        return False
    if sent is None:
        return now.strip() == "null"
    return same_json(now, str(sent)) or same_json(quote(now), str(sent))
