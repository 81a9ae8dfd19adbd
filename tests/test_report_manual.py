"""docs/laporan.md does what it says: its example is run, on the page, in the terminal, as a program would."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

import config
from app.cli import panel
from tests.opened import Opened, filled, opened

PAGE = (Path(__file__).parents[1] / "docs" / "laporan.md").read_text(encoding="utf-8")


def _block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


# The table that the page promises: | Negara | Pesanan | Nilai | ...
PROMISED = [
    [cell.strip() for cell in line.strip("| \n").split("|")]
    for line in PAGE.partition("untuk Oktober 2026:\n\n")[2].partition("\n\n")[0].splitlines()
    if "---" not in line
]


@pytest.fixture(scope="module")
def at(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("kantor")
    (folder / "reports").mkdir()
    (folder / "reports" / "penjualan.yaml").write_text(_block("yaml"), encoding="utf-8")
    (folder / "reports" / "nama.py").write_text(_block("python"), encoding="utf-8")
    with opened(server_url, filled(_block("sql")), folder) as made:
        yield made


@pytest.fixture
def command(at: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[CliRunner]:
    monkeypatch.setattr(config, "DATABASE_URL", at.url)
    monkeypatch.setattr(config, "PANEL_DATA", tmp_path)
    monkeypatch.setattr(config, "PANEL_OFFICE", str(at.panel.office.folder))
    yield CliRunner()


def _run(command: CliRunner, *words: str) -> Result:
    return command.invoke(panel, ["report", *words])


def test_the_page_shows_what_the_manual_promises(at: Opened) -> None:
    page = at.browser("pembaca").get("/laporan/penjualan/?period=2026-10").text
    table = page.partition("<table")[2].partition("</table>")[0]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in table.split("<tr")[1:]]
    assert [[re.sub(r"<[^>]+>", "", cell) for cell in row] for row in rows] == PROMISED
    assert "/data/orders/list/?where.country.eq=Malaysia" in table


def test_the_command_writes_the_workbook(command: CliRunner, tmp_path: Path) -> None:
    done = _run(command, "penjualan", "--param", "period=2026-10", "--out", str(tmp_path / "a.xlsx"))
    assert (done.exit_code, done.output) == (0, f"2 baris ditulis ke {tmp_path / 'a.xlsx'}.\n")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True)["Per negara"]
    values = [[cell.value for cell in row] for row in sheet.iter_rows() if row[0].value == "Jumlah"]
    assert values == [["Jumlah", 3, 275000.5]]


def test_the_command_prints_json_and_lists_what_there_is(command: CliRunner) -> None:
    told = json.loads(_run(command, "penjualan", "--json", "--param", "period=2026").output)
    assert told["sheets"][0]["rows"] == [["Indonesia", 2, 200000], ["Malaysia", 2, 95000.5]]
    listed = _run(command).output.splitlines()
    assert [line.split()[0] for line in listed] == ["nama", "penjualan"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("penjualn", "--json"), "Laporan penjualn tidak ada. Maksud Anda penjualan?"),
        (("penjualan",), "Tulis --out dengan nama berkas Excel, atau --json."),
        (("penjualan", "--json", "--param", "period"), "Tulis --param sebagai nama=isi, bukan period."),
        (("penjualan", "--json", "--param", "negara=1"), "Laporan ini tidak punya isian negara."),
        (("penjualan", "--json", "--param", "period=2026-T1"), "tidak memakai periode seperti 2026-T1."),
    ],
)
def test_the_command_says_what_is_wrong(command: CliRunner, words: tuple[str, ...], said: str) -> None:
    done = _run(command, *words)
    assert (done.exit_code, said in done.output) == (1, True)


def test_the_module_is_a_report_too(at: Opened) -> None:
    told = at.program("pembaca").get("/api/v1/_reports/nama?period=2026-10").json
    assert told["sheets"][0]["rows"] == [["Contoh", 1]]
