"""The same values into many rows, or many rows deleted: first shown, then done in one transaction.

One action that can be taken back. Where the screen needs each row asked for itself (deadlines, workflows)
the door is taken row by row, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from models import actions, chosen, many, records
from models.chosen import Chosen
from models.description.screen import Screen
from models.errors import Blocked, Conflict, Forbidden, Missing, PanelError, Refused
from models.given import given
from models.panel import Desk
from models.progress import Progress
from models.records import Base
from models.schema.types import as_stored
from models.selecting import Row, fetch, selection
from models.trail import Trail
from models.values import Canonical

AT_ONCE = 2000  # rows in one statement
TRIED = 500  # so many are really written for a preview, and undone again
SAMPLE = 10
NOTHING = "Pilih dahulu kolom yang diubah."
WRONG = "Belum ada yang diubah: {count} baris belum memenuhi aturan."


@dataclass(frozen=True, slots=True)
class Trouble:
    """A row that cannot be changed so, by what it is called, and why."""

    key: str
    title: str
    error: PanelError


class Unfit(Refused):
    """The person sees which rows stand against it; nothing was written. (422)"""

    def __init__(self, troubles: Sequence[Trouble]) -> None:
        super().__init__(sentence=WRONG)
        self.facts = {"count": len(troubles)}
        self.troubles = tuple(troubles)


@dataclass(frozen=True, slots=True)
class Preview:
    """`total` rows are chosen, `changing` of them hold something else now. `sample`: some of these, as they
    are. `snapshot` marks the moment, for `touched_since`."""

    total: int
    changing: int
    sample: tuple[Row, ...]
    troubles: tuple[Trouble, ...]
    snapshot: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What was done: rows changed, rows that held the values already, and the action to take back. `again`:
    it had been done before, by the same press."""

    changed: int
    same: int
    action: int | None
    again: bool = False


_SNAPSHOT = sa.text("SELECT pg_current_snapshot()::text")
# Rows hold the lower half of a transaction's number; the snapshot tells the upper half.
_SEEN = """
    pg_visible_in_snapshot((CASE
        WHEN {xmin} <= (pg_snapshot_xmax(CAST(:snapshot AS pg_snapshot))::text::numeric % 4294967296)
             OR pg_snapshot_xmax(CAST(:snapshot AS pg_snapshot))::text::numeric < 4294967296 THEN
            div(pg_snapshot_xmax(CAST(:snapshot AS pg_snapshot))::text::numeric, 4294967296)
        ELSE div(pg_snapshot_xmax(CAST(:snapshot AS pg_snapshot))::text::numeric, 4294967296) - 1
        END * 4294967296 + {xmin})::text::xid8, CAST(:snapshot AS pg_snapshot))"""


def preview(desk: Desk, screen: Screen, those: Chosen, values: Mapping[str, object]) -> Preview:
    """What an edit would do. Raises Forbidden, Refused (a value at its field, or no column)."""
    screen = desk.panel.seen(screen)
    new = _values(desk, screen, values)
    snapshot = str(desk.connection.scalar(_SNAPSHOT))
    differs = _differs(desk, screen, new)
    total = chosen.count(desk, screen, those)
    changing = _count(desk, screen, [*chosen.rows(desk, screen, those), differs])
    sample = _sample(desk, screen, tuple(new), [*chosen.rows(desk, screen, those), differs])
    troubles = _tried(desk, screen, those, new) if 0 < changing <= TRIED else ()
    return Preview(total, changing, sample, tuple(troubles), snapshot)


def touched_since(desk: Desk, screen: Screen, those: Chosen, snapshot: str) -> int:
    """How many of the chosen rows somebody has written since a preview."""
    if screen.table.kind != "table":
        return 0
    table = desk.panel.table_of(screen)
    name = desk.connection.dialect.identifier_preparer.format_table(table).replace(":", "\\:")
    seen = sa.text(_SEEN.format(xmin=f"{name}.xmin::text::numeric")).bindparams(snapshot=snapshot)
    clauses = [*chosen.rows(desk, screen, those), sa.not_(sa.type_coerce(seen, sa.Boolean))]
    return _count(desk, screen, clauses)


def edit(
    desk: Desk,
    screen: Screen,
    those: Chosen,
    values: Mapping[str, object],
    token: str | None = None,
    progress: Progress | None = None,
) -> Changed:
    """Writes the values into all chosen rows, or into none.

    Raises Forbidden, Refused (a value at its field), Unfit (rows that stand against it), Busy.
    """
    screen = desk.panel.seen(screen)
    new = _values(desk, screen, values)
    with desk.connection.begin_nested():
        work = _Work.begun(desk, screen, token)
        if work is None:
            return Changed(0, 0, actions.pressed(desk, token or ""), again=True)
        keys = chosen.keys(desk, screen, those)
        same = len(keys)
        for some in _parts(keys, progress):
            found = _Writer(desk, screen, new).write(some)
            if found.troubles:
                raise Unfit(found.troubles)
            same -= len(found.trail.steps)
            work.note(found.trail)
        return Changed(work.rows, same, work.end())


def delete(
    desk: Desk,
    screen: Screen,
    those: Chosen,
    *unless: sa.ColumnElement[bool],
    token: str | None = None,
    progress: Progress | None = None,
) -> Changed:
    """Deletes all chosen rows for which `unless` holds, or none.

    Raises Forbidden, Blocked (one of them is still referred to), Busy.
    """
    screen = desk.panel.seen(screen)
    records.allowed(desk, screen, "delete", screen.can_delete, None)
    with desk.connection.begin_nested():
        work = _Work.begun(desk, screen, token)
        if work is None:
            return Changed(0, 0, actions.pressed(desk, token or ""), again=True)
        for some in _parts(chosen.keys(desk, screen, those, *unless), progress):
            trail = Trail()
            many.delete(desk, screen, some, trail)
            work.note(trail)
        return Changed(work.rows, 0, work.end())


