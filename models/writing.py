"""Writing rows: the savepoint, the lock, what the server says, and rows that the machine fills.

models/records.py, the one door, asks for rights and reads what people brought; here is what every
write has in common.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from models import beginnings, deadlines, keys, masking
from models.announcing import open_savepoint
from models.description.screen import Field, Screen
from models.errors import Conflict, Missing, PanelError, Problem, Refused
from models.panel import Desk
from models.schema.mapping import version_of
from models.schema.refusals import refusal
from models.schema.types import as_stored
from models.selecting import VERSION, has_key, key_columns
from models.values import BadValue, Canonical, read

_NUMBERS = count(1)  # of savepoints
REQUIRED = "Wajib diisi."


@dataclass(frozen=True, slots=True)
class Saved:
    """A written row. `changed` has the field keys that were really written, maybe none."""

    key: str | None
    version: str | None
    changed: tuple[str, ...] = ()


def put(desk: Desk, screen: Screen, values: Mapping[str, object]) -> Saved:
    """Writes a new row that the machine fills: a line of a register, what a step of a workflow adds.

    Whoever calls it has asked for the rights; fields that people may not write are written too. A value
    of None is left to the column's default, where there is one. Raises Refused, Stale.
    """
    given = beginnings.filled(desk, screen, machine_values(screen, values))
    new = {key: value for key, value in given.items() if value is not None or not left_out(screen, key, True)}
    table = desk.panel.table_of(screen)
    statement = sa.insert(table).values({table.c[key]: value for key, value in new.items()})
    with writing(desk, screen, new):
        saved = written(desk, screen, returned(desk, screen, statement), tuple(new))
        deadlines.follow(desk, screen, saved.key, new, new=True)
    return saved


def change(
    desk: Desk, screen: Screen, key: str, values: Mapping[str, object], version: str | None = None
) -> Saved:
    """Writes values of a row that the machine fills, as `put` does; what is equal is not written.

    Raises Missing, Refused, Stale, and Conflict when the row is not at `version` any more.
    """
    new = machine_values(screen, values)
    with writing(desk, screen, new):
        now = locked(desk, screen, key, new)
        if version is not None and version != now[VERSION]:
            raise Conflict(version=now[VERSION])
        changed = {name: value for name, value in new.items() if not now[same(name)]}
        if not changed:
            return Saved(key, now[VERSION])
        table = desk.panel.table_of(screen)
        statement = sa.update(table).values({table.c[name]: value for name, value in changed.items()})
        found = returned(desk, screen, statement.where(has_key(desk, screen, key)))
        deadlines.follow(desk, screen, key, changed)
    return written(desk, screen, found, tuple(changed))


def machine_values(screen: Screen, values: Mapping[str, object]) -> dict[str, Canonical]:
    """Every value read as its column's; all that do not fit are told at once."""
    found: dict[str, Canonical] = {}
    problems: list[Problem] = []
    for key, raw in values.items():
        if key not in screen.fields:
            problems.append(Problem("Kolom {field} tidak ada.", None, {"field": key}))
            continue
        try:
            found[key] = read(screen.fields[key], raw)
        except BadValue as error:
            problems.append(error.problem)
    if problems:
        raise Refused(*problems)
    return found


def left_out(screen: Screen, key: str, new: bool) -> bool:
    """An empty field of a new row takes the column's default, where there is one."""
    column = screen.fields[key].column
    return new and (column.default is not None or bool(column.identity))


@contextmanager
def working(desk: Desk, screen: Screen) -> Iterator[None]:
    """A savepoint around work of the machine that is more than one row: done whole or not at all."""
    with writing(desk, screen, {}):
        yield


@contextmanager
def writing(desk: Desk, screen: Screen, values: Mapping[str, Canonical]) -> Iterator[None]:
    """A savepoint around a write; what the server refuses leaves it as a sentence."""
    name = f"door_{next(_NUMBERS)}"
    try:
        try:
            open_savepoint(desk, name, *deadlines.hold(desk, screen))
            yield
            # What waits for the commit would be refused there, where no sentence is made any more.
            desk.connection.exec_driver_sql(f"SET CONSTRAINTS ALL IMMEDIATE; RELEASE SAVEPOINT {name}")
        except BaseException:
            _roll_back(desk, name)
            raise
    except DBAPIError as error:
        raise _sentence(desk, screen, error, values) from error


def _roll_back(desk: Desk, name: str) -> None:
    """Undoes what was written since a savepoint; where the server is gone, it has done so by itself."""
    if desk.connection.invalidated:
        return
    with suppress(DBAPIError):
        desk.connection.exec_driver_sql(f"ROLLBACK TO SAVEPOINT {name}; RELEASE SAVEPOINT {name}")


