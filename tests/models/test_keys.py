import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import keys
from models.errors import Missing

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(texts, min_size=1, max_size=4))
def test_any_key_comes_back_as_it_went(parts: list[str]) -> None:
    assert keys.decode(keys.encode(parts), len(parts)) == tuple(parts)


@given(st.lists(texts, min_size=1, max_size=4))
def test_a_key_is_one_harmless_word_of_an_address(parts: list[str]) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_~,-]+", keys.encode(parts))


@given(st.lists(texts, min_size=2, max_size=2), st.lists(texts, min_size=2, max_size=2))
def test_two_keys_never_share_a_word(one: list[str], other: list[str]) -> None:
    assert (keys.encode(one) == keys.encode(other)) == (one == other)


def test_values_are_written_as_the_server_reads_them() -> None:
    assert keys.encode([True, 12, Decimal("1E+2"), "a b", ""]) == "true,12,100,a~20b,~"


@pytest.mark.parametrize(
    "word", ["", "a,b", ",", "a~", "~4", "~zz", "~FF", "~00", "a.b", "a/b", "a%20b", "~~", "é", "1 "]
)
def test_a_word_that_no_row_can_have_is_missing(word: str) -> None:
    with pytest.raises(Missing):
        keys.decode(word, 1)


def test_a_key_has_no_null() -> None:
    with pytest.raises(ValueError, match="NULL"):
        keys.encode([1, None])
