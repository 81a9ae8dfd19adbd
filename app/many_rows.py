"""Work with many rows in the background: the same as views/many_edit.py does at once with few."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from app.job_kinds import Work
from models import bulk, dependents_of_many, many_moves, undoing
from models.bulk import Changed
from models.chosen import Chosen
from models.description.screen import Screen
from models.errors import Missing
from views import filters, many_moved
from views.many_done import AGAIN, DELETED, EDITED, MOVED, UNDONE

Result = Mapping[str, Any]
BACK = "Kembali ke daftar"
SEE = "Lihat hasilnya"


def edit(work: Work) -> Result:
    """The same values into all chosen rows."""
    screen = _screen(work)
    done = bulk.edit(
        work.desk,
        screen,
        _chosen(work, screen),
        work.job.args["values"],
        work.job.args["token"],
        work.progress,
    )
    return _told(work, EDITED, done)


def delete(work: Work) -> Result:
    """All chosen rows, but those that others need."""
    screen = _screen(work)
    those = _chosen(work, screen)
    free = dependents_of_many.is_free(work.desk, screen, those)
    done = bulk.delete(work.desk, screen, those, free, token=work.job.args["token"], progress=work.progress)
    return _told(work, DELETED, done)


def step(work: Work) -> Result:
    """The same step with all chosen rows: those that it is refused stay as they are."""
    screen, args = _screen(work), work.job.args
    those = _chosen(work, screen)
    found = many_moves.move_all(
        work.desk, screen, those, args["name"], args["given"], args["token"], work.progress
    )
    moved = [one.key for one in found if one.moved is not None]
    page = f"/data/{screen.key}/moved/{work.job.id}"
    return {
        "sentence": MOVED,
        "facts": {"count": len(moved), "refused": len(found) - len(moved)},
        "moved": moved,
        "reasons": many_moved.reasons(found),
        "next": page,
        "links": [{"href": page, "label": SEE}, _back(work)],
    }


def undo(work: Work) -> Result:
    """An action taken back, or done again."""
    screen, again = _screen(work), bool(work.job.args["again"])
    turn = undoing.redo if again else undoing.undo
    done = turn(work.desk, screen, int(work.job.args["action"]), work.progress)
    count = len(done.saved) + len(done.gone) + len(done.added)
    return {
        "sentence": AGAIN if again else UNDONE,
        "facts": {"count": count},
        "links": [_back(work)],
    }


def _screen(work: Work) -> Screen:
    screen = work.desk.panel.screens.get(str(work.job.args["screen"]))
    if screen is None:
        raise Missing
    return screen


def _chosen(work: Work, screen: Screen) -> Chosen:
    args = work.job.args
    if not args["all"]:
        return Chosen(tuple(args["keys"]))
    return Chosen(listing=filters.listing(screen, MultiDict(parse_qsl(args["address"]))))


def _told(work: Work, sentence: str, done: Changed) -> Result:
    facts = {"count": done.changed, "same": done.same}
    return {"sentence": sentence, "facts": facts, "links": [_back(work)]}


def _back(work: Work) -> dict[str, str]:
    address = work.job.args.get("address", "")
    return {"href": f"/data/{work.job.args['screen']}/list/?{address}", "label": BACK}
