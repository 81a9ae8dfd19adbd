"""The pages of the login: the password, the code, a link that lets in once, another house's door."""

from __future__ import annotations

import re
import time
from typing import Any

from flask import abort, current_app, flash, g, make_response, redirect, request, session, url_for
from flask_appbuilder import expose
from flask_appbuilder.const import AUTH_LDAP
from flask_appbuilder.security.decorators import no_cache
from flask_appbuilder.security.forms import LoginForm_db
from flask_appbuilder.security.sqla.models import User
from flask_appbuilder.security.views import AuthDBView as FabAuthDBView
from flask_appbuilder.security.views import AuthOAuthView as FabAuthOAuthView
from flask_babel import gettext
from flask_login import login_user
from werkzeug.wrappers import Response

from app.signin import accounts

# Browsers take a backslash for a slash, and skip tabs and line ends.
LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20]*")
PENDING = "panel_pending"  # who has given the password and not yet the code
PATIENCE = 300  # seconds between the two
MAY_SET = "panel_may_set_password"  # who came by a link chooses a password without knowing the old one


def local(wanted: str) -> str:
    """An address of ours to go on to, else the start page."""
    path = wanted.removeprefix(request.host_url.rstrip("/"))
    return path if LOCAL.fullmatch(path) else request.script_root + "/"


def let_in(user: User) -> None:
    """Begins a session. Nothing of who sat here before stays in it."""
    kept = {name: session[name] for name in ("locale",) if name in session}
    session.clear()
    session.update(kept)
    login_user(user, remember=False)


class AuthDBView(FabAuthDBView):  # type: ignore[misc]
    """FAB's login with a second step, and links that let in once."""

    @expose("/login/", methods=["GET", "POST"])
    @no_cache
    def login(self) -> str | Response:
        if g.user is not None and g.user.is_authenticated:
            return redirect(local(request.args.get("next", "")))
        form = LoginForm_db()
        if not form.validate_on_submit():
            page: str = self.render_template(
                self.login_template, title=self.title, form=form, appbuilder=self.appbuilder
            )
            return page
        next_url = local(request.args.get("next", ""))
        ldap = current_app.config["AUTH_TYPE"] == AUTH_LDAP
        user = self.appbuilder.sm.door.password(form.username.data, form.password.data, ldap=ldap)
        if user is None:
            flash(gettext("Nama pengguna atau kata sandi salah. Periksa, lalu coba lagi."), "warning")
            return redirect(self.appbuilder.get_url_for_login_with(next_url))
        return self._step(user, next_url)

    def _step(self, user: User, next_url: str, *, by_link: bool = False) -> Response:
        """In, or on to the code."""
        if not self.appbuilder.sm.door.waits_for_code(user):
            return self._enter(user, next_url, by_link=by_link)
        session[PENDING] = {
            "user": user.id,
            "at": int(time.time()),
            "stamp": self.appbuilder.sm.stamp_of(user.id),
            "next": next_url,
            "link": by_link,
        }
        return redirect(url_for(f"{self.endpoint}.code"))

    def _enter(self, user: User, next_url: str, *, by_link: bool) -> Response:
        let_in(user)
        if by_link and current_app.config["AUTH_TYPE"] != AUTH_LDAP:
            session[MAY_SET] = int(time.time())
            return redirect(url_for("ResetMyPasswordView.this_form_get"))
        return redirect(next_url)

    @expose("/login/code", methods=["GET", "POST"])
    @no_cache
    def code(self) -> str | Response:
        user = self._pending()
        if user is None:
            session.pop(PENDING, None)
            flash(gettext("Waktu untuk memasukkan kode sudah habis. Masuk sekali lagi."), "warning")
            return redirect(self.appbuilder.get_url_for_login)
        problem = ""
        if request.method == "POST":
            if self.appbuilder.sm.door.code(user, request.form.get("code", "")[:40]):
                asked = session[PENDING]
                return self._enter(user, local(asked["next"]), by_link=asked["link"])
            problem = gettext("Kode salah atau sudah dipakai. Tunggu kode berikutnya, lalu coba lagi.")
        page: str = self.render_template("signin/code.html", problem=problem)
        return page

    def _pending(self) -> User | None:
        """Who has given the password a moment ago, unless the account changed since."""
        asked: dict[str, Any] = session.get(PENDING) or {}
        if not asked or not 0 <= time.time() - asked["at"] <= PATIENCE:
            return None
        user: User | None = self.appbuilder.sm.get_user_by_id(asked["user"])
        if user is None or not user.is_active:
            return None
        return user if asked["stamp"] == self.appbuilder.sm.stamp_of(user.id) else None

    @expose("/login/link/<string:token>", methods=["GET", "POST"])
    @no_cache
    def link(self, token: str) -> str | Response:
        """Looking shows a button: programs that look at links in messages must not use it up."""
        connection = self.appbuilder.session.connection()
        username = accounts.link_leads_to(connection, token[:100])
        if username is None:
            self.appbuilder.sm.door.attempt(None)
            return make_response(self.render_template("signin/link.html", username=None), 404)
        if request.method == "GET":
            page: str = self.render_template("signin/link.html", username=username)
            return page
        user = self.appbuilder.sm.get_user_by_id(accounts.use_link(connection, token[:100]))
        self.appbuilder.session.commit()
        if user is None:
            abort(404)
        self.appbuilder.sm.update_user_auth_stat(user, True)
        return self._step(user, self.appbuilder.get_url_for_index, by_link=True)


class AuthLDAPView(AuthDBView):
    """The same pages; the password is another server's."""

    login_template = "appbuilder/general/security/login_ldap.html"


class AuthOAuthView(FabAuthOAuthView):  # type: ignore[misc]
    """FAB's, which keeps the provider's tokens in the cookie: we want none of them."""

    @expose("/login/")
    @expose("/login/<provider>")
    @no_cache
    def login(self, provider: str | None = None) -> str | Response:
        if provider is not None and provider not in self.appbuilder.sm.oauth_remotes:
            abort(404)
        answer: str | Response = super().login(provider)
        return answer
