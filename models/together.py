"""A row and rows of its children through the one door, saved together or not at all.

What is wrong with any of them is said at once, each problem with the row that it stands in.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import sqlalchemy as sa

from models import records
from models.description.screen import Condition, Field, Screen, WithChild
from models.errors import Blocked, Conflict, Missing, Problem, Refused
from models.panel import Desk, Panel
from models.records import Base
from models.schema.catalog import Kind
from models.schema.types import as_stored
from models.selecting import has_key
from models.values import Canonical
from models.visibility import seen_rows
from models.writing import Saved

TOO_FEW = "Isi paling sedikit {least} {label}."
TOO_MANY = "Paling banyak {most} {label}."
CHANGED = "Baris ini baru saja diubah orang lain, jadi belum dihapus. Periksa lagi."
# Keys that no row has: a new row's children are tried with them while their parent is still refused.
_NOWHERE: Mapping[Kind, str] = {
    Kind.INTEGER: "-32768",
    Kind.TEXT: "-",
    Kind.UUID: "00000000-0000-0000-0000-000000000000",
}


@dataclass(frozen=True, slots=True)
class ChildRow:
    """A row to be written with its parent: a new one or, with a `key`, one that is there already."""

    values: Mapping[str, object] = field(default_factory=dict)
    key: str | None = None
    base: Base = field(default_factory=Base)
    gone: bool = False  # to be deleted


Children = Mapping[str, Sequence[ChildRow]]


@dataclass(frozen=True, slots=True)
class Together:
    """The written rows; None in place of a deleted one."""

    saved: Saved
    children: Mapping[str, tuple[Saved | None, ...]]


def add_with(desk: Desk, screen: Screen, values: Mapping[str, object], children: Children) -> Together:
    """Writes a new row, then its children by the keys of `screen.with_children`.

    Raises Forbidden, Refused with the problems of all rows, Stale; nothing is written then.
    """
    writing = _Writing(desk, screen)
    with desk.connection.begin_nested():
        saved = writing.collected(None, lambda: records.add(desk, screen, values))
        written = {
            one.key: writing.rows(one, children.get(one.key, ()), saved.key if saved else None)
            for one in screen.with_children
        }
        writing.refuse_unknown(children)
        for one in screen.with_children:
            writing.counted(one, len(children.get(one.key, ())))
        writing.finish()
    assert saved is not None  # else it has been refused
    return Together(saved, written)


def edit_with(
    desk: Desk, screen: Screen, key: str, values: Mapping[str, object], base: Base, children: Children
) -> Together:
    """Writes the changed values of a row and of the named rows of its children, new ones too.

    Children that are not named stay as they are. Raises what `records.edit` and `add_with` do.
    """
    writing = _Writing(desk, screen)
    with desk.connection.begin_nested():
        saved = writing.collected(None, lambda: records.edit(desk, screen, key, values, base))
        written = {}
        # The parent keeps its key: a key column is never edited.
        for one in screen.with_children:
            rows = children.get(one.key, ())
            written[one.key] = writing.rows(one, rows, key)
            if not writing.problems and any(row.gone or row.key is None for row in rows):
                writing.counted(one, _number(desk, screen, one, key))
        writing.refuse_unknown(children)
        writing.finish()
    assert saved is not None
    return Together(saved, written)


def child_screen(panel: Panel, one: WithChild) -> Screen:
    """The child's screen as it is in its parent's form: what must be filled there, what is filled in."""
    screen = panel.screens[one.screen]
    filled = {key for key, _ in one.fixed} | {found.key for found in _foreign(screen, one)}
    asked = [key for key in one.required if not screen.fields[key].hidden]
    changed = {key: dataclasses.replace(screen.fields[key], required=True) for key in asked}
    for key in filled:
        taken = dataclasses.replace(
            screen.fields[key],
            hidden=False,
            insertable=True,
            hidden_for=frozenset(),
            read_only_for=frozenset(),
        )
        changed[key] = taken
    return dataclasses.replace(screen, fields={**screen.fields, **changed})


def machine_filled(screen: Screen, one: WithChild) -> frozenset[str]:
    """The fields of a child's row that nobody types: they come from its parent and from the YAML."""
    return frozenset({key for key, _ in one.fixed} | {found.key for found in _foreign(screen, one)})


def belonging(desk: Desk, screen: Screen, one: WithChild, key: str) -> tuple[Condition, ...]:
    """The conditions for the rows that stand in the form of a parent's row."""
    child = desk.panel.screens[one.screen]
    wanted = {**parent_values(desk, screen, one, key), **dict(one.fixed)}
    return tuple(
        Condition(name, "empty", True) if value is None else Condition(name, "eq", value)
        for name, value in wanted.items()
        if name in child.fields
    )


def parent_values(desk: Desk, screen: Screen, one: WithChild, key: str) -> dict[str, Canonical]:
    """Field key of the child -> what it holds for a child of this row. Raises Missing."""
    columns = {column.name: column for column in desk.panel.table_of(screen).columns}
    wanted = [columns[name] for name in one.child.target_columns]
    seen = (has_key(desk, screen, key), *seen_rows(desk, screen))
    found = desk.connection.execute(sa.select(*wanted).where(*seen)).first()
    if found is None:
        raise Missing
    fields = _foreign(desk.panel.screens[one.screen], one)
    return {each.key: value for each, value in zip(fields, found, strict=True)}


