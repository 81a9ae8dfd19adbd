"""Words that look ahead in conditions, by the office's calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from models import query
from models.description.screen import Condition
from models.panel import Desk
from models.query import Listing
from models.workdays import read_calendar
from tests.models.conftest import OFFICE

WEEK = "working_week: {days: [senin, selasa, rabu, kamis, jumat], closed: {screen: closed_days}}\n"
SQL = """
CREATE TABLE closed_days (id int PRIMARY KEY, day date);
INSERT INTO closed_days SELECT n, '2026-03-17'::date + n FROM generate_series(1, 7) n;
INSERT INTO closed_days VALUES (99, 'infinity'), (98, NULL);
CREATE TABLE cases (id int PRIMARY KEY, due timestamptz, check_on date);
INSERT INTO cases SELECT n, '2026-03-17 16:00+07'::timestamptz + n * interval '1 day', '2026-03-17'::date + n
  FROM generate_series(0, 20) n;
"""
VIEW = "table: cases\nviews:\n  Segera: {where: {due: {le: in_1_working_day}}}\n"
OpenDesk = Callable[..., Desk]


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    made = open_desk(SQL, {"cases": VIEW}, office=OFFICE + WEEK)
    return replace(made, now=datetime(2026, 3, 17, 9, tzinfo=ZoneInfo("Asia/Jakarta")))


def found(desk: Desk, field: str, operator: str, value: object) -> list[int]:
    listing = Listing(where=(Condition(field, operator, value),), size=50)
    return sorted(int(row.key or 0) for row in query.page(desk, desk.panel.screens["cases"], listing).rows)


@pytest.mark.parametrize("field", ["due", "check_on"])
@pytest.mark.parametrize(
    ("operator", "word", "last"),
    [("le", "in_1_working_day", 8), ("before", "in_3_working_days", 9), ("le", "in_3_working_days", 10),
     ("le", "in_3_days", 3), ("lt", "in_1_day", 0)],
)  # fmt: skip
def test_a_word_looks_ahead_by_working_days_or_by_days(
    desk: Desk, field: str, operator: str, word: str, last: int
) -> None:
    assert found(desk, field, operator, word) == list(range(last + 1))


def test_a_range_may_look_ahead(desk: Desk) -> None:
    assert found(desk, "due", "between", ("today", "in_1_working_day")) == list(range(9))
    assert found(desk, "due", "eq", "in_2_working_days") == [9]


def test_a_view_means_another_day_tomorrow_and_after_a_new_holiday(desk: Desk) -> None:
    screen = desk.panel.screens["cases"]

    def rows(at: Desk) -> int:
        return len(query.page(at, screen, Listing(view="segera", size=50)).rows)

    assert rows(desk) == 9
    assert rows(replace(desk, now=datetime(2026, 3, 25, 9, tzinfo=desk.now.tzinfo))) == 10
    desk.connection.execute(sa.text("INSERT INTO closed_days VALUES (50, '2026-03-25')"))
    assert rows(desk) == 10


def test_the_closed_days_that_are_none_are_passed_over(desk: Desk) -> None:
    assert len(read_calendar(desk).closed) == 7


def test_an_office_without_a_working_week_works_from_monday_to_friday(open_desk: OpenDesk) -> None:
    desk = replace(open_desk(SQL), now=datetime(2026, 3, 20, 9, tzinfo=ZoneInfo("Asia/Jakarta")))
    assert found(desk, "check_on", "eq", "in_1_working_day") == [6]  # a Monday
