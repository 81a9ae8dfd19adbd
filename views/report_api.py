"""Reports for programs: GET /api/v1/_reports/<key>?period=2026-10, the same figures as JSON."""

from __future__ import annotations

import json

from apispec import APISpec
from flask import Response, current_app, request
from flask_appbuilder import AppBuilder
from flask_appbuilder.api import BaseApi, expose
from flask_appbuilder.security.decorators import protect

from models.description.report import REPORTS, Report
from models.errors import Forbidden
from models.reporting import running
from models.reporting.asking import PERIOD, asked
from models.reporting.figures import as_json
from views.base import desk
from views.bodies import as_json as answer
from views.report_page import found
from views.wording import language, words


class ReportApi(BaseApi):  # type: ignore[misc]
    """The underscore keeps it apart from a screen of the same name."""

    resource_name = "_reports"
    class_permission_name = REPORTS
    method_permission_name = {"get": "show"}
    allow_browser_login = True
    openapi_spec_tag = "Laporan"

    def response_403(self) -> Response:
        raise Forbidden

    @expose("/<key>", methods=["GET"])
    @protect()
    def get(self, key: str) -> Response:
        at = desk("api")
        report = found(at, key)
        figures = running.run(at, report, asked(at, report, request.args.to_dict()))
        return answer(json.dumps(as_json(figures, language()), ensure_ascii=False))

    def add_api_spec(self, api_spec: APISpec) -> None:
        actor = current_app.appbuilder.sm.actor()
        for report in desk("api").panel.office.reports.values():
            if actor.may("show", report.right):
                api_spec.path(f"{self.route_base}/{report.key}", operations={"get": _described(report)})


def _described(report: Report) -> dict[str, object]:
    period = ["2026-10"] if report.periods else []
    names = [*((PERIOD, one, "") for one in period)]
    names += [(one.key, "", words(one.label)) for one in report.parameters]
    return {
        "tags": ["Laporan"],
        "summary": words(report.label),
        "parameters": [
            {
                "in": "query",
                "name": name,
                "schema": {"type": "string", **({"example": example} if example else {})},
                **({"description": said} if said else {}),
            }
            for name, example, said in names
        ],
        "responses": {"200": {"description": "OK"}},
    }


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_api(ReportApi)
