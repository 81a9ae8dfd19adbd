"""How long closed reports took, in working days of the office: what SQL alone does not count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from statistics import median

import sqlalchemy as sa

from models.description.report import Chart, Column, Report, Sheet, Value
from models.description.screen import Wording
from models.panel import Desk
from models.workdays import read_calendar

CLOSED = sa.text("""
    SELECT s.name, r.received_at, r.closed_at FROM reports r JOIN services s ON s.code = r.service
    WHERE r.closed_at >= :start AND r.closed_at < :end ORDER BY s.position, s.name, r.closed_at, r.id""")


def rows(desk: Desk, values: Mapping[str, object]) -> Iterator[Sequence[Value]]:
    """Service, how many were closed, mean, median and longest."""
    calendar, days = read_calendar(desk), dict[str, list[int]]()
    asked = {"start": values["start"], "end": values["end"]}
    for one in desk.connection.execute(CLOSED, asked):
        first, last = (moment.astimezone(calendar.zone).date() for moment in one[1:])
        days.setdefault(one.name, []).append(calendar.between(first, last))
    for name, took in days.items():
        yield name, len(took), Decimal(sum(took)) / len(took), Decimal(str(median(took))), max(took)


REPORT = Report(
    key="lama_penyelesaian",
    label=Wording("Lama penyelesaian", "Time to close"),
    title=Wording("Lama penyelesaian laporan"),
    help=Wording(
        "Hari kerja dari diterima sampai selesai, untuk laporan yang selesai dalam periode ini.",
        "Working days from received to closed, of reports closed in this period.",
    ),
    roles=frozenset({"Petugas", "Kasi", "Camat", "Kabupaten"}),
    periods=("month", "quarter", "semester", "year", "range"),
    signatory="camat",
    sheets=(
        Sheet(
            key="layanan",
            label=Wording("Per layanan", "By service"),
            rows=rows,
            columns=(
                Column(key="service", label=Wording("Layanan", "Service")),
                Column(key="closed", label=Wording("Selesai", "Closed"), format="integer", total="sum"),
                Column(key="mean", label=Wording("Rata-rata (hari kerja)", "Mean (working days)"),
                       format="number", places=1),
                Column(key="median", label=Wording("Median (hari kerja)", "Median (working days)"),
                       format="number", places=1),
                Column(key="longest", label=Wording("Terlama (hari kerja)", "Longest (working days)"),
                       format="integer"),
            ),
            chart=Chart(kind="bar", of=("mean", "median")),
        ),
    ),
)  # fmt: skip
