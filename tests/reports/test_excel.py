"""Workbooks and csv files of lists: each value as what it is, nothing short, nothing left behind."""

from __future__ import annotations

import csv as csv_module
import io
import time as clock
from datetime import date, datetime, time
from typing import Any

import pytest
import sqlalchemy as sa

from models.description.screen import Condition, Order
from models.errors import Busy, Forbidden
from models.query import Listing
from reports.excel import Notes, Short
from reports.exporting import Export, Wanted
from reports.sheet_values import CUT
from tests.models.conftest import OpenDesk
from tests.reports.sheets import csv, notes, read, rows, xlsx

KINDS = """
CREATE TYPE mood AS ENUM ('baik', 'buruk');
CREATE TABLE places (id int PRIMARY KEY, name text);
INSERT INTO places VALUES (1, 'Desa  <Satu> & "Dua"'), (2, '  ');
CREATE TABLE things (
  id int PRIMARY KEY, words text, short varchar(5), small smallint, big bigint, exact numeric(14,2),
  free numeric, real_ double precision, cost money, day date, at timestamp, moment timestamptz,
  clock time, clock_zone timetz, span interval, yes boolean, mood mood, place int REFERENCES places,
  unique_ uuid, data jsonb, list text[], range_ int4range, host inet, raw bytea, year_made int);
INSERT INTO things VALUES
  (1, 'Jalan rusak', 'abc', 7, 1234567, 1234567.5, 0.125, 1.5e-7, 1234.5, '2026-12-31',
   '2026-12-31 23:59:30', '2026-12-31 23:59:00+00', '08:15', '08:15+07', '1 year 2 days 03:04:05', true,
   'baik', 1, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '{"k": "<v>"}', '{jalan,air bersih}', '[1,5)',
   '10.0.0.1', '\\x0102', 2026),
  (3, '=1+1', '-5', -7, 9007199254740993, 'NaN', 12345678901234567890, 'Infinity', -0.5, '1900-02-28',
   'infinity', '-infinity', '24:00', NULL, '-3 days', false, 'buruk', 2, NULL, '"\\u00e9"',
   '{"a,b",NULL,"x y"}', 'empty', NULL, '', NULL);
INSERT INTO things VALUES (2);
"""
BY_ID = (Order("id"),)
ORDER = Listing(order=BY_ID)


def everything(desk: Any, screen: str = "things") -> Listing:
    fields = desk.panel.screens[screen].fields
    return Listing(order=(Order("id"),), columns=tuple(key for key, one in fields.items() if not one.hidden))


