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
# What the page of a job is called, by its kind.
TITLES = {
    "many_edit": "Mengubah {count} baris {inside}",
    "many_delete": "Menghapus {count} baris {inside}",
    "many_step": "{step}: {count} baris {inside}",
    "undo": "Membatalkan {count} baris {inside}",
    "redo": "Mengulangi {count} baris {inside}",
}
# What it says at the end.
EDITED = "{count} baris diubah, {same} baris sudah berisi itu."
DELETED = "{count} baris dihapus."
MOVED = "{count} baris selesai, {refused} belum."
UNDONE = "Dibatalkan: {count} baris."
AGAIN = "Diulangi: {count} baris."


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
    facts: Mapping[str, object] | None = None,
    follow: bool = False,
    **more: object,
) -> Response:
    """Asks for it in the background; the page of the job tells how far it is, and with `follow` leads on to
    what came of it."""
    args = {
        "screen": screen.key,
        "keys": list(ticked.those.keys),
        "all": ticked.those.listing is not None,
        "address": ticked.address,
        "token": token,
        "values": {key: text(value) for key, value in (values or {}).items()},
        **more,
    }
    told = {"count": count, **(facts or {})}
    made = jobs.defer(
        at, kind, args, label=TITLES[kind], facts=told, screen=screen.key, language=language(), safe=True
    )
    return redirect(f"{request.script_root}/jobs/{made}{'?follow=1' if follow else ''}")


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
    label, facts = TITLES["redo" if again else "undo"], {"count": action.rows}
    return jobs.defer(
        at, "undo", args, label=label, facts=facts, screen=screen.key, language=language(), safe=True
    )


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
