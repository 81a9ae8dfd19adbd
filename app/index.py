"""The start page: every screen that this person may list, in the groups of the menu."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import current_app
from flask_appbuilder import AppBuilder, BaseView, expose
from flask_babel import get_locale, gettext
from flask_babel.speaklater import LazyString

from models.description.screen import Screen, Wording

OTHERS = Wording("Data lain", "Other data")


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of the menu with its screens. `name` is FAB's; a colon keeps it apart from screens."""

    label: Wording
    screens: tuple[Screen, ...]

    @property
    def name(self) -> str:
        return f"menu:{self.label.id}"


def groups(screens: Iterable[Screen]) -> tuple[Group, ...]:
    """The menu: headings in the order of the screens, "Data lain" last."""
    found: dict[str, tuple[Wording, list[Screen]]] = {}
    for screen in screens:
        if not screen.hidden:
            label = screen.menu or OTHERS
            found.setdefault(label.id, (label, []))[1].append(screen)
    made = [Group(label, tuple(members)) for label, members in found.values()]
    return tuple(sorted(made, key=lambda group: group.label.id == OTHERS.id))


def worded(wording: Wording) -> str:
    """The wording, in the language of whoever looks at it, when they look."""
    return LazyString(lambda: wording.in_language(str(get_locale() or "id")[:2]))  # type: ignore[return-value]


def in_menu(wording: Wording) -> str:
    """FAB's menu hands its labels to gettext, which takes a percent sign for the start of a format."""
    return LazyString(lambda: str(worded(wording)).replace("%", "%%"))  # type: ignore[return-value]


def list_url(screen: Screen) -> str:
    return f"/data/{screen.key}/list/"


def fill_menu(appbuilder: AppBuilder, menu: tuple[Group, ...]) -> None:
    """FAB's menu from the screens. FAB asks the security manager which items somebody sees."""
    appbuilder.sm.groups = {group.name: tuple(screen.key for screen in group.screens) for group in menu}
    for group in menu:
        for screen in group.screens:
            appbuilder.menu.add_link(
                screen.key,
                href=list_url(screen),
                label=in_menu(screen.label),
                category=group.name,
                category_label=in_menu(group.label),
            )
    # FAB has put its own first; the office's work comes before the keeping of accounts.
    appbuilder.menu.menu.sort(key=lambda item: item.name not in appbuilder.sm.groups)


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
        actor = self.appbuilder.sm.actor()
        shown = [
            (
                worded(group.label),
                [(worded(s.label), list_url(s)) for s in group.screens if actor.may("list", s.key)],
            )
            for group in groups(current_app.extensions["panel"].screens.values())
        ]
        page: str = self.render_template(
            "start.html",
            groups=[group for group in shown if group[1]],
            greeting=gettext("Silakan masuk untuk bekerja.") if actor.id is None else "",
        )
        return page
