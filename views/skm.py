"""The survey's pages: IKM, class and NRR of a period with the trend, the poster, and the workbook."""

from __future__ import annotations

from typing import ClassVar

from flask import render_template, request
from flask_appbuilder import AppBuilder, BaseView, expose, has_access
from flask_babel import gettext

from models import exports, skm_figures, survey_forms
from models.description.survey import Survey
from models.errors import BadFile, PanelError
from models.panel import Desk, Panel
from models.skm_figures import Figures
from reports import skm_book, skm_names
from reports.skm_sheets import chosen_lines
from views import downloads, errors, skm_asked, skm_shown, template_page
from views.base import desk, transaction
from views.frame import framed
from views.screen_page import Answer
from views.skm_asked import Asked
from views.wording import sentence

DOORS = {"page": "list", "poster": "list", "workbook": "export", "template": "export", "fill": "export"}


def register(appbuilder: AppBuilder, panel: Panel) -> str | None:
    """The pages, for who may list the survey's screen; tells its key, None without a survey."""
    settings = panel.office.survey
    if settings is None or settings.screen not in panel.screens:
        return None
    members = {"__module__": __name__, "class_permission_name": settings.screen}
    appbuilder.add_view_no_menu(type("SkmView", (SkmPages,), members))
    return settings.screen


class SkmPages(BaseView):  # type: ignore[misc]
    """What the survey says."""

    route_base = "/skm"
    default_view = "page"
    base_permissions: ClassVar[list[str]] = ["can_list", "can_export"]
    method_permission_name: ClassVar[dict[str, str]] = DOORS

    @expose("/", methods=["GET"])
    @has_access  # type: ignore[untyped-decorator]
    def page(self) -> Answer:
        at, problem = desk(), ""
        settings = survey_forms.settings_of(at)
        try:
            now = skm_asked.asked(settings, request.args, at.now.date())
        except PanelError as error:  # a period that is none: the page itself is there
            problem = sentence(error.sentence, error.facts)
            now = Asked(skm_figures.current(settings, at.now.date()), {})
        figures = skm_figures.read(at, settings, now.period, now.chosen)
        page = render_template("panel/skm.html", problem=problem, **skm_shown.page(at, now, figures))
        return (framed(page), 422) if problem else framed(page)

    @expose("/poster", methods=["GET"])
    @has_access  # type: ignore[untyped-decorator]
    def poster(self) -> Answer:
        """The IKM for the wall, to be printed: in Indonesian, whoever prints it."""
        at = desk()
        settings, now = _asked(at)
        figures = skm_figures.read(at, settings, now.period, now.chosen)
        back = f"{request.script_root}/skm/?{now.query}"
        return render_template("panel/skm_poster.html", back=back, **skm_shown.poster(at, figures))

    @expose("/buku.xlsx", methods=["GET"])
    @has_access  # type: ignore[untyped-decorator]
    def workbook(self) -> Answer:
        """The workbook; before it leaves, it is written down who took it."""
        at = desk()
        settings, now = _asked(at)
        with downloads.one_at_a_time():
            made, figures = skm_book.made(at, settings, now.period, now.chosen)
        note(figures)
        return downloads.workbook(made, f"SKM-{now.period}.xlsx")

    @expose("/templat", methods=["GET"])
    @has_access  # type: ignore[untyped-decorator]
    def template(self) -> Answer:
        """The page where a template of the kabupaten is chosen or brought."""
        return _template_page(desk(), ())

    @expose("/templat", methods=["POST"])
    @has_access  # type: ignore[untyped-decorator]
    def fill(self) -> Answer:
        """The template with the figures; where it has names that nobody knows, they are told instead."""
        at = desk()
        settings, now = _asked(at)
        try:
            name, template = template_page.brought(at)
            with downloads.one_at_a_time():
                filled, figures = skm_book.from_template(at, settings, now.period, now.chosen, template)
        except BadFile as error:
            return _template_page(at, (sentence(error.sentence, error.facts),)), errors.status_of(error)
        told = template_page.told(filled)
        if told:
            return _template_page(at, told, found=True), 422
        note(figures)
        return downloads.workbook(filled.data, f"{name}-{now.period}.xlsx")


def _asked(at: Desk) -> tuple[Survey, Asked]:
    """The office's survey, and what the address asks of it. Raises Missing, PanelError."""
    settings = survey_forms.settings_of(at)
    return settings, skm_asked.asked(settings, request.args, at.now.date())


def _template_page(at: Desk, told: tuple[str, ...], *, found: bool = False) -> str:
    _, now = _asked(at)
    here = f"{request.script_root}/skm/"
    return template_page.page(
        at,
        template_page.About(
            back=f"{here}?{now.query}",
            back_label=gettext("Survei Kepuasan Masyarakat"),
            action=f"{here}templat?{now.query}",
            period=skm_asked.period_words(now.period),
            begins="skm",
            names=[(gettext("Nama yang dapat dipakai"), True, list(skm_names.manual()))],
        ),
        told,
        found=found,
    )


def note(figures: Figures) -> None:
    """Writes down who took these figures away as a file."""
    settings = figures.settings
    with transaction() as noting:
        screen = noting.panel.screens[settings.screen]
        lines = (f"SKM {figures.title}", *chosen_lines(figures))
        exports.note(noting, screen, "xlsx", figures.result.respondents, "; ".join(lines), settings.order)
