"""A report in the kabupaten's own template: the page where it is chosen, and the filled file."""

from __future__ import annotations

from typing import ClassVar

from flask import request
from flask_appbuilder import AppBuilder, BaseView, expose, has_access
from flask_babel import gettext

from models import exports
from models.description.report import REPORTS, Report
from models.errors import BadFile
from models.panel import Desk
from models.reporting import running, written
from models.reporting.asking import asked as ask
from models.reporting.figures import Asked, Figures
from reports import office_names, report_names
from reports.template_fill import Names, in_words
from views import downloads, errors, report_form, report_page, template_page
from views.base import desk, transaction
from views.notation import number
from views.report_page import Button
from views.screen_page import Answer
from views.wording import sentence, words

_FEW = 40  # names that are read at a glance


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view_no_menu(ReportTemplateView)
    if button not in report_page.more:
        report_page.more.append(button)


def button(at: Desk, report: Report, asked: Asked) -> tuple[list[Button], str]:
    """The way from a report to its template, for who may take its workbook."""
    if not at.actor.may("export", report.right):
        return [], ""
    address = f"{report_page.address_of(report)}templat?{report_form.address(asked)}"
    return [Button(gettext("Templat"), address)], ""


class ReportTemplateView(BaseView):  # type: ignore[misc]
    """The right is that of the report in the address, see app/security.py."""

    route_base = "/laporan"
    class_permission_name = REPORTS
    base_permissions: ClassVar[list[str]] = ["can_export"]
    method_permission_name: ClassVar[dict[str, str]] = {"template": "export", "fill": "export"}

    @expose("/<key>/templat", methods=["GET"])
    @has_access  # type: ignore[untyped-decorator]
    def template(self, key: str) -> Answer:
        at = desk()
        return _page(at, _figures(at, key), ())

    @expose("/<key>/templat", methods=["POST"])
    @has_access  # type: ignore[untyped-decorator]
    def fill(self, key: str) -> Answer:
        """The template with the figures; where it has names that nobody knows, they are told instead."""
        at = desk()
        figures = _figures(at, key)
        report, asked = figures.report, figures.asked
        try:
            name, template = template_page.brought(at)
            with downloads.one_at_a_time():
                filled = report_names.fill(at, figures, template)
        except BadFile as error:
            said = sentence(error.sentence, error.facts)
            return _page(at, figures, (said,)), errors.status_of(error)
        told = template_page.told(filled)
        if told:
            return _page(at, figures, told, found=True), 422
        with transaction(at.actor.door) as noting:
            exports.note_report(noting, report, "xlsx", figures.rows, written.question(report, asked))
        return downloads.workbook(filled.data, f"{name}-{report_page.file_name(report, asked)}")


def _figures(at: Desk, key: str) -> Figures:
    report = report_page.found(at, key)
    return running.run(at, report, ask(at, report, report_form.given(report, request.args)))


def _page(at: Desk, figures: Figures, told: tuple[str, ...], *, found: bool = False) -> str:
    report, asked = figures.report, figures.asked
    here, query = report_page.address_of(report), report_form.address(asked)
    about = template_page.About(
        back=f"{here}?{query}",
        back_label=words(report.label),
        action=f"{here}templat?{query}",
        period=words(written.period(asked.period)) if asked.period else "",
        begins=report.key,
        names=_names(report_names.names(at, figures)),
    )
    return template_page.page(at, about, told, found=found)


def _names(known: Names) -> list[tuple[str, bool, list[tuple[str, str]]]]:
    """What a template may name: of the office, columns as lists, and each figure with its value."""
    figures = [
        (name, in_words(value)) for name, value in known.values.items() if name not in office_names.MEANINGS
    ]
    columns = [
        (name, gettext("%(count)s baris", count=number(len(column)))) for name, column in known.lists.items()
    ]
    return [
        (gettext("Kantor, periode, penanda tangan"), True, list(office_names.MEANINGS.items())),
        (gettext("Kolom, ditulis ke bawah"), True, columns),
        (gettext("Setiap angka"), len(figures) <= _FEW, figures),
    ]
