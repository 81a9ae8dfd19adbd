"""Work in the background, as people meet it: asked for, waited for, stopped, and what came of it.

The queue is procrastinate's; `panel.job` is what we tell of it. Both are written in the transaction of
whoever asks: a request that is rolled back leaves no job. The worker's side is models/job_runs.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from models.errors import Missing, Refused
from models.panel import Desk

QUEUE, TASK = "panel", "panel.job"
SHOWN = 50
_COLUMNS = """id, user_id, username, language, kind, label, facts, screen, args, safe, state, done, total,
    attempts, cancel_asked, created_at, started_at, ended_at, result, error, error_facts"""
_ADD = sa.text("""
    INSERT INTO panel.job (user_id, username, language, kind, label, facts, screen, args, safe)
    VALUES (:user_id, :username, :language, :kind, :label, cast(:facts AS jsonb), :screen,
            cast(:args AS jsonb), :safe)
    RETURNING id""")
_DEFER = sa.text("""
    SELECT panel.procrastinate_defer_jobs_v1(ARRAY[
        ROW(:queue, :task, 0, NULL, NULL, jsonb_build_object('job', cast(:id AS bigint)), NULL)
        ]::panel.procrastinate_job_to_defer_v1[])""")
_READ = sa.text(f"""
    SELECT {_COLUMNS} FROM panel.job
    WHERE id = :id AND (:all OR user_id IS NOT DISTINCT FROM cast(:who AS integer))""")
_LIST = sa.text(f"""
    SELECT {_COLUMNS} FROM panel.job
    WHERE (:all OR user_id IS NOT DISTINCT FROM cast(:who AS integer)) ORDER BY id DESC LIMIT {SHOWN}""")
_PRESSED = sa.text("""
    SELECT min(id) FROM panel.job
    WHERE kind = :kind AND args ->> 'token' = :token
      AND user_id IS NOT DISTINCT FROM cast(:who AS integer)""")
# A job that waits is stopped at once; one that runs hears of it.
_STOP = sa.text("""
    UPDATE panel.job SET cancel_asked = true,
           state = CASE state WHEN 'waiting' THEN 'cancelled' ELSE state END,
           ended_at = CASE state WHEN 'waiting' THEN clock_timestamp() END
    WHERE id = :id AND state IN ('waiting', 'running')""")
# The worker writes its heartbeat every ten seconds.
_ATTENDED = sa.text("""
    SELECT EXISTS (SELECT FROM panel.procrastinate_workers
                   WHERE last_heartbeat > now() - interval '35 seconds')""")


@dataclass(frozen=True, slots=True)
class Job:
    """What is known of a job. `label` and `error` are msgids with their facts; `result` has `sentence`,
    `facts`, `lines`, `links` and `file`, each where there is one. `screen`: the key of what it is about."""

    id: int
    user_id: int | None
    username: str
    language: str
    kind: str
    label: str
    facts: Mapping[str, Any]
    screen: str | None
    args: Mapping[str, Any]
    safe: bool
    state: str
    done: int
    total: int | None
    attempts: int
    cancel_asked: bool
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    result: Mapping[str, Any] | None
    error: str | None
    error_facts: Mapping[str, Any] | None

    @property
    def ended(self) -> bool:
        return self.state in ("done", "failed", "cancelled")

    @property
    def share(self) -> int | None:
        """How much of it is done, in percent; None where nobody knows."""
        if self.state == "done":
            return 100
        return min(99, self.done * 100 // self.total) if self.total else None


def defer(
    desk: Desk,
    kind: str,
    args: Mapping[str, Any],
    *,
    label: str,
    facts: Mapping[str, Any] | None = None,
    screen: str | None = None,
    language: str = "id",
    safe: bool = False,
) -> int:
    """Asks for work in the background, in this transaction; the number of the job.

    It is done as the person of this desk, with the rights that they have by then. `safe`: when its worker
    dies it may simply be begun again, because it does nothing outside its transaction. Arguments and facts
    are JSON.
    """
    row = {
        "user_id": desk.actor.id,
        "username": desk.actor.name,
        "language": language,
        "kind": kind,
        "label": label,
        "facts": json.dumps(facts or {}),
        "screen": screen,
        "args": json.dumps(args),
        "safe": safe,
    }
    made = int(desk.connection.execute(_ADD, row).scalar_one())
    queue_up(desk.connection, made)
    return made


def queue_up(connection: sa.Connection, job: int) -> None:
    """Puts a job that waits into the queue."""
    connection.execute(_DEFER, {"queue": QUEUE, "task": TASK, "id": job})


def read(desk: Desk, job: int) -> Job:
    """A job of this person; an admin sees everybody's. Raises Missing."""
    found = desk.connection.execute(_READ, {"id": job, **_whose(desk)}).mappings().first()
    if found is None:
        raise Missing("Pekerjaan ini tidak ada. Mungkin sudah lama selesai.")
    return Job(**found)


def pressed(desk: Desk, kind: str, token: str) -> int | None:
    """The job that this person has asked for with a token, so that pressing twice asks once."""
    asked = {"kind": kind, "who": desk.actor.id, "token": token}
    found: int | None = desk.connection.scalar(_PRESSED, asked)
    return found


def newest(desk: Desk) -> Sequence[Job]:
    """The newest jobs that this person may see, at most 50."""
    return [Job(**row) for row in desk.connection.execute(_LIST, _whose(desk)).mappings()]


def stop(desk: Desk, job: int) -> None:
    """Asks a job to stop; its work is undone. Raises Missing, and Refused when it has ended already."""
    read(desk, job)
    if not desk.connection.execute(_STOP, {"id": job}).rowcount:
        raise Refused(sentence="Pekerjaan ini sudah selesai, jadi tidak bisa dibatalkan lagi.")


def is_attended(connection: sa.Connection) -> bool:
    """Whether a worker is there to do what waits."""
    return bool(connection.scalar(_ATTENDED))


def sees_all(desk: Desk) -> bool:
    """Whether this person looks after the panel, and so sees the jobs of others."""
    known = desk.panel.office.roles
    return desk.actor.everything or any(known[name].admin for name in desk.actor.roles if name in known)


def _whose(desk: Desk) -> dict[str, object]:
    return {"all": sees_all(desk), "who": desk.actor.id}
