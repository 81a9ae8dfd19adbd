"""A deadline in words, at a moment of the office."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from models.description.screen import Deadline
from models.schema.catalog import Kind
from models.selecting import Row
from tests.views.fields_by_kind import field
from tests.views.town import Town
from views.deadlines import deadline

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Makassar"))
DUE = replace(field(Kind.INSTANT), key="due", deadline=Deadline(("done",), "paused"))


@pytest.fixture(autouse=True)
def indonesian(seen_town: Town) -> Iterator[None]:
    with seen_town.app.test_request_context():
        yield


def said(due: str | None, **more: str) -> tuple[str, str] | None:
    found = deadline(DUE, Row("1", None, "", {"due": due, **more}), NOW)
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
def test_a_deadline_tells_the_days(due: str | None, expected: tuple[str, str] | None) -> None:
    assert said(due) == expected


def test_what_is_done_is_not_late_and_what_waits_is_paused() -> None:
    assert said("2026-11-20 16:00:00+08", done="2026-11-19") is None
    assert said("2026-11-20 16:00:00+08", paused="2026-11-19") == ("gray", "jeda")


def test_a_date_without_the_word_is_no_deadline() -> None:
    assert deadline(replace(DUE, deadline=None), Row("1", None, "", {"due": "2026-11-20"}), NOW) is None
