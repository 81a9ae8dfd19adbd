"""Reports that were sent, kept as they left: sending locks the period, an admin unlocks it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from models.description.report import TAKE, Report
from models.errors import Forbidden, Missing, PanelError, Problem, Refused
from models.panel import Desk
from models.reporting import written
from models.reporting.figures import Asked, Figures, as_json
from models.reporting.periods import Period

NOT_OVER = "{period} belum berakhir. Laporan dikirim sesudah periodenya lewat."
ALREADY = "{period} sudah dikirim dan terkunci. Buka kuncinya dahulu bila harus dikirim ulang."
NO_REASON = "Tulis dahulu alasan membuka kunci."
ALTERED = "Berkas yang dikirim tidak sama lagi dengan sidiknya. Hubungi pengelola basis data."
LONGEST_REASON = 1000
_COLUMNS = """id, report, period, at, coalesce(actor_name, actor) AS who, coalesce(behalf, '') AS behalf,
    file_name, sha256, octet_length(file) AS size, unlocked_at,
    coalesce(unlocked_name, unlocked_by, '') AS unlocked_by, coalesce(unlock_reason, '') AS unlock_reason"""
_ADD = sa.text("""
    INSERT INTO panel.sent_report (report, period, actor, actor_name, behalf, door, file_name, sha256, file,
                                   figures)
    VALUES (:report, :period, :actor, nullif(:actor_name, ''), nullif(:behalf, ''), :door, :file_name,
            :sha256, :file, CAST(:figures AS jsonb))
    ON CONFLICT (report, period) WHERE unlocked_at IS NULL DO NOTHING RETURNING id""").bindparams(
    sa.bindparam("figures", type_=sa.JSON)
)
_LOCKED = sa.text(
    f"SELECT {_COLUMNS} FROM panel.sent_report"
    " WHERE report = :report AND period = :period AND unlocked_at IS NULL"
)
_ONE = sa.text(f"SELECT {_COLUMNS} FROM panel.sent_report WHERE report = :report AND id = :id")
_ALL = sa.text(
    f"SELECT {_COLUMNS} FROM panel.sent_report WHERE report = :report"
    " ORDER BY period DESC, id DESC LIMIT :most"
)
_FILE = sa.text("SELECT sha256, file FROM panel.sent_report WHERE report = :report AND id = :id")
_FIGURES = sa.text("SELECT figures FROM panel.sent_report WHERE report = :report AND id = :id")
_ROWS = sa.text("""
    SELECT coalesce(sum(jsonb_array_length(sheet -> 'rows')), 0)::integer
    FROM panel.sent_report CROSS JOIN LATERAL jsonb_array_elements(figures -> 'sheets') AS sheet
    WHERE report = :report AND id = :id""")
_UNLOCK = sa.text("""
    UPDATE panel.sent_report SET unlocked_at = clock_timestamp(), unlocked_by = :by,
        unlocked_name = nullif(:name, ''), unlock_reason = :reason
    WHERE report = :report AND id = :id AND unlocked_at IS NULL RETURNING id""")


@dataclass(frozen=True, slots=True)
class Sent:
    """One sending. Moments on the office's clock. `size` in bytes; `unlocked_at` is None while it locks."""

    id: int
    report: str
    period: str
    at: datetime
    who: str
    behalf: str
    file_name: str
    sha256: str
    size: int
    unlocked_at: datetime | None
    unlocked_by: str
    unlock_reason: str


def may_send(desk: Desk, report: Report) -> bool:
    """Whether the actor may send this report: a role that the description names, or an admin."""
    if report.lock is None or not desk.actor.may(TAKE, report.right):
        return False
    return may_unlock(desk, report) or bool(desk.actor.roles & report.lock.roles)


def may_unlock(desk: Desk, report: Report) -> bool:
    """Whether the actor may take a lock away: those who look after the panel."""
    known = (desk.panel.office.roles.get(name) for name in desk.actor.roles)
    return report.lock is not None and (desk.actor.everything or any(role and role.admin for role in known))


def locked(desk: Desk, report: Report, period: Period | None) -> Sent | None:
    """What was sent for a period, while it is locked."""
    if report.lock is None or period is None:
        return None
    values = {"report": report.key, "period": str(period)}
    row = desk.connection.execute(_LOCKED, values).first()
    return _sent(desk, row) if row else None


