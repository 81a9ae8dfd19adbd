"""The foreign database, loaded once; each test works in a transaction that is rolled back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from models.schema.catalog import Catalog, Table, TableName
from models.schema.mapping import map_tables
from models.schema.reading import read
from tests import foreign
from tests.databases import database


@pytest.fixture(scope="session")
def foreign_engine(server_url: str) -> Iterator[sa.Engine]:
    with database(server_url) as url:
        foreign.load(url, big=2_000)
        driven = sa.make_url(url).set(drivername="postgresql+psycopg2")
        options = {"options": "-c TimeZone=Asia/Jakarta -c DateStyle=ISO"}
        engine = sa.create_engine(driven, connect_args=options)
        yield engine
        engine.dispose()


@pytest.fixture
def connection(foreign_engine: sa.Engine) -> Iterator[sa.Connection]:
    with foreign_engine.connect() as connection:
        yield connection


@pytest.fixture(scope="session")
def catalog(foreign_engine: sa.Engine) -> Catalog:
    with foreign_engine.connect() as connection:
        return read(connection)


@pytest.fixture(scope="session")
def mapped(catalog: Catalog) -> tuple[dict[TableName, sa.Table], dict[TableName, type]]:
    return map_tables(catalog)


class Tables:
    """tables["staff"] is the table of that name, in public unless it says otherwise."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def __getitem__(self, name: str) -> Table:
        schema, _, own = name.rpartition("::")
        return self.catalog.tables[TableName(schema or "public", own)]

    def __contains__(self, name: str) -> bool:
        return TableName("public", name) in self.catalog.tables


@pytest.fixture(scope="session")
def tables(catalog: Catalog) -> Tables:
    return Tables(catalog)
