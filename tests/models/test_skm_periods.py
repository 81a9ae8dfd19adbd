"""Periods of the survey: their names, their days, and what is added up from months."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import skm_periods
from models.errors import PanelError
from models.skm_periods import KINDS


@pytest.mark.parametrize(
    ("name", "title", "first", "last"),
    [
        ("2026-11", "November 2026", "2026-11-01", "2026-11-30"),
        ("2024-02", "Februari 2024", "2024-02-01", "2024-02-29"),
        ("2026-T4", "Triwulan IV 2026", "2026-10-01", "2026-12-31"),
        ("2026-S2", "Semester II 2026", "2026-07-01", "2026-12-31"),
        ("2026", "Tahun 2026", "2026-01-01", "2026-12-31"),
        ("2026-11-03..2026-11-20", "3 November 2026 s.d. 20 November 2026", "2026-11-03", "2026-11-20"),
    ],
)
def test_a_period_is_known_by_its_name(name: str, title: str, first: str, last: str) -> None:
    found = skm_periods.named(name)
    assert (str(found), skm_periods.title(found), str(found.first), str(found.last)) == (
        name,
        title,
        first,
        last,
    )
    assert skm_periods.between(found.first, found.last) == found


@pytest.mark.parametrize(
    "text", ["", "kemarin", "2026-13", "2026-T5", "2026-S3", "9999", "2026-02-30..2026-03-01", "0000-01"]
)
def test_what_is_no_period_is_refused_with_how_to_write_one(text: str) -> None:
    with pytest.raises(PanelError, match="2026-T4"):
        skm_periods.named(text)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(PanelError, match="berakhir sebelum mulai"):
        skm_periods.between(date(2026, 11, 20), date(2026, 11, 3))


@given(st.sampled_from(tuple(KINDS)), st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(-9, 9))
def test_periods_of_a_kind_touch_and_never_overlap(kind: str, day: date, steps: int) -> None:
    found = skm_periods.containing(kind, day)
    assert found.first <= day < found.after
    assert found.moved(1).first == found.after
    assert found.moved(steps).moved(-steps) == found
    assert skm_periods.named(str(found)) == found
