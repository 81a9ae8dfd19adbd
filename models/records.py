"""THE ONE DOOR: every write of every screen, from form, grid, REST, job and command line.

Here stand the rights, the changed columns, the row version and the sentences for what the server
refuses. A door works inside a savepoint of the caller's transaction; the caller commits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import sqlalchemy as sa

from models import beginnings, deadlines, starting
from models.cell import is_one_cell, write_cell
from models.description.screen import Field, Screen
from models.errors import Conflict, Difference, Forbidden, Missing, PanelError, Problem, Refused
from models.files.attaching import columns, keep_at_commit, names_a_file, not_a_file, received
from models.files.store import Received
from models.panel import Desk
from models.schema.mapping import version_of
from models.selecting import VERSION, column_of, has_key
from models.sight import must_be_whole, must_point_at_seen, must_still_see
from models.trail import Trail, new_texts, old_texts, readable, texts_in
from models.values import BadValue, Canonical, read, stamp, text
from models.visibility import seen_rows
from models.writing import Saved, left_out, locked, required, returned, same, writing, written


@dataclass(frozen=True, slots=True)
class Base:
    """What the person had before their eyes: the row's version, and a stamp of each value."""

    version: str | None = None
    stamps: Mapping[str, str] = field(default_factory=dict)


def add(desk: Desk, screen: Screen, values: Mapping[str, object], trail: Trail | None = None) -> Saved:
    """Writes a new row of canonical values by field key.

    A field without a value is left to the column's default. A `trail` notes what was written, to take it
    back. Raises Forbidden, Refused (every problem at its field), Stale.
    """
    screen = desk.panel.seen(screen)
    allowed(desk, screen, "add", screen.can_add, screen.cannot_add_because)
    new, files = read_values(desk, screen, values, new=True)
    _no_foreign_file(screen, new, files, None)
    must_be_whole(screen, new)
    must_point_at_seen(desk, _fields(screen, new))
    new = beginnings.filled(desk, screen, new)
    table = desk.panel.table_of(screen)
    statement = sa.insert(table).values({table.c[key]: value for key, value in new.items()})
    with writing(desk, screen, new):
        saved = written(desk, screen, returned(desk, screen, statement), tuple(new))
        deadlines.follow(desk, screen, saved.key, new, new=True)
        saved = starting.start(desk, screen, saved)
        must_still_see(desk, screen, saved.key)
    keep_at_commit(desk, files.values())
    if trail is not None:
        trail.added(saved.key)
    return saved


def edit(
    desk: Desk,
    screen: Screen,
    key: str,
    values: Mapping[str, object],
    base: Base,
    trail: Trail | None = None,
) -> Saved:
    """Writes the changed values of a row; what is equal to the row already is not written.

    With another version than `base.version`, fields that somebody else changed too raise Conflict,
    the others merge. Raises Forbidden, Missing, Refused, Conflict, Stale.
    """
    screen = desk.panel.seen(screen)
    allowed(desk, screen, "edit", screen.can_edit, None)
    new, files = read_values(desk, screen, values, new=False)
    with writing(desk, screen, new):
        if is_one_cell(desk, screen, new, base):
            saved_at_once = write_cell(desk, screen, key, new, base.version or "", trail)
            if saved_at_once is not None:
                deadlines.follow(desk, screen, key, new)
                return saved_at_once
        old = old_texts(desk, screen, tuple(new)) if trail is not None else ()
        now = locked(desk, screen, key, new, seen_rows(desk, screen), old)
        _no_foreign_file(screen, new, files, now)
        own = {name: value for name, value in new.items() if name not in screen.companions}
        merge(screen, own, cast("Mapping[str, Any]", now), base)
        changed = {name: value for name, value in new.items() if not now[same(name)]}
        if not changed:
            return Saved(key, now[VERSION])
        must_be_whole(screen, changed)
        must_point_at_seen(desk, _fields(screen, changed))
        changed |= _begun_again(desk, screen, key, changed)
        table = desk.panel.table_of(screen)
        statement = sa.update(table).values({table.c[name]: value for name, value in changed.items()})
        told = new_texts(desk, screen, tuple(new)) if trail is not None else ()
        found = returned(desk, screen, statement.where(has_key(desk, screen, key)), told)
        saved = written(desk, screen, found, tuple(changed))
        deadlines.follow(desk, screen, saved.key or key, changed)
        must_still_see(desk, screen, saved.key)
    keep_at_commit(desk, files.values())
    if trail is not None:
        mine = tuple(name for name in changed if name in new)
        trail.changed(key, texts_in(desk, screen, now, mine), texts_in(desk, screen, found, mine))
    return saved


