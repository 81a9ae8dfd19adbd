"""Filters as trees: groups, not, references and children, on real rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import counting, query
from models.actor import Actor
from models.description.screen import Along, Condition, Group, Having, Not, Where
from models.errors import Refused
from models.panel import Desk
from models.query import Listing

OpenDesk = Callable[..., Desk]
TABLES = """
CREATE TABLE regions (id int PRIMARY KEY, name text);
INSERT INTO regions VALUES (1, 'Barat'), (2, NULL);
CREATE TABLE villages (id int PRIMARY KEY, kind text, region int REFERENCES regions);
INSERT INTO villages VALUES (1, 'desa', 1), (2, 'kelurahan', 2), (3, NULL, NULL);
CREATE TABLE reports (
    id int PRIMARY KEY, subject text, amount int, village int REFERENCES villages,
    parent int REFERENCES reports
);
INSERT INTO reports VALUES
    (1, 'satu', 1, 1, NULL), (2, 'dua', NULL, 2, 1), (3, NULL, 3, 3, 2), (4, 'Satu', 3, NULL, 2),
    (5, 'lima', 5, 1, 4);
CREATE TABLE evidence (
    id int PRIMARY KEY, report int NOT NULL REFERENCES reports, kind text, village int REFERENCES villages
);
INSERT INTO evidence VALUES (1, 1, 'foto', 1), (2, 1, 'surat', NULL), (3, 2, NULL, 2), (4, 4, 'surat', 3);
CREATE TABLE tags (id int PRIMARY KEY, word text);
INSERT INTO tags VALUES (1, 'jalan'), (2, 'air');
CREATE TABLE report_tags (
    report int REFERENCES reports, tag int REFERENCES tags, PRIMARY KEY (report, tag)
);
INSERT INTO report_tags VALUES (1, 1), (1, 2), (5, 2);
"""
ROWS: Mapping[str, list[dict[str, Any]]] = {
    "regions": [{"id": 1, "name": "Barat"}, {"id": 2, "name": None}],
    "villages": [
        {"id": 1, "kind": "desa", "region": 1},
        {"id": 2, "kind": "kelurahan", "region": 2},
        {"id": 3, "kind": None, "region": None},
    ],
    "reports": [
        {"id": 1, "subject": "satu", "amount": 1, "village": 1, "parent": None},
        {"id": 2, "subject": "dua", "amount": None, "village": 2, "parent": 1},
        {"id": 3, "subject": None, "amount": 3, "village": 3, "parent": 2},
        {"id": 4, "subject": "Satu", "amount": 3, "village": None, "parent": 2},
        {"id": 5, "subject": "lima", "amount": 5, "village": 1, "parent": 4},
    ],
    "evidence": [
        {"id": 1, "report": 1, "kind": "foto", "village": 1},
        {"id": 2, "report": 1, "kind": "surat", "village": None},
        {"id": 3, "report": 2, "kind": None, "village": 2},
        {"id": 4, "report": 4, "kind": "surat", "village": 3},
    ],
}
REFERENCES = {
    ("reports", "village"): "villages",
    ("reports", "parent"): "reports",
    ("villages", "region"): "regions",
    ("evidence", "village"): "villages",
    ("evidence", "report"): "reports",
}
CHILDREN = {
    ("reports", "evidence"): ("evidence", "report"),
    ("reports", "reports"): ("reports", "parent"),
    ("villages", "reports"): ("reports", "village"),
}
TEXTS = {"reports": ["subject"], "villages": ["kind"], "regions": ["name"], "evidence": ["kind"]}
NUMBERS = {"reports": ["amount"], "villages": ["id"], "regions": ["id"], "evidence": ["id"]}
COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, wanted: value == wanted,
    "ne": lambda value, wanted: value != wanted,
    "lt": lambda value, wanted: value is not None and value < wanted,
    "ge": lambda value, wanted: value is not None and value >= wanted,
    "in": lambda value, wanted: value in wanted,
    "not_in": lambda value, wanted: value not in wanted,
    "between": lambda value, wanted: value is not None and wanted[0] <= value <= wanted[1],
    "contains": lambda value, wanted: value is not None and wanted.lower() in value.lower(),
    "not_contains": lambda value, wanted: value is None or wanted.lower() not in value.lower(),
    "starts": lambda value, wanted: value is not None and value.lower().startswith(wanted.lower()),
    "ends": lambda value, wanted: value is not None and value.lower().endswith(wanted.lower()),
    "same": lambda value, wanted: value is not None and value.lower() == wanted.lower(),
    "empty": lambda value, wanted: (value is None) is wanted,
}


def holds(one: Where, screen: str, row: Mapping[str, Any]) -> bool:
    """What a filter says of a row, in plain Python."""
    if isinstance(one, Condition):
        return COMPARED[one.operator](row.get(one.field), one.value)
    if isinstance(one, Group):
        said = [holds(part, screen, row) for part in one.parts]
        return any(said) if one.any else all(said)
    if isinstance(one, Not):
        return not holds(one.part, screen, row)
    if isinstance(one, Along):
        far = REFERENCES[screen, one.reference]
        found = [there for there in ROWS[far] if there["id"] == row.get(one.reference)]
        return holds(one.part, far, found[0] if found else {})
    child, column = CHILDREN[screen, one.child]
    below = [there for there in ROWS[child] if row.get("id") and there[column] == row["id"]]
    return any(one.part is None or holds(one.part, child, there) for there in below)


def _conditions(screen: str) -> st.SearchStrategy[Where]:
    words, figures = st.sampled_from(["satu", "Satu", "desa", "foto", "a", ""]), st.integers(0, 6)
    text = st.builds(
        Condition,
        st.sampled_from(TEXTS[screen]),
        st.sampled_from(["eq", "ne", "lt", "contains", "not_contains", "starts", "ends", "same"]),
        words,
    )
    number = st.builds(
        Condition, st.sampled_from(NUMBERS[screen]), st.sampled_from(["eq", "ne", "lt", "ge"]), figures
    )
    pair = st.builds(
        Condition, st.sampled_from(NUMBERS[screen]), st.just("between"), st.tuples(figures, figures)
    )
    several = st.builds(
        Condition,
        st.sampled_from(TEXTS[screen]),
        st.sampled_from(["in", "not_in"]),
        st.lists(words, max_size=3).map(tuple),
    )
    empty = st.builds(Condition, st.sampled_from(TEXTS[screen]), st.just("empty"), st.booleans())
    return st.one_of(text, number, pair, several, empty)


def trees(screen: str, deep: int = 3, far: int = 2) -> st.SearchStrategy[Where]:
    """Any filter on a screen: `deep` groups inside each other, `far` steps to other screens."""
    ways: list[st.SearchStrategy[Where]] = [_conditions(screen)]
    if deep:
        inner = trees(screen, deep - 1, far)
        ways.append(st.builds(Group, st.lists(inner, max_size=3).map(tuple), st.booleans()))
        ways.append(st.builds(Not, inner))
    if far and deep:
        ways += [
            st.builds(Along, st.just(name), trees(target, deep - 1, far - 1))
            for (at, name), target in REFERENCES.items()
            if at == screen
        ]
        ways += [
            st.builds(Having, st.just(key), st.none() | trees(child, deep - 1, far - 1))
            for (at, key), (child, _) in CHILDREN.items()
            if at == screen
        ]
    return st.one_of(ways)


def found(desk: Desk, *where: Where, screen: str = "reports") -> set[str | None]:
    return {row.key for row in query.page(desk, desk.panel.screens[screen], Listing(where=where)).rows}


@settings(max_examples=150, suppress_health_check=list(HealthCheck), deadline=None)
@given(tree=trees("reports"))
def test_any_tree_finds_what_python_finds(open_desk: OpenDesk, tree: Where) -> None:
    desk = _kept(open_desk)
    wanted = {str(row["id"]) for row in ROWS["reports"] if holds(tree, "reports", row)}
    assert found(desk, tree) == wanted
    assert counting.count(desk, desk.panel.screens["reports"], Listing(where=(tree,))).number == len(wanted)


_desks: dict[int, Desk] = {}


def _kept(open_desk: OpenDesk) -> Desk:
    """One desk for all examples of a test."""
    if id(open_desk) not in _desks:
        _desks.clear()
        _desks[id(open_desk)] = open_desk(TABLES)
    return _desks[id(open_desk)]


def _ids(numbers: Iterable[int]) -> set[str]:
    return {str(number) for number in numbers}


GROUPS: list[tuple[Where, list[int]]] = [
    (Group((Condition("amount", "ge", 5), Condition("subject", "eq", "dua")), any=True), [2, 5]),
    (Not(Condition("amount", "ge", 3)), [1, 2]),
    (Along("village", Condition("kind", "eq", "desa")), [1, 5]),
    (Along("village", Condition("kind", "ne", "desa")), [2, 3, 4]),
    (Along("village", Condition("kind", "empty", True)), [3, 4]),
    (Along("village", Along("region", Condition("name", "eq", "Barat"))), [1, 5]),
    (Along("parent", Condition("subject", "eq", "satu")), [2]),
    (Having("evidence"), [1, 2, 4]),
    (Not(Having("evidence")), [3, 5]),
    (Having("evidence", Condition("kind", "eq", "foto")), [1]),
    (Not(Having("evidence", Condition("kind", "eq", "surat"))), [2, 3, 5]),
    (Having("tags", Condition("word", "eq", "air")), [1, 5]),
    (Not(Having("tags")), [2, 3, 4]),
    (Having("reports", Having("evidence")), [1, 2]),
    (Condition("subject", "same", "SATU"), [1, 4]),
]


def test_groups_references_and_children(open_desk: OpenDesk) -> None:
    desk = open_desk(TABLES)
    for where, ids in GROUPS:
        assert found(desk, where) == _ids(ids), where


def test_a_tree_is_one_statement(open_desk: OpenDesk, statements: Callable[[Desk], list[str]]) -> None:
    desk = open_desk(TABLES)
    seen = statements(desk)
    found(desk, Group((Having("evidence"), Along("village", Condition("kind", "eq", "desa"))), any=True))
    assert len(seen) == 1


CLERK = Actor(2, "petugas", frozenset({"Petugas"}), frozenset({("list", "reports"), ("list", "evidence")}))
OFFICE = """
name: Kantor uji
roles:
  Petugas: {rights: {reports: [list], evidence: [list], villages: [list]}}
  Admin: {admin: true, rights: {'*': all}}
