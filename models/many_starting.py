"""The wide half of models/starting.py: the workflows of many new rows begin together, in few statements.

Only where all that a beginning does can be asked of many rows at once; else each row begins by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from models import beginnings, deadlines, events, many_put, numbering, office_sql, writing
from models.description.screen import Screen
from models.description.workflow import Add, Number, Sets, Transition, Workflow
from models.effects import SUBJECT
from models.given import given, key_in, key_texts, typed
from models.panel import Desk
from models.selecting import column_of, fetch, selection
from models.values import Canonical, text

_ALIKE = frozenset(("literal", "word", "sql", "each"))
Row = dict[str, Canonical]


def is_wide(desk: Desk, screen: Screen) -> bool:
    """Whether all that the workflows of a screen do with a new row can be done with many together."""
    flow = screen.workflow
    begins = [one.begin for one in flow.workflows.values() if one.begin] if flow else []
    return all(_is_wide(desk, one) for one in begins)


def _is_wide(desk: Desk, begin: Transition) -> bool:
    number = begin.number
    sets = [begin.set, *(add.set for add in begin.adds), *([number.entry] if number else [])]
    if begin.changes or any(value.kind not in _ALIKE for values in sets for _, value in values):
        return False
    if number is not None and (number.child is not None or number.book.kind != "literal"):
        return False
    return all(_is_flat(desk, add) for add in begin.adds)


def _is_flat(desk: Desk, add: Add) -> bool:
    """A row of a child for each value of a query, all filled alike."""
    screen = desk.panel.screens[add.child.screen]
    alike = all(value.kind != "sql" for _, value in add.set)
    return alike and not add.adds and add.each is None and deadlines.follow_together(desk.panel, screen)


def start_all(desk: Desk, screen: Screen, keys: Sequence[str]) -> bool:
    """Begins the workflows of rows that have just been written, in this order; whether any did begin.

    Raises what the written rows raise; the caller's savepoint undoes everything.
    """
    flow = screen.workflow
    if flow is None or not any(one.begin for one in flow.workflows.values()):
        return False
    kinds: Mapping[str, str | None] = {}
    if flow.by is not None:
        by = sa.cast(column_of(desk, screen, screen.fields[flow.by]), sa.Text)
        kinds = {key: found[0] for key, found in _asked(desk, screen, keys, [by]).items()}
    groups: dict[str, _Begun] = {}
    for key in keys:
        workflow = flow.of(kinds.get(key))
        if workflow is not None and workflow.begin is not None:
            groups.setdefault(workflow.key, _Begun(workflow, workflow.begin)).keys.append(key)
    for one in groups.values():
        for add in one.begin.adds:
            _add(desk, screen, add, one.keys)
        one.own = _values(desk, screen, screen, one.begin.set, one.keys)
    numbers = _numbers(desk, screen, keys, groups.values())
    for one in groups.values():
        _end(desk, screen, one, numbers)
    return bool(groups)


@dataclass(slots=True)
class _Begun:
    """The rows of one workflow, and what their own fields become."""

    workflow: Workflow
    begin: Transition
    keys: list[str] = field(default_factory=list)
    own: dict[str, Row] = field(default_factory=dict)


def _numbers(desk: Desk, screen: Screen, keys: Sequence[str], groups: Iterable[_Begun]) -> dict[str, str]:
    """The numbers of the rows, of each book in the order of the rows, whatever their workflow."""
    lines: dict[str, tuple[str, Row]] = {}
    for one in groups:
        if one.begin.number is not None:
            book = text(one.begin.number.book.content) or ""
            found = _lines(desk, screen, one.begin.number, one.keys)
            lines |= {key: (book, line) for key, line in found.items()}
    numbers: dict[str, str] = {}
    for book in dict.fromkeys(book for book, _ in lines.values()):
        mine = [key for key in keys if key in lines and lines[key][0] == book]
        taken = numbering.take_all(desk, book, [lines[key][1] for key in mine])
        numbers |= zip(mine, taken, strict=True)
    return numbers


def _end(desk: Desk, screen: Screen, one: _Begun, numbers: Mapping[str, str]) -> None:
    begin, into = one.begin, one.begin.number.into if one.begin.number else None
    own = {key: {**values, into: numbers[key]} if into else values for key, values in one.own.items()}
    told = {"workflow": one.workflow.key, "to": one.workflow.initial, "label": begin.label.id,
            "label_en": begin.label.en}  # fmt: skip
    data = {key: {**told, "numbers": [numbers[key]] if key in numbers else []} for key in one.keys}
    events.note_all(desk, screen, "transition", begin.key, data)
    _change(desk, screen, own)


def _values(
    desk: Desk, screen: Screen, filled: Screen, sets: Sets, keys: Sequence[str], each: Canonical = None
) -> dict[str, Row]:
    """Row by row the values of some fields of a screen; SQL is asked of the rows."""
    sql = [
        (name, office_sql.bound(desk, str(one.content)).self_group())
        for name, one in sets
        if one.kind == "sql"
    ]
    asked = _asked(desk, screen, keys, [clause for _, clause in sql]) if sql else {}
    alike: Row = {}
    for name, one in sets:
        if one.kind != "sql":
            alike[name] = (
                each if one.kind == "each"
                else beginnings.word(desk, filled.fields[name], str(one.content)) if one.kind == "word"
                else one.content
            )  # fmt: skip
    names = [name for name, _ in sql]
    return {
        key: {**alike, **dict(zip(names, asked.get(key, ()), strict=True))} if sql else dict(alike)
        for key in keys
    }


def _asked(
    desk: Desk, screen: Screen, keys: Sequence[str], columns: Sequence[Any]
) -> dict[str, list[str | None]]:
    """What these expressions are on each row, as the server prints them. Raises Refused."""
    told = [sa.cast(one, sa.Text).label(f"c{place}") for place, one in enumerate(columns)]
    with writing.working(desk, screen):
        rows = _read(desk, screen, keys, told)
    return {key_in(row): [row[f"c{place}"] for place in range(len(told))] for row in rows}


def _read(
    desk: Desk, screen: Screen, keys: Sequence[str], columns: Sequence[sa.ColumnElement[Any]]
) -> Sequence[sa.RowMapping]:
    """The office's SQL stands in a statement that reads the table of its screen alone."""
    source = given(screen, ((key, {}) for key in keys))
    there = sa.exists(sa.select(sa.literal(1)).select_from(source.source).where(source.is_row(desk, screen)))
    wanted = sa.select(*key_texts(desk, screen), *columns).select_from(desk.panel.table_of(screen))
    return desk.connection.execute(wanted.where(there)).mappings().all()


