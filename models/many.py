"""Many rows of one screen changed or deleted in few statements: the wide half of the one door.

The same rights, row rules, versions and sentences as models/records.py; only where nothing needs to be
asked row by row (`is_plain`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from models import deadlines, masking
from models.description.screen import Field, Screen
from models.errors import Conflict, Missing, PanelError, Problem, Refused
from models.given import Given, given, key_in, key_texts, typed
from models.many_put import SWALLOWED
from models.panel import Desk
from models.records import Base, allowed, merge
from models.rule_sql import parameters
from models.schema.mapping import version_of
from models.schema.refusals import NOT_THERE
from models.selecting import VERSION
from models.sight import all_must_still_be_seen, must_be_whole, unseen
from models.trail import Texts, Trail, new_texts, old_texts, readable, texts_in
from models.values import Canonical, text
from models.visibility import seen_rows
from models.writing import Saved, same, writing


@dataclass(frozen=True, slots=True)
class Edit:
    """Values of one row, canonical and read already (`records.read_values`), and what was seen of it."""

    key: str
    values: Mapping[str, Canonical]
    base: Base | None = None  # None: whatever it holds now


@dataclass(slots=True)
class Changed:
    """What became of the rows: written ones (also those that held the same already), and those that were
    not, each with its reason."""

    saved: dict[str, Saved] = field(default_factory=dict)
    refused: dict[str, list[PanelError]] = field(default_factory=dict)

    def refuse(self, key: str, error: PanelError) -> None:
        self.refused.setdefault(key, []).append(error)


def is_plain(desk: Desk, screen: Screen, fields: Collection[str]) -> bool:
    """Whether rows may be changed in these fields without asking anything row by row."""
    flow = screen.workflow
    steps = flow is not None and flow.by in fields
    files = any(screen.fields[key].file is not None or key in screen.companions for key in fields)
    return not steps and not files and not deadlines.follow_from(desk.panel, screen, fields)


def edit(desk: Desk, screen: Screen, edits: Sequence[Edit], trail: Trail) -> Changed:
    """Writes the changed values of rows in one UPDATE for each set of columns.

    A cell that somebody else changed meanwhile is left out with its Conflict, the row's others are
    written. Raises Forbidden, and what the server refuses of any row: nothing is written then.
    """
    screen = desk.panel.seen(screen)
    allowed(desk, screen, "edit", screen.can_edit, None)
    done = Changed()
    with writing(desk, screen, {}):
        now = _locked(desk, screen, edits)
        groups: dict[tuple[str, ...], list[tuple[str, Mapping[str, Canonical]]]] = {}
        for one in edits:
            row = now.get(one.key)
            if row is None:
                done.refuse(one.key, Missing())
                continue
            values = _undisputed(screen, one, row, done)
            changed = {key: value for key, value in values.items() if not row[same(key)]}
            if changed:
                groups.setdefault(tuple(changed), []).append((one.key, changed))
            elif values:
                done.saved[one.key] = Saved(one.key, row[VERSION])
        for names, rows in groups.items():
            kept = _pointing_at_seen(desk, screen, names, rows, done)
            _write(desk, screen, names, kept, now, trail, done)
    return done


def delete(desk: Desk, screen: Screen, keys: Sequence[str], trail: Trail) -> list[str]:
    """Deletes rows, whatever they hold; gives the keys of those that were there and seen.

    Raises Forbidden, Blocked (one of them is still referred to: nothing is deleted).
    """
    screen = desk.panel.seen(screen)
    allowed(desk, screen, "delete", screen.can_delete, None)
    table, whole = desk.panel.table_of(screen), readable(desk, screen)
    source = given(screen, [(key, {}) for key in keys])
    with writing(desk, screen, {}):
        statement = sa.delete(table).where(source.is_row(desk, screen), *seen_rows(desk, screen))
        told = statement.returning(*key_texts(desk, screen), *old_texts(desk, screen, whole))
        rows = desk.connection.execute(told, parameters(desk)).mappings().all()
        gone = [key_in(row) for row in rows]
        for key in gone:
            deadlines.follow(desk, screen, key, None)
    for key, row in zip(gone, rows, strict=True):
        trail.deleted(key, texts_in(desk, screen, row, whole))
    return gone


def _locked(desk: Desk, screen: Screen, edits: Sequence[Edit]) -> dict[str, Mapping[str, Any]]:
    """The rows as they are, held until the end: see `writing.locked`. In the order of their keys, so that
    two of us wait for each other in turn."""
    table = desk.panel.table_of(screen)
    names = tuple(dict.fromkeys(name for one in edits for name in one.values))
    source = given(screen, [(one.key, _texts(desk, screen, one.values)) for one in edits])
    columns: list[sa.ColumnElement[Any]] = [*key_texts(desk, screen), version_of(table).label(VERSION)]
    for name in names:
        one, column = screen.fields[name], table.c[name]
        shown, equal = masking.shown(desk, screen, one), sa.not_(source.differs(column))
        if one.mask is not None:
            veil = sa.and_(source.text(column).is_not(None), shown.is_not_distinct_from(source.text(column)))
            equal = sa.or_(equal, veil)
        columns += [shown.label(name), equal.label(same(name))]
    columns += old_texts(desk, screen, names)
    wanted = sa.select(*columns).select_from(table, source.source)
    wanted = wanted.where(source.is_row(desk, screen), *seen_rows(desk, screen))
    wanted = wanted.order_by(*(table.c[one.key] for one in table.primary_key))
    found = desk.connection.execute(wanted.with_for_update(key_share=True, of=table), parameters(desk))
    return {key_in(row): dict(row) for row in found.mappings()}


def _texts(desk: Desk, screen: Screen, values: Mapping[str, Canonical]) -> Texts:
    table = desk.panel.table_of(screen)
    return {str(table.c[key].name): text(value) for key, value in values.items()}


def _undisputed(screen: Screen, one: Edit, row: Mapping[str, Any], done: Changed) -> dict[str, Canonical]:
    """The values that nobody else has changed meanwhile, and that are no masks."""
    values = dict(one.values)
    try:
        if one.base is not None:
            merge(screen, values, row, one.base)
    except Conflict as error:
        done.refuse(one.key, error)
        values = {key: values[key] for key in values if key not in {each.field for each in error.differences}}
    try:
        must_be_whole(screen, {key: value for key, value in values.items() if not row[same(key)]})
    except Refused as error:
        done.refuse(one.key, error)
        values = {key: values[key] for key in values if key not in {each.field for each in error.problems}}
    return values


Rows = Sequence[tuple[str, Mapping[str, Canonical]]]


def _pointing_at_seen(desk: Desk, screen: Screen, names: Sequence[str], rows: Rows, done: Changed) -> Rows:
    """Without the rows of which a reference leads to what the actor does not see."""
    lost: set[str] = set()
    for name in names:
        one = screen.fields[name]
        hidden = unseen(desk, one, {text(values[name]) for _, values in rows})
        for key, values in rows:
            if text(values[name]) in hidden:
                done.refuse(key, Refused(Problem(NOT_THERE, name, {"labels": one.label})))
                lost.add(key)
    return [(key, values) for key, values in rows if key not in lost]


def _write(
    desk: Desk, screen: Screen, names: tuple[str, ...], rows: Rows,
    before: Mapping[str, Any], trail: Trail, done: Changed,
) -> None:  # fmt: skip
    """One UPDATE of rows that change in the same columns."""
    if not rows:
        return
    source = given(screen, [(key, _texts(desk, screen, values)) for key, values in rows])
    found = desk.connection.execute(_update(desk, screen, names, source)).mappings().all()
    if len(found) < len(rows):
        raise Refused(sentence=SWALLOWED)
    all_must_still_be_seen(desk, screen, source)
    versions = _versions(desk, screen, source) if screen.table.kind != "table" else {}
    for row in found:
        key = key_in(row)
        done.saved[key] = Saved(key, row.get(VERSION) or versions.get(key), names)
        trail.changed(key, texts_in(desk, screen, before[key], names), texts_in(desk, screen, row, names))


def _update(desk: Desk, screen: Screen, names: Sequence[str], source: Given) -> sa.Update:
    table = desk.panel.table_of(screen)
    values = {table.c[name]: typed(table.c[name], source.text(table.c[name])) for name in names}
    told = [*key_texts(desk, screen), *new_texts(desk, screen, tuple(names))]
    if screen.table.kind == "table":
        told.append(version_of(table).label(VERSION))
    return sa.update(table).values(values).where(source.is_row(desk, screen)).returning(*told)


def _versions(desk: Desk, screen: Screen, source: Given) -> dict[str, str]:
    """Of a partitioned table, which can not return the version of what it wrote."""
    table = desk.panel.table_of(screen)
    wanted = sa.select(*key_texts(desk, screen), version_of(table).label(VERSION))
    found = desk.connection.execute(
        wanted.select_from(table, source.source).where(source.is_row(desk, screen))
    )
    return {key_in(row): row[VERSION] for row in found.mappings()}


__all__ = ["Changed", "Edit", "Field", "delete", "edit", "is_plain"]
