"""A sheet as a person brings it: chosen, matched, tried, a bad cell mended in the file, saved; and a long
job that is watched and stopped."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import openpyxl
import psycopg2
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import serving
from tests.browser.signing import sign_in
from tests.opened import Opened, opened
from tests.worked import working

TABLES = """
    CREATE TABLE village (id serial PRIMARY KEY, name text NOT NULL UNIQUE);
    INSERT INTO village (name) VALUES ('Borong'), ('Rana');
    CREATE TABLE person (
      id serial PRIMARY KEY, name text NOT NULL, born date, village int REFERENCES village);
"""


@pytest.fixture(scope="module")
def panel(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    def fill(url: str) -> None:
        with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
            cursor.execute(TABLES)

    data = tmp_path_factory.mktemp("data")
    office = tmp_path_factory.mktemp("kantor")
    with opened(server_url, fill, office, PANEL_DATA=data) as made, working(made.app):
        yield made


@pytest.fixture
def page(panel: Opened, browser: Browser) -> Iterator[Page]:
    with serving(panel) as base:
        context = browser.new_context(base_url=base, locale="id-ID", accept_downloads=True)
        sign_in(context, "editor")
        opened_ = context.new_page()
        wrong: list[str] = []
        opened_.on("pageerror", lambda error: wrong.append(str(error)))
        opened_.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
        yield opened_
        context.close()
        assert not wrong


def sheet(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def bring(page: Page, path: Path) -> None:
    page.goto("/data/person/list/")
    page.get_by_role("link", name="Impor", exact=True).click()
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="Lanjut").click()


def test_a_bad_cell_is_mended_in_the_file_of_mistakes_and_brought_again(
    page: Page, panel: Opened, tmp_path: Path
) -> None:
    head = ["Nama lengkap", "Born", "Village"]
    bring(
        page,
        sheet(tmp_path / "warga.xlsx", head, ["Siti", "31-12-1999", "borong"], ["Ana", "31-02-2000", "Rana"]),
    )
    page.get_by_label("Isian untuk kolom Nama lengkap").select_option("name")
    page.get_by_role("button", name="Periksa").click()
    page.wait_for_url(re.compile(r"/import/[^/]+/\d+$"))
    expect(page.get_by_text("1 baris baru")).to_be_visible()
    row = page.get_by_role("row", name="31-02-2000")
    expect(row).to_contain_text("Tanggal pada Born tidak ada di kalender")
    assert panel.ask("SELECT FROM person WHERE name = 'Siti'") == []
    with page.expect_download() as loading:
        page.get_by_role("link", name="Unduh baris yang salah").click()
    page.get_by_role("button", name="Simpan yang benar saja (1 baris)").click()
    expect(page.get_by_text("1 baris ditambahkan")).to_be_visible(timeout=20_000)
    book = openpyxl.load_workbook(io.BytesIO(loading.value.path().read_bytes()))
    assert book.active is not None
    book.active["B2"].value = "28-02-2000"
    book.save(tmp_path / "lagi.xlsx")
    bring(page, tmp_path / "lagi.xlsx")
    page.get_by_label("Isian untuk kolom Nama lengkap").select_option("name")
    page.get_by_role("button", name="Periksa").click()
    page.get_by_role("button", name="Simpan 1 baris").click()
    expect(page.get_by_text("1 baris ditambahkan")).to_be_visible(timeout=20_000)
    page.get_by_role("link", name="Buka daftarnya").click()
    expect(page.get_by_role("cell", name="Ana", exact=True)).to_be_visible()
    assert panel.ask("SELECT name, born::text, village FROM person WHERE born IS NOT NULL ORDER BY id") == [
        ("Siti", "1999-12-31", 1),
        ("Ana", "2000-02-28", 2),
    ]


def test_the_whole_way_works_without_a_mouse(page: Page, tmp_path: Path) -> None:
    bring(page, sheet(tmp_path / "warga.xlsx", ["name"], ["Budi"]))
    page.get_by_role("button", name="Periksa").focus()
    page.keyboard.press("Enter")
    save = page.get_by_role("button", name="Simpan 1 baris")
    expect(save).to_be_visible(timeout=20_000)
    save.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 baris ditambahkan")).to_be_visible(timeout=20_000)


def test_a_running_job_shows_its_progress_and_is_stopped(page: Page, panel: Opened, tmp_path: Path) -> None:
    before = panel.ask("SELECT count(*) FROM person")
    panel.ask(
        """CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN PERFORM pg_sleep(0.005); RETURN NEW; END $$;
           CREATE TRIGGER slow BEFORE INSERT ON person FOR EACH ROW EXECUTE FUNCTION slow()"""
    )
    try:
        bring(page, sheet(tmp_path / "banyak.xlsx", ["name"], *([f"Warga {n}"] for n in range(6000))))
        page.get_by_role("button", name="Periksa").click()
        expect(page.get_by_text("dari 6.000")).to_be_visible(timeout=30_000)
        page.get_by_role("button", name="Batalkan").click()
        expect(page.get_by_text("Dibatalkan. Tidak ada yang disimpan.")).to_be_visible(timeout=30_000)
    finally:
        panel.ask("DROP TRIGGER slow ON person")
    assert panel.ask("SELECT count(*) FROM person") == before
