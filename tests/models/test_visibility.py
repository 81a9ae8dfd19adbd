"""Who sees which rows and values: rules of the YAML, held by every reader and by the door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from app.database import engine_for
from models import counting, dependents, figures, picker, query, records, revealing, search
from models.actor import ACTIONS, Actor
from models.build import build
from models.description.findings import DescriptionError
from models.description.screen import Condition, Mask, Order, Wording
from models.description.start import Chart
from models.errors import Conflict, Forbidden, Missing, Refused
from models.masking import written
from models.panel import Desk
from models.query import Listing
from models.records import Base
from tests.models.conftest import NOW

TABLES = """
    CREATE TABLE staff (username text PRIMARY KEY, unit text);
    INSERT INTO staff VALUES ('budi', 'jalan'), ('sari', 'kesos');
    CREATE TABLE cases (id int PRIMARY KEY, unit text, subject text NOT NULL, secret boolean NOT NULL,
                        note text, twin int REFERENCES cases);
    CREATE TABLE people (id int PRIMARY KEY, "case" int REFERENCES cases ON DELETE CASCADE,
                         role text, name text, nik text UNIQUE, phone text,
                         search tsvector
                         GENERATED ALWAYS AS (to_tsvector('simple', coalesce(name, ''))) STORED);
    CREATE TABLE calls (id int PRIMARY KEY, person int NOT NULL REFERENCES people, said text);
    INSERT INTO cases VALUES (1, 'jalan', 'Jalan rusak', false, 'biasa', NULL),
                             (2, 'kesos', 'Bantuan', false, 'biasa', 3),
                             (3, 'camat', 'Rahasia besar', true, 'gawat', NULL);
    INSERT INTO people VALUES (1, 1, 'pelapor', 'Siti Maria', '5319000000000001', '081200000001'),
                              (2, 1, 'saksi', 'Yohanes Dari', '5319000000000002', '0812'),
                              (3, 2, 'pelapor', 'Agus Lain', '5319000000000003', NULL),
                              (4, 3, 'pelapor', 'Rahma Gelap', '5319000000000004', NULL),
                              (5, NULL, 'saksi', 'Tanpa Kasus', NULL, NULL);
    INSERT INTO calls VALUES (1, 1, 'halo'), (2, 2, 'baik'), (3, 4, 'ssst');
"""
OFFICE = """\
name: Kantor uji
parameters:
  my_unit: select unit from staff where username = :me
roles:
  Kasi: {rights: {'*': [list, show, add, edit, delete]}}
  Camat: {rights: {'*': [list, show, edit]}}
  Tamu: {rights: {'*': [list, show, edit]}}
  Admin: {admin: true, rights: {'*': all}}
"""
CASES = """\
table: cases
title: "{subject}"
search: [subject, people.name]
views:
  Gawat: {where: {note: gawat}}
children: [people]
rules:
  note: {hidden: [Tamu]}
  unit: {read_only: [Tamu]}
  people.phone: {mask: all, reveal: [Kasi]}
rows:
  Kasi: "unit = :my_unit"
  Tamu: not secret
  Admin: not secret
"""
PEOPLE = """\
table: people
title: "{name}"
search: [name, nik]
follows: case
rules:
  name: {mask: initials, when: role = 'saksi', reveal: [Kasi, Camat]}
  nik: {mask: last4, reveal: [Kasi]}
