"""The pattern of a number: what stands in braces is filled in, the rest stands as written."""

from __future__ import annotations

from datetime import date

import pytest

from models import pattern
from models.pattern import Values


@pytest.mark.parametrize(
    ("text", "values", "number"),
    [
        ("Up.{klasifikasi}/{urut:02}/{bulan_romawi}/{tahun}",
         Values(2, date(2022, 1, 5), "013.1"), "Up.013.1/02/I/2022"),
        ("{klasifikasi}/{urut:03}/{unit}/{tahun}/SK",
         Values(20, date(2024, 5, 1), "300.1", "419.117"), "300.1/020/419.117/2024/SK"),
        ("{klasifikasi}/{urut}/VI.01/{tahun}",
         Values(3, date(2026, 8, 9), "000.8.3.4"), "000.8.3.4/3/VI.01/2026"),
        ("{urut:4}.{bulan}", Values(17, date(2026, 2, 3)), "0017.02"),
        ("{urut:02}", Values(1234, date(2026, 2, 3)), "1234"),
        ("100% {urut}", Values(1, date(2026, 12, 3)), "100% 1"),
    ],
)  # fmt: skip
def test_numbers_come_out_as_offices_write_them(text: str, values: Values, number: str) -> None:
    assert pattern.problems(text) == ()
    assert pattern.number(text, values) == number


@pytest.mark.parametrize(
    ("text", "reset", "sentence"),
    [
        ("", "tidak", pattern.NO_PATTERN),
        ("ADU/{tahun}", "tidak", pattern.NO_SEQUENCE),
        ("{urut}/{tahn}", "tidak", pattern.UNKNOWN_TOKEN),
        ("{urut:0}", "tidak", pattern.UNKNOWN_TOKEN),
        ("{urut!r}/{urut}", "tidak", pattern.UNKNOWN_TOKEN),
        ("{urut.__class__}/{urut}", "tidak", pattern.UNKNOWN_TOKEN),
        ("{urut/{tahun}", "tidak", pattern.OPEN_BRACE),
        ("{urut}}", "tidak", pattern.OPEN_BRACE),
        ("{urut}/ADU", "tahun", pattern.NO_YEAR),
        ("{urut}/{bulan}", "bulan", pattern.NO_MONTH),
        ("{urut}/{tahun}", "bulan", pattern.NO_MONTH),
    ],
)
def test_a_pattern_that_can_not_work_is_told_in_a_sentence(text: str, reset: str, sentence: str) -> None:
    found = pattern.problems(text, reset)
    assert sentence in {one.sentence for one in found}
    assert all(one.sentence.format(**one.facts) for one in found)


def test_what_is_missing_for_a_number_is_named() -> None:
    assert pattern.lacking("{klasifikasi}/{urut}/{unit}", Values(1, date(2026, 1, 1), unit="umum")) == (
        "klasifikasi",
    )
