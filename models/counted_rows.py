"""The rows of a screen whose deadline is counted: read in one statement, written back in one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from models import keys, pauses
from models.calendar import Calendar, Pause, Unit, deadline, unit_of
from models.description.screen import Counting, Deadline, Field, Screen
from models.panel import Desk, Panel
from models.schema.catalog import Kind
from models.selecting import column_of, key_columns
from models.values import text
from models.workdays import kept_for_showing

_AT_ONCE = 5000  # rows in one UPDATE
_MOST_UNITS = 1000  # services; a row of another is shown in working days
_KEY = "counted"


@dataclass(frozen=True)
class Counted:
    """A field with a counted deadline. `far` is the screen with the lengths, `target` its field that
    `count.by` points at."""

    screen: Screen
    field: Field
    rule: Deadline
    count: Counting
    far: Screen
    target: str

    @cached_property
    def own(self) -> frozenset[str]:
        """The fields of the row that its deadline follows from."""
        count = self.count
        more = (count.by, count.extended, self.rule.paused)
        return frozenset((*count.starts.values(), *self.rule.done, *(key for key in more if key)))

    @cached_property
    def there(self) -> frozenset[str]:
        """The fields of the row with the length."""
        count = self.count
        return frozenset(key for key in (count.amount, count.unit, count.start, count.extension) if key)


def counted(panel: Panel) -> tuple[Counted, ...]:
    """Every counted deadline, each column once however many screens show it."""
    found: tuple[Counted, ...] | None = panel.kept.get(_KEY)
    if found is None:
        columns = {(one.screen.table.name, one.field.key): one for one in _counted(panel)}
        found = panel.kept[_KEY] = tuple(columns.values())
    return found


def _counted(panel: Panel) -> Iterator[Counted]:
    for screen in reversed(list(panel.screens.values())):  # the first screen on a table wins
        for one in screen.fields.values():
            rule = one.deadline
            if rule is None or rule.count is None or not screen.key_columns:
                continue
            reference = screen.fields[rule.count.by].reference
            far = panel.screens.get(reference.screen) if reference else None
            target = far.field_of(reference.target_columns[0]) if far and reference else None
            if far is not None and target is not None:
                yield Counted(screen, one, rule, rule.count, far, target.key)


def units_of(desk: Desk, field: Field) -> Mapping[str, Unit | None]:
    """In which unit the rows of a counted deadline are counted, by the text that `count.by` holds.

    For showing: a few seconds old at most.
    """
    one = next((c for c in counted(desk.panel) if field.deadline and c.count is field.deadline.count), None)
    if one is None:
        return {}
    return kept_for_showing(
        desk, ("units", one.far.key, one.count.unit, one.target), lambda: _units(desk, one)
    )


def _units(desk: Desk, one: Counted) -> Mapping[str, Unit | None]:
    far = desk.panel.table_of(one.far)
    rows = desk.connection.execute(sa.select(far.c[one.target], far.c[one.count.unit]).limit(_MOST_UNITS))
    return {str(text(key)): unit_of(unit) for key, unit in rows}


def is_open(desk: Desk, one: Counted) -> list[sa.ColumnElement[bool]]:
    """The clauses for rows of which nothing says that they are done."""
    clauses: list[sa.ColumnElement[bool]] = []
    for key in one.rule.done:
        field = one.screen.fields[key]
        column = column_of(desk, one.screen, field)
        clauses.append(column.is_not(True) if field.kind is Kind.BOOLEAN else column.is_(None))
    return clauses


def count_all(desk: Desk, one: Counted, calendar: Calendar, *where: sa.ColumnElement[bool]) -> int:
    """Counts the deadlines of these rows and stores those that differ; gives how many did."""
    rows = _rows(desk, one, where)
    if not rows:
        return 0
    row_keys = [keys.encode(row[: _width(one)]) for row in rows]
    stood = pauses.finished(desk, one.screen, row_keys)
    dues = [
        (row, _due(one, row._mapping, calendar, stood.get(key, ())))
        for row, key in zip(rows, row_keys, strict=True)
    ]
    if not one.field.column.nullable:
        dues = [(row, due) for row, due in dues if due is not None]
    return sum(_store(desk, one, dues[at : at + _AT_ONCE]) for at in range(0, len(dues), _AT_ONCE))


def _width(one: Counted) -> int:
    return len(one.screen.key_columns)


def _rows(desk: Desk, one: Counted, where: Sequence[sa.ColumnElement[bool]]) -> Sequence[sa.Row[Any]]:
    table, far = desk.panel.table_of(one.screen), desk.panel.table_of(one.far).alias("far")
    count = one.count
    columns = [column.label(f"key_{place}") for place, column in enumerate(key_columns(desk, one.screen))]
    columns += [table.c[key].label(f"at_{key}") for key in dict.fromkeys(count.starts.values())]
    if count.extended:
        columns.append(table.c[count.extended].is_not(None).label("extended"))
    there = {"amount": count.amount, "unit": count.unit, "start": count.start, "extension": count.extension}
    columns += [far.c[key].label(word) for word, key in there.items() if key]
    source = table.join(far, far.c[one.target] == table.c[count.by], isouter=True)
    return desk.connection.execute(sa.select(*columns).select_from(source).where(*where)).all()


def _due(one: Counted, row: sa.RowMapping, calendar: Calendar, stood: Sequence[Pause]) -> str | None:
    """The deadline of a row as its column stores it; None where nothing is due."""
    amount, unit, start = row["amount"], unit_of(row["unit"]), _start(one, row, calendar)
    if amount is None or unit is None or start is None:
        return None
    more = row["extension"] if one.count.extension and row.get("extended") else None
    try:
        due = deadline(start, max(int(amount) + int(more or 0), 0), unit, calendar, stood)
    except OverflowError:  # beyond all calendars
        return None
    return written(due, one.field.kind)


def _start(one: Counted, row: sa.RowMapping, calendar: Calendar) -> datetime | None:
    starts = one.count.starts
    key = starts.get(str(row["start"])) if one.count.start else next(iter(starts.values()), None)
    return moment_of(row[f"at_{key}"], one.screen.fields[key].kind, calendar) if key else None


def moment_of(value: object, kind: Kind, calendar: Calendar) -> datetime | None:
    """A moment as Postgres prints it, in the office's zone; a bare day begins at opening time."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:  # empty, infinity, before Christ
        return None
    if kind is Kind.DATE:
        return datetime.combine(found.date(), calendar.opens, calendar.zone)
    return found.replace(tzinfo=calendar.zone) if found.tzinfo is None else found


def written(moment: datetime, kind: Kind) -> str:
    """A moment of the office's zone as a column of this kind takes it."""
    if kind is Kind.DATE:
        return moment.date().isoformat()
    return (moment.replace(tzinfo=None) if kind is Kind.DATETIME else moment).isoformat(sep=" ")


def _store(desk: Desk, one: Counted, dues: Sequence[tuple[sa.Row[Any], str | None]]) -> int:
    table, columns = desk.panel.table_of(one.screen), key_columns(desk, one.screen)
    texts = postgresql.ARRAY(sa.Text)
    lists = [[text(row[place]) for row, _ in dues] for place in range(len(columns))]
    lists.append([due for _, due in dues])
    names = [*(f"key_{place}" for place in range(len(columns))), "due"]
    arrays = [sa.cast(sa.literal(one, texts), texts) for one in lists]
    new = sa.func.unnest(*arrays).table_valued(*names, name="counted").render_derived()
    due = table.c[one.field.key]
    value = sa.cast(new.c.due, due.type)
    same = [column == sa.cast(new.c[f"key_{place}"], column.type) for place, column in enumerate(columns)]
    statement = sa.update(table).values({due: value}).where(*same, due.is_distinct_from(value))
    return desk.connection.execute(statement).rowcount
