import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.description.naming import RESERVED_FIELDS, column_keys, safe_key, screen_keys
from models.schema.catalog import TableName

names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=63)


@given(st.lists(names, unique=True, max_size=8))
def test_every_column_gets_a_safe_key_of_its_own(columns: list[str]) -> None:
    found = column_keys(columns)
    assert list(found) == columns
    assert len(set(found.values())) == len(columns)
    for key in found.values():
        assert key.isidentifier() and key.isascii() and key == key.lower() and not key.startswith("_")
        assert not keyword.iskeyword(key) and key not in RESERVED_FIELDS


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("received_at", "received_at"),
        ("x__y", "x__y"),
        ("Nama Lengkap", "nama_lengkap"),
        ("100%", "c_100"),
        ("a:b", "a_b"),
        ("Größe", "groe"),
        ("naïve", "naive"),
        ("class", "class_"),
        ("metadata", "metadata_"),
        ("_private", "private"),
        ("名前", "c_7ec26292"),
    ],
)
def test_a_name_becomes_a_key(name: str, key: str) -> None:
    assert safe_key(name) == key


def test_a_name_that_is_safe_already_keeps_its_key_before_one_that_resembles_it() -> None:
    assert column_keys(["A", "a", "a_2"]) == {"A": "a_3", "a": "a", "a_2": "a_2"}


def test_tables_of_the_main_schema_go_by_their_name_alone() -> None:
    tables = [TableName("public", "staff"), TableName("arsip", "staff"), TableName("public", "arsip_staff")]
    assert screen_keys(tables) == {
        TableName("arsip", "staff"): "arsip_staff_2",
        TableName("public", "arsip_staff"): "arsip_staff",
        TableName("public", "staff"): "staff",
    }


def test_a_lone_schema_is_the_main_one() -> None:
    assert screen_keys([TableName("kantor", "surat")]) == {TableName("kantor", "surat"): "surat"}


def test_words_of_the_machine_are_no_screens() -> None:
    assert screen_keys([TableName("public", "api")]) == {TableName("public", "api"): "api_table"}


def test_keys_do_not_hang_on_the_order_in_which_tables_are_found() -> None:
    tables = [TableName("public", name) for name in ("User", "USER", "user", "日本語")]
    assert screen_keys(tables) == screen_keys(reversed(tables))