def test_each_kind_of_value_is_a_cell_of_its_type(open_desk: OpenDesk) -> None:
    desk = open_desk(KINDS)
    sheet = read(xlsx(desk, "things", everything(desk))).worksheets[0]
    names = everything(desk).columns
    found = {name: sheet.cell(2, n) for n, name in enumerate(names, 1)}
    assert {name: (one.value, one.data_type, one.number_format) for name, one in found.items()} == {
        "id": (1, "n", "0"),
        "words": ("Jalan rusak", "s", "@"),
        "short": ("abc", "s", "@"),
        "small": (7, "n", "#,##0"),
        "big": (1234567, "n", "#,##0"),
        "exact": (1234567.5, "n", "#,##0.00"),
        "free": (0.125, "n", "General"),
        "real_": (1.5e-7, "n", "General"),
        "cost": (1234.5, "n", "#,##0.00"),
        "day": (datetime(2026, 12, 31), "d", "dd-mm-yyyy"),
        "at": (datetime(2026, 12, 31, 23, 59, 30), "d", "dd-mm-yyyy hh:mm"),
        "moment": (datetime(2027, 1, 1, 6, 59), "d", "dd-mm-yyyy hh:mm"),
        "clock": (time(8, 15), "d", "hh:mm"),
        "clock_zone": ("08:15:00+07", "s", "@"),
        "span": ("1 tahun 2 hari 03:04:05", "s", "@"),
        "yes": (True, "b", "General"),
        "mood": ("Baik", "s", "@"),
        "place": ('Desa <Satu> & "Dua"', "s", "@"),
        "unique_": ("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "s", "@"),
        "data_": ('{"k": "<v>"}', "s", "General"),
        "list": ("jalan\nair bersih", "s", "General"),
        "range_": ("[1,5)", "s", "@"),
        "host": ("10.0.0.1/32", "s", "@"),
        "raw": (2, "n", '#,##0\\ "B"'),
        "year_made": (2026, "n", "#,##0"),
    }


def test_what_a_sheet_has_no_number_or_day_for_is_the_text_that_says_it(open_desk: OpenDesk) -> None:
    desk = open_desk(KINDS)
    names = everything(desk).columns
    empty, strange = (
        dict(zip(names, row, strict=True)) for row in rows(xlsx(desk, "things", everything(desk)))[1:]
    )
    assert {name for name, value in empty.items() if value is not None} == {"id"}
    assert strange == {
        "id": 3, "words": "=1+1", "short": "-5", "small": -7, "big": "9007199254740993", "exact": "NaN",
        "free": "12345678901234567890", "real_": "Infinity", "cost": -0.5, "day": "28-02-1900",
        "at": "infinity", "moment": "-infinity", "clock": "24:00:00", "clock_zone": None, "span": "-3 hari",
        "yes": False, "mood": "Buruk", "place": "2", "unique_": None, "data_": '"é"',
        "list": '{"a,b",NULL,"x y"}', "range_": "empty", "host": None, "raw": 0, "year_made": None,
    }  # fmt: skip


TEXTS = [
    "=1+1", "+62", "-5", "@a", "\ttab", " spasi ", "a\r\nb\nc", "<b>&amp;\"'", "back\\slash \\n \\.",
    "é ☃ 😀 𝕏", "\x01\x0b\x1fkendali\x7f\ufffe", "_x000A_x0041_", "", "  ", "100", "%s %(a)s %%", "']]>--",
]  # fmt: skip


def test_every_text_comes_back_as_it_was_and_never_as_a_formula(open_desk: OpenDesk) -> None:
    desk = open_desk("CREATE TABLE texts (id serial PRIMARY KEY, words text)")
    with desk.connection.begin_nested():
        desk.connection.execute(
            sa.text("INSERT INTO texts (words) VALUES (:t)"), [{"t": one} for one in TEXTS]
        )
    desk.connection.commit()
    sheet = read(xlsx(desk, "texts", everything(desk, "texts"))).worksheets[0]
    cells = [sheet.cell(n, 2) for n in range(2, len(TEXTS) + 2)]
    dropped = str.maketrans("", "", "\x01\x0b\x1f\ufffe")
    wanted = [one.translate(dropped).replace("_x000A_x0041_", "_x005F_x000A_x005F_x0041_") for one in TEXTS]
    assert [cell.value for cell in cells] == [one or None for one in wanted]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    assert [cell.quotePrefix for cell in cells[:6]] == [True] * 4 + [False] * 2


@pytest.mark.parametrize(("letter", "count"), [("a", 40_000), ("é", 32_768), ("😀", 20_000)])
def test_a_text_too_long_for_a_cell_is_cut_and_says_so(open_desk: OpenDesk, letter: str, count: int) -> None:
    desk = open_desk(f"CREATE TABLE texts (id serial PRIMARY KEY, words text);"
                     f"INSERT INTO texts (words) VALUES (repeat('{letter}', {count}))")  # fmt: skip
    book = read(xlsx(desk, "texts", everything(desk, "texts")))
    found = book.worksheets[0].cell(2, 2).value
    assert found.endswith(CUT) and set(found.removesuffix(CUT)) == {letter}
    assert 32_760 <= len(found.encode("utf-16-le")) // 2 <= 32_767
    assert book["Keterangan"]["B2"].value == "1"


@pytest.mark.parametrize(("letter", "count"), [("a", 32_767), ("é", 32_767), ("😀", 16_383)])
def test_the_longest_text_of_a_cell_is_whole(open_desk: OpenDesk, letter: str, count: int) -> None:
    desk = open_desk(f"CREATE TABLE texts (id serial PRIMARY KEY, words text);"
                     f"INSERT INTO texts (words) VALUES (repeat('{letter}', {count}))")  # fmt: skip
    assert rows(xlsx(desk, "texts", everything(desk, "texts"))) == [(1, letter * count)]


def test_the_head_is_frozen_filtered_and_styled_and_the_version_hidden(open_desk: OpenDesk) -> None:
    desk = open_desk(KINDS)
    book = read(xlsx(desk, "things", Listing(columns=("words", "day"), order=(Order("id"),))))
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == "A1:B4"
    assert sheet["A1"].font.b and sheet["A1"].fill.fgColor.rgb == "FFE3EAF2"
    assert [sheet.column_dimensions[one].width for one in "AB"] == [26, 12]
    assert sheet.column_dimensions["C"].hidden and sheet["C1"].value == "_versi"
    version = desk.connection.scalar(sa.text("SELECT xmin FROM things WHERE id = 1"))
    assert sheet["C2"].value == f"1:{version}"
    assert book.sheetnames == ["Things", "Keterangan"] and sheet.sheet_state == "visible"


PAIRS = """
CREATE TABLE pairs (a text, b date, n int, PRIMARY KEY (a, b));
INSERT INTO pairs VALUES ('a b/é', '2026-01-02', 1), ('', '2026-01-02', 2)"""


def test_a_key_of_several_odd_parts_is_written_as_its_address_is(open_desk: OpenDesk) -> None:
    desk = open_desk(PAIRS, workflows={})
    sheet = read(xlsx(desk, "pairs", Listing(columns=("n",), order=(Order("n"),)))).worksheets[0]
    keys = [sheet.cell(n, 2).value.rpartition(":")[0] for n in (2, 3)]
    assert keys == ["a~20b~2F~C3~A9,2026-01-02", "~,2026-01-02"]


def test_the_words_of_options_stand_instead_of_their_values(open_desk: OpenDesk) -> None:
    yaml = "table: notes\ncolumns: {state: {options: {a: {id: Baru <&, en: New}, b: =Lama}}}"
    desk = open_desk(
        "CREATE TABLE notes (id int PRIMARY KEY, state text);"
        "INSERT INTO notes VALUES (1, 'a'), (2, 'b'), (3, 'lain'), (4, NULL)",
        {"notes": yaml},
    )
    listing = Listing(columns=("state",), order=(Order("id"),))
    assert [row[0] for row in rows(xlsx(desk, "notes", listing))] == ["Baru <&", "=Lama", "lain", None]
    assert csv(desk, "notes", listing).splitlines()[1:] == ["Baru <&", "'=Lama", "lain", ""]


def test_no_rows_are_a_file_with_a_head(open_desk: OpenDesk) -> None:
    desk = open_desk("CREATE TABLE empties (id int PRIMARY KEY, name text)")
    book = read(xlsx(desk, "empties"))
    assert book.worksheets[0].max_row == 1 and book.worksheets[0].auto_filter.ref == "A1:B1"
    assert book["Keterangan"]["B1"].value == "0"


def test_a_view_without_a_key_is_exported_without_versions(open_desk: OpenDesk) -> None:
    desk = open_desk("CREATE VIEW sums AS SELECT n, n * 2 AS twice FROM generate_series(1, 3) n")
    found = read(xlsx(desk, "sums")).worksheets[0]
    assert [cell.value for cell in found[1]] == ["N", "Twice"]
    assert sorted(rows(xlsx(desk, "sums"))) == [(1, 2), (2, 4), (3, 6)]


def test_a_hundred_columns_and_more_fit_in_a_row(open_desk: OpenDesk) -> None:
    columns = ", ".join(f"c{n} int DEFAULT {n}" for n in range(1, 250))
    desk = open_desk(f"CREATE TABLE wide (id int PRIMARY KEY, {columns}); INSERT INTO wide (id) VALUES (0)")
    assert rows(xlsx(desk, "wide", everything(desk, "wide"))) == [tuple(range(250))]


MANY = """
CREATE TABLE many (id int PRIMARY KEY, n int);
INSERT INTO many SELECT n, n % 7 FROM generate_series(1, 5000) n"""


def test_filters_order_and_chosen_rows_decide_what_is_exported(open_desk: OpenDesk) -> None:
    desk = open_desk(MANY)
    some = Listing(where=(Condition("n", "eq", 3), Condition("id", "le", 30)), order=(Order("id", True),))
    assert rows(xlsx(desk, "many", some)) == [(24, 3), (17, 3), (10, 3), (3, 3)]
    assert rows(xlsx(desk, "many", some, chosen=("5", "5000", "5", "9999"))) == [(5000, 2), (5, 5)]


def test_more_rows_than_a_sheet_takes_go_to_the_next(open_desk: OpenDesk) -> None:
    desk = open_desk(MANY)
    data = xlsx(desk, "many", ORDER, most=2000)
    book = read(data)
    assert book.sheetnames == ["Many", "Many 2", "Many 3", "Keterangan"]
    assert [one.auto_filter.ref for one in book.worksheets[:3]] == ["A1:B2001", "A1:B2001", "A1:B1001"]
    assert [row[0] for n in range(3) for row in rows(data, n)] == list(range(1, 5001))


def test_a_file_with_a_row_too_few_breaks_off_and_cannot_be_opened(open_desk: OpenDesk) -> None:
    desk = open_desk(MANY)
    for format in ("xlsx", "csv"):
        export = Export(desk, desk.panel.screens["many"], Wanted(ORDER), 3)
        export.matched += 1
        made = export.csv(*_words()) if format == "csv" else export.xlsx("N", Notes("K", notes), "id")
        got: list[bytes] = []
        with pytest.raises(Short):
            got.extend(made)
        export.close()
        assert b"PK\x05\x06" not in b"".join(got)  # the end of a zip, without which nobody opens it
        assert format == "xlsx" or b"TIDAK LENGKAP" in got[-1]


def _words() -> tuple[Any, str]:
    from tests.reports.sheets import WORDS

    return WORDS, "id"


def test_an_export_sees_one_moment_of_the_database(open_desk: OpenDesk) -> None:
    desk = open_desk(MANY)
    export = Export(desk, desk.panel.screens["many"], Wanted(ORDER), 3)
    desk.connection.execute(sa.text("DELETE FROM many WHERE id > 100"))
    desk.connection.commit()
    data = b"".join(export.xlsx("Many", Notes("K", notes), "id"))
    export.close()
    assert export.matched == 5000 == len(rows(data))


def open_transactions(desk: Any) -> int:
    desk.connection.rollback()  # a transaction sees the activity of the moment when it first asked
    return desk.connection.scalar(sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND xact_start IS NOT NULL"
    ))  # fmt: skip


