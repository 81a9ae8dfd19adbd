"""Many rows from one gesture: cells, a paste, new rows, deleted rows; through the one door, in one go.

What is wrong is told of every cell at once. All of it is written or nothing; or, when somebody asks for
that, what is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from models import actions, records
from models.description.screen import Screen
from models.errors import Blocked, Conflict, Difference, Missing, Problem, Refused
from models.panel import Desk
from models.records import Base
from models.trail import Trail
from models.writing import Saved

Mode = Literal["all", "good"]
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
    work = _Work(desk, screen)
    if token is not None and (before := actions.pressed(desk, token)) is not None:
        work.done.action = before
        return work.done
    with desk.connection.begin_nested() as point:
        for line in lines:
            work.line(line)
        if mode == "all" and not work.done.is_good:
            point.rollback()
            work.done.saved, work.done.gone, work.done.written = [], [], False
            return work.done
        work.done.action = actions.keep(desk, screen, kind, work.trail, token)
    return work.done


@dataclass(slots=True)
class _Work:
    """The batch while it is being written."""

    desk: Desk
    screen: Screen
    trail: Trail = field(default_factory=Trail)
    done: Done = field(default_factory=Done)

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


def _problems(error: Refused | Missing | Blocked) -> tuple[Problem, ...]:
    told = error.problems if isinstance(error, Refused) else ()
    return told or (Problem(error.sentence, None, error.facts),)
