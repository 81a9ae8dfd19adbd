from dataclasses import replace

import pytest
import sqlalchemy as sa

from models.schema.catalog import Catalog, Kind, TableName
from models.schema.reading import read
from tests.models.schema.conftest import Tables

TWO_HUNDRED_TABLES = """
DO $$ BEGIN
  FOR n IN 1..200 LOOP
    EXECUTE format('CREATE TABLE t%s (id serial PRIMARY KEY, code text NOT NULL UNIQUE,
      parent int REFERENCES t%s, kind text CHECK (kind IN (''a'', ''b'')), made_at timestamptz DEFAULT now(),
      amount numeric(12,2), note text, a1 text, a2 text,
      a3 int, a4 date, a5 jsonb, a6 uuid, a7 boolean, a8 text)', n, greatest(n - 1, 1));
    EXECUTE format('COMMENT ON TABLE t%s IS ''Tabel''; COMMENT ON COLUMN t%s.code IS ''Kode''', n, n);
  END LOOP;
END $$"""


def test_tables_views_and_partitioned_tables_are_found_and_partitions_left_out(tables: Tables) -> None:
    kinds = {name: tables[name].kind for name in ("staff", "staff_names", "monthly", "event", "cat")}
    assert kinds == {
        "staff": "table",
        "staff_names": "view",
        "monthly": "materialized",
        "event": "partitioned",
        "cat": "table",
    }
    assert "event_2023" not in tables and "event_2024_a" not in tables
    assert "no_columns" not in tables


def test_our_schema_and_the_servers_own_are_left_out(connection: sa.Connection) -> None:
    connection.execute(sa.text("CREATE SCHEMA panel; CREATE TABLE panel.ours (id int)"))
    connection.execute(sa.text("CREATE TEMP TABLE passing (id int)"))
    assert {name.schema for name in read(connection).tables} == {"public", "arsip", "Kantor Lama"}


def test_every_type_has_its_kind(tables: Tables) -> None:
    kinds = {column.name: column.kind for column in tables["all_types"].columns}
    expected = {
        Kind.BOOLEAN: "a_bool",
        Kind.INTEGER: "id a_small a_int a_big a_positive an_oid",
        Kind.NUMBER: "a_numeric a_free_numeric a_whole a_real a_double",
        Kind.MONEY: "a_money",
        Kind.TEXT: "a_text a_varchar a_free_varchar a_char a_one_char an_inner_char a_name a_code",
        Kind.DATE: "a_date",
        Kind.TIME: "a_time a_time_0 a_timetz",
        Kind.DATETIME: "a_timestamp a_timestamp_0",
        Kind.INSTANT: "a_timestamptz",
        Kind.INTERVAL: "an_interval an_interval_days",
        Kind.UUID: "a_uuid",
        Kind.NETWORK: "an_inet a_cidr a_mac a_mac8",
        Kind.BYTES: "a_bytea",
        Kind.JSON: "a_json a_jsonb",
        Kind.ENUM: "a_mood a_feeling",
        Kind.ARRAY: "some_tags some_texts some_ints a_matrix some_moods some_numerics some_stamps some_codes "
        "some_chars",
        Kind.RANGE: "an_int_range a_num_range a_day_range a_ts_range a_tstz_range a_span",
        Kind.SEARCH: "a_tsvector",
        Kind.OTHER: "an_address an_xml a_tsquery a_bit a_varbit a_point a_box a_circle a_path a_class an_lsn "
        "a_jsonpath",
    }
    assert kinds == {name: kind for kind, names in expected.items() for name in names.split()}


def test_a_type_of_another_schema_is_named_whole(tables: Tables) -> None:
    moods = {column.name: column.type for column in tables["arsip::staff"].columns}
    assert (moods["mood"], moods["moods"], moods["public_mood"]) == (
        "arsip.mood",
        "arsip.mood[]",
        "public.mood",
    )
    code = tables["Kantor Lama::Surat Masuk"].column("Kode Pos")
    assert code and (code.type, code.cast_type) == ('"Kantor Lama"."Kode Pos"', "text")


