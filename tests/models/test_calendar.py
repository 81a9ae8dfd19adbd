"""The working calendar: days are counted as a decree of 2026 and an office of any zone want it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendar import WEEK, Calendar, Unit, deadline

ZONES = tuple(map(ZoneInfo, ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")))
MARCH = frozenset(date(2026, 3, day) for day in range(18, 25))  # Nyepi, Idul Fitri and their cuti bersama
FIRST, LAST = date(2024, 1, 1), date(2028, 12, 31)

days = st.dates(FIRST, LAST)
calendars = st.builds(
    Calendar,
    week=st.frozensets(st.integers(0, 6), min_size=1),
    closed=st.frozensets(days, max_size=60),
    zone=st.sampled_from(ZONES),
)
moments = st.datetimes(
    datetime(2024, 1, 1), datetime(2028, 12, 31), timezones=st.sampled_from((*ZONES, ZoneInfo("UTC")))
)
amounts = st.integers(1, 60)
units = st.sampled_from(("jam", "hari_kalender", "hari_kerja"))


def at(zone: ZoneInfo, day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=zone)


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_three_working_days_from_17_march_2026_end_on_27_march(zone: ZoneInfo) -> None:
    calendar = Calendar(WEEK, MARCH, zone)
    assert deadline(at(zone, 17, 9), 3, "hari_kerja", calendar) == at(zone, 27, 16)
    assert deadline(at(zone, 17, 9), 3, "hari_kalender", calendar) == at(zone, 20, 16)


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_the_day_is_that_of_the_office_not_of_greenwich(zone: ZoneInfo) -> None:
    calendar = Calendar(WEEK, frozenset(), zone)
    early = at(zone, 17, 0, 30)  # still the 16th in Greenwich
    assert deadline(early.astimezone(ZoneInfo("UTC")), 1, "hari_kerja", calendar) == at(zone, 18, 16)


def test_a_six_day_week_works_on_saturday() -> None:
    calendar = Calendar(frozenset(range(6)), MARCH, ZONES[0], closes=time(14, 30))
    assert deadline(at(ZONES[0], 17, 9), 3, "hari_kerja", calendar) == at(ZONES[0], 27, 14, 30)
    assert deadline(at(ZONES[0], 17, 9), 4, "hari_kerja", calendar) == at(ZONES[0], 28, 14, 30)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ((17, 9), (17, 12)),
        ((17, 15, 30), (17, 18, 30)),  # begun in time: the clock runs on
        ((17, 5), (17, 11)),  # before opening
        ((17, 17), (25, 11)),  # after closing, and a week of holidays
        ((28, 22), (30, 11)),  # on a Saturday night
    ],
)
def test_hours_are_those_of_the_clock_from_an_open_office(
    start: tuple[int, ...], end: tuple[int, ...]
) -> None:
    calendar = Calendar(WEEK, MARCH, ZONES[1])
    assert deadline(at(ZONES[1], *start), 3, "jam", calendar) == at(ZONES[1], *end)


def test_pauses_that_overlap_or_came_before_the_start_count_once_or_not() -> None:
    zone = ZONES[1]
    calendar = Calendar(WEEK, frozenset(), zone)
    pauses = [
        (at(zone, 2, 9), at(zone, 4, 9)),
        (at(zone, 10, 9), at(zone, 12, 9)),
        (at(zone, 11, 9), at(zone, 13, 9)),
        (at(zone, 16, 9), None),
    ]
    assert deadline(at(zone, 9, 9), 5, "hari_kerja", calendar, pauses) == at(zone, 19, 16)
    assert deadline(at(zone, 9, 9), 2, "jam", calendar, pauses[1:2]) == at(zone, 11, 11)


def test_an_office_must_work_sometimes() -> None:
    with pytest.raises(ValueError, match="without a working day"):
        Calendar(frozenset(), frozenset(), ZONES[0])


@settings(deadline=None)
@given(calendars, days, st.integers(0, 120))
def test_adding_days_never_lands_on_a_closed_day(calendar: Calendar, day: date, count: int) -> None:
    assert calendar.is_working(calendar.after(day, count + 1))
    assert calendar.is_working(calendar.next(day))


@settings(deadline=None)
@given(calendars, days, amounts)
def test_as_many_days_lie_between_as_were_added(calendar: Calendar, day: date, count: int) -> None:
    end = calendar.after(day, count)
    assert calendar.between(day, end) == count
    assert calendar.between(end, day) == -count


@settings(deadline=None)
@given(calendars, days, days)
def test_days_between_are_counted_as_by_walking(calendar: Calendar, one: date, other: date) -> None:
    first, last = sorted((one, other))
    walked = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    assert calendar.between(first, last) == sum(map(calendar.is_working, walked))


@settings(deadline=None)
@given(calendars, moments, moments, amounts, amounts, units)
def test_a_deadline_is_monotone(
    calendar: Calendar, one: datetime, other: datetime, less: int, more: int, unit: Unit
) -> None:
    first, last = sorted((one, other))
    less, more = sorted((less, more))
    assert deadline(first, less, unit, calendar) <= deadline(last, less, unit, calendar)
    assert deadline(first, less, unit, calendar) <= deadline(first, more, unit, calendar)


@settings(deadline=None)
@given(calendars, moments, amounts, units)
def test_a_deadline_in_days_is_at_closing_time_after_its_start(
    calendar: Calendar, start: datetime, amount: int, unit: Unit
) -> None:
    end = deadline(start, amount, unit, calendar)
    assert end > start
    if unit != "jam":
        assert end.time() == calendar.closes and end.tzinfo is calendar.zone
    if unit == "hari_kerja":
        assert calendar.is_working(end.date())


@settings(deadline=None)
@given(calendars, moments, amounts, st.integers(0, 40), st.integers(0, 30))
def test_pausing_for_n_working_days_moves_the_deadline_by_n(
    calendar: Calendar, start: datetime, amount: int, wait: int, n: int
) -> None:
    since = start + timedelta(days=wait)
    until = datetime.combine(
        calendar.after(since.astimezone(calendar.zone).date(), n), time(23, 59), calendar.zone
    )
    moved = deadline(start, amount, "hari_kerja", calendar, [(since, max(since, until))])
    plain = deadline(start, amount, "hari_kerja", calendar)
    assert moved == calendar.closing(calendar.after(plain.date(), n))
    assert calendar.between(plain.date(), moved.date()) == n


@settings(deadline=None)
@given(calendars, moments, amounts, st.integers(0, 40), st.integers(0, 30))
def test_pausing_for_n_calendar_days_moves_a_deadline_in_calendar_days_by_n(
    calendar: Calendar, start: datetime, amount: int, wait: int, n: int
) -> None:
    since = start + timedelta(days=wait)
    moved = deadline(start, amount, "hari_kalender", calendar, [(since, since + timedelta(days=n))])
    assert moved - deadline(start, amount, "hari_kalender", calendar) == timedelta(days=n)


@settings(deadline=None)
@given(calendars, moments, amounts, units)
def test_a_pause_that_still_runs_moves_nothing_yet(
    calendar: Calendar, start: datetime, amount: int, unit: Unit
) -> None:
    assert deadline(start, amount, unit, calendar, [(start, None)]) == deadline(start, amount, unit, calendar)
