"""A deadline in words, at a moment of the office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from models.actor import Actor
from models.calendar import WEEK, Calendar
from models.description.office_spec import WorkingWeekSpec
from models.description.screen import Deadline
from models.panel import Desk
from models.schema.catalog import Kind
from models.selecting import Row
from tests.views.fields_by_kind import field
from tests.views.town import Town
from views import deadlines
from views.deadlines import deadline

ZONE = ZoneInfo("Asia/Makassar")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)  # a Monday
DUE = replace(field(Kind.INSTANT), key="due", deadline=Deadline(("done",), "paused"))


@pytest.fixture
def plain(seen_town: Town) -> Iterator[Desk]:
    """An office that does not say when it works."""
    with seen_town.app.test_request_context(), seen_town.app.extensions["sqlalchemy"].engine.connect() as one:
        yield Desk(one, seen_town.app.extensions["panel"], Actor(1, "penguji"), NOW)


@pytest.fixture
def working(plain: Desk) -> Desk:
    """One that is closed on the 25th and 26th, a Wednesday and a Thursday."""
    office = replace(plain.panel.office, working_week=WorkingWeekSpec.model_validate({}))
    calendar = Calendar(WEEK, frozenset((date(2026, 11, 25), date(2026, 11, 26))), ZONE)
    panel = replace(plain.panel, office=office, kept={"calendar": (calendar, NOW)})
    return replace(plain, panel=panel)


def said(desk: Desk, due: str | None, **more: str) -> tuple[str, str] | None:
    found = deadline(desk, DUE, Row("1", None, "", {"due": due, **more}))
    return (found.tone, found.text) if found else None


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2026-11-20 16:00:00+08", ("late", "lewat 3 hari")),
        ("2026-11-23 08:59:00+08", ("late", "hari ini")),
        ("2026-11-23 16:00:00+08", ("warn", "hari ini")),
        ("2026-11-23", ("warn", "hari ini")),
        ("2026-11-28", ("ok", "5 hari lagi")),
        ("infinity", None),
        ("0001-01-01 BC", None),
        (None, None),
    ],
)
def test_a_deadline_tells_the_days(plain: Desk, due: str | None, expected: tuple[str, str] | None) -> None:
    assert said(plain, due) == expected


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2026-11-18 16:00:00+08", ("late", "lewat 3 hari kerja")),
        ("2026-11-20 16:00:00+08", ("late", "lewat 1 hari kerja")),
        ("2026-11-22", ("late", "lewat 1 hari kerja")),
        ("2026-11-23 08:59:00+08", ("late", "hari ini")),
        ("2026-11-23 16:00:00+08", ("warn", "hari ini")),
        ("2026-11-24", ("ok", "1 hari kerja lagi")),
        ("2026-12-02 16:00:00+08", ("ok", "5 hari kerja lagi")),
    ],
)
def test_an_office_with_a_calendar_tells_working_days(
    working: Desk, due: str, expected: tuple[str, str]
) -> None:
    assert said(working, due) == expected


def test_where_no_working_day_lies_between_the_days_are_those_of_the_calendar(working: Desk) -> None:
    saturday = replace(working, now=datetime(2026, 11, 21, 9, tzinfo=ZONE))
    assert said(saturday, "2026-11-20 16:00:00+08") == ("late", "lewat 1 hari")
    assert said(saturday, "2026-11-22") == ("ok", "1 hari lagi")


@pytest.mark.parametrize(
    ("unit", "due", "expected"),
    [
        ("hari_kalender", "2026-11-20 16:00:00+08", ("late", "lewat 3 hari")),
        ("hari_kerja", "2026-11-20 16:00:00+08", ("late", "lewat 1 hari kerja")),
        ("jam", "2026-11-23 12:00:00+08", ("ok", "3 jam lagi")),
        ("jam", "2026-11-23 06:30:00+08", ("late", "lewat 2 jam")),
        ("jam", "2026-11-23 09:30:00+08", ("warn", "hari ini")),
        ("jam", "2026-11-25 09:30:00+08", ("ok", "2 hari lagi")),
    ],
)
def test_each_service_speaks_in_its_own_unit(
    working: Desk, monkeypatch: pytest.MonkeyPatch, unit: str, due: str, expected: tuple[str, str]
) -> None:
    monkeypatch.setattr(deadlines, "units_of", lambda desk, one: {"umum": unit})
    monkeypatch.setattr(deadlines, "_by", lambda one: "service")
    assert said(working, due, service="umum") == expected


def test_what_is_done_is_not_late_and_what_waits_is_paused(plain: Desk) -> None:
    assert said(plain, "2026-11-20 16:00:00+08", done="2026-11-19") is None
    assert said(plain, "2026-11-20 16:00:00+08", paused="2026-11-19") == ("gray", "jeda")


def test_a_date_without_the_word_is_no_deadline(plain: Desk) -> None:
    assert deadline(plain, replace(DUE, deadline=None), Row("1", None, "", {"due": "2026-11-20"})) is None