def _values(desk: Desk, screen: Screen, values: Mapping[str, object]) -> dict[str, Canonical]:
    records.allowed(desk, screen, "edit", screen.can_edit, None)
    if not values:
        raise Refused(sentence=NOTHING)
    return records.read_values(desk, screen, values, new=False)[0]


def _differs(desk: Desk, screen: Screen, new: Mapping[str, Canonical]) -> sa.ColumnElement[bool]:
    """Whether a row holds something else than the new values, by what the server prints."""
    table = desk.panel.table_of(screen)
    each = (
        sa.cast(table.c[key], sa.Text).is_distinct_from(sa.cast(as_stored(table.c[key], value), sa.Text))
        for key, value in new.items()
    )
    return sa.or_(sa.false(), *each)


def count(desk: Desk, screen: Screen, those: Chosen, *more: sa.ColumnElement[bool]) -> int:
    """How many of the chosen rows there are for which `more` holds."""
    return _count(desk, screen, [*chosen.rows(desk, screen, those), *more])


def _count(desk: Desk, screen: Screen, clauses: Sequence[sa.ColumnElement[bool]]) -> int:
    table = desk.panel.table_of(screen)
    counted = sa.select(sa.func.count().label("n")).select_from(table).where(*clauses)
    return int(fetch(desk, screen, counted)[0]["n"])


def _sample(
    desk: Desk, screen: Screen, fields: tuple[str, ...], clauses: Sequence[sa.ColumnElement[bool]]
) -> tuple[Row, ...]:
    picked = selection(desk, screen, fields)
    table = desk.panel.table_of(screen)
    inner = picked.inner().where(*clauses).order_by(*(table.c[one.key] for one in table.primary_key))
    statement, _ = picked.outer(inner.limit(SAMPLE))
    return tuple(picked.row(found) for found in fetch(desk, screen, statement))


def _tried(desk: Desk, screen: Screen, those: Chosen, new: Mapping[str, Canonical]) -> Sequence[Trouble]:
    """What stands against it, found by doing it and undoing it again."""
    with desk.connection.begin_nested() as point:
        keys = chosen.keys(desk, screen, those)
        found = [one for some in _parts(keys) for one in _Writer(desk, screen, new).write(some).troubles]
        point.rollback()
    return found


def _parts(keys: Sequence[str], progress: Progress | None = None) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), AT_ONCE):
        if progress is not None:
            progress.step(start, len(keys))
        yield keys[start : start + AT_ONCE]
    if progress is not None:
        progress.step(len(keys), len(keys))


@dataclass(slots=True)
class _Work:
    """The action while it is being done."""

    desk: Desk
    screen: Screen
    action: int | None
    rows: int = 0

    @classmethod
    def begun(cls, desk: Desk, screen: Screen, token: str | None) -> _Work | None:
        """None where this press has been made already."""
        actions.hold(desk, screen)
        if token is not None and actions.pressed(desk, token) is not None:
            return None
        return cls(desk, screen, actions.begin(desk, screen, "bulk", token))

    def note(self, trail: Trail) -> None:
        self.rows += len(trail.steps)
        if self.action is not None:
            actions.note(self.desk, self.screen, self.action, trail)

    def end(self) -> int | None:
        if self.action is not None:
            actions.end(self.desk, self.action, self.rows)
        return self.action


@dataclass(slots=True)
class _Written:
    trail: Trail = field(default_factory=Trail)
    troubles: list[Trouble] = field(default_factory=list)


@dataclass(slots=True)
class _Writer:
    """Writes values into rows; those that are refused are found by halving, a few of them."""

    desk: Desk
    screen: Screen
    new: Mapping[str, Canonical]
    done: _Written = field(default_factory=_Written)

    def write(self, keys: Sequence[str]) -> _Written:
        plain = many.is_plain(self.desk, self.screen, self.new)
        (self._together if plain else self._each)(keys)
        return self.done

    def _together(self, keys: Sequence[str]) -> None:
        if len(self.done.troubles) >= SAMPLE or not keys:
            return
        if len(keys) == 1:
            self._each(keys)
            return
        edits = [many.Edit(key, self.new) for key in keys]
        try:
            found = many.edit(self.desk, self.screen, edits, self.done.trail)
        except (Refused, Blocked):
            self._together(keys[: len(keys) // 2])
            self._together(keys[len(keys) // 2 :])
            return
        for key, errors in found.refused.items():
            self._trouble(key, errors[0])

    def _each(self, keys: Sequence[str]) -> None:
        for key in keys:
            if len(self.done.troubles) >= SAMPLE:
                return
            try:
                records.edit(self.desk, self.screen, key, self.new, Base(), self.done.trail)
            except (Refused, Blocked, Conflict, Missing, Forbidden) as error:
                self._trouble(key, error)

    def _trouble(self, key: str, error: PanelError) -> None:
        if not isinstance(error, Missing):  # gone meanwhile: there is nothing to change
            self.done.troubles.append(Trouble(key, _title(self.desk, self.screen, key), error))


def _title(desk: Desk, screen: Screen, key: str) -> str:
    picked, source = selection(desk, screen, ()), given(screen, [(key, {})])
    there = sa.exists(sa.select(sa.literal(1)).select_from(source.source).where(source.is_row(desk, screen)))
    statement, _ = picked.outer(picked.inner().where(there))
    found = fetch(desk, screen, statement)
    return picked.row(found[0]).title if found else key
