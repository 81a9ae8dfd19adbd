"""The commands of a crontab: deadlines, holidays, steps, and one letter a day for each person."""

from __future__ import annotations

import re
import socket
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from panels import run

import config
from app import cron, digests
from app.cli import panel

OFFICE = """\
name: Kantor Uji
zone: WITA
working_week:
  days: [senin, selasa, rabu, kamis, jumat, sabtu, minggu]
  closed: {screen: closed_days, kind: kind, name: name, decree: decree}
roles:
  Petugas: {rights: {"*": [list, show, add, edit]}}
  Pembaca: {oversees: true, rights: {"*": [list, show]}}
  Admin: {admin: true, rights: {"*": all}}
"""
TABLES = """
CREATE TABLE kinds (code text PRIMARY KEY, days int, unit text);
INSERT INTO kinds VALUES ('biasa', 3, 'hari_kerja');
CREATE TABLE cases (
  id serial PRIMARY KEY, title text NOT NULL, state text NOT NULL DEFAULT 'masuk',
  kind text REFERENCES kinds, came timestamptz NOT NULL, due timestamptz, closed timestamptz);
CREATE TABLE closed_days (
  id serial PRIMARY KEY, day date NOT NULL UNIQUE, kind text, name text, decree text);
INSERT INTO cases (title, kind, came) VALUES
  ('Jalan putus', 'biasa', now() - interval '30 days'), ('Lampu padam', 'biasa', now() - interval '2 days'),
  ('Baru saja', 'biasa', now() + interval '1 hour');
"""
CASES = """
table: cases
label: {id: Kasus, en: Case}
title: "{title}"
workflow: {column: state, use: urus}
columns:
  due:
    deadline: {done: closed, count: {by: kind, amount: days, unit: unit, starts: {masuk: came}}}
"""
WORKFLOW = """
label: Urus
states:
  masuk: {label: Masuk, holder: [Petugas]}
  usai: {label: Usai, open: false}
transitions:
  tutup:
    label: Tutup sendiri
    from: [masuk]
    to: usai
    roles: [Petugas]
    after: {amount: 20, since: came}
"""


