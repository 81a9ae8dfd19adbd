"""Many rows at once, through the models alone: a paste, a bulk edit, and both taken back, in seconds."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from app import create_app
from app.database import connect, engine_for
from bench.servers import database
from models import batch, bulk, undoing
from models.actor import ACTIONS, Actor
from models.batch import Line
from models.chosen import Chosen
from models.panel import Desk, Panel
from models.query import Listing
from models.records import Base

MANY, PASTED = 100_000, 500
Result = TypeVar("Result")


def run(folder: Path, rows: int) -> None:
    """Prints how long each takes."""
    os.environ["PANEL_DATA"] = str(folder)
    with database(folder, rows) as url:
        app = create_app({"DATABASE_URL": url, "PANEL_DATA": folder, "PANEL_OFFICE": "kecamatan"})
        panel: Panel = app.extensions["panel"]
        with connect(engine_for(url)) as connection:
            user = connection.scalar(sa.text("SELECT id FROM panel.ab_user ORDER BY id LIMIT 1"))
            rights = frozenset((action, key) for action in ACTIONS for key in panel.screens)
            actor = Actor(user, "admin", frozenset({"Admin"}), rights, door="grid")
            desk = Desk(connection, panel, actor, datetime.now(panel.office.zone))
            _paste(desk)
            _bulk(desk, rows)
            connection.rollback()


def _paste(desk: Desk) -> None:
    screen = desk.panel.screens["reports"]
    found = desk.connection.execute(
        sa.text("SELECT id::text, xmin::text FROM reports ORDER BY id LIMIT :n"), {"n": PASTED}
    ).all()
    fields = (
        "subject",
        "story",
        "place",
        "request",
        "occurred_note",
        "note",
        "external_reference",
        "village",
    )
    village = desk.connection.scalar(sa.text("SELECT min(id) FROM villages"))
    lines = [
        Line(
            key,
            key,
            {name: village if name == "village" else f"{name} {key}" for name in fields},
            Base(version),
        )
        for key, version in found
    ]
    done = _timed(f"tempel {PASTED} x {len(fields)}", lambda: batch.run(desk, screen, lines, "all", "paste"))
    assert done.written and len(done.saved) == PASTED, (done.refused[:3], done.clashes[:3])
    _timed("batalkan tempelan", lambda: undoing.undo(desk, screen))


def _bulk(desk: Desk, rows: int) -> None:
    screen = desk.panel.screens["reports"]
    those = Chosen(listing=Listing())
    number = min(rows, MANY)
    if rows > MANY:
        raise SystemExit(f"many: pakai --rows {MANY} atau kurang")
    done = _timed(f"ubah {number} baris", lambda: bulk.edit(desk, screen, those, {"place": "Sama"}))
    assert done.changed == number
    _timed(f"batalkan {number} baris", lambda: undoing.undo(desk, screen))
    print(
        f"{'memori puncak MB':28}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:10.0f}",
        flush=True,
    )


def _timed(name: str, work: Callable[[], Result]) -> Result:
    start = time.perf_counter()
    result = work()
    print(f"{name:28}{time.perf_counter() - start:10.1f} dtk", flush=True)
    return result
