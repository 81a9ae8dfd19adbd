"""The pages of saved views: keep the open list under a name, change, share, copy, forget, open first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl

from flask import flash, redirect, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from models import preferences, query, saved_views
from models.description.screen import Screen
from models.errors import Forbidden, PanelError, Refused
from models.looks import Look
from models.panel import Desk
from models.saved_views import StoredView
from views import choosing, errors, filters, opening
from views.base import desk, transaction
from views.choices import choices
from views.screen_page import Answer, ScreenPage, must_be_meant
from views.wording import sentence, words

SAME = "same"


class SavedViews(ScreenPage):
    """What can be done with the saved views of one screen."""

    doors = {
        "view_new": "list", "view_edit": "list", "view_keep": "list", "view_undo": "list",
        "view_delete": "list", "views_first": "list",
    }  # fmt: skip

    @expose("/views/new", methods=["GET", "POST"])
    @has_access  # type: ignore[untyped-decorator]
    def view_new(self) -> Answer:
        """Keeps the list of an address under a name: a dialog over the list, a page without scripts."""
        at, screen = desk(), self.screen
        if request.method == "GET":
            blank = StoredView(screen.key, request.args.get("name", "")[: saved_views.LONGEST_NAME])
            return self._view_page(at, blank, request.query_string.decode())
        same, view = request.form.get(SAME, ""), _typed(screen, StoredView(screen.key, ""))
        try:
            must_be_meant()
            with transaction() as at:
                kept = _with_list(at, screen, view, same)
                number = saved_views.add(at, kept)
        except PanelError as error:
            return self._view_again(view, same, error)
        flash(gettext("Tampilan %(name)s tersimpan.", name=kept.name), "success")
        return self._to_view(f"{saved_views.PREFIX}{number}")

    @expose("/views/<pk>", methods=["GET", "POST"])
    @has_access  # type: ignore[untyped-decorator]
    def view_edit(self, pk: str) -> Answer:
        """The name of a view, who has it, whether it is a tab."""
        at = desk()
        view = saved_views.one(at, self.screen.key, _number(pk))
        if not saved_views.may_change(at, view):
            raise Forbidden(saved_views.NOT_YOURS, owner=view.owner_name or "—")
        if request.method == "GET":
            return self._view_page(at, view, "")
        typed = _typed(self.screen, view)
        try:
            must_be_meant()
            with transaction() as at:
                saved_views.change(at, typed)
        except PanelError as error:
            return self._view_again(typed, "", error)
        flash(gettext("Tampilan %(name)s tersimpan.", name=typed.name), "success")
        return self._to_view(view.key)

    @expose("/views/<pk>/keep", methods=["POST"])
    @has_access  # type: ignore[untyped-decorator]
    def view_keep(self, pk: str) -> Answer:
        """The list as it is now becomes the view."""
        must_be_meant()
        with transaction() as at:
            view = saved_views.one(at, self.screen.key, _number(pk))
            now = _with_list(at, self.screen, view, request.form.get(SAME, ""))
            saved_views.change(at, replace(now, version=_version(view)))
            preferences.keep_look(at, self.screen.key, Look(), view.id)
        flash(gettext("Perubahan tampilan %(name)s tersimpan.", name=view.name), "success")
        return self._to_view(view.key)

    @expose("/views/<pk>/undo", methods=["POST"])
    @has_access  # type: ignore[untyped-decorator]
    def view_undo(self, pk: str) -> Answer:
        """Back to the view as it was saved."""
        must_be_meant()
        with transaction() as at:
            view = saved_views.one(at, self.screen.key, _number(pk))
            preferences.keep_look(at, self.screen.key, Look(), view.id)
        return self._to_view(view.key)

    @expose("/views/<pk>/delete", methods=["POST"])
    @has_access  # type: ignore[untyped-decorator]
    def view_delete(self, pk: str) -> Answer:
        must_be_meant()
        with transaction() as at:
            view = saved_views.one(at, self.screen.key, _number(pk))
            saved_views.delete(at, self.screen.key, view.id)
        flash(gettext("Tampilan %(name)s sudah dihapus.", name=view.name), "success")
        return self._to_view(opening.ALL)

    @expose("/views/first", methods=["GET", "POST"])
    @has_access  # type: ignore[untyped-decorator]
    def views_first(self) -> Answer:
        """Which view opens first: one's own choice, and for those who manage the panel that of each role."""
        if request.method == "GET":
            return self._first_page(desk())
        must_be_meant()
        with transaction() as at:
            if at.actor.id is None:
                raise Forbidden
            wanted = request.form.get("mine")
            if wanted is not None:
                name = preferences.FIRST + self.screen.key
                preferences.keep(at, name, self._first_offered(at, wanted, at.actor.roles))
            for role in saved_views.roles_to_share_with(at) if saved_views.manages(at) else ():
                if (chosen := request.form.get(f"role.{role}")) is not None:
                    view = self._first_offered(at, chosen, {role}) or None
                    saved_views.open_first(at, self.screen.key, role, view)
        flash(gettext("Tersimpan. Tampilan itu terbuka lebih dahulu mulai sekarang."), "success")
        return self._to_view(request.form.get("back", ""))

    def _first_offered(self, at: Desk, view: str, roles: set[str] | frozenset[str]) -> str:
        """A view that these roles have, "-" for all rows. Raises Refused for any other."""
        if view in ("", opening.ALL) or view in {key for key, _ in self._first_choices(at, roles)}:
            return view
        raise Refused(sentence="Tampilan ini bukan untuk peran itu. Bagikan dahulu kepada mereka.")

    def _first_choices(self, at: Desk, roles: set[str] | frozenset[str]) -> list[tuple[str, str]]:
        """The views that can open first for these roles."""
        mine = roles == at.actor.roles
        own = [
            (one.key, one.name) for one in choices(at).of(self.screen.key)
            if one.scope == "all" or one.role in roles or (mine and one.scope == "mine")
        ]  # fmt: skip
        return [*((one.key, words(one.label)) for one in self.screen.views), *own]

    def _first_page(self, at: Desk) -> str:
        chosen, key = choices(at), self.screen.key
        roles = saved_views.roles_to_share_with(at) if saved_views.manages(at) else []
        firsts = preferences.firsts(at, key) if roles else {}
        return self._render(
            "panel/views_first.html",
            mine=chosen.chosen.get(preferences.FIRST + key, ""),
            choices=self._first_choices(at, at.actor.roles),
            roles=[
                (role, _role(at, role), firsts.get((key, role), ""), self._first_choices(at, {role}))
                for role in roles
            ],
            back=request.args.get("view", ""),
        )

    def _view_page(
        self, at: Desk, view: StoredView, same: str, problems: Mapping[str, str] | None = None
    ) -> str:
        kept = bool(view.id)
        return self._render(
            "panel/view_form.html",
            view=view,
            same=same,
            problems=problems or {},
            heading=gettext("Atur tampilan") if kept else gettext("Simpan tampilan"),
            action=f"{self._here()}/views/{view.id if kept else 'new'}",
            back=f"{self._here()}/list/?{f'view={view.key}' if kept else same.lstrip('?')}",
            scopes=scopes(at, view),
            longest=saved_views.LONGEST_NAME,
        )

    def _view_again(self, view: StoredView, same: str, error: PanelError) -> Answer:
        """The form with what was typed, and what is wrong with it."""
        errors.forget_work()
        problems = error.problems if isinstance(error, Refused) else ()
        told = {one.field or "": sentence(one.sentence, one.facts) for one in problems}
        page = self._view_page(desk(), view, same, told or {"": errors.said(error)})
        return page, errors.status_of(error)

    def _to_view(self, view: str) -> Answer:
        return redirect(f"{self._here()}/list/{f'?view={view}' if view else ''}")


