"""Work with many rows in the background: the same as views/many_edit.py does at once with few."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from app.job_kinds import Work
from models import bulk, dependents_of_many, undoing
from models.bulk import Changed
from models.chosen import Chosen
from models.description.screen import Screen
from models.errors import Missing
from views import filters
from views.many_done import AGAIN, DELETED, EDITED, UNDONE

Result = Mapping[str, Any]
BACK = "Kembali ke daftar"


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
