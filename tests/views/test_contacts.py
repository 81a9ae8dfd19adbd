"""Telephone numbers as people write them, and the links that reach them."""

from __future__ import annotations

import pytest

from views.contacts import international


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0812-0000-0001", "6281200000001"),
        ("+62 812 0000 0001", "6281200000001"),
        ("62812 0000 0001", "6281200000001"),
        ("(0385) 2110 22", "62385211022"),
        ("+670 7700 0000", "67077000000"),
        ("112", None),
        ("tidak ada", None),
        ("", None),
    ],
)
def test_a_number_is_called_from_anywhere(written: str, number: str | None) -> None:
    assert international(written) == number
