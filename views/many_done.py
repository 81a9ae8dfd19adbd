"""What became of work with many rows: done at once, or asked for in the background."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import redirect, request
from flask_babel import ngettext
from werkzeug.wrappers import Response

from models import actions, jobs
from models.actions import Action
from models.bulk import Changed
from models.description.screen import Screen
from models.panel import Desk
from models.values import Canonical, text
from views.chosen import Ticked
from views.notation import number
from views.wording import language

AT_ONCE = 2000  # rows; more are work for the background
EDITING = "Mengubah {count} baris {inside}"
DELETING = "Menghapus {count} baris {inside}"
UNDOING = "Membatalkan {count} baris {inside}"
AGAIN = "Mengulangi {count} baris {inside}"
_LABELS = {"many_edit": EDITING, "many_delete": DELETING}


def press(at: Desk, screen: Screen, token: str) -> str:
    """A page's token as the log of actions keeps it: nobody's counts for another person or screen."""
    return f"{at.actor.id}:{screen.key}:{token}"


def later(
    at: Desk,
    screen: Screen,
    kind: str,
    ticked: Ticked,
    token: str,
    count: int,
    values: Mapping[str, Canonical] | None = None,
    **more: object,
) -> Response:
    """Asks for it in the background; the page of the job tells how far it is."""
    args = {
        "screen": screen.key,
        "keys": list(ticked.those.keys),
        "all": ticked.those.listing is not None,
        "address": ticked.address,
        "token": token,
        "values": {key: text(value) for key, value in (values or {}).items()},
        **more,
    }
    label = _LABELS[kind]
    made = jobs.defer(
        at, kind, args, label=label, facts={"count": count}, screen=screen.key, language=language(), safe=True
    )
    return redirect(f"{request.script_root}/jobs/{made}")


def undo_later(at: Desk, screen: Screen, action: Action, again: bool = False) -> Response:
    """Takes an action of many rows back in the background, or does it again."""
    return redirect(f"{request.script_root}/jobs/{defer_undo(at, screen, action, again)}")


def large(at: Desk, screen: Screen, id: int | None, again: bool) -> Action | None:
    """The action that would be taken back (or done again), where it has so many rows that nobody should
    wait for it."""
    if id is not None:
        found = actions.named(at, screen, id)
    else:
        found = actions.next_again(at, screen) if again else actions.newest(at, screen)
    waits = found is not None and found.rows > AT_ONCE and found.undone is again
    return found if waits else None


def defer_undo(at: Desk, screen: Screen, action: Action, again: bool = False) -> int:
    """The number of that job."""
    args = {"screen": screen.key, "action": action.id, "again": again}
    return jobs.defer(
        at, "undo", args, label=AGAIN if again else UNDOING, facts={"count": action.rows}, screen=screen.key,
        language=language(), safe=True,
    )  # fmt: skip


def edited(screen: Screen, done: Changed) -> dict[str, Any]:
    """The words of the page after an edit."""
    said = ngettext("%(n)s baris diubah.", "%(n)s baris diubah.", done.changed, n=number(done.changed))
    if done.same:
        said += " " + ngettext(
            "%(n)s baris sudah berisi itu.", "%(n)s baris sudah berisi itu.", done.same, n=number(done.same)
        )
    return _page(said, done)


def deleted(screen: Screen, done: Changed) -> dict[str, Any]:
    """The words of the page after deleting."""
    said = ngettext("%(n)s baris dihapus.", "%(n)s baris dihapus.", done.changed, n=number(done.changed))
    return _page(said, done)


def _page(said: str, done: Changed) -> dict[str, Any]:
    return {"said": said, "action": done.action, "again": done.again}
