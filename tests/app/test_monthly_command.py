"""`flask panel monthly`: into a file, into a folder, by mail; never twice for a month."""

from __future__ import annotations

import hashlib
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from panels import run

import config
from app.cli import panel

OFFICE = """\
name: Kantor Uji
zone: WITA
roles:
  Admin: {admin: true, rights: {"*": all}}
"""
REPORT = """
label: Rekap perkara
period: [month]
sheets:
  a:
    label: Perkara
    sql: select kind, count(*) as n from matter where arrived >= :start and arrived < :end group by kind
lock: {roles: [Admin]}
"""
MONTH = ["--month", "2026-02"]


@pytest.fixture
def office(installed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    run(installed, "CREATE TABLE matter (kind text, arrived timestamptz)")
    run(installed, "INSERT INTO matter VALUES ('jalan', '2026-02-03'), ('air', '2026-02-04')")
    folder = tmp_path / "kantor"
    (folder / "reports").mkdir(parents=True)
    (folder / "office.yaml").write_text(OFFICE, encoding="utf-8")
    (folder / "reports" / "rekap.yaml").write_text(REPORT, encoding="utf-8")
    monkeypatch.setattr(config, "DATABASE_URL", installed)
    monkeypatch.setattr(config, "PANEL_OFFICE", str(folder))
    return folder


def monthly(*arguments: str) -> Result:
    return CliRunner().invoke(panel, ["monthly", *arguments], catch_exceptions=False)


def test_a_file_is_the_same_twice_and_the_same_that_is_sent(
    office: Path, installed: str, tmp_path: Path
) -> None:
    files = [tmp_path / name for name in ("satu.xlsx", "dua.xlsx", "tiga.xlsx")]
    for out in files[:2]:
        assert monthly(*MONTH, "--out", str(out)).exit_code == 0
    folder = tmp_path / "kirim"
    told = monthly(*MONTH, "--folder", str(folder))
    assert told.exit_code == 0 and "dikirim dan dikunci" in told.output
    run(installed, "INSERT INTO matter VALUES ('sampah', '2026-02-05')")
    assert monthly(*MONTH, "--out", str(files[2])).exit_code == 0
    sent = folder / "rekap-2026-02.xlsx"
    assert len({one.read_bytes() for one in (*files, sent)}) == 1
    assert sent.stat().st_mode & 0o077 == 0


def test_a_month_goes_into_a_folder_once(office: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kirim"
    monthly(*MONTH, "--folder", str(folder))
    (folder / "rekap-2026-02.xlsx").unlink()
    again = monthly(*MONTH, "--folder", str(folder))
    assert again.exit_code == 0 and "sudah diantar" in again.output and not list(folder.iterdir())
    # Another place has not had it yet.
    assert monthly(*MONTH, "--folder", str(tmp_path / "lain")).exit_code == 0
    assert (tmp_path / "lain" / "rekap-2026-02.xlsx").is_file()


def test_it_is_mailed_once_with_the_file_that_was_kept(office: Path, post: list[bytes]) -> None:
    told = monthly(*MONTH, "--mail", "kabupaten@kantor.example")
    assert told.exit_code == 0, told.output
    assert monthly(*MONTH, "--mail", "kabupaten@kantor.example").exit_code == 0
    (raw,) = post
    letter = message_from_bytes(raw, policy=default)
    (attached,) = letter.iter_attachments()
    data = attached.get_content()
    assert attached.get_filename() == "rekap-2026-02.xlsx"
    assert hashlib.sha256(data).hexdigest() in letter.get_body().get_content()
    assert "Rekap perkara: Februari 2026" in letter["Subject"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([*MONTH], "--out"),
        (["--month", "2026-13", "--out", "x.xlsx"], "2026-13"),
        (["--month", "2098-01", "--folder", "x"], "belum berakhir"),
        ([*MONTH, "--report", "tidak", "--out", "x.xlsx"], "rekap"),
        ([*MONTH, "--mail", "a@kantor.example"], "PANEL_SMTP_HOST"),
    ],
)
def test_what_is_wrong_is_said(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(panel, ["monthly", *arguments])
    assert told.exit_code != 0 and said in told.output and not list(tmp_path.glob("x*"))
