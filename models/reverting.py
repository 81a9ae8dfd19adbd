"""One change of the history put back, through the one door."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from models import audit, events, query, records
from models.audit import Cell, Change
from models.description.screen import Field, Screen
from models.errors import Forbidden, Missing, Problem, Refused
from models.panel import Desk
from models.records import Base
from models.schema.types import as_stored
from models.selecting import has_key
from models.values import read
from models.writing import Saved

NOT_BACK = "Perubahan ini belum dikembalikan."
CHANGED_AGAIN = "Isian {label} sudah diubah lagi sesudah itu."
NOT_HERE = "Isian {label} tidak dapat dikembalikan di sini."
NOT_KEPT = "Isi lama {label} terlalu panjang untuk disimpan di riwayat."
UNSEEN = "Sebagian perubahan ini tidak terlihat oleh peran Anda, jadi tidak dapat dikembalikan di sini."


def revert(desk: Desk, screen: Screen, key: str, id: int) -> Saved:
    """Puts one change back: the old values of an edit, or a deleted row with what is known of it. Masked
    values go back unseen.

    Raises Forbidden, Missing, Refused (changed again since, or not to be written by people).
    """
    screen = desk.panel.seen(screen)
    found = audit.whole_change(desk, screen, key, id)
    if found.operation == "insert":
        raise Refused(sentence="Baris baru tidak dikembalikan, tetapi dihapus.")
    if not found.whole:
        raise Refused(sentence=UNSEEN)
    with desk.connection.begin_nested():
        if found.operation == "update":
            saved = _put_back(desk, screen, key, found)
        else:
            saved = _add_again(desk, screen, key, found)
        labels = [str(cell.field.label) for cell in found.cells]
        events.note(
            desk, screen, saved.key or key, "revert", found.operation, None, {"history": id, "fields": labels}
        )
    return saved


def _put_back(desk: Desk, screen: Screen, key: str, found: Change) -> Saved:
    if not desk.actor.may("edit", screen.key):
        raise Forbidden
    query.record(desk, screen, key)  # theirs to see
    _refuse([problem for cell in found.cells if (problem := _why_not(cell, new=False))], found)
    _refuse(_changed_since(desk, screen, key, found.cells), found)
    return records.edit(desk, screen, key, {cell.field.key: cell.old for cell in found.cells}, Base())


def _add_again(desk: Desk, screen: Screen, key: str, found: Change) -> Saved:
    """A deleted row, under its old key where the table lets us choose it."""
    if not (desk.actor.may("add", screen.key) and audit.sees_log(desk)):
        raise Forbidden
    if audit.row_of(desk, screen, key) is not None:
        raise Refused(sentence="Baris ini ada. Yang dihapus sudah dikembalikan.")
    opened = _with_its_key(screen)
    back = [cell for cell in found.cells if cell.old is not None]
    wrong = [
        problem
        for cell in back
        if not _is_left_to_server(opened.fields[cell.field.key])
        and (problem := _why_not(dataclasses.replace(cell, field=opened.fields[cell.field.key]), new=True))
    ]
    _refuse(wrong, found)
    values = {cell.field.key: cell.old for cell in back if opened.fields[cell.field.key].insertable}
    return records.add(desk, opened, values)


def _is_left_to_server(one: Field) -> bool:
    """A key that the server alone gives: the row gets a new one."""
    return not one.insertable and bool(one.column.identity)


def _with_its_key(screen: Screen) -> Screen:
    """The screen as it is for a row that comes back: its own key may be given, where the server takes it."""
    own = (screen.field_of(name) for name in screen.key_columns)
    taken = {
        one.key: dataclasses.replace(one, insertable=True)
        for one in own
        if one is not None and one.column.identity != "always" and one.column.can_insert
    }
    return dataclasses.replace(screen, fields={**screen.fields, **taken})


def _why_not(cell: Cell, *, new: bool) -> Problem | None:
    """What stands against writing the old value of a cell."""
    one = cell.field
    facts = {"label": one.label}
    if not cell.kept:
        return Problem(NOT_KEPT, None, facts)
    if one.file is not None:
        return Problem(NOT_HERE, None, facts)
    if not (one.insertable if new else one.editable):
        return Problem(one.read_only_because or NOT_HERE, None, facts)
    return None


def _changed_since(desk: Desk, screen: Screen, key: str, cells: Sequence[Cell]) -> list[Problem]:
    """Cells that no longer hold what the change wrote; the row is held until the end."""
    table = desk.panel.table_of(screen)
    same: list[sa.ColumnElement[Any]] = []
    for number, cell in enumerate(cells):
        column = table.c[cell.field.key]
        now = as_stored(column, read(cell.field, cell.new))
        held = sa.cast(column, sa.Text).is_not_distinct_from(sa.cast(now, sa.Text))
        same.append(held.label(f"same_{number}"))
    statement = sa.select(sa.literal(1).label("there"), *same).where(has_key(desk, screen, key))
    row = desk.connection.execute(statement.with_for_update(key_share=True)).first()
    if row is None:
        raise Missing
    return [
        Problem(CHANGED_AGAIN, None, {"label": cell.field.label})
        for cell, held in zip(cells, row[1:], strict=True)
        if not held
    ]


def _refuse(problems: Sequence[Problem], found: Change) -> None:
    if problems or not found.cells:
        raise Refused(*problems, sentence=NOT_BACK)
