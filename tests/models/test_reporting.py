"""Reports on a real database: what is asked, what comes out, what nobody may do with them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa

from models.actor import Actor
from models.description.findings import DescriptionError
from models.description.report import Report
from models.errors import Busy, Forbidden, PanelError, Refused
from models.panel import Desk
from models.reporting import running
from models.reporting.asking import asked
from models.reporting.figures import Figures, as_json
from tests.models.conftest import OpenDesk

TABLES = """
    create table villages (id int primary key, name text not null);
    create table cases (id int generated always as identity primary key, village int references villages,
      category text, sex text, cost numeric(12,2), reporter text, arrived timestamptz not null);
    insert into villages values (1, 'Rana Loba'), (2, 'Kota Ndora');
    insert into cases (village, category, sex, cost, reporter, arrived) values
      (1, 'jalan', 'L', 10.50, 'Ani', '2026-02-01 00:00+07'), (1, 'jalan', 'P', 20, 'Budi', '2026-02-10'),
      (2, 'air', 'L', 30, 'Ani', '2026-02-28 23:59:59+07'), (2, null, 'P', null, 'Cici', '2026-02-11'),
      (1, 'air', 'L', 5, 'Didi', '2026-03-01 00:00+07'), (1, 'air', 'L', 5, 'Didi', '2026-01-31 23:59+07');
"""
REPORT = """
label: {id: Perkara, en: Cases}
roles: [Admin]
period: [month, range]
parameters:
  village: {label: Desa, screen: villages}
  least: {label: Biaya paling sedikit, kind: number}
  sex: {label: Jenis kelamin, options: {L: Laki-laki, P: Perempuan}}
sheets:
  kategori:
    label: Menurut kategori
    sql: |
      select category, count(*) as number, sum(cost) as cost, avg(cost) as mean, min(arrived) as earliest
      from cases where arrived >= :start and arrived < :end
        and (:village is null or village = :village) and (:least is null or cost >= :least)
        and (:sex is null or sex = :sex)
      group by category order by category nulls last;
    columns:
      category: Kategori
      number: {label: Jumlah, total: sum,
        link: "/data/cases/list/?where.category.eq={category}&where.arrived.ge={first}"}
      cost: {label: Biaya, total: sum}
      mean: {label: Rata-rata, total: mean, places: 1}
      earliest: {label: Paling awal, format: date}
    chart: bar
  silang:
    label: Desa x jenis kelamin
    sql: |
      select v.name as village, c.sex, count(*) as n from cases c join villages v on v.id = c.village
      where c.arrived >= :start and c.arrived < :end group by v.name, c.sex order by 1, 2
    columns: {village: Desa, sex: Jenis kelamin}
    across: {by: sex, value: n, values: {L: Laki-laki, P: Perempuan, X: Lainnya}, label: Jenis kelamin}
  orang:
    label: Pelapor
    sql: "select reporter, arrived from cases where arrived between :start and :end order by arrived"
    columns: {reporter: {label: Pelapor, format: pseudonym}, arrived: Diterima}
