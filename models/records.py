"""THE ONE DOOR: every write of every screen, from form, grid, REST, job and command line.

Here stand the rights, the changed columns, the row version and the sentences for what the server
refuses. A door works inside a savepoint of the caller's transaction; the caller commits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from models import beginnings, keys
from models.description.screen import Field, Screen
from models.errors import Conflict, Difference, Forbidden, Missing, PanelError, Problem, Refused
from models.files.attaching import columns, keep_at_commit, names_a_file, not_a_file, received
from models.files.store import Received
from models.panel import Desk
from models.schema.mapping import version_of
from models.schema.refusals import refusal
from models.schema.types import as_stored
from models.selecting import VERSION, column_of, has_key, key_columns
from models.values import BadValue, Canonical, read, stamp, text

REQUIRED = "Wajib diisi."
LOCK_TIMEOUT = "8s"


@dataclass(frozen=True, slots=True)
class Base:
    """What the person had before their eyes: the row's version, and a stamp of each value."""

    version: str | None = None
    stamps: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Saved:
    """A written row. `changed` has the field keys that were really written, maybe none."""

    key: str | None
    version: str | None
    changed: tuple[str, ...] = ()


def add(desk: Desk, screen: Screen, values: Mapping[str, object]) -> Saved:
    """Writes a new row of canonical values by field key.

    A field without a value is left to the column's default. Raises Forbidden, Refused (every problem
    at its field), Stale.
    """
    _allowed(desk, screen, "add", screen.can_add, screen.cannot_add_because)
    new, files = _read(desk, screen, values, new=True)
    _no_foreign_file(screen, new, files, None)
    new = beginnings.filled(desk, screen, new)
    table = desk.panel.table_of(screen)
    statement = sa.insert(table).values({table.c[key]: value for key, value in new.items()})
    with _writing(desk, screen, new):
        found = _returned(desk, screen, statement)
    keep_at_commit(desk, files.values())
    return _saved(desk, screen, found, tuple(new))


def edit(desk: Desk, screen: Screen, key: str, values: Mapping[str, object], base: Base) -> Saved:
    """Writes the changed values of a row; what is equal to the row already is not written.

    With another version than `base.version`, fields that somebody else changed too raise Conflict,
    the others merge. Raises Forbidden, Missing, Refused, Conflict, Stale.
    """
    _allowed(desk, screen, "edit", screen.can_edit, None)
    new, files = _read(desk, screen, values, new=False)
    with _writing(desk, screen, new):
        now = _locked(desk, screen, key, new)
        _no_foreign_file(screen, new, files, now)
        _merge({name: new[name] for name in new if name not in screen.companions}, now, base)
        changed = {name: value for name, value in new.items() if not now[_same(name)]}
        if not changed:
            return Saved(key, now[VERSION])
        changed |= _begun_again(desk, screen, key, changed)
        table = desk.panel.table_of(screen)
        statement = sa.update(table).values({table.c[name]: value for name, value in changed.items()})
        found = _returned(desk, screen, statement.where(has_key(desk, screen, key)))
    keep_at_commit(desk, files.values())
    return _saved(desk, screen, found, tuple(changed))


def delete(desk: Desk, screen: Screen, key: str, version: str | None = None) -> None:
    """Deletes a row. Raises Forbidden, Missing, Conflict (another version), Blocked (still referred to)."""
    _allowed(desk, screen, "delete", screen.can_delete, None)
    table = desk.panel.table_of(screen)
    same = sa.true() if version is None else version_of(table) == version
    # Not locked first: SELECT ... FOR UPDATE would ask for a right that deleting does not need.
    with _writing(desk, screen, {}):
        statement = sa.delete(table).where(has_key(desk, screen, key), same)
        if desk.connection.execute(statement).rowcount == 0:
            raise _gone(desk, screen, key)


def put(desk: Desk, screen: Screen, values: Mapping[str, object]) -> Saved:
    """Writes a new row that the machine fills: a line of a register, what a step of a workflow adds.

    Whoever calls it has asked for the rights; fields that people may not write are written too. A value
    of None is left to the column's default, where there is one. Raises Refused, Stale.
    """
    given = beginnings.filled(desk, screen, _machine_values(screen, values))
    new = {
        key: value for key, value in given.items() if value is not None or not _left_out(screen, key, True)
    }
    table = desk.panel.table_of(screen)
    statement = sa.insert(table).values({table.c[key]: value for key, value in new.items()})
    with _writing(desk, screen, new):
        found = _returned(desk, screen, statement)
    return _saved(desk, screen, found, tuple(new))


