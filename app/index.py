"""The start page: every screen that this person may list, in the groups of the menu."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import current_app, render_template, request
from flask_appbuilder import AppBuilder, BaseView, expose
from flask_babel import get_locale, gettext
from flask_babel.speaklater import LazyString
from flask_login import current_user

from models.description.report import Report
from models.description.screen import Screen, Wording
from models.errors import PanelError
from models.panel import Desk
from views import errors, start
from views.base import desk
from views.frame import framed
from views.wording import sentence

OTHERS = Wording("Data lain", "Other data")


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of the menu with its screens and reports. `name` is FAB's; a colon keeps it apart from
    screens."""

    label: Wording
    screens: tuple[Screen, ...] = ()
    reports: tuple[Report, ...] = ()

    @property
    def name(self) -> str:
        return f"menu:{self.label.id}"


def groups(screens: Iterable[Screen], reports: Iterable[Report] = ()) -> tuple[Group, ...]:
    """The menu: headings in the order of the screens, "Data lain" last."""
    found: dict[str, tuple[Wording, list[Screen]]] = {}
    for screen in screens:
        if not screen.hidden:
            label = screen.menu or OTHERS
            found.setdefault(label.id, (label, []))[1].append(screen)
    listed: dict[str, list[Report]] = {}
    for report in reports:
        found.setdefault(report.menu.id, (report.menu, []))
        listed.setdefault(report.menu.id, []).append(report)
    made = [
        Group(label, tuple(screens), tuple(listed.get(key, ()))) for key, (label, screens) in found.items()
    ]
    return tuple(sorted(made, key=lambda group: group.label.id == OTHERS.id))


def worded(wording: Wording) -> str:
    """The wording, in the language of whoever looks at it, when they look."""
    return LazyString(lambda: wording.in_language(str(get_locale() or "id")[:2]))  # type: ignore[return-value]


def in_menu(wording: Wording) -> str:
    """FAB's menu hands its labels to gettext, which takes a percent sign for the start of a format."""
    return LazyString(lambda: str(worded(wording)).replace("%", "%%"))  # type: ignore[return-value]


def list_url(screen: Screen) -> str:
    return f"/data/{screen.key}/list/"


def report_url(report: Report) -> str:
    return f"/laporan/{report.key}/"


def fill_menu(appbuilder: AppBuilder, menu: tuple[Group, ...]) -> None:
    """FAB's menu from the screens. FAB asks the security manager which items somebody sees."""
    appbuilder.sm.groups = {
        group.name: (*(one.key for one in group.screens), *(one.right for one in group.reports))
        for group in menu
    }
    for group in menu:
        for screen in group.screens:
            _add_link(appbuilder, group, screen.key, list_url(screen), screen.label)
        for report in group.reports:
            _add_link(appbuilder, group, report.right, report_url(report), report.label)
    # FAB has put its own first; the office's work comes before the keeping of accounts.
    appbuilder.menu.menu.sort(key=lambda item: item.name not in appbuilder.sm.groups)


def _add_link(appbuilder: AppBuilder, group: Group, name: str, href: str, label: Wording) -> None:
    appbuilder.menu.add_link(
        name, href=href, label=in_menu(label), category=group.name, category_label=in_menu(group.label)
    )


def add_page(appbuilder: AppBuilder, name: str, href: str, screen: Screen) -> None:
    """A page about a screen in the menu: it heads the group of the screen, for whoever may list that."""
    label = screen.menu or OTHERS
    appbuilder.sm.pages[name] = screen.key
    _add_link(appbuilder, Group(label, ()), name, href, label)


def problems() -> dict[str, object]:
    """For every page: what is wrong with the description that was saved last, if an admin looks."""
    found = current_app.extensions.get("description_problems", ())
    shown = found and current_app.extensions["appbuilder"].sm.is_administrator()
    return {"description_problems": found if shown else ()}


class IndexView(BaseView):
    route_base = ""
    default_view = "index"

    @expose("/")
    def index(self) -> str:
        self.update_redirect()
        at, problem = desk(), ""
        seen = start.Front()
        try:
            seen = start.front(at)
        except PanelError as error:  # the menu still leads everywhere
            errors.forget_work()
            problem = sentence(error.sentence, error.facts)
        page = render_template(
            "start.html",
            heading=gettext("Beranda"),
            greeting=start.greeting(at.now, current_user.get_full_name() if at.actor.id else ""),
            today=start.today(at.now, at.panel.office.zone),
            office=at.panel.office.name,
            log_in="" if at.actor.id else self.appbuilder.get_url_for_login,
            front=seen,
            problem=problem,
            groups=[] if seen or problem else menu_of(at),
        )
        return framed(page)


def menu_of(at: Desk) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """The groups of the menu with their screens: label, address, about how many rows."""
    sizes = start.sizes(at)
    shown = [
        (
            worded(group.label),
            [
                (worded(one.label), request.script_root + list_url(one), sizes.get(one.key, ""))
                for one in group.screens
                if at.actor.may("list", one.key)
            ]
            + [
                (worded(one.label), request.script_root + report_url(one), "")
                for one in group.reports
                if at.actor.may("show", one.right)
            ],
        )
        for group in groups(at.panel.screens.values(), at.panel.office.reports.values())
    ]
    return [group for group in shown if group[1]]
