"""The one reader: pages, orders, filters, searches, children and titles on real rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import counting, query
from models.actor import Actor
from models.counting import Count
from models.description.screen import Condition, Order
from models.errors import Forbidden, Missing, Refused
from models.panel import Desk
from models.picker import pick
from models.query import Listing

OpenDesk = Callable[..., Desk]
NOW = datetime(2026, 3, 17, 2, 30, tzinfo=UTC)

VILLAGES = """
CREATE TABLE villages (id int PRIMARY KEY, name text NOT NULL);
INSERT INTO villages VALUES (1, 'Golo Kantar'), (2, 'Kota Ndora');
CREATE TABLE reports (
    id int PRIMARY KEY, subject text NOT NULL, amount numeric, received timestamptz,
    village int REFERENCES villages, parent int REFERENCES reports
);
INSERT INTO reports
SELECT n, 'Laporan ' || n, nullif(n % 5, 0),
       nullif(n % 3, 0) * interval '1 day' + timestamptz '2026-03-15 00:00+00',
       1 + n % 2, CASE WHEN n > 1 THEN 1 END
FROM generate_series(1, 53) n;
CREATE TABLE people (id int PRIMARY KEY, report int NOT NULL REFERENCES reports, name text);
INSERT INTO people VALUES (1, 7, 'Maria Goreti'), (2, 8, '100% benar');
"""


def walk(desk: Desk, listing: Listing, screen: str = "reports") -> list[str | None]:
    """Every key of a list, page after page; the way back must show the same pages."""
    there, pages = [], []
    page = query.page(desk, desk.panel.screens[screen], listing)
    while True:
        there += [row.key for row in page.rows]
        pages.append([row.key for row in page.rows])
        if page.after is None:
            break
        page = query.page(desk, desk.panel.screens[screen], _at(listing, page.after))
    for earlier in reversed(pages[:-1]):
        assert page.before is not None
        page = query.page(desk, desk.panel.screens[screen], _at(listing, page.before))
        assert [row.key for row in page.rows] == earlier
    assert page.before is None
    return there


def _at(listing: Listing, cursor: str) -> Listing:
    return Listing(order=listing.order, where=listing.where, size=listing.size, cursor=cursor)


@pytest.mark.parametrize("column", ["id", "subject", "amount", "received", "village", "parent"])
@pytest.mark.parametrize("descending", [False, True])
def test_every_order_shows_every_row_once_there_and_back(
    open_desk: OpenDesk, column: str, descending: bool
) -> None:
    desk = open_desk(VILLAGES)
    seen = walk(desk, Listing(order=(Order(column, descending),), size=7))
    direction = "DESC" if descending else "ASC"
    sql = f"SELECT id::text AS key FROM reports ORDER BY {column} {direction}, id {direction}"
    assert seen == list(desk.connection.exec_driver_sql(sql).scalars())


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    orders=st.lists(
        st.tuples(st.sampled_from(["subject", "amount", "received", "village"]), st.booleans()),
        min_size=1,
        max_size=3,
        unique_by=lambda one: one[0],
    ),
    size=st.integers(1, 20),
)
def test_mixed_orders_with_empty_values_lose_no_row(
    shared_desk: Desk, orders: list[tuple[str, bool]], size: int
) -> None:
    seen = walk(shared_desk, Listing(order=tuple(Order(*one) for one in orders), size=size))
    assert sorted(seen, key=lambda key: int(key or 0)) == [str(n) for n in range(1, 54)]


@pytest.fixture
def shared_desk(open_desk: OpenDesk) -> Desk:
    return open_desk(VILLAGES)


def test_the_last_page_is_read_from_the_end(open_desk: OpenDesk) -> None:
    desk = open_desk(VILLAGES)
    last = query.page(
        desk, desk.panel.screens["reports"], Listing(order=(Order("id"),), size=10, cursor="last")
    )
    assert [row.key for row in last.rows] == [str(n) for n in range(44, 54)]
    assert last.after is None
    assert last.before is not None


def test_a_typed_page_number_goes_on_by_cursor(open_desk: OpenDesk) -> None:
    desk, order = open_desk(VILLAGES), (Order("id"),)
    screen = desk.panel.screens["reports"]
    third = query.page(desk, screen, Listing(order=order, size=10, page=3))
    assert third.rows[0].key == "21"
    assert third.after is not None
    fourth = query.page(desk, screen, Listing(order=order, size=10, cursor=third.after))
    assert fourth.rows[0].key == "31"


def test_references_show_their_title_and_lead_to_their_row(open_desk: OpenDesk) -> None:
    desk = open_desk(VILLAGES)
    row = query.record(desk, desk.panel.screens["reports"], "2")
    assert row.titles["village"] == "Golo Kantar"
    assert row.links["village"] == "1"
    assert row.links["parent"] == "1"


def test_a_list_page_is_one_statement_whatever_it_refers_to(
    open_desk: OpenDesk, statements: Callable[[Desk], list[str]]
) -> None:
    desk = open_desk(VILLAGES)
    seen = statements(desk)
    query.page(desk, desk.panel.screens["reports"], Listing(columns=("subject", "village", "parent")))
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition("amount", "eq", "3"), "amount = 3"),
        (Condition("amount", "ne", "3"), "amount IS DISTINCT FROM 3"),
        (Condition("amount", "between", ["2", "3"]), "amount BETWEEN 2 AND 3"),
        (Condition("amount", "empty", "true"), "amount IS NULL"),
        (Condition("village", "in", ["1"]), "village = 1"),
        (Condition("village", "not_in", [1]), "village <> 1"),
        (Condition("subject", "contains", "AN 5"), "subject ILIKE '%%an 5%%'"),
        (Condition("subject", "starts", "laporan 4"), "subject ILIKE 'laporan 4%%'"),
        (Condition("received", "before", "now"), "received < '2026-03-17 02:30+00'"),
        (
            Condition("received", "eq", "2026-03-16"),
            "(received at time zone 'Asia/Jakarta')::date = '2026-03-16'",
        ),
        (
            Condition("received", "after", "2026-03-16"),
            "(received at time zone 'Asia/Jakarta')::date > '2026-03-16'",
        ),
    ],
)
def test_each_filter_finds_what_plain_sql_finds(
    open_desk: OpenDesk, condition: Condition, expected: str
) -> None:
    desk = open_desk(VILLAGES)
    found = walk(desk, Listing(where=(condition,), order=(Order("id"),), size=50))
    sql = f"SELECT id::text AS key FROM reports WHERE {expected} ORDER BY id"
    wanted = list(desk.connection.exec_driver_sql(sql).scalars())
    assert found == wanted
    assert wanted


@pytest.mark.parametrize(
    "condition",
    [
        Condition("amount", "eq", "banyak"),
        Condition("amount", "paling", "3"),
        Condition("tidak_ada", "eq", "3"),
        Condition("received", "eq", "2026-02-31"),
        Condition("received", "before", "kemarin dulu"),
        Condition("village", "between", ["1"]),
        Condition("subject", "contains", "\x00"),
    ],
)
def test_a_filter_that_can_not_be_read_is_a_sentence(open_desk: OpenDesk, condition: Condition) -> None:
    desk = open_desk(VILLAGES)
    with pytest.raises(Refused):
        query.page(desk, desk.panel.screens["reports"], Listing(where=(condition,)))


@pytest.mark.parametrize("cursor", ["", "x", "bGFzdA", "WzEsMl0", "//", "W2ZhbHNlLCIxIl0x"])
def test_a_cursor_that_somebody_made_up_is_a_sentence(open_desk: OpenDesk, cursor: str) -> None:
    desk = open_desk(VILLAGES)
    with pytest.raises((Missing, Refused)):
        query.page(desk, desk.panel.screens["reports"], Listing(cursor=cursor))


@pytest.mark.parametrize("key", ["", "satu", "1,2", "999", "~", "9" * 40, "1.5", "~00"])
def test_a_key_that_no_row_has_is_missing(open_desk: OpenDesk, key: str) -> None:
    desk = open_desk(VILLAGES)
    with pytest.raises(Missing):
        query.record(desk, desk.panel.screens["reports"], key)


def test_children_are_the_rows_that_point_here(open_desk: OpenDesk) -> None:
    desk = open_desk(VILLAGES)
    child = next(one for one in desk.panel.screens["villages"].children if one.screen == "reports")
    page = query.page(
        desk,
        desk.panel.screens["reports"],
        Listing(child=(child.key, "villages", "2"), order=(Order("id"),), size=3),
    )
    assert [row.key for row in page.rows] == ["1", "3", "5"]
    others = query.page(desk, desk.panel.screens["reports"], Listing(child=(child.key, "villages", "1")))
    assert [row.key for row in others.rows][-2:] == ["6", "4"]
    for row, number in (("1", 26), ("2", 27), ("3", 0)):
        assert counting.of_children(desk, desk.panel.screens["villages"], row, [child])[0].number == number
    with pytest.raises(Missing):
        query.page(desk, desk.panel.screens["reports"], Listing(child=("lain", "villages", "2")))


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("laporan 53", ["53"]),
        ("MARIA", ["7"]),
        ("100%", ["8"]),
        ("%", ["8"]),
        ("tidak ada", []),
        ("'; DROP TABLE reports; --", []),
        ("\\", []),
    ],
)
def test_the_search_finds_words_here_and_in_children(
    open_desk: OpenDesk, words: str, keys: list[str]
) -> None:
    screens = {"reports": "table: reports\nsearch: [subject, people.name]\nchildren: [people]\n"}
    desk = open_desk(VILLAGES, screens)
    page = query.page(desk, desk.panel.screens["reports"], Listing(search=words))
    assert [row.key for row in page.rows] == keys
    assert counting.count(desk, desk.panel.screens["reports"], Listing(search=words)) == Count(
        len(keys), "exact"
    )


LARGE = """
CREATE TABLE reports (
    id int PRIMARY KEY, number text UNIQUE, story text NOT NULL,
    search tsvector GENERATED ALWAYS AS (to_tsvector('simple', story)) STORED
);
INSERT INTO reports SELECT n, 'N' || n, CASE WHEN n = 77 THEN 'jembatan putus' ELSE 'jalan rusak' END
FROM generate_series(1, 30000) n;
CREATE INDEX ON reports USING gin (search);
CREATE TABLE parties (id int PRIMARY KEY, report int NOT NULL REFERENCES reports, name text);
INSERT INTO parties VALUES (1, 5, 'Yosefina');
ANALYZE reports;
"""
LARGE_SCREENS = {
    "reports": "table: reports\nlist: [number, story]\nsearch: [number, story, parties.name]\n"
    "children: [parties]\n"
}


@pytest.mark.parametrize(
    ("words", "first", "common"),
    [
        ("rusak", "30000", True),
        ("jalan rus", "30000", True),
        ("jembatan", "77", False),
        ("jemb", "77", False),
        ("yosefina", "5", False),
        ("N29999", "29999", False),
    ],
)
def test_a_large_table_is_searched_near_first_and_then_by_index(
    open_desk: OpenDesk, words: str, first: str, common: bool
) -> None:
    desk = open_desk(LARGE, LARGE_SCREENS)
    screen = desk.panel.screens["reports"]
    page = query.page(desk, screen, Listing(search=words))
    assert page.rows[0].key == first
    assert page.common is common
    number = counting.count(desk, screen, Listing(search=words), page=page)
    assert number == (Count(25, "at_least") if common else Count(1, "exact"))
    everywhere = counting.count(desk, screen, Listing(search=words), exact=True, page=page)
    assert everywhere == Count(29_999 if common else 1, "exact")


def test_a_page_that_is_the_whole_list_needs_no_count(
    open_desk: OpenDesk, statements: Callable[[Desk], list[str]]
) -> None:
    desk = open_desk(VILLAGES)
    screen, listing = desk.panel.screens["villages"], Listing()
    page = query.page(desk, screen, listing)
    seen = statements(desk)
    assert counting.count(desk, screen, listing, page=page) == Count(2, "exact")
    assert seen == []


def test_a_kept_statement_still_knows_what_time_it_is(open_desk: OpenDesk) -> None:
    screens = {"reports": "table: reports\nviews:\n  Lalu: {where: {received: {before: now}}, count: true}\n"}
    desk = open_desk(VILLAGES, screens)
    screen, view = desk.panel.screens["reports"], Listing(view="lalu", size=100)
    for moment, number in ((NOW, 36), (NOW - timedelta(days=1), 18), (NOW - timedelta(days=9), 0), (NOW, 36)):
        then = replace(desk, now=moment)
        assert counting.count(then, screen, view) == Count(number, "exact")
        assert len(query.page(then, screen, view).rows) == number


def test_an_empty_page_further_on_does_not_say_that_there_is_nothing(open_desk: OpenDesk) -> None:
    desk = open_desk(VILLAGES)
    screen, order = desk.panel.screens["reports"], (Order("id"),)
    first = query.page(desk, screen, Listing(order=order, size=50))
    beyond = Listing(order=order, size=50, cursor=first.after)
    desk.connection.exec_driver_sql("DELETE FROM reports WHERE id > 50")
    page = query.page(desk, screen, beyond)
    assert counting.count(desk, screen, beyond, page=page) == Count(50, "exact")


def test_a_key_typed_into_the_picker_of_a_large_table_leads_there_alone(open_desk: OpenDesk) -> None:
    desk = open_desk(LARGE, LARGE_SCREENS)
    assert [one.value for one in pick(desk, desk.panel.screens["reports"], "29999")] == ["29999"]
    assert len(pick(desk, desk.panel.screens["reports"], "N2999")) == 11
    assert pick(desk, desk.panel.screens["reports"], "999999") == ()


def test_a_large_list_is_counted_by_the_planner_and_exactly_on_demand(open_desk: OpenDesk) -> None:
    desk = open_desk(LARGE, LARGE_SCREENS)
    screen = desk.panel.screens["reports"]
    assert counting.count(desk, screen, Listing()).kind == "estimate"
    assert counting.count(desk, screen, Listing(), exact=True) == Count(30_000, "exact")
    many = Listing(where=(Condition("story", "contains", "jalan"),))
    assert counting.count(desk, screen, many) == Count(10_000, "at_least")


def test_who_has_no_right_reads_nothing(open_desk: OpenDesk) -> None:
    desk = open_desk(VILLAGES, actor=Actor(2, "tamu", rights=frozenset({("show", "villages")})))
    with pytest.raises(Forbidden):
        query.page(desk, desk.panel.screens["villages"], Listing())
    with pytest.raises(Forbidden):
        counting.count(desk, desk.panel.screens["villages"], Listing())
    with pytest.raises(Forbidden):
        query.record(desk, desk.panel.screens["reports"], "1")
    assert query.record(desk, desk.panel.screens["villages"], "1").title == "Golo Kantar"


def test_rows_of_a_screen_without_rights_lend_no_title(open_desk: OpenDesk) -> None:
    desk = open_desk(VILLAGES, actor=Actor(2, "tamu", rights=frozenset({("show", "reports")})))
    assert query.record(desk, desk.panel.screens["reports"], "2").titles.get("village") is None


def test_a_view_without_a_key_has_numbered_pages(open_desk: OpenDesk) -> None:
    desk = open_desk(
        VILLAGES
        + "CREATE VIEW per_village AS SELECT village, amount, count(*) AS n FROM reports GROUP BY 1, 2;"
    )
    assert len(walk(desk, Listing(size=4), "per_village")) == 10
