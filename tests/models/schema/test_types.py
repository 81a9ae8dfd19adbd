from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from models.schema.catalog import Catalog, Kind, TableName
from models.schema.mapping import version_of
from models.schema.types import as_stored

Mapped = tuple[dict[TableName, sa.Table], dict[TableName, type]]
UNWRITTEN = (Kind.BYTES, Kind.SEARCH)


def _table(mapped: Mapped, name: str, schema: str = "public") -> sa.Table:
    return mapped[0][TableName(schema, name)]


def _one(connection: sa.Connection, mapped: Mapped, column: str, row: int) -> object:
    table = _table(mapped, "all_types")
    return connection.scalar(sa.select(table.c[column]).where(table.c.id == row))


def _whole(connection: sa.Connection, table: sa.Table) -> list[str]:
    preparer = connection.dialect.identifier_preparer
    name = preparer.format_table(table).replace("%%", "%")
    return list(connection.scalars(sa.text(f"SELECT t::text FROM {name} t ORDER BY 1".replace(":", r"\:"))))


@pytest.mark.parametrize("kind", ["table", "partitioned"])
def test_every_value_of_every_table_is_the_same_when_written_as_it_was_read(
    connection: sa.Connection, catalog: Catalog, mapped: Mapped, kind: str
) -> None:
    for name, described in catalog.tables.items():
        if described.kind != kind or not described.row_key:
            continue
        table = mapped[0][name]
        before = _whole(connection, table)
        by_name = {column.name: column for column in described.columns}
        written = [
            column
            for column in table.columns
            if by_name[column.name].kind not in UNWRITTEN
            and not by_name[column.name].generated
            and by_name[column.name].identity != "always"
        ]
        for row in connection.execute(sa.select(table)).mappings().all():
            key = [column == row[column.key] for column in table.primary_key]
            values = {column: row[column.key] for column in written}
            if values:
                assert connection.execute(sa.update(table).where(*key).values(values)).rowcount == 1, name
        assert _whole(connection, table) == before, name


def test_what_was_read_compares_equal_to_what_is_stored(
    connection: sa.Connection, catalog: Catalog, mapped: Mapped
) -> None:
    table = _table(mapped, "all_types")
    described = catalog.tables[TableName("public", "all_types")]
    columns = [table.c[one.name] for one in described.columns if one.kind not in UNWRITTEN]
    for row in connection.execute(sa.select(table)).mappings().all():
        same = [
            sa.cast(column, sa.Text).is_not_distinct_from(
                sa.cast(as_stored(column, row[column.key]), sa.Text)
            )
            for column in columns
        ]
        found = connection.execute(sa.select(*same).where(table.c.id == row["id"])).one()
        assert all(found), [column.key for column, equal in zip(columns, found, strict=True) if not equal]


def test_another_way_to_write_a_number_is_stored_the_same(connection: sa.Connection, mapped: Mapped) -> None:
    column = _table(mapped, "all_types").c.a_numeric
    assert connection.scalar(sa.select(sa.cast(as_stored(column, "1.5"), sa.Text))) == "1.50"