"""
CALLS = 'table: calls\ntitle: "{person}"\nfollows: person\n'
KEYS = ("cases", "people", "calls", "staff")


def somebody(name: str, *roles: str) -> Actor:
    rights = frozenset((action, key) for action in ACTIONS for key in KEYS)
    return Actor(1, name, frozenset(roles), rights)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    (tmp_path / "screens").mkdir()
    (tmp_path / "office.yaml").write_text(OFFICE)
    for key, text in (("cases", CASES), ("people", PEOPLE), ("calls", CALLS)):
        (tmp_path / "screens" / f"{key}.yaml").write_text(text)
    return tmp_path


@pytest.fixture
def sit(empty_database: str, office: Path) -> Iterator[Callable[..., Desk]]:
    """sit(name, *roles) -> the desk of somebody with these roles."""
    with ExitStack() as stack:
        engine = engine_for(empty_database)
        stack.callback(engine.dispose)
        connection = stack.enter_context(engine.connect())
        connection.exec_driver_sql(TABLES)
        connection.exec_driver_sql("CREATE SCHEMA panel")
        connection.commit()
        panel = build(connection, office)
        yield lambda name, *roles: Desk(connection, panel, somebody(name, *roles), NOW)


def keys(desk: Desk, screen: str, **asked: object) -> list[str | None]:
    found = query.page(desk, desk.panel.screens[screen], Listing(order=(Order("id"),), **asked))  # type: ignore[arg-type]
    return [row.key for row in found.rows]


def test_each_role_sees_its_rows(sit: Callable[..., Desk]) -> None:
    assert keys(sit("budi", "Kasi"), "cases") == ["1"]
    assert keys(sit("sari", "Kasi"), "cases") == ["2"]
    assert keys(sit("pak", "Camat"), "cases") == ["1", "2", "3"]  # no rule of its own
    assert keys(sit("ani", "Tamu"), "cases") == ["1", "2"]
    assert keys(sit("budi", "Kasi", "Tamu"), "cases") == ["1", "2"]  # any of them is enough
    assert keys(sit("budi", "Kasi", "Camat"), "cases") == ["1", "2", "3"]
    assert keys(sit("siapa", "Peran buatan"), "cases") == []  # the office knows no such role
    assert keys(sit("siapa"), "cases") == []


def test_a_kept_statement_serves_the_next_of_the_same_role(sit: Callable[..., Desk]) -> None:
    first, second = sit("budi", "Kasi"), sit("sari", "Kasi")
    assert first.panel is second.panel
    assert [query.page(at, at.panel.screens["cases"], Listing()).rows[0].key for at in (first, second)] == [
        "1",
        "2",
    ]


def test_rows_that_follow_are_seen_where_the_followed_row_is(sit: Callable[..., Desk]) -> None:
    assert keys(sit("budi", "Kasi"), "people") == ["1", "2", "5"]
    assert keys(sit("budi", "Kasi"), "calls") == ["1", "2"]
    assert keys(sit("pak", "Camat"), "calls") == ["1", "2", "3"]


def test_an_unseen_row_is_missing_to_every_reader(sit: Callable[..., Desk]) -> None:
    at = sit("budi", "Kasi")
    cases, people = at.panel.screens["cases"], at.panel.screens["people"]
    with pytest.raises(Missing):
        query.record(at, cases, "3")
    with pytest.raises(Missing):
        query.record(at, people, "4")
    with pytest.raises(Missing):
        picker.title(at, cases, "3")
    assert [one.key for one in picker.pick(at, cases, "")] == ["1"]
    assert picker.pick(at, cases, "3") == ()
    assert counting.count(at, cases, Listing()).number == 1
    assert counting.count(at, people, Listing(child=("people", "cases", "3"))).number == 0
    assert counting.of_children(at, cases, "3", cases.children)[0].number == 0
    assert keys(at, "people", child=("people", "cases", "3")) == []
    assert "cases" not in figures.sizes(at)


def test_the_title_of_an_unseen_row_is_not_told(sit: Callable[..., Desk]) -> None:
    at = sit("sari", "Kasi")
    row = query.record(at, at.panel.screens["cases"], "2")
    assert row.titles["twin"] == "—"
    assert "twin" not in row.links
    assert query.record(sit("pak", "Camat"), at.panel.screens["cases"], "2").titles["twin"] == "Rahasia besar"


def test_dependents_are_those_that_are_seen(sit: Callable[..., Desk]) -> None:
    at = sit("ani", "Tamu")
    found = dependents.dependents(at, at.panel.screens["people"], "4")
    assert found == ()
    assert dependents.dependents(sit("pak", "Camat"), at.panel.screens["people"], "4")[0].count.number == 1


def test_masked_values_never_leave_the_server(sit: Callable[..., Desk]) -> None:
    at = sit("budi", "Kasi")
    reporter = query.record(at, at.panel.screens["people"], "1")
    witness = query.record(at, at.panel.screens["people"], "2")
    assert (reporter.values["name"], reporter.values["nik"]) == ("Siti Maria", "••••••0001")
    assert reporter.values["phone"] == "••••••"
    assert (witness.values["name"], witness.title) == ("Y. D.", "Y. D.")
    assert reporter.veiled == {"nik", "phone"} and witness.veiled == {"name", "nik", "phone"}
    assert query.record(at, at.panel.screens["calls"], "2").title == "Y. D."
    assert [one.title for one in picker.pick(at, at.panel.screens["people"], "")] == [
        "Siti Maria",
        "T. K.",
        "Y. D.",
    ]


def test_nobody_finds_a_masked_value(sit: Callable[..., Desk]) -> None:
    at = sit("budi", "Kasi")
    cases, people = at.panel.screens["cases"], at.panel.screens["people"]
    for condition in (
        Condition("nik", "starts", "53"),
        Condition("name", "eq", "Y"),
        Condition("phone", "empty", True),
    ):
        with pytest.raises(Refused):
            query.page(at, people, Listing(where=(condition,)))
        with pytest.raises(Refused):
            counting.count(at, people, Listing(where=(condition,)))
    with pytest.raises(Refused):
        query.page(at, people, Listing(order=(Order("nik"),)))
    with pytest.raises(Refused):
        figures.read(at, (), (Chart(label=Wording("x"), screen="people", by="nik"),))
    assert keys(at, "people", search="Siti") == ["1"]
    assert keys(at, "people", search="Yohanes") == []
    assert keys(at, "people", search="5319000000000001") == []
    assert keys(at, "cases", search="Siti") == ["1"]
    assert keys(at, "cases", search="Yohanes") == []
    assert picker.pick(at, people, "Yohanes") == ()
    with pytest.raises(Missing):
        picker.pick(at, people, "", "nik")
    for text in ("Yohanes", "Rahma"):
        wanted = search.found_by_index(at, cases, search.typed(text))
        assert (
            query.page(at, cases, Listing()).rows
            and not at.connection.execute(
                at.panel.table_of(cases).select().where(wanted), {"panel_me": "budi"}
            ).all()
        )


def test_a_hidden_field_is_not_there(sit: Callable[..., Desk]) -> None:
    at = sit("ani", "Tamu")
    cases = at.panel.screens["cases"]
    assert "note" not in query.record(at, cases, "1").values
    assert cases.views == () and "note" not in cases.list
    assert all("note" not in section.fields for section in cases.sections)
    with pytest.raises(Refused):
        query.page(at, cases, Listing(where=(Condition("note", "eq", "gawat"),)))
    with pytest.raises(Refused):
        records.edit(at, cases, "1", {"note": "x"}, Base(None))
    assert sit("budi", "Kasi").panel.screens["cases"].views != ()


def test_a_screen_from_elsewhere_is_seen_by_the_same_rules(sit: Callable[..., Desk]) -> None:
    at = sit("ani", "Tamu")
    whole = at.panel.whole
    assert whole is not None
    assert "note" not in query.record(at, whole.screens["cases"], "1").values
    variant = replace(whole.screens["cases"], can_add=False)
    assert "note" not in query.record(at, variant, "1").values


def test_a_field_that_is_only_read_is_not_changed(sit: Callable[..., Desk]) -> None:
    at = sit("ani", "Tamu")
    with pytest.raises(Refused):
        records.edit(at, at.panel.screens["cases"], "1", {"unit": "x"}, Base(None))


def test_who_sees_everything_sees_no_mask(sit: Callable[..., Desk]) -> None:
    at = replace(sit("x"), actor=Actor(None, "cli", everything=True))
    assert query.record(at, at.panel.screens["people"], "4").values["nik"] == "5319000000000004"


def test_the_door_does_not_know_unseen_rows(sit: Callable[..., Desk]) -> None:
    at = sit("budi", "Kasi")
    cases = at.panel.screens["cases"]
    with pytest.raises(Missing):
        records.edit(at, cases, "3", {"subject": "x"}, Base(None))
    with pytest.raises(Missing):
        records.delete(at, cases, "3")
    with pytest.raises(Missing):
        records.delete(at, cases, "3", "1")
    count = at.connection.exec_driver_sql("SELECT count(*) FROM cases WHERE subject = 'Rahasia besar'")
    assert count.scalar() == 1


def test_no_write_moves_a_row_out_of_sight(sit: Callable[..., Desk]) -> None:
    at = sit("budi", "Kasi")
    cases = at.panel.screens["cases"]
    with pytest.raises(Refused):
        records.edit(at, cases, "1", {"unit": "kesos"}, Base(None))
    new = {"id": "9", "subject": "Baru", "secret": "false"}
    with pytest.raises(Refused):
        records.add(at, cases, {**new, "unit": "kesos"})
    assert records.add(at, cases, {**new, "unit": "jalan"}).key == "9"
    assert query.record(at, cases, "1").values["unit"] == "jalan"


def test_nothing_points_at_an_unseen_row(sit: Callable[..., Desk]) -> None:
    at = sit("budi", "Kasi")
    said = []
    for target in ("3", "77"):
        with pytest.raises(Refused) as refused:
            records.edit(at, at.panel.screens["cases"], "1", {"twin": target}, Base(None))
        said.append([(one.sentence, one.field) for one in refused.value.problems])
    assert said[0] == said[1]  # there, or not there: it is told alike
    with pytest.raises(Refused):
        records.add(at, at.panel.screens["people"], {"id": "9", "case": "3"})


def test_a_masked_value_that_comes_back_changes_nothing(sit: Callable[..., Desk]) -> None:
    at = sit("budi", "Kasi")
    people = at.panel.screens["people"]
    back = {"name": "Y. D.", "nik": "••••••0002", "phone": "••••••"}
    assert records.edit(at, people, "2", back, Base(None)).changed == ()
    with pytest.raises(Refused) as refused:
        records.edit(at, people, "2", {"nik": "•••4"}, Base(None))
    assert [one.field for one in refused.value.problems] == ["nik"]
    assert records.edit(at, people, "2", {"nik": "5319000000000099"}, Base(None)).changed == ("nik",)
    with pytest.raises(Refused):
        records.add(at, people, {"id": "9", "phone": "••••••"})


def test_a_conflict_shows_theirs_masked(sit: Callable[..., Desk]) -> None:
    at = sit("budi", "Kasi")
    people = at.panel.screens["people"]
    with pytest.raises(Conflict) as conflict:
        records.edit(at, people, "2", {"name": "Lain", "nik": "1"}, Base("0"))
    assert {one.theirs for one in conflict.value.differences} == {"Y. D.", "••••••0002"}


def test_a_double_says_nothing_of_a_masked_value(sit: Callable[..., Desk]) -> None:
    at = sit("budi", "Kasi")
    with pytest.raises(Refused) as refused:
        records.edit(at, at.panel.screens["people"], "2", {"nik": "5319000000000004"}, Base(None))
    assert "value" not in refused.value.problems[0].facts


def test_the_past_is_masked_as_the_present() -> None:
    assert written(Mask("all"), "rahasia") == "••••••"
    assert written(Mask("last4"), "5319000000000001") == "••••••0001"
    assert written(Mask("last4"), "0812") == "••••••"
    assert written(Mask("initials"), "Siti Maria") == "S. M."
    assert written(Mask("initials"), None) is None


def test_only_some_roles_open_a_mask(sit: Callable[..., Desk]) -> None:
    at = sit("pak", "Camat")
    people = at.panel.screens["people"]
    with pytest.raises(Forbidden):
        revealing.reveal(at, people, "1", "nik", "cek identitas")
    at = sit("budi", "Kasi")
    with pytest.raises(Missing):
        revealing.reveal(at, people, "4", "nik", "cek identitas")
    with pytest.raises(Missing):
        revealing.reveal(at, people, "1", "role", "cek identitas")
    with pytest.raises(Refused):
        revealing.reveal(at, people, "1", "nik", " ab ")


def test_an_opening_is_written_down_at_the_key_that_the_row_has(
    sit: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    at, noted = sit("budi", "Kasi"), []
    monkeypatch.setattr("models.events.note", lambda _desk, _screen, key, *_more: noted.append(key))
    people = at.panel.screens["people"]
    assert revealing.reveal(at, people, "01", "nik", "cek identitas") == "5319000000000001"
    assert noted == ["1"]


def problems(url: str, office: Path) -> list[str]:
    """The codes of what is wrong with an office."""
    engine = engine_for(url)
    with engine.connect() as connection:
        connection.exec_driver_sql(TABLES)
        with pytest.raises(DescriptionError) as error:
            build(connection, office)
    engine.dispose()
    return [one.code for one in error.value.problems]


@pytest.mark.parametrize(
    ("key", "more", "code"),
    [
        ("cases", "rows: {Kasi: 'unit = :my_units'}", "D352"),
        ("cases", "rows: {Kasi: 'unit'}", "D353"),
        ("cases", "rows: {Kasi: 'units = 1'}", "D311"),
        ("cases", "rows: {Bukan: 'true'}", "D307"),
        ("cases", "rules: {id: {mask: all}}", "D351"),
        ("cases", "rules: {secret: {mask: all}}", "D351"),
        ("cases", "rules: {subject: {reveal: [Kasi]}}", "D354"),
        ("cases", "rules: {subject: {mask: all, when: 'nothing'}}", "D311"),
        ("cases", "follows: subject", "D651"),
        ("cases", "follows: twin", "D652"),
    ],
)
def test_rules_are_held_to_the_database(
    empty_database: str, tmp_path: Path, key: str, more: str, code: str
) -> None:
    (tmp_path / "screens").mkdir()
    (tmp_path / "office.yaml").write_text(OFFICE)
    (tmp_path / "screens" / f"{key}.yaml").write_text(f"table: {key}\n{more}\n")
    assert problems(empty_database, tmp_path) == [code]


def test_a_parameter_is_held_to_the_database(empty_database: str, tmp_path: Path) -> None:
    wrong = OFFICE.replace("where username = :me", "where user = :you")
    (tmp_path / "office.yaml").write_text(wrong)
    assert problems(empty_database, tmp_path) == ["D352"]
