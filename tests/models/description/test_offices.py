"""Descriptions on a real database: the offices we ship, the SQL of the YAML, and the way back to YAML."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml
from jsonschema import Draft202012Validator

from app.database import engine_for
from app.install import make_schema
from models.build import build
from models.description.describe import describe
from models.description.findings import DescriptionError
from models.description.json_schema import SCHEMAS
from models.errors import PanelError
from tests import foreign
from tests.models.description.tables import OFFICE, office

OFFICES = Path(__file__).parents[3] / "app" / "offices"
SQL = """
CREATE TABLE reports (id integer PRIMARY KEY, number text NOT NULL, unit text, due_at timestamptz);
CREATE VIEW late AS SELECT number FROM reports;
"""


@pytest.fixture
def connection(empty_database: str) -> Iterator[sa.Connection]:
    engine = engine_for(empty_database)
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def _execute(connection: sa.Connection, sql: str) -> None:
    connection.execution_options(no_parameters=True).exec_driver_sql(sql)


def _problems(connection: sa.Connection, folder: Path, text: str) -> list[str]:
    _execute(connection, SQL)
    with pytest.raises(DescriptionError) as raised:
        build(connection, office(folder, {"reports": f"table: reports\n{text}"}))
    return [f"{one.code}:{one.line}" for one in raised.value.problems]


def test_the_reference_office_fits_its_tables(connection: sa.Connection) -> None:
    for file in sorted((OFFICES / "kecamatan" / "schema").glob("*.sql")):
        _execute(connection, file.read_text(encoding="utf-8"))
    connection.commit()
    make_schema(connection, lambda _: None)
    panel = build(connection, OFFICES / "kecamatan")
    assert all(one.described for one in panel.screens.values())
    assert panel.screens["reports"].fields["reporter"].sql


@pytest.mark.parametrize("text", ["columns: {x: {sql: 'nummer || 1'}}", "rows: {Petugas: 'unit = :me or'}"])
def test_sql_that_the_database_does_not_take_is_found(
    connection: sa.Connection, tmp_path: Path, text: str
) -> None:
    assert _problems(connection, tmp_path, text) == ["D311:2"]


def test_the_type_of_a_computed_column_is_held_to_the_database(
    connection: sa.Connection, tmp_path: Path
) -> None:
    assert _problems(connection, tmp_path, "columns: {x: {sql: 'due_at', type: text}}") == ["D312:2"]


def test_a_computed_column_takes_its_kind_from_the_database(
    connection: sa.Connection, tmp_path: Path
) -> None:
    _execute(connection, SQL)
    text = """
table: reports
columns: {x: {sql: "due_at < now() and number like '%:a'"}}
rows: {Admin: 'unit = :me'}
"""
    panel = build(connection, office(tmp_path, {"reports": text}))
    assert panel.screens["reports"].fields["x"].kind == "boolean"


def test_checking_leaves_the_transaction_as_it_was(connection: sa.Connection, tmp_path: Path) -> None:
    _execute(connection, "SET LOCAL statement_timeout = '7s'")
    _problems(connection, tmp_path, "columns: {x: {sql: 'nummer'}}")
    assert connection.scalar(sa.text("SHOW statement_timeout")) == "7s"


def test_the_defaults_of_every_odd_table_survive_being_written_down(
    empty_database: str, tmp_path: Path
) -> None:
    foreign.load(empty_database, big=10)
    engine = engine_for(empty_database)
    with engine.connect() as connection:
        plain = build(connection, OFFICES / "plain")
        files = {screen.key: describe(plain, key) for key, screen in plain.screens.items()}
        written = build(connection, office(tmp_path, files))
    engine.dispose()
    for key, screen in plain.screens.items():
        again = written.screens[key]
        assert (again.label, again.title, again.list, again.search, again.order, again.sections) == (
            (screen.label, screen.title, screen.list, screen.search, screen.order, screen.sections)
        )
        assert (again.fields, again.children, again.hidden) == (screen.fields, screen.children, screen.hidden)


def test_describing_a_table_that_is_not_there_offers_its_neighbour(
    connection: sa.Connection, tmp_path: Path
) -> None:
    _execute(connection, SQL)
    panel = build(connection, office(tmp_path))
    assert describe(panel, "public.late").startswith("# screens/late.yaml\ntable: late\n")
    with pytest.raises(PanelError, match="Maksud Anda reports"):
        describe(panel, "report")


@pytest.mark.parametrize(
    ("file", "schema"),
    [
        *((file, "layar.schema.json") for file in sorted(OFFICES.glob("*/screens/*.yaml"))),
        *((file, "kantor.schema.json") for file in sorted(OFFICES.glob("*/office.yaml"))),
    ],
    ids=lambda one: "/".join(one.parts[-3:]) if isinstance(one, Path) else "",
)
def test_what_we_ship_is_right_in_an_editor_too(file: Path, schema: str) -> None:
    validator = Draft202012Validator(SCHEMAS[schema].model_json_schema(by_alias=True))
    assert [one.message for one in validator.iter_errors(yaml.safe_load(file.read_text()))] == []


def test_an_editor_marks_an_unknown_word() -> None:
    validator = Draft202012Validator(SCHEMAS["kantor.schema.json"].model_json_schema(by_alias=True))
    assert list(validator.iter_errors({**yaml.safe_load(OFFICE), "nama": "x"}))
