"""Many rows from one gesture: cells, a paste, new rows, deleted rows; through the one door, in one go.

What is wrong is told of every cell at once. All of it is written or nothing; or, when somebody asks for
that, what is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from typing import Literal

import sqlalchemy as sa

from models import actions, many, records
from models.description.screen import Screen
from models.errors import Blocked, Conflict, Difference, Missing, PanelError, Problem, Refused
from models.panel import Desk
from models.records import Base
from models.trail import Trail
from models.values import Canonical
from models.writing import Saved

Mode = Literal["all", "good"]
_FEW = 4  # rows from which on they go together
_PATIENCE = 40  # refusals of the server, each found by halving
NOT_SEEN = "Muat ulang baris ini, lalu ubah lagi."


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a batch, `name` by which the page knows it: the row's key, or a word of its own for a
    new row (`key` None). `problems` are what its typed texts are refused for already."""

    name: str
    key: str | None
    values: Mapping[str, object] = field(default_factory=dict)
    base: Base = field(default_factory=Base)
    delete: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Clash:
    """A cell that somebody else changed meanwhile."""

    line: Line
    difference: Difference | None  # None: the row that was to be deleted
    version: str | None


@dataclass(slots=True)
class Done:
    """What became of a batch. `written` is False where all of it was undone again."""

    saved: list[tuple[Line, Saved]] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    refused: list[tuple[Line, Problem]] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    action: int | None = None
    written: bool = True
    unchecked: int = 0  # rows that were not tried any more, after so many that were refused

    @property
    def is_good(self) -> bool:
        return not (self.refused or self.clashes)


def run(
    desk: Desk, screen: Screen, lines: Sequence[Line], mode: Mode, kind: str, token: str | None = None
) -> Done:
    """Writes the lines of a batch and keeps them as one action that can be taken back.

    Mode "all": nothing is written when any cell is refused or disputed; "good": the other cells are.
    A `token` that was used already writes nothing again. Raises Forbidden, Stale.
    """
    screen = desk.panel.seen(screen)
    work = _Work(desk, screen, mode)
    if token is not None and (before := actions.pressed(desk, token)) is not None:
        work.done.action = before
        return work.done
    with _undoable(desk, lines) as point:
        work.lines(lines)
        if mode == "all" and not work.done.is_good:
            if point is not None:
                point.rollback()
            work.done.saved, work.done.gone, work.done.written = [], [], False
            return work.done
        work.done.action = actions.keep(desk, screen, kind, work.trail, token)
    return work.done


@contextmanager
def _undoable(desk: Desk, lines: Sequence[Line]) -> Iterator[sa.NestedTransaction | None]:
    """A savepoint around a batch. One cell needs none: the door has its own, and half of it is nothing."""
    if len(lines) == 1 and len(lines[0].values) <= 1:
        yield None
    else:
        with desk.connection.begin_nested() as point:
            yield point


