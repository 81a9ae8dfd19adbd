"""One's own second step: switch it on with a telephone, write down the codes on paper, switch it off."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, current_app, flash, g, redirect, request, session, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.const import AUTH_OAUTH
from flask_babel import gettext
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from app.signin import accounts, codes
from app.signin.door import key
from models.errors import Forbidden

DRAWN = "panel_second_step"  # the secret on the page that somebody looks at, hidden
# What somebody may do who must switch it on first.
STILL_OPEN = ("SecondStepView.", "AuthDBView.", "LocaleView.", "static", "appbuilder.static")


def asked_of(user: Any) -> str:
    """What the office asks of this user: required, optional or off."""
    if current_app.config["AUTH_TYPE"] == AUTH_OAUTH:
        return "off"  # the provider's own business
    told: str = current_app.extensions["panel"].office.two_factor(user.panel_rights.roles)
    return told


def register(app: Flask) -> None:
    """Who must have a second step and has none sees nothing but the page that switches it on."""

    @app.before_request
    def insist() -> Response | None:
        if (request.endpoint or "").startswith(STILL_OPEN) or "_user_id" not in session:
            return None
        user = current_user
        if not user.is_authenticated or user.panel_enrolled or asked_of(user) != "required":
            return None
        if request.path.startswith("/api/") or request.method != "GET":
            raise Forbidden("Peran Anda mewajibkan masuk dua langkah. Hidupkan dahulu di halaman akun Anda.")
        return redirect(url_for("SecondStepView.show"))


def signed_in(page: Callable[..., Any]) -> Callable[..., Any]:
    """One's own account: for everybody who has logged in, whatever their rights."""

    @wraps(page)
    def guarded(self: SecondStepView) -> Any:
        if not current_user.is_authenticated:
            return redirect(self.appbuilder.get_url_for_login_with(request.path))
        return page(self)

    guarded._signed_in = True  # type: ignore[attr-defined]
    return guarded


class SecondStepView(BaseView):  # type: ignore[misc]
    route_base = "/account/second-step"
    default_view = "show"

    @expose("/", methods=["GET"])
    @signed_in
    def show(self) -> str:
        return self._page()

    @expose("/on", methods=["POST"])
    @signed_in
    def on(self) -> str | Response:
        """The first code proves that the telephone has the secret."""
        if asked_of(g.user) == "off" or self._second() is not None or DRAWN not in session:
            return self._back()
        secret = codes.shown(session[DRAWN], key())
        step = codes.step_of(request.form.get("code", ""), secret)
        if step is None:
            self.appbuilder.sm.door.attempt(None)
            problem = gettext(
                "Kode salah. Periksa jam di telepon Anda, lalu masukkan kode yang tampil sekarang."
            )
            return self._page(problem)
        papers = accounts.enrol(self._connection(), g.user.id, secret, step, key())
        self._kept()
        return self._page(papers=papers)

    @expose("/papers", methods=["POST"])
    @signed_in
    def papers(self) -> str | Response:
        if self._second() is None:
            return self._back()
        if not self._proven():
            return self._page(gettext("Kode salah atau sudah dipakai. Tunggu kode berikutnya."))
        papers = accounts.new_papers(self._connection(), g.user.id)
        self.appbuilder.session.commit()
        return self._page(papers=papers)

    @expose("/off", methods=["POST"])
    @signed_in
    def off(self) -> str | Response:
        if self._second() is None:
            return self._back()
        if asked_of(g.user) == "required":
            raise Forbidden("Peran Anda mewajibkan masuk dua langkah.")
        if not self._proven():
            return self._page(gettext("Kode salah atau sudah dipakai. Tunggu kode berikutnya."))
        accounts.leave(self._connection(), g.user.id)
        self._kept()
        flash(gettext("Masuk dua langkah sudah dimatikan."), "info")
        return self._back()

    def _page(self, problem: str = "", papers: tuple[str, ...] = ()) -> str:
        second, asked = self._second(), asked_of(g.user)
        secret = ""
        if second is None and asked != "off":
            secret = self._drawn()
        office = current_app.extensions["panel"].office.name
        page: str = self.render_template(
            "signin/second_step.html",
            second=second,
            asked=asked,
            problem=problem,
            papers=papers,
            secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
            # Made here of our own words: no markup of anybody's comes through.
            picture=Markup(codes.picture(secret, g.user.username, office)) if secret else "",
        )
        return page

    def _drawn(self) -> str:
        """The secret that is offered: the same one until used, or a page loaded again would spoil it."""
        if DRAWN not in session:
            session[DRAWN] = codes.hidden(codes.new_secret(), key())
        return codes.shown(session[DRAWN], key())

    def _second(self) -> accounts.Second | None:
        return accounts.second(self._connection(), g.user.id)

    def _proven(self) -> bool:
        user = self.appbuilder.sm.get_user_by_id(g.user.id)
        return bool(self.appbuilder.sm.door.code(user, request.form.get("code", "")[:40]))

    def _kept(self) -> None:
        self.appbuilder.session.commit()
        session.pop(DRAWN, None)
        self.appbuilder.sm.stay(g.user.id)

    def _connection(self) -> Any:
        return self.appbuilder.session.connection()

    def _back(self) -> Response:
        return redirect(url_for(f"{self.endpoint}.show"))
