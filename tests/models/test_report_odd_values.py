"""Reports over what nobody expects in a database, and SQL written in every way that Postgres reads."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
import sqlalchemy as sa

from models.description.findings import DescriptionError
from models.description.report import Value
from models.errors import PanelError, Refused
from models.panel import Desk
from models.reporting import running
from models.reporting.asking import asked
from models.reporting.figures import Figures, as_json
from reports import report_book
from tests.counted import calls
from tests.models.conftest import OpenDesk

TABLE = "create table notes (id int primary key, name text); insert into notes values (1, 'a'), (2, 'b');"
# What is read, and what a report shows for it; None: whatever, as long as it is shown.
VALUES: list[tuple[str, Value]] = [
    ("'infinity'::timestamptz", "infinity"),
    ("'-infinity'::timestamptz", "-infinity"),
    ("'infinity'::timestamp", "infinity"),
    ("'infinity'::date", "infinity"),
    ("'-infinity'::date", "-infinity"),
    ("'0044-03-15 BC'::date", "0044-03-15 BC"),
    ("'20000-01-01'::date", "20000-01-01"),
    ("'20000-01-01 10:00'::timestamp", "20000-01-01 10:00:00"),
    ("'1753-01-01'::date", date(1753, 1, 1)),
    ("'0001-01-01 00:00+00'::timestamptz", None),
    ("'9999-12-31 23:59+00'::timestamptz", None),
    ("'NaN'::numeric", "NaN"),
    ("'infinity'::float8", "Infinity"),
    ("1e400::numeric", Decimal("1e400")),
    ("1e400::numeric + 0.5", None),
    ("12345678901234567890123456789012345.678::numeric", None),
    ("'\\x00ff'::bytea", "2 byte"),
    ("array[1, 2, null]", "1, 2"),
    ("array['a b', '=1+1']", "a b, =1+1"),
    ("array['2026-02-01'::date]", "2026-02-01"),
    ("array[array[1, 2], array[3, 4]]", None),
    ("'{\"a\": [1]}'::jsonb", '{"a": [1]}'),
    ("'[{\"a\": true}]'::jsonb", '{"a": true}'),
    ("'[1, 5)'::int4range", "[1, 5)"),
    ("'2 days'::interval", None),
    ("'10000000 years'::interval", None),
    ("'24:00'::time", None),
    ("'10:15:30+07'::timetz", None),
    ("row(1, 'a')", None),
    ("null", None),
    ("'=1+1'", "=1+1"),
    ("repeat('x', 40000)", None),
    ("chr(1) || 'a' || chr(65535)", None),
    ("-5", -5),
    ("'12.50'::money", None),
    ("'192.168.1.1/24'::inet", "192.168.1.1/24"),
    ("'6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
]
WAYS = [
    "select ':start; --' as a, '10:30'::time::text as b, '::x' as c",
    "select 1 as a -- don't stop; nor :nobody",
    "select /* don't; :nobody */ 1 as a",
    "select /* a /* b */ c */ 1 as a",
    "select E'it\\'s; :nobody' as a",
    "select $$it's; :nobody$$ as a",
    "select $q$ '$$; $q$ as a",
    "select (array[1,2,3])[:2] as a, (array[1,2,3])[2:] as b",
    "select 10 % 3 as a, 'a%' as b, '{\"a\":1}'::jsonb ? 'a' as c, '{\"a\":1}'::jsonb->>'a' as d",
    "select :start::date as a, (:month)::text as b",
    "select make_interval(days := 1) as a",
    'select id as "Nama desa" from notes',
    "with a as (select 1 as n) select n from a;",
    "values (1, 'a'), (2, 'b')",
    "select 'C:\\temp\\:x' as a",
    "table notes",
]
NO_SELECT = [
    "select 1 as a; delete from notes",
    "select E'\\'' as a) as f; delete from notes; select * from (select E'\\'' as b",
    "select $$'$$ as a) as f; delete from notes; select * from (select $$'$$ as b",
    "select 1 as a) as f; delete from notes; select * from (select 2 as b",
    "with gone as (delete from notes returning id) select id from gone",
    "delete from notes returning id",
    "select id from notes for update",
    "",
    "select from notes",
]


def _report(sql: str) -> str:
    lines = sql.replace("\n", "\n      ")
    sheet = f"sheets:\n  a:\n    label: A\n    sql: |\n      {lines}\n"
    return f"label: Aneh\nroles: [Admin]\nperiod: month\n{sheet}"


def _figures(desk: Desk, key: str) -> Figures:
    report = desk.panel.office.reports[key]
    return running.run(desk, report, asked(desk, report, {"period": "2026-02"}))


def test_every_value_of_the_database_can_be_shown(open_desk: OpenDesk) -> None:
    columns = ", ".join(f"{value} as v{place}" for place, (value, _) in enumerate(VALUES))
    found = _figures(open_desk(TABLE, reports={"aneh": _report(f"select {columns}")}), "aneh")
    json.dumps(as_json(found), allow_nan=False)
    assert report_book.write(found)[:2] == b"PK"
    values = found.tables[0].lines[0].values
    assert "memory at" not in str(values) and "Range(" not in str(values)
    for (value, wanted), shown in zip(VALUES, values, strict=True):
        assert wanted is None or shown == wanted, value


def test_sql_may_be_written_in_every_way(open_desk: OpenDesk) -> None:
    desk = open_desk(TABLE, reports={f"cara{place}": _report(sql) for place, sql in enumerate(WAYS)})
    for place, sql in enumerate(WAYS):
        assert _figures(desk, f"cara{place}").rows > 0, sql


def test_sql_that_is_not_one_select_is_told_and_never_runs(open_desk: OpenDesk) -> None:
    with pytest.raises(DescriptionError) as caught:
        open_desk(TABLE, reports={f"bukan{place}": _report(sql) for place, sql in enumerate(NO_SELECT)})
    told = str(caught.value)
    for place, sql in enumerate(NO_SELECT):
        assert any(f"bukan{place}.yaml:7: {code}" in told for code in ("D103", "D311", "D711")), sql


LARGE = {
    "lebar": (
        "",
        "select " + ", ".join(f"g * {n} as c{n}" for n in range(40)) + " from generate_series(1, 20000) g",
    ),
    "silang": (
        "    columns: {a: }\n    across: {by: k, value: n}\n",
        "select g as a, g as k, 1 as n from generate_series(1, 20000) g",
    ),
}


def test_what_is_too_large_for_a_workbook_is_refused_at_once(open_desk: OpenDesk) -> None:
    desk = open_desk("", reports={key: _report(sql) + more for key, (more, sql) in LARGE.items()})
    for key, said in (("lebar", "600.000"), ("silang", "200")):
        with pytest.raises(Refused) as caught:
            _figures(desk, key)
        assert caught.value.problems[0].facts["most"] == said


def test_small_numbers_are_put_together_without_adding_up_all_rows_again(open_desk: OpenDesk) -> None:
    sql = "select 'r' || g as a, 9 as n, (g = 7)::int as m from generate_series(1, {rows}) g"
    more = "    columns: {a: , n: {total: sum}, m: {total: sum}}\n    merge_below: 5\n"
    asked = {f"dari_{rows}": _report(sql.replace("{rows}", str(rows))) + more for rows in (10, 500, 2000)}
    desk = open_desk("", reports=asked)
    _figures(desk, "dari_10")  # what is made once, is made
    few, many = (calls(partial(_figures, desk, f"dari_{rows}")) for rows in (500, 2000))
    assert many < few * 6
    found = _figures(desk, "dari_2000").tables[0]
    assert [line.values for line in found.lines] == [("Lainnya (digabung)", 18_000, None)]


@pytest.mark.parametrize("after", ["1", "1 / (random() * 0)::int"])
def test_a_lock_that_a_report_takes_ends_with_it(open_desk: OpenDesk, after: str) -> None:
    desk = open_desk("", reports={"kunci": _report(f"select pg_advisory_lock(42)::text as a, {after} as b")})
    engine = sa.create_engine(desk.connection.engine.url)  # keeps its connections, as the panel's does
    with engine.connect() as connection, contextlib.suppress(PanelError):
        _figures(replace(desk, connection=connection), "kunci")
    held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 42"
    assert desk.connection.execute(sa.text(held)).scalar() == 0
    engine.dispose()
