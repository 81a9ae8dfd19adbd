"""What a step of a workflow writes besides the state: rows of children, changes of them, a number."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from models import beginnings, keys, numbering, office_sql, writing
from models.answers import Answers
from models.description.screen import Child, Field, Screen
from models.description.workflow import Add, Change, Number, Sets, Transition, Value
from models.errors import Problem, Refused
from models.panel import Desk
from models.selecting import fetch, has_key, key_columns, selection
from models.values import Canonical, text

SUBJECT = "subject"
NOTHING_TO_CHANGE = "Belum ada {screen} untuk langkah ini. Buat dahulu."


@dataclass(slots=True)
class Effects:
    """The writing of one step on one row. `touched` has the rows of each child that it added or changed."""

    desk: Desk
    screen: Screen
    key: str
    transition: Transition
    answers: Answers
    touched: dict[str, list[str]] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)

    def write(self) -> dict[str, Canonical]:
        """Writes everything but the row itself; gives what the row's own fields become."""
        for add in self.transition.adds:
            self._add(add, self.screen, self.key)
        for change in self.transition.changes:
            self._change(change)
        own = self._values(self.screen, self.transition.set)
        if self.transition.number is not None:
            own |= self._number(self.transition.number)
        return own

    # -- values

    def _values(
        self, screen: Screen, sets: Sets, each: Canonical = None, row: tuple[Screen, str] | None = None
    ) -> dict[str, Canonical]:
        """The values of some fields. SQL is asked of `row`, by default of the row that moves."""
        at, key = row or (self.screen, self.key)
        sql = {name: str(value.content) for name, value in sets if value.kind == "sql"}
        found = office_sql.of_row(self.desk, at, key, tuple(sql.values()), self.answers.parameters())
        asked = dict(zip(sql, found, strict=True))
        return {
            name: asked[name] if name in asked else self._value(screen.fields[name], value, each)
            for name, value in sets
        }

    def _value(self, one: Field, value: Value, each: Canonical) -> Canonical:
        if value.kind == "each":
            return each
        if value.kind == "word":
            return beginnings.word(self.desk, one, str(value.content))
        if value.kind == "ask":
            return self._answer(value)
        return value.content

    def _answer(self, value: Value) -> Canonical:
        return self.answers.one(next(ask for ask in self.transition.asks if ask.key == value.content))

    # -- rows of children

    def _add(self, add: Add, above: Screen, above_key: str) -> None:
        if add.when is not None and not self._holds(add.when):
            return
        screen = self.desk.panel.screens[add.child.screen]
        for each in self._each(add):
            values = self._values(screen, add.set, each) | _belonging(self.desk, above, above_key, add.child)
            saved = writing.put(self.desk, screen, values)
            if saved.key is not None:
                self.touched.setdefault(screen.key, []).append(saved.key)
                for below in add.adds:
                    self._add(below, screen, saved.key)

    def _each(self, add: Add) -> Sequence[Canonical]:
        """What a row is added for: the choices of an ask, the values of a query, else one row for nothing."""
        if add.each is not None:
            return self.answers.each(add.each)
        if add.rows is None:
            return (None,)
        listed = f"array(select one::text from ({add.rows}) as given(one))"
        (found,) = office_sql.of_row(
            self.desk, self.screen, self.key, (f"to_json({listed})",), self.answers.parameters()
        )
        return list(json.loads(found or "[]"))

    def _holds(self, sql: str) -> bool:
        return office_sql.of_row(
            self.desk, self.screen, self.key, (f"({sql}) is true",), self.answers.parameters()
        ) == ["true"]

    def _change(self, change: Change) -> None:
        screen = self.desk.panel.screens[change.child.screen]
        rows = self._rows(screen, change)
        if change.required and not rows:
            raise Refused(Problem(NOTHING_TO_CHANGE, None, {"screen": screen.label}))
        for key in rows:
            writing.change(self.desk, screen, key, self._values(screen, change.set, row=(screen, key)))
            self.touched.setdefault(screen.key, []).append(key)

    def _rows(self, screen: Screen, change: Change) -> list[str]:
        """The keys of the child's rows that the change means, the newest last."""
        columns = key_columns(self.desk, screen)
        near = {column.name: column for column in self.desk.panel.table_of(screen).columns}
        above = {column.name: column for column in self.desk.panel.table_of(self.screen).columns}
        pairs = zip(change.child.columns, change.child.target_columns, strict=True)
        parent = has_key(self.desk, self.screen, self.key)
        same = [near[name] == sa.select(above[to]).where(parent).scalar_subquery() for name, to in pairs]
        statement = sa.select(*columns).where(*same).order_by(*columns)
        if change.where is not None:
            statement = statement.where(office_sql.bound(self.desk, change.where, self.answers.parameters()))
        return [keys.encode(row) for row in self.desk.connection.execute(statement)]

    # -- numbers

    def _number(self, number: Number) -> dict[str, Canonical]:
        """Takes a number; gives it to the row itself, or to the row of the child that has been touched."""
        office = self.desk.panel.office
        assert office.books is not None  # the check saw to it
        entries = self.desk.panel.screens[office.books.entries]
        entry = self._entry(entries, number)
        taken = numbering.take(self.desk, self._book(number.book), entry)
        self.numbers.append(taken.number)
        if number.child is None:
            return {number.into: taken.number}
        screen = self.desk.panel.screens[number.child]
        for key in self.touched.get(number.child, ())[-1:]:
            writing.change(self.desk, screen, key, {number.into: taken.number})
        return {}

    def _book(self, book: Value) -> str:
        if book.kind == "ask":
            return text(self._answer(book)) or ""
        return str(book.content)

    def _entry(self, entries: Screen, number: Number) -> Mapping[str, Canonical]:
        """What stands in the line of the register: what the step says, the rows that it is about, and the
        title of the row for its subject."""
        given = self._values(entries, number.entry)
        if SUBJECT in entries.fields:
            given.setdefault(SUBJECT, _title(self.desk, self.screen, self.key))
        for one in entries.fields.values():
            if one.reference is None or one.key in given:
                continue
            if one.reference.screen == self.screen.key:
                given[one.key] = _target(self.desk, self.screen, self.key, one)
            elif one.reference.screen == number.child and self.touched.get(number.child):
                near = self.desk.panel.screens[number.child]
                given[one.key] = _target(self.desk, near, self.touched[number.child][-1], one)
        return given


def _belonging(desk: Desk, above: Screen, key: str, child: Child) -> dict[str, Canonical]:
    """The fields of a child's row that point at its parent."""
    screen = desk.panel.screens[child.screen]
    found = {}
    for name, value in zip(child.columns, _columns(desk, above, key, child.target_columns), strict=True):
        one = screen.field_of(name)
        if one is not None:
            found[one.key] = value
    return found


def _title(desk: Desk, screen: Screen, key: str) -> str:
    chosen = selection(desk, screen, ())
    statement, _ = chosen.outer(chosen.inner().where(has_key(desk, screen, key)))
    return chosen.row(fetch(desk, screen, statement)[0]).title


def _target(desk: Desk, screen: Screen, key: str, reference: Field) -> Canonical:
    assert reference.reference is not None
    return _columns(desk, screen, key, reference.reference.target_columns)[0]


def _columns(desk: Desk, screen: Screen, key: str, names: tuple[str, ...]) -> list[Canonical]:
    by_name = {column.name: column for column in desk.panel.table_of(screen).columns}
    wanted = sa.select(*(by_name[name] for name in names)).where(has_key(desk, screen, key))
    return list(desk.connection.execute(wanted).one())
