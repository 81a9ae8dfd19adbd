"""An import as a job of the background and as a command: the dry run is the real one, undone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import gettext

from app.job_kinds import Work
from models import actions, deadlines
from models.description.screen import Screen
from models.errors import Missing
from models.panel import Desk
from models.progress import Progress
from reports import sheet_file, sheet_mistakes
from reports.sheet_mistakes import Mistakes, Words
from views import import_plan, import_run
from views.import_files import GONE
from views.import_plan import Plan
from views.import_run import Outcome
from views.imports import brought_files
from views.wording import sentence


def job(work: Work) -> Mapping[str, Any]:
    """The work of a job of kind `import`. What came of it is for the page of its file, and for the job's."""
    desk: Desk = work.desk
    args = work.job.args
    screen = desk.panel.screens.get(work.job.screen or "")
    if screen is None:
        raise Missing(GONE)
    plan = import_plan.from_json(args["plan"])
    brought = brought_files(current_app).find(plan.token, screen.key, desk.actor.id)
    out = run(desk, screen, brought.path, plan, work.progress, args.get("total"))
    name = f"{Path(brought.name).stem}-salah.xlsx"
    if out.bad:
        write_mistakes(work.folder / name, out, plan)
    here = f"/data/{screen.key}/import/{plan.token}/{work.job.id}"
    return {
        **import_run.told(out, screen, plan),
        "file": name if out.bad else None,
        "next": here,
        "links": [{"label": import_run.TITLES["see"], "href": here}],
    }


def run(
    desk: Desk, screen: Screen, path: Path, plan: Plan, progress: Progress, total: int | None = None
) -> Outcome:
    """Reads and writes it all, in the caller's transaction; undone when it is dry, or when anything is
    wrong and nobody asked for the rest."""
    with sheet_file.opened(path) as file:
        point = desk.connection.begin_nested()
        try:
            if deadlines.follow_from(desk.panel, screen, ()):  # all that is counted follows from it: once
                with deadlines.once(desk):
                    out = import_run.run(desk, screen, file, plan, progress, total)
            else:
                out = import_run.run(desk, screen, file, plan, progress, total)
            if plan.dry or not (plan.good or out.is_good):
                point.rollback()
            else:
                if out.work.trail is not None:
                    actions.keep(desk, out.work.screen, "import", out.work.trail)
                point.commit()
        except BaseException:
            if point.is_active:
                point.rollback()
            raise
    return out


def write_mistakes(path: Path, out: Outcome, plan: Plan) -> None:
    """The rows that were not taken, with the reasons, as a workbook."""
    at = {key: place for place, key in plan.columns.items()}
    reasons: dict[int, list[str]] = {}
    cells: dict[int, frozenset[int]] = {}
    for number, problem in out.work.problems:
        one = out.work.screen.fields.get(problem.field or "")
        facts = {**({"label": one.label} if one else {}), **problem.facts}
        said = sentence(problem.sentence, facts)
        reasons.setdefault(number, []).append(said)
        if problem.field in at:
            cells[number] = cells.get(number, frozenset()) | {at[problem.field]}
    words = Words(gettext("Baris"), gettext("Alasan"), gettext("Belum benar"))
    sheet_mistakes.write(path, out.head, out.bad, Mistakes(reasons, cells), words)