def test_a_length_is_no_part_of_the_cast_that_would_cut(tables: Tables) -> None:
    table = tables["all_types"]
    found = {
        name: table.column(name) for name in ("a_varchar", "a_char", "a_code", "a_numeric", "some_codes")
    }
    assert {name: (column.cast_type, column.stored_type) for name, column in found.items() if column} == {
        "a_varchar": ("character varying", "character varying"),
        "a_char": ("bpchar", "bpchar"),
        "a_code": ("character varying", "character varying"),
        "a_numeric": ("numeric", "numeric(12,2)"),
        "some_codes": ("character varying[]", "character varying[]"),
    }


def test_lengths_and_precisions_are_read_also_under_a_domain(tables: Tables) -> None:
    table = tables["all_types"]
    measured = {column.name: (column.length, column.precision, column.scale) for column in table.columns}
    assert measured["a_varchar"] == (10, None, None)
    assert measured["a_code"] == (5, None, None)
    assert measured["a_numeric"] == (None, 12, 2)
    assert measured["a_whole"] == (None, 20, 0)
    assert measured["a_free_numeric"] == (None, None, None)


def test_an_enum_brings_its_labels_in_order_also_under_a_domain(tables: Tables) -> None:
    table = tables["all_types"]
    labels = ("senang", "biasa saja", 'Tidak "puas"', "it's complicated", "")
    assert [table.column(name).options for name in ("a_mood", "a_feeling")] == [labels, labels]  # type: ignore[union-attr]


def test_what_the_server_fills_in_is_known(tables: Tables) -> None:
    columns = {column.name: column for column in tables["filled_by_server"].columns}
    assert columns["id"].identity == "always" and columns["id"].default is None
    assert columns["serial_no"].default and columns["serial_no"].default.startswith("nextval(")
    assert columns["total"].generated and columns["words"].generated and not columns["note"].generated
    assert columns["code"].default == "'ABC'::character varying" and not columns["code"].nullable
    assert columns["made_at"].default == "now()"


def test_keys_keep_the_order_of_their_columns(tables: Tables) -> None:
    assert tables["composite_key"].primary_key == ("region", "number", "on_day")
    assert tables["unique_by_index"].row_key == ("part", "code")
    assert tables["unique_not_null"].row_key == ("code",)
    assert tables["event"].row_key == ("id", "on_day")


@pytest.mark.parametrize("name", ["no_key", "staff_names", "monthly", "cat", "key_bytes"])
def test_a_table_without_a_usable_key_has_no_row_key(tables: Tables, name: str) -> None:
    assert tables[name].row_key == ()


def test_foreign_keys_are_kept_apart(tables: Tables) -> None:
    keys = {key.name: key for key in tables["transfer"].foreign_keys}
    assert {key.columns for key in keys.values()} == {("sender",), ("receiver",), ("code",)}
    assert keys["transfer_receiver_fkey"].on_delete == "cascade"
    assert keys["transfer_code_fkey"].target_columns == ("code",)
    assert {key.target.name for key in tables["staff"].foreign_keys} == {"staff"}
    (whole,) = tables["composite_reference"].foreign_keys
    assert (whole.columns, whole.target_columns) == (("region", "number", "on_day"),) * 2
    assert [key.target.name for key in tables["event_note"].foreign_keys] == ["event"]
    assert str(tables["Kantor Lama::Surat Masuk"].foreign_keys[0].target) == "arsip.staff"


def test_a_check_that_lists_values_gives_them(tables: Tables) -> None:
    options = {check.columns: check.options for check in tables["checked"].checks if check.options}
    assert options == {
        ("state",): ("baru", "it's", "a (b), c", "se\\lesai"),
        ("level",): ("1", "2", "-3"),
        ("size",): ("S", "M", "L"),
        ("only_one",): ("satu",),
        ("maybe",): ("ya", "tidak"),
        ("by_literal",): ("x", "y"),
        ("ratio",): ("0.5", "1.25"),
        ("letter",): ("L", "P"),
    }


def test_rules_bring_the_sentences_of_the_dba(tables: Tables) -> None:
    comments = {check.name: check.comment for check in tables["checked"].checks if check.comment}
    assert comments == {"ends_after_it_begins": "Tanggal selesai tidak boleh mendahului tanggal mulai."}
    assert tables["booking"].exclusions[0].comment == "Ruang ini sudah dipesan pada waktu itu."
    domain = [check for check in tables["all_types"].checks if check.columns == ("a_positive",)]
    assert [(check.domain, check.comment) for check in domain] == [
        ("public.positive", "Angka ini harus lebih dari nol.")
    ]


