"""Who is here and what they may do: FAB's login and roles, asked once per request."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app, g, request, session
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_appbuilder.security.sqla.models import User
from flask_appbuilder.security.utils import is_null_password
from flask_jwt_extended import current_user as token_user
from flask_jwt_extended import verify_jwt_in_request
from flask_jwt_extended.exceptions import JWTExtendedException
from flask_login import current_user, user_logged_in
from jwt.exceptions import PyJWTError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from app import standing_in
from app.database import MAY_NOT_WRITE, sqlstate
from app.groups import UserGroupModelView
from app.rights import VERSION, Book, Rights
from app.roles import RoleModelView
from app.signin import passphrase
from app.signin.api import SecurityApi
from app.signin.door import Door
from app.signin.outside import person
from app.signin.own import ResetMyPasswordView, ResetPasswordView, UserDBModelView, rule
from app.signin.pages import AuthDBView, AuthLDAPView, AuthOAuthView
from app.signin.second_step import SecondStepView
from models.actor import Actor
from models.description.report import REPORTS, right_of

# Every plain login makes FAB warn of a redirect that nobody asked for.
logging.getLogger("flask_appbuilder.utils.base").setLevel(logging.ERROR)


# One statement for somebody: the user, their roles, the version of all grants, whether they left.
_COLUMNS = tuple(User.__table__.c)
SOMEBODY = sa.select(
    *_COLUMNS,
    sa.text("""ARRAY(SELECT role_id FROM panel.ab_user_role WHERE user_id = ab_user.id
               UNION SELECT gr.role_id FROM panel.ab_user_group ug
               JOIN panel.ab_group_role gr USING (group_id) WHERE ug.user_id = ab_user.id)"""),
    sa.text(VERSION),
    sa.text("EXISTS (SELECT FROM panel.ended_session WHERE id = :session)"),
    sa.text("coalesce((SELECT generation FROM panel.account WHERE user_id = ab_user.id), 0)"),
    sa.text("EXISTS (SELECT FROM panel.account WHERE user_id = ab_user.id AND enrolled_at IS NOT NULL)"),
    sa.text("(SELECT version FROM panel.preference_version)"),
).where(User.id == sa.bindparam("user"))
# What changes when a password does, or the second step, or when the account was switched off.
STATE = sa.text("""
    SELECT u.password, coalesce(a.generation, 0) AS generation
    FROM panel.ab_user u LEFT JOIN panel.account a ON a.user_id = u.id WHERE u.id = :user""")
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
    groupmodelview = UserGroupModelView
    userdbmodelview = UserDBModelView
    resetmypasswordview = ResetMyPasswordView
    resetpasswordview = ResetPasswordView
    authdbview = AuthDBView
    authldapview = AuthLDAPView
    authoauthview = AuthOAuthView
    security_api = SecurityApi

    def __init__(self, appbuilder: Any) -> None:
        self.screens: frozenset[str] = frozenset(current_app.extensions["panel"].screens)
        reports = current_app.extensions["panel"].office.reports.values()
        self.reports = frozenset(one.right for one in reports)
        self.groups: dict[str, tuple[str, ...]] = {}  # menu categories of ours -> their screens, reports
        self.pages: dict[str, str] = {}  # menu items of ours -> the screen that one must be able to list
        self.stand_ins = standing_in.StandIns(current_app.extensions["panel"], SOMEBODY)
        super().__init__(appbuilder)
        self.door = Door(self)
        self._book = Book(self.auth_role_public, self.screens | self.reports)
        user_logged_in.connect(self._open_session, current_app._get_current_object())

    def create_db(self) -> None:
        """Nothing: `flask panel install` makes the tables and the roles."""

    def register_views(self) -> None:
        super().register_views()
        self.appbuilder.add_view_no_menu(SecondStepView())

    # -- who is here

    def load_user(self, pk: int | str) -> User | None:
        """The user of a session cookie, unless they left, changed the password or stayed too long."""
        if presents_token() or session.get("panel_until", 0) < time.time():
            return None
        return self._read(int(pk), session.get("panel_session", ""), session.get("panel_stamp", ""))

    def load_user_jwt(self, _header: object, token: dict[str, Any]) -> User | None:
        user = self._read(int(token["sub"]), "", token.get("stamp", ""))
        if user is not None:
            g.user = user
        return user

    def with_rights(self, user: User) -> User | None:
        """A user who has just given the password, as the next request will find them."""
        return self._read(user.id, "")

    def _read(self, pk: int, session_id: str, stamp: str | None = None) -> User | None:
        found = self._somebody_known(pk, session_id)
        if found is None:
            return None
        user = _user(found)
        roles, version, ended, generation, enrolled, choices, stands_in = found[len(_COLUMNS) :]
        if ended or not user.is_active:
            return None
        if stamp is not None and not hmac.compare_digest(str(stamp), _stamp(user.password, generation)):
            return None
        stand_in = self.stand_ins.read(stands_in, roles)
        user.panel_rights = self._rights((*roles, *stand_in.roles), version)
        user.panel_behalf, user.panel_lent = stand_in.behalf, stand_in.names
        user.panel_enrolled, user.panel_choices = enrolled, choices
        return user

    def _somebody_known(self, pk: int, session_id: str) -> sa.Row[Any] | None:
        asked = {"user": pk, "session": session_id, "today": self.stand_ins.today()}
        try:
            return self.session.connection().execute(self.stand_ins.lent, asked).one_or_none()
        except DBAPIError as error:
            if sqlstate(error)[:2] not in standing_in.UNREADABLE:
                raise
            self.session.rollback()
        return self.session.connection().execute(self.stand_ins.plain, asked).one_or_none()

    def stamp_of(self, user: int) -> str:
        """What a session or token carries; another one when the account has changed since."""
        state = self.session.execute(STATE, {"user": user}).one_or_none()
        return _stamp(state.password, state.generation) if state else ""

    def stay(self, user: int) -> None:
        """This session goes on, although its account has just changed."""
        session["panel_stamp"] = self.stamp_of(user)

    def _open_session(self, _app: Flask, user: User, **_: object) -> None:
        session.permanent = True
        session["panel_session"] = secrets.token_urlsafe(16)
        session["panel_until"] = int(time.time()) + 3600 * current_app.config["PANEL_SESSION_HOURS"]
        session["panel_stamp"] = self.stamp_of(user.id)

    def on_user_logout(self, user: User) -> None:
        """A copy of the cookie ends with it."""
        session_id = session.pop("panel_session", None)
        session.clear()
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
        return self.actor_of(user, door)

    def actor_of(self, user: User, door: str) -> Actor:
        """A user who has been read with the rights that they have now."""
        rights: Rights = user.panel_rights
        return Actor(
            user.id,
            user.username,
            rights.roles,
            rights.allowed,
            door=door,
            label=_full_name(user),
            behalf=getattr(user, "panel_behalf", ""),
        )

    def choices_version(self) -> int:
        """Moves with whatever anybody chose for their lists: see views/choices.py."""
        user = self._somebody()
        return -1 if user is None else user.panel_choices

    def has_access(self, permission_name: str, view_name: str) -> bool:
        rights = self.rights()
        if permission_name == "menu_access":
            return self._sees(rights, view_name)
        return (permission_name, _meant(view_name)) in rights.pairs

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        return (permission_name, _meant(view_name)) in self._public_rights().pairs

    def get_user_menu_access(self, menu_names: Iterable[str] | None = None) -> set[str]:
        rights = self.rights()
        return {name for name in menu_names or () if self._sees(rights, name)}

    def is_administrator(self) -> bool:
        """Whether this is somebody who looks after the panel: roles, users, the description."""
        return current_app.config["AUTH_ROLE_ADMIN"] in self.rights().roles

    def _sees(self, rights: Rights, name: str) -> bool:
        if name in self.groups:
            return any(self._sees(rights, one) for one in self.groups[name])
        if name in self.screens or name in self.pages:
            return ("list", self.pages.get(name, name)) in rights.allowed
        if name in self.reports:
            return ("show", name) in rights.allowed
        return ("menu_access", name) in rights.pairs

    def _somebody(self) -> User | None:
        if current_user and current_user.is_authenticated:
            user: User = current_user._get_current_object()
            if not hasattr(user, "panel_rights"):  # has just logged in, in this very request
                known = self._read(user.id, "")
                user.panel_rights = getattr(known, "panel_rights", Rights())
                user.panel_behalf = getattr(known, "panel_behalf", "")
                user.panel_lent = getattr(known, "panel_lent", frozenset())
                user.panel_choices = getattr(known, "panel_choices", -1)
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

    # -- passwords

    def auth_user_db(self, username: str, password: str) -> User | None:
        """FAB's check, as slow for whom we do not know as for whom we know."""
        if not username or is_null_password(password):
            return None
        user = self.find_user(username=username) or self.find_user(email=username)
        known = user is not None and user.is_active
        good = self.knows(user if known else None, password)
        if known:
            self.update_user_auth_stat(user, good)
        elif (first := self.get_first_user()) is not None:
            self.noop_user_update(first)
        return user if good else None

    def knows(self, user: User | None, password: str) -> bool:
        """Whether this is the user's password. What is kept of it is made anew when it is of an old kind."""
        kept = user.password if user is not None else None
        good = passphrase.matches(kept, password)
        if good and user is not None and passphrase.outdated(str(kept)):
            change = {"password": passphrase.hashed(password)}
            self._try_to_write(sa.update(User).where(User.id == user.id).values(change))
        return good

    def reset_password(self, userid: int | str, password: str) -> None:
        user = self.get_user_by_id(userid)
        rule().check(password, [user.username, user.first_name, user.last_name])
        user.password = passphrase.hashed(password)
        self.update_user(user)

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

    # -- OIDC

    def get_oauth_user_info(self, provider: str, resp: dict[str, Any]) -> dict[str, Any]:
        """Who somebody is, from the token that authlib has verified."""
        return person(resp.get("userinfo") or {}, current_app.config)

    def set_oauth_session(self, provider: str, oauth_response: object) -> None:
        """Nothing: we ask the provider no more, so the cookie need not carry its tokens."""

    def _try_to_write(self, *statements: sa.Executable) -> None:
        try:
            for statement in statements:
                self.session.execute(statement, execution_options={"synchronize_session": False})
            self.session.commit()
        except DBAPIError as error:
            self.session.rollback()
            if sqlstate(error) not in MAY_NOT_WRITE:
                raise


def _user(found: sa.Row[Any]) -> User:
    """A plain value for this request: no rollback makes it ask again. As the ORM would read it, which takes
    longer than the server does."""
    user = User()
    for column, value in zip(_COLUMNS, found, strict=False):
        set_committed_value(user, column.key, value)
    make_transient_to_detached(user)
    return user


def _meant(view_name: str) -> str:
    """The view of a right; one view shows all reports, and each has rights of its own."""
    if view_name != REPORTS:
        return view_name
    return right_of(str((request.view_args or {}).get("key", "")))


def _stamp(password: str | None, generation: int) -> str:
    """Changes with the password, and tells nothing about it."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    told = f"{generation} {password or ''}".encode()
    return hmac.new(key, told, hashlib.sha256).hexdigest()[:32]


def _full_name(user: User) -> str:
    """First and last name; those of one word have it in both places."""
    return " ".join(dict.fromkeys(name for name in (user.first_name, user.last_name) if name))


def _verified() -> bool:
    try:
        return verify_jwt_in_request(optional=True) is not None
    except (JWTExtendedException, PyJWTError):
        return False  # FAB verifies again where a token is asked for, and says what is wrong with it
