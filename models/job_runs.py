"""Work in the background, as the worker meets it: begun, told about, ended, and found broken off.

The work is one transaction, and holds a lock as long as it lasts. That it is done is written in that
very transaction, so a job that says so has kept its work, and any other has kept nothing. Everything else
is written beside it, by a connection of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from models import jobs
from models.description.screen import Wording
from models.errors import PanelError
from models.jobs import Job

BROKEN_OFF = "Pekerjaan ini berhenti di tengah. Tidak ada yang tersimpan; silakan ulangi."
GONE = "Akun {username} tidak aktif lagi, jadi pekerjaan ini tidak dijalankan."
UNKNOWN = "Versi panel ini tidak mengenal pekerjaan {kind}."
REFUSED = "Basis data menolak pekerjaan ini (kode {code}). Tidak ada yang tersimpan."
UNEXPECTED = "Ada kesalahan pada sistem, bukan pada Anda. Sampaikan nomor {number} kepada pengelola."
MOST_ATTEMPTS = 3
# A number of our own for each job: the hash of a word with the job as its seed.
_KEY = "hashtextextended('panel.job', {})"
_LOCK = sa.text(f"SELECT pg_try_advisory_xact_lock({_KEY.format('cast(:id AS bigint)')})")
_BEGIN = sa.text("""
    UPDATE panel.job SET state = 'running', started_at = clock_timestamp(), seen_at = clock_timestamp(),
           attempts = attempts + 1, done = 0, total = NULL
    WHERE id = :id AND state = 'waiting'
    RETURNING id, user_id, username, language, kind, label, facts, screen, args, safe, state, done, total,
        attempts, cancel_asked, created_at, started_at, ended_at, result, error, error_facts""")
_TICK = sa.text("""
    UPDATE panel.job SET done = :done, total = :total, seen_at = clock_timestamp()
    WHERE id = :id AND state = 'running' RETURNING cancel_asked""")
_DONE = sa.text("""
    UPDATE panel.job SET state = 'done', ended_at = clock_timestamp(), done = :done, total = :total,
           result = cast(:result AS jsonb)
    WHERE id = :id""")
_ENDED = sa.text("""
    UPDATE panel.job SET state = :state, ended_at = clock_timestamp(), error = :error,
           error_facts = cast(:facts AS jsonb), result = cast(:result AS jsonb)
    WHERE id = :id AND state <> 'done'""")
_AGAIN = sa.text("UPDATE panel.job SET state = 'waiting' WHERE id = :id AND state = 'running'")
_BROKEN = sa.text(f"""
    SELECT id, safe AND attempts < {MOST_ATTEMPTS} AND NOT cancel_asked AS again FROM panel.job
    WHERE state = 'running' AND seen_at < clock_timestamp() - interval '2 seconds'
      AND pg_try_advisory_xact_lock({_KEY.format("id")})""")
# Taken from the queue by a worker that died before it began.
_LOST = sa.text("""
    SELECT j.id FROM panel.job j
    WHERE j.state = 'waiting' AND j.created_at < now() - interval '5 seconds' AND NOT EXISTS (
        SELECT FROM panel.procrastinate_jobs q LEFT JOIN panel.procrastinate_workers w ON w.id = q.worker_id
        WHERE q.args ->> 'job' = j.id::text
          AND (q.status = 'todo' OR w.last_heartbeat > now() - interval '35 seconds'))""")
_UNQUEUE = sa.text("""
    DELETE FROM panel.procrastinate_jobs q
    WHERE q.task_name = :task AND q.args ->> 'job' = cast(:id AS text)""")
_FORGET = sa.text("DELETE FROM panel.job WHERE ended_at < now() - interval '90 days'")


def begin(work: sa.Connection, beside: sa.Connection, job: int) -> Job | None:
    """Takes a job that waits; None when it is somebody else's, or was stopped. `beside` commits by itself."""
    if not work.scalar(_LOCK, {"id": job}):
        return None
    found = beside.execute(_BEGIN, {"id": job}).mappings().first()
    return Job(**found) if found else None


def tick(beside: sa.Connection, job: int, done: int, total: int | None) -> bool:
    """Tells how far a job is; whether somebody has asked it to stop."""
    return bool(beside.scalar(_TICK, {"id": job, "done": done, "total": total}))


def finish(work: sa.Connection, job: Job, done: int, total: int | None, result: Mapping[str, Any]) -> None:
    """The work is done, as soon as its transaction is committed."""
    told = {"id": job.id, "done": done, "total": total, "result": json.dumps(_plain(result))}
    work.execute(_DONE, told)


def fail(beside: sa.Connection, job: Job, error: PanelError, result: Mapping[str, Any] | None = None) -> None:
    """The work was undone, and why."""
    _end(beside, job.id, "failed", error.sentence, error.facts, result)


def cancel(beside: sa.Connection, job: Job) -> None:
    """The work was undone, because somebody asked for that."""
    _end(beside, job.id, "cancelled", None, {}, None)


def break_off(beside: sa.Connection, job: Job) -> None:
    """The worker goes away in the middle: a safe job is begun again by the next one."""
    if job.safe and job.attempts < MOST_ATTEMPTS:
        _again(beside, job.id)
    else:
        _end(beside, job.id, "failed", BROKEN_OFF, {}, None)


def sweep(beside: sa.Connection) -> int:
    """Ends or begins again what lost its worker, and queues again what its worker never began.

    Gives how many. Whose lock is held is at work, however long nothing was heard of it.
    """
    broken = beside.execute(_BROKEN).all()
    for row in broken:
        beside.execute(_UNQUEUE, {"task": jobs.TASK, "id": row.id})
        if row.again:
            _again(beside, row.id)
        else:
            _end(beside, row.id, "failed", BROKEN_OFF, {}, None)
    lost = beside.execute(_LOST).all()
    for row in lost:
        beside.execute(_UNQUEUE, {"task": jobs.TASK, "id": row.id})
        jobs.queue_up(beside, row.id)
    return len(broken) + len(lost)


def forget_old(beside: sa.Connection) -> None:
    """What ended three months ago interests nobody."""
    beside.execute(_FORGET)


def _again(beside: sa.Connection, job: int) -> None:
    if beside.execute(_AGAIN, {"id": job}).rowcount:
        jobs.queue_up(beside, job)


def _end(
    beside: sa.Connection,
    job: int,
    state: str,
    error: str | None,
    facts: Mapping[str, object],
    result: Mapping[str, Any] | None,
) -> None:
    told = {
        "id": job,
        "state": state,
        "error": error,
        "facts": json.dumps(_plain(facts)),
        "result": None if result is None else json.dumps(_plain(result)),
    }
    beside.execute(_ENDED, told)


def _plain(value: Any) -> Any:
    """Facts as JSON: wordings in both languages, everything odd as text."""
    if isinstance(value, Wording):
        return {"id": value.id, "en": value.en}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