def change(
    desk: Desk, screen: Screen, key: str, values: Mapping[str, object], version: str | None = None
) -> Saved:
    """Writes values of a row that the machine fills, as `put` does; what is equal is not written.

    Raises Missing, Refused, Stale, and Conflict when the row is not at `version` any more.
    """
    new = _machine_values(screen, values)
    with _writing(desk, screen, new):
        now = _locked(desk, screen, key, new)
        if version is not None and version != now[VERSION]:
            raise Conflict(version=now[VERSION])
        changed = {name: value for name, value in new.items() if not now[_same(name)]}
        if not changed:
            return Saved(key, now[VERSION])
        table = desk.panel.table_of(screen)
        statement = sa.update(table).values({table.c[name]: value for name, value in changed.items()})
        found = _returned(desk, screen, statement.where(has_key(desk, screen, key)))
    return _saved(desk, screen, found, tuple(changed))


def _machine_values(screen: Screen, values: Mapping[str, object]) -> dict[str, Canonical]:
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


def _allowed(desk: Desk, screen: Screen, action: str, possible: bool, because: str | None) -> None:
    if not desk.actor.may(action, screen.key):
        raise Forbidden
    if not possible:
        raise Forbidden(because or screen.read_only_because)


@dataclass(slots=True)
class _Asked:
    """What somebody wants written: values, the files among them, and what is wrong with them."""

    values: dict[str, Canonical] = field(default_factory=dict)
    files: dict[str, Received] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def _read(
    desk: Desk, screen: Screen, values: Mapping[str, object], *, new: bool
) -> tuple[dict[str, Canonical], dict[str, Received]]:
    """Every value read and every problem found, before the server is asked; and the files among them."""
    asked = _Asked()
    problems, found = asked.problems, asked.values
    for key, raw in values.items():
        one = screen.fields.get(key)
        if one is None or one.hidden:
            problems.append(Problem("Kolom {field} tidak ada.", None, {"field": key}))
        elif not (one.insertable if new else one.editable):
            problems.append(Problem("Isian {label} tidak dapat diubah di sini.", key, {"label": one.label}))
        else:
            _read_one(desk, screen, one, raw, asked)
    empty = {
        one.key
        for one in screen.fields.values()
        if one.required and found.get(one.key) is None and (new or one.key in found)
    }
    if empty:
        marked = {problem.field for problem in problems}
        problems += [required(screen.fields[key]) for key in screen.fields if key in empty - marked]
        problems.sort(key=lambda problem: list(screen.fields).index(problem.field) if problem.field else -1)
    if problems:
        raise Refused(*problems)
    return {
        key: value for key, value in found.items() if value is not None or not _left_out(screen, key, new)
    }, asked.files


def _read_one(desk: Desk, screen: Screen, one: Field, raw: object, asked: _Asked) -> None:
    try:
        if one.file is None:
            asked.values[one.key] = read(one, raw)
        elif names_a_file(raw):
            asked.files[one.key] = received(desk, one, raw)
            asked.values.update(columns(screen.fields, one, asked.files[one.key]))
        elif raw is None or raw == "":
            asked.values.update(columns(screen.fields, one, None))
        else:  # the fingerprint that the row has already: see _no_foreign_file
            asked.values[one.key] = read(one, raw)
    except BadValue as error:
        asked.problems.append(error.problem)


def _no_foreign_file(
    screen: Screen, new: Mapping[str, Canonical], files: Mapping[str, Received], now: sa.RowMapping | None
) -> None:
    """Who knows the fingerprint of a file that they may not see gets no row with it."""
    named = [one for one in screen.files if new.get(one.key) is not None and one.key not in files]
    problems = [not_a_file(one) for one in named if now is None or not now[_same(one.key)]]
    if problems:
        raise Refused(*problems)


def _begun_again(
    desk: Desk, screen: Screen, key: str, changed: Mapping[str, Canonical]
) -> dict[str, Canonical]:
    """The state of a row whose workflow becomes another."""
    flow = screen.workflow
    if flow is None or flow.by not in changed:
        return {}
    state = column_of(desk, screen, screen.fields[flow.column])
    found = desk.connection.execute(sa.select(state).where(has_key(desk, screen, key))).scalar()
    return beginnings.moved_along(screen, changed, found)