def one(desk: Desk, report: Report, id: int) -> Sent:
    """A sending by its number, locked still or not. Raises Missing."""
    row = desk.connection.execute(_ONE, {"report": report.key, "id": id}).first()
    if row is None:
        raise Missing
    return _sent(desk, row)


def log(desk: Desk, report: Report, most: int = 60) -> tuple[Sent, ...]:
    """All sendings of a report, the newest period first: also those that were unlocked."""
    rows = desk.connection.execute(_ALL, {"report": report.key, "most": most})
    return tuple(_sent(desk, row) for row in rows)


def content(desk: Desk, report: Report, id: int) -> bytes:
    """The file as it left. Raises Missing, and PanelError where it is not what its fingerprint says."""
    row = desk.connection.execute(_FILE, {"report": report.key, "id": id}).first()
    if row is None:
        raise Missing
    data = bytes(row.file)
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise PanelError(ALTERED)
    return data


def as_left(desk: Desk, report: Report, asked: Asked) -> tuple[bytes, int] | None:
    """The file that was sent, and how many rows it has, where somebody asks for just that: a period that is
    locked, nothing besides. Raises PanelError as `content` does."""
    what = None if asked.texts else locked(desk, report, asked.period)
    return (content(desk, report, what.id), row_count(desk, report, what.id)) if what else None


def row_count(desk: Desk, report: Report, id: int) -> int:
    """How many rows the tables of a sending have together."""
    found: int = desk.connection.execute(_ROWS, {"report": report.key, "id": id}).scalar_one()
    return found


def kept_figures(desk: Desk, report: Report, id: int) -> Mapping[str, Any]:
    """The figures as they left (see figures.as_json). Raises Missing."""
    row = desk.connection.execute(_FIGURES, {"report": report.key, "id": id}).first()
    if row is None:
        raise Missing
    found: Mapping[str, Any] = row.figures
    return found


def keep(desk: Desk, figures: Figures, data: bytes, file_name: str) -> Sent:
    """Sends: keeps the file and its figures in the caller's transaction, and locks the period. Of two at
    once, the second waits and is refused. Raises Forbidden, Refused."""
    report, period = figures.report, figures.asked.period
    if not may_send(desk, report):
        raise Forbidden
    assert period is not None  # a report that is locked has one
    if period.after > desk.now.date():
        raise _refused(NOT_OVER, period)
    values = {
        "report": report.key,
        "period": str(period),
        "actor": desk.actor.name,
        "actor_name": desk.actor.label,
        "behalf": desk.actor.behalf,
        "door": desk.actor.door,
        "file_name": file_name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "file": data,
        "figures": as_json(figures),
    }
    id = desk.connection.execute(_ADD, values).scalar()
    if id is None:
        raise _refused(ALREADY, period)
    return one(desk, report, id)


def unlock(desk: Desk, report: Report, id: int, reason: str) -> Sent:
    """Takes the lock of a period away; what was sent stays, with who unlocked it and why. Raises Forbidden,
    Refused (no reason), Missing."""
    if not may_unlock(desk, report):
        raise Forbidden
    reason = reason.replace("\x00", "").strip()[:LONGEST_REASON]
    if not reason:
        raise Refused(Problem(NO_REASON, "reason"), sentence=NO_REASON)
    who = {"by": desk.actor.name, "name": desk.actor.label}
    values = {"report": report.key, "id": id, "reason": reason, **who}
    if desk.connection.execute(_UNLOCK, values).scalar() is None:
        raise Missing
    return one(desk, report, id)


def _refused(sentence: str, period: Period) -> Refused:
    shown = written.period(period).id
    problem = Problem(sentence, "period", {"period": shown})
    return Refused(problem, sentence=sentence.format(period=shown))


def _sent(desk: Desk, row: Any) -> Sent:
    zone = desk.panel.office.zone
    unlocked = row.unlocked_at.astimezone(zone) if row.unlocked_at else None
    return Sent(
        id=row.id,
        report=row.report,
        period=row.period,
        at=row.at.astimezone(zone),
        who=row.who,
        behalf=row.behalf,
        file_name=row.file_name,
        sha256=row.sha256,
        size=row.size,
        unlocked_at=unlocked,
        unlocked_by=row.unlocked_by,
        unlock_reason=row.unlock_reason,
    )