"""
RULES = {
    "evidence": "table: evidence\nrows: {Petugas: \"kind is distinct from 'surat'\"}\n",
    "reports": """
table: reports
views:
  Berbukti: {where: {evidence: {empty: false}}, count: true}
  Barat: {where: {village.region.name: Barat}, count: true}
""",
    "villages": "table: villages\nrules: {kind: {mask: all}}\n",
}


def test_the_row_rules_of_the_other_screen_hold(open_desk: OpenDesk) -> None:
    desk = open_desk(TABLES, RULES, CLERK, office=OFFICE)
    assert found(desk, Having("evidence")) == _ids([1, 2])
    assert found(desk, Having("evidence", Condition("kind", "eq", "surat"))) == set()


UNSEEN: list[tuple[Where, str]] = [
    (Along("village", Condition("kind", "eq", "desa")), "tidak berhak membuka"),
    (Along("village", Not(Condition("kind", "eq", "desa"))), "tidak berhak membuka"),
    (Along("nowhere", Condition("kind", "eq", "desa")), "tidak ada"),
    (Having("nothing"), "tidak ada"),
    (Having("tags"), "tidak berhak membuka"),
    (Having("evidence", Condition("secret", "eq", "x")), "tidak ada"),
]


def test_what_may_not_be_seen_is_no_filter(open_desk: OpenDesk) -> None:
    desk = open_desk(TABLES, RULES, CLERK, office=OFFICE)
    for where, said in UNSEEN:
        with pytest.raises(Refused) as caught:
            found(desk, where)
        assert said in caught.value.problems[0].sentence, where


def test_a_masked_field_of_another_screen_is_no_filter(open_desk: OpenDesk) -> None:
    rights = CLERK.rights | {("list", "villages")}
    desk = open_desk(TABLES, RULES, replace(CLERK, rights=rights), office=OFFICE)
    with pytest.raises(Refused) as caught:
        found(desk, Along("village", Condition("kind", "eq", "desa")))
    assert "disamarkan" in caught.value.problems[0].sentence


def test_a_saved_view_about_a_screen_without_rights_is_not_offered(open_desk: OpenDesk) -> None:
    desk = open_desk(TABLES, RULES, CLERK, office=OFFICE)
    screen = desk.panel.screens["reports"]
    assert [one.key for one in query.views(desk, screen)] == ["berbukti"]
    assert counting.count(desk, screen, Listing(view="berbukti")).number == 2
    all_of_it = replace(desk, actor=Actor(1, "admin", everything=True))
    assert [one.key for one in query.views(all_of_it, screen)] == ["berbukti", "barat"]
    assert counting.count(all_of_it, all_of_it.panel.screens["reports"], Listing(view="barat")).number == 2


def test_a_kept_statement_of_one_is_none_for_another_without_the_right(open_desk: OpenDesk) -> None:
    desk = open_desk(TABLES, RULES, CLERK, office=OFFICE)
    rights = CLERK.rights | {("list", "villages"), ("list", "regions")}
    more = replace(desk, actor=replace(CLERK, rights=rights))
    assert counting.count(more, more.panel.screens["reports"], Listing(view="barat")).number == 2
    with pytest.raises(Refused):
        counting.count(desk, desk.panel.screens["reports"], Listing(view="barat"))


def _nested(number: int) -> Where:
    made: Where = Condition("amount", "eq", 1)
    for _ in range(number):
        made = Not(made)
    return made


def test_too_many_too_deep_and_too_far_are_refused(open_desk: OpenDesk) -> None:
    desk, one = open_desk(TABLES), Condition("amount", "eq", 1)
    far = Along("parent", Along("parent", Along("parent", one)))
    for where in ((_nested(20),), (one,) * 61, (Group((one,) * 61),), (far,)):
        with pytest.raises(Refused):
            found(desk, *where)


def test_a_value_is_never_sql(open_desk: OpenDesk) -> None:
    desk = open_desk(TABLES)
    for text in ("'; DROP TABLE reports; --", "%", "_", "\\", "a' OR '1'='1", "$$", "%(x)s", ":me", "{0}"):
        for operator in ("eq", "contains", "starts", "ends", "same", "in"):
            value = (text,) if operator == "in" else text
            wanted = Having("evidence", Along("village", Condition("kind", operator, value)))
            assert found(desk, wanted) == found(desk, Condition("subject", operator, value)) == set()
    assert len(found(desk)) == 5


FOREIGN = """
CREATE TYPE mood AS ENUM ('baik', 'buruk');
CREATE TABLE plots (block text, number int, owner text, PRIMARY KEY (block, number));
INSERT INTO plots VALUES ('A', 1, 'Maria'), ('A', 2, NULL);
CREATE TABLE visits (
    block text NOT NULL, number int NOT NULL, seq int, mood mood, marks text[], sizes int[], extra jsonb,
    host inet, code uuid, PRIMARY KEY (block, number, seq),
    FOREIGN KEY (block, number) REFERENCES plots
);
INSERT INTO visits VALUES
    ('A', 1, 1, 'baik', '{jalan,"air bersih"}', '{1,2}', '{"k": "Golo"}', '10.0.0.1',
     '00000000-0000-0000-0000-000000000001'),
    ('A', 2, 2, 'buruk', '{"a\\"b"}', NULL, NULL, NULL, NULL);
