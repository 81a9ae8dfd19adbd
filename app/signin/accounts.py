"""What the panel keeps of an account beside FAB's row: its generation, its second step, its links."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from app.signin import codes

READ = sa.text("""
    SELECT a.secret, a.enrolled_at IS NOT NULL AS enrolled, cardinality(a.recovery) AS papers
    FROM panel.account a WHERE a.user_id = :user""")
USE_STEP = sa.text("""
    UPDATE panel.account SET last_step = :step WHERE user_id = :user AND last_step < :step""")
USE_PAPER = sa.text("""
    UPDATE panel.account SET recovery = array_remove(recovery, :mark)
    WHERE user_id = :user AND :mark = ANY(recovery)""")
ENROL = sa.text("""
    INSERT INTO panel.account (user_id, generation, secret, enrolled_at, last_step, recovery)
    VALUES (:user, 1, :secret, now(), :step, :marks)
    ON CONFLICT (user_id) DO UPDATE SET generation = panel.account.generation + 1,
        secret = :secret, enrolled_at = now(), last_step = :step, recovery = :marks""")
NEW_PAPERS = sa.text("UPDATE panel.account SET recovery = :marks WHERE user_id = :user")
LEAVE = sa.text("""
    UPDATE panel.account SET generation = generation + 1, secret = NULL, enrolled_at = NULL, recovery = '{}'
    WHERE user_id = :user AND secret IS NOT NULL""")
END_ALL = sa.text("""
    INSERT INTO panel.account (user_id, generation) VALUES (:user, 1)
    ON CONFLICT (user_id) DO UPDATE SET generation = panel.account.generation + 1""")
USER_ID = sa.text("SELECT id FROM panel.ab_user WHERE username = :username AND active")
ADD_LINK = sa.text("""
    INSERT INTO panel.login_link (digest, user_id, expires_at)
    VALUES (:digest, :user, now() + make_interval(secs => :seconds))""")
DROP_OLD_LINKS = sa.text("DELETE FROM panel.login_link WHERE user_id = :user OR expires_at < now()")
LOOK_AT_LINK = sa.text("""
    SELECT u.id, u.username FROM panel.login_link l JOIN panel.ab_user u ON u.id = l.user_id AND u.active
    WHERE l.digest = :digest AND l.expires_at > now()""")
USE_LINK = sa.text("""
    DELETE FROM panel.login_link l USING panel.ab_user u
    WHERE l.digest = :digest AND l.expires_at > now() AND u.id = l.user_id AND u.active
    RETURNING u.id""")


@dataclass(frozen=True, slots=True)
class Second:
    """The second step of an account, when it has one."""

    secret: str  # as kept
    papers: int


def second(connection: sa.Connection, user: int) -> Second | None:
    """The second step that this account asks for at a login."""
    row = connection.execute(READ, {"user": user}).one_or_none()
    return Second(row.secret, row.papers) if row and row.enrolled and row.secret else None


def use_code(connection: sa.Connection, user: int, asked: Second, code: str, key: bytes) -> bool:
    """Takes a code of the telephone or of the paper, which is then used up. The caller commits."""
    step = codes.step_of(code, codes.shown(asked.secret, key))
    if step is not None:
        return bool(connection.execute(USE_STEP, {"user": user, "step": step}).rowcount == 1)
    return bool(connection.execute(USE_PAPER, {"user": user, "mark": codes.mark(code)}).rowcount == 1)


def enrol(connection: sa.Connection, user: int, secret: str, step: int, key: bytes) -> tuple[str, ...]:
    """The second step is on from now. Ends the other sessions; the codes on paper are shown once."""
    papers = codes.papers()
    marks = [codes.mark(paper) for paper in papers]
    kept = codes.hidden(secret, key)
    connection.execute(ENROL, {"user": user, "secret": kept, "step": step, "marks": marks})
    return papers


def new_papers(connection: sa.Connection, user: int) -> tuple[str, ...]:
    """Other codes on paper; the old ones are void."""
    papers = codes.papers()
    connection.execute(NEW_PAPERS, {"user": user, "marks": [codes.mark(paper) for paper in papers]})
    return papers


def leave(connection: sa.Connection, user: int) -> bool:
    """The second step is off, and whoever is logged in is out. False when it was off."""
    return bool(connection.execute(LEAVE, {"user": user}).rowcount == 1)


def end_all(connection: sa.Connection, user: int) -> None:
    """Every session and token of this account ends."""
    connection.execute(END_ALL, {"user": user})


def user_id(connection: sa.Connection, username: str) -> int | None:
    found: int | None = connection.scalar(USER_ID, {"username": username})
    return found


def new_link(connection: sa.Connection, user: int, lasts: timedelta) -> str:
    """The secret part of a link that lets somebody in once. An older one of theirs is void."""
    token = secrets.token_urlsafe(32)
    connection.execute(DROP_OLD_LINKS, {"user": user})
    values = {"digest": _digest(token), "user": user, "seconds": lasts.total_seconds()}
    connection.execute(ADD_LINK, values)
    return token


def link_leads_to(connection: sa.Connection, token: str) -> str | None:
    """The user name of a link that still works. Looking does not use it up: mail programs look."""
    row = connection.execute(LOOK_AT_LINK, {"digest": _digest(token)}).one_or_none()
    return row.username if row else None


def use_link(connection: sa.Connection, token: str) -> int | None:
    """The user whom a link lets in, this once."""
    found: int | None = connection.scalar(USE_LINK, {"digest": _digest(token)})
    return found


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
