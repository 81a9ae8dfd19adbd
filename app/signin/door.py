"""One login, from either door: the page's or the API's. First the password, then the code."""

from __future__ import annotations

import time
from threading import Lock
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import current_app, request
from flask_appbuilder.security.utils import is_null_password
from sqlalchemy.exc import DBAPIError

from app import secret
from app.database import MAY_NOT_WRITE, sqlstate
from app.hosts import address
from app.signin import accounts, codes
from app.signin.attempts import Attempt, Attempts

if TYPE_CHECKING:
    from flask_appbuilder.security.sqla.models import User

    from app.security import PanelSecurityManager

# The account that a name or an e-mail address means, to count tries at it under one name.
MEANT = sa.text("""
    SELECT lower(username) FROM panel.ab_user WHERE lower(username) = lower(:name) OR email = :name
    ORDER BY lower(username) = lower(:name) DESC LIMIT 1""")


class Door:
    """The logins of one application."""

    def __init__(self, manager: PanelSecurityManager) -> None:
        self._manager = manager
        self._attempts = Attempts(manager.session)
        self._steps: dict[int, int] = {}  # codes used up, where we may not write that down
        self._lock = Lock()

    def password(self, name: str, password: str, *, ldap: bool = False) -> User | None:
        """The user of a name and a password. Raises TooManyTries. `waits_for_code` comes next."""
        attempt = self.attempt(self._manager.session.scalar(MEANT, {"name": name}) or name.lower())
        check = self._manager.auth_user_ldap if ldap else self._manager.auth_user_db
        # An LDAP server takes an empty password for a visitor, and lets him in.
        user: User | None = None if is_null_password(password) else check(name, password)
        if user is not None and not self.waits_for_code(user):
            attempt.good()
            self._manager.session.refresh(user)
        return user

    def attempt(self, account: str | None) -> Attempt:
        """One try from where this request comes from, counted."""
        return self._attempts.begin(account, address(request.environ))

    def waits_for_code(self, user: User) -> bool:
        """Whether the account has a second step."""
        return accounts.second(self._manager.session.connection(), user.id) is not None

    def code(self, user: User, code: str) -> bool:
        """Whether this is the code of now, or one on paper; both are good once. Raises TooManyTries."""
        attempt = self.attempt(user.username.lower())
        asked = accounts.second(self._manager.session.connection(), user.id)
        good = asked is None or self._use(user.id, asked, code)
        if good:
            attempt.good()
            self._manager.session.refresh(user)
        return good

    def proves(self, user: User, password: str) -> bool:
        """Whether somebody who is logged in knows the password. Raises TooManyTries."""
        attempt = self.attempt(user.username.lower())
        good = self._manager.knows(user, password)
        if good:
            attempt.good()
        return good

    def _use(self, user: int, asked: accounts.Second, code: str) -> bool:
        session = self._manager.session
        try:
            good = accounts.use_code(session.connection(), user, asked, code, key())
            session.commit()
        except DBAPIError as error:
            session.rollback()
            if sqlstate(error) not in MAY_NOT_WRITE:
                raise
            return self._use_in_memory(user, asked, code)
        return good

    def _use_in_memory(self, user: int, asked: accounts.Second, code: str) -> bool:
        step = codes.step_of(code, codes.shown(asked.secret, key()), time.time())
        with self._lock:
            if step is None or step <= self._steps.get(user, 0):
                return False
            self._steps[user] = step
        return True


def key() -> bytes:
    """What hides the secrets of the second step."""
    config: dict[str, Any] = current_app.config
    return secret.second_factor_key(config["PANEL_DATA"], config.get("PANEL_SECRET_KEY"))
