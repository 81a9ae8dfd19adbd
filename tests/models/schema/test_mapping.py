import gc
import weakref
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask_admin.contrib.sqla import ModelView
from flask_appbuilder.models.sqla.interface import SQLAInterface
from sqlalchemy.orm import Session

from models.schema.catalog import Catalog, TableName
from models.schema.mapping import map_tables, version_of
from models.schema.reading import read

Mapped = tuple[dict[TableName, sa.Table], dict[TableName, type]]


def test_every_table_is_read_by_its_keys_also_under_an_alias(
    connection: sa.Connection, mapped: Mapped
) -> None:
    for name, table in mapped[0].items():
        for source in (table, table.alias("other")):
            statement = sa.select(source, version_of(source).label("_version")).limit(3)
            for row in connection.execute(statement).mappings():
                assert all(column.key in row for column in table.columns), name


def test_rows_of_tables_have_versions_and_rows_of_views_have_none(
    connection: sa.Connection, mapped: Mapped
) -> None:
    def versions(name: str) -> set[str | None]:
        table = mapped[0][TableName("public", name)]
        return set(connection.scalars(sa.select(version_of(table)).select_from(table)))

    assert None not in versions("staff") | versions("event")
    assert versions("staff_names") == {None} == versions("monthly")


def test_a_write_returns_the_new_version(connection: sa.Connection, mapped: Mapped) -> None:
    table = mapped[0][TableName("public", "100%")]
    version = version_of(table)
    before = connection.scalar(sa.select(version).where(table.c.id == 1))
    update = sa.update(table).where(table.c.id == 1, version == before).values({table.c.c_100: 2})
    assert connection.scalar(update.returning(version)) != before
    assert connection.execute(update).rowcount == 0


def test_columns_go_by_safe_keys(mapped: Mapped) -> None:
    table = mapped[0][TableName("public", "Data Warga 2024")]
    assert [column.key for column in table.columns][:6] == [
        "no_kk", "nama_lengkap", "c_100", "a_b", "c", "d_s",
    ]  # fmt: skip
    assert table.c.c_100.name == "100%"


def test_classes_have_names_of_their_own(mapped: Mapped) -> None:
    names = [entity.__name__ for entity in mapped[1].values()]
    assert len(set(names)) == len(names)
    assert mapped[1][TableName("arsip", "staff")].__name__ == "arsip_staff"


def test_a_row_without_a_value_for_its_key_is_left_to_the_server(
    connection: sa.Connection, mapped: Mapped
) -> None:
    table = mapped[0][TableName("public", "skill")]
    assert connection.scalar(sa.insert(table).values({table.c.name: "baru"}).returning(table.c.id)) > 0


def test_an_unreadable_column_is_no_attribute(connection: sa.Connection, catalog: Catalog) -> None:
    connection.execute(sa.text("SET LOCAL ROLE foreign_clerk"))
    entities = map_tables(read(connection))[1]
    salary = entities[TableName("public", "salary")]
    assert set(sa.inspect(salary).attrs.keys()) == {"id", "staff", "remark"}
    assert Session(connection).query(salary).count() == 2


@pytest.fixture
def session(connection: sa.Connection) -> Session:
    return Session(connection)


def test_fab_takes_every_class(mapped: Mapped, session: Session) -> None:
    for name, entity in mapped[1].items():
        interface = SQLAInterface(entity, session)
        assert interface.get_columns_list(), name
        assert interface.get_pk_name(), name
        for column in interface.get_columns_list():
            assert not interface.is_relation(column)


def test_flask_admin_takes_every_class(mapped: Mapped, session: Session) -> None:
    for entity in mapped[1].values():
        view = ModelView(entity, SimpleNamespace(session=session), endpoint=f"of_{entity.__name__}")
        assert view.get_list_columns() is not None


def test_a_panel_that_is_replaced_leaves_nothing_behind(catalog: Catalog) -> None:
    tables, entities = map_tables(catalog)
    traces = [weakref.ref(next(iter(tables.values()))), weakref.ref(next(iter(entities.values())))]
    del tables, entities
    gc.collect()
    assert [trace() for trace in traces] == [None, None]