def _add(desk: Desk, screen: Screen, add: Add, keys: Sequence[str]) -> None:
    """The rows of a child, for all its parents."""
    child = desk.panel.screens[add.child.screen]
    sql = f"array(select one::text from ({add.rows}) as given(one))" if add.rows else "array[null::text]"
    if add.when is not None:
        sql = f"case when ({add.when}) is true then {sql} else '{{}}' end"
    listed = sa.cast(office_sql.bound(desk, f"to_json({sql})").self_group(), sa.Text)
    by_name = {column.name: column for column in desk.panel.table_of(screen).columns}
    found = _asked(desk, screen, keys, [listed, *(by_name[name] for name in add.child.target_columns)])
    ours = [one.key for name in add.child.columns if (one := child.field_of(name)) is not None]
    rows = []
    for key in keys:
        each_of, *target = found[key]
        for each in json.loads(each_of or "[]"):
            own = dict(zip(ours, target, strict=True))
            rows.append({**_alike(desk, child, add.set, each), **own})
    many_put.put(desk, child, rows)


def _alike(desk: Desk, child: Screen, sets: Sets, each: Canonical) -> Row:
    (found,) = _values(desk, child, child, sets, [""], each).values()
    return found


def _lines(desk: Desk, screen: Screen, number: Number, keys: Sequence[str]) -> dict[str, Row]:
    """What stands in the register about each row, see models/effects.py."""
    office = desk.panel.office
    assert office.books is not None  # the check saw to it
    entries = desk.panel.screens[office.books.entries]
    lines = _values(desk, screen, entries, number.entry, keys)
    if SUBJECT in entries.fields:
        titles = _titles(desk, screen, keys)
        for key in keys:
            lines[key].setdefault(SUBJECT, titles[key])
    by_name = {column.name: column for column in desk.panel.table_of(screen).columns}
    for one in entries.fields.values():
        reference = one.reference
        if (
            reference is None
            or reference.screen != screen.key
            or any(one.key in line for line in lines.values())
        ):
            continue
        found = _asked(desk, screen, keys, [by_name[reference.target_columns[0]]])
        for key in keys:
            lines[key][one.key] = found[key][0]
    return lines


def _titles(desk: Desk, screen: Screen, keys: Sequence[str]) -> dict[str, str]:
    chosen, source = selection(desk, screen, ()), given(screen, ((key, {}) for key in keys))
    statement, _ = chosen.outer(chosen.inner().where(source.is_row(desk, screen)))
    rows = (chosen.row(found) for found in fetch(desk, screen, statement))
    return {row.key or "": row.title for row in rows}


def _change(desk: Desk, screen: Screen, rows: Mapping[str, Row]) -> None:
    """Writes what the rows' own fields become: the same ones in all."""
    read = {key: writing.machine_values(screen, values) for key, values in rows.items() if values}
    if not read:
        return
    table = desk.panel.table_of(screen)
    names = {name: str(table.c[name].name) for values in read.values() for name in values}
    told = [(key, {names[name]: text(value) for name, value in one.items()}) for key, one in read.items()]
    source = given(screen, told)
    new = {table.c[name]: typed(table.c[name], source.text(table.c[name])) for name in names}
    with writing.writing(desk, screen, {}):
        desk.connection.execute(sa.update(table).values(new).where(source.is_row(desk, screen)))
    deadlines.follow_all(desk, screen, list(read), changed=names)
