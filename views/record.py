"""A record page: its sections, and the rows of other screens that belong to it, as tabs."""

from __future__ import annotations

import string
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from flask_babel import gettext
from markupsafe import Markup

from models import counting, query
from models.dependents import Dependent
from models.description.screen import Child, Field, Screen
from models.panel import Desk
from models.query import Listing, Row
from models.schema.catalog import Kind
from views import lists, masks
from views.attachments import Attached, attached
from views.deadlines import deadline
from views.notation import in_full, shown, words
from views.table import table, tone
from views.typed import DAYS, form_text
from views.wording import adding, inside

CHILD_ROWS = 10
_BESIDE = 0.42


class Shown(NamedTuple):
    """A labelled value. `wide` texts keep their line ends and take the whole width."""

    label: str
    text: str
    href: str = ""
    badge: str = ""
    wide: bool = False
    code: bool = False
    file: Attached | None = None
    reveal: str = ""  # where its mask is opened


class Tab(NamedTuple):
    key: str
    label: str
    href: str
    open: bool
    number: str


class Section(NamedTuple):
    """`blank` are the labels of what is not filled in: one line instead of many empty ones."""

    heading: str
    values: list[Shown]
    blank: list[str]


class Top(NamedTuple):
    heading: str
    line: str
    tags: list[Shown]
    said: frozenset[str]  # the keys of the fields in it


@dataclass(frozen=True, slots=True)
class Children:
    """The rows under the open tab. `add` and `all` are empty where they lead nowhere."""

    screen: Screen
    label: str
    inside: str
    adding: str
    rows: Markup  # a table; empty where there are none
    more: bool
    add: str
    all: str


def sections(desk: Desk, screen: Screen, row: Row, prefix: str, said: Collection[str]) -> list[Section]:
    """The values of a row under their headings, but for what the top of the page has said."""
    files = [one.file for one in screen.files if one.file and row.values.get(one.key)]
    told = {key for file in files for key in file.companions}
    made = []
    for section in screen.sections:
        fields = [screen.fields[key] for key in section.fields if key in screen.fields]
        seen = [one for one in fields if not one.hidden and one.key not in told and one.key not in said]
        filled = [one for one in seen if row.values.get(one.key) is not None]
        values = [value(desk, screen, one, row, prefix) for one in filled]
        blank = [words(one.label) for one in seen if one not in filled]
        if values:  # what has none at all is in the form
            made.append(Section(words(section.label), values, blank))
    return made


def beside(sections: Sequence[Section]) -> int:
    """How many of the last sections stand beside the others: about two fifths of all that is told."""
    sizes = [2 + sum(3 if one.wide else 1 for one in section.values) for section in sections]
    wanted = sum(sizes) * _BESIDE
    return min(
        range(len(sections)), key=lambda last: abs(sum(sizes[len(sizes) - last :]) - wanted), default=0
    )


def top(desk: Desk, screen: Screen, row: Row) -> Top:
    """The title of a record page, the line under it, and what stands out."""
    template = words(screen.subtitle)
    parts = [part for part in template.split(" · ") if part and _is_filled(row, part)]
    line = " · ".join(_written(screen, row, part) for part in parts)
    under = {key for part in parts for key in _keys(part)}
    flags = {one.key: found for one in screen.fields.values() if (found := _flag(desk, one, row))}
    heading, in_heading = _heading(screen, row, under)
    said = frozenset({*under, *in_heading, *flags, *_unnamed_key(screen)})
    return Top(heading, line, list(flags.values()), said)


def _heading(screen: Screen, row: Row, under: Collection[str]) -> tuple[str, set[str]]:
    """The title without what the line under it says; its fields, where the heading has them whole."""
    keys = [key for kind, key in screen.title if kind == "field"]
    left = [key for key in keys if key not in under]
    if len(left) == len(keys) or not left:
        return row.title, set()
    return " ".join(_text(screen.fields[key], row) for key in left).strip() or row.title, set(left)


def _unnamed_key(screen: Screen) -> list[str]:
    """The running number of a row, where an office has chosen what its people see."""
    one = (
        screen.field_of(screen.key_columns[0]) if screen.described and len(screen.key_columns) == 1 else None
    )
    return [one.key] if one and one.column.identity and one.reference is None else []


def _keys(part: str) -> list[str]:
    return [key for _, key, _, _ in string.Formatter().parse(part) if key]


def _is_filled(row: Row, part: str) -> bool:
    return all(row.values.get(key) is not None for key in _keys(part))


def _written(screen: Screen, row: Row, part: str) -> str:
    return part.format_map({key: _text(screen.fields[key], row) for key in _keys(part)})


def _text(one: Field, row: Row) -> str:
    return row.titles.get(one.key) or shown(one, row.values.get(one.key))


def _flag(desk: Desk, one: Field, row: Row) -> Shown | None:
    """A value that the top of the page shows as a badge: a status with tones, a deadline."""
    raw = row.values.get(one.key)
    if raw is None or one.hidden:
        return None
    due = deadline(desk, one, row)
    if due:
        when = gettext("tenggat {when}").format(when=due.when)
        return Shown(words(one.label), f"{due.text} ({when})", badge=due.tone)
    if any(option.tone for option in one.options):
        return Shown(words(one.label), shown(one, raw), badge=tone(one, raw))
    return None


def value(desk: Desk, screen: Screen, one: Field, row: Row, prefix: str) -> Shown:
    """One value with its label, and the way to what it refers to."""
    if one.file is not None:
        return Shown(words(one.label), "", wide=True, file=attached(screen, one, row, look=True))
    raw = row.values.get(one.key)
    text = row.titles.get(one.key) or _in_full(desk, one, raw)
    link = row.links.get(one.key)
    href = ""
    if link and one.reference and desk.actor.may("show", one.reference.screen):
        href = f"{prefix}{one.reference.screen}/show/{link}"
    badge = tone(one, raw) if raw is not None else ""
    code = one.kind is Kind.JSON
    long = code or "\n" in text or len(text) > 90  # noqa: PLR2004
    return Shown(
        words(one.label), text, href, badge, long, code, reveal=masks.address(desk, screen, one, row, prefix)
    )


def _in_full(desk: Desk, one: Field, raw: object) -> str:
    """Here a day has room for its name, and an instant for its zone."""
    if one.kind in DAYS and raw is not None:
        return in_full(one.kind, str(raw), desk.panel.office.zone)
    return shown(one, raw)


def visible_children(desk: Desk, screen: Screen) -> list[Child]:
    """The children whose screens the person may list."""
    return [
        child
        for child in screen.children
        if child.screen in desk.panel.screens and desk.actor.may("list", child.screen)
    ]


def tabs(desk: Desk, parent: Screen, row: Row, children: list[Child], opened: Child | None) -> list[Tab]:
    """A tab for each child, with the number of its rows: one statement, whatever the number of tabs."""
    if row.key is None or not children:
        return []
    numbers = counting.of_children(desk, parent, row.key, children)
    return [
        Tab(
            child.key, words(child.label), f"?{urlencode({'tab': child.key})}#tabs", child is opened,
            lists.counted(number),
        )
        for child, number in zip(children, numbers, strict=True)
    ]  # fmt: skip


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
    heads = lists.heads(fields, None, "")
    label = words(child.label)
    return Children(
        screen,
        label,
        inside(label),
        adding(desk.panel.screens[child.through or child.screen]),
        table(desk, screen, fields, found.rows, heads, prefix, label, opens=True) if found.rows else Markup(),
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
