"""The page of a workflow, and the command that prints it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

import config
from app import create_app
from app.cli import panel
from models.description.findings import DescriptionError
from tests.clerk import Clerk
from tests.opened import Opened, on_server, opened

TABLE = "CREATE TABLE tickets (id serial PRIMARY KEY, title text, state text NOT NULL DEFAULT 'baru')"
SCREEN = "table: tickets\nworkflow: {column: state, use: tiket}\n"
WORKFLOW = """\
label: {id: Tiket, en: Ticket}
states:
  baru: {label: Baru, holder: [Editor]}
  tunggu: {label: Menunggu, clock: paused}
  jalan: {label: Berjalan}
  selesai: {label: Selesai, open: false}
transitions:
  mulai:
    {label: Mulai, from: [baru], to: jalan, roles: [Editor], needs: {"Judul ditulis": "title is not null"}}
  tahan: {label: Tahan, from: [jalan], to: tunggu, roles: [Editor]}
  lanjut: {label: Lanjutkan, from: [tunggu], to: jalan, roles: [Editor]}
  catat: {label: Catat, from: "*", roles: [Editor, Pembaca]}
  tutup: {label: Tutup, from: "*", to: selesai, roles: [Admin]}
"""


@pytest.fixture(scope="module")
def office(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("kantor")
    for name, text in (("screens/tickets.yaml", SCREEN), ("workflows/tiket.yaml", WORKFLOW)):
        (folder / name).parent.mkdir()
        (folder / name).write_text(text, encoding="utf-8")

    with opened(server_url, lambda url: on_server(url, TABLE), folder) as made:
        yield made


@pytest.fixture(scope="module")
def guest(office: Opened) -> Clerk:
    return office.browser("tamu")


def drawing(page: str) -> dict[str, list[dict[str, object]]]:
    found = re.search(r'data-drawing="([^"]+)"', page)
    assert found
    drawn: dict[str, list[dict[str, object]]] = json.loads(unescape(found[1]))
    return drawn


def test_whoever_has_logged_in_sees_the_workflow(guest: Clerk) -> None:
    page = guest.get("/workflows/tiket/")
    assert page.status_code == 200 and "<h1>Tiket</h1>" in page.text
    drawn = drawing(page.text)
    assert [one["tone"] for one in drawn["nodes"]] == ["open", "paused", "open", "closed", "any"]
    assert {(one["source"], one["target"]) for one in drawn["edges"]} == {
        ("baru", "jalan"), ("jalan", "tunggu"), ("tunggu", "jalan"), ("*", "selesai")
    }  # fmt: skip


def test_the_table_says_the_same_in_words(guest: Clerk) -> None:
    rows = re.findall(r"<tr>(<td.*?)</tr>", guest.get("/workflows/tiket/").text)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in rows]
    assert cells[0] == ["Baru", "Mulai", "Berjalan", "Editor", "Judul ditulis"]
    assert cells[3] == ["Setiap keadaan terbuka", "Catat", "tetap", "Editor, Pembaca", ""]


def test_the_state_of_a_row_stands_out(guest: Clerk) -> None:
    page = guest.get("/workflows/tiket/?state=jalan").text
    assert [one["key"] for one in drawing(page)["nodes"] if one["now"]] == ["jalan"]
    assert "<b>Berjalan</b>" in page
    assert not any(one["now"] for one in drawing(guest.get("/workflows/tiket/?state=x").text)["nodes"])


def test_a_workflow_that_is_not_there_is_missing(guest: Clerk) -> None:
    assert guest.get("/workflows/tidak_ada/").status_code == 404


def test_the_text_for_papers_is_plain(guest: Clerk) -> None:
    answer = guest.get("/workflows/tiket/mermaid")
    assert answer.mimetype == "text/plain" and answer.text.startswith("stateDiagram-v2\n")


def test_the_command_prints_a_workflow(
    office: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "DATABASE_URL", office.url)
    monkeypatch.setattr(config, "PANEL_OFFICE", office.app.config["PANEL_OFFICE"])
    monkeypatch.setattr(config, "PANEL_DATA", tmp_path)

    def said(*words: str) -> tuple[int, str]:
        answer = CliRunner().invoke(panel, ["diagram", *words], catch_exceptions=False)
        return answer.exit_code, answer.output

    assert said() == (0, f"{'tiket':<24} Tiket\n")
    assert said("tiket")[1].startswith("stateDiagram-v2\n") and "Setiap" not in said("tiket")[1]
    assert said("lain") == (1, "Alur kerja lain tidak ada.\n")


def test_a_step_that_goes_on_to_a_print_that_is_not_there_is_found(office: Opened) -> None:
    folder = Path(office.app.config["PANEL_OFFICE"])
    file = folder / "workflows" / "tiket.yaml"
    file.write_text(WORKFLOW + "  cetak: {label: Cetak, from: [jalan], roles: [Editor], print: lembar}\n")
    try:
        with pytest.raises(DescriptionError) as told:
            create_app(
                {"DATABASE_URL": office.url, "PANEL_OFFICE": str(folder), "PANEL_SECRET_KEY": "k" * 40}
            )
    finally:
        file.write_text(WORKFLOW, encoding="utf-8")
    assert "workflows/tiket.yaml:14: D333 Cetakan lembar tidak ada." in str(told.value)
