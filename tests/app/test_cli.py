from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import panels
import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from panels import login, run, token
from sqlalchemy import make_url

import config
from app.cli import commands, panel


@pytest.fixture
def settings(installed: str, office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(config, "DATABASE_URL", installed)
    monkeypatch.setattr(config, "PANEL_OFFICE", str(office))
    monkeypatch.setattr(config, "PANEL_DATA", tmp_path / "data")
    return installed


def flask_panel(*words: str) -> Result:
    return CliRunner().invoke(panel, words, catch_exceptions=False)


def test_check_finds_nothing_wrong(settings: str) -> None:
    answer = flask_panel("check")
    assert (answer.exit_code, answer.stdout) == (0, "Baik: 2 layar, 0 dari YAML.\n")


def test_check_prints_every_problem_with_its_place(settings: str, office: Path) -> None:
    (office / "screens" / "reports.yaml").write_text(
        "table: reports\nlist: [subjek]\nsearch: [isi]\n", encoding="utf-8"
    )
    answer = flask_panel("check")
    assert answer.exit_code == 1
    assert [line.split(" ")[0] for line in answer.stdout.splitlines()] == [
        "screens/reports.yaml:2:",
        "screens/reports.yaml:3:",
    ]
    assert "Maksud Anda subject?" in answer.stdout


def test_check_looks_at_another_office(settings: str) -> None:
    assert flask_panel("check", "--office", "plain").exit_code == 0
    assert flask_panel("check", "--office", "tidak_ada").exit_code == 1


def test_describe_prints_a_description_that_check_accepts(settings: str, office: Path) -> None:
    described = flask_panel("describe", "reports")
    assert described.exit_code == 0
    (office / "screens" / "reports.yaml").write_text(described.stdout, encoding="utf-8")
    assert flask_panel("check").stdout == "Baik: 2 layar, 1 dari YAML.\n"


def test_describe_without_a_name_lists_the_tables(settings: str) -> None:
    lines = flask_panel("describe").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["public.notes", "public.reports"]


def test_surface_lists_every_door(settings: str) -> None:
    answer = flask_panel("surface")
    assert answer.exit_code == 0
    assert any("/data/<screen>/list/" in line for line in answer.stdout.splitlines())


def test_the_dba_has_a_table_of_the_offices_own_audited(settings: str) -> None:
    told = flask_panel("audit", "reports", "--sql")
    assert told.stdout.startswith('DROP TRIGGER IF EXISTS panel_audit ON "public"."reports";\n')
    history = "SELECT operation, new FROM panel.history"
    run(settings, "UPDATE reports SET subject = 'a' WHERE id = 1")
    assert flask_panel("audit", "reports").exit_code == 0
    run(settings, "UPDATE reports SET subject = 'b' WHERE id = 1")
    assert [tuple(row) for row in run(settings, history)] == [("update", {"subject": "b"})]
    assert flask_panel("audit", "reports", "--sql").stdout == "", "nothing is missing"
    assert flask_panel("audit", "reports", "--off").exit_code == 0
    run(settings, "UPDATE reports SET subject = 'c' WHERE id = 1")
    assert len(run(settings, history)) == 1
    assert flask_panel("audit", "tidak_ada").exit_code == 1


def test_a_role_that_may_not_is_told_what_the_owner_runs(
    settings: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = make_url(settings).database
    run(settings, f"CREATE ROLE {name} LOGIN PASSWORD 'x'; GRANT USAGE ON SCHEMA panel TO {name}")
    run(settings, f"GRANT SELECT ON ALL TABLES IN SCHEMA panel, public TO {name}")
    url = make_url(settings).set(username=name, password="x").render_as_string(hide_password=False)
    monkeypatch.setattr(config, "DATABASE_URL", url)
    try:
        answer = flask_panel("audit", "reports")
        assert answer.exit_code == 1 and "flask panel audit reports --sql" in answer.stderr
    finally:
        run(settings, f"DROP OWNED BY {name}; DROP ROLE {name}")


def test_what_follows_and_keys_say_is_kept_up_to_date(settings: str, office: Path) -> None:
    assert flask_panel("audit", "notes").exit_code == 0
    (office / "screens" / "notes.yaml").write_text("table: notes\nfollows: report\naudit: true\n")
    assert flask_panel("install").exit_code == 0
    run(settings, "INSERT INTO notes (report, body) VALUES (2, 'x')")
    told = run(settings, "SELECT about_table, about_key FROM panel.history")
    assert [tuple(row) for row in told] == [("reports", "2")]


def test_install_may_be_repeated(settings: str) -> None:
    assert flask_panel("install").exit_code == 0


def test_demo_refuses_a_database_that_has_rows(settings: str) -> None:
    answer = flask_panel("demo")
    assert answer.exit_code == 1
    assert "sudah berisi" in answer.stderr


def test_somebody_who_forgot_gets_a_new_password(settings: str, office: Path) -> None:
    new = flask_panel("password", "petugas").stdout.split()[-1]
    client = panels.panel(settings, office).test_client()
    assert login(client, "petugas", new).location == "/"
    assert flask_panel("password", "siapa").exit_code == 1


def test_a_password_that_somebody_types_follows_the_rule(settings: str, office: Path) -> None:
    def typed(password: str) -> Result:
        return CliRunner().invoke(panel, ["password", "petugas", "--ask"], input=f"{password}\n{password}\n")

    refused = typed("petugas12345")
    assert refused.exit_code == 1 and "mudah ditebak" in refused.stderr
    assert typed("hujan sore di loket").exit_code == 0
    client = panels.panel(settings, office).test_client()
    assert login(client, "petugas", "hujan sore di loket").location == "/"


def test_a_link_lets_the_first_admin_in(settings: str, office: Path) -> None:
    link = flask_panel("login-link", "admin").stdout.strip()
    assert link.startswith("http://127.0.0.1:8080/login/link/")
    client = panels.panel(settings, office).test_client()
    path = link.removeprefix("http://127.0.0.1:8080")
    sent = client.post(path, data={"csrf_token": token(client, path)})
    assert sent.location == "/resetmypassword/form"
    assert flask_panel("login-link", "siapa").exit_code == 1


def test_the_second_step_of_who_lost_the_telephone_is_switched_off(settings: str) -> None:
    run(
        settings,
        "INSERT INTO panel.account (user_id, secret, enrolled_at) SELECT id, 'x', now() FROM panel.ab_user",
    )
    assert "sudah dimatikan" in flask_panel("second-step-off", "petugas").stdout
    assert "memang tidak hidup" in flask_panel("second-step-off", "petugas").stdout
    assert flask_panel("second-step-off", "siapa").exit_code == 1


def test_what_goes_wrong_is_a_sentence(settings: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "DATABASE_URL", "postgresql://127.0.0.1:1/x")
    answer = flask_panel("install")
    assert answer.exit_code == 1
    assert answer.stderr.count("\n") == 1 and "Traceback" not in answer.stderr


def test_flask_finds_the_commands_from_the_root_of_the_checkout(settings: str) -> None:
    environment = {**os.environ, "DATABASE_URL": settings, "PANEL_OFFICE": "plain"}
    answer = subprocess.run(
        [sys.executable, "-m", "flask", "panel", "check"],
        cwd=config.ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert (answer.returncode, answer.stdout) == (0, "Baik: 2 layar, 0 dari YAML.\n"), answer.stderr


def test_the_commands_served_are_the_panel(settings: str) -> None:
    try:
        answer = commands.test_client().get("/login/")
        assert answer.status_code == 200
    finally:
        if commands.live:
            commands.live.stop()
            commands.live = None


def test_nobody_is_told_a_password_twice(settings: str) -> None:
    run(settings, "DELETE FROM panel.ab_user")
    assert "Sandi" in flask_panel("install").stdout
    assert "Sandi" not in flask_panel("install").stdout


def test_demo_fills_an_empty_database_once(
    empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "DATABASE_URL", empty_database)
    monkeypatch.setattr(config, "PANEL_OFFICE", None)
    monkeypatch.setattr(config, "PANEL_DATA", tmp_path)
    first = flask_panel("demo")
    assert first.exit_code == 0, first.stderr
    assert "kasi_pelum" in first.stdout and "Sandi" in first.stdout
    assert flask_panel("demo").exit_code == 1
    assert flask_panel("install", "--reference", "--demo").exit_code == 0
    reports = "SELECT count(*) FROM reports"
    assert run(empty_database, reports)[0][0] == 600
    told = "SELECT count(*), count(*) FILTER (WHERE actor LIKE 'psql%' OR at > now()) FROM panel.history"
    kept, wrong = run(empty_database, told)[0]
    assert kept > 0 and wrong == 0, "the history is that of the people of the demo, at its time"
    run(empty_database, "SET session_replication_role = replica; TRUNCATE reports CASCADE")
    flask_panel("install", "--reference", "--demo")
    assert run(empty_database, reports)[0][0] == 0, "what somebody deleted stays deleted"


def test_export_writes_a_list_as_excel_and_as_csv(settings: str, tmp_path: Path) -> None:
    run(settings, "INSERT INTO reports (subject) VALUES ('Jalan licin'), ('=1+1')")
    out = tmp_path / "laporan.xlsx"
    answer = flask_panel("export", "reports", "--out", str(out), "--address", "?where.subject.contains=licin")
    assert (answer.exit_code, answer.stderr) == (0, f"1 baris ditulis ke {out}.\n")
    assert "Jalan licin" in [cell.value for cell in load_workbook(out).worksheets[0][2]]
    out = tmp_path / "laporan.csv"
    assert flask_panel("export", "reports", "--out", str(out), "--csv").exit_code == 0
    assert "'=1+1" in out.read_text(encoding="utf-8-sig")
    told = run(settings, "SELECT door, format, rows FROM panel.export ORDER BY id")
    assert told == [("cli", "xlsx", 1), ("cli", "csv", 4)]


def test_export_of_an_unknown_screen_or_view_leaves_no_file(settings: str, tmp_path: Path) -> None:
    out = tmp_path / "ada.xlsx"
    out.write_bytes(b"yang lama")
    wrong = (["tidak_ada"], ["reports", "--view", "tidak_ada"], ["reports", "--address", "where.x.eq=1"])
    for words in wrong:
        answer = flask_panel("export", *words, "--out", str(out))
        assert answer.exit_code == 1 and "tidak" in answer.stderr
    assert [path.name for path in tmp_path.glob("*.xlsx*")] == ["ada.xlsx"]
    assert out.read_bytes() == b"yang lama"


def test_a_report_says_what_it_can_not_read_or_write(settings: str, office: Path, tmp_path: Path) -> None:
    (office / "reports").mkdir()
    (office / "reports" / "satu.yaml").write_text(
        "label: Satu\nperiod: month\nparameters: {kata: {label: Kata}}\n"
        "sheets: {a: {label: A, sql: 'select :kata as kata'}}\n",
        encoding="utf-8",
    )
    gone = flask_panel("report", "satu", "--out", str(tmp_path / "tidak" / "ada.xlsx"))
    assert gone.exit_code == 1 and "ada.xlsx.part tidak bisa dibuka atau ditulis" in gone.stderr
    garbage = flask_panel("report", "satu", "--json", "--param", "kata=a\udcff")
    assert garbage.exit_code == 0 and "a\N{REPLACEMENT CHARACTER}" in garbage.stdout
    assert flask_panel("report", "satu", "--json", "--param", "period=\udcff").exit_code == 1
