"""The survey counted by the server, beside the same answers counted in Python."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from models import skm, skm_counting, skm_periods, survey
from models.actor import Actor
from models.description.screen import Condition
from models.description.survey import Survey
from models.errors import Forbidden
from models.panel import Desk
from models.skm_counting import Counted

OpenDesk = Callable[..., Desk]
KEYS = (*survey.REGULATION, "antrean")
TABLES = """
CREATE TABLE layanan (kode text PRIMARY KEY, nama text NOT NULL);
INSERT INTO layanan VALUES ('a', 'Surat pindah'), ('b', 'Pengaduan');
CREATE TABLE survei (
    id int PRIMARY KEY, layanan text REFERENCES layanan, desa text, umur int, kelamin text, pada timestamptz,
    {nine}, lain jsonb
);
"""
FORMS = TABLES.format(nine=", ".join(f"{key} smallint" for key in survey.REGULATION))
OFFICE = """name: Kantor uji
zone: WITA
roles:
  Kasi: {rights: {"*": [list, show]}}
  Tamu: {rights: {layanan: [list]}}
  Admin: {admin: true, rights: {"*": [list]}}
"""
RULES = """
table: survei
rows: {Kasi: "layanan = 'b'"}
rules: {desa: {mask: all, reveal: [Admin]}}
"""
PERIOD = skm_periods.named("2026-T1")


def settings(least: int = 1) -> Survey:
    fields = {key: key for key in survey.REGULATION}
    by = {"service": "layanan", "village": "desa", "age": "umur", "sex": "kelamin"}
    extra = {"antrean": survey.Element("antrean", "Antrean", "?", ("1", "2", "3", "4"))}
    return Survey(
        "survei", {**fields, **by, "filled_on": "pada", "extra": "lain"}, KEYS, least=least, extra=extra
    )


def answers(seed: int) -> list[dict[str, Any]]:
    """Forms of half a year, with the blanks that paper has."""
    at = random.Random(seed)
    made = []
    for number in range(400):
        scores = {key: at.choice((None, 1, 2, 3, 4, 4)) for key in KEYS}
        made.append(
            {
                "id": number,
                "layanan": at.choice(("a", "b", "b", None)),
                "desa": at.choice(("Hulu", "Hilir")),
                "umur": at.choice((None, 17, 20, 21, 45, 61)),
                "kelamin": at.choice(("L", "P", None)),
                "pada": date(2025, 11, 1).toordinal() + at.randrange(180),
                **scores,
            }
        )
    return made


@pytest.fixture
def forms() -> list[dict[str, Any]]:
    return answers(7)


@pytest.fixture
def desk(open_desk: OpenDesk, forms: list[dict[str, Any]]) -> Desk:
    return filled(open_desk(FORMS, {"survei": RULES}, office=OFFICE), forms)


def filled(desk: Desk, forms: list[dict[str, Any]]) -> Desk:
    columns = ("id", "layanan", "desa", "umur", "kelamin", *survey.REGULATION)
    names = [*columns, "pada", "lain"]
    values = [":" + name for name in columns] + [
        "CAST(:pada AS timestamp) AT TIME ZONE 'Asia/Makassar'",
        "CAST(:lain AS jsonb)",
    ]
    insert = f"INSERT INTO survei ({', '.join(names)}) VALUES ({', '.join(values)})"
    rows = [
        {
            **form,
            "pada": f"{date.fromordinal(form['pada'])} 00:30",
            "lain": json.dumps({"antrean": form["antrean"], "lain": "x"} if form["antrean"] else {}),
        }
        for form in forms
    ]
    desk.connection.execute(sa.text("SET timezone = 'Asia/Makassar'"))
    desk.connection.execute(sa.text(insert), rows)
    return desk


def in_period(forms: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in forms if PERIOD.first <= date.fromordinal(one["pada"]) < PERIOD.after]


def by(found: Counted, name: str) -> Mapping[str | None, skm.Tally]:
    return {part.value: part.tally for part in found.parts[name]}


def test_the_server_counts_as_the_pure_figures_do(desk: Desk, forms: list[dict[str, Any]]) -> None:
    found = skm_counting.read(desk, settings(), PERIOD)
    mine = in_period(forms)
    assert found.total == skm.tally(mine, KEYS)
    assert skm.result(found.total, KEYS) == skm.result(skm.tally(mine, KEYS), KEYS)
    for name, key in (("service", "layanan"), ("village", "desa"), ("sex", "kelamin")):
        wanted = {one[key] for one in mine}
        assert by(found, name) == {
            value: skm.tally([one for one in mine if one[key] == value], KEYS) for value in wanted
        }


def test_services_are_called_by_their_titles_and_ages_by_bands(
    desk: Desk, forms: list[dict[str, Any]]
) -> None:
    found = skm_counting.read(desk, settings(), PERIOD)
    assert {one.value: one.title for one in found.parts["service"]} == {
        "a": "Surat pindah", "b": "Pengaduan", None: None,
    }  # fmt: skip
    assert {one.value for one in found.parts["age"]} == {"0", "1", "3", "5", None}
    young = [one for one in in_period(forms) if one["umur"] in (17, 20)]
    assert by(found, "age")["0"].respondents == len(young)


def test_months_go_back_to_the_first_form_and_add_up(desk: Desk, forms: list[dict[str, Any]]) -> None:
    months = skm_counting.read(desk, settings(), PERIOD).months
    assert [str(one) for one in months] == [
        "2025-11-01", "2025-12-01", "2026-01-01", "2026-02-01", "2026-03-01",
    ]  # fmt: skip
    quarters = skm_periods.by_period(months, "triwulan")
    assert quarters[PERIOD] == skm.tally(in_period(forms), KEYS)
    before = [one for one in forms if date.fromordinal(one["pada"]) < PERIOD.after]
    assert skm_periods.cumulative(months, "triwulan")[PERIOD] == skm.tally(before, KEYS)


@pytest.mark.parametrize("least", [8, len(KEYS)])
def test_forms_with_too_few_answers_are_left_out_and_told(
    desk: Desk, forms: list[dict[str, Any]], least: int
) -> None:
    found = skm_counting.read(desk, settings(least=least), PERIOD)
    mine = in_period(forms)
    assert found.total == skm.tally(mine, KEYS, least)
    assert found.left_out == len(mine) - found.total.respondents > 0
    before = [one for one in forms if date.fromordinal(one["pada"]) < PERIOD.after]
    assert skm.added(found.months.values()) == skm.tally(before, KEYS, least)


def test_a_filter_holds_for_the_period_and_for_the_months(desk: Desk, forms: list[dict[str, Any]]) -> None:
    found = skm_counting.read(desk, settings(), PERIOD, (Condition("layanan", "eq", "a"),))
    mine = [one for one in forms if one["layanan"] == "a"]
    assert found.total == skm.tally(in_period(mine), KEYS)
    assert sum(one.respondents for one in found.months.values()) == len(
        [one for one in mine if date.fromordinal(one["pada"]) < PERIOD.after]
    )


def test_it_is_one_statement(desk: Desk, statements: Callable[[Desk], list[str]]) -> None:
    seen = statements(desk)
    skm_counting.read(desk, settings(), PERIOD)
    assert len(seen) == 1


def test_a_role_counts_only_the_rows_and_columns_that_it_sees(
    desk: Desk, forms: list[dict[str, Any]]
) -> None:
    kasi = Actor(2, "kasi", frozenset({"Kasi"}), frozenset({("list", "survei"), ("list", "layanan")}))
    theirs = Desk(desk.connection, desk.panel, kasi, desk.now)
    found = skm_counting.read(theirs, settings(), PERIOD)
    assert found.total == skm.tally([one for one in in_period(forms) if one["layanan"] == "b"], KEYS)
    assert "village" not in found.parts
    guest = Actor(3, "tamu", frozenset({"Tamu"}), frozenset({("list", "layanan")}))
    with pytest.raises(Forbidden):
        skm_counting.read(Desk(desk.connection, desk.panel, guest, desk.now), settings(), PERIOD)


def test_without_a_form_there_is_nobody_and_no_index(desk: Desk) -> None:
    found = skm_counting.read(desk, settings(), skm_periods.named("2024"))
    assert (found.total.respondents, found.parts["service"], found.months) == (0, (), {})
    result = skm.result(found.total, KEYS)
    assert (result.index, result.remarks[0].sentence) == (None, skm.NOBODY)
