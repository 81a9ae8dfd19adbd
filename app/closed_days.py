"""Fills the office's closed days from what the `holidays` package knows: a beginning, to be compared with
the printed decree. What the office wrote or changed stays."""

from __future__ import annotations

import sqlalchemy as sa

from app.database import SetupError
from app.holiday_list import Holiday, known
from models import deadlines, records
from models.description.office_spec import ClosedDaysSpec
from models.description.reading import named
from models.description.screen import Screen
from models.panel import Desk
from models.workdays import closed_spec

DECREE = "Cocokkan dengan SKB 3 Menteri"


def prefill(desk: Desk, years: range) -> list[Holiday]:
    """Adds the days of these years that are not there yet; gives those that it added."""
    spec = closed_spec(desk.panel)
    if spec is None:
        raise SetupError("office.yaml belum menyebut layar hari libur: tulis working_week, lalu closed.")
    screen = desk.panel.screens[spec.screen]
    there = _there(desk, screen, spec)
    new = [one for one in known(years) if one.day.isoformat() not in there and _counts(desk, spec, one)]
    with deadlines.once(desk):
        for one in new:
            records.add(desk, screen, _values(screen, spec, one))
    return new


def is_empty(desk: Desk) -> bool:
    """Whether the office keeps closed days on a screen that has none, and may add some."""
    spec = closed_spec(desk.panel)
    if spec is None or not desk.panel.screens[spec.screen].can_add:
        return False
    return not _there(desk, desk.panel.screens[spec.screen], spec)


def _there(desk: Desk, screen: Screen, spec: ClosedDaysSpec) -> frozenset[str]:
    day = named(screen.fields, spec.day)
    assert day is not None  # the check of the description looked
    column = desk.panel.table_of(screen).c[day.key]
    return frozenset(map(str, desk.connection.scalars(sa.select(column))))


def _counts(desk: Desk, spec: ClosedDaysSpec, one: Holiday) -> bool:
    """Joint leave that is worked is kept only where its kind tells it apart."""
    week = desk.panel.office.working_week
    return one.kind == "national" or spec.kind is not None or (week is not None and week.joint_leave)


def _values(screen: Screen, spec: ClosedDaysSpec, one: Holiday) -> dict[str, object]:
    kind = spec.national if one.kind == "national" else spec.joint_leave
    said = ((spec.day, one.day.isoformat()), (spec.name, one.name), (spec.kind, kind), (spec.decree, DECREE))
    found = ((named(screen.fields, name), value) for name, value in said if name)
    return {field.key: value for field, value in found if field is not None}