def required(one: Field) -> Problem:
    """The problem of a field that must not stay empty."""
    return Problem(REQUIRED, one.key, {"label": one.label})


def _left_out(screen: Screen, key: str, new: bool) -> bool:
    """An empty field of a new row takes the column's default, where there is one."""
    column = screen.fields[key].column
    return new and (column.default is not None or bool(column.identity))


@contextmanager
def working(desk: Desk, screen: Screen) -> Iterator[None]:
    """A savepoint around work of the machine that is more than one row: done whole or not at all."""
    with _writing(desk, screen, {}):
        yield


@contextmanager
def _writing(desk: Desk, screen: Screen, values: Mapping[str, Canonical]) -> Iterator[None]:
    """A savepoint around a write; what the server refuses leaves it as a sentence."""
    try:
        with desk.connection.begin_nested():
            _announce(desk)
            yield
            # What waits for the commit would be refused there, where no sentence is made any more.
            desk.connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    except DBAPIError as error:
        raise _sentence(desk, screen, error, values) from error


def _announce(desk: Desk) -> None:
    """Tells the server who acts, for its triggers, and how long to wait for a row somebody holds."""
    settings = {
        "panel.actor": desk.actor.name,
        "panel.actor_name": desk.actor.label,
        "panel.behalf": desk.actor.behalf,
        "panel.door": desk.actor.door,
        "lock_timeout": LOCK_TIMEOUT,
    }
    desk.connection.execute(
        sa.select(*(sa.func.set_config(name, value, True) for name, value in settings.items()))
    )


def _same(name: str) -> str:
    return f"_same_{name}"


def _locked(desk: Desk, screen: Screen, key: str, new: Mapping[str, Canonical]) -> sa.RowMapping:
    """The row as it is now, held until the end, and for each new value whether it is the same.

    The server compares, by what it prints: only it knows that 1.50 is 1.5 for this column.
    """
    table = desk.panel.table_of(screen)
    columns: list[sa.ColumnElement[Any]] = [version_of(table).label(VERSION)]
    for name, value in new.items():
        columns += [table.c[name], _printed_same(table.c[name], value).label(_same(name))]
    statement = sa.select(*columns).where(has_key(desk, screen, key)).with_for_update(key_share=True)
    found = desk.connection.execute(statement).mappings().first()
    if found is None:
        raise Missing
    return found


def _printed_same(column: sa.Column[Any], value: Canonical) -> sa.ColumnElement[bool]:
    return sa.cast(column, sa.Text).is_not_distinct_from(sa.cast(as_stored(column, value), sa.Text))


def _merge(new: Mapping[str, Canonical], now: sa.RowMapping, base: Base) -> None:
    """Refuses fields that both sides changed, each in its own way."""
    if base.version is None or base.version == now[VERSION]:
        return
    both = [
        Difference(name, text(value), text(now[name]))
        for name, value in new.items()
        if not now[_same(name)] and base.stamps.get(name) != stamp(now[name])
    ]
    if both:
        raise Conflict(*both, version=now[VERSION])


def _returned(desk: Desk, screen: Screen, statement: sa.Insert | sa.Update) -> sa.RowMapping:
    columns: list[sa.ColumnElement[Any]] = list(key_columns(desk, screen))
    if screen.table.kind == "table":
        columns.append(version_of(desk.panel.table_of(screen)).label(VERSION))
    found = desk.connection.execute(statement.returning(*columns)).mappings().first()
    if found is None:  # a rule or trigger of the database swallowed it
        raise Refused(sentence="Basis data tidak menerima baris ini. Tanyakan kepada pengelola sistem.")
    return found


def _saved(desk: Desk, screen: Screen, found: sa.RowMapping, changed: tuple[str, ...]) -> Saved:
    key = keys.encode(found[column.key] for column in key_columns(desk, screen))
    if VERSION in found:
        return Saved(key, found[VERSION], changed)
    # A partitioned table can not return the version of what it wrote.
    version = version_of(desk.panel.table_of(screen))
    again = desk.connection.execute(sa.select(version).where(has_key(desk, screen, key)))
    return Saved(key, again.scalar(), changed)


def _gone(desk: Desk, screen: Screen, key: str) -> PanelError:
    """Why nothing was deleted: the row is away, or it is not the one the person saw."""
    version = version_of(desk.panel.table_of(screen))
    now = desk.connection.execute(sa.select(version).where(has_key(desk, screen, key))).scalar()
    return Missing() if now is None else Conflict(version=now)


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
