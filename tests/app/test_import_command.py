"""Sheets into screens from the terminal: read as people write, tried and done alike, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

import config
from app.cli import panel
from tests.opened import Opened, opened

TABLES = """
    CREATE TYPE size AS ENUM ('kecil', 'besar');
    CREATE TABLE village (id serial PRIMARY KEY, name text NOT NULL UNIQUE);
    INSERT INTO village (name) VALUES ('Borong'), ('Kota Ndora'), ('Rana');
    CREATE TABLE person (
      nik varchar(16) PRIMARY KEY CHECK (length(nik) = 16), name text NOT NULL, born date,
      income numeric(12,2),
      children int CHECK (children >= 0), active boolean NOT NULL DEFAULT true, kind size,
      village int REFERENCES village, seen timestamptz, note text);
    INSERT INTO person (nik, name, income) VALUES ('5319000000000001', 'Maria', 10);
"""
HEAD = ["NIK", "name", "Born", "income", "children", "active", "kind", "village", "seen", "catatan?"]
GOOD = [
    "5319000000000002", "Yosef", date(1990, 5, 31), 1234.56, 2, True, "besar", "Borong",
    datetime(2026, 3, 1, 10, 30), "x",
]  # fmt: skip


@pytest.fixture(scope="module")
def module_at(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    def fill(url: str) -> None:
        import psycopg2

        with psycopg2.connect(url) as connection:
            connection.cursor().execute(TABLES)
        connection.close()

    with opened(server_url, fill, tmp_path_factory.mktemp("kantor")) as made:
        yield made


@pytest.fixture
def at(module_at: Opened) -> Iterator[Opened]:
    yield module_at
    module_at.ask("DELETE FROM person WHERE nik <> '5319000000000001'")
    module_at.ask("UPDATE person SET name = 'Maria', income = 10, village = NULL, note = NULL")


Command = Callable[..., Result]


@pytest.fixture
def command(at: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    monkeypatch.setattr(config, "DATABASE_URL", at.url)
    monkeypatch.setattr(config, "PANEL_DATA", tmp_path)
    monkeypatch.setattr(config, "PANEL_OFFICE", str(at.panel.office.folder))
    monkeypatch.setattr(config, "PANEL_SECRET_KEY", "k" * 40)
    return lambda *words: CliRunner().invoke(panel, ["import", *map(str, words)])


def sheet(path: Path, *rows: list[object], head: list[str] = HEAD) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in ([head] if head else []) + list(rows):
        page.append(row)
    book.save(path)
    book.close()
    return path


def people(at: Opened) -> list[tuple[object, ...]]:
    return at.ask("SELECT nik, name FROM person ORDER BY nik")


def test_a_workbook_is_read_by_its_titles_and_types(at: Opened, command: Command, tmp_path: Path) -> None:
    done = command("person", sheet(tmp_path / "a.xlsx", GOOD))
    assert done.exit_code == 0, done.output
    assert "1 baris ditambahkan" in done.output
    ((born, income, children, active, kind, village, seen),) = at.ask(
        """SELECT born, income, children, active, kind, village,
                  to_char(seen AT TIME ZONE 'Asia/Jakarta', 'YYYY-MM-DD HH24:MI')
           FROM person WHERE nik = %s""", GOOD[0]
    )  # fmt: skip
    assert (str(born), str(income), children, active, kind, village) == (
        "1990-05-31", "1234.56", 2, True, "besar", 1
    )  # fmt: skip
    assert seen == "2026-03-01 10:30"


def test_a_dry_run_saves_nothing_and_says_the_same(at: Opened, command: Command, tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx", GOOD)
    done = command("person", path, "--dry-run")
    assert done.exit_code == 0 and "1 baris baru" in done.output
    assert len(people(at)) == 1


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("nik;name;born;income;active\n5319000000000002;Siti Nur;31-12-1990;1.234,56;ya\n", "utf-8-sig"),
        ("sep=,\nnik,name,born,income\n5319000000000002,Siti Nur,31/12/1990,\"1.234,56\"\n", "utf-8"),
        ("nik\tname\tborn\tincome\tactive\n5319000000000002\tSiti Nur\t31-12-1990\t1234,56\tYa\n", "utf-16"),
        ("nik;name;born;income;active\n5319000000000002;Siti Nur;31-12-1990;1234,56;YA\n\n;;;;\n", "cp1252"),
    ],
)  # fmt: skip
def test_a_csv_is_read_whoever_wrote_it(
    at: Opened, command: Command, tmp_path: Path, text: str, encoding: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(text.replace("Nur", "Nuré").encode(encoding))
    done = command("person", path)
    assert done.exit_code == 0, done.output
    ((name, born, income),) = at.ask(
        "SELECT name, born::text, income::text FROM person WHERE nik = '5319000000000002'"
    )
    assert (name, born, income) == ("Siti Nuré", "1990-12-31", "1234.56")


def test_every_bad_cell_is_told_with_its_row_column_and_sentence(
    at: Opened, command: Command, tmp_path: Path
) -> None:
    bad = list(GOOD)
    bad[2], bad[3], bad[6], bad[7] = "31 Februari", "banyak", "sedang", "Atambua"
    twice = ["5319000000000001", *GOOD[1:]]
    minus = ["5319000000000003", *GOOD[1:4], -1, *GOOD[5:]]
    path = sheet(tmp_path / "a.xlsx", GOOD, bad, twice, minus, [None, "Tanpa NIK"])
    for words in (("--dry-run",), ()):
        done = command("person", path, *words)
        assert done.exit_code == 1
        told = done.output.splitlines()
        for start in (
            "baris 3 kolom C:", "baris 3 kolom D:", "baris 3 kolom G:", "baris 3 kolom H:",
            "baris 4 kolom A:", "baris 5 kolom E:", "baris 6 kolom A: Wajib",
        ):  # fmt: skip
            assert any(line.startswith(start) for line in told), (start, done.output)
        assert len(people(at)) == 1
    assert "Tidak ada yang disimpan: 4 baris salah" in done.output


def test_what_is_right_is_kept_when_that_is_asked(at: Opened, command: Command, tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx", GOOD, ["pendek", "Ana"])
    mistakes = tmp_path / "salah.xlsx"
    done = command("person", path, "--good", "--errors", mistakes)
    assert done.exit_code == 1 and "1 baris ditambahkan" in done.output
    assert [name for _, name in people(at)] == ["Maria", "Yosef"]
    page = openpyxl.load_workbook(mistakes).active
    assert page is not None
    rows = list(page.values)
    assert rows[0] == (*HEAD, "Baris", "Alasan")
    assert rows[1][:2] == ("pendek", "Ana") and rows[1][10] == 3 and rows[1][11]
    assert page["A2"].fill.fgColor.rgb.endswith("FFD6D6")


def test_rows_are_known_by_a_key_and_changed_or_added(at: Opened, command: Command, tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "a.xlsx",
        ["5319000000000001", "Maria Goreti", None],
        GOOD[:2] + [5],
        head=["nik", "name", "income"],
    )
    done = command("person", path, "--key", "NIK")
    assert done.exit_code == 0, done.output
    assert "1 baris ditambahkan, 1 diubah" in done.output
    assert at.ask("SELECT name, income::text FROM person ORDER BY nik") == [
        ("Maria Goreti", "10.00"),
        ("Yosef", "5.00"),
    ]
    again = command("person", path, "--key", "nik", "--clear")
    assert "1 diubah, 1 sudah sama" in again.output
    assert at.ask("SELECT income FROM person WHERE nik = '5319000000000001'") == [(None,)]


def test_only_known_rows_are_changed_when_that_is_asked(at: Opened, command: Command, tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx", GOOD, ["5319000000000001", "Mia"], ["5319000000000001", "Lia"])
    done = command("person", path, "--key", "nik", "--update", "--good")
    assert "baris 2 kolom A: Tidak ada baris dengan" in done.output
    assert "baris 4 kolom A: Kunci ini sudah ada di baris 3" in done.output
    assert people(at) == [("5319000000000001", "Mia")]


def test_a_number_that_excel_has_rounded_is_refused(at: Opened, command: Command, tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx", [5319000000000002, "Ana"])
    done = command("person", path)
    assert "membulatkan" in done.output and len(people(at)) == 1


def test_a_text_that_begins_like_a_formula_stays_one(at: Opened, command: Command, tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx", [GOOD[0], "Ana", None, None, None, None, None, None, None, None, "x"],
                 head=[*HEAD, "note"])  # fmt: skip
    book = openpyxl.load_workbook(path)
    book.active["K2"].value = "=1+1"  # type: ignore[index]
    book.active["K2"].data_type = "s"  # type: ignore[index]
    book.save(path)
    assert command("person", path).exit_code == 0
    assert at.ask("SELECT note FROM person WHERE nik = %s", GOOD[0]) == [("=1+1",)]


def test_a_formula_that_nobody_counted_is_told(at: Opened, command: Command, tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx", [GOOD[0], "Ana", None, "=1+1"])
    done = command("person", path)
    assert "baris 2 kolom D" in done.output and "rumus yang belum dihitung" in done.output


def test_the_rights_are_those_of_the_named_person(at: Opened, command: Command, tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx", GOOD)
    assert "tidak berhak" in command("person", path, "--as", "pembaca").output
    assert "tidak ada" in command("person", path, "--as", "entah").output
    assert len(people(at)) == 1
    assert command("person", path, "--as", "editor").exit_code == 0
    ((kind, rows),) = at.ask("SELECT kind, rows FROM panel.action")
    assert (kind, rows) == ("import", 1)


def test_rows_that_the_server_refuses_are_found_among_many(
    at: Opened, command: Command, tmp_path: Path
) -> None:
    rows = [[f"{6000000000000000 + n}", f"Nama {n}"] for n in range(700)]
    rows[333][0], rows[600][0] = rows[5][0], rows[7][0]
    done = command("person", sheet(tmp_path / "a.xlsx", *rows), "--dry-run")
    bad = [line.split(":")[0] for line in done.output.splitlines() if line.startswith("baris")]
    assert bad == ["baris 335 kolom A", "baris 602 kolom A"]
    assert "698 baris baru" in done.output


def test_a_wrong_screen_or_key_is_a_sentence(at: Opened, command: Command, tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx", GOOD)
    assert "Layar entah tidak ada" in command("entah", path).output
    assert "bukan isian unik. Yang dapat dipakai: nik" in command("person", path, "--key", "name").output
