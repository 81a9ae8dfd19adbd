"""Two people, one row: mine and theirs side by side, to choose."""

from __future__ import annotations

from typing import NamedTuple

from models.description.screen import Field
from models.errors import Conflict
from models.files.attaching import names_a_file
from models.panel import Desk
from models.values import stamp
from views.forms import Form
from views.notation import shown
from views.references import titles
from views.wording import words


class Pair(NamedTuple):
    key: str
    label: str
    mine: str
    theirs: str


def pairs(desk: Desk, form: Form, conflict: Conflict) -> list[Pair]:
    """Each disputed field with both values in people's notation."""
    mine = {one.field: one.mine or "" for one in conflict.differences}
    theirs = {one.field: one.theirs or "" for one in conflict.differences}
    my_titles, their_titles = titles(desk, form.screen, mine), titles(desk, form.screen, theirs)
    made = []
    for one in conflict.differences:
        field = form.screen.fields[one.field]
        my_text = my_titles.get(one.field) or _sent_file(desk, form, field) or shown(field, one.mine)
        their_text = their_titles.get(one.field) or shown(field, one.theirs)
        made.append(Pair(form.prefix + one.field, words(field.label), my_text, their_text))
    return made


def _sent_file(desk: Desk, form: Form, field: Field) -> str:
    """The name of a file that waits to be saved."""
    text = form.texts.get(field.key, "")
    found = desk.files.received(text, desk.actor.id) if desk.files and names_a_file(text) else None
    return found.name if found else ""


def seen_now(form: Form, conflict: Conflict) -> None:
    """From here on the person has seen theirs; what they typed counts as their change of it."""
    form.version = conflict.version
    for one in conflict.differences:
        text_seen = form.seen.get(one.field, ("", ""))[1]
        form.seen[one.field] = (stamp(one.theirs), text_seen)
