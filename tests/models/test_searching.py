"""The quick search: numbers by their digits, beginnings of words, titles of what a row refers to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models import counting, query
from models.actor import Actor
from models.panel import Desk
from models.query import Listing

OpenDesk = Callable[..., Desk]
STEMS = "to_tsvector('indonesian', subject || ' ' || story)"
TABLES = """
CREATE TABLE villages (id int PRIMARY KEY, name text, secret text);
INSERT INTO villages VALUES (1, 'Golo Kantar', 'zebra'), (2, 'Kota Ndora', NULL);
CREATE TABLE reports (
    id int PRIMARY KEY, number text UNIQUE, subject text, story text, village int REFERENCES villages,
    search tsvector GENERATED ALWAYS AS (to_tsvector('indonesian', subject || ' ' || story)) STORED
);
INSERT INTO reports VALUES
    (1, '0042/ADU/2026', 'Pembangunan jembatan', 'Ancaman kepada tetangga', 1),
    (2, '0420/ADU/2026', 'Jalan berlubang', 'Kendaraan 53 terperosok 19 0001', 2);
CREATE TABLE people (
    id int PRIMARY KEY, report int REFERENCES reports, name text, nik varchar(16), phone text
);
INSERT INTO people VALUES
    (1, 1, 'Maria', '5319000100020003', '+62 812-3456-789'),
    (2, 2, 'Yosef', '5319000100020099', '0813 111 222');
"""
SCREENS = {
    "reports": "table: reports\nsearch: [number, subject, story, village.name]\n",
    "people": "table: people\nsearch: [name, nik, phone]\n",
}
BIG = """
INSERT INTO reports SELECT n, 'N' || n, 'Jalan rusak', 'biasa', 2 FROM generate_series(3, 25000) n;
INSERT INTO people SELECT n, 2, 'Ana', 1000000000000000 + n, '0815' || (1000000 + n)
FROM generate_series(3, 25000) n;
CREATE INDEX ON people (nik); CREATE INDEX ON people (phone); CREATE INDEX ON reports (village);
CREATE INDEX ON reports USING gin (search);
ANALYZE;
"""
NUMBERS = [
    ("5319 0001 0002 0003", ["1"]),
    ("5319000100020003", ["1"]),
    ("53.1900.0100", ["1", "2"]),
    ("08123456789", ["1"]),
    ("+62 812 3456 789", ["1"]),
    ("62812-3456-789", ["1"]),
    ("0812-3456", ["1"]),
    ("812 3456 789", ["1"]),
    ("+62813111222", ["2"]),
    ("(0813) 111222", ["2"]),
]


def found(desk: Desk, screen: str, text: str) -> list[str | None]:
    """The keys, also those that indexes find; the count agrees."""
    listing = Listing(search=text)
    keys = [row.key for row in query.page(desk, desk.panel.screens[screen], listing).rows]
    count = counting.count(desk, desk.panel.screens[screen], listing)
    assert count.number == len(keys) or count.kind == "at_least"
    return sorted(keys, key=str)


def test_numbers_are_found_by_their_digits(open_desk: OpenDesk) -> None:
    desk = open_desk(TABLES, SCREENS)
    for text, keys in NUMBERS:
        assert found(desk, "people", text) == keys, text
    assert found(desk, "reports", "0042") == ["1"]
    assert found(desk, "reports", "5319") == [], "digits of a story are no number"


def test_a_large_table_finds_whole_numbers_by_its_indexes(
    open_desk: OpenDesk, statements: Callable[[Desk], list[str]]
) -> None:
    desk = open_desk(TABLES + BIG, SCREENS)
    for text in ("5319 0001 0002 0003", "5319000100020003"):
        assert found(desk, "people", text) == ["1"], text
    assert found(desk, "people", "0813 111 222") == ["2"], "as it is written there"
    assert found(desk, "people", "62815 1000 007") == ["7"]


@pytest.mark.parametrize("more", ["", BIG])
def test_two_searches_side_by_side_each_find_their_own(open_desk: OpenDesk, more: str) -> None:
    desk = open_desk(TABLES + more, SCREENS)
    screen = desk.panel.screens["people"]
    for texts in (("Maria", "Yosef"), ("Yosef", "Maria"), ("Maria", "Maria"), ("Maria", "tidak ada")):
        numbers = counting.counts(desk, screen, [Listing(search=text) for text in texts])
        assert [one.number for one in numbers] == [0 if text == "tidak ada" else 1 for text in texts]


@pytest.mark.parametrize("more", ["", BIG])
def test_a_row_is_found_by_the_title_of_what_it_refers_to(open_desk: OpenDesk, more: str) -> None:
    desk = open_desk(TABLES + more, SCREENS)
    assert found(desk, "reports", "kantar") == ["1"]
    assert found(desk, "reports", "zebra") == []


def test_a_beginning_that_the_stemmer_spoils_is_found(open_desk: OpenDesk) -> None:
    desk = open_desk(TABLES, SCREENS)
    for text in ("pembang", "pembangunan", "ancama", "jembatan ancam", "tetangga pemb"):
        assert found(desk, "reports", text) == ["1"], text
    for text in ("kenda", "berlu", "jalan kendar"):
        assert found(desk, "reports", text) == ["2"], text


def test_an_index_of_stems_and_words_finds_beginnings_in_a_large_table(open_desk: OpenDesk) -> None:
    both = f"{STEMS} || to_tsvector('simple', subject || ' ' || story)"
    desk = open_desk(TABLES.replace(STEMS, both) + BIG, SCREENS)
    for text in ("pembang", "membangun", "ancama", "jembatan ancam"):
        assert found(desk, "reports", text) == ["1"], text


HIDING = {
    **SCREENS,
    "villages": "table: villages\nrules: {name: {mask: all}}\nrows: {Petugas: id = 2}\n",
    "people": "table: people\nsearch: [name, nik, phone]\nrules: {nik: {mask: last4, reveal: [Petugas]}}\n",
}
OFFICE = "name: Kantor uji\nroles:\n  Petugas: {rights: {'*': [list]}}\n  Admin: {admin: true}\n"
RIGHTS = frozenset(("list", key) for key in ("villages", "reports", "people"))


def test_what_is_masked_or_not_theirs_is_not_found(open_desk: OpenDesk) -> None:
    clerk = Actor(2, "petugas", frozenset({"Petugas"}), RIGHTS)
    desk = open_desk(TABLES, HIDING, clerk, office=OFFICE)
    for text in ("5319 0001 0002 0003", "5319000100020003", "0003"):
        assert found(desk, "people", text) == [], text
    assert found(desk, "people", "0812 3456 789") == ["1"]
    assert found(desk, "reports", "kantar") == found(desk, "reports", "ndora") == []


def test_a_title_of_a_screen_without_rights_is_not_searched(open_desk: OpenDesk) -> None:
    clerk = Actor(2, "petugas", frozenset({"Petugas"}), frozenset({("list", "reports")}))
    desk = open_desk(TABLES, SCREENS, clerk, office=OFFICE)
    assert found(desk, "reports", "kantar") == []
    assert found(desk, "reports", "jembatan") == ["1"]