def test_whoever_stops_reading_leaves_no_transaction_behind(open_desk: OpenDesk) -> None:
    desk = open_desk(
        "CREATE VIEW endless AS SELECT n, repeat('x', 1000) AS x FROM generate_series(1, 1000000) n"
    )
    export = Export(desk, desk.panel.screens["endless"], Wanted(Listing()), 3)
    made = export.xlsx("N", Notes("K", notes), "id")
    for _ in range(5):
        next(made)
    assert open_transactions(desk) == 1
    export.close()
    made.close()
    ends = clock.monotonic() + 10  # the server notices it by itself
    while open_transactions(desk) and clock.monotonic() < ends:
        clock.sleep(0.05)
    assert open_transactions(desk) == 0


def test_only_so_many_exports_run_at_a_time(open_desk: OpenDesk) -> None:
    desk = open_desk(MANY)
    screen = desk.panel.screens["many"]
    first = Export(desk, screen, Wanted(ORDER), 1)
    with pytest.raises(Busy, match="ekspor"):
        Export(desk, screen, Wanted(ORDER), 1)
    first.close()
    Export(desk, screen, Wanted(ORDER), 1).close()


def test_a_list_that_may_not_be_seen_is_not_exported(open_desk: OpenDesk) -> None:
    from models.actor import Actor

    desk = open_desk(MANY, actor=Actor(2, "tamu"))
    with pytest.raises(Forbidden):
        Export(desk, desk.panel.screens["many"], Wanted(ORDER), 3)
    assert open_transactions(desk) == 0


