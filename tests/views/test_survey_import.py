"""A raw table of the survey: U8 and U9 are asked, the words of offices understood, the sums left out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from werkzeug.test import TestResponse

import config
from app import cli, importing
from app.database import engine_for
from models import survey_words
from models.actor import Actor
from models.panel import Desk
from models.progress import Progress
from tests.clerk import Clerk
from tests.opened import Opened, filled, opened
from tests.survey_office import FORMS, SCREEN, SKM
from views import import_plan
from views.import_run import Outcome

UNSUR = [f"U{number}" for number in range(1, 11)]
ROWS: list[list[object]] = [
    ["PEMERINTAH KABUPATEN MANGGARAI TIMUR"],
    ["Unit Pelayanan", ":", "Kecamatan"],
    ["NO. RESPONDEN", "JENIS KELAMIN", "UMUR", "PENDIDIKAN", "PEKERJAAN", *UNSUR, "SARAN"],
    [1, "Laki-laki", 34, "SLTA", "Wiraswasta", 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, "Cepat"],
    [2, "P", None, "D3", "PELAJAR/MAHASISWA", 4, 4, 4, None, 4, 4, 4, 3, 2, None, None],
    [3, None, None, None, None, *[None] * 10, None],
    ["SUM nilai/unsur", None, None, None, None, 5, 6, 7, 4, 5, 6, 7, 7, 3, 2, None],
]


@pytest.fixture(scope="module")
def at(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder, data = tmp_path_factory.mktemp("kantor"), tmp_path_factory.mktemp("data")
    (folder / "screens").mkdir()
    (folder / "screens" / "forms.yaml").write_text(SCREEN, encoding="utf-8")
    with opened(server_url, filled(FORMS), folder, SKM, PANEL_DATA=data) as panel:
        yield panel


def book(rows: list[list[object]]) -> bytes:
    made = openpyxl.Workbook()
    assert made.active is not None
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def brought(who: Clerk, content: bytes) -> str:
    fields = {"csrf_token": who.csrf, "file": (io.BytesIO(content), "mentah.xlsx")}
    answer = who.client.post("/data/forms/import", data=fields, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def sent(who: Clerk, address: str, **more: str) -> TestResponse:
    """The page's form as a browser would send it."""
    page = who.get(address)
    fields = {name: value for name, value in who.form(page).items() if value}
    return who.send(address, {**fields, "mode": "add", **more})


def run(at: Opened, job: int) -> Outcome:
    """What the worker would do."""
    plan = at.ask("SELECT args -> 'plan' FROM panel.job WHERE id = %s", job)[0][0]
    folder: Path = at.app.config["PANEL_DATA"] / "imports"
    with at.app.app_context(), engine_for(at.url).begin() as connection:
        connection.execute(sa.text("SET TIME ZONE 'Asia/Jakarta'"))
        who = connection.execute(sa.text("SELECT id FROM panel.ab_user WHERE username = 'editor'")).scalar()
        actor = Actor(who, "editor", everything=True)
        desk = Desk(connection, at.panel, actor, datetime.now(at.panel.office.zone))
        made = import_plan.from_json(plan).for_good(good=False)
        return importing.run(desk, at.panel.screens["forms"], folder / made.token, made, Progress())


def job_of(answer: TestResponse) -> int:
    return int(answer.headers["Location"].split("/jobs/")[1].split("?")[0])


def test_the_meaning_of_u8_and_u9_is_asked_and_shown(at: Opened) -> None:
    who = at.browser("editor")
    address = brought(who, book(ROWS))
    page = who.get(address).text
    assert 'name="head" type="number" min="1" max="999999" value="3"' in page
    assert "U8 Penanganan Pengaduan, Saran dan Masukan; U9 Sarana dan Prasarana; U10 Keamanan" in page
    refused = sent(who, address)
    assert refused.status_code == 422 and "Pilih dahulu arti U8 dan U9" in refused.text


