"""The two offices of the house are described without a fault, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from models.description.check import check
from models.description.load import load
from models.description.probe import probe_of
from models.description.strict_yaml import read as read_yaml
from models.schema.reading import read

OFFICES = Path(__file__).parents[2] / "app" / "offices"


@pytest.fixture
def connection(office):
    engine = sa.create_engine("postgresql+psycopg2://", creator=lambda: office, poolclass=sa.StaticPool)
    with engine.connect() as connection:
        yield connection


@pytest.mark.parametrize("name", ["kecamatan", "plain"])
def test_an_office_has_no_problem_on_the_reference_tables(connection, name):
    assert [str(one) for one in check(read(connection), OFFICES / name, probe_of(connection))] == []


def test_every_table_has_a_screen_and_every_column_its_words_in_both_languages(connection):
    screens = load(OFFICES / "kecamatan").screens
    tables = {
        table.name.name: table for table in read(connection).tables.values() if table.name.schema == "public"
    }
    assert set(screens) == set(tables)
    for key, written in screens.items():
        assert written.spec.label and written.spec.label.en
        for column in tables[key].columns:
            words = written.spec.columns[column.name] if column.name != "search" else None
            if words is not None:
                assert words.label and words.label.en, f"{key}.{column.name}"
                assert words.label.id == (column.comment or "").split("\n")[0], f"{key}.{column.name}"


def test_every_closed_list_has_words_for_all_its_values(connection):
    screens = load(OFFICES / "kecamatan").screens
    for table in read(connection).tables.values():
        for one in table.checks:
            if one.options and table.name.schema == "public":
                options = screens[table.name.name].spec.columns[one.columns[0]].options or {}
                assert set(options) == set(one.options), one.name


def test_the_people_of_the_demo_have_roles_of_the_office():
    accounts = read_yaml(OFFICES / "kecamatan" / "demo" / "accounts.yaml", "accounts.yaml").value
    office = load(OFFICES / "kecamatan").office
    assert [one["username"] for one in accounts] == [
        "petugas", "kasi_pelum", "kasi_sarpras", "kasi_trantib", "tim", "camat", "kabupaten", "admin"
    ]  # fmt: skip
    assert {one["role"] for one in accounts} == set(office.spec.roles)
