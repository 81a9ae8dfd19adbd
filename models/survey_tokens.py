"""Codes that let somebody without an account fill in one form, and kiosks that stand open for many.

Nothing leads from a code to a person: the table knows the digest of a code, its service and the day it
ends. A code that was used is gone.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa

# No letters or digits that look alike: somebody types them from paper. 12 of them are 59 bits.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 12
LIFE = timedelta(days=60)
KIOSK_LIFE = timedelta(hours=14)

_SWEEP = sa.text("DELETE FROM panel.survey_token WHERE expires_at < :now")
_MAKE = sa.text("""
    INSERT INTO panel.survey_token (digest, kind, service, expires_at, opened_by, opened_at)
    VALUES (:digest, :kind, :service, :expires_at, :opened_by, :opened_at)""")
_FIND = sa.text("""
    SELECT kind, service, expires_at FROM panel.survey_token
    WHERE digest = :digest AND kind = :kind AND expires_at >= :now""")
_USE = sa.text("""
    DELETE FROM panel.survey_token
    WHERE digest = :digest AND kind = 'link' AND expires_at >= :now RETURNING service""")
_KIOSKS = sa.text("""
    SELECT digest, service, expires_at, opened_by, opened_at FROM panel.survey_token
    WHERE kind = 'kiosk' AND expires_at >= :now ORDER BY opened_at""")
_SENT = sa.text("""
    INSERT INTO panel.survey_token (digest, kind, expires_at) VALUES (:digest, 'link', :over)
    ON CONFLICT (digest) DO NOTHING RETURNING digest""")
_KNOWN = sa.text("SELECT 1 FROM panel.survey_token WHERE digest = :digest AND kind = 'link'")
_CLOSE = sa.text("DELETE FROM panel.survey_token WHERE kind = 'kiosk' AND digest = :digest")


@dataclass(frozen=True, slots=True)
class Token:
    """What a code stands for. Without a `service` the respondent is asked for it."""

    kind: Literal["link", "kiosk"]
    service: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Kiosk:
    """A kiosk that stands open, and who opened it. `name` is how it is closed."""

    name: str
    service: str | None
    expires_at: datetime
    opened_by: str
    opened_at: datetime


def link(connection: sa.Connection, service: str | None, now: datetime) -> tuple[str, datetime]:
    """A code for one form, and until when it is good: to the end of a day, so that it does not tell the
    hour at which it was made. The caller commits."""
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    until = (now + LIFE).replace(hour=23, minute=59, second=59, microsecond=0)
    connection.execute(_SWEEP, {"now": now})
    _make(connection, code, "link", service, until)
    return code, until


def kiosk(connection: sa.Connection, service: str | None, by: str, now: datetime) -> str:
    """The secret of a kiosk that somebody opens: good for many forms, for a day. The caller commits."""
    code = secrets.token_urlsafe(32)
    connection.execute(_SWEEP, {"now": now})
    _make(connection, code, "kiosk", service, now + KIOSK_LIFE, by, now)
    return code


def _make(
    connection: sa.Connection,
    code: str,
    kind: str,
    service: str | None,
    until: datetime,
    by: str | None = None,
    at: datetime | None = None,
) -> None:
    told = {"digest": digest(code), "kind": kind, "service": service, "expires_at": until}
    connection.execute(_MAKE, {**told, "opened_by": by, "opened_at": at})


def find(connection: sa.Connection, code: str, kind: str, now: datetime) -> Token | None:
    """What a code stands for; None for one that is unknown, used, or over. Looking does not use it up."""
    row = connection.execute(_FIND, {"digest": digest(code), "kind": kind, "now": now}).one_or_none()
    return None if row is None else Token(row.kind, row.service, row.expires_at)


def use(connection: sa.Connection, code: str, now: datetime) -> bool:
    """Uses up the code of a form, in the transaction that saves the form: of two at once, one finds it."""
    return connection.execute(_USE, {"digest": digest(code), "now": now}).first() is not None


def sent(connection: sa.Connection, mark: str, now: datetime) -> bool:
    """Notes that a form was sent, in the transaction that saves it: False where it was before, by the first
    of two clicks. `mark` is a secret of its browser. The note lets nobody in, and goes with what is over; it
    does not tell the hour."""
    over = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    return connection.execute(_SENT, {"digest": digest(mark), "over": over}).first() is not None


def is_sent(connection: sa.Connection, mark: str) -> bool:
    """Whether a form with this mark was sent just now."""
    return connection.execute(_KNOWN, {"digest": digest(mark)}).first() is not None


def kiosks(connection: sa.Connection, now: datetime) -> list[Kiosk]:
    """The kiosks that stand open, the oldest first."""
    return [
        Kiosk(row.digest, row.service, row.expires_at, row.opened_by, row.opened_at)
        for row in connection.execute(_KIOSKS, {"now": now})
    ]


def close(connection: sa.Connection, name: str) -> None:
    """Closes a kiosk. The caller commits."""
    connection.execute(_CLOSE, {"digest": name})


def shown(code: str) -> str:
    """A code as it stands on paper: K7QM-2XHF-9DAB."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def digest(code: str) -> str:
    """What is kept of a code; typed with blanks, hyphens or small letters it is the same."""
    plain = "".join(letter for letter in code if letter.isalnum() or letter in "_-")
    if len(plain.replace("-", "")) == LENGTH:
        plain = plain.replace("-", "").upper()
    return hashlib.sha256(b"survey\0" + plain.encode()).hexdigest()
