"""Rows as an HTML table, written as one string: a template would cost more than the database.

What is the same in every row (classes, labels, the words of options) is worked out once per column.
On a telephone each row is a card, see `table.stack` in panel.css: hence the label in every cell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from flask import current_app
from flask_babel import gettext
from markupsafe import Markup, escape

from models.description.screen import Field, Screen
from models.looks import Look
from models.panel import Desk
from models.query import Row
from models.schema.catalog import Kind
from views import masks
from views.attachments import attached
from views.deadlines import teller
from views.moments import moment
from views.notation import shown
from views.wording import language

_CUT = 120
_FULL = 2000  # of a cut text in its tooltip
_MANY = 9  # columns: from here on the first one stays in sight
_FIGURES = frozenset({Kind.INTEGER, Kind.NUMBER, Kind.MONEY, Kind.BYTES})
_UNBROKEN = frozenset({Kind.DATE, Kind.DATETIME, Kind.INSTANT, Kind.TIME})
_DAYS = frozenset({Kind.DATE, Kind.DATETIME, Kind.INSTANT})
_FILE = "panel/_file.html"

_USUAL = Look()

Write = Callable[[Row], str]


class Head(NamedTuple):
    label: str
    css: str
    href: str  # empty: not sortable
    sorted: str  # "", ascending, descending


def table(
    desk: Desk, screen: Screen, fields: Sequence[Field], rows: Sequence[Row], heads: Sequence[Head],
    prefix: str, caption: str, *, opens: bool = False, ticks: bool = False, look: Look = _USUAL,
    sums: Mapping[str, str] | None = None, summed: str = "",
) -> Markup:  # fmt: skip
    """The rows of a screen. One that leads nowhere else leads to the record, best of all the title.

    With `ticks` each row can be chosen for what the form `many` does. `sums` (field key -> words) stand
    in a last line, which is called `summed`.
    """
    cells = _cells(desk, screen, fields, prefix)
    if opens:  # masked values, where there are few
        pairs = zip(fields, cells, strict=True)
        cells = [masks.with_button(desk, screen, one, prefix, write) for one, write in pairs]
    if ticks:
        cells.insert(0, _tick(gettext("Pilih %(title)s", title="")))
    lines = "</tr>\n<tr>".join(["".join([write(row) for write in cells]) for row in rows])
    titles = (_TICK_ALL.format(escape(gettext("Pilih semua"))) if ticks else "") + "".join(map(_head, heads))
    shape = _shape(fields, look, ticks=ticks)
    foot = _foot(fields, sums, summed, ticks=ticks) if sums else ""
    looks = current_app.jinja_env.get_template(_FILE).module.looks() if _has_file(fields) else ""  # type: ignore[attr-defined]
    return Markup(
        f'{looks}<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f"<table {shape}>{_widths(fields, look, ticks=ticks)}<thead><tr>{titles}</tr></thead>\n"
        f"<tbody><tr>{lines}</tr></tbody>{foot}</table></div>"
    )


def css(one: Field) -> str:
    """How the values of a field stand in their column."""
    if one.file is not None:
        return "file"
    if one.kind in _FIGURES and one.reference is None:
        return "num"
    return "date" if one.kind in _UNBROKEN else ""


def tone(one: Field, value: object) -> str:
    """The colour of a value that is one of a few; empty for all others."""
    if one.reference is not None:
        return ""
    if one.options:
        return next((option.tone for option in one.options if option.value == str(value)), "") or "info"
    if one.column.options:
        return "info"
    return ("ok" if value is True else "gray") if one.kind is Kind.BOOLEAN else ""


def _head(head: Head) -> str:
    label = escape(head.label)
    if head.href:
        arrow = {"ascending": "↑", "descending": "↓"}.get(head.sorted, "")
        mark = f' <span aria-hidden="true">{arrow}</span>' if arrow else ""
        label = Markup(f'<a href="{escape(head.href)}">{label}{mark}</a>')
    order = f' aria-sort="{head.sorted}"' if head.sorted else ""
    return f'<th scope="col"{_class(head.css)}{order}>{label}</th>'


def frozen_columns(look: Look, number: int) -> int:
    """How many first columns stay in sight of so many."""
    return look.frozen if look.frozen is not None else int(number >= _MANY)


def _shape(fields: Sequence[Field], look: Look, *, ticks: bool) -> str:
    """What the table's tag says: its density, and how many first columns stay in sight (list.js)."""
    frozen = frozen_columns(look, len(fields))
    classes = ["g", "stack", *(["wide"] if frozen else []), *(["chosen"] if ticks else [])]
    classes += [look.density] if look.density else []
    more = f' data-frozen="{frozen}"' if frozen > 1 else ""
    return f'class="{" ".join(classes)}"{more}'


