"""The numbers of the start page, on a real database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from models import figures
from models.actor import Actor
from models.counting import Count
from models.description.screen import Condition, Wording
from models.description.start import Chart, Figure, Series
from models.figures import Group, Groups, Months
from models.panel import Desk
from tests.models.conftest import OpenDesk

SQL = """
CREATE TABLE villages (id serial PRIMARY KEY, name text NOT NULL);
INSERT INTO villages (name) VALUES ('Borong'), ('Golo'), ('Lembur');
CREATE TABLE reports (
    id serial PRIMARY KEY, village int REFERENCES villages, received_at timestamptz, closed_on date,
    seen timestamp, status text
);
INSERT INTO reports (village, received_at, closed_on, seen, status) VALUES
    (1, '2026-02-28 23:30+07', '2026-03-01', '2026-02-01', 'baru'),
    (1, '2026-03-01 00:30+07', '2026-03-31', '2026-02-28 23:59', 'baru'),
    (1, '2026-03-17 09:00+07', NULL, NULL, 'selesai'),
    (2, '2025-12-31 23:59+07', '2026-01-01', NULL, 'selesai'),
    (2, '2026-01-01 00:00+07', '2026-01-31', NULL, 'baru'),
    (3, '2026-03-31 23:59+07', NULL, NULL, 'baru'),
    (NULL, '2026-04-01 00:00+07', NULL, NULL, 'baru');
"""
INDEXES = """
CREATE INDEX ON reports (received_at);
CREATE INDEX ON reports (closed_on) WHERE closed_on IS NOT NULL;
"""
NAME = Wording("x")


def _at(desk: Desk, moment: str) -> Desk:
    """The desk at a moment of an office in Jakarta."""
    desk.connection.exec_driver_sql("SET TIME ZONE 'Asia/Jakarta'")
    return replace(desk, now=datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Asia/Jakarta")))


def _months(*fields: str, last: int = 3) -> Chart:
    series = tuple(Series(field, Wording(field)) for field in fields)
    return Chart(label=NAME, screen="reports", months=series, last=last)


@pytest.mark.parametrize("indexes", ["", INDEXES], ids=["scanned", "indexed"])
def test_months_are_counted_in_the_zone_of_the_office(open_desk: OpenDesk, indexes: str) -> None:
    desk = _at(open_desk(SQL + indexes), "2026-03-17 10:00")
    found = figures.read(desk, (), [_months("received_at", "closed_on", "seen")]).charts
    starts = (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1))
    assert found == (Months(starts, ((1, 1, 3), (2, 0, 2), (0, 2, 0))),)


def test_months_go_back_over_the_year(open_desk: OpenDesk) -> None:
    desk = _at(open_desk(SQL), "2026-01-15 10:00")
    (found,) = figures.read(desk, (), [_months("received_at", last=2)]).charts
    assert found == Months((date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)), ((1, 1),))


def test_the_first_of_a_month_begins_at_midnight_of_the_office(open_desk: OpenDesk) -> None:
    desk = _at(open_desk(SQL), "2026-03-17 10:00")
    card = Figure(label=NAME, screen="reports", where=(Condition("received_at", "ge", "this_month"),))
    year = replace(card, where=(Condition("received_at", "before", "this_year"),))
    assert figures.read(desk, [card, year], ()).figures == (Count(4, "exact"), Count(1, "exact"))


def test_groups_have_the_titles_of_what_they_refer_to(open_desk: OpenDesk) -> None:
    desk = open_desk(SQL)
    chart = Chart(label=NAME, screen="reports", by="village", top=3)
    (found,) = figures.read(desk, (), [chart]).charts
    assert found == Groups((Group("1", "Borong", 3), Group("2", "Golo", 2), Group("3", "Lembur", 1)), 1)
    (rest,) = figures.read(desk, (), [replace(chart, top=4)]).charts
    assert isinstance(rest, Groups) and Group(None, None, 1) in rest.found and rest.others == 0


def test_a_title_that_may_not_be_read_is_not_read(open_desk: OpenDesk) -> None:
    actor = Actor(1, "x", rights=frozenset({("list", "reports")}))
    chart = Chart(label=NAME, screen="reports", by="village", top=1)
    (found,) = figures.read(open_desk(SQL, actor=actor), (), [chart]).charts
    assert found == Groups((Group("1", None, 3),), 4)


def test_conditions_hold_for_figures_and_charts(open_desk: OpenDesk) -> None:
    desk = _at(open_desk(SQL), "2026-03-17 10:00")
    where = (Condition("status", "eq", "selesai"),)
    asked = [replace(_months("received_at"), where=where)]
    asked.append(Chart(label=NAME, screen="reports", by="status", where=where))
    numbers = figures.read(desk, [Figure(label=NAME, screen="reports", where=where)], asked)
    assert numbers.figures == (Count(2, "exact"),)
    months, groups = numbers.charts
    assert isinstance(months, Months) and months.numbers == ((0, 0, 1),)
    assert groups == Groups((Group("selesai", None, 2),), 0)


def test_all_numbers_are_one_statement(open_desk: OpenDesk, statements: Callable[[Desk], list[str]]) -> None:
    desk = open_desk(SQL)
    seen = statements(desk)
    cards = [Figure(label=NAME, screen="reports"), Figure(label=NAME, screen="villages")]
    charts = [_months("received_at", "closed_on"), Chart(label=NAME, screen="reports", by="village")]
    assert [one.number for one in figures.read(desk, cards, charts).figures] == [7, 3]
    assert len(seen) == 1


def test_an_empty_table_gives_nothing(open_desk: OpenDesk) -> None:
    desk = open_desk("CREATE TABLE reports (id serial PRIMARY KEY, at timestamptz, status text)")
    charts = [_months("at"), Chart(label=NAME, screen="reports", by="status")]
    assert figures.read(desk, (), charts).charts[0].numbers == ((0, 0, 0),)  # type: ignore[union-attr]
    assert figures.read(desk, (), charts).charts[1] == Groups((), 0)


def test_sizes_are_what_the_server_estimates(open_desk: OpenDesk) -> None:
    desk = open_desk(SQL + "ANALYZE reports;")
    found = figures.sizes(desk)
    assert found["reports"] == Count(7, "estimate") and "villages" not in found
