"""JSON in and out: what a client reads and sends back is no change."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.description.screen import Field, Screen, Wording
from models.errors import Refused
from models.schema.catalog import Column, Kind, Table, TableName
from models.selecting import Row
from views.payload import read_object, record_text, same_json, value_text, values_of


def field(kind: Kind, type_: str = "text", key: str = "f", **more: object) -> Field:
    column = {name: more.pop(name) for name in ("scale",) if name in more}
    return Field(key, Column(key, type_, kind, 1, **column), Wording(key.upper()), **more)


def screen(*fields: Field) -> Screen:
    table = Table(TableName("public", "t"), "table", tuple(one.column for one in fields))
    keys = {one.key: one for one in fields}
    return Screen("t", table, Wording("T"), keys, (), tuple(keys), (), None, (), ())


NUMERIC = field(Kind.NUMBER, "numeric")
PRICE = field(Kind.NUMBER, "numeric(12,2)", scale=2)
DOUBLE = field(Kind.NUMBER, "double precision")
DOCUMENT = field(Kind.JSON, "jsonb")


@pytest.mark.parametrize(
    ("one", "value", "text"),
    [
        (field(Kind.BOOLEAN), True, "true"),
        (field(Kind.TEXT), None, "null"),
        (field(Kind.INTEGER), 9007199254740991, "9007199254740991"),
        (field(Kind.INTEGER), 9223372036854775807, '"9223372036854775807"'),
        (PRICE, Decimal("1234.50"), "1234.50"),
        (NUMERIC, Decimal("1.50"), '"1.50"'),
        (NUMERIC, Decimal("0.1234567890123456789"), '"0.1234567890123456789"'),
        (NUMERIC, Decimal("NaN"), '"NaN"'),
        (DOUBLE, "0.30000000000000004", "0.30000000000000004"),
        (DOUBLE, "1e+300", "1e+300"),
        (DOUBLE, "-0", '"-0"'),
        (DOUBLE, "Infinity", '"Infinity"'),
        (field(Kind.DATE), "0044-03-15 BC", '"0044-03-15 BC"'),
        (field(Kind.ARRAY, "text[]"), '{a,"b c"}', '"{a,\\"b c\\"}"'),
        (DOCUMENT, '{"a": 1.10}', '{"a": 1.10}'),
        (DOCUMENT, "not json", '"not json"'),
        (field(Kind.BYTES, "bytea"), 12, "12"),
    ],
)
def test_a_value_is_json_that_survives_a_client(one: Field, value: object, text: str) -> None:
    assert value_text(one, value) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_a_number_that_a_client_holds_as_a_double_comes_back_as_it_was(number: Decimal) -> None:
    shown = format(number, "f")
    back = json.loads(value_text(field(Kind.NUMBER, "numeric(40,4)", scale=4), number))
    assert Decimal(str(back)) == Decimal(shown)


@settings(suppress_health_check=[HealthCheck.too_slow])  # it looks at a clock
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner)))
def test_a_json_column_comes_back_as_the_same_json(document: object) -> None:
    text = json.dumps(document)
    sent = read_object(f'{{"f": {value_text(DOCUMENT, text)}}}'.encode())
    back = values_of(screen(DOCUMENT), sent, adding=False)["f"]
    assert back is None if document is None else same_json(text, str(back))


def test_a_record_carries_key_version_title_and_titles_of_references() -> None:
    one = field(Kind.INTEGER, "integer", key="village")
    row = Row("7", "42", "Laporan 7", {"village": 3, "other": 1}, {"village": "Sukamaju", "other": "x"})
    assert json.loads(record_text(screen(one), row, ["village"])) == {
        "village": 3,
        "_key": "7",
        "_version": "42",
        "_title": "Laporan 7",
        "_titles": {"village": "Sukamaju"},
    }


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b"{", b'{"a":NaN}', b"\xff\xfe", b'"x"', b'{"a":' + b"[" * 100_000, b"9" * 5000],
)
def test_a_body_that_is_no_object_is_refused_in_words(body: bytes) -> None:
    with pytest.raises(Refused) as caught:
        read_object(body)
    assert "permintaan" in caught.value.sentence


def test_every_unknown_and_read_only_field_is_named_at_once() -> None:
    fixed = field(Kind.TEXT, key="fixed", editable=False)
    with pytest.raises(Refused) as caught:
        values_of(screen(fixed), {"fixed": 1, "x" * 500: 1, "_version": "1"}, adding=False)
    first, second = caught.value.problems
    assert first.field == "fixed"
    assert second.field is None and len(str(second.facts["name"])) < 70


@pytest.mark.parametrize(
    ("one", "other"), [("1", "true"), ("[1]", "[1, 2]"), ('"1"', "1"), ("null", "false")]
)
def test_json_values_that_only_look_alike_are_different(one: str, other: str) -> None:
    assert not same_json(one, other)


def test_json_is_the_same_whatever_its_order_and_notation() -> None:
    assert same_json('{"a": 1.0, "b": 100}', '{"b": 1e2, "a": 1}')
