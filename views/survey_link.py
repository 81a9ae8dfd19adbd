"""The way to the survey on a print: a QR code and a code to type, good for one form about a service."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import segno
from flask import current_app, request
from markupsafe import Markup

from models import survey_tokens
from models.panel import Desk
from models.values import text
from reports.paper import raw_of


class SurveyLink(NamedTuple):
    """What a template prints: `qr` is a picture, `page` is where `code` is typed."""

    url: str
    page: str
    code: str
    until: datetime
    qr: Markup


def maker(at: Desk) -> Callable[[object], SurveyLink | None]:
    """For a template: a link about a service, made when it is asked for; None without a survey.

    What is kept of it does not lead to the printed row: see models/survey_tokens.py.
    """
    made: dict[str | None, SurveyLink] = {}

    def survey_link(service: object = None) -> SurveyLink | None:
        if at.panel.office.survey is None:
            return None
        value = service if isinstance(service, str) else text(raw_of(service))
        if value not in made:
            made[value] = _link(*survey_tokens.link(at.connection, value or None, at.now))
        return made[value]

    return survey_link


def _link(code: str, until: datetime) -> SurveyLink:
    address = current_app.config["PANEL_SURVEY_ADDRESS"].rstrip("/") or request.url_root.rstrip("/")
    page = f"{address}/survei"
    url = f"{page}/{code}"
    return SurveyLink(url, page, survey_tokens.shown(code), until, _picture(url))


def _picture(url: str) -> Markup:
    """Drawn here of our own address: no markup of anybody's comes through."""
    made = io.BytesIO()
    segno.make(url, error="m").save(made, kind="svg", xmldecl=False, border=2, light="#fff", omitsize=True)
    return Markup(made.getvalue().decode())
