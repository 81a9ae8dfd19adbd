"""`flask panel verify`: every file that a row names is there and whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from panels import run

import config
from app.cli import panel
from tests import samples

TABLE = "CREATE TABLE proofs (id serial PRIMARY KEY, file text)"
YAML = "table: proofs\nlabel: Bukti\ncolumns:\n  file: {label: Berkas, file: {}}\n"
MISSING = "a" * 64


@pytest.fixture
def files(installed: str, office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(config, "DATABASE_URL", installed)
    monkeypatch.setattr(config, "PANEL_OFFICE", str(office))
    monkeypatch.setattr(config, "PANEL_DATA", tmp_path / "data")
    run(installed, TABLE)
    (office / "screens" / "proofs.yaml").write_text(YAML, encoding="utf-8")
    return tmp_path / "data" / "files"


def verify(*words: str, told: str | None = None) -> Result:
    return CliRunner().invoke(panel, ["verify", *words], input=told, catch_exceptions=False)


def left_over(files: Path) -> Path:
    path = files / "bb" / ("b" * 62)
    path.parent.mkdir(parents=True)
    path.write_bytes(samples.PDF)
    os.utime(path, (0, 0))
    return path


def test_without_files_all_is_well(files: Path) -> None:
    answer = verify()
    assert (answer.exit_code, answer.stdout) == (0, "Baik: semua berkas ada dan utuh.\n")


def test_what_is_wrong_is_said_and_the_exit_code_is_one(files: Path, installed: str) -> None:
    run(installed, "INSERT INTO proofs (file) VALUES (:file)", file=MISSING)
    left_over(files)
    answer = verify()
    assert answer.exit_code == 1
    assert answer.stdout.splitlines() == [
        f"Bukti 1, Berkas: berkas {MISSING} tidak ada lagi.",
        f"Berkas {'b' * 64} tidak dipakai baris mana pun.",
    ]


def test_cleaning_asks_first(files: Path) -> None:
    path = left_over(files)
    assert verify("--clean", told="n\n").exit_code == 1 and path.exists()
    assert verify("--clean", told="y\n").exit_code == 0 and not path.exists()


def test_cleaning_without_being_asked(files: Path) -> None:
    path = left_over(files)
    assert verify("--clean", "--yes").exit_code == 0 and not path.exists()
