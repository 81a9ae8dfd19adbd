"""Kiosks: a clerk opens one on a device in the waiting room, and is logged out of it there."""

from __future__ import annotations

from typing import ClassVar, NamedTuple
from urllib.parse import parse_qs, urlsplit

from flask import current_app, flash, redirect, render_template, request
from flask_appbuilder import AppBuilder, BaseView, expose, has_access
from flask_babel import gettext
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response

from app.surveying import steps
from app.surveying.pages import COOKIE, KIOSK
from models import survey_forms, survey_tokens
from models.panel import Desk, Panel
from models.survey_tokens import KIOSK_LIFE
from views.base import desk, transaction
from views.frame import framed
from views.moments import moment
from views.screen_page import Answer
from views.wording import language

FROM_KIOSK = "dari"  # in the address that a clerk goes to from a kiosk
WAITING = 120  # seconds after which the login of a kiosk is a kiosk again


class Open(NamedTuple):
    """A kiosk that stands open."""

    name: str
    who: str
    since: str
    until: str
    service: str


def register(appbuilder: AppBuilder, panel: Panel) -> None:
    """The page of the kiosks, for who may add rows to the survey's screen."""
    if panel.office.survey is not None:
        members = {"__module__": __name__, "class_permission_name": panel.office.survey.screen}
        appbuilder.add_view_no_menu(type("SurveyKiosks", (KioskPages,), members))
        current_app.after_request(_back_from_login)


def _back_from_login(response: Response) -> Response:
    """The visitor who pressed what is for clerks leaves a login behind: a kiosk has no way back."""
    came = parse_qs(urlsplit(request.args.get("next", "")).query).get(FROM_KIOSK) == [KIOSK]
    if came and request.endpoint == f"{current_app.appbuilder.sm.auth_view.endpoint}.login":
        response.headers["Refresh"] = f"{WAITING}; url={request.script_root}/survei/{KIOSK}"
    return response


class KioskPages(BaseView):  # type: ignore[misc]
    """Which kiosks stand open; opens one here, closes one anywhere."""

    route_base = "/skm/kios"
    default_view = "page"
    base_permissions: ClassVar[list[str]] = ["can_add"]
    method_permission_name: ClassVar[dict[str, str]] = {"page": "add", "open": "add", "close": "add"}

    @expose("/", methods=["GET"])
    @has_access  # type: ignore[untyped-decorator]
    def page(self) -> str:
        at = desk()
        services = _services(at)
        known = {one.value: one.label for one in services}
        page = render_template(
            "survey/kiosks.html",
            label=gettext("Kios survei"),
            services=services,
            hours=int(KIOSK_LIFE.total_seconds() // 3600),
            kiosks=[_told(at, one, known) for one in survey_tokens.kiosks(at.connection, at.now)],
        )
        return framed(page)

    @expose("/open", methods=["POST"])
    @has_access  # type: ignore[untyped-decorator]
    def open(self) -> Response:
        """From here on this browser is nobody's: it has the kiosk's cookie, and no login."""
        wanted = request.form.get("service", "")
        with transaction() as at:
            service = wanted if wanted in {one.value for one in _services(at)} else None
            secret = survey_tokens.kiosk(at.connection, service, at.actor.shown, at.now)
        user = current_user._get_current_object()
        logout_user()
        self.appbuilder.sm.on_user_logout(user)
        answer = redirect(f"{request.script_root}/survei/{KIOSK}")
        answer.set_cookie(
            COOKIE,
            secret,
            max_age=KIOSK_LIFE,
            path=f"{request.script_root}/survei",
            secure=request.is_secure,
            httponly=True,
            samesite="Strict",
        )
        return answer

    @expose("/close", methods=["POST"])
    @has_access  # type: ignore[untyped-decorator]
    def close(self) -> Answer:
        with transaction() as at:
            survey_tokens.close(at.connection, request.form.get("kiosk", "")[:80])
        flash(gettext("Kios sudah ditutup."), "success")
        return redirect(f"{request.script_root}/skm/kios/")


def _services(at: Desk) -> tuple[steps.Answer, ...]:
    survey, screen = survey_forms.of(at)
    field = screen.fields.get(survey.fields.get("service", ""))
    if field is None or (field.reference and not at.actor.may("list", field.reference.screen)):
        return ()
    return steps.services(at, field)


def _told(at: Desk, one: survey_tokens.Kiosk, known: dict[str, str]) -> Open:
    since, until = (
        moment(then.astimezone(at.now.tzinfo).strftime("%Y-%m-%d %H:%M"), language())
        for then in (one.opened_at, one.expires_at)
    )
    return Open(one.name, one.opened_by, since, until, known.get(one.service or "", one.service or ""))
