"""Taking back what somebody did on a screen, and doing it again: through rights, row rules and the door.

Refused, with the rows and who changed them, where somebody has changed a row since.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from models import actions, last_change, many, records, restoring
from models.actions import Action
from models.description.screen import Screen
from models.errors import Missing, Overtaken, Problem, Refused
from models.given import given, key_in, key_texts
from models.panel import Desk
from models.progress import Progress
from models.records import Base
from models.rule_sql import parameters
from models.selecting import fetch, has_key, selection
from models.trail import Step, Texts, Trail
from models.values import Canonical
from models.visibility import seen_rows
from models.writing import Saved

NOTHING = "Tidak ada yang dapat dibatalkan di layar ini."
NOTHING_AGAIN = "Tidak ada yang dapat diulangi di layar ini."
NOT_HERE = "Pekerjaan ini sudah terlalu lama, jadi tidak dapat dibatalkan lagi."
NO_COLUMN = "Kolom {column} tidak dapat diubah lagi, jadi pekerjaan ini tidak dapat dibatalkan."
AT_ONCE = 5000  # rows in one statement
_NAMED = 3  # rows that a refusal names


@dataclass(frozen=True, slots=True)
class Touched:
    """A row that was changed, or is gone, since. `who` is None where the server has not written it down."""

    key: str
    title: str
    gone: bool
    who: str | None = None
    at: datetime | None = None


class ChangedSince(Overtaken):
    """The person sees which rows others have changed since; nothing was taken back. (409)"""

    sentence = "Belum dibatalkan: {count} baris sudah berubah sejak itu."

    def __init__(self, rows: Sequence[Touched], count: int, action: int) -> None:
        super().__init__(count=count)
        self.rows = tuple(rows)
        self.count = count
        self.action = action


@dataclass(slots=True)
class Undone:
    """What was written: changed rows, rows that are gone, rows that are there again. `already`: it had been
    done before, by the same press."""

    action: Action
    undone: bool
    saved: list[Saved] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    added: list[Saved] = field(default_factory=list)
    already: bool = False


@dataclass(frozen=True, slots=True)
class _Move:
    """What must happen to a row: `expected` is what it must hold now, `target` what it will hold."""

    way: Literal["edit", "remove", "restore"]
    key: str
    expected: Texts
    target: Texts


def undo(desk: Desk, screen: Screen, id: int | None = None, progress: Progress | None = None) -> Undone:
    """Takes back an action of this person on this screen: the newest, or the named one.

    One that was taken back already stays so. Raises Overtaken (nothing to take back), ChangedSince,
    Forbidden, Refused, Blocked.
    """
    screen = desk.panel.seen(screen)
    actions.hold(desk, screen)
    action = actions.named(desk, screen, id) if id is not None else actions.newest(desk, screen)
    if action is None:
        raise Overtaken(NOTHING if id is None else NOT_HERE)
    if action.undone:
        return Undone(action, True, already=True)
    moves = [_back(step) for step in reversed(actions.steps(desk, action))]
    return _make(desk, screen, action, moves, progress, undone=True)


def redo(desk: Desk, screen: Screen, id: int | None = None, progress: Progress | None = None) -> Undone:
    """Does again what was taken back last, or the named action. Raises what `undo` raises."""
    screen = desk.panel.seen(screen)
    actions.hold(desk, screen)
    action = actions.named(desk, screen, id) if id is not None else actions.next_again(desk, screen)
    if action is None:
        raise Overtaken(NOTHING_AGAIN)
    if not action.undone:
        return Undone(action, False, already=True)
    moves = [_again(step) for step in actions.steps(desk, action)]
    return _make(desk, screen, action, moves, progress, undone=False)


def skip(desk: Desk, screen: Screen, id: int) -> None:
    """Passes over an action that can not be taken back, so that the one before it can."""
    actions.hold(desk, screen)
    action = actions.named(desk, screen, id)
    if action is not None:
        actions.forget(desk, action)


def _back(step: Step) -> _Move:
    before, after = step.before or {}, step.after or {}
    if step.operation == "insert":
        return _Move("remove", step.key, after, {})
    return _Move("edit" if step.operation == "update" else "restore", step.key, after, before)


def _again(step: Step) -> _Move:
    before, after = step.before or {}, step.after or {}
    if step.operation == "delete":
        return _Move("remove", step.key, before, {})
    return _Move("edit" if step.operation == "update" else "restore", step.key, before, after)


def _make(
    desk: Desk,
    screen: Screen,
    action: Action,
    moves: Sequence[_Move],
    progress: Progress | None,
    *,
    undone: bool,
) -> Undone:
    done, made, total = Undone(action, undone), 0, 2 * len(moves)
    with desk.connection.begin_nested():
        changed = _Changed(desk, screen)
        for some in _parts(moves):
            changed.look([one for one in some if one.way != "restore"])
            made += len(some)
            _tell(progress, made, total)
        changed.refuse(action)
        for way, same in _runs(moves):
            for some in _parts(same):
                _WAYS[way](desk, screen, some, done)
                made += len(some)
                _tell(progress, made, total)
        actions.mark(desk, action, undone)
    return done


def _tell(progress: Progress | None, made: int, total: int) -> None:
    if progress is not None:
        progress.step(made, total)


def _parts(moves: Sequence[_Move]) -> Iterator[Sequence[_Move]]:
    return (moves[start : start + AT_ONCE] for start in range(0, len(moves), AT_ONCE))


def _runs(moves: Sequence[_Move]) -> list[tuple[str, list[_Move]]]:
    """Moves of one way after another, in order."""
    found: list[tuple[str, list[_Move]]] = []
    for one in moves:
        if not found or found[-1][0] != one.way:
            found.append((one.way, []))
        found[-1][1].append(one)
    return found


def _edit(desk: Desk, screen: Screen, moves: Sequence[_Move], done: Undone) -> None:
    values = {one.key: _values(screen, one.target) for one in moves}
    fields = {name for each in values.values() for name in each}
    if len(moves) == 1 or not many.is_plain(desk, screen, fields):
        done.saved += [records.edit(desk, screen, key, each, Base()) for key, each in values.items()]
        return
    read = [
        many.Edit(key, records.read_values(desk, screen, each, new=False)[0]) for key, each in values.items()
    ]
    found = many.edit(desk, screen, read, Trail())
    for errors in found.refused.values():
        raise errors[0]
    done.saved += found.saved.values()


def _remove(desk: Desk, screen: Screen, moves: Sequence[_Move], done: Undone) -> None:
    keys = [one.key for one in moves]
    if len(many.delete(desk, screen, keys, Trail())) < len(keys):
        raise Missing
    done.gone += keys


def _restore(desk: Desk, screen: Screen, moves: Sequence[_Move], done: Undone) -> None:
    done.added += restoring.restore(desk, screen, [(one.key, one.target) for one in moves])


_WAYS = {"edit": _edit, "remove": _remove, "restore": _restore}


def _values(screen: Screen, texts: Texts) -> dict[str, Canonical]:
    """By field key. Raises Refused for a column that has left the screen since."""
    values: dict[str, Canonical] = {}
    for name, text in texts.items():
        one = screen.field_of(name)
        if one is None:
            raise Refused(Problem(NO_COLUMN, None, {"column": name}))
        values[one.key] = text
    return values


@dataclass(slots=True)
class _Changed:
    """The rows that hold something else than they should, or are gone. All are held until the end."""

    desk: Desk
    screen: Screen
    keys: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)

    def look(self, moves: Sequence[_Move]) -> None:
        if not moves:
            return
        now = _compared(self.desk, self.screen, moves)
        self.keys += [one.key for one in moves if now.get(one.key, True)]
        self.gone |= {one.key for one in moves if one.key not in now}

    def refuse(self, action: Action) -> None:
        """Raises ChangedSince where there is any."""
        if not self.keys:
            return
        first = self.keys[:_NAMED]
        touches = last_change.of_cells(self.desk, self.screen, first)
        rows = [_touched(self.desk, self.screen, key, key in self.gone, touches) for key in first]
        raise ChangedSince(rows, len(self.keys), action.id)


def _compared(desk: Desk, screen: Screen, moves: Sequence[_Move]) -> dict[str, bool]:
    """Key -> whether the row holds something else than expected; without those that are not there."""
    table = desk.panel.table_of(screen)
    source = given(screen, [(one.key, one.expected) for one in moves])
    names = {name for one in moves for name in one.expected}
    columns: list[sa.Column[Any]] = [one for one in table.columns if str(one.name) in names]
    differs = sa.or_(sa.false(), *(source.differs(one) for one in columns)).label("differs")
    wanted = sa.select(*key_texts(desk, screen), differs).select_from(table, source.source)
    wanted = wanted.where(source.is_row(desk, screen), *seen_rows(desk, screen))
    if screen.table.can_update:
        wanted = wanted.with_for_update(key_share=True, of=table)
    found = desk.connection.execute(wanted, parameters(desk)).mappings()
    return {key_in(row): bool(row["differs"]) for row in found}


def _touched(
    desk: Desk, screen: Screen, key: str, gone: bool, touches: dict[tuple[str, str], last_change.Touch]
) -> Touched:
    last = last_change.of_row(touches, key)
    return Touched(
        key, _title(desk, screen, key), gone, last.who if last else None, last.at if last else None
    )


def _title(desk: Desk, screen: Screen, key: str) -> str:
    """The words by which people know a row that they see; else its key."""
    chosen = selection(desk, screen, ())
    try:
        clause = has_key(desk, screen, key)
    except Missing:
        return key
    statement, _ = chosen.outer(chosen.inner().where(clause, *seen_rows(desk, screen)))
    found = fetch(desk, screen, statement)
    return chosen.row(found[0]).title if found else key
