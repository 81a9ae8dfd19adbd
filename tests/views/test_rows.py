"""Rows of a child in their parent's form, and in its JSON: saved together or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from werkzeug.test import TestResponse

from tests import opened as panels
from tests.clerk import Clerk
from tests.opened import Opened, on_server

TABLES = """
CREATE TABLE villages (id serial PRIMARY KEY, name text NOT NULL);
INSERT INTO villages (name) VALUES ('Golo Kantar'), ('Kota Ndora');
CREATE TABLE reports (
  id serial PRIMARY KEY, number text UNIQUE, subject text NOT NULL, story text,
  secret boolean NOT NULL DEFAULT false, status text NOT NULL DEFAULT 'baru'
);
CREATE TABLE parties (
  id serial PRIMARY KEY, report int NOT NULL REFERENCES reports, role text NOT NULL, name text,
  nik text CHECK (nik ~ '^[0-9]{16}$'), village int REFERENCES villages,
  willing boolean NOT NULL DEFAULT false
);
CREATE TABLE notes (id serial PRIMARY KEY, report int NOT NULL REFERENCES reports, body text NOT NULL);
"""
SCREEN = """
table: reports
sections: {Laporan: [number, subject, story], Sifat: [secret, status]}
columns: {secret: {label: Rahasia}}
with:
  parties: {label: Pelapor, set: {role: pelapor}, fields: [name, nik, village, willing], required: [name],
    beside: [secret], max: 1}
  notes: {label: Catatan, fields: [body]}
