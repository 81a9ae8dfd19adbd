"""A record page: its sections, and the rows of other screens that belong to it, as tabs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from models import query
from models.dependents import Dependent
from models.description.screen import Child, Field, Screen
from models.panel import Desk
from models.query import Listing, Row
from models.schema.catalog import Kind
from views import lists
from views.attachments import Attached, attached
from views.notation import shown, words
from views.typed import form_text

CHILD_ROWS = 10


class Shown(NamedTuple):
    """A labelled value. `wide` texts keep their line ends and take the whole width."""

    label: str
    text: str
    href: str = ""
    badge: str = ""
    wide: bool = False
    code: bool = False
    file: Attached | None = None


class Tab(NamedTuple):
    key: str
    label: str
    href: str
    open: bool


@dataclass(frozen=True, slots=True)
class Children:
    """The rows under the open tab. `add` and `all` are empty where they lead nowhere."""

    screen: Screen
    label: str
    headers: list[lists.Header]
    lines: list[lists.Line]
    more: bool
    add: str
    all: str


def sections(desk: Desk, screen: Screen, row: Row, prefix: str) -> list[tuple[str, list[Shown]]]:
    """The values of a row under their headings."""
    made = []
    filled = [one.file for one in screen.files if one.file and row.values.get(one.key)]
    told = {key for file in filled for key in file.companions}
    for section in screen.sections:
        fields = [screen.fields[key] for key in section.fields if key in screen.fields]
        values = [
            value(desk, screen, one, row, prefix) for one in fields if not one.hidden and one.key not in told
        ]
        if values:
            made.append((words(section.label), values))
    return made


def value(desk: Desk, screen: Screen, one: Field, row: Row, prefix: str) -> Shown:
    """One value with its label, and the way to what it refers to."""
    if one.file is not None:
        return Shown(words(one.label), "", wide=True, file=attached(screen, one, row, look=True))
    raw = row.values.get(one.key)
    text = row.titles.get(one.key) or shown(one, raw)
    link = row.links.get(one.key)
    href = ""
    if link and one.reference and desk.actor.may("show", one.reference.screen):
        href = f"{prefix}{one.reference.screen}/show/{link}"
    cell = lists.cell(one, row, "")
    code = one.kind is Kind.JSON
    return Shown(words(one.label), text, href, cell.badge, code or "\n" in text or len(text) > 90, code)  # noqa: PLR2004


def visible_children(desk: Desk, screen: Screen) -> list[Child]:
    """The children whose screens the person may list."""
    return [
        child
        for child in screen.children
        if child.screen in desk.panel.screens and desk.actor.may("list", child.screen)
    ]


def tabs(children: list[Child], opened: Child | None, here: str) -> list[Tab]:
    return [
        Tab(child.key, words(child.label), f"{here}?{urlencode({'tab': child.key})}#tabs", child is opened)
        for child in children
    ]


def opened_child(children: list[Child], asked: str | None) -> Child | None:
    """The tab that was asked for, else the first."""
    return next((child for child in children if child.key == asked), children[0] if children else None)


def children(desk: Desk, parent: Screen, row: Row, child: Child, prefix: str) -> Children:
    """The first rows of one tab: one statement more, whatever the number of tabs."""
    screen = desk.panel.screens[child.screen]
    belongs = (child.key, parent.key, row.key or "")
    fields = lists.columns(screen, without=() if child.through else child.columns)
    wanted = tuple(one.key for one in fields)
    found = query.page(desk, screen, Listing(child=belongs, size=CHILD_ROWS, columns=wanted))
    in_full = urlencode({"child": ",".join(belongs[:2]), "of": belongs[2]})
    return Children(
        screen,
        words(child.label),
        lists.headers(fields, None, ""),
        lists.lines(desk, screen, fields, found.rows, prefix),
        found.after is not None,
        add_address(desk, parent, row, child, prefix),
        f"{prefix}{screen.key}/list/?{in_full}",
    )


def add_address(desk: Desk, parent: Screen, row: Row, child: Child, prefix: str) -> str:
    """The form for a new child (or a new link to one), with its parent filled in; "" without the right."""
    screen = desk.panel.screens[child.through or child.screen]
    if not screen.can_add or not desk.actor.may("add", screen.key):
        return ""
    values = _inherited(parent, row, screen, child)
    if values is None:
        return ""
    back = f"{prefix}{parent.key}/show/{row.key}?{urlencode({'tab': child.key})}"
    return f"{prefix}{screen.key}/add?{urlencode({**values, 'back': back})}"


def _inherited(parent: Screen, row: Row, screen: Screen, child: Child) -> Mapping[str, str] | None:
    """The parent's values for the columns of a new child; None where one of them cannot be typed."""
    values = {}
    for column, target in zip(child.columns, child.target_columns, strict=True):
        one, above = screen.field_of(column), parent.field_of(target)
        if one is None or above is None or not one.insertable or row.values.get(above.key) is None:
            return None
        values[f"set.{one.key}"] = form_text(one, row.values[above.key])
    return values


def pointing(dependent: Dependent) -> str:
    """The fields by which a row depends on another, by their labels."""
    fields = (dependent.screen.field_of(column) for column in dependent.columns)
    return ", ".join(words(one.label) for one in fields if one is not None)
