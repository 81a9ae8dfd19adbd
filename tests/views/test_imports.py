"""An import through its pages, with a real worker: brought, matched, tried, mended, saved; and an export of
ours that comes back."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import openpyxl
import psycopg2
import pytest
from werkzeug.test import TestResponse

from tests.clerk import Clerk
from tests.opened import Opened, opened
from tests.worked import working

TABLES = """
    CREATE TABLE village (id serial PRIMARY KEY, name text NOT NULL UNIQUE);
    INSERT INTO village (name) VALUES ('Borong'), ('Rana');
    CREATE TABLE person (
      id serial PRIMARY KEY, nik text UNIQUE CHECK (length(nik) = 16), name text NOT NULL, born date,
      income numeric(12,2), village int REFERENCES village, seen timestamptz);
    INSERT INTO person (nik, name, born, income, village, seen)
    VALUES ('5319000000000001', 'Maria', '1990-05-31', 1234.50, 1, '2026-03-01 10:30:00.123456+07'),
           ('5319000000000002', 'Yosef', NULL, NULL, NULL, NULL),
           (NULL, '=Ana', NULL, 7, 2, NULL);
"""


@pytest.fixture(scope="module")
def at(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    def fill(url: str) -> None:
        with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
            cursor.execute(TABLES)

    data = tmp_path_factory.mktemp("data")
    office = tmp_path_factory.mktemp("kantor")
    with opened(server_url, fill, office, PANEL_DATA=data) as made, working(made.app):
        yield made


@pytest.fixture(autouse=True)
def as_before(at: Opened) -> Iterator[None]:
    yield
    at.ask("DELETE FROM person")
    at.ask(TABLES.partition("INSERT INTO person")[1] + TABLES.partition("INSERT INTO person")[2])


def book(*rows: list[object]) -> bytes:
    made = openpyxl.Workbook()
    assert made.active is not None
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def bring(who: Clerk, content: bytes, name: str = "warga.xlsx") -> TestResponse:
    fields = {"csrf_token": who.csrf, "file": (io.BytesIO(content), name)}
    return who.client.post("/data/person/import", data=fields, content_type="multipart/form-data")


def brought(who: Clerk, content: bytes) -> str:
    """The address of the page that asks what the columns mean."""
    answer = bring(who, content)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def done(who: Clerk, answer: TestResponse) -> TestResponse:
    """The page of what came of it, once the job has ended."""
    assert answer.status_code == 302, answer.text
    address, deadline = answer.headers["Location"], time.monotonic() + 40
    while True:
        page = who.get(address)
        if page.status_code == 302:
            return who.get(page.headers["Location"])
        assert time.monotonic() < deadline, page.text
        time.sleep(0.1)


def where(page: TestResponse) -> str:
    """The address of a page that was followed to."""
    return page.request.path


def names(at: Opened) -> list[object]:
    return [row[0] for row in at.ask("SELECT name FROM person ORDER BY id")]


def test_a_sheet_is_tried_mended_and_saved(at: Opened) -> None:
    who = at.browser("admin")  # who takes new rows back must be allowed to delete them
    head = ["NIK", "Name", "Born", "Village"]
    address = brought(
        who, book(head, ["5319000000000009", "Siti", "31-12-1999", "borong"], ["12", "Ana", "x", "?"])
    )
    page = who.get(address).text
    assert "5319000000000009" in page and "Periksa" in page
    asked = {
        "sheet": "Sheet",
        "head": "1",
        "c0": "nik",
        "c1": "name",
        "c2": "born",
        "c3": "village",
        "mode": "add",
    }
    tried = done(who, who.send(address, asked))
    for words in ("1 baris baru", "1 salah", "B", "Simpan yang benar saja (1 baris)", "tidak ditemukan"):
        assert words in tried.text
    assert len(names(at)) == 3
    job = where(tried).rsplit("/", 1)[1]
    with closing(who.get(f"/jobs/{job}/file")) as file:
        mended = openpyxl.load_workbook(io.BytesIO(file.data))
    assert mended.active is not None
    rows = list(mended.active.values)
    assert rows[0] == ("NIK", "Name", "Born", "Village", "Baris", "Alasan") and rows[1][:2] == ("12", "Ana")
    again = book(
        head, ["5319000000000009", "Siti", "31-12-1999", "borong"], ["5319000000000008", "Ana", None, "Rana"]
    )
    address = brought(who, again)
    page = who.get(address).text  # the choice of before is remembered
    assert '<option value="village" selected>' in page
    tried = done(who, who.send(address, asked))
    assert "2 baris baru" in tried.text and "Simpan 2 baris" in tried.text
    saved = done(who, who.send(where(tried), {}))
    assert "2 baris ditambahkan" in saved.text and "Buka daftarnya" in saved.text
    assert names(at)[3:] == ["Siti", "Ana"]
    taken_back = who.call("POST", "/grid/person/undo", {})
    assert taken_back.status_code == 200, taken_back.text
    assert names(at) == ["Maria", "Yosef", "=Ana"]


def test_what_is_right_can_be_saved_alone(at: Opened) -> None:
    who = at.browser("editor")
    address = brought(who, book(["NIK", "Name"], ["5319000000000009", "Siti"], ["12", "Ana"]))
    asked = {"sheet": "Sheet", "head": "1", "c0": "nik", "c1": "name", "mode": "add"}
    tried = done(who, who.send(address, asked))
    refused = done(who, who.send(where(tried), {}))
    assert "Tidak ada yang disimpan" in refused.text and len(names(at)) == 3
    saved = done(who, who.send(where(tried), {"good": "1"}))
    assert "1 baris ditambahkan" in saved.text and names(at)[3:] == ["Siti"]


def exported(at: Opened) -> openpyxl.Workbook:
    with closing(at.browser("admin").get("/data/person/export.xlsx?columns=all")) as file:
        assert file.status_code == 200
        return openpyxl.load_workbook(io.BytesIO(file.data))


def as_bytes(made: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def column(sheet: object, title: str) -> str:
    return next(cell.column_letter for cell in sheet[1] if str(cell.value).lower() == title)  # type: ignore[index]


def matched(who: Clerk, address: str) -> dict[str, str]:
    """What the page proposes."""
    import re

    page = who.get(address).text
    chosen = re.findall(r'<select name="(c\d+)".*?</select>', page, re.DOTALL)
    boxes = re.findall(r'<select name="c\d+".*?</select>', page, re.DOTALL)
    found = {}
    for name, box in zip(chosen, boxes, strict=True):
        value = re.search(r'<option value="([^"]+)" selected', box)
        if value:
            found[name] = value[1]
    sheet = re.search(r'name="sheet" value="([^"]*)"', page)
    assert sheet and 'value="version" checked' in page
    return {**found, "sheet": sheet[1], "head": "1", "mode": "version"}


def test_an_export_that_comes_back_unchanged_changes_nothing(at: Opened) -> None:
    who = at.browser("editor")
    address = brought(who, as_bytes(exported(at)))
    tried = done(who, who.send(address, matched(who, address)))
    assert "0 berubah, 3 sudah sama, 0 salah" in tried.text
    assert "Yang berbeda" not in tried.text


def test_an_export_that_was_changed_shows_each_difference_and_writes_only_those(at: Opened) -> None:
    who, made = at.browser("editor"), exported(at)
    sheet = made.worksheets[0]
    rows = {sheet[f"{column(sheet, 'name')}{n}"].value: n for n in range(2, 5)}
    sheet[f"{column(sheet, 'income')}{rows['Maria']}"].value = 2000
    sheet[f"{column(sheet, 'village')}{rows['Yosef']}"].value = "Rana"
    sheet[f"{column(sheet, 'name')}{rows['=Ana']}"].value = "Anna"
    before = dict(at.ask("SELECT id, xmin::text FROM person"))
    address = brought(who, as_bytes(made))
    tried = done(who, who.send(address, matched(who, address)))
    assert "3 berubah" in tried.text and "3 sel berbeda" in tried.text
    for old, new in (("1.234,50", "2000"), ("—", "Rana"), ("=Ana", "Anna")):
        assert f"<del>{old}</del>" in tried.text and f"<ins>{new}</ins>" in tried.text
    assert dict(at.ask("SELECT id, xmin::text FROM person")) == before
    saved = done(who, who.send(where(tried), {}))
    assert "3 diubah" in saved.text
    assert at.ask("SELECT name, income::text, village FROM person ORDER BY id") == [
        ("Maria", "2000.00", 1), ("Yosef", None, 2), ("Anna", "7.00", 2)
    ]  # fmt: skip
    assert at.ask("SELECT seen::text FROM person WHERE name = 'Maria'")[0][0] != "2026-03-01"


def test_a_row_that_somebody_changed_meanwhile_is_refused_by_name(at: Opened) -> None:
    who, made = at.browser("editor"), exported(at)
    sheet = made.worksheets[0]
    for n in range(2, 5):
        sheet[f"{column(sheet, 'income')}{n}"].value = 99
    at.ask("UPDATE person SET born = '2000-01-01' WHERE name = 'Maria'")
    at.ask("DELETE FROM person WHERE name = '=Ana'")
    address = brought(who, as_bytes(made))
    tried = done(who, who.send(address, matched(who, address)))
    assert "Maria" in tried.text and "diubah orang lain sejak diekspor" in tried.text
    assert "1 berubah" in tried.text and "2 salah" in tried.text
    saved = done(who, who.send(where(tried), {"good": "1"}))
    assert "1 diubah" in saved.text
    assert at.ask("SELECT name, income::text FROM person ORDER BY id") == [
        ("Maria", "1234.50"), ("Yosef", "99.00")
    ]  # fmt: skip


def test_what_cannot_be_read_is_a_sentence_on_the_page(at: Opened) -> None:
    who = at.browser("editor")
    for content, words in ((b"%PDF-1", "tidak dapat diimpor"), (b"", "kosong"), (b"PK\x03\x04", "rusak")):
        answer = bring(who, content)
        assert answer.status_code == 422 and words in answer.text


def test_a_file_over_the_limit_is_refused_with_that_limit(at: Opened) -> None:
    who = at.browser("editor")
    head = 'Content-Disposition: form-data; name="{}"{}\r\n\r\n'
    parts = (
        head.format("csrf_token", "") + who.csrf,
        head.format("file", '; filename="a.csv"') + "a" * 26_000_000,
    )
    body = "".join(f"--x\r\n{part}\r\n" for part in parts) + "--x--\r\n"
    answer = who.client.post("/data/person/import", data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413 and "25 MB" in answer.text


def test_two_columns_for_one_field_are_refused(at: Opened) -> None:
    who = at.browser("editor")
    address = brought(who, book(["Name", "name"], ["Siti", "Ana"]))
    assert "ada di beberapa kolom: A, B" in who.get(address).text
    answer = who.send(address, {"sheet": "Sheet", "head": "1", "c0": "name", "c1": "name", "mode": "add"})
    assert answer.status_code == 422 and "Dua kolom" in answer.text


def test_who_may_neither_add_nor_edit_imports_nothing(at: Opened) -> None:
    reader = at.browser("pembaca")
    assert reader.get("/data/person/import").status_code == 403
    assert "/data/person/import" not in reader.get("/data/person/list/").text
    assert "/data/person/import" in at.browser("editor").get("/data/person/list/").text


def test_a_file_is_its_persons_alone(at: Opened) -> None:
    address = brought(at.browser("editor"), book(["Name"], ["Siti"]))
    assert at.browser("admin").get(address).status_code == 404
    assert at.browser("editor").get(address.replace("/person/", "/village/")).status_code == 404
    assert at.browser("editor").get("/data/person/import/..%2f..%2fsecret_key").status_code == 404


def test_nothing_is_left_lying_open(at: Opened) -> None:
    brought(at.browser("editor"), book(["Name"], ["Siti"]))
    folder: Path = at.app.config["PANEL_DATA"] / "imports"
    assert oct(folder.stat().st_mode)[-3:] == "700"
    assert {oct(one.stat().st_mode)[-3:] for one in folder.iterdir() if one.suffix != ".json"} == {"600"}