"""
FEBRUARY = {"period": "2026-02"}


def _opened(open_desk: OpenDesk, text: str = REPORT, actor: Actor | None = None) -> tuple[Desk, Report]:
    desk = open_desk(TABLES, reports={"perkara": text}, actor=actor)
    return desk, desk.panel.office.reports["perkara"]


def _run(desk: Desk, report: Report, **given: str) -> Figures:
    return running.run(desk, report, asked(desk, report, FEBRUARY | given))


def test_a_report_counts_what_lies_in_its_period_on_the_offices_clock(open_desk: OpenDesk) -> None:
    found = _run(*_opened(open_desk)).table("kategori")
    assert [line.values[:3] for line in found.lines] == [
        ("air", 1, Decimal("30.00")), ("jalan", 2, Decimal("30.50")), (None, 1, None),
    ]  # fmt: skip
    assert found.totals == (None, 4, Decimal("60.50"), Decimal("22.625"), None)
    assert found.lines[0].values[4] == datetime(2026, 2, 28, 23, 59, 59)
    assert [one.format for one in found.columns] == ["text", "integer", "number", "number", "date"]


def test_a_number_leads_to_its_rows(open_desk: OpenDesk) -> None:
    found = _run(*_opened(open_desk)).table("kategori")
    assert found.lines[0].links[1] == "/data/cases/list/?where.category.eq=air&where.arrived.ge=2026-02-01"
    assert found.lines[2].links[1] is None  # without a category there is no such address


def test_nobody_is_led_to_rows_that_are_not_theirs(open_desk: OpenDesk) -> None:
    clerk = Actor(2, "kasi", frozenset({"Kasi"}), frozenset({("show", "laporan.perkara")}))
    desk, report = _opened(open_desk, actor=clerk)
    assert {link for line in _run(desk, report).table("kategori").lines for link in line.links} == {None}


def test_a_report_without_the_right_is_refused(open_desk: OpenDesk) -> None:
    stranger = Actor(3, "tamu", frozenset(), frozenset({("list", "cases")}))
    with pytest.raises(Forbidden):
        _run(*_opened(open_desk, actor=stranger))


def test_parameters_narrow_and_are_told_in_words(open_desk: OpenDesk) -> None:
    desk, report = _opened(open_desk)
    found = _run(desk, report, village="2", least="1,5", sex="L")
    assert [line.values[:2] for line in found.table("kategori").lines] == [("air", 1)]
    assert found.asked.said == {"village": "Kota Ndora", "least": "1,5", "sex": "Laki-laki"}


def test_answers_that_do_not_fit_are_told_together(open_desk: OpenDesk) -> None:
    desk, report = _opened(open_desk)
    with pytest.raises(Refused) as caught:
        asked(desk, report, {"period": "2026-13", "village": "9", "least": "x", "sex": "Q", "nama": "1"})
    told = {(one.field, str(one.sentence).partition(" ")[0]) for one in caught.value.problems}
    assert {field for field, _ in told} == {None, "period", "village", "least", "sex"}


def test_a_pivot_keeps_its_columns_and_adds_up_its_rows(open_desk: OpenDesk) -> None:
    found = _run(*_opened(open_desk)).table("silang")
    assert [one.label.id for one in found.columns] == ["Desa", "Laki-laki", "Perempuan", "Lainnya", "Jumlah"]
    assert [line.values for line in found.lines] == [("Kota Ndora", 1, 1, 0, 2), ("Rana Loba", 1, 1, 0, 2)]
    assert found.totals == (None, 2, 2, 0, 4)
    assert found.sums == {4: (1, 2, 3)}


def test_a_person_has_one_number_and_no_name(open_desk: OpenDesk) -> None:
    found = _run(*_opened(open_desk))
    people = [line.values[0] for line in found.table("orang").lines]
    assert people == ["Pelapor 1", "Pelapor 2", "Pelapor 3", "Pelapor 1", "Pelapor 4"]
    assert "Ani" not in str(as_json(found))


def test_without_an_answer_the_last_month_that_is_over_is_meant(open_desk: OpenDesk) -> None:
    desk, report = _opened(open_desk)
    assert str(asked(desk, report, {}).period) == "2026-02"  # today is 17 March


def test_json_has_numbers_and_days(open_desk: OpenDesk) -> None:
    told = as_json(_run(*_opened(open_desk)))
    assert (told["report"], told["period"]) == ("perkara", "2026-02")
    assert told["sheets"][0]["rows"][1] == ["jalan", 2, 30.5, 15.25, "2026-02-01T00:00:00"]


@pytest.mark.parametrize(
    "sql",
    [
        "update villages set name = 'x' returning name",
        "with gone as (delete from villages returning name) select name from gone",
        "select set_config('panel.actor', 'x', false) as name, nextval('cases_id_seq') as n",
        "select 1 as n) as figures; delete from villages; select * from (select 1 as n",
    ],
)
def test_sql_that_would_write_is_refused(open_desk: OpenDesk, sql: str) -> None:
    text = f"label: X\nsheets:\n  a:\n    label: A\n    sql: {sql!r}\n"
    try:
        desk, report = _opened(open_desk, text)
    except DescriptionError as error:
        assert {one.code for one in error.problems} <= {"D311", "D711"}
        return
    with pytest.raises(PanelError):
        running.run(desk, report, asked(desk, report, {}))
    assert desk.connection.exec_driver_sql("select count(*) from villages where name <> 'x'").scalar() == 2


def test_a_query_that_takes_too_long_is_a_sentence(open_desk: OpenDesk) -> None:
    text = 'label: X\nsheets: {a: {label: A, sql: "select pg_sleep(5)::text as nap, 1 as n"}}\n'
    desk, report = _opened(open_desk, text)
    engine = desk.connection.engine
    sa.event.listen(engine, "begin", lambda one: one.exec_driver_sql("set statement_timeout = 50"))
    with pytest.raises(Busy):
        running.run(desk, report, asked(desk, report, {}))


def test_days_are_days(open_desk: OpenDesk) -> None:
    text = """
label: Hari
period: range
parameters: {until: {label: Sampai, kind: date}}
sheets: {a: {label: A, sql: "select :first as f, :last as l, :until as u, :month as m, :year as y"}}
"""
    desk, report = _opened(open_desk, text)
    found = running.run(
        desk, report, asked(desk, report, {"period": "2026-02-01..2026-02-10", "until": "31-12-2026"})
    )
    assert found.tables[0].lines[0].values == (
        date(2026, 2, 1), date(2026, 2, 10), date(2026, 12, 31), 2, 2026,
    )  # fmt: skip
