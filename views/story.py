"""The history in words: entries of a timeline, and changes cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask_babel import gettext

from models.audit import Cell, Change, History
from models.description.screen import Field, Screen, Wording
from models.panel import Desk
from models.timeline import Entry, Part, Timeline
from views.moments import moment
from views.notation import shown
from views.wording import inside, words

_NAMED = 4  # fields or rows, before "and others"
_BY_PANEL = ("form", "grid")  # doors that go without saying


class Line(NamedTuple):
    """A row that came along: what happened to it, and where it is."""

    text: str
    href: str


class Told(NamedTuple):
    title: str
    fine: str  # who, in whose place, through which door, when
    text: str
    lines: tuple[Line, ...] = ()
    kind: str = ""


class Pair(NamedTuple):
    label: str
    old: str
    new: str


class Step(NamedTuple):
    """A change on the history page. `id` is empty where it cannot be put back by this person."""

    title: str
    fine: str
    pairs: tuple[Pair, ...]
    id: str


def told(desk: Desk, screen: Screen, page: Timeline, prefix: str) -> list[Told]:
    return [_entry(desk, screen, one, prefix) for one in page.entries]


def _entry(desk: Desk, screen: Screen, one: Entry, prefix: str) -> Told:
    title = _TITLES[one.kind](screen, one)
    parts = one.parts if one.kind != "below" or len(one.parts) > 1 else ()
    lines = (
        tuple(_line(part, prefix) for part in one.parts)
        if one.kind == "below"
        else tuple(_line(part, prefix, named=True) for part in parts)
    )
    return Told(title, fine(one.who, one.behalf, one.door, one.at), _text(one), lines, one.kind)


def fine(who: str, behalf: str | None, door: str, at: str) -> str:
    """The fine print under a title: Kasi Pelayanan Umum · 12-11-2026 09.10."""
    parts = [who, behalf or "", "" if door in _BY_PANEL else door_name(door), moment(at)]
    return " · ".join(part for part in parts if part)


def door_name(door: str) -> str:
    return {"api": "API", "cli": gettext("perintah"), "job": gettext("otomatis")}.get(door, door)


def _text(one: Entry) -> str:
    """The reason, the numbers that were taken, and what else was answered in the dialog."""
    said = [one.reason or ""]
    numbers = one.data.get("numbers")
    if isinstance(numbers, list) and numbers:
        said.append(gettext("Nomor: {numbers}").format(numbers=", ".join(map(str, numbers))))
    asked = one.data.get("asked")
    if isinstance(asked, dict):
        said += [f"{label}: {text}" for label, text in asked.items() if text and text != one.reason]
    return "\n".join(line for line in said if line)


def _transition(screen: Screen, one: Entry) -> str:
    """In the words of the workflow, where it still has that step; else as it was called then."""
    flow = screen.workflow.workflows.get(str(one.data.get("workflow"))) if screen.workflow else None
    found = flow.transitions.get(one.name) if flow else None
    if found is not None:
        return words(found.done or found.label)
    said = Wording(str(one.data.get("label") or one.name), one.data.get("label_en"))
    return words(said)


def _print(screen: Screen, one: Entry) -> str:
    known = (words(each.label) for each in screen.prints if each.key == one.name)
    label = next(known, None) or str(one.data.get("label") or one.name)
    return gettext("{label} dicetak").format(label=label)


def _reveal(screen: Screen, one: Entry) -> str:
    field = screen.fields.get(one.name)
    return gettext("{label} dibuka").format(label=words(field.label) if field else one.name)


def _revert(_screen: Screen, one: Entry) -> str:
    labels = one.data.get("fields")
    if one.name == "delete":
        return gettext("Baris yang dihapus dikembalikan")
    return gettext("Dikembalikan: {labels}").format(
        labels=_listed(labels if isinstance(labels, list) else [])
    )


def _changed(_screen: Screen, one: Entry) -> str:
    return gettext("Ubah: {labels}").format(labels=_labels(one.fields))


def _below(_screen: Screen, one: Entry) -> str:
    part = one.parts[0]
    return _happened(part).format(label=words(part.screen.label))


_TITLES: Mapping[str, Any] = {
    "transition": _transition,
    "print": _print,
    "reveal": _reveal,
    "revert": _revert,
    "changed": _changed,
    "below": _below,
    "note": lambda screen, one: gettext("Catatan"),
    "created": lambda screen, one: gettext("{label} dicatat").format(label=words(screen.label)),
    "deleted": lambda screen, one: gettext("{label} dihapus").format(label=words(screen.label)),
}


def _happened(part: Part) -> str:
    if part.operation == "insert":
        return gettext("{label} ditambahkan")
    return gettext("{label} dihapus") if part.operation == "delete" else gettext("{label} diubah")


def _line(part: Part, prefix: str, named: bool = False) -> Line:
    """A row by its title, and what was changed in it; `named`: with the name of its screen."""
    label = words(part.screen.label)
    text = _happened(part).format(label=label) if named else part.title or label
    if named and part.title:
        text += f": {part.title}"
    if part.fields:
        text += f" ({inside(_labels(part.fields))})"
    return Line(text, f"{prefix}{part.screen.key}/show/{part.key}" if part.key else "")


def _labels(fields: tuple[Field, ...]) -> str:
    return _listed([words(one.label) for one in fields])


def _listed(labels: list[Any]) -> str:
    said = ", ".join(map(str, labels[:_NAMED]))
    return said + (" …" if len(labels) > _NAMED else "")


def steps(screen: Screen, found: History, *, may_edit: bool, may_add: bool) -> list[Step]:
    """The changes of the history page."""
    made = []
    for one in found.changes:
        back = may_edit if one.operation == "update" else may_add and one.operation == "delete"
        pairs = tuple(pair for cell in one.cells if (pair := _pair(cell, found)))
        made.append(
            Step(
                _operation(one),
                fine(one.who, one.behalf, one.door, one.at),
                pairs,
                str(one.id) if back else "",
            )
        )
    return made


def _operation(one: Change) -> str:
    return {"insert": gettext("Baris baru"), "delete": gettext("Dihapus")}.get(
        one.operation, gettext("Diubah")
    )


def _pair(cell: Cell, found: History) -> Pair:
    return Pair(words(cell.field.label), cell_text(cell, cell.old, found), cell_text(cell, cell.new, found))


def cell_text(cell: Cell, value: str | None, found: History) -> str:
    """An old or new value as people read it."""
    if cell.masked:
        return gettext("(disamarkan)")
    if value is None:
        return ""
    if not cell.kept:
        return gettext("(terlalu panjang)")
    return found.titles.get((cell.field.key, value)) or shown(cell.field, value)
