"""start.yaml: what it may say, and every way in which it can miss the screens."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.description.check import resolve
from models.description.load import load
from models.description.screen import Condition, Order, Wording
from models.description.start import Button, Chart, Figure, RowList, Series, Start
from models.schema.catalog import Kind
from tests.models.description.tables import catalog, column, identity, office, table

TABLES = catalog(
    table(
        "reports",
        identity(),
        column("subject"),
        column("received_at", Kind.INSTANT),
        column("status"),
        column("payload", Kind.JSON),
    )
)
REPORTS = "table: reports\nviews: {Terbuka: {where: {status: baru}}}\n"


def _start(folder: Path, text: str, screens: dict[str, str] | None = None) -> tuple[Start, list[str]]:
    made = office(folder, {"reports": REPORTS} if screens is None else screens)
    (made / "start.yaml").write_text(text, encoding="utf-8")
    found, _, findings = resolve(TABLES, load(made))
    assert found is not None
    said = [f"{one.code}:{one.line}" + (f":{one.closest}" if one.closest else "") for one in findings]
    return found.start, said


def test_an_office_without_a_start_page_has_an_empty_one(tmp_path: Path) -> None:
    found, _, findings = resolve(TABLES, load(office(tmp_path)))
    assert found is not None and found.start == Start() and not findings


def test_a_start_page_has_buttons_figures_lists_and_charts(tmp_path: Path) -> None:
    text = """
buttons: [{label: Catat, screen: reports, roles: Petugas}]
figures: [{label: {id: Terbuka, en: Open}, screen: reports, view: Terbuka, tone: late}]
lists: [{label: Terbaru, screen: reports, order: -received_at, rows: 3, heading: subject, fields: [status]}]
charts:
  - {label: Per bulan, screen: reports, months: {received_at: Masuk}, last: 6}
  - {label: Status, screen: reports, by: status, where: {received_at: {ge: this_month}}}
"""
    found, said = _start(tmp_path, text)
    assert said == []
    assert found.buttons == (Button(Wording("Catat"), "reports", frozenset({"Petugas"})),)
    assert found.figures == (
        Figure(label=Wording("Terbuka", "Open"), screen="reports", view="terbuka", tone="late"),
    )
    assert found.lists == (
        RowList(
            label=Wording("Terbaru"),
            screen="reports",
            order=(Order("received_at", True),),
            rows=3,
            heading="subject",
            fields=("status",),
        ),
    )
    months, status = found.charts
    assert months.months == (Series("received_at", Wording("Masuk")),) and months.last == 6
    where = (Condition("received_at", "ge", "this_month"),)
    assert status == Chart(label=Wording("Status"), screen="reports", by="status", where=where)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("figures: [{label: x, screen: report}]", "D305:1:reports"),
        ("figures: [{label: x, screen: reports, view: Terbukaa}]", "D501:1:Terbuka"),
        ("figures: [{label: x, screen: reports, where: {state: baru}}]", "D303:1:status"),
        ("figures: [{label: x, screen: reports, where: {received_at: {ge: [a, b]}}}]", "D403:1"),
        ("figures: [{label: x, screen: reports, roles: [Petugs]}]", "D307:1:Petugas"),
        ("figures: [{label: x, screen: reports, tone: lat}]", "D104:1:late"),
        ("figures: [{label: x, screen: reports, tones: late}]", "D101:1:tone"),
        ("figures: [{screen: reports}]", "D102:1"),
        ("buttons: [{label: x, screen: report}]", "D305:1:reports"),
        ("lists: [{label: x, screen: reports, fields: [subjek]}]", "D303:1:subject"),
        ("lists: [{label: x, screen: reports, heading: subjek}]", "D303:1:subject"),
        ("lists: [{label: x, screen: reports, rows: 21}]", "D103:1"),
        ("lists: [{label: x, screen: reports, order: payload}]", "D317:1"),
        ("charts: [{label: x, screen: reports}]", "D502:1"),
        ("charts: [{label: x, screen: reports, by: status, months: {received_at: }}]", "D502:1"),
        ("charts: [{label: x, screen: reports, months: {subject: }}]", "D317:1"),
        ("charts: [{label: x, screen: reports, by: payload}]", "D317:1"),
    ],
)
def test_what_a_start_page_names_must_be_there(tmp_path: Path, text: str, problem: str) -> None:
    assert _start(tmp_path, text)[1] == [problem]


def test_a_screen_that_is_wrong_itself_is_not_reported_twice(tmp_path: Path) -> None:
    text = "figures: [{label: x, screen: reports}]"
    assert _start(tmp_path, text, {"reports": "table: nothing\n"})[1] == ["D301:1"]
