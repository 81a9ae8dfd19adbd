"""Tables from rows, without a database: periods, pivots, small numbers, totals."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.description.report import Across, Column, Merge, Sheet
from models.description.screen import Wording
from models.reporting import periods, shaping, written
from models.reporting.merging import merge_small
from models.reporting.periods import parse, usual
from models.reporting.pivot import pivot
from models.reporting.shaping import Shaped

CROSS = Sheet(
    key="a",
    label=Wording("A"),
    columns=(
        Column(key="school", label=Wording("Pendidikan")),
        Column(key="sex", label=Wording("JK")),
        Column(key="n", label=Wording("n"), format="integer", total="sum"),
    ),
    across=Across(by="sex", value="n", total=Wording("Jumlah")),
)


def _cross(*cells: tuple[str, str, int]) -> Shaped:
    assert CROSS.across is not None
    return pivot(CROSS, CROSS.across, [{"school": one, "sex": sex, "n": n} for one, sex, n in cells])


@pytest.mark.parametrize(
    ("text", "first", "after", "said"),
    [
        ("2026-10", date(2026, 10, 1), date(2026, 11, 1), "Oktober 2026"),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1), "Desember 2026"),
        ("2026-T4", date(2026, 10, 1), date(2027, 1, 1), "Triwulan IV 2026"),
        ("2026-q1", date(2026, 1, 1), date(2026, 4, 1), "Triwulan I 2026"),
        ("2026-S2", date(2026, 7, 1), date(2027, 1, 1), "Semester II 2026"),
        ("2026", date(2026, 1, 1), date(2027, 1, 1), "Tahun 2026"),
        (
            "2026-10-05..2026-11-02",
            date(2026, 10, 5),
            date(2026, 11, 3),
            "5 Oktober 2026 s.d. 2 November 2026",
        ),
    ],
)
def test_a_period_is_read_and_said(text: str, first: date, after: date, said: str) -> None:
    period = parse(text)
    assert period is not None
    assert (period.first, period.after, written.period(period).id) == (first, after, said)
    assert parse(str(period)) == period


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-T5", "26-10", "2026-02-30..2026-03-01", "2026-03-02..2026-03-01"]
)
def test_what_is_no_period_is_none(text: str) -> None:
    assert parse(text) is None


def test_periods_follow_each_other_and_begin_at_midnight_of_the_office() -> None:
    month = parse("2026-01")
    assert month is not None and str(month.moved(-1)) == "2025-12"
    assert [one.isoformat() for one in month.moments(ZoneInfo("Asia/Makassar"))] == [
        "2026-01-01T00:00:00+08:00", "2026-02-01T00:00:00+08:00",
    ]  # fmt: skip
    assert [str(one) for one in periods.recent("quarter", date(2026, 2, 3), 3)] == [
        "2026-T1",
        "2025-T4",
        "2025-T3",
    ]
    assert str(usual(["month", "year"], date(2026, 1, 9))) == "2025-12"
    assert [str(usual(["year"], day)) for day in (date(2026, 1, 9), date(2026, 2, 1))] == ["2025", "2026"]


def test_rows_that_meet_in_a_cell_add_up() -> None:
    made = _cross(("SD", "L", 2), ("SD", "L", 3), ("SMP", "P", 1))
    assert [line.values for line in made.lines] == [("SD", 5, 0, 5), ("SMP", 0, 1, 1)]
    assert shaping.totals(made) == (None, 5, 1, 6)


def test_a_small_row_is_never_put_aside_alone() -> None:
    made = merge_small(
        _cross(("SD", "L", 3), ("SMP", "L", 20), ("S1", "L", 9)), Merge(least=5, label=Wording("Lain"))
    )
    assert [line.values for line in made.lines] == [("SMP", 20, 20), ("Lain", 12, 12)]
    assert made.lines[-1].merged


def test_equal_rows_stay_apart() -> None:
    cells = [("A", "L", 1), ("B", "L", 9), ("C", "L", 9), ("D", "L", 9)]
    made = merge_small(_cross(*cells), Merge(least=5, label=Wording("Lain")))
    assert [line.values for line in made.lines] == [("C", 9, 9), ("D", 9, 9), ("Lain", 10, 10)]


def test_what_is_too_small_even_together_is_not_told() -> None:
    made = merge_small(_cross(("SD", "L", 1), ("SMP", "P", 2)), Merge(least=5, label=Wording("Lain")))
    assert [line.values for line in made.lines] == [("Lain", None, None, None)]
    assert shaping.totals(made) == (None, None, None, None)
    assert made.notes


CELLS = st.lists(
    st.tuples(st.sampled_from("ABCDEF"), st.sampled_from("LPX"), st.integers(0, 30)), min_size=1, max_size=18
)


@given(CELLS, st.integers(2, 8))
def test_no_small_number_is_left_and_no_sum_is_changed(cells: list[tuple[str, str, int]], least: int) -> None:
    before = _cross(*cells)
    after = merge_small(before, Merge(least=least, label=Wording("Lain")))
    shown = [value for line in after.lines for value in line.values if isinstance(value, int)]
    assert not [value for value in shown if 0 < value < least]
    old, new = shaping.totals(before), shaping.totals(after)
    assert old is not None and new is not None
    assert all(kept is None or kept == was for was, kept in zip(old, new, strict=True))
    assert sum(one.merged for one in after.lines) <= 1