def same(name: str) -> str:
    """What `locked` calls the answer whether a value is the same."""
    return f"_same_{name}"


def locked(
    desk: Desk,
    screen: Screen,
    key: str,
    new: Mapping[str, Canonical],
    seen: Sequence[sa.ColumnElement[bool]] = (),
    more: Sequence[sa.ColumnElement[Any]] = (),
) -> sa.RowMapping:
    """The row as it is now, held until the end, and for each new value whether it is the same.

    The server compares, by what it prints: only it knows that 1.50 is 1.5 for this column. Who sends a
    masked value back as they got it changes nothing. `seen`: whether the actor sees the row at all;
    `more` is read along.
    """
    table = desk.panel.table_of(screen)
    columns: list[sa.ColumnElement[Any]] = [version_of(table).label(VERSION)]
    for name, value in new.items():
        shown, equal = masking.shown(desk, screen, screen.fields[name]), _printed_same(table.c[name], value)
        if screen.fields[name].mask is not None and value is not None:
            equal = sa.or_(equal, shown.is_not_distinct_from(sa.literal(str(value), sa.Text)))
        columns += [shown.label(name), equal.label(same(name))]
    columns += more
    statement = sa.select(*columns).where(has_key(desk, screen, key), *seen).with_for_update(key_share=True)
    found = desk.connection.execute(statement).mappings().first()
    if found is None:
        raise Missing
    return found


def _printed_same(column: sa.Column[Any], value: Canonical) -> sa.ColumnElement[bool]:
    return sa.cast(column, sa.Text).is_not_distinct_from(sa.cast(as_stored(column, value), sa.Text))


def returned(
    desk: Desk,
    screen: Screen,
    statement: sa.Insert | sa.Update,
    more: Sequence[sa.ColumnElement[Any]] = (),
) -> sa.RowMapping:
    """Runs a write; the key and the version of its row. Raises Refused when nothing was written."""
    columns: list[sa.ColumnElement[Any]] = [*key_columns(desk, screen), *more]
    if screen.table.kind == "table":
        columns.append(version_of(desk.panel.table_of(screen)).label(VERSION))
    found = desk.connection.execute(statement.returning(*columns)).mappings().first()
    if found is None:  # a rule or trigger of the database swallowed it
        raise Refused(sentence="Basis data tidak menerima baris ini. Tanyakan kepada pengelola sistem.")
    return found


def written(desk: Desk, screen: Screen, found: sa.RowMapping, changed: tuple[str, ...]) -> Saved:
    """The row that `returned` tells of, for the caller."""
    key = keys.encode(found[column.key] for column in key_columns(desk, screen))
    if VERSION in found:
        return Saved(key, found[VERSION], changed)
    # A partitioned table can not return the version of what it wrote.
    version = version_of(desk.panel.table_of(screen))
    again = desk.connection.execute(sa.select(version).where(has_key(desk, screen, key)))
    return Saved(key, again.scalar(), changed)


def _sentence(desk: Desk, screen: Screen, error: DBAPIError, values: Mapping[str, Canonical]) -> PanelError:
    """The refusal in words. For a value of the wrong form the server names no column: ask for each."""
    if getattr(error.orig, "pgcode", None) in _WRONG_FORMS:
        problems = [
            problem for name, value in values.items() if (problem := _tried(desk, screen, name, value))
        ]
        if problems:
            return Refused(*problems)
    return refusal(error, screen, desk.panel, values)


# Data exceptions (class 22), a domain's CHECK (23514) and numbers out of range.
_WRONG_FORMS = frozenset(
    {
        "22P02",
        "22007",
        "22008",
        "22003",
        "22001",
        "22P03",
        "22P05",
        "22023",
        "22030",
        "22032",
        "23514",
        "54001",
    }
)


def _tried(desk: Desk, screen: Screen, name: str, value: Canonical) -> Problem | None:
    """Whether the server can read one value as its column's type."""
    column = desk.panel.table_of(screen).c[name]
    try:
        with desk.connection.begin_nested():
            desk.connection.execute(sa.select(sa.cast(sa.literal(value, column.type), column.type)))
    except DBAPIError as error:
        found = refusal(error, screen, desk.panel, {name: value})
        if isinstance(found, Refused) and found.problems:
            first = found.problems[0]
            return Problem(first.sentence, name, {**first.facts, "label": screen.fields[name].label})
    return None


def required(one: Field) -> Problem:
    """The problem of a field that must not stay empty."""
    return Problem(REQUIRED, one.key, {"label": one.label})