def _widths(fields: Sequence[Field], look: Look, *, ticks: bool) -> str:
    """The widths that somebody gave to columns. An attribute of old: no page of ours has inline styles."""
    if not look.widths:
        return ""
    columns = ["<col>"] if ticks else []
    for one in fields:
        px = look.widths.get(one.key)
        columns.append(f'<col width="{px}">' if px else "<col>")
    return f"<colgroup>{''.join(columns)}</colgroup>"


def _foot(fields: Sequence[Field], sums: Mapping[str, str], summed: str, *, ticks: bool) -> str:
    """The last line; its first columns without a sum are one cell, with its name."""
    before = next((place for place, one in enumerate(fields) if one.key in sums), 0)
    spoken, cells = language(), []
    if before or ticks:
        span = before + ticks
        cells.append(f'<th scope="row"{f" colspan={span}" if span > 1 else ""}>{escape(summed)}</th>')
    for one in fields[before:]:
        label = escape(one.label.in_language(spoken))
        text = escape(sums.get(one.key, ""))
        cells.append(f'<td data-label="{label}" class="num">{text}</td>' if text else "<td></td>")
    return f"<tfoot><tr>{''.join(cells)}</tr></tfoot>"


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


_TICK_ALL = (
    '<th scope="col" class="tk"><span class="sr-only">{0}</span>'
    '<input type="checkbox" data-all hidden aria-label="{0}"></th>'
)


def _tick(label: str) -> Write:
    """The box by which a row is chosen."""
    start = '<td class="tk"><input type="checkbox" name="key" form="many" value="'
    middle = f'" aria-label="{escape(label)}'

    def write(row: Row) -> str:
        if row.key is None:
            return '<td class="tk"></td>'
        return f'{start}{escape(row.key)}{middle}{escape(row.title)}"></td>'

    return write


def _has_file(fields: Sequence[Field]) -> bool:
    return any(one.file is not None for one in fields)


def _cells(desk: Desk, screen: Screen, fields: Sequence[Field], prefix: str) -> list[Write]:
    """What writes the cells of a row, column by column."""
    opens = bool(screen.key_columns) and desk.actor.may("show", screen.key)
    targets = {one.key: _target(desk, one, prefix) for one in fields}
    opener = _opener(screen, fields, targets) if opens else -1
    title = {key for kind, key in screen.title if kind == "field"}
    spoken = language()
    return [
        _opening(one, f"{prefix}{screen.key}/show/", spoken)
        if place == opener
        else _due(desk, one, spoken)
        if one.deadline
        else _cell(screen, one, targets[one.key], spoken, linked=opens, titled=one.key in title)
        for place, one in enumerate(fields)
    ]


def _opener(screen: Screen, fields: Sequence[Field], targets: Mapping[str, str]) -> int:
    free = [place for place, one in enumerate(fields) if not targets[one.key] and not one.file]
    title = [key for kind, key in screen.title if kind == "field"]
    named = [place for key in title for place in free if fields[place].key == key]
    return (named or free or [0])[0]


def _target(desk: Desk, one: Field, prefix: str) -> str:
    """Where a reference leads, as the beginning of an address; empty where nobody may follow."""
    if one.reference is None or not desk.actor.may("show", one.reference.screen):
        return ""
    return f"{prefix}{one.reference.screen}/show/"


def _cell(screen: Screen, one: Field, target: str, spoken: str, *, linked: bool, titled: bool) -> Write:
    """`k` is a badge, `h` a part of the title: on a telephone they stand without their label."""
    badges = _badges(one, spoken) if one.reference is None else {}
    name = "k" if badges else " ".join(filter(None, ("h" if titled else "", css(one))))
    start = f'<td data-label="{escape(one.label.in_language(spoken))}"{_class(name)}'
    if one.file is not None:
        return _file(screen, one, start, linked=linked)
    if one.reference is not None:
        return _reference(one, start, target)
    return _badge(one, start, badges) if badges else _plain(one, start, spoken)