@pytest.fixture
def url(installed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    run(installed, TABLES)
    run(installed, "UPDATE panel.ab_user SET email = username || '@kantor.example' WHERE username <> 'admin'")
    folder = tmp_path / "kantor"
    for name, text in (
        ("office", OFFICE), ("screens/cases", CASES), ("workflows/urus", WORKFLOW)
    ):  # fmt: skip
        (folder / f"{name}.yaml").parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(config, "DATABASE_URL", installed)
    monkeypatch.setattr(config, "PANEL_OFFICE", str(folder))
    monkeypatch.setattr(config, "PANEL_DATA", tmp_path / "data")
    assert flask_panel("install").exit_code == 0
    return installed


def flask_panel(*words: str) -> Result:
    return CliRunner().invoke(panel, words, catch_exceptions=False)


def test_deadlines_counts_what_changed_beside_the_panel(url: str) -> None:
    assert flask_panel("deadlines").stdout == "3 tenggat bergeser.\n"
    assert flask_panel("deadlines").stdout == "0 tenggat bergeser.\n"
    run(url, "UPDATE cases SET came = came - interval '1 day' WHERE id = 1")
    assert flask_panel("deadlines").stdout == "1 tenggat bergeser.\n"


def test_holidays_are_filled_once_and_what_the_office_wrote_stays(url: str) -> None:
    run(url, "INSERT INTO closed_days (day, kind, name) VALUES ('2026-03-18', 'kantor', 'Milik kami')")
    first = flask_panel("holidays", "2026")
    assert "19-03-2026" in first.stdout and "18-03-2026" not in first.stdout
    assert flask_panel("holidays", "2026").stdout == ""
    rows = run(
        url,
        "SELECT kind, decree FROM closed_days WHERE day BETWEEN '2026-03-18' AND '2026-03-20' ORDER BY day",
    )
    check = "Cocokkan dengan SKB 3 Menteri"
    assert [tuple(row) for row in rows] == [("kantor", None), ("nasional", check), ("cuti_bersama", check)]


def test_holidays_move_the_open_deadlines(url: str) -> None:
    run(url, "UPDATE cases SET came = '2026-03-17 09:00+08'")
    flask_panel("deadlines")
    flask_panel("holidays", "2026")
    rows = run(url, "SELECT DISTINCT due::date::text FROM cases")
    assert [tuple(row) for row in rows] == [("2026-03-27",)]


def test_holidays_need_a_screen_for_them(url: str) -> None:
    office = Path(str(config.PANEL_OFFICE)) / "office.yaml"
    office.write_text(re.sub(r"  closed: .*\n", "", OFFICE), encoding="utf-8")
    answer = flask_panel("holidays", "2026")
    assert answer.exit_code == 1 and "working_week" in answer.stderr


def test_steps_whose_time_has_come_are_taken(url: str) -> None:
    answer = flask_panel("automatic")
    assert answer.stdout == "Kasus 1: Tutup sendiri\n" and "1 langkah" in answer.stderr
    rows = run(url, "SELECT state FROM cases ORDER BY id")
    assert [row[0] for row in rows] == ["usai", "masuk", "masuk"]


def test_each_person_gets_one_file_a_day(url: str, tmp_path: Path) -> None:
    flask_panel("deadlines")
    folder = tmp_path / "surat"
    answer = flask_panel("remind", "--folder", str(folder))
    assert sorted(answer.stdout.split()) == ["pembaca", "petugas"]
    texts = {path.name.split("-")[3]: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert set(texts) == {"petugas", "pembaca"}
    assert re.search(
        r"Lewat tenggat\n- Kasus: Jalan putus: lewat \d+ hari kerja \(tenggat ", texts["petugas"]
    )
    assert "Segera jatuh tempo\n- Kasus: Lampu padam: 1 hari kerja lagi" in texts["petugas"]
    assert "Baru saja" not in texts["petugas"] and "/data/cases/show/1\n" in texts["petugas"]
    assert "Jalan putus" in texts["pembaca"] and "Lampu padam" not in texts["pembaca"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())
    assert flask_panel("remind", "--folder", str(folder)).stdout == ""


def test_a_letter_speaks_the_language_of_its_reader(url: str, tmp_path: Path) -> None:
    flask_panel("deadlines")
    run(url, "INSERT INTO panel.user_language SELECT id, 'en' FROM panel.ab_user WHERE username = 'pembaca'")
    flask_panel("remind", "--folder", str(tmp_path / "surat"))
    (path,) = (tmp_path / "surat").glob("*pembaca*")
    assert re.search(r"Case: Jalan putus: .*late", path.read_text(encoding="utf-8"))


def test_letters_are_mailed_once_to_those_who_have_an_address(url: str, post: list[bytes]) -> None:
    flask_panel("deadlines")
    run(url, "UPDATE panel.ab_user SET email = 'pembaca@panel.invalid' WHERE username = 'pembaca'")
    answer = flask_panel("remind")
    assert answer.exit_code == 0 and "pembaca belum punya alamat surat" in answer.stderr
    flask_panel("remind")
    (letter,) = (message_from_bytes(one, policy=default) for one in post)
    assert letter["To"] == "Petugas Uji <petugas@kantor.example>"
    assert letter["From"] == "Panel <panel@kantor.example>"
    assert letter["Subject"] == "Tenggat: 1 lewat, 1 segera jatuh tempo"
    assert "Yth. Petugas Uji," in letter.get_content()


def test_a_letter_that_fails_is_tried_again(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flask_panel("deadlines")

    def full(*_: object) -> bool:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(digests, "into", lambda *_: full)
        answer = flask_panel("remind", "--folder", str(tmp_path / "surat"))
    assert answer.exit_code == 1 and "tidak terkirim" in answer.stderr
    assert len(flask_panel("remind", "--folder", str(tmp_path / "surat")).stdout.split()) == 2


def test_nobody_is_written_to_on_a_closed_day(url: str, tmp_path: Path) -> None:
    flask_panel("deadlines")
    run(url, "INSERT INTO closed_days (day) SELECT (now() AT TIME ZONE 'Asia/Makassar')::date")
    assert "tutup" in flask_panel("remind", "--folder", str(tmp_path / "surat")).stderr
    assert not (tmp_path / "surat").exists()
    assert flask_panel("remind", "--always", "--folder", str(tmp_path / "surat")).stdout


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("PANEL_SMTP_HOST", "", "PANEL_SMTP_HOST"),
        ("PANEL_SMTP_TLS", "ya", "PANEL_SMTP_TLS"),
        ("PANEL_SMTP_FROM", "", "PANEL_SMTP_FROM"),
        ("PANEL_SMTP_TLS", "starttls", "Sambungan aman"),
        ("PANEL_SMTP_USER", "panel", "server surat"),
    ],
)
def test_a_mail_server_that_does_not_work_is_a_sentence(
    url: str, post: list[bytes], monkeypatch: pytest.MonkeyPatch, setting: str, value: str, said: str
) -> None:
    monkeypatch.setattr(config, setting, value)
    answer = flask_panel("remind")
    assert (
        answer.exit_code == 1 and said.lower() in answer.stderr.lower() and "Traceback" not in answer.stderr
    )


def test_a_mail_server_that_is_away_is_a_sentence(
    url: str, post: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setattr(config, "PANEL_SMTP_PORT", str(free.getsockname()[1]))
        assert "tidak bisa dihubungi" in flask_panel("remind").stderr


def test_the_commands_are_all_there() -> None:
    assert {one.name for one in cron.commands} <= set(panel.commands)
