"""reports/*.yaml and reports/*.py: what they may say, and every way in which they can miss the office."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.description.check import resolve
from models.description.load import load
from models.description.office import Office
from models.description.probe import Inspected
from models.schema.catalog import Kind
from tests.models.description.tables import catalog, column, identity, office, table

TABLES = catalog(table("reports", identity(), column("subject"), column("received_at", Kind.INSTANT)))
WHOLE = """
label: Rekap
roles: ["*"]
period: month
signatory: camat
sheets:
  a:
    label: A
    sql: select name, n, at from x where at >= :start
"""


def _inspect(sql: str) -> Inspected:
    if "broken" in sql:
        return Inspected(refused='relation "broken" does not exist')
    kinds = (("name", Kind.TEXT), ("n", Kind.INTEGER), ("at", Kind.INSTANT))
    return Inspected((*kinds, ("n", Kind.INTEGER)) if "twice" in sql else kinds)


def _read(folder: Path, text: str, module: str = "") -> tuple[Office, list[str]]:
    made = office(folder, {"reports": "table: reports\n"})
    with (made / "office.yaml").open("a", encoding="utf-8") as file:
        file.write("signatories: {camat: {title: Camat, name: Nama}}\n")
    (made / "reports").mkdir()
    if text:
        (made / "reports" / "rekap.yaml").write_text(text, encoding="utf-8")
    if module:
        (made / "reports" / "sendiri.py").write_text(module, encoding="utf-8")
    found, _, findings = resolve(TABLES, load(made), inspect=_inspect)
    assert found is not None
    said = [f"{one.code}:{one.line}" + (f":{one.closest}" if one.closest else "") for one in findings]
    return found, said


def test_a_sheet_without_columns_shows_all_of_its_sql(tmp_path: Path) -> None:
    found, said = _read(tmp_path, WHOLE)
    assert said == []
    report = found.reports["rekap"]
    assert (report.right, report.is_granted("Siapa", admin=False)) == ("laporan.rekap", True)
    assert [(one.key, one.format) for one in report.sheets[0].columns] == [
        ("name", "text"), ("n", "integer"), ("at", "moment"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        ("    columns: {nam: Nama}", ["D701:10:name"]),
        ("    columns: {name: {total: sum}}", ["D317:10"]),
        ("    columns: {name: {format: date}}", ["D317:10"]),
        ("    columns: {n: {format: angka}}", ["D104:10"]),
        ("    columns: {n: {link: /elsewhere/}}", ["D704:10"]),
        ("    columns: {n: {link: /data/report/list/}}", ["D305:10:reports"]),
        ('    columns: {n: {link: "/data/reports/list/?x={nam}"}}', ["D701:10:name"]),
        ('    columns: {n: {link: "/data/reports/list/?x={start}&y={name}"}}', []),
        (
            '    columns: {n: {link: "/data/reports/show/{name}"}, name: {format: pseudonym}}',
            ["D701:10"],
        ),
        ("    across: {by: nama, value: at}", ["D701:10:name", "D317:10"]),
        ("    chart: {kind: bar, of: [name]}", ["D317:10"]),
        ("    chart: pie", ["D104:10"]),
        ("    merge_below: {least: 5, into: nam}", ["D701:10:name"]),
        ("    merge_below: lima", ["D103:10"]),
    ],
)
def test_a_sheet_is_held_to_its_sql(tmp_path: Path, extra: str, told: list[str]) -> None:
    assert _read(tmp_path, WHOLE + extra + "\n")[1] == told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("from x", "from broken", ["D311:9"]),
        ("from x", "from x twice", ["D702:9"]),
        (":start", ":strat", ["D352:9:start"]),
        ("period: month", "label_: x", ["D101:4:label"]),
        ("period: month", "paper: A4", ["D352:9"]),
        ("period: month", "period: week", ["D103:4"]),
        ('["*"]', "[Kasii]", ["D307:3"]),
        ("camat", "cmat", ["D705:5:camat"]),
        ("from x", "from x; drop table y", ["D711:9"]),
        ("signatory: camat", "parameters: {start: {label: A}}", ["D703:5"]),
        ("signatory: camat", "parameters: {a: {label: A, kind: integer, default: x}}", ["D707:5"]),
        ("signatory: camat", "parameters: {a: {label: A, screen: villages}}", ["D305:5"]),
    ],
)
def test_a_report_is_held_to_its_office(tmp_path: Path, old: str, new: str, told: list[str]) -> None:
    assert _read(tmp_path, WHOLE.replace(old, new, 1))[1] == told


MODULE = """
from models.description.report import Column, Report, Sheet
from models.description.screen import Wording

def rows(desk, values):
    return [("a", 1)]

REPORT = Report(
    key="sendiri", label=Wording("Sendiri"), roles=frozenset({"Admin"}),
    sheets=(Sheet(key="a", label=Wording("A"), rows=rows, columns=(
        Column(key="name", label=Wording("Nama")), Column(key="n", label=Wording("n"), format="integer"))),),
)
"""


def test_a_report_in_python_is_found_beside_the_others(tmp_path: Path) -> None:
    found, said = _read(tmp_path, WHOLE, MODULE)
    assert (list(found.reports), said) == (["rekap", "sendiri"], [])


@pytest.mark.parametrize(
    ("module", "told"),
    [
        ("x = 1\n", ["D709:1"]),
        ("x = 1\ny = 1 / 0\n", ["D709:1"]),
        ("x = 1\ny = (\n", ["D709:2"]),
        (MODULE.replace('key="sendiri"', 'key="lain"'), ["D709:1"]),
        (MODULE.replace('"Admin"', '"Admn"'), ["D307:1:Admin"]),
    ],
)
def test_a_module_that_makes_no_report_is_told(tmp_path: Path, module: str, told: list[str]) -> None:
    assert _read(tmp_path, "", module)[1] == told
