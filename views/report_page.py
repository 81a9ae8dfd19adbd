"""A report as a page: its questions, its tables with links into the cases, its charts, its workbook."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from flask import Response, render_template, request
from flask_appbuilder import AppBuilder, BaseView, expose, has_access

from models import exports
from models.description.report import REPORTS, Report
from models.errors import Forbidden, Missing, PanelError, Refused
from models.panel import Desk
from models.reporting import running, written
from models.reporting.asking import asked as ask
from models.reporting.figures import Asked, Figures
from reports import report_book
from views import downloads, errors, report_form, report_tables
from views.base import desk, transaction
from views.frame import framed
from views.screen_page import Answer
from views.wording import sentence, words

GONE = "Laporan ini tidak ada."


@dataclass(frozen=True, slots=True)
class Button:
    """Something more that can be done with a report: see `more`."""

    label: str
    href: str
    main: bool = False


# What others add to the page of a report: each is asked with the desk, the report and what was answered, and
# gives buttons and a piece of HTML below the questions.
More = Callable[[Desk, Report, Asked], tuple[list[Button], str]]
more: list[More] = []


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view_no_menu(ReportView)


def found(at: Desk, key: str) -> Report:
    """The report of a key. Raises Missing."""
    report = at.panel.office.reports.get(key)
    if report is None:
        raise Missing(GONE)
    return report


class ReportView(BaseView):  # type: ignore[misc]
    """Every report: the right is asked of the one in the address, see app/security.py."""

    route_base = "/laporan"
    class_permission_name = REPORTS
    base_permissions: ClassVar[list[str]] = ["can_show", "can_export"]
    method_permission_name: ClassVar[dict[str, str]] = {"show": "show", "xlsx": "export"}

    @expose("/<key>/", methods=["GET"])
    @has_access  # type: ignore[untyped-decorator]
    def show(self, key: str) -> Answer:
        return _answered(key, _shown)

    @expose("/<key>/xlsx", methods=["GET"])
    @has_access  # type: ignore[untyped-decorator]
    def xlsx(self, key: str) -> Answer:
        return _answered(key, _taken)


def _answered(key: str, answer: Callable[[Desk, Report, Asked], Answer]) -> Answer:
    """What the questions lead to; where that is refused, the questions again, for another period."""
    at = desk()
    report = found(at, key)
    texts = report_form.given(report, request.args)
    try:
        return answer(at, report, ask(at, report, texts))
    except Forbidden:
        raise
    except PanelError as error:
        return _page(at, report, texts, error=error), errors.status_of(error)


def _shown(at: Desk, report: Report, asked: Asked) -> str:
    return _page(at, report, report_form.given(report, request.args), running.run(at, report, asked))


def _taken(at: Desk, report: Report, asked: Asked) -> Response:
    with downloads.one_at_a_time():
        data, rows = report_book.taken(at, report, asked)
    with transaction(at.actor.door) as noting:
        exports.note_report(noting, report, "xlsx", rows, written.question(report, asked))
    return downloads.workbook(data, file_name(report, asked))


def address_of(report: Report) -> str:
    return f"{request.script_root}/laporan/{report.key}/"


def file_name(report: Report, asked: Asked) -> str:
    """rekap-bulanan-2026-10.xlsx"""
    plain = re.sub(r"[^a-z0-9]+", "-", words(report.label).lower()).strip("-") or report.key
    about = f"-{str(asked.period).replace('..', '-sd-')}" if asked.period else ""
    return f"{plain[:60]}{about}.xlsx"


def _page(
    at: Desk,
    report: Report,
    texts: dict[str, str],
    figures: Figures | None = None,
    error: PanelError | None = None,
) -> str:
    asked = figures.asked if figures else None
    problems = error.problems if isinstance(error, Refused) else ()
    controls = report_form.controls(at, report, texts, asked, problems)
    boxes = {one.key for one in controls}
    here = address_of(report)
    buttons, below = _more(at, report, asked)
    page = render_template(
        "panel/report.html",
        label=words(report.label),
        help=words(report.help),
        controls=controls,
        prefix=request.script_root + "/data/",
        here=here,
        was=str(asked.period) if asked and asked.period else "",
        period=words(written.period(asked.period)) if asked and asked.period else "",
        chosen=[(words(one.label), asked.said[one.key]) for one in report.parameters if one.key in asked.said]
        if asked
        else [],
        around=_around(here, asked),
        tables=report_tables.shown(figures) if figures else [],
        refused=errors.said(error) if error else "",
        problems=[sentence(one.sentence, one.facts) for one in problems if one.field not in boxes],
        xlsx=f"{here}xlsx?{report_form.address(asked)}"
        if asked and at.actor.may("export", report.right)
        else "",
        buttons=buttons,
        below=below,
    )
    return framed(page)


def _more(at: Desk, report: Report, asked: Asked | None) -> tuple[list[Button], str]:
    told = [one(at, report, asked) for one in more] if asked else []
    return [button for buttons, _ in told for button in buttons], "".join(html for _, html in told)


def _around(here: str, asked: Asked | None) -> list[tuple[str, str]]:
    """The periods before and after, with their addresses."""
    if asked is None or asked.period is None:
        return []
    sides = (asked.period.moved(-1), asked.period.moved(1))
    return [(words(written.period(one)), f"{here}?{report_form.address(asked, one)}") for one in sides]
