"""The monthly recap of the reference office: its balance, and what happens when it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from models.actor import Actor
from models.description.report import Report
from models.errors import Forbidden, Missing, Refused
from models.panel import Desk
from models.reporting import changes, running, sent
from models.reporting.asking import asked
from models.reporting.figures import Figures
from tests import databases
from tests.offices import desks, reference
from tests.offices.recap import adds_up

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
TOLD = ("A Neraca: 2 Masuk", "A Neraca: 8 Saldo akhir", "B Kanal: Telepon")
RIGHTS = frozenset({("show", "laporan.rekap_bulanan"), ("export", "laporan.rekap_bulanan")})
ADMIN = Actor(1, "admin", frozenset({"Admin"}), RIGHTS, label="Admin Contoh")
CLERK = Actor(2, "petugas", frozenset({"Petugas"}), RIGHTS)
REGENCY = Actor(3, "kabupaten", frozenset({"Kabupaten"}), RIGHTS)
NEW = """
    INSERT INTO reports (service, channel, category, village, received_at, subject, story)
    VALUES ('umum', 'telepon', 1, 1, '2026-10-30 09:00+08', 'Jalan', 'Rusak')"""


@pytest.fixture(scope="module")
def office(server_url: str) -> Iterator[Desk]:
    template, _ = reference.filled(server_url, reference.TODAY)
    with databases.database(server_url, template) as url, desks.desk_at(url, NOW, ADMIN) as desk:
        yield desk


@pytest.fixture
def desk(office: Desk) -> Iterator[Desk]:
    yield office
    office.connection.rollback()


@pytest.fixture(scope="module")
def recap(office: Desk) -> Report:
    return office.panel.office.reports["rekap_bulanan"]


@pytest.fixture(scope="module")
def october(office: Desk, recap: Report) -> Figures:
    return of(office, recap, "2026-10")


def of(desk: Desk, report: Report, period: str) -> Figures:
    return running.run(desk, report, asked(desk, report, {"period": period}))


def test_the_months_reconcile_and_each_is_the_sum_of_its_parts(office: Desk, recap: Report) -> None:
    closing = None
    for month in ("2025-12", "2026-01", "2026-09", "2026-10", "2026-11"):
        lines = adds_up(of(office, recap, month))
        assert lines[2] > 20
        assert month in ("2025-12", "2026-09") or lines[1] == closing
        closing = lines[8]


def test_working_days_are_those_of_the_offices_calendar(office: Desk, october: Figures) -> None:
    from models.workdays import read_calendar

    calendar = read_calendar(office)
    rows = office.connection.execute(
        sa.text("SELECT received_at, closed_at FROM reports WHERE closed_at >= '2026-10-01 00:00+08'"
                " AND closed_at < '2026-11-01 00:00+08'")
    )  # fmt: skip
    zone = office.panel.office.zone
    spans = sorted(calendar.between(*(one.astimezone(zone).date() for one in row)) for row in rows)
    last = october.table("ketepatan").lines[-1].values
    middle = len(spans) // 2
    median = spans[middle] if len(spans) % 2 else Decimal(spans[middle - 1] + spans[middle]) / 2
    assert last[1] == len(spans) and last[7] == median
    assert last[6] == round(Decimal(sum(spans)) / len(spans), 2)


def test_nobody_is_named_in_the_recap(office: Desk, october: Figures) -> None:
    told = " ".join(str(value) for table in october.tables for line in table.lines for value in line.values)
    rows = office.connection.execute(sa.text("SELECT name, nik, phone FROM parties")).all()
    assert not [one for row in rows for one in row if one and one in told]
    assert "Pelapor 1" in told


def test_sending_locks_a_month_and_only_an_admin_unlocks_it(
    desk: Desk, recap: Report, october: Figures
) -> None:
    clerk = replace(desk, actor=CLERK)
    with pytest.raises(Forbidden):
        sent.keep(replace(desk, actor=REGENCY), october, b"PK", "rekap.xlsx")
    first = sent.keep(clerk, october, b"PK satu", "rekap-2026-10.xlsx")
    assert (first.who, first.period, first.size) == ("petugas", "2026-10", 7)
    assert sent.locked(desk, recap, october.asked.period) == first
    assert sent.content(desk, recap, first.id) == b"PK satu"
    with pytest.raises(Refused, match="sudah dikirim"):
        sent.keep(desk, october, b"PK dua", "rekap-2026-10.xlsx")
    with pytest.raises(Forbidden):
        sent.unlock(clerk, recap, first.id, "Salah")
    with pytest.raises(Refused, match="alasan"):
        sent.unlock(desk, recap, first.id, "  ")
    opened = sent.unlock(desk, recap, first.id, "Kabupaten meminta perbaikan")
    assert opened.unlocked_by == "Admin Contoh" and sent.locked(desk, recap, october.asked.period) is None
    with pytest.raises(Missing):
        sent.unlock(desk, recap, first.id, "Lagi")
    second = sent.keep(clerk, october, b"PK dua", "rekap-2026-10.xlsx")
    assert [one.id for one in sent.log(desk, recap)] == [second.id, first.id]
    assert sent.content(desk, recap, first.id) == b"PK satu"


def test_a_month_that_is_not_over_is_not_sent(desk: Desk, recap: Report) -> None:
    with pytest.raises(Refused, match="November 2026 belum berakhir"):
        sent.keep(desk, of(desk, recap, "2026-11"), b"PK", "rekap-2026-11.xlsx")


@pytest.mark.parametrize("sql", ["UPDATE panel.sent_report SET file = ''", "DELETE FROM panel.sent_report"])
def test_what_was_sent_can_not_be_altered(desk: Desk, october: Figures, sql: str) -> None:
    sent.keep(desk, october, b"PK", "rekap.xlsx")
    with pytest.raises(DBAPIError, match="tidak dapat diubah"):
        desk.connection.execute(sa.text(sql))


def differences(figures: Figures) -> dict[Any, Any]:
    return {line.values[0]: line.values[3] for line in figures.table("angka").lines}


def later(desk: Desk, sql: str) -> None:
    """What happens beside the panel afterwards."""
    with desk.connection.engine.begin() as connection:
        connection.execute(sa.text(sql))


def test_what_changes_afterwards_changes_no_figure_and_is_told_apart(
    server_url: str, recap: Report, october: Figures
) -> None:
    template, _ = reference.filled(server_url, reference.TODAY)
    with databases.database(server_url, template) as url, desks.desk_at(url, NOW, ADMIN) as desk:
        _changed_afterwards(desk, recap, october)


def _changed_afterwards(desk: Desk, recap: Report, october: Figures) -> None:
    kept = sent.keep(desk, october, b"PK", "rekap.xlsx")
    desk.connection.commit()
    before = differences(changes.since(desk, recap, kept))
    later(desk, NEW)
    closed = desk.connection.execute(
        sa.text("SELECT min(id) FROM reports WHERE closed_at BETWEEN '2026-10-02' AND '2026-10-30'")
    ).scalar()
    later(desk, f"UPDATE reports SET closed_at = NULL, outcome = NULL WHERE id = {closed}")
    later(desk, f"UPDATE reports SET category = category % 20 + 1 WHERE id = {closed}")
    assert of(desk, recap, "2026-10").tables == october.tables
    found = changes.since(desk, recap, kept)
    assert found.table(changes.KEY).lines == ()
    after = differences(found)
    assert {key: after[key] - before.get(key, 0) for key in TOLD} == {
        TOLD[0]: 1, TOLD[1]: 2, TOLD[2]: 1,
    }  # fmt: skip
    cases = {line.values[2]: line.values for line in found.table("kasus").lines}
    assert any("dicatat sesudah akhir bulan" in what and row[6] for what, row in cases.items())
    assert any("keadaan" in what and "kategori" in what for what in cases)