def scopes(at: Desk, view: StoredView | None = None) -> list[tuple[str, str, bool]]:
    """Who a view can be for: the value of the choice, its words, whether it is chosen."""
    now = "mine" if view is None else f"role:{view.role}" if view.scope == "role" else view.scope
    offered = [("mine", gettext("Hanya saya"))]
    offered += [
        (f"role:{role}", gettext("Peran %(role)s", role=_role(at, role)))
        for role in saved_views.roles_to_share_with(at)
    ]
    if saved_views.may_share(at, "all", None):
        offered.append(("all", gettext("Semua orang")))
    known = {value for value, _ in offered}
    if view is not None and now not in known:  # it stays as it is
        offered.append((now, gettext("Semua orang") if now == "all" else _role(at, view.role or "")))
    return [(value, said, value == now) for value, said in offered]


def _role(at: Desk, role: str) -> str:
    known = at.panel.office.roles.get(role)
    return words(known.label) if known else role


def _typed(screen: Screen, view: StoredView) -> StoredView:
    """A view with what the form says of it."""
    sent = request.form
    scope, _, role = sent.get("scope", "mine").partition(":")
    return replace(
        view, screen=screen.key, name=sent.get("name", "")[:200], scope=scope, role=role or None,
        pinned="pinned" in sent, version=_version(view),
    )  # fmt: skip


def _version(view: StoredView) -> int:
    """The version that the page was made from."""
    sent = request.form.get("version", "")
    return int(sent[:9]) if sent.isdecimal() and sent.isascii() else view.version


def _with_list(at: Desk, screen: Screen, view: StoredView, same: str) -> StoredView:
    """A view of the list of an address, as it looks to this person now. Raises Refused for one that cannot
    be read: nobody else is to stumble over it."""
    args = MultiDict(parse_qsl(same.lstrip("?"), keep_blank_values=True))
    begun = opening.opened(at, screen, args or MultiDict([(opening.SAVED, "")]))
    seen = opening.look(at, screen, begun.args, begun.view)
    asked = filters.listing(screen, begun.args)
    query.page(at, screen, replace(asked, size=1, cursor=None, page=None))
    return replace(view, address=opening.storable(begun.args), look=choosing.settled(screen, seen))


def _number(pk: str) -> int:
    return saved_views.number(saved_views.PREFIX + pk) or 0
