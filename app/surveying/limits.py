"""How often forms may come from one address, and how often somebody may guess at a code."""

from __future__ import annotations

import math

import sqlalchemy as sa
from flask import current_app, request

from app.hosts import address
from app.signin.attempts import Attempts, Counts, Limit
from models.errors import TooMany

# An office has one address for all its visitors: wide enough for a full waiting room, not for a script.
FORMS = Limit(free=40, first=10, longest=600, forgiven_every=30)
GUESSES = Limit(free=10, first=5, longest=900, forgiven_every=120)
KIOSK = Limit(free=12, first=15, longest=300, forgiven_every=20)
OFTEN = "Terlalu banyak kiriman dari tempat ini. Tunggu {seconds} detik, lalu coba lagi."
_WAITS = sa.text("""
    SELECT extract(epoch FROM wait_until - now())::float8 FROM panel.login_try
    WHERE subject = :subject AND wait_until > now()""")


def form(kiosk: str = "") -> None:
    """One more form, from this address or this kiosk. Raises TooMany."""
    if kiosk:
        _count(f"survey kiosk {kiosk[:32]}", KIOSK)
    else:
        _count(f"survey {address(request.environ)}", FORMS)


def may_guess() -> None:
    """Before a code is looked up: who guessed too often finds nothing meanwhile, right or wrong. Raises
    TooMany."""
    subject = f"survey code {address(request.environ)}"
    seconds = current_app.extensions["appbuilder"].session.scalar(_WAITS, {"subject": subject})
    if seconds is not None:
        raise TooMany(OFTEN, seconds=math.ceil(seconds))


def guess() -> None:
    """One more code that is none. Raises TooMany."""
    _count(f"survey code {address(request.environ)}", GUESSES)


def _count(subject: str, limit: Limit) -> None:
    def charged(counts: Counts, now: float) -> Counts:
        waits = counts[subject].wait_until - now
        if waits > 0:
            raise TooMany(OFTEN, seconds=max(1, math.ceil(waits)))
        return {subject: counts[subject].tried(limit, now)}

    Attempts(current_app.extensions["appbuilder"].session).change([subject], charged)