@dataclass(slots=True)
class _Work:
    """The batch while it is being written."""

    desk: Desk
    screen: Screen
    mode: Mode
    trail: Trail = field(default_factory=Trail)
    done: Done = field(default_factory=Done)
    refusals: int = 0  # of the server, to several rows at once

    def lines(self, lines: Sequence[Line]) -> None:
        """All lines in their order; edits that stand together go together, where nothing stands against."""
        for together, some in groupby(lines, key=self._is_plain):
            found = list(some)
            if together and len(found) >= _FEW:
                self._edit_many(found)
            else:
                for line in found:
                    self.line(line)

    def _is_plain(self, line: Line) -> bool:
        known = all(name in self.screen.fields for name in line.values)
        seen = line.key is not None and not line.delete and line.base.version is not None
        return seen and known and many.is_plain(self.desk, self.screen, line.values)

    def _edit_many(self, lines: Sequence[Line]) -> None:
        """Edits in one go. Where the server refuses one, they are halved until it is found."""
        read = {line.name: self._read(line) for line in lines}
        edits = [many.Edit(line.key or "", read[line.name], line.base) for line in lines]
        self._halved(lines, [one for one in edits if one.values])

    def _read(self, line: Line) -> dict[str, Canonical]:
        """The cells of a line that can be read; the others are refused."""
        self.refuse(line, line.problems)
        wrong = {one.field for one in line.problems}
        left = {name: value for name, value in line.values.items() if name not in wrong}
        while left:
            try:
                return records.read_values(self.desk, self.screen, left, new=False)[0]
            except Refused as error:
                self.refuse(line, error.problems)
                out = {one.field for one in error.problems}
                left = (
                    {name: value for name, value in left.items() if name not in out}
                    if out & set(left)
                    else {}
                )
        return {}

    def _halved(self, lines: Sequence[Line], edits: Sequence[many.Edit]) -> None:
        if not edits:
            return
        by_key = {line.key: line for line in lines}
        tired = self.refusals > _PATIENCE
        if tired and self.mode == "all":  # nothing will be written: what was found is enough to mend
            self.done.unchecked += len(edits)
            return
        if tired or len(edits) == 1:
            for one in edits:
                self._edit(replace(by_key[one.key], values=one.values, problems=()), one.key)
            return
        try:
            done = many.edit(self.desk, self.screen, edits, self.trail)
        except (Refused, Blocked):
            self.refusals += 1
            middle = len(edits) // 2
            self._halved(lines, edits[:middle])
            self._halved(lines, edits[middle:])
            return
        for key, saved in done.saved.items():
            self.done.saved.append((by_key[key], saved))
        for key, errors in done.refused.items():
            for error in errors:
                self._note(by_key[key], error)

    def _note(self, line: Line, error: PanelError) -> None:
        if isinstance(error, Conflict):
            self.done.clashes += [Clash(line, one, error.version) for one in error.differences]
        else:
            self.refuse(line, _problems(error))

    def line(self, line: Line) -> None:
        self.refuse(line, line.problems)
        if line.delete:
            self._delete(line)
        elif line.key is None:
            self._add(line)
        else:
            self._edit(line, line.key)

    def refuse(self, line: Line, problems: Iterable[Problem]) -> None:
        self.done.refused += [(line, one) for one in problems]

    def _add(self, line: Line) -> None:
        """A new row is written with all of its cells, or not at all; tried, to hear what else is wrong."""
        wrong = {one.field for one in line.problems}
        values = {key: value for key, value in line.values.items() if key not in wrong}
        if not line.problems:
            self._told(line, partial(records.add, self.desk, self.screen, values, self.trail), wrong)
            return
        trail = Trail()
        with self.desk.connection.begin_nested() as point:
            try:
                records.add(self.desk, self.screen, values, trail)
            except Refused as error:
                self.refuse(line, (one for one in _problems(error) if one.field not in wrong | {None}))
            point.rollback()

    def _edit(self, line: Line, key: str) -> None:
        """The cells of a row; one that is refused is left out, and the others are tried without it."""
        left = dict(line.values)
        for name in {one.field for one in line.problems}:
            left.pop(name or "", None)
        while left:
            out = self._told(line, partial(self._written, line, key, left), set()).intersection(left)
            if not out:
                return
            left = {name: value for name, value in left.items() if name not in out}

    def _written(self, line: Line, key: str, values: Mapping[str, object]) -> Saved:
        if line.base.version is None:
            raise Refused(Problem(NOT_SEEN))
        return records.edit(self.desk, self.screen, key, values, line.base, self.trail)

    def _told(self, line: Line, write: Callable[[], Saved], told: set[str | None]) -> set[str]:
        """Writes a row, or notes why not; gives the cells without which it may be tried again."""
        try:
            self.done.saved.append((line, write()))
        except Conflict as error:
            self.done.clashes += [Clash(line, one, error.version) for one in error.differences]
            return {one.field for one in error.differences}
        except (Refused, Missing, Blocked) as error:
            problems = [one for one in _problems(error) if one.field not in told]
            self.refuse(line, problems)
            at = {one.field for one in problems}
            return set() if None in at else {name for name in at if name is not None}
        return set()

    def _delete(self, line: Line) -> None:
        try:
            records.delete(self.desk, self.screen, line.key or "", line.base.version, self.trail)
            self.done.gone.append(line.key or "")
        except Conflict as error:
            self.done.clashes.append(Clash(line, None, error.version))
        except (Refused, Missing, Blocked) as error:
            self.refuse(line, _problems(error))


def _problems(error: PanelError) -> tuple[Problem, ...]:
    told = error.problems if isinstance(error, Refused) else ()
    return told or (Problem(error.sentence, None, error.facts),)
