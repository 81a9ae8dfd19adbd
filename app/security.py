"""Who is here and what they may do: FAB's login and roles, asked once per request."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app, g, request, session
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_appbuilder.security.sqla.models import User
from flask_jwt_extended import current_user as token_user
from flask_jwt_extended import verify_jwt_in_request
from flask_jwt_extended.exceptions import JWTExtendedException
from flask_login import current_user, user_logged_in
from jwt.exceptions import PyJWTError
from sqlalchemy.exc import DBAPIError

from app.database import MAY_NOT_WRITE, sqlstate
from app.rights import VERSION, Book, Rights
from app.roles import RoleModelView
from models.actor import Actor

# Every plain login makes FAB warn of a redirect that nobody asked for.
logging.getLogger("flask_appbuilder.utils.base").setLevel(logging.ERROR)


# One statement for somebody: the user, their roles, the version of all grants, whether they left.
SOMEBODY = sa.select(
    User,
    sa.text("""ARRAY(SELECT role_id FROM panel.ab_user_role WHERE user_id = ab_user.id
               UNION SELECT gr.role_id FROM panel.ab_user_group ug
               JOIN panel.ab_group_role gr USING (group_id) WHERE ug.user_id = ab_user.id)"""),
    sa.text(VERSION),
    sa.text("EXISTS (SELECT FROM panel.ended_session WHERE id = :session)"),
)
NOBODY = sa.text("SELECT " + VERSION)
END_SESSION = sa.text("INSERT INTO panel.ended_session (id) VALUES (:id) ON CONFLICT DO NOTHING")
FORGET_OLD = sa.text("DELETE FROM panel.ended_session WHERE ended_at < now() - interval '31 days'")


def presents_token() -> bool:
    """Whether this request brings a bearer token. Then its cookie counts for nothing, and CSRF cannot be."""
    return request.headers.get("Authorization", "")[:7].lower() == "bearer "


class PanelSecurityManager(SecurityManager):
    """FAB's security manager, with the rights in memory.

    A screen needs no menu_access: who may list it sees it in the menu.
    """

    userstatschartview = None  # its charts come from a foreign host
    rolemodelview = RoleModelView

    def __init__(self, appbuilder: Any) -> None:
        self.screens: frozenset[str] = frozenset(current_app.extensions["panel"].screens)
        self.groups: dict[str, tuple[str, ...]] = {}  # menu categories of ours -> their screens
        super().__init__(appbuilder)
        self._book = Book(self.auth_role_public, self.screens)
        user_logged_in.connect(self._open_session, current_app._get_current_object())

    def create_db(self) -> None:
        """Nothing: `flask panel install` makes the tables and the roles."""

    def register_views(self) -> None:
        super().register_views()
        if self.is_auth_limited:  # FAB limits its form, not its API
            for view in self.appbuilder.baseviews:
                if isinstance(view, self.security_api):
                    self.limiter.limit(self.auth_rate_limit, methods=["POST"])(view.blueprint)

    # -- who is here

    def load_user(self, pk: int | str) -> User | None:
        """The user of a session cookie, unless they left, changed the password or show a token."""
        if presents_token():
            return None
        user = self._read(int(pk), session.get("panel_session", ""))
        if user is None or not hmac.compare_digest(session.get("panel_stamp", ""), _stamp(user)):
            return None
        return user

    def load_user_jwt(self, _header: object, token: dict[str, Any]) -> User | None:
        user = self._read(int(token["sub"]), "")
        if user is not None:
            g.user = user
        return user

    def _read(self, pk: int, session_id: str) -> User | None:
        found = self.session.execute(SOMEBODY.where(User.id == pk), {"session": session_id}).one_or_none()
        if found is None:
            return None
        user, roles, version, ended = found
        if ended or not user.is_active:
            return None
        # A plain value for this request: no rollback makes it ask again.
        self.session.expunge(user)
        user.panel_rights = self._rights(roles, version)
        return user

    def _open_session(self, _app: Flask, user: User, **_: object) -> None:
        session.permanent = True
        session["panel_session"] = secrets.token_urlsafe(16)
        session["panel_stamp"] = _stamp(user)

    def on_user_logout(self, user: User) -> None:
        """A copy of the cookie ends with it."""
        session_id = session.pop("panel_session", None)
        session.pop("panel_stamp", None)
        if session_id:
            self._try_to_write(FORGET_OLD, END_SESSION.bindparams(id=session_id))

    # -- what they may do

    def rights(self) -> Rights:
        """The rights of whoever makes this request."""
        user = self._somebody()
        return self._public_rights() if user is None else user.panel_rights

    def actor(self, door: str = "form") -> Actor:
        """Who acts in this request, as the doors of models/ want to know it."""
        user, rights = self._somebody(), self.rights()
        if user is None:
            return Actor(None, "", rights.roles, rights.allowed, door=door)
        return Actor(user.id, user.username, rights.roles, rights.allowed, door=door)

    def has_access(self, permission_name: str, view_name: str) -> bool:
        rights = self.rights()
        if permission_name == "menu_access":
            return self._sees(rights, view_name)
        return (permission_name, view_name) in rights.pairs

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        return (permission_name, view_name) in self._public_rights().pairs

    def get_user_menu_access(self, menu_names: Iterable[str] | None = None) -> set[str]:
        rights = self.rights()
        return {name for name in menu_names or () if self._sees(rights, name)}

    def is_administrator(self) -> bool:
        """Whether this is somebody who looks after the panel: roles, users, the description."""
        return current_app.config["AUTH_ROLE_ADMIN"] in self.rights().roles

    def _sees(self, rights: Rights, name: str) -> bool:
        if name in self.groups:
            return any(("list", screen) in rights.allowed for screen in self.groups[name])
        if name in self.screens:
            return ("list", name) in rights.allowed
        return ("menu_access", name) in rights.pairs

    def _somebody(self) -> User | None:
        if current_user and current_user.is_authenticated:
            user: User = current_user._get_current_object()
            if not hasattr(user, "panel_rights"):  # has just logged in, in this very request
                user.panel_rights = getattr(self._read(user.id, ""), "panel_rights", Rights())
            return user
        if presents_token() and "panel_token" not in g:
            g.panel_token = _verified()
        return token_user._get_current_object() if g.get("panel_token") else None

    def _public_rights(self) -> Rights:
        if "panel_public" not in g:
            version = self._version_of_user()
            g.panel_public = self._rights((), self.session.scalar(NOBODY) if version is None else version)
        rights: Rights = g.panel_public
        return rights

    def _version_of_user(self) -> int | None:
        user = self._somebody()
        return None if user is None else self._book.version

    def _rights(self, roles: Iterable[int], version: int) -> Rights:
        return self._book.rights(roles, version, self.session.connection)

    # -- what FAB writes at a login: a role that may only read logs in as well

    def update_user_auth_stat(self, user: User, success: bool = True) -> None:
        count = sa.func.coalesce
        change: dict[str, Any] = {"fail_login_count": count(User.fail_login_count, 0) + 1}
        if success:
            change = {
                "login_count": count(User.login_count, 0) + 1,
                "fail_login_count": 0,
                "last_login": sa.func.localtimestamp(),
            }
        self._try_to_write(sa.update(User).where(User.id == user.id).values(change))
        (self.on_user_login if success else self.on_user_login_failed)(user)

    def noop_user_update(self, user: User) -> None:
        # FAB spends here the time that a right password costs, so that user names cannot be told.
        self._try_to_write(sa.update(User).where(User.id == user.id).values(login_count=User.login_count))

    def _try_to_write(self, *statements: sa.Executable) -> None:
        try:
            for statement in statements:
                self.session.execute(statement, execution_options={"synchronize_session": False})
            self.session.commit()
        except DBAPIError as error:
            self.session.rollback()
            if sqlstate(error) not in MAY_NOT_WRITE:
                raise


def _stamp(user: User) -> str:
    """Changes with the password, and tells nothing about it."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, (user.password or "").encode(), hashlib.sha256).hexdigest()[:32]


def _verified() -> bool:
    try:
        return verify_jwt_in_request(optional=True) is not None
    except (JWTExtendedException, PyJWTError):
        return False  # FAB verifies again where a token is asked for, and says what is wrong with it