@pytest.mark.parametrize(("order", "found"), [("kuesioner", (1, 4)), ("peraturan", (4, 1))])
def test_the_forms_are_kept_by_key_in_the_order_that_was_said(
    at: Opened, order: str, found: tuple[int, int]
) -> None:
    at.ask("TRUNCATE forms RESTART IDENTITY")
    who = at.browser("editor")
    common = {"f.filled_on": "03-11-2026", "f.service": "izin"}
    out = run(at, job_of(sent(who, brought(who, book(ROWS)), order=order, **common)))
    assert out.is_good and out.work.added == 2
    first, second = at.ask("""
        SELECT form_number, filled_on::text, service, source, sex, age, education, occupation, biaya, extra,
               suggestion FROM forms ORDER BY id""")
    assert first == (
        *("1", "2026-11-03", "izin", "impor", "L", 34, "SMA", "Wirausaha", 4),
        *({"aman": 2}, "Cepat"),
    )
    assert second[4:] == ("P", None, "DIII", "Pelajar", None, {}, None)
    assert at.ask("SELECT pengaduan, sarana FROM forms WHERE id = 1") == [found]


def test_a_file_that_was_imported_before_is_told(at: Opened) -> None:
    at.ask("TRUNCATE forms")
    who = at.browser("editor")
    for day, twins in (("03-11-2026", 0), ("20-12-2026", 2), ("03-03-2026", 0)):
        common = {"f.filled_on": day, "f.service": "izin"}
        out = run(at, job_of(sent(who, brought(who, book(ROWS)), order="kuesioner", **common)))
        assert out.twins == twins and out.work.added == 2


def test_the_terminal_asks_for_the_order_too(
    at: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    at.ask("TRUNCATE forms")
    for name, value in {"DATABASE_URL": at.url, "PANEL_OFFICE": str(at.panel.office.folder)}.items():
        monkeypatch.setattr(config, name, value)
    monkeypatch.setattr(config, "PANEL_DATA", tmp_path)
    monkeypatch.setattr(config, "PANEL_SECRET_KEY", "k" * 40)
    raw = tmp_path / "mentah.xlsx"
    raw.write_bytes(book(ROWS))
    words = ["import", "forms", str(raw), "--common", "service=surat", "--common", "filled_on=03-11-2026"]
    refused = CliRunner().invoke(cli.panel, words)
    assert refused.exit_code and "Pilih dahulu arti U8 dan U9" in refused.output
    done = CliRunner().invoke(cli.panel, [*words, "--order", "peraturan"])
    assert not done.exit_code, done.output
    assert "U8 Penanganan Pengaduan, Saran dan Masukan; U9 Sarana dan Prasarana" in done.output
    assert "(U10) tidak dipakai" not in done.output  # it is the office's own
    unknown = CliRunner().invoke(cli.panel, [*words, "--order", "lain"])
    assert unknown.exit_code and "--order dengan salah satu dari peraturan, kuesioner" in unknown.output
    asked = "SELECT service, filled_on::text, pengaduan FROM forms ORDER BY id"
    assert at.ask(asked) == [("surat", "2026-11-03", 4), ("surat", "2026-11-03", 3)]


def test_whole_numbers_are_known_however_a_program_writes_them(at: Opened) -> None:
    at.ask("TRUNCATE forms")
    who = at.browser("editor")
    rows = [ROWS[2], [1, None, None, None, None, "3,0", "3.0", 3.0, "4,00", 1, 2, 3, 4, 1, "2.0", None]]
    out = run(at, job_of(sent(who, brought(who, book(rows)), order="kuesioner", **{"f.service": "surat"})))
    assert out.work.added == 1, out.work.problems
    assert at.ask("SELECT persyaratan, prosedur, waktu, biaya, extra FROM forms") == [
        (3, 3, 3, 4, {"aman": 2})
    ]


def test_a_value_outside_1_to_4_names_its_row(at: Opened) -> None:
    at.ask("TRUNCATE forms")
    who = at.browser("editor")
    wrong = [[*row] for row in ROWS]
    wrong[3][7], wrong[4][14] = 5, 9
    out = run(at, job_of(sent(who, brought(who, book(wrong)), order="kuesioner", **{"f.service": "surat"})))
    assert sorted((row, one.facts["value"]) for row, one in out.work.problems) == [(4, "5"), (5, "9")]
    assert at.ask("SELECT count(*) FROM forms") == [(0,)]


@pytest.mark.parametrize(
    ("title", "number"), [("U1", 1), ("u.9", 9), (" U 8 ", 8), ("U0", None), ("UMUR", None), ("U100", None)]
)
def test_numbered_titles_are_known_however_they_are_written(title: str, number: int | None) -> None:
    assert survey_words.number(title) == number