def test_csv_is_what_an_indonesian_excel_opens(open_desk: OpenDesk) -> None:
    desk = open_desk(KINDS)
    found = list(csv_module.DictReader(io.StringIO(csv(desk, "things", everything(desk))), delimiter=";"))
    labels = {key: str(one.label) for key, one in desk.panel.screens["things"].fields.items()}
    first, third = ({key: row[label] for key, label in labels.items()} for row in (found[0], found[2]))
    assert first["exact"] == "1234567,50" and first["day"] == "31-12-2026" and first["yes"] == "Ya"
    assert first["at"] == "31-12-2026 23:59:30" and first["moment"] == "01-01-2027 06:59"
    assert first["cost"] == "1234,50" and first["place"] == 'Desa <Satu> & "Dua"'
    assert (third["words"], third["short"], third["small"], third["cost"]) == ("'=1+1", "'-5", "-7", "-0,50")
    assert set(found[1].values()) == {"2", ""}


def test_a_day_of_the_calendar_counts_from_the_first_of_march_1900(open_desk: OpenDesk) -> None:
    desk = open_desk(
        "CREATE TABLE days (id int PRIMARY KEY, d date); INSERT INTO days VALUES (1, '1900-03-01'),"
        "(2, '9999-12-31'), (3, '0044-03-15 BC'), (4, '1822-01-01')"
    )
    found = [row[1] for row in rows(xlsx(desk, "days", everything(desk, "days")))]
    assert [one.date() if isinstance(one, datetime) else one for one in found] == [
        date(1900, 3, 1), date(9999, 12, 31), "0044-03-15 BC", "01-01-1822",
    ]  # fmt: skip
