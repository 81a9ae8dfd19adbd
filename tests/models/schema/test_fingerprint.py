from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from models.schema.reading import fingerprint

CHANGES = [
    "CREATE TABLE brand_new (id int)",
    "CREATE SCHEMA s CREATE TABLE t (id int)",
    "DROP TABLE no_key",
    "ALTER TABLE staff RENAME TO people",
    "ALTER TABLE skill SET SCHEMA arsip",
    "ALTER TABLE staff ADD nickname text",
    "ALTER TABLE staff DROP former_name",
    "ALTER TABLE staff RENAME former_name TO old_name",
    "ALTER TABLE staff ALTER former_name TYPE varchar(40)",
    "ALTER TABLE skill ALTER name SET NOT NULL",
    "ALTER TABLE staff ALTER former_name SET DEFAULT 'x'",
    "ALTER TABLE filled_by_server ALTER price SET DEFAULT 1",
    "ALTER TABLE staff ADD CHECK (name <> '')",
    "ALTER TABLE staff DROP CONSTRAINT staff_deputy",
    "ALTER TABLE staff ADD UNIQUE (name)",
    "CREATE UNIQUE INDEX ON staff (name)",
    "DROP INDEX unique_by_index_plain",
    "ALTER INDEX unique_by_index_plain RENAME TO other",
    "COMMENT ON TABLE staff IS 'Pegawai'",
    "COMMENT ON COLUMN staff.name IS 'Nama'",
    "COMMENT ON CONSTRAINT staff_deputy ON staff IS 'Wakil'",
    "COMMENT ON TABLE commented IS NULL",
    "ALTER TYPE mood RENAME VALUE 'senang' TO 'gembira'",
    "ALTER DOMAIN positive ADD CONSTRAINT small CHECK (VALUE < 10000)",
    "ALTER DOMAIN shorter_code DROP NOT NULL",
    "CREATE OR REPLACE VIEW staff_plain AS SELECT id, name FROM staff GROUP BY id, name",
    "GRANT INSERT ON staff TO foreign_reader",
    "GRANT UPDATE (name) ON staff TO foreign_reader",
    "REVOKE SELECT ON staff FROM foreign_reader",
    "GRANT USAGE ON SCHEMA arsip TO foreign_reader",
    "GRANT foreign_clerk TO foreign_reader",
    "CREATE TABLE event_2025 (LIKE event); ALTER TABLE event_2025 ADD CHECK (on_day > '2025-01-01')",
    "SET LOCAL ROLE foreign_reader",
]
PLAIN_WORK = [
    "INSERT INTO skill (name) VALUES ('baru')",
    "UPDATE staff SET name = name; DELETE FROM staff_skill_grade",
    "ANALYZE",
    "TRUNCATE no_key, event_note",
    "REFRESH MATERIALIZED VIEW monthly",
    "CREATE TEMP TABLE passing (id int PRIMARY KEY, note text DEFAULT 'x')",
    "SELECT nextval('skill_id_seq')",
    "CREATE SCHEMA panel CREATE TABLE ours (id serial PRIMARY KEY, CHECK (id > 0))",
    "CREATE SCHEMA panel CREATE TABLE ours (id int); COMMENT ON TABLE panel.ours IS 'x'",
    "SET LOCAL search_path TO arsip",
    "SET LOCAL DateStyle TO german",
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_structure_words_or_rights_changes_the_fingerprint(
    connection: sa.Connection, change: str
) -> None:
    before = fingerprint(connection)
    connection.exec_driver_sql(change)
    assert fingerprint(connection) != before


@pytest.mark.parametrize("work", PLAIN_WORK)
def test_plain_work_leaves_the_fingerprint(connection: sa.Connection, work: str) -> None:
    before = fingerprint(connection)
    connection.exec_driver_sql(work)
    assert fingerprint(connection) == before


@pytest.fixture
def alone(empty_database: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(empty_database, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id int PRIMARY KEY, note text)")
        connection.exec_driver_sql("INSERT INTO t SELECT n, repeat('x', 4000) FROM generate_series(1, 300) n")
        yield connection
    engine.dispose()


def test_vacuum_of_every_sort_leaves_the_fingerprint(alone: sa.Connection) -> None:
    before = fingerprint(alone)
    for work in (
        "VACUUM ANALYZE t",
        "DELETE FROM t WHERE id > 10",
        "VACUUM FREEZE",
        "VACUUM FULL t",
        "REINDEX TABLE t",
    ):
        alone.exec_driver_sql(work)
    assert fingerprint(alone) == before