"""


OF_OTHERS: list[tuple[Where, int]] = [
    (Along("plots", Condition("owner", "eq", "Maria")), 1),
    (Along("plots", Condition("owner", "empty", True)), 1),
    (Condition("mood", "in", ("baik",)), 1),
    (Condition("marks", "has", "air bersih"), 1),
    (Condition("marks", "has", 'a"b'), 1),
    (Condition("marks", "has", "jalan,"), 0),
    (Condition("sizes", "has", "2"), 1),
    (Condition("extra", "contains", "golo"), 1),
    (Condition("host", "eq", "10.0.0.1"), 1),
    (Condition("code", "eq", "00000000-0000-0000-0000-000000000001"), 1),
]


def test_tables_of_others_are_filtered_too(open_desk: OpenDesk) -> None:
    desk = open_desk(FOREIGN)
    for where, keys in OF_OTHERS:
        assert len(found(desk, where, screen="visits")) == keys, where
        assert len(found(desk, Having("visits", where), screen="plots")) == keys, where


def test_a_value_that_its_type_can_not_hold_is_a_sentence(open_desk: OpenDesk) -> None:
    desk = open_desk(FOREIGN)
    for field, operator, value in (
        ("sizes", "has", "bukan angka"),
        ("host", "eq", "bukan alamat"),
        ("mood", "eq", "lain"),
        ("code", "in", ("x",)),
    ):
        with pytest.raises(Refused):
            found(desk, Condition(field, operator, value), screen="visits")
        desk.connection.rollback()
