"""`flask panel skm` on the office's own survey: figures, workbook, template."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

import config
from app.cli import panel
from models import survey
from reports import skm_book
from reports.skm_names import manual
from tests.opened import Opened, filled, opened
from tests.survey_office import FORMS, SCREEN, SKM

ROWS = """
    INSERT INTO forms (form_number, filled_on, service, sex, persyaratan, prosedur, waktu, biaya, produk,
                       kompetensi, perilaku, pengaduan, sarana, extra)
    SELECT 'F' || n, date '2026-10-01' + n, CASE WHEN n <= 6 THEN 'surat' ELSE 'izin' END, 'L',
           3, 3, 2, 4, 3, 3, 3, 3, 3, '{"aman": 3}'
    FROM generate_series(1, 10) n;
"""
PAGE = Path(__file__).parents[2] / "docs" / "templat-excel.md"


@pytest.fixture(scope="module")
def at(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Opened, Path]]:
    folder = tmp_path_factory.mktemp("kantor")
    (folder / "screens").mkdir()
    (folder / "screens" / "forms.yaml").write_text(SCREEN, encoding="utf-8")
    with opened(server_url, filled(FORMS + ROWS), folder, SKM) as made:
        yield made, folder


@pytest.fixture(autouse=True)
def settings(at: tuple[Opened, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "DATABASE_URL", at[0].url)
    monkeypatch.setattr(config, "PANEL_OFFICE", str(at[1]))
    monkeypatch.setattr(config, "PANEL_DATA", tmp_path / "data")


def skm(*words: str | Path) -> Result:
    return CliRunner().invoke(panel, ["skm", *map(str, words)], catch_exceptions=False)


def test_the_figures_of_some_days_are_printed_as_json() -> None:
    answer = skm("--from", "2026-10-01", "--to", "2026-10-31", "--json")
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.stdout)
    assert (told["period"], told["n"], told["ikm"], told["mutu"]) == ("Oktober 2026", 10, 75.0, "C")
    assert told["bobot"] == "1/10"
    assert told["unsur"][9] == {
        "u": "U10", "key": "aman", "label": "Keamanan", "n": 10, "nrr": 3.0, "mutu": "C",
    }  # fmt: skip


def test_a_service_is_named_by_its_code_or_its_name() -> None:
    for name in ("izin", "Izin Keramaian"):
        told = json.loads(skm("--period", "2026-T4", "--service", name, "--json").stdout)
        assert told["n"] == 4
    answer = skm("--period", "2026-T4", "--service", "paspor")
    assert answer.exit_code == 1 and "Yang ada: izin, surat." in answer.stderr


def test_the_workbook_is_written_whole_and_noted(at: tuple[Opened, Path], tmp_path: Path) -> None:
    out = tmp_path / "skm.xlsx"
    answer = skm("--from", "2026-10-01", "--to", "2026-10-31", "--service", "surat", "--out", out)
    assert answer.exit_code == 0 and "6 responden, IKM 75,00" in answer.stderr
    book = openpyxl.load_workbook(out)
    assert book.sheetnames[0] == "Pengolahan" and [one.name for one in tmp_path.glob("*.xlsx*")] == [out.name]
    noted = at[0].ask("SELECT door, rows, asked FROM panel.export ORDER BY id DESC LIMIT 1")
    assert noted == [("cli", 6, "SKM Oktober 2026; Layanan: Surat keterangan")]


def test_an_auditor_gets_the_same_figures_from_the_workbook_alone(tmp_path: Path) -> None:
    out = tmp_path / "skm.xlsx"
    assert skm("--period", "2026-10", "--out", out).exit_code == 0
    order = ",".join((*survey.QUESTIONNAIRE, "aman"))
    told = json.loads(skm("--answers", out, "--order", order, "--json").stdout)
    ours = json.loads(skm("--period", "2026-10", "--json").stdout)
    assert [told[name] for name in ("n", "ikm", "mutu")] == [ours[name] for name in ("n", "ikm", "mutu")]
    assert [one["nrr"] for one in told["unsur"]] == [one["nrr"] for one in ours["unsur"]]


def test_more_forms_than_a_sheet_should_have_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(skm_book, "MOST_FORMS", 9)
    answer = skm("--period", "2026-10", "--out", tmp_path / "skm.xlsx")
    assert answer.exit_code == 1 and "Ada 10 formulir dalam periode ini, lebih dari 9." in answer.stderr
    assert not [*tmp_path.glob("*.xlsx*")]


def test_a_template_is_filled_and_unknown_names_are_printed(tmp_path: Path) -> None:
    book, template, out = openpyxl.Workbook(), tmp_path / "templat.xlsx", tmp_path / "isi.xlsx"
    book.active["A1"], book.active["A2"] = "{{ responden }}", "{{ ikn }}"
    book.save(template)
    answer = skm("--period", "2026-10", "--template", template, "--out", out)
    assert answer.exit_code == 0 and "Nama ikn tidak dikenal (Sheet!A2)." in answer.stderr
    assert openpyxl.load_workbook(out).active["A1"].value == 10


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Pilih salah satu"),
        (("--from", "2026-10-01"), "Tulis --from dan --to"),
        (("--from", "kemarin", "--to", "2026-10-31"), "kemarin bukan tanggal"),
        (("--from", "2026-10-31", "--to", "2026-10-01"), "berakhir sebelum mulai"),
        (("--period", "2026-13"), "2026-13 tidak dapat dibaca"),
        (("--period", "2026-10", "--from", "2026-10-01"), "Pilih --period, atau --from dengan --to"),
        (("--period", "2026-10", "--template", PAGE), "Tulis juga --out"),
        (("--period", "2026-10", "--template", PAGE, "--out", "a.xlsx"), "rusak atau bukan Excel"),
        (("--period", "2026-10", "--out", "/tidak/ada/a.xlsx"), "Folder /tidak/ada tidak ada"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(words: tuple[str, ...], said: str) -> None:
    answer = skm(*words)
    assert answer.exit_code == 1 and said in answer.stderr, answer.stderr


def test_the_manual_explains_every_name_of_a_template() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name, meaning in manual() if f"| `{name}` | {meaning} |" not in page] == []
