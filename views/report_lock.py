"""Sending a report: the button that locks its period, what was sent, and what changed since."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from flask import Response, flash, redirect, render_template, request
from flask_appbuilder import AppBuilder, BaseView, expose, has_access
from flask_babel import gettext

from models import exports
from models.description.report import REPORTS, Report
from models.errors import Busy, Missing, PanelError, Refused
from models.panel import Desk
from models.reporting import changes, periods, running, sent, written
from models.reporting.asking import PERIOD
from models.reporting.asking import asked as ask
from models.reporting.figures import Asked
from models.reporting.sent import Sent
from reports import report_book
from views import downloads, errors, report_page, report_tables
from views.base import desk, transaction
from views.frame import framed
from views.moments import moment
from views.report_page import Button, address_of, file_name, found
from views.screen_page import Answer, must_be_meant
from views.wording import language, sentence, words

NO_LOCK = "Laporan ini tidak dikirim dan dikunci."


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view_no_menu(ReportLockView)
    if shown not in report_page.more:
        report_page.more.append(shown)


def shown(at: Desk, report: Report, asked: Asked) -> tuple[list[Button], str]:
    """What the page of a report says of its sending: the lock, or the way to send."""
    if report.lock is None or asked.period is None:
        return [], ""
    what = sent.locked(at, report, asked.period)
    over = asked.period.after <= at.now.date()
    told = render_template(
        "panel/_report_lock.html",
        sent=what,
        when=_when(what.at) if what else "",
        here=address_of(report),
        period=str(asked.period),
        title=words(written.period(asked.period)),
        may_send=over and what is None and sent.may_send(at, report),
        may_take=at.actor.may("export", report.right),
    )
    return [Button(gettext("Pengiriman"), f"{address_of(report)}terkirim")], told


class ReportLockView(BaseView):  # type: ignore[misc]
    """Under the address of each report, and by its rights; who may send, the description says."""

    route_base = "/laporan"
    class_permission_name = REPORTS
    base_permissions: ClassVar[list[str]] = ["can_show", "can_export"]
    method_permission_name: ClassVar[dict[str, str]] = {
        "sendings": "show", "send": "export", "file": "export", "unlock": "export", "since": "show",
        "since_xlsx": "export",
    }  # fmt: skip

    @expose("/<key>/terkirim", methods=["GET"])
    @has_access  # type: ignore[untyped-decorator]
    def sendings(self, key: str) -> Answer:
        at = desk()
        return _sendings(at, _lockable(at, key))

    @expose("/<key>/kirim", methods=["POST"])
    @has_access  # type: ignore[untyped-decorator]
    def send(self, key: str) -> Answer:
        must_be_meant()
        at = desk()
        report = _lockable(at, key)
        period = request.form.get(PERIOD, "")
        try:
            with transaction() as keeping:
                figures = running.run(keeping, report, ask(keeping, report, {PERIOD: period}))
                with downloads.one_at_a_time():
                    data = report_book.of(keeping, figures)
                sent.keep(keeping, figures, data, file_name(report, figures.asked))
                exports.note_report(keeping, report, "xlsx", figures.rows, f"dikirim {period}")
        except (Refused, Busy) as error:
            flash(" ".join(errors.every_sentence(error)), "danger")
        else:
            flash(gettext("Terkirim dan terkunci. Berkasnya disimpan apa adanya."), "success")
        return redirect(
            f"{address_of(report)}?{PERIOD}={period}" if periods.parse(period) else address_of(report)
        )

    @expose("/<key>/terkirim/<int:number>.xlsx", methods=["GET"])
    @has_access  # type: ignore[untyped-decorator]
    def file(self, key: str, number: int) -> Response:
        """The bytes as they left."""
        at = desk()
        report = _lockable(at, key)
        what, data = sent.one(at, report, number), sent.content(at, report, number)
        with transaction() as noting:
            rows = sent.row_count(at, report, number)
            exports.note_report(noting, report, "xlsx", rows, f"dikirim {what.period}")
        return downloads.workbook(data, what.file_name)

    @expose("/<key>/terkirim/<int:number>/buka", methods=["POST"])
    @has_access  # type: ignore[untyped-decorator]
    def unlock(self, key: str, number: int) -> Answer:
        must_be_meant()
        report = _lockable(desk(), key)
        reason = request.form.get("reason", "")
        try:
            with transaction() as at:
                sent.unlock(at, report, number, reason)
        except Refused as error:
            return _sendings(desk(), report, number, error), 422
        flash(gettext("Kuncinya dibuka. Yang pernah dikirim tetap tersimpan."), "success")
        return redirect(f"{address_of(report)}terkirim")

    @expose("/<key>/terkirim/<int:number>/selisih", methods=["GET"])
    @has_access  # type: ignore[untyped-decorator]
    def since(self, key: str, number: int) -> Answer:
        at = desk()
        report = _lockable(at, key)
        what = sent.one(at, report, number)
        figures = changes.since(at, report, what)
        page = render_template(
            "panel/report_changes.html",
            label=words(report.label),
            period=_period(what),
            sent=what,
            when=_when(what.at),
            here=address_of(report),
            tables=report_tables.shown(figures),
            may_take=at.actor.may("export", report.right),
        )
        return framed(page)

    @expose("/<key>/terkirim/<int:number>/selisih.xlsx", methods=["GET"])
    @has_access  # type: ignore[untyped-decorator]
    def since_xlsx(self, key: str, number: int) -> Response:
        at = desk()
        report = _lockable(at, key)
        figures = changes.since(at, report, sent.one(at, report, number))
        with downloads.one_at_a_time():
            data = report_book.of(at, figures)
        with transaction() as noting:
            exports.note_report(noting, report, "xlsx", figures.rows, "selisih")
        return downloads.workbook(data, file_name(figures.report, figures.asked))


def _lockable(at: Desk, key: str) -> Report:
    report = found(at, key)
    if report.lock is None:
        raise Missing(NO_LOCK)
    return report


def _sendings(at: Desk, report: Report, refused: int = 0, error: PanelError | None = None) -> str:
    page = render_template(
        "panel/report_sent.html",
        label=words(report.label),
        here=address_of(report),
        lines=[_line(one) for one in sent.log(at, report)],
        may_unlock=sent.may_unlock(at, report),
        may_take=at.actor.may("export", report.right),
        refused=refused,
        problem=sentence(error.sentence, {}) if error else "",
    )
    return framed(page)


def _line(one: Sent) -> tuple[Sent, str, str, str]:
    """A sending, its period, when, and when it was unlocked."""
    return one, _period(one), _when(one.at), _when(one.unlocked_at) if one.unlocked_at else ""


def _period(one: Sent) -> str:
    period = periods.parse(one.period)
    return words(written.period(period)) if period else one.period


def _when(at: datetime) -> str:
    return moment(f"{at:%Y-%m-%d %H:%M}", language())