def _due(desk: Desk, one: Field, spoken: str) -> Write:
    tell = teller(desk, one)
    start = f'<td data-label="{escape(one.label.in_language(spoken))}" class="k date"'

    def write(row: Row) -> str:
        due = tell(row)
        if due is None:
            return f"{start}>{escape(shown(one, row.values.get(one.key)))}</td>"
        return (
            f'{start}><span class="tag {due.tone}" title="{escape(due.when)}">{escape(due.text)}</span></td>'
        )

    return write


def _plain(one: Field, start: str, spoken: str) -> Write:
    key, empty = one.key, start + "></td>"
    read = _reader(one, spoken)

    def write(row: Row) -> str:
        value = row.values.get(key)
        if value is None:
            return empty
        return start + _whole(read(value)) + "</td>"

    return write


def _reader(one: Field, spoken: str) -> Callable[[object], str]:
    if one.kind is Kind.TEXT:
        return str
    if one.kind in _DAYS:
        return lambda value: moment(str(value), spoken)
    return lambda value: shown(one, value)


def _badge(one: Field, start: str, badges: Mapping[str, str]) -> Write:
    key, empty = one.key, start + "></td>"
    whole = {value: f"{start}>{html}</td>" for value, html in badges.items()}

    def write(row: Row) -> str:
        value = row.values.get(key)
        if value is None:
            return empty
        known = whole.get(str(value))
        return known or f'{start}><span class="tag gray">{escape(str(value))}</span></td>'

    return write


def _badges(one: Field, spoken: str) -> dict[str, str]:
    """The values of a closed list, each as a badge in its colour."""
    if one.kind is Kind.BOOLEAN and not one.options:
        yes, no = _tag("ok", gettext("Ya")), _tag("gray", gettext("Tidak"))
        return {"True": yes, "False": no, "true": yes, "false": no}
    if one.options:
        return {each.value: _tag(each.tone or "info", each.label.in_language(spoken)) for each in one.options}
    return {value: _tag("info", value) for value in one.column.options}


def _tag(colour: str, text: str) -> str:
    return f'<span class="tag {colour}">{escape(text)}</span>'


def _reference(one: Field, start: str, target: str) -> Write:
    key, empty = one.key, start + "></td>"

    def write(row: Row) -> str:
        value = row.values.get(key)
        if value is None:
            return empty
        text, link = row.titles.get(key) or shown(one, value), row.links.get(key)
        if not target or not link:
            return start + _whole(text) + "</td>"
        return start + _whole(text, f'<a href="{escape(target + link)}">', "</a>") + "</td>"

    return write


def _opening(one: Field, here: str, spoken: str) -> Write:
    """The cell by which a row is opened."""
    name = " ".join(filter(None, ("t", css(one))))
    start = f'<td data-label="{escape(one.label.in_language(spoken))}" class="{name}"'

    def write(row: Row) -> str:
        value = row.values.get(one.key)
        text = "" if value is None else row.titles.get(one.key) or shown(one, value)
        if row.key is None:
            return start + _whole(text) + "</td>"
        link = f'<a href="{escape(here + row.key)}">'
        return start + _whole(text or row.title, link, "</a>") + "</td>"

    return write


def _file(screen: Screen, one: Field, start: str, *, linked: bool) -> Write:
    in_list = current_app.jinja_env.get_template(_FILE).module.in_list  # type: ignore[attr-defined]

    def write(row: Row) -> str:
        found = attached(screen, one, row if linked else replace(row, key=None))
        return f"{start}>{in_list(found) if found else ''}</td>"

    return write


def _whole(text: str, before: str = "", after: str = "") -> str:
    """The rest of a cell's tag and its text; a long one is cut, with all of it in its tooltip."""
    if len(text) <= _CUT:
        return f">{before}{escape(text)}{after}"
    return f' title="{escape(text[:_FULL])}">{before}{escape(text[:_CUT].rstrip())}…{after}'


__all__ = ["Head", "css", "frozen_columns", "table", "tone"]
