"""What a client asks of a list, by plain parameters or by FAB's rison."""

from __future__ import annotations

import pytest

from models.description.screen import Condition, Order
from models.errors import Refused
from models.schema.catalog import Kind
from tests.views.test_payload import field, screen
from views.asking import listing

SCREEN = screen(
    field(Kind.TEXT, key="name"),
    field(Kind.INTEGER, "integer", key="size"),
    field(Kind.BYTES, key="h", hidden=True),
)


def test_plain_parameters_make_a_listing() -> None:
    asked = listing(
        SCREEN, {"search": "jalan", "order": "-size,name", "size": "10", "cursor": "last", "columns": "size"}
    )
    assert (asked.search, asked.size, asked.cursor, asked.columns) == ("jalan", 10, "last", ("size",))
    assert asked.order == (Order("size", True), Order("name"))


def test_fab_rison_makes_the_same_listing() -> None:
    asked = listing(
        SCREEN,
        {
            "q": "(filters:!((col:name,opr:ct,value:jalan)),page:2,page_size:10,"
            "order_column:size,order_direction:desc)"
        },
    )
    assert asked.where == (Condition("name", "contains", "jalan"),)
    assert (asked.order, asked.page, asked.size) == ((Order("size", True),), 3, 10)


def test_json_is_taken_where_rison_is_expected() -> None:
    assert listing(SCREEN, {"q": '{"page_size": 7}'}).size == 7


def test_a_page_has_at_most_a_hundred_rows() -> None:
    assert listing(SCREEN, {"size": "100000"}).size == 100
    assert listing(SCREEN, {"q": "(page_size:-1)"}).size == 100


def test_a_star_asks_for_every_field_but_the_hidden() -> None:
    assert listing(SCREEN, {"columns": "*"}).columns == ("name", "size")


@pytest.mark.parametrize(
    "parameters",
    [
        {"q": "("},
        {"q": "!!!"},
        {"q": "(" * 7000},
        {"q": "[" * 7000},
        {"q": "x" * 9000},
        {"q": "(page:-1)"},
        {"q": "(page:9999999999999999999999)"},
        {"q": "(page:'1')"},
        {"q": "(filters:1)"},
        {"q": "(filters:!((col:name)))"},
        {"q": "(filters:!((col:!(name),opr:eq,value:1)))"},
        {"q": "(order_column:!(1))"},
        {"q": "(columns:name)"},
        {"q": "(search:1)"},
        {"size": "-1"},
        {"size": "²"},
        {"size": "1e9"},
        {"order": "nothing"},
        {"order": "h"},
        {"columns": "name,\ud800"},
    ],
)
def test_what_makes_no_sense_is_refused_in_words(parameters: dict[str, str]) -> None:
    with pytest.raises(Refused) as caught:
        listing(SCREEN, parameters)
    assert caught.value.problems
