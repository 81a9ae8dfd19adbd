"""A worker in a process of its own, with jobs that tests can wait for: `python -m slow_jobs URL OFFICE`."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app import create_app
from app.job_kinds import Kinds, Work
from app.worker import Worker
from models.errors import Refused


def write(work: Work) -> Mapping[str, Any]:
    """Adds as many notes as it is told, in batches, as slowly as it is told."""
    number, pause = int(work.job.args["rows"]), float(work.job.args.get("pause", 0))
    for done in range(number):
        work.progress.step(done, number)
        who = work.desk.actor
        work.desk.connection.execute(
            sa.text("INSERT INTO notes (body) VALUES (:body)"), {"body": f"{who.name} {who.door}"}
        )
        time.sleep(pause)
    if work.job.args.get("refuse"):
        raise Refused(sentence="Baris {number} belum benar.")
    work.progress.step(number)
    return {"sentence": "{number} baris ditambahkan.", "facts": {"number": number}}


def sleep(work: Work) -> Mapping[str, Any]:
    """One statement that takes long."""
    work.desk.connection.execute(sa.text("SELECT pg_sleep(60)"))
    return {}


def rights(work: Work) -> Mapping[str, Any]:
    """What its person may do."""
    return {"facts": {"may": work.desk.actor.may("add", "reports"), "roles": sorted(work.desk.actor.roles)}}


KINDS: Kinds = {"write": write, "sleep": sleep, "rights": rights}

if __name__ == "__main__":
    url, office = sys.argv[1:]
    settings = {"DATABASE_URL": url, "PANEL_OFFICE": office, "PANEL_SECRET_KEY": "k" * 40}
    Worker(url, KINDS, lambda: create_app(settings)).run()