def _foreign(child: Screen, one: WithChild) -> list[Field]:
    """The child's fields that point at its parent."""
    found = (child.field_of(name) for name in one.child.columns)
    return [each for each in found if each is not None]


def _clause(desk: Desk, screen: Screen, one: WithChild, key: str) -> sa.ColumnElement[bool]:
    table = desk.panel.table_of(desk.panel.screens[one.screen])
    wanted = {**parent_values(desk, screen, one, key), **dict(one.fixed)}
    same = (
        table.c[name].is_(None) if value is None else table.c[name] == as_stored(table.c[name], value)
        for name, value in wanted.items()
    )
    return sa.and_(sa.true(), *same)


def _number(desk: Desk, screen: Screen, one: WithChild, key: str) -> int:
    table = desk.panel.table_of(desk.panel.screens[one.screen])
    counted = sa.select(sa.func.count()).select_from(table).where(_clause(desk, screen, one, key))
    return int(desk.connection.execute(counted).scalar_one())


@dataclass(slots=True)
class _Writing:
    """One save of several rows, and what has gone wrong so far."""

    desk: Desk
    screen: Screen
    problems: list[Problem] = field(default_factory=list)
    conflict: Conflict | None = None

    def collected(self, row: tuple[str, int] | None, write: Callable[[], Saved | None]) -> Saved | None:
        """What a write gives, or None after noting why it was refused."""
        try:
            return write()
        except Refused as error:
            told = error.problems or (Problem(error.sentence, None, error.facts),)
            self.problems += [dataclasses.replace(one, row=row) for one in told]
        except Conflict as error:
            error.row = row
            self.conflict = self.conflict or error
        except (Missing, Blocked) as error:
            if row is None:
                raise
            self.problems.append(Problem(error.sentence, None, error.facts, row))
        return None

    def rows(self, one: WithChild, rows: Sequence[ChildRow], parent: str | None) -> tuple[Saved | None, ...]:
        child = child_screen(self.desk.panel, one)
        written = []
        for place, row in enumerate(rows):
            at = (one.key, place)
            write = (
                partial(self._try, one, child, row)
                if parent is None
                else partial(self._write, one, child, row, parent)
            )
            written.append(self.collected(at, write))
        return tuple(written)

    def _write(self, one: WithChild, child: Screen, row: ChildRow, parent: str) -> Saved | None:
        if row.key is None:
            above = parent_values(self.desk, self.screen, one, parent)
            return records.add(self.desk, child, {**self._typed(one, child, row), **above, **dict(one.fixed)})
        self._must_belong(one, child, row.key, parent)
        if not row.gone:
            return records.edit(self.desk, child, row.key, self._typed(one, child, row), row.base)
        try:
            records.delete(self.desk, child, row.key, row.base.version)
        except Conflict as error:
            raise Refused(Problem(CHANGED)) from error
        return None

    def _typed(self, one: WithChild, child: Screen, row: ChildRow) -> Mapping[str, object]:
        """The values of a row, none of which may be the machine's to fill."""
        filled = machine_filled(child, one)
        wrong = [
            Problem("Isian {label} tidak dapat diubah di sini.", key, {"label": child.fields[key].label})
            for key in row.values
            if key in filled
        ]
        if wrong:
            raise Refused(*wrong)
        return row.values

    def _must_belong(self, one: WithChild, child: Screen, key: str, parent: str) -> None:
        clause = sa.and_(has_key(self.desk, child, key), _clause(self.desk, self.screen, one, parent))
        table = self.desk.panel.table_of(child)
        found = sa.select(sa.literal(1)).select_from(table).where(clause)
        if self.desk.connection.execute(found).first() is None:
            raise Missing

    def _try(self, one: WithChild, child: Screen, row: ChildRow) -> None:
        """A child whose parent is refused: written nowhere, to hear what else is wrong with it.

        Only what the server says of the typed values counts; the parent is not there.
        """
        above: dict[str, object] = {}
        for each in _foreign(child, one):
            if each.kind not in _NOWHERE or (each.column.length or 1) < 1:
                return
            above[each.key] = _NOWHERE[each.kind]
        values = {**self._typed(one, child, row), **above, **dict(one.fixed)}
        point = self.desk.connection.begin_nested()
        try:
            records.add(self.desk, child, values)
        except Refused as error:
            typed = [problem for problem in error.problems if problem.field not in {*above, None}]
            if typed:
                raise Refused(*typed) from error
        finally:
            point.rollback()

    def refuse_unknown(self, children: Children) -> None:
        known = {one.key for one in self.screen.with_children}
        self.problems += [
            Problem("Kolom {field} tidak ada.", None, {"field": key}) for key in children if key not in known
        ]

    def counted(self, one: WithChild, number: int) -> None:
        facts = {"least": one.least, "most": one.most, "label": one.label}
        if number < one.least:
            self.problems.append(Problem(TOO_FEW, None, facts, (one.key, None)))
        elif one.most is not None and number > one.most:
            self.problems.append(Problem(TOO_MANY, None, facts, (one.key, None)))

    def finish(self) -> None:
        if self.problems:
            raise Refused(*self.problems)
        if self.conflict is not None:
            raise self.conflict