@pytest.mark.parametrize(
    ("column", "row", "value"),
    [
        ("a_bool", 2, True),
        ("a_big", 2, 9223372036854775807),
        ("a_numeric", 2, Decimal("1234567890.12")),
        ("a_free_numeric", 2, Decimal("1E-21")),
        ("a_real", 2, Decimal("0.1")),
        ("a_double", 4, Decimal("-Infinity")),
        ("a_text", 4, "baris satu\r\nbaris dua\n"),
        ("a_text", 3, ""),
        ("a_text", 1, None),
        ("a_char", 2, "ab"),
        ("a_date", 3, "infinity"),
        ("a_date", 4, "0044-03-15 BC"),
        ("a_time", 3, "24:00:00"),
        ("a_timestamptz", 2, "2024-02-29 23:59:59.999999+07"),
        ("an_interval", 2, "1 year 2 mons -3 days +04:05:06.789"),
        ("a_uuid", 2, "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
        ("an_inet", 2, "192.168.1.5/24"),
        ("a_json", 2, '{"b": 1,  "a": [1, 2.50, null], "b": 2}'),
        ("a_jsonb", 6, "1" + "0" * 400),
        ("a_mood", 3, ""),
        ("a_positive", 2, 7),
        ("some_texts", 2, '{a,NULL,"NULL","","c d","back\\\\slash"}'),
        ("some_ints", 4, "[2:3]={7,8}"),
        ("an_int_range", 3, "empty"),
        ("an_oid", 2, 4294967295),
        ("an_address", 2, '("Jalan ""A"", no. 1",5)'),
        ("a_bytea", 2, 5),
    ],
)
def test_a_value_reads_canonically(
    connection: sa.Connection, mapped: Mapped, column: str, row: int, value: object
) -> None:
    found = _one(connection, mapped, column, row)
    assert (type(found), found) == (type(value), value)


def test_nan_reads_as_nan(connection: sa.Connection, mapped: Mapped) -> None:
    for column in ("a_numeric", "a_real", "a_double"):
        found = _one(connection, mapped, column, 3)
        assert isinstance(found, Decimal) and found.is_nan()


@pytest.mark.parametrize(
    "value", [Decimal("Infinity"), "-Infinity", Decimal("NaN"), Decimal("1E-300"), "0.1"]
)
def test_a_number_is_written_as_it_is(connection: sa.Connection, mapped: Mapped, value: object) -> None:
    table = _table(mapped, "all_types")
    column = table.c.a_double
    found = connection.scalar(
        sa.update(table).where(table.c.id == 1).values({column: value}).returning(column)
    )
    assert str(found) == str(value)


@pytest.mark.parametrize("column", ["a_varchar", "a_char", "a_code", "some_codes", "some_chars"])
def test_what_is_too_long_is_refused_not_cut(connection: sa.Connection, mapped: Mapped, column: str) -> None:
    table = _table(mapped, "all_types")
    long = "{ABCDEFGHIJKLMN}" if column.startswith("some") else "ABCDEFGHIJKLMN"
    with pytest.raises(DBAPIError) as raised:
        connection.execute(sa.update(table).where(table.c.id == 1).values({table.c[column]: long}))
    assert raised.value.orig is not None and raised.value.orig.pgcode == "22001"


def test_a_comparison_casts_the_value_and_never_the_column(mapped: Mapped) -> None:
    table = _table(mapped, "staff", "arsip")
    said = str(sa.select(table.c.id).where(table.c.mood == "rapi", table.c.public_mood.in_(["senang"])))
    assert '"staff"."mood" = CAST(:mood_1 AS arsip.mood)' in said
    assert '"staff"."public_mood" IN' in said


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("key_uuid", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"),
        ("key_instant", "2024-02-29 16:59:59.999999Z"),
        ("key_numeric", "1.5"),
        ("key_numeric", "NaN"),
        ("key_enum", "biasa saja"),
        ("key_char", "a  "),
        ("key_inet", "192.168.1.5/24"),
    ],
)
def test_a_row_is_found_by_the_text_of_its_key(
    connection: sa.Connection, mapped: Mapped, name: str, key: str
) -> None:
    table = _table(mapped, name)
    (column,) = table.primary_key
    assert connection.scalar(sa.select(table.c.v).where(column == key)) is not None


def test_the_content_of_bytes_is_never_loaded(mapped: Mapped) -> None:
    said = str(sa.select(_table(mapped, "all_types").c.a_bytea))
    assert said.startswith("SELECT octet_length(")


def test_a_subquery_keeps_the_types_and_only_the_outside_reads_text(
    connection: sa.Connection, mapped: Mapped
) -> None:
    table = _table(mapped, "key_numeric")
    page = (
        sa.select(table, version_of(table).label("_version")).order_by(table.c.n.desc()).limit(2).subquery()
    )
    rows = connection.execute(sa.select(page).order_by(page.c.n)).mappings().all()
    assert [str(row["n"]) for row in rows] == ["100000000000000000000", "NaN"]
    assert all(row["_version"].isdigit() for row in rows)