def delete(
    desk: Desk, screen: Screen, key: str, version: str | None = None, trail: Trail | None = None
) -> None:
    """Deletes a row. Raises Forbidden, Missing, Conflict (another version), Blocked (still referred to)."""
    screen = desk.panel.seen(screen)
    allowed(desk, screen, "delete", screen.can_delete, None)
    table = desk.panel.table_of(screen)
    same = sa.true() if version is None else version_of(table) == version
    # Not locked first: SELECT ... FOR UPDATE would ask for a right that deleting does not need.
    with writing(desk, screen, {}):
        statement = sa.delete(table).where(has_key(desk, screen, key), same, *seen_rows(desk, screen))
        whole = readable(desk, screen) if trail is not None else ()
        found = desk.connection.execute(statement.returning(sa.literal(1), *old_texts(desk, screen, whole)))
        row = found.mappings().first()
        if row is None:
            raise _gone(desk, screen, key)
        deadlines.follow(desk, screen, key, None)
    if trail is not None:
        trail.deleted(key, texts_in(desk, screen, row, whole))


def allowed(desk: Desk, screen: Screen, action: str, possible: bool, because: str | None) -> None:
    """Raises Forbidden where the actor may not, or the table cannot."""
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


def read_values(
    desk: Desk, screen: Screen, values: Mapping[str, object], *, new: bool
) -> tuple[dict[str, Canonical], dict[str, Received]]:
    """Every value read and every problem found, before the server is asked; and the files among them.

    Raises Refused.
    """
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
        key: value for key, value in found.items() if value is not None or not left_out(screen, key, new)
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


def _fields(screen: Screen, values: Mapping[str, Canonical]) -> list[tuple[Field, Canonical]]:
    return [(screen.fields[key], value) for key, value in values.items()]


def _no_foreign_file(
    screen: Screen, new: Mapping[str, Canonical], files: Mapping[str, Received], now: sa.RowMapping | None
) -> None:
    """Who knows the fingerprint of a file that they may not see gets no row with it."""
    named = [one for one in screen.files if new.get(one.key) is not None and one.key not in files]
    problems = [not_a_file(one) for one in named if now is None or not now[same(one.key)]]
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


def merge(screen: Screen, new: Mapping[str, Canonical], now: Mapping[str, Any], base: Base) -> None:
    """Refuses fields that both sides changed, each in its own way.

    Of a masked one nobody can tell whether the others changed it: then that is asked.
    """
    if base.version is None or base.version == now[VERSION]:
        return
    both = [
        Difference(name, text(value), text(now[name]))
        for name, value in new.items()
        if not now[same(name)]
        and (screen.fields[name].mask is not None or base.stamps.get(name) != stamp(now[name]))
    ]
    if both:
        raise Conflict(*both, version=now[VERSION])


def _gone(desk: Desk, screen: Screen, key: str) -> PanelError:
    """Why nothing was deleted: the row is away, or it is not the one the person saw."""
    version = version_of(desk.panel.table_of(screen))
    seen = (has_key(desk, screen, key), *seen_rows(desk, screen))
    now = desk.connection.execute(sa.select(version).where(*seen)).scalar()
    return Missing() if now is None else Conflict(version=now)
