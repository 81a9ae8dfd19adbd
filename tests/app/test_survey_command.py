"""The auditor's calculator, run as an auditor would: a file, and what is printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from app.cli import panel
from models import survey

KEYS = survey.REGULATION


def skm(*words: str | Path) -> Result:
    return CliRunner().invoke(panel, ["skm", *map(str, words)], catch_exceptions=False)


def told(*words: str | Path) -> dict[str, Any]:
    answer = skm("--json", *words)
    assert answer.exit_code == 0, answer.output
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    file = tmp_path / "jawaban.csv"
    file.write_text(";".join(KEYS) + "\n" + "\n".join(["3;3;3;4;3;3;3;3;3", "4;3;;4;3;3;3;3;3"]) + "\n")
    return file


def test_answers_of_a_csv_become_the_figures_of_each_unsur(csv: Path) -> None:
    found = told("--answers", csv)
    assert (found["n"], found["ikm"], found["mutu"], found["bobot"]) == (2, 79.17, "B", "1/9")
    first, third = found["unsur"][0], found["unsur"][2]
    assert first == {"u": "U1", "key": "persyaratan", "label": "Persyaratan", "n": 2, "nrr": 3.5, "mutu": "B"}
    assert (third["n"], third["nrr"]) == (1, 3.0)


def test_a_printed_bobot_is_used_and_said(csv: Path) -> None:
    found = told("--answers", csv, "--bobot", "0.11")
    assert (found["ikm"], found["bobot"]) == (78.38, "0.11")


def test_a_processing_sheet_with_numbers_says_how_they_were_read(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["PENGOLAHAN DATA SURVEI KEPUASAN MASYARAKAT"])
    sheet.append([])
    sheet.append(["NO. RES", *[f"U{n}" for n in range(1, 10)]])
    sheet.append([1, 4, 4, 4, 4, 4, 4, 4, 1, 4])
    sheet.append(["SUM nilai/unsur", *[4] * 7, 1, 4])
    book.save(tmp_path / "olah.xlsx")
    found = told("--answers", tmp_path / "olah.xlsx", "--order", "kuesioner")
    assert [one["key"] for one in found["unsur"] if one["nrr"] == 1] == ["sarana"]
    assert "sarana, pengaduan" in found["remarks"][-1]


def test_every_value_that_is_none_is_told_with_its_row(tmp_path: Path) -> None:
    file = tmp_path / "salah.csv"
    file.write_text(",".join(KEYS) + "\n5,1,1,1,1,1,1,1,1\n1,1,1,1,1,1,1,1,nol\n")
    answer = skm("--answers", file)
    assert answer.exit_code == 1
    assert (
        "Baris 2, Persyaratan: 5" in answer.stderr and "Baris 3, Sarana dan Prasarana: nol" in answer.stderr
    )


def test_nobody_is_said(tmp_path: Path) -> None:
    file = tmp_path / "kosong.csv"
    file.write_text(",".join(KEYS) + "\n")
    found = told("--answers", file)
    assert (found["n"], found["ikm"], found["mutu"], found["remarks"]) == (
        0,
        None,
        None,
        ["Belum ada responden."],
    )


def test_people_read_a_table(csv: Path) -> None:
    lines = skm("--answers", csv).stdout.splitlines()
    assert lines[0] == "Responden: 2   Bobot: 1/9"
    assert lines[1].split() == ["U1", "Persyaratan", "2", "3,50", "B"]
    assert lines[-1] == "IKM: 79,17   Mutu: B (Baik)"


@pytest.mark.parametrize("words", [("--bobot", "dua"), ("--order", "acak"), ("--sheet", "Lain")])
def test_a_choice_that_is_none_is_a_sentence(csv: Path, words: tuple[str, str]) -> None:
    answer = skm("--answers", csv, *words)
    assert answer.exit_code == 1 and answer.stderr.strip().endswith(".")