def test_a_domain_over_a_domain_has_the_rules_of_both(tables: Tables) -> None:
    names = {check.name for check in tables["filled_by_server"].checks if check.columns == ("code",)}
    assert names == {"not_xyz", "short_code_check"}


def test_comments_are_read_as_they_are(tables: Tables) -> None:
    table = tables["commented"]
    assert table.comment == 'Buku "tamu" 100% {resmi}'
    assert [column.comment for column in table.columns] == [
        None,
        "Judul: yang pertama\ndengan baris kedua",
        None,
    ]
    assert tables["totals"].column("what").comment == "Apa"  # type: ignore[union-attr]


def test_row_estimates_come_from_the_planner_and_sum_the_partitions(tables: Tables) -> None:
    assert (tables["resident"].rows, tables["event"].rows, tables["staff_names"].rows) == (2_000, 3, -1)


def test_indexes_know_what_they_hold(tables: Tables) -> None:
    indexes = {index.name: index for index in tables["unique_by_index"].indexes}
    assert indexes["unique_by_index_plain"].columns == ("part", "code")
    assert indexes["unique_by_index_lower"].columns == (None,)
    assert indexes["unique_by_index_partial"].predicate == "(part = 1)"
    assert [key.name for key in tables["unique_by_index"].keys] == ["unique_by_index_plain"]


def test_a_view_is_writable_as_far_as_the_server_says(tables: Tables) -> None:
    assert tables["staff_plain"].can_insert and not tables["totals"].can_insert
    assert not tables["monthly"].can_delete


def _seen_by(connection: sa.Connection, role: str) -> Catalog:
    connection.execute(sa.text(f"SET LOCAL ROLE {role}"))
    return read(connection)


def test_a_reader_sees_public_and_may_change_nothing(connection: sa.Connection) -> None:
    connection.execute(sa.text("SET TRANSACTION READ ONLY"))
    seen = _seen_by(connection, "foreign_reader")
    assert {name.schema for name in seen.tables} == {"public"}
    assert TableName("public", "salary") not in seen.tables  # made after the grant
    assert not any(table.can_insert or table.can_update or table.can_delete for table in seen.tables.values())


def test_rights_on_columns_are_read_column_by_column(connection: sa.Connection) -> None:
    seen = Tables(_seen_by(connection, "foreign_clerk"))
    salary = {one.name: (one.can_select, one.can_insert, one.can_update) for one in seen["salary"].columns}
    assert salary == {
        "id": (True, False, False),
        "staff": (True, True, False),
        "amount": (False, False, False),
        "secret": (False, False, False),
        "remark": (True, True, True),
    }
    assert (seen["salary"].can_insert, seen["salary"].can_update, seen["salary"].can_delete) == (
        True,
        True,
        False,
    )
    assert (seen["staff"].can_update, seen["staff"].can_delete) == (False, True)
    assert "no_key" not in seen  # may be written, not read


def test_a_search_path_of_others_changes_nothing_and_is_left_alone(
    connection: sa.Connection, catalog: Catalog
) -> None:
    connection.execute(sa.text("CREATE TABLE arsip.pg_class (relname text)"))
    connection.execute(sa.text('SET LOCAL search_path TO arsip, "Kantor Lama", pg_catalog'))
    found = read(connection)
    assert found.tables.keys() - catalog.tables.keys() == {TableName("arsip", "pg_class")}
    # The estimate of its rows moves by itself, when the server has looked at a table.
    assert all(
        replace(found.tables[name], rows=table.rows) == table for name, table in catalog.tables.items()
    )
    assert connection.scalar(sa.text("SHOW search_path")) == 'arsip, "Kantor Lama", pg_catalog'


def test_two_hundred_tables_take_no_more_statements_than_none(empty_database: str) -> None:
    engine = sa.create_engine(empty_database)
    asked: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_: asked.append(statement))
    with engine.connect() as mapped:
        assert len(read(mapped).tables) == 0
        for_none = len(asked)
        mapped.exec_driver_sql(TWO_HUNDRED_TABLES.replace("%", "%%"))
        asked.clear()
        assert len(read(mapped).tables) == 200
    engine.dispose()
    assert len(asked) == for_none
