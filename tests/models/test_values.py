"""Canonical values: what is read, what is refused, and how equal values are recognised."""

from __future__ import annotations

from decimal import Decimal

import pytest

from models.description.screen import Field, Option, Wording
from models.schema.catalog import Column, Kind
from models.values import BadValue, read, stamp, text


def field(kind: Kind, **facts: object) -> Field:
    length = facts.pop("length", None)
    return Field("x", Column("x", "any", kind, 1, length=length), Wording("Isian"), **facts)  # type: ignore[arg-type]


def test_an_empty_text_stays_a_text_and_everything_else_empty_is_nothing() -> None:
    assert read(field(Kind.TEXT), "") == ""
    assert read(field(Kind.DATE), "") is None
    assert read(field(Kind.INTEGER), None) is None


@pytest.mark.parametrize("typed", ["1", " 1 ", "+1", 1])
def test_a_whole_number_is_read_with_its_sign_and_spaces(typed: object) -> None:
    assert read(field(Kind.INTEGER), typed) == 1


@pytest.mark.parametrize("typed", ["1.5", "satu", "1e3", "٣", "9" * 31, True, 1.5])
def test_what_is_no_whole_number_is_refused(typed: object) -> None:
    with pytest.raises(BadValue):
        read(field(Kind.INTEGER), typed)


def test_a_number_keeps_its_digits() -> None:
    assert read(field(Kind.NUMBER), "1.50") == Decimal("1.50")
    assert text(read(field(Kind.NUMBER), "1.50")) == "1.50"


@pytest.mark.parametrize("typed", ["1,5", "1_000", "0x10", "1e99999", "9" * 2000, "--1"])
def test_a_number_in_another_notation_is_refused(typed: str) -> None:
    with pytest.raises(BadValue):
        read(field(Kind.NUMBER), typed)


@pytest.mark.parametrize("typed", ["a\x00b", "\ud800"])
def test_what_postgres_can_not_store_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(BadValue) as refused:
        read(field(Kind.TEXT), typed)
    assert "karakter" in refused.value.problem.sentence


def test_a_text_longer_than_its_column_says_how_long_it_is() -> None:
    with pytest.raises(BadValue) as refused:
        read(field(Kind.TEXT, length=3), "empat")
    assert refused.value.problem.facts["length"] == 5


def test_a_value_outside_a_closed_list_is_refused() -> None:
    closed = field(Kind.TEXT, options=(Option("desa", Wording("Desa")),))
    assert read(closed, "desa") == "desa"
    with pytest.raises(BadValue):
        read(closed, "kota")


@pytest.mark.parametrize("brought", [[], {}, ["a"], object()])
def test_a_list_where_one_value_belongs_is_refused(brought: object) -> None:
    with pytest.raises(BadValue):
        read(field(Kind.TEXT), brought)


def test_nothing_and_an_empty_text_have_different_stamps() -> None:
    assert stamp(None) != stamp("")
    assert stamp("x" * 1000) != stamp("x" * 1001)
    assert len(stamp("x" * 1000)) < 50
    assert stamp(True) == stamp("true")
