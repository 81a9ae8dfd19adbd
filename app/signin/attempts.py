"""How often somebody may try to log in: a growing wait for each account, a far wider one for each address.

Counted before the password is looked at, so that a hundred tries at once are a hundred tries. Kept in
Postgres, for all workers and both doors; in memory where we may only read.

Whoever guesses at an account from elsewhere must not lock out its owner: where an account has logged in
before, it is counted apart from everywhere else.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from threading import Lock

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, scoped_session

from app.database import MAY_NOT_WRITE, sqlstate
from models.errors import PanelError, TooMany

KNOWN_FOR = 90 * 86_400
REMEMBERED = 31 * 86_400

READ = sa.text("""
    SELECT subject, failures, extract(epoch FROM counted_at)::float8 AS counted_at,
           extract(epoch FROM wait_until)::float8 AS wait_until,
           extract(epoch FROM known_at)::float8 AS known_at
    FROM panel.login_try WHERE subject = ANY(:subjects) ORDER BY subject FOR UPDATE""")
MAKE = sa.text("""
    INSERT INTO panel.login_try (subject, failures, counted_at, wait_until)
    SELECT subject, 0, now(), now() FROM unnest(CAST(:subjects AS text[])) subject ORDER BY subject
    ON CONFLICT DO NOTHING""")
WRITE = sa.text("""
    UPDATE panel.login_try SET failures = :failures, counted_at = to_timestamp(:counted_at),
        wait_until = to_timestamp(:wait_until), known_at = to_timestamp(:known_at)
    WHERE subject = :subject""")
FORGET = sa.text("""
    DELETE FROM panel.login_try
    WHERE counted_at < now() - make_interval(secs => :age)
      AND (known_at IS NULL OR known_at < now() - make_interval(secs => :known))""")
CLOCK = sa.text("SELECT extract(epoch FROM clock_timestamp())::float8")


class TooManyTries(TooMany):
    """The person sees how long to wait before logging in. (429)"""

    sentence = "Terlalu banyak percobaan masuk. Tunggu {seconds} detik, lalu coba lagi."

    def __init__(self, wait: float) -> None:
        seconds = max(1, math.ceil(wait))
        if seconds < 90:
            super().__init__(seconds=seconds)
        else:
            told = "Terlalu banyak percobaan masuk. Tunggu {minutes} menit, lalu coba lagi."
            super().__init__(told, seconds=seconds, minutes=math.ceil(seconds / 60))


@dataclass(frozen=True, slots=True)
class Limit:
    """So many failures are free; then a wait that doubles up to the longest. One is forgiven now and then."""

    free: int
    first: float
    longest: float
    forgiven_every: float

    def wait(self, failures: float) -> float:
        over = round(failures) - self.free
        return min(self.longest, self.first * 2 ** min(over, 30)) if over >= 0 else 0.0


ACCOUNT = Limit(free=5, first=5, longest=900, forgiven_every=3600)
ADDRESS = Limit(free=60, first=5, longest=300, forgiven_every=60)
# What one good login says for the others behind the same address.
GOOD_WORD = 5


@dataclass(frozen=True, slots=True)
class Count:
    """The failures of one account, or of one address."""

    failures: float = 0
    counted_at: float = 0
    wait_until: float = 0
    known_at: float | None = None

    def tried(self, limit: Limit, now: float) -> Count:
        left = max(0.0, self.failures - (now - self.counted_at) / limit.forgiven_every) + 1
        return replace(self, failures=left, counted_at=now, wait_until=now + limit.wait(left))


Counts = dict[str, Count]
Change = Callable[[Counts, float], Counts]


class Attempts:
    """The counts of one application."""

    def __init__(self, session: scoped_session[Session]) -> None:
        self._session = session
        self._lock = Lock()
        self._memory: Counts = {}

    def begin(self, account: str | None, address: str) -> Attempt:
        """One more try, maybe of nobody we know. Raises TooManyTries, and then counts nothing."""
        attempt = Attempt(self, account, address)
        self.change(attempt.subjects, attempt.charged)
        return attempt

    def change(self, subjects: Iterable[str], change: Change) -> None:
        """Reads the counts, changes them and keeps them, while nobody else does."""
        wanted = sorted(subjects)
        try:
            self._in_database(wanted, change)
        except DBAPIError as error:
            self._session.rollback()
            if sqlstate(error) not in MAY_NOT_WRITE:
                raise
            self._in_memory(wanted, change)
        except PanelError:
            self._session.rollback()
            raise

    def forget(self) -> None:
        """Removes what no longer counts. The caller commits."""
        self._session.execute(FORGET, {"age": REMEMBERED, "known": KNOWN_FOR})

    def _in_database(self, subjects: list[str], change: Change) -> None:
        self._session.execute(MAKE, {"subjects": subjects})
        rows = self._session.execute(READ, {"subjects": subjects}).mappings().all()
        now = float(self._session.scalar(CLOCK) or 0)
        found = {row["subject"]: Count(**{k: v for k, v in row.items() if k != "subject"}) for row in rows}
        for subject, count in change(found, now).items():
            self._session.execute(WRITE, {"subject": subject, **_fields(count)})
        self._session.commit()

    def _in_memory(self, subjects: list[str], change: Change) -> None:
        now = time.time()
        with self._lock:
            if len(self._memory) > 10_000:
                self._memory = {k: c for k, c in self._memory.items() if c.counted_at > now - 86_400}
            self._memory |= change({one: self._memory.get(one, Count()) for one in subjects}, now)


class Attempt:
    """One try: charged before it is made, settled when it was good."""

    def __init__(self, attempts: Attempts, account: str | None, address: str) -> None:
        self._attempts = attempts
        self._address = f"address {address}"
        self._account = self._place = ""
        if account is not None:
            # What somebody typed may be a password in the wrong box: only its digest is kept.
            mark = hashlib.sha256(account.encode()).hexdigest()[:32]
            self._account, self._place = f"account {mark}", f"account {mark} at {address}"

    @property
    def subjects(self) -> tuple[str, ...]:
        return tuple(one for one in (self._address, self._account, self._place) if one)

    def charged(self, counts: Counts, now: float) -> Counts:
        changed = {self._address: (counts[self._address], ADDRESS)}
        if self._account:
            at = self._place if _known(counts[self._place], now) else self._account
            changed[at] = (counts[at], ACCOUNT)
        waits = max(count.wait_until for count, _ in changed.values()) - now
        if waits > 0:
            raise TooManyTries(waits)
        return {subject: count.tried(limit, now) for subject, (count, limit) in changed.items()}

    def good(self) -> None:
        """It was good: the account begins anew, this address is known to it and gains trust."""
        self._attempts.change(self.subjects, self._settled)

    def _settled(self, counts: Counts, now: float) -> Counts:
        address = counts[self._address]
        left = max(0.0, address.failures - 1 - GOOD_WORD)
        changed = {self._address: replace(address, failures=left, wait_until=now)}
        if self._account:
            at = self._place if _known(counts[self._place], now) else self._account
            changed[at] = Count(counted_at=now, wait_until=now)
            changed[self._place] = Count(counted_at=now, wait_until=now, known_at=now)
        return changed


def _known(count: Count, now: float) -> bool:
    return count.known_at is not None and count.known_at > now - KNOWN_FOR


def _fields(count: Count) -> Mapping[str, float | None]:
    return {name: getattr(count, name) for name in ("failures", "counted_at", "wait_until", "known_at")}
