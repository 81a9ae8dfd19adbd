"""What a step of a workflow writes besides the state: rows of children, changes of them, a number."""

from __future__ import annotations

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
Place = tuple[Screen, str]  # a row: its screen and its key
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
        here = (self.screen, self.key)
        for add in self.transition.adds:
            self._add(add, here)
        for change in self.transition.changes:
            self._change(change, here)
        own = self._values(self.screen, self.transition.set, here)
        number = self.transition.number
        if number is not None and number.child is None:
            taken = self._take(number)
            own |= {number.into: taken} if number.into else {}
        return own

    # -- values

    def _values(self, screen: Screen, sets: Sets, row: Place, each: Canonical = None) -> dict[str, Canonical]:
        """The values of some fields of a screen; SQL is asked of `row`."""
        sql = {name: str(value.content) for name, value in sets if value.kind == "sql"}
        found = self._ask(row, *sql.values())
        asked = dict(zip(sql, found, strict=True))
        return {
            name: asked[name] if name in asked else self._value(screen.fields[name], value, each)
            for name, value in sets
        }

    def _ask(self, row: Place, *sql: str) -> list[str | None]:
        return office_sql.of_row(self.desk, *row, sql, self.answers.parameters())

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

    def _add(self, add: Add, above: Place) -> None:
        if add.when is not None and self._ask(above, f"({add.when}) is true") != ["true"]:
            return
        screen = self.desk.panel.screens[add.child.screen]
        for each in self._each(add, above):
            values = self._values(screen, add.set, above, each) | belonging(self.desk, above, add.child)
            saved = writing.put(self.desk, screen, values)
            if saved.key is None:
                continue
            self._touch(screen, saved.key)
            if (number := self._number_for(screen)) is not None and number.into:
                writing.change(self.desk, screen, saved.key, {number.into: self._take(number)})
            for below in add.adds:
                self._add(below, (screen, saved.key))

    def _each(self, add: Add, above: Place) -> Sequence[Canonical]:
        """What a row is added for: the choices of an ask, the values of a query, else one row for nothing."""
        if add.each is not None:
            return self.answers.each(add.each)
        if add.rows is None:
            return (None,)
        return office_sql.listed(self.desk, *above, add.rows, self.answers.parameters())

    def _change(self, change: Change, above: Place) -> None:
        screen = self.desk.panel.screens[change.child.screen]
        rows = self._rows(screen, change, above)
        if change.required and not rows:
            raise Refused(Problem(NOTHING_TO_CHANGE, None, {"screen": screen.label}))
        for key in rows:
            self._touch(screen, key)
            values = self._values(screen, change.set, (screen, key))
            if (number := self._number_for(screen)) is not None and number.into:
                values[number.into] = self._take(number)  # together: a state may demand its number
            writing.change(self.desk, screen, key, values)
            for add in change.adds:
                self._add(add, (screen, key))
            for below in change.changes:
                self._change(below, (screen, key))

    def _rows(self, screen: Screen, change: Change, above: Place) -> list[str]:
        """The keys of the child's rows that the change means, the newest last."""
        columns = key_columns(self.desk, screen)
        near = {column.name: column for column in self.desk.panel.table_of(screen).columns}
        values = columns_of(self.desk, *above, change.child.target_columns)
        same = [near[name] == value for name, value in zip(change.child.columns, values, strict=True)]
        statement = sa.select(*columns).where(*same).order_by(*columns)
        if change.where is not None:
            statement = statement.where(office_sql.bound(self.desk, change.where, self.answers.parameters()))
        return [keys.encode(row) for row in self.desk.connection.execute(statement)]

    def _touch(self, screen: Screen, key: str) -> None:
        self.touched.setdefault(screen.key, []).append(key)

    # -- numbers

    def _number_for(self, screen: Screen) -> Number | None:
        """The number that a row of this child gets: one in all, however many rows there are."""
        number = self.transition.number
        return number if number and number.child == screen.key and not self.numbers else None

    def _take(self, number: Number) -> str:
        office = self.desk.panel.office
        assert office.books is not None  # the check saw to it
        entries = self.desk.panel.screens[office.books.entries]
        book = text(self._answer(number.book) if number.book.kind == "ask" else number.book.content)
        taken = numbering.take(self.desk, book or "", self._entry(entries, number))
        self.numbers.append(taken.number)
        return taken.number

    def _entry(self, entries: Screen, number: Number) -> Mapping[str, Canonical]:
        """What stands in the line of the register: what the step says, the rows that it is about, and the
        title of the row for its subject."""
        given = self._values(entries, number.entry, (self.screen, self.key))
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


def belonging(desk: Desk, above: Place, child: Child) -> dict[str, Canonical]:
    """The fields of a child's row that point at its parent."""
    screen = desk.panel.screens[child.screen]
    values = columns_of(desk, *above, child.target_columns)
    pairs = ((screen.field_of(name), value) for name, value in zip(child.columns, values, strict=True))
    return {one.key: value for one, value in pairs if one is not None}


def _title(desk: Desk, screen: Screen, key: str) -> str:
    chosen = selection(desk, screen, ())
    statement, _ = chosen.outer(chosen.inner().where(has_key(desk, screen, key)))
    return chosen.row(fetch(desk, screen, statement)[0]).title


def _target(desk: Desk, screen: Screen, key: str, reference: Field) -> Canonical:
    assert reference.reference is not None
    return columns_of(desk, screen, key, reference.reference.target_columns)[0]


def columns_of(desk: Desk, screen: Screen, key: str, names: tuple[str, ...]) -> list[Canonical]:
    """Columns of one row, by their names in the table."""
    by_name = {column.name: column for column in desk.panel.table_of(screen).columns}
    wanted = sa.select(*(by_name[name] for name in names)).where(has_key(desk, screen, key))
    return list(desk.connection.execute(wanted).one())
