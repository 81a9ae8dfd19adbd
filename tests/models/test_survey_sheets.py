"""A sheet of a report that is told by the survey: the survey page's own figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from models import skm_figures, skm_periods
from models.description.findings import DescriptionError
from models.description.report import Value
from models.panel import Desk
from models.reporting import running
from models.reporting.asking import asked
from models.survey import REGULATION
from tests.models.conftest import OFFICE, OpenDesk
from tests.survey_office import FORMS, SCREEN, SKM

HUNDREDTHS = SKM.replace("  least: 9\n", "  least: 8\n  weight: 0.11\n")
REPORT = """
label: Grafik
roles: ["*"]
period: [year]
parameters:
  service: {label: Layanan, screen: service}
sheets:
  ikm:
    label: IKM
    survey: month
"""


def filled(open_desk: OpenDesk, skm: str = HUNDREDTHS, report: str = REPORT) -> Desk:
    desk = open_desk(FORMS, {"forms": SCREEN}, office=OFFICE + skm, reports={"grafik": report})
    answers = ", ".join(f"1 + (n + {place}) % 4" for place in range(len(REGULATION)))
    desk.connection.execute(
        sa.text(
            f"INSERT INTO forms (filled_on, service, {', '.join(REGULATION)}, extra)"
            f" SELECT date '2025-11-20' + n, CASE WHEN n % 3 = 0 THEN 'surat' ELSE 'izin' END, {answers},"
            " jsonb_build_object('aman', 1 + n % 4) FROM generate_series(1, 90) n"
        )
    )
    # Too few answers: the survey does not count it.
    desk.connection.execute(
        sa.text("INSERT INTO forms (filled_on, service, sarana) VALUES ('2026-01-05', 'izin', 1)")
    )
    desk.connection.commit()
    return desk


def lines(desk: Desk, **given: str) -> list[tuple[Value, ...]]:
    report = desk.panel.office.reports["grafik"]
    return [one.values for one in running.run(desk, report, asked(desk, report, given)).tables[0].lines]


@pytest.mark.parametrize("chosen", [{}, {"service": "surat"}])
def test_its_figures_are_those_of_the_survey_page(open_desk: OpenDesk, chosen: dict[str, str]) -> None:
    desk = filled(open_desk)
    settings = desk.panel.office.survey
    assert settings is not None
    figures = skm_figures.read(desk, settings, skm_periods.named("2026"), chosen)
    wanted = [
        (period.first, period.last, result.respondents, result.shown, result.quality)
        for period, result in figures.trend("bulan")
        if period.first.year == 2026
    ]
    found = lines(desk, period="2026", **chosen)
    assert found == wanted and [one[0] for one in found] == [date(2026, 1, 1), date(2026, 2, 1)]
    assert all(isinstance(one[3], Decimal) and 25 <= one[3] <= 100 for one in found)


def test_the_weight_of_the_office_and_the_least_answers_count(open_desk: OpenDesk) -> None:
    desk = filled(open_desk)
    (plain,) = desk.connection.execute(
        sa.text(
            f"SELECT round(({' + '.join(f'avg({key})' for key in REGULATION)}) * 25 / 9, 2) FROM forms"
            " WHERE filled_on BETWEEN '2026-01-01' AND '2026-01-31'"
        )
    ).one()
    january = lines(desk, period="2026")[0]
    assert january[2] == 31 and january[3] != plain


@pytest.mark.parametrize(
    ("skm", "old", "new", "told"),
    [
        (SKM, "    survey: month", "    survey: week", "D104"),
        (SKM, "    survey: month", "    survey: month\n    sql: select 1 as a", "D713"),
        (SKM, "    survey: month", "    note: x", "D713"),
        ("", "    survey: month", "    survey: month", "D714"),
        (SKM, "period: [year]\n", "", "D715"),
        (SKM, "    survey: month", "    survey: month\n    columns: {forms: , month: }", "D701"),
    ],
)
def test_what_it_cannot_be_told_by_is_a_finding(
    open_desk: OpenDesk, skm: str, old: str, new: str, told: str
) -> None:
    with pytest.raises(DescriptionError) as caught:
        filled(open_desk, skm, REPORT.replace(old, new))
    assert [one.code for one in caught.value.problems] == [told]
