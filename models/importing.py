"""The rows of somebody's sheet through the one door: new ones, known ones changed by a key, or both.

They go together where nothing has to be asked row by row. Where the server refuses some, they are halved
until the bad row is found, so that each is told its own sentence. The caller commits, or rolls back: a dry
run is the real one, undone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from models import keys, many, many_new, records
from models.description.screen import Field, Screen
from models.errors import Blocked, Conflict, Missing, PanelError, Problem, Refused
from models.given import key_in, key_texts, typed
from models.panel import Desk
from models.records import Base
from models.rule_sql import parameters
from models.trail import Trail
from models.values import Canonical
from models.visibility import seen_rows

Mode = Literal["add", "update", "upsert", "version"]
MOST_PROBLEMS = 20_000
MOST_SLOW = 400  # rows that the server refuses, before it is asked no more
UNDOABLE = 20_000  # rows of an import that can be taken back
TWICE = "Kunci ini sudah ada di baris {other} berkas ini."
UNKNOWN = "Tidak ada baris dengan {label} {value}. Pilih cara yang juga menambah, atau perbaiki kuncinya."
NO_KEY = "Isi {label}: dengan itu barisnya dikenali."
NO_VERSION = "Baris ini tidak punya versi ekspor, jadi tidak dikenali."
CHANGED = "Baris ini diubah orang lain sejak diekspor. Ekspor lagi, atau simpan yang lain dahulu."
MISSING = "Baris ini tidak ada lagi, atau tidak boleh Anda lihat."
TOO_MANY = "Terlalu banyak baris yang ditolak basis data. Perbaiki dahulu yang di atas, lalu coba lagi."


@dataclass(slots=True)
class Line:
    """A row of the sheet. `values` are canonical, by field key; `known` is the text of its key, or the word
    of the version column. `problems` are those of cells that could not be read."""

    number: int
    values: Mapping[str, object]
    known: str | None = None
    problems: Sequence[Problem] = ()


@dataclass(slots=True)
class Import:
    """An import under way. Row numbers are the sheet's."""

    desk: Desk
    screen: Screen
    mode: Mode
    key: Field | None = None
    trail: Trail | None = field(default_factory=Trail)
    added: int = 0
    changed: int = 0
    same: int = 0
    problems: list[tuple[int, Problem]] = field(default_factory=list)
    bad: set[int] = field(default_factory=set)
    changes: dict[int, str] = field(default_factory=dict)  # row -> key of those that changed
    _slow: int = 0
    _seen: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.screen = self.desk.panel.seen(self.screen)

    def batch(self, lines: Sequence[Line]) -> None:
        """Writes some lines. What is wrong with any is noted, and that line is not written.

        Raises Forbidden, Stale.
        """
        fresh, known = self._told_apart(lines)
        news = self._readable(fresh, new=True)
        edits = self._readable([line for line, _ in known], new=False)
        found = {line.number: edit for line, edit in known}
        if self.trail is not None and len(self.trail.steps) + len(lines) > UNDOABLE:
            self.trail = None
        self._add(news)
        self._edit([(line, found[line.number], values) for line, values in edits])

    def refuse(self, line: Line, problems: Iterable[Problem]) -> None:
        self.bad.add(line.number)
        if len(self.problems) < MOST_PROBLEMS:
            self.problems += [(line.number, one) for one in problems]

    # -- which rows are there already

    def _told_apart(self, lines: Sequence[Line]) -> tuple[list[Line], list[tuple[Line, _Known]]]:
        if self.mode == "add":
            return list(lines), []
        once = [line for line in lines if self._is_first(line)]
        known = self._by_version(once) if self.mode == "version" else self._by_key(once)
        fresh: list[Line] = []
        there: list[tuple[Line, _Known]] = []
        for line in once:
            match = known.get(line.number)
            if match is not None:
                there.append((self._without_fixed(line), match))
            elif line.number not in self.bad:
                self._not_there(line, fresh)
        return fresh, there

    def _without_fixed(self, line: Line) -> Line:
        """A known row keeps its key, and what only new rows may bring."""
        fixed = {key for key, one in self.screen.fields.items() if not one.editable}
        fixed |= {self.key.key} if self.key else set()
        values = {key: value for key, value in line.values.items() if key not in fixed}
        problems = [one for one in line.problems if one.field not in fixed]
        return replace(line, values=values, problems=problems)

    def _not_there(self, line: Line, fresh: list[Line]) -> None:
        if self.mode == "upsert":
            fresh.append(line)
        elif self.mode == "version":
            self.refuse(line, [Problem(MISSING)])
        else:
            assert self.key is not None
            told = {"label": self.key.label, "value": line.known}
            self.refuse(line, [*line.problems, Problem(UNKNOWN, self.key.key, told)])

    def _is_first(self, line: Line) -> bool:
        if line.known is None or not line.known.strip():
            if self._numbers_itself():
                return True
            if self.mode == "version":
                self.refuse(line, [Problem(NO_VERSION)])
            elif self.key is not None and not any(one.field == self.key.key for one in line.problems):
                self.refuse(line, [*line.problems, Problem(NO_KEY, self.key.key, {"label": self.key.label})])
            else:
                self.refuse(line, line.problems)
            return False
        other = self._seen.setdefault(line.known, line.number)
        if other != line.number:
            at = self.key.key if self.key else None
            self.refuse(line, [*line.problems, Problem(TWICE, at, {"other": other})])
        return other == line.number

    def _numbers_itself(self) -> bool:
        """Whether a row without a key is simply a new one: the server gives it its key."""
        column = self.key.column if self.key else None
        return self.mode == "upsert" and column is not None and bool(column.default or column.identity)

    def _by_key(self, lines: Sequence[Line]) -> dict[int, _Known]:
        assert self.key is not None
        column = self.desk.panel.table_of(self.screen).c[self.key.key]
        asked = {line.known: line for line in lines if line.known is not None}
        told = sa.func.unnest(sa.cast(sa.literal(list(asked), sa.ARRAY(sa.Text)), sa.ARRAY(sa.Text)))
        source = told.table_valued("word").render_derived(name="_asked")
        word = sa.type_coerce(source.c.word, sa.Text)
        wanted = sa.select(word.label("word"), *key_texts(self.desk, self.screen)).select_from(source)
        table = self.desk.panel.table_of(self.screen)
        wanted = wanted.join(
            table, sa.and_(column == typed(column, word), *seen_rows(self.desk, self.screen))
        )
        try:
            with self.desk.connection.begin_nested():
                rows = self.desk.connection.execute(wanted, parameters(self.desk)).mappings().all()
        except DBAPIError:
            if len(lines) < 2:  # noqa: PLR2004 - this one is of the wrong form: the door says so
                return {}
            middle = len(lines) // 2
            return {**self._by_key(lines[:middle]), **self._by_key(lines[middle:])}
        return {asked[row["word"]].number: _Known(key_in(row)) for row in rows}

    def _by_version(self, lines: Sequence[Line]) -> dict[int, _Known]:
        """The rows that the version column names: <key>:<version>."""
        found = {}
        for line in lines:
            key, colon, version = (line.known or "").rpartition(":")
            try:
                keys.decode(key, len(self.screen.key_columns))
            except Missing:
                colon = ""
            if colon and version.isascii() and version.isdigit():
                found[line.number] = _Known(key, version)
            else:
                self.refuse(line, [Problem(NO_VERSION)])
        return found

    # -- what they say

    def _readable(self, lines: Iterable[Line], *, new: bool) -> list[tuple[Line, dict[str, Canonical]]]:
        found = []
        for line in lines:
            wrong = {one.field for one in line.problems}
            values = {key: value for key, value in line.values.items() if key not in wrong}
            problems = list(line.problems)
            try:
                read = records.read_values(self.desk, self.screen, values, new=new)[0]
            except Refused as error:
                problems += [one for one in error.problems if one.field not in wrong]
            if problems:
                self.refuse(line, problems)
            else:
                found.append((line, read))
        return found

    # -- writing

    def _add(self, rows: Sequence[tuple[Line, dict[str, Canonical]]]) -> None:
        if not rows:
            return
        if len(rows) > 1 and many_new.is_plain(self.desk, self.screen):
            self._halved(rows, self._add_together, self._add_one)
        else:
            for row in rows:
                self._add_one(row)

    def _add_together(self, rows: Sequence[tuple[Line, dict[str, Canonical]]]) -> None:
        trail = Trail() if self.trail is not None else None
        many_new.add(self.desk, self.screen, [values for _, values in rows], trail)
        self.added += len(rows)
        if self.trail is not None and trail is not None:
            self.trail.steps += trail.steps

    def _add_one(self, row: tuple[Line, dict[str, Canonical]]) -> None:
        line, values = row
        if self._told(line, lambda: records.add(self.desk, self.screen, values, self.trail)):
            self.added += 1

    def _edit(self, rows: Sequence[tuple[Line, _Known, dict[str, Canonical]]]) -> None:
        rows = [row for row in rows if row[2]]
        if not rows:
            return
        fields = {name for _, _, values in rows for name in values}
        if len(rows) > 1 and many.is_plain(self.desk, self.screen, fields):
            self._halved(rows, self._edit_together, self._edit_one)
        else:
            for row in rows:
                self._edit_one(row)

    def _edit_together(self, rows: Sequence[tuple[Line, _Known, dict[str, Canonical]]]) -> None:
        edits = [many.Edit(known.key, values, known.base) for _, known, values in rows]
        trail = Trail()
        done = many.edit(self.desk, self.screen, edits, trail)
        lines = {known.key: line for line, known, _ in rows}
        for key, errors in done.refused.items():
            for error in errors:
                self.refuse(lines[key], _problems(error))
        for key, saved in done.saved.items():
            if lines[key].number not in self.bad:
                self._count(lines[key], key, bool(saved.changed))
        if self.trail is not None:
            self.trail.steps += trail.steps

    def _edit_one(self, row: tuple[Line, _Known, dict[str, Canonical]]) -> None:
        line, known, values = row
        changed: list[bool] = []

        def write() -> None:
            base = known.base or Base()
            saved = records.edit(self.desk, self.screen, known.key, values, base, self.trail)
            changed.append(bool(saved.changed))

        if self._told(line, write):
            self._count(line, known.key, changed[0])

    def _count(self, line: Line, key: str, changed: bool) -> None:
        if changed:
            self.changed += 1
            self.changes[line.number] = key
        else:
            self.same += 1

    def _halved(
        self, rows: Sequence[Any], together: Callable[[Sequence[Any]], None], alone: Callable[[Any], None]
    ) -> None:
        """All at once; where the server refuses some, they are halved until those are found."""
        if len(rows) == 1:
            alone(rows[0])
            return
        try:
            together(rows)
        except (Refused, Blocked) as error:
            self._slow += 1
            if self._slow > MOST_SLOW:
                raise Refused(
                    *error.problems if isinstance(error, Refused) else (), sentence=TOO_MANY
                ) from error
            middle = len(rows) // 2
            self._halved(rows[:middle], together, alone)
            self._halved(rows[middle:], together, alone)

    def _told(self, line: Line, write: Callable[[], object]) -> bool:
        try:
            write()
        except (Refused, Conflict, Missing, Blocked) as error:
            self.refuse(line, _problems(error))
            return False
        return True


@dataclass(frozen=True, slots=True)
class _Known:
    """A row that is there already. With a version, one that must not have changed since."""

    key: str
    version: str | None = None

    @property
    def base(self) -> Base | None:
        return Base(self.version) if self.version else None


def _problems(error: PanelError) -> Sequence[Problem]:
    if isinstance(error, Conflict):
        return [Problem(CHANGED, one.field) for one in error.differences] or [Problem(CHANGED)]
    told = error.problems if isinstance(error, Refused) else ()
    return told or [Problem(error.sentence, None, error.facts)]


def unique_fields(screen: Screen) -> list[Field]:
    """The fields by which a row is known: each alone is the key, or unique."""
    found = (screen.field_of(one.columns[0]) for one in screen.table.keys if len(one.columns) == 1)
    known = [one for one in found if one is not None and not one.hidden and one.mask is None]
    return list({one.key: one for one in known}.values())
