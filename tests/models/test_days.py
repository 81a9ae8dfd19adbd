"""Words that stand for days: what they mean, by the clock of the office, also in statements that are kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import query
from models.days import EXAMPLES, PERIODS, WORDS, clock, counted, is_word
from models.description.screen import Condition
from models.panel import Desk
from models.query import Listing
from tests.models.conftest import OFFICE

OpenDesk = Callable[..., Desk]
ZONE = ZoneInfo("Asia/Makassar")
# Every day of two years and more, as a day, a moment in a zone, and a moment without.
TABLES = """
CREATE TABLE days (id int PRIMARY KEY, day date, at timestamptz, local timestamp);
INSERT INTO days SELECT n, '2025-01-01'::date + n,
  ('2025-01-01'::date + n + time '23:30') AT TIME ZONE 'Asia/Makassar',
  '2025-01-01'::date + n + time '00:00' FROM generate_series(0, 799) n;
INSERT INTO days VALUES (9999, NULL, NULL, NULL);
"""
SCREEN = "table: days\nviews:\n  Bulan lalu: {where: {at: last_month}}\n"
NOW = datetime(2026, 3, 31, 9, tzinfo=ZONE)  # a Tuesday
MEANT = {
    "today": ("2026-03-31", "2026-03-31"),
    "yesterday": ("2026-03-30", "2026-03-30"),
    "tomorrow": ("2026-04-01", "2026-04-01"),
    "this_week": ("2026-03-30", "2026-04-05"),
    "last_week": ("2026-03-23", "2026-03-29"),
    "next_week": ("2026-04-06", "2026-04-12"),
    "this_month": ("2026-03-01", "2026-03-31"),
    "last_month": ("2026-02-01", "2026-02-28"),
    "next_month": ("2026-04-01", "2026-04-30"),
    "this_year": ("2026-01-01", "2026-12-31"),
    "last_year": ("2025-01-01", "2025-12-31"),
    "next_year": ("2027-01-01", "2027-12-31"),
    "last_7_days": ("2026-03-25", "2026-03-31"),
    "last_1_day": ("2026-03-31", "2026-03-31"),
    "next_7_days": ("2026-03-31", "2026-04-06"),
    "5_days_ago": ("2026-03-26", "2026-03-26"),
    "in_3_days": ("2026-04-03", "2026-04-03"),
    "in_3_working_days": ("2026-04-03", "2026-04-03"),
}


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    office = OFFICE + "zone: WITA\nworking_week: {days: [senin, selasa, rabu, kamis, jumat]}\n"
    return replace(open_desk(TABLES, {"days": SCREEN}, office=office), now=NOW)


def days(desk: Desk, field: str, operator: str, value: object) -> list[date]:
    where = (Condition(field, operator, value), Condition("day", "empty", False))
    rows = query.page(desk, desk.panel.screens["days"], Listing(where=where, size=1000)).rows
    return sorted(date.fromisoformat(str(row.values["day"])) for row in rows)


def between(first: date, last: date) -> list[date]:
    known = [date(2025, 1, 1) + timedelta(days=n) for n in range(800)]
    return [one for one in known if first <= one <= last]


def test_a_word_means_the_whole_of_its_days(desk: Desk) -> None:
    for word, edges in MEANT.items():
        first, last = (date.fromisoformat(one) for one in edges)
        for field in ("day", "at", "local"):
            assert days(desk, field, "eq", word) == between(first, last), (word, field)
        outside = [one for one in between(date.min, date.max) if not first <= one <= last]
        assert days(desk, "day", "ne", word) == outside, word
        assert days(desk, "day", "before", word) == between(date.min, first - timedelta(days=1)), word
        assert days(desk, "day", "ge", word) == between(first, date.max), word
        assert days(desk, "at", "le", word) == between(date.min, last), word
        assert days(desk, "at", "after", word) == between(last + timedelta(days=1), date.max), word
    assert days(desk, "at", "in", ("yesterday", "last_month", "2026-03-05"))[-2:] == [
        date(2026, 3, 5),
        date(2026, 3, 30),
    ]
    assert days(desk, "day", "between", ("last_month", "yesterday")) == between(
        date(2026, 2, 1), date(2026, 3, 30)
    )


def test_a_kept_view_follows_the_clock(desk: Desk) -> None:
    screen, asked = desk.panel.screens["days"], Listing(view="bulan_lalu", size=100)
    assert len(query.page(desk, screen, asked).rows) == 28
    later = replace(desk, now=NOW + timedelta(days=1))
    assert len(query.page(later, screen, asked).rows) == 31


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)))
def test_periods_are_whole_and_follow_each_other(moment: datetime) -> None:
    told, today = clock(moment.replace(tzinfo=ZONE)), moment.date().isoformat()
    for period in ("week", "month", "year"):
        assert told[f"this_{period}"] <= today < told[f"after_this_{period}"]
        assert told[f"after_last_{period}"] == told[f"this_{period}"]
        assert told[f"after_this_{period}"] == told[f"next_{period}"]
    assert date.fromisoformat(told["this_week"]).weekday() == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "last_0_days",
        "last_1000_days",
        "7_days",
        "in_days",
        "last_7_working_days",
        "in_3_days_ago",
        "Today",
        "５_days_ago",
    ],
)
def test_what_is_no_word_is_none(text: str) -> None:
    assert not is_word(text) and counted(text) is None


def test_every_word_has_a_name() -> None:
    assert set(PERIODS) == set(WORDS)
    assert all(counted(example) is not None for example in EXAMPLES.values())
