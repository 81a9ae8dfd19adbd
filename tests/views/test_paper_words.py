"""Days and numbers as Indonesian letters write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from reports.paper import Said
from views import paper_words as say

AT = Said("25-11-2026 10.12", "2026-11-25 10:12:00+08")


def test_a_value_of_a_row_is_written_in_every_way() -> None:
    assert say.long_day(AT) == "25 November 2026"
    assert say.weekday_and_day(AT) == "Rabu, 25 November 2026"
    assert say.short_day(AT) == "25-11-2026"
    assert say.time_of_day(AT) == "10.12"
    assert (say.month_name(AT), say.roman_month(AT), say.year(AT)) == ("November", "XI", "2026")


def test_plain_days_and_nothing_are_written_too() -> None:
    assert say.long_day(date(2026, 1, 2)) == "2 Januari 2026"
    assert say.time_of_day(datetime(2026, 1, 2, 7, 5)) == "07.05"
    for empty in (Said(""), None, ""):
        assert (
            say.long_day(empty) == say.weekday(empty) == say.time_of_day(empty) == say.in_words(empty) == ""
        )


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (11, "sebelas"),
        (17, "tujuh belas"),
        (25, "dua puluh lima"),
        (100, "seratus"),
        (1026, "seribu dua puluh enam"),
        (2026, "dua ribu dua puluh enam"),
        (1_500_000, "satu juta lima ratus ribu"),
    ],
)
def test_numbers_are_spelt(number: int, words: str) -> None:
    assert say.in_words(number) == words


def test_texts_come_apart() -> None:
    assert say.paragraphs("satu\r\n\r\n\r\ndua\ntiga") == ["satu", "dua\ntiga"]
    assert say.lines("a; b\nc") == ["a", "b", "c"]
