"""Filters in the YAML: groups, references, children, and every way in which they can be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.description.screen import Along, Condition, Group, Having, Not, SearchTerm, Where
from models.schema.catalog import Kind
from tests.models.description.tables import column, identity, points, resolved, table

TABLES = (
    table("regions", identity(), column("name")),
    table(
        "villages",
        identity(),
        column("kind"),
        column("region", Kind.INTEGER),
        refs=[points("region", "regions.id")],
    ),
    table(
        "reports",
        identity(),
        column("status"),
        column("received_at", Kind.INSTANT),
        column("village", Kind.INTEGER),
        column("labels", Kind.ARRAY),
        refs=[points("village", "villages.id")],
    ),
    table(
        "evidence",
        identity(),
        column("kind"),
        column("report", Kind.INTEGER),
        refs=[points("report", "reports.id")],
    ),
)
FOTO = Condition("kind", "eq", "foto")


def read(folder: Path, where: str, more: str = "") -> tuple[tuple[Where, ...], list[str]]:
    text = f"table: reports\n{more}views:\n  Uji:\n    where: {where}\n"
    screens, findings = resolved(folder, TABLES, {"reports": text})
    said = [f"{one.code}" + (f":{one.closest}" if one.closest else "") for one in findings]
    return (screens["reports"].views[0].where if screens["reports"].views else ()), said


@pytest.mark.parametrize(
    ("where", "found"),
    [
        (
            "{any: [{status: baru}, {status: {starts: x}}]}",
            Group((Condition("status", "eq", "baru"), Condition("status", "starts", "x")), any=True),
        ),
        ("{not: {status: [a, b]}}", Not(Condition("status", "in", ("a", "b")))),
        ("{all: [{status: a}]}", Group((Condition("status", "eq", "a"),))),
        ("{village.kind: desa}", Along("village", Condition("kind", "eq", "desa"))),
        (
            "{village.region.name: {ne: Barat}}",
            Along("village", Along("region", Condition("name", "ne", "Barat"))),
        ),
        (
            "{village: {none: {kind: desa, region.name: Barat}}}",
            Not(
                Along(
                    "village",
                    Group(
                        (
                            Condition("kind", "eq", "desa"),
                            Along("region", Condition("name", "eq", "Barat")),
                        )
                    ),
                )
            ),
        ),
        ("{evidence: {some: {kind: foto}}}", Having("evidence", FOTO)),
        ("{evidence: {none: {kind: foto}}}", Not(Having("evidence", FOTO))),
        ("{evidence: {some: {}}}", Having("evidence")),
        ("{evidence: {empty: true}}", Not(Having("evidence"))),
        ("{evidence: {empty: false}}", Having("evidence")),
        ("{evidence.kind: foto}", Having("evidence", FOTO)),
        ("{received_at: last_month}", Condition("received_at", "eq", "last_month")),
        ("{received_at: {ge: 5_days_ago}}", Condition("received_at", "ge", "5_days_ago")),
        ("{labels: {has: jalan}}", Condition("labels", "has", "jalan")),
    ],
)
def test_a_where_becomes_filters(tmp_path: Path, where: str, found: Where) -> None:
    assert read(tmp_path, where) == ((found,), [])


@pytest.mark.parametrize(
    ("where", "codes"),
    [
        ("{any: {status: baru}}", ["D404"]),
        ("{any: []}", ["D404"]),
        ("{any: [baru]}", ["D404"]),
        ("{not: [status]}", ["D404"]),
        ("{village.kinds: desa}", ["D303:kind"]),
        ("{status.kind: desa}", ["D405"]),
        ("{evidense: {some: {kind: foto}}}", ["D405"]),
        ("{evidence: {many: {kind: foto}}}", ["D303"]),
        ("{evidence: {some: {kind: foto}, much: 1}}", ["D407"]),
        ("{evidence: {some: {kinds: foto}}}", ["D303:kind"]),
        ("{evidence: {some: foto}}", ["D404"]),
        ("{village.kind: {before: today}}", ["D402"]),
        ("{received_at: last_0_days}", ["D403"]),
        ("{received_at: {ge: yesteryear}}", ["D403"]),
        ("{evidence.report.village.kind: desa}", ["D406"]),
        ("{any: [" + "{status: a}, " * 60 + "]}", ["D406"]),
    ],
)
def test_a_mistake_in_a_where_is_found(tmp_path: Path, where: str, codes: list[str]) -> None:
    assert read(tmp_path, where)[1] == codes


def test_a_child_that_is_no_tab_is_no_filter(tmp_path: Path) -> None:
    assert read(tmp_path, "{evidence: {empty: false}}", "children: []\n")[1] == ["D303"]


def test_the_search_names_what_a_row_refers_to(tmp_path: Path) -> None:
    screens, findings = resolved(
        tmp_path, TABLES, {"reports": "table: reports\nsearch: [status, village.kind, evidence.kind]\n"}
    )
    assert screens["reports"].search == (
        SearchTerm("status"),
        SearchTerm("kind", reference="village"),
        SearchTerm("kind", child="evidence"),
    )
    assert not findings
    _, findings = resolved(tmp_path, TABLES, {"reports": "table: reports\nsearch: [village.kinds]\n"})
    assert [one.code for one in findings] == ["D303"]
