"""Groups and sums of lists on any table: odd types, a key of several columns, rules on rows and masks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from models import grouping, query, summing
from models.actor import Actor
from models.description.screen import Condition, Screen
from models.errors import Forbidden
from models.grouping import Group
from models.panel import Desk
from models.query import Listing

OpenDesk = Callable[..., Desk]
SQL = """
CREATE TYPE colour AS ENUM ('merah', 'hijau');
CREATE TABLE "Daftar Beban" (
    region text, number int, on_day date, shade colour, weight real, price money, tags text[], body jsonb,
    open boolean, code char(4), town int, PRIMARY KEY (region, number, on_day)
);
INSERT INTO "Daftar Beban"
SELECT CASE WHEN n % 3 = 0 THEN '' ELSE 'r' || n % 3 END, n, date '2025-12-30' + n,
       (CASE WHEN n % 4 = 0 THEN NULL WHEN n % 2 = 0 THEN 'hijau' ELSE 'merah' END)::colour,
       n * 0.5, (n * 1000.25)::numeric::money, ARRAY['a'], '{"a": 1}', n % 5 = 0, 'ab', n
FROM generate_series(1, 12) n;
"""
RULED = """
CREATE TABLE cases (id int PRIMARY KEY, unit text, nik text, amount numeric);
INSERT INTO cases
SELECT n, CASE n % 2 WHEN 0 THEN 'A' ELSE 'B' END, 'x' || n, n FROM generate_series(1, 10) n;
"""
RULES = """
table: cases
rows: {Kasi: "unit = 'A'"}
rules:
  nik: {mask: last4, reveal: [Kasi]}
  amount: {hidden: [Kasi]}
"""
OFFICE = """name: Kantor uji
roles:
  Kasi: {rights: {"*": [list, show]}}
  Admin: {admin: true, rights: {"*": [list]}}
"""


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    return open_desk(SQL)


def the_screen(desk: Desk) -> Screen:
    return next(iter(desk.panel.screens.values()))


def groups(desk: Desk, name: str, listing: Listing = Listing()) -> list[tuple[str | None, int]]:  # noqa: B008
    screen = the_screen(desk)
    by = grouping.grouped_by(screen, name)
    assert by is not None, name
    return [(one.value, one.number) for one in grouping.read(desk, screen, listing, by).found]


@pytest.mark.parametrize("name", ["region", "shade", "open", "code", "weight", "on_day.day", "on_day.year"])
def test_each_group_has_as_many_rows_as_it_says(desk: Desk, name: str) -> None:
    screen = the_screen(desk)
    by = grouping.grouped_by(screen, name)
    assert by is not None
    for value, number in groups(desk, name):
        found = query.page(desk, screen, Listing(where=(grouping.inside(by, value),), size=100))
        assert len(found.rows) == number, (name, value)


def test_nothing_and_an_empty_text_are_two_groups(desk: Desk) -> None:
    assert groups(desk, "shade") == [("merah", 6), ("hijau", 3), (None, 3)]
    assert groups(desk, "region") == [("", 4), ("r1", 4), ("r2", 4)]


def test_a_list_is_not_grouped_by_what_has_no_order_or_is_no_field(desk: Desk) -> None:
    for name in ("tags", "body", "gone", "region.month", "on_day.week", "", "."):
        assert grouping.grouped_by(the_screen(desk), name) is None, name


def test_groups_are_of_what_is_filtered_and_no_more_than_are_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = Listing(where=(Condition("number", "le", "3"),))
    assert groups(desk, "shade", few) == [("merah", 2), ("hijau", 1)]
    monkeypatch.setattr(grouping, "MOST", 2)
    by = grouping.grouped_by(the_screen(desk), "number")
    assert by is not None
    found = grouping.read(desk, the_screen(desk), Listing(), by)
    assert (len(found.found), found.rows, found.number) == (2, 12, 12)


def test_sums_are_exact_for_each_kind_of_number(desk: Desk) -> None:
    screen = the_screen(desk)
    fields = summing.summable(screen, screen.fields.values())
    assert [one.key for one in fields] == ["weight", "price", "town"], "no part of a key, nothing but numbers"
    found = summing.read(desk, screen, Listing(), fields)
    assert found.rows == 12
    assert dict(found.of) == {"weight": "39", "price": "78019.50", "town": "78"}
    none = summing.read(desk, screen, Listing(where=(Condition("number", "gt", "99"),)), fields)
    assert none.rows == 0 and set(none.of.values()) == {None}


def test_a_role_groups_and_adds_up_only_what_it_sees(open_desk: OpenDesk) -> None:
    whole = open_desk(RULED, {"cases": RULES}, office=OFFICE)
    rights = frozenset({("list", "cases"), ("show", "cases")})
    seen = replace(whole, actor=Actor(2, "kasi", frozenset({"Kasi"}), rights))
    screen = seen.panel.screens["cases"]
    by = grouping.grouped_by(screen, "unit")
    assert by is not None
    assert grouping.read(seen, screen, Listing(), by).found == (Group("A", None, 5),)
    assert grouping.grouped_by(screen, "nik") is None
    assert summing.summable(screen, screen.fields.values()) == ()
    stranger = replace(whole, actor=Actor(3, "tamu", frozenset({"Kasi"})))
    with pytest.raises(Forbidden):
        grouping.read(stranger, screen, Listing(), by)
    with pytest.raises(Forbidden):
        summing.read(stranger, screen, Listing(), [screen.fields["id"]])
