"""Deadlines that the machine counts: each row's is stored, and kept true when anything it follows from
changes: the row itself, the row with the length (a service), the office's closed days.

Whoever writes to one of those holds a lock of the transaction first: shared for a row, alone for what all
rows follow from. So no row is counted by a calendar that is just being changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from models import pauses
from models.announcing import announce
from models.counted_rows import count_all, counted, is_open, moment_of, units_of, written
from models.description.screen import Field, Screen
from models.given import given
from models.panel import Desk, Panel
from models.selecting import has_key
from models.workdays import calendar_of, closed_table, forget_calendar, read_calendar

_LOCK = 0x6D656A62
_later: ContextVar[bool] = ContextVar("deadlines_later", default=False)


def refresh(desk: Desk, screen: Screen, key: str) -> None:
    """Counts the deadlines of one row anew, whatever its state."""
    found = [one for one in counted(desk.panel) if one.screen.table.name == screen.table.name]
    if not found:
        return
    announce(desk, _shared())
    for one in found:
        count_all(desk, one, read_calendar(desk), has_key(desk, one.screen, key))


def refresh_open(desk: Desk) -> int:
    """Counts the deadlines of all rows that are not done; gives how many moved."""
    if not counted(desk.panel):
        return 0
    announce(desk, _alone())
    return _all_open(desk)


def stand_still(desk: Desk, screen: Screen, key: str, paused: bool, reason: str | None = None) -> None:
    """The clock of a row stops (`paused`) or goes on. One that does so already is left as it is."""
    fields = _pause_fields(desk.panel, screen)
    if not fields and not _is_counted(desk.panel, screen):
        return
    announce(desk, _shared())
    since = [_stand(desk, screen, key, one, paused) for one in fields]
    if paused:
        pauses.begin(desk, screen, key, min([one for one in since if one] or [desk.now]), reason)
    else:
        pauses.end(desk, screen, key, desk.now, next(filter(None, since), None), reason)
        refresh(desk, screen, key)


@contextmanager
def once(desk: Desk) -> Iterator[None]:
    """Many writes to the closed days: the open rows are counted at the end, not after each."""
    token = _later.set(True)
    try:
        yield
    finally:
        _later.reset(token)
    forget_calendar(desk.panel)
    refresh_open(desk)


def follow_from(panel: Panel, screen: Screen, fields: Collection[str]) -> bool:
    """Whether anything that is counted follows from these fields of a screen."""
    own = (one.own for one in counted(panel) if one.screen.table.name == screen.table.name)
    pauses_ = {one.key for one in _pause_fields(panel, screen)}
    changed = set(fields)
    return _moves_all(panel, screen) or any(not one.isdisjoint(changed) for one in (*own, pauses_))


def hold(desk: Desk, screen: Screen) -> tuple[sa.ColumnElement[Any], ...]:
    """What a write to this screen asks of the server before it locks a row."""
    if _moves_all(desk.panel, screen):
        return (_alone(),)
    return (_shared(),) if _is_counted(desk.panel, screen) else ()


def follow(
    desk: Desk, screen: Screen, key: str | None, changed: Collection[str] | None, *, new: bool = False
) -> None:
    """After a write: counts what follows from it. `changed` None: the row is gone."""
    if key is None or not counted(desk.panel):
        return
    if screen.table.name == closed_table(desk.panel):
        forget_calendar(desk.panel)
        if not _later.get():
            _all_open(desk)
    _follow_lengths(desk, screen, key, changed)
    if changed is None:
        if _is_counted(desk.panel, screen):
            pauses.forget(desk, screen, key)
        return
    noted = _note_pauses(desk, screen, key, changed)
    own = [one for one in counted(desk.panel) if one.screen.table.name == screen.table.name]
    for one in own:
        if new or noted or not one.own.isdisjoint(changed):
            count_all(desk, one, read_calendar(desk), has_key(desk, one.screen, key))


def follow_together(panel: Panel, screen: Screen) -> bool:
    """Whether new rows of a screen can be counted together: no others follow from them, and nobody brings a
    pause of their own along."""
    pauses_ = any(one.insertable for one in _pause_fields(panel, screen))
    return not _moves_all(panel, screen) and not pauses_


def follow_all(
    desk: Desk, screen: Screen, row_keys: Sequence[str], changed: Collection[str] | None = None
) -> bool:
    """After many new rows were written together, or these fields of theirs: counts them. Whether it did."""
    own = [
        one
        for one in counted(desk.panel)
        if one.screen.table.name == screen.table.name and (changed is None or not one.own.isdisjoint(changed))
    ]
    for one in own:
        source = given(one.screen, ((key, {}) for key in row_keys))
        there = sa.select(sa.literal(1)).select_from(source.source).where(source.is_row(desk, one.screen))
        count_all(desk, one, read_calendar(desk), sa.exists(there))
    return bool(own)


def _all_open(desk: Desk) -> int:
    calendar = read_calendar(desk)
    return sum(count_all(desk, one, calendar, *is_open(desk, one)) for one in counted(desk.panel))


def _follow_lengths(desk: Desk, screen: Screen, key: str, changed: Collection[str] | None) -> None:
    """The open rows that take their length from a row which was changed."""
    for one in counted(desk.panel):
        if one.far.table.name != screen.table.name or changed is None or one.there.isdisjoint(changed):
            continue
        far = desk.panel.table_of(one.far)
        pointed = sa.select(far.c[one.target]).where(has_key(desk, one.far, key)).scalar_subquery()
        mine = desk.panel.table_of(one.screen).c[one.count.by] == pointed
        count_all(desk, one, read_calendar(desk), mine, *is_open(desk, one))


def _stand(desk: Desk, screen: Screen, key: str, one: Field, paused: bool) -> datetime | None:
    """Fills or empties the column of a pause; gives since when it stood still before."""
    table = desk.panel.table_of(screen)
    where, column = has_key(desk, screen, key), table.c[one.key]
    before = desk.connection.execute(sa.select(column).where(where).with_for_update(key_share=True)).scalar()
    if paused is (before is None):
        value = written(desk.now.astimezone(desk.panel.office.zone), one.kind) if paused else None
        desk.connection.execute(sa.update(table).where(where).values({column: value}))
    return moment_of(before, one.kind, calendar_of(desk))


def _note_pauses(desk: Desk, screen: Screen, key: str, changed: Collection[str]) -> bool:
    """The column of a pause was written by hand: the pause begins or ends with it."""
    fields = [one for one in _pause_fields(desk.panel, screen) if one.key in changed]
    if not fields or not _is_counted(desk.panel, screen):
        return False
    column = desk.panel.table_of(screen).c[fields[0].key]
    value = desk.connection.execute(sa.select(column).where(has_key(desk, screen, key))).scalar()
    since = moment_of(value, fields[0].kind, calendar_of(desk))
    if since is None:
        pauses.end(desk, screen, key, desk.now)
    else:
        pauses.begin(desk, screen, key, since)
    return True


def _pause_fields(panel: Panel, screen: Screen) -> list[Field]:
    """The stored columns that say since when a row of this table stands still."""
    found = {
        one.deadline.paused
        for other in panel.screens.values()
        if other.table.name == screen.table.name
        for one in other.fields.values()
        if one.deadline is not None and one.deadline.paused
    }
    return [screen.fields[key] for key in sorted(found) if screen.fields[key].sql is None]


def _is_counted(panel: Panel, screen: Screen) -> bool:
    return any(one.screen.table.name == screen.table.name for one in counted(panel))


def _moves_all(panel: Panel, screen: Screen) -> bool:
    found = counted(panel)
    far = {one.far.table.name for one in found}
    return bool(found) and screen.table.name in far | {closed_table(panel)}


def _shared() -> sa.ColumnElement[Any]:
    return sa.func.pg_advisory_xact_lock_shared(_LOCK)


def _alone() -> sa.ColumnElement[Any]:
    return sa.func.pg_advisory_xact_lock(_LOCK)


__all__ = [
    "calendar_of",
    "follow",
    "follow_all",
    "follow_together",
    "hold",
    "once",
    "refresh",
    "refresh_open",
    "stand_still",
    "units_of",
]