add: [subject, parties, notes, number]
"""
ADD = "/data/reports/add"
NIK = "5319071199000712"
Row = tuple[object, ...]


@pytest.fixture(scope="module")
def panel(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("kantor")
    (folder / "screens").mkdir()
    (folder / "screens" / "reports.yaml").write_text(SCREEN, encoding="utf-8")
    with panels.opened(server_url, lambda url: on_server(url, TABLES), folder) as made:
        yield made


@pytest.fixture
def clerk(panel: Opened) -> Iterator[Clerk]:
    yield panel.browser("editor")
    panel.ask("TRUNCATE reports, parties, notes RESTART IDENTITY")


@pytest.fixture
def old(panel: Opened) -> None:
    panel.ask("INSERT INTO reports (id, subject, number) VALUES (7, 'Jalan rusak', 'A7')")
    panel.ask(
        "INSERT INTO parties (id, report, role, name) "
        "VALUES (70, 7, 'pelapor', 'Ana'), (71, 7, 'saksi', 'Beni')"
    )
    panel.ask("INSERT INTO notes (id, report, body) VALUES (5, 7, 'pertama'), (6, 7, 'kedua')")


def parties(panel: Opened) -> list[Row]:
    return panel.ask("SELECT report, role, name, nik, village FROM parties ORDER BY id")


def problems(page: TestResponse) -> dict[str, str]:
    return dict(re.findall(r'id="e-([\w.]+)">([^<]*)<', unescape(page.text)))


def save(clerk: Clerk, address: str, **changed: str) -> TestResponse:
    form = Clerk.form(clerk.get(address))
    sent = {**form, **{name.replace("__", "."): text for name, text in changed.items()}}
    return clerk.send(address, {name: text for name, text in sent.items() if text != "(tidak dikirim)"})


def test_the_form_has_the_parts_that_add_names(clerk: Clerk) -> None:
    page = clerk.get(ADD).text
    order = [
        'id="f-number"',
        'id="f-subject"',
        'id="f-parties.0.name"',
        'id="f-secret"',
        'id="f-notes.0.body"',
    ]
    places = [page.index(mark) for mark in order]
    assert sorted(places[1:]) == places[1:] and places[0] < places[2], "number joins its own section"
    assert 'id="f-status"' not in page and 'id="f-story"' not in page
    assert 'id="f-parties.0.role"' not in page and 'id="f-parties.0.report"' not in page


def test_the_browser_does_not_insist_on_rows_that_may_stay_empty(clerk: Clerk) -> None:
    name = re.search(r'<input[^>]*id="f-parties\.0\.name"[^>]*>', clerk.get(ADD).text)
    assert name and " required" not in name[0]


def test_a_row_and_its_child_are_saved_by_one_button(panel: Opened, clerk: Clerk) -> None:
    sent = save(
        clerk, ADD, subject="Banjir", parties__0__name="Dewi", parties__0__nik=NIK, parties__0__village="2"
    )
    assert sent.status_code == 302, problems(sent)
    assert parties(panel) == [(1, "pelapor", "Dewi", NIK, 2)]
    assert panel.ask("SELECT count(*) FROM notes") == [(0,)], "an untouched row is no row"


def test_an_untouched_child_is_no_row(panel: Opened, clerk: Clerk) -> None:
    assert save(clerk, ADD, subject="Banjir", secret="true").status_code == 302
    assert parties(panel) == [] and panel.ask("SELECT secret FROM reports") == [(True,)]


def test_every_problem_stands_at_its_field_and_nothing_is_saved(panel: Opened, clerk: Clerk) -> None:
    page = save(clerk, ADD, number="A1", parties__0__nik="5319", notes__0__body="Hujan")
    assert page.status_code == 422
    assert set(problems(page)) == {"subject", "parties.0.name"}
    assert "Periksa 2 isian" in page.text and 'href="#f-parties.0.name"' in page.text
    assert 'value="5319"' in page.text and "Hujan</textarea>" in page.text
    page = save(clerk, ADD, number="A1", parties__0__name="Dewi", parties__0__nik="5319")
    assert set(problems(page)) == {"subject", "parties.0.nik"}, "what the server says of a child is heard too"
    page = save(clerk, ADD, subject="Banjir", parties__0__name="Dewi", parties__0__nik="5319")
    assert set(problems(page)) == {"parties.0.nik"} and "Periksa 1 isian" in page.text
    assert panel.ask("SELECT count(*) FROM reports") == [(0,)] and parties(panel) == []


def test_a_reference_in_a_row_keeps_its_title(clerk: Clerk) -> None:
    page = save(clerk, ADD, parties__0__village="2")
    assert page.status_code == 422 and 'data-title="Kota Ndora"' in page.text


def test_another_row_is_asked_for_without_a_script(panel: Opened, clerk: Clerk) -> None:
    page = save(clerk, ADD, subject="Banjir", notes__0__body="Hujan", _more="notes")
    assert page.status_code == 200 and panel.ask("SELECT count(*) FROM reports") == [(0,)]
    form = Clerk.form(page)
    assert form["subject"] == "Banjir" and form["notes.0.body"] == "Hujan" and form["notes.1.body"] == ""
    sent = clerk.send(ADD, {**form, "notes.1.body": "Angin"})
    assert sent.status_code == 302
    assert panel.ask("SELECT body FROM notes ORDER BY id") == [("Hujan",), ("Angin",)]


def test_a_row_left_out_between_others_is_no_matter(panel: Opened, clerk: Clerk) -> None:
    form = Clerk.form(clerk.get(ADD))
    sent = {name: text for name, text in form.items() if not name.startswith("notes.0")}
    assert clerk.send(ADD, {**sent, "subject": "Banjir", "notes.4.body": "Angin"}).status_code == 302
    assert panel.ask("SELECT body FROM notes") == [("Angin",)]


@pytest.mark.usefixtures("old")
def test_the_rows_that_are_there_are_changed_in_place(panel: Opened, clerk: Clerk) -> None:
    page = clerk.get("/data/reports/edit/7")
    form = Clerk.form(page)
    assert form["parties.0.name"] == "Ana" and form["notes.1.body"] == "kedua" and "Beni" not in page.text
    assert 'value="parties"' not in page.text, "one row is the most"
    sent = save(clerk, "/data/reports/edit/7", subject="Jalan putus", parties__0__name="Ani")
    assert sent.status_code == 302
    assert [row[2] for row in parties(panel)] == ["Ani", "Beni"]
    assert panel.ask("SELECT subject FROM reports") == [("Jalan putus",)]


@pytest.mark.usefixtures("old")
def test_saving_what_nobody_changed_writes_nothing(panel: Opened, clerk: Clerk) -> None:
    before = panel.ask("SELECT xmin::text FROM reports UNION ALL SELECT xmin::text FROM parties ORDER BY 1")
    assert save(clerk, "/data/reports/edit/7").status_code == 302
    assert (
        panel.ask("SELECT xmin::text FROM reports UNION ALL SELECT xmin::text FROM parties ORDER BY 1")
        == before
    )


@pytest.mark.usefixtures("old")
def test_a_child_changed_by_two_people_asks_who_is_right(panel: Opened, clerk: Clerk) -> None:
    form = Clerk.form(clerk.get("/data/reports/edit/7"))
    panel.ask("UPDATE parties SET name = 'Anita' WHERE id = 70")
    page = clerk.send("/data/reports/edit/7", {**form, "subject": "Jalan putus", "parties.0.name": "Ani"})
    assert page.status_code == 409 and "Anita" in page.text
    assert panel.ask("SELECT subject FROM reports") == [("Jalan rusak",)]
    again = {**Clerk.form(page), "choose.parties.0.name": "mine"}
    assert clerk.send("/data/reports/edit/7", again).status_code == 302
    assert panel.ask("SELECT name FROM parties WHERE id = 70") == [("Ani",)]
    assert panel.ask("SELECT subject FROM reports") == [("Jalan putus",)]


@pytest.mark.usefixtures("old")
def test_a_child_is_deleted_with_the_right_to_do_so(panel: Opened, clerk: Clerk) -> None:
    assert "_gone" not in clerk.get("/data/reports/edit/7").text
    page = save(clerk, "/data/reports/edit/7", parties__0___gone="true")
    assert page.status_code == 403 and len(parties(panel)) == 2
    admin = panel.browser()
    assert save(admin, "/data/reports/edit/7", parties__0___gone="true").status_code == 302
    assert [row[2] for row in parties(panel)] == ["Beni"]


def test_a_program_saves_rows_along(panel: Opened, clerk: Clerk) -> None:
    program = panel.program("editor")
    body = {
        "subject": "Banjir",
        "parties": [{"name": "Dewi", "nik": NIK}],
        "notes": [{"body": "a"}, {"body": "b"}],
    }
    answer = program.call("POST", "/api/v1/reports/", body)
    assert answer.status_code == 201, answer.text
    assert parties(panel) == [(1, "pelapor", "Dewi", NIK, None)]
    told = answer.json
    assert [row["_key"] for row in told["rows"]["notes"]] == ["1", "2"]
    party = told["rows"]["parties"][0]
    change = {
        "_version": told["result"]["_version"],
        "parties": [{**party, "name": "Dewa"}],
        "notes": [{"body": "c"}],
    }
    answer = program.call("PUT", "/api/v1/reports/1", change)
    assert answer.status_code == 200, answer.text
    assert parties(panel)[0][2] == "Dewa" and panel.ask("SELECT count(*) FROM notes") == [(3,)]


def test_a_program_hears_of_every_problem_by_its_path(panel: Opened, clerk: Clerk) -> None:
    program = panel.program("editor")
    body = {"parties": [{"name": "Dewi", "nik": "12"}], "notes": [{"body": "a"}, {}]}
    answer = program.call("POST", "/api/v1/reports/", body)
    assert answer.status_code == 422
    told = {one["field"]: one["label"] for one in answer.json["problems"]}
    assert told == {"subject": "Subject", "parties.0.nik": "NIK", "notes.1.body": "Body"}
    assert panel.ask("SELECT count(*) FROM reports") == [(0,)]


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ("Dewi", "parties"),
        ([["Dewi"]], "parties"),
        ([{"name": "Dewi", "warna": "biru"}], "parties.0"),
        ([{"name": "Dewi", "role": "saksi"}], "parties.0.role"),
        ([{"name": "Dewi", "report": 1}], "parties.0.report"),
        ([{"name": "Dewi", "_key": "1"}], "parties.0"),
        ([{"name": "Dewi"}, {"name": "Eko"}], "parties"),
    ],
)
def test_rows_of_the_wrong_form_are_refused(panel: Opened, clerk: Clerk, rows: object, field: str) -> None:
    answer = panel.program("editor").call("POST", "/api/v1/reports/", {"subject": "Banjir", "parties": rows})
    assert answer.status_code == 422, answer.text
    assert [one["field"] for one in answer.json["problems"]] == [field]
    assert panel.ask("SELECT count(*) FROM reports") == [(0,)]


@pytest.mark.usefixtures("old")
def test_a_program_deletes_a_row_along(panel: Opened, clerk: Clerk) -> None:
    program = panel.program()
    version = program.get("/api/v1/reports/7").json["result"]["_version"]
    party = program.get("/api/v1/parties/70").json["result"]["_version"]
    rows = [{"_key": "70", "_version": party, "_delete": True}]
    answer = program.call("PUT", "/api/v1/reports/7", {"_version": version, "parties": rows})
    assert answer.status_code == 200, answer.text
    assert [row[2] for row in parties(panel)] == ["Beni"]


def test_the_specification_tells_of_the_rows(panel: Opened, clerk: Clerk) -> None:
    told = panel.program("editor").get("/api/v1/_openapi")
    rows = told.json["components"]["schemas"]["reports.new"]["properties"]["parties"]["items"]["properties"]
    assert "name" in rows and "role" not in rows and "report" not in rows
