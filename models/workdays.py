"""The office's calendar: its working week and the closed days that it keeps on a screen."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa

from models.calendar import CLOSES, OPENS, WEEK, Calendar
from models.description.office_spec import ClosedDaysSpec, Day, WorkingWeekSpec
from models.description.reading import named
from models.panel import Desk, Panel
from models.schema.catalog import TableName

Kept = TypeVar("Kept")

_KEPT_FOR = timedelta(seconds=10)
_KEY = "calendar"
_WEEKDAYS: tuple[Day, ...] = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
_LONGEST_CLOSURE = 366  # days in a row; beyond that an office is gone


def has_calendar(panel: Panel) -> bool:
    """Whether the office says when it works."""
    return panel.office.working_week is not None


def calendar_of(desk: Desk) -> Calendar:
    """The calendar for showing: a few seconds old at most, so that a list need not ask for it."""
    return kept_for_showing(desk, _KEY, lambda: read_calendar(desk))


def kept_for_showing(desk: Desk, key: Hashable, read: Callable[[], Kept]) -> Kept:
    """What `read` gave a few seconds ago at most: lists are many, and such things change rarely."""
    kept: tuple[Kept, datetime] | None = desk.panel.kept.get(key)
    if kept is None or abs(desk.now - kept[1]) >= _KEPT_FOR:
        kept = desk.panel.kept[key] = read(), desk.now
    return kept[0]


def forget_calendar(panel: Panel) -> None:
    """The next reader asks the database: a closed day has changed."""
    panel.kept.pop(_KEY, None)


def read_calendar(desk: Desk) -> Calendar:
    """The calendar for counting, as the database has it now."""
    week = desk.panel.office.working_week or WorkingWeekSpec.model_validate({})
    return Calendar(
        week=_weekdays(desk.panel),
        closed=frozenset(_closed(desk)),
        zone=desk.panel.office.zone,
        opens=time.fromisoformat(week.start) if week.start else OPENS,
        closes=time.fromisoformat(week.end) if week.end else CLOSES,
    )


def closed_spec(panel: Panel) -> ClosedDaysSpec | None:
    """Where the closed days of the office stand, if it keeps any."""
    week = panel.office.working_week
    return week.closed if week and week.closed and week.closed.screen in panel.screens else None


def closed_table(panel: Panel) -> TableName | None:
    """Where the closed days are kept."""
    spec = closed_spec(panel)
    return panel.screens[spec.screen].table.name if spec else None


def _closed(desk: Desk) -> Iterable[date]:
    found = _closed_rows(desk)
    if found is None:
        return
    for (text,) in desk.connection.execute(sa.select(found[1]).select_from(found[0]).where(*found[2])):
        try:
            yield date.fromisoformat(text)
        except (TypeError, ValueError):  # empty, infinity: no day
            continue


def _closed_rows(
    desk: Desk,
) -> tuple[sa.FromClause, sa.ColumnElement[Any], list[sa.ColumnElement[bool]]] | None:
    """The table of closed days, its day, and which of its rows count."""
    spec = closed_spec(desk.panel)
    if spec is None:
        return None
    screen = desk.panel.screens[spec.screen]
    table = desk.panel.table_of(screen).alias("closed_days")
    day, kind = named(screen.fields, spec.day), named(screen.fields, spec.kind or "")
    if day is None:
        return None
    week = desk.panel.office.working_week
    if kind is None or week is None or week.joint_leave:
        return table, table.c[day.key], []
    return table, table.c[day.key], [sa.cast(table.c[kind.key], sa.Text).is_distinct_from(spec.joint_leave)]


def working_day(desk: Desk, count: int) -> sa.ColumnElement[date]:
    """The day that is `count` working days after today, worked out by the server when the statement runs:
    a statement that is used again tomorrow, or after a holiday was added, still means the right day."""
    today = sa.cast(sa.bindparam("today", desk.now.date().isoformat()), sa.Date)
    steps = sa.func.generate_series(1, count * 7 + _LONGEST_CLOSURE).table_valued("step", name="ahead")
    steps = steps.render_derived()
    day = today + steps.c.step
    week = sorted(one + 1 for one in _weekdays(desk.panel))
    ahead = sa.select(day).select_from(steps).where(sa.extract("isodow", day).in_(week))
    closed = _closed_rows(desk)
    if closed is not None:
        source, column, clauses = closed
        ahead = ahead.where(~sa.exists().where(column == day, *clauses).select_from(source))
    return ahead.order_by(day).offset(count - 1).limit(1).correlate(None).scalar_subquery()


def _weekdays(panel: Panel) -> frozenset[int]:
    week = panel.office.working_week
    return frozenset(_WEEKDAYS.index(day) for day in week.days) if week and week.days else WEEK
