"""Cells, pastes, new and deleted rows of the grid, saved by the one door."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.clerk import Clerk
from tests.opened import Opened, filled, opened

TABLES = """
CREATE TABLE village (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE note (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, village integer REFERENCES village,
  subject text NOT NULL, price numeric(12, 2), on_day date, at time,
  mood text CHECK (mood IN ('baik', 'buruk')), done boolean NOT NULL DEFAULT false, tags text[], extra jsonb,
  twice numeric GENERATED ALWAYS AS (price * 2) STORED,
  CONSTRAINT cheap CHECK (price < 1000000));
CREATE TABLE pair (a integer, b text, v text, PRIMARY KEY (a, b));
CREATE VIEW seen AS SELECT subject FROM note;
INSERT INTO village (name) SELECT 'Desa ' || n FROM generate_series(1, 500) n;
INSERT INTO village (name) VALUES ('Kembar'), ('Kembar');
INSERT INTO note (village, subject, price, on_day, mood)
  SELECT n, 'Perihal ' || n, n + 0.5, '2026-01-31', 'baik' FROM generate_series(1, 200) n;
INSERT INTO pair VALUES (1, 'x, y', 'satu'), (1, '', 'dua');
"""
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def at(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with opened(server_url, filled(TABLES), tmp_path_factory.mktemp("kantor")) as panel:
        yield panel


@pytest.fixture(scope="module")
def editor(at: Opened) -> Clerk:
    return at.browser("editor")


@pytest.fixture(scope="module")
def admin(at: Opened) -> Clerk:
    return at.browser()


def save(
    clerk: Clerk, rows: Rows, mode: str = "all", kind: str = "paste", screen: str = "note"
) -> TestResponse:
    return clerk.call("POST", f"/grid/{screen}/save", {"mode": mode, "kind": kind, "rows": rows})


def version(at: Opened, key: int, table: str = "note") -> str:
    return str(at.ask(f"SELECT xmin::text FROM {table} WHERE id = {key}")[0][0])


def cell(panel: Opened, key: int, **values: object) -> dict[str, Any]:
    return {"key": str(key), "version": version(panel, key), "values": values}


def test_a_cell_is_saved_as_people_type_it(at: Opened, editor: Clerk) -> None:
    typed = {"price": "1.234,5", "on_day": "31-12-2026", "at": "14.30", "done": "ya", "tags": "a, b"}
    answer = save(editor, [cell(at, 1, **typed, village="desa 7", extra='{"k": 1}', mood="Buruk")])
    assert answer.status_code == 200, answer.text
    assert answer.json["saved"] == [{"key": "1", "version": version(at, 1)}]
    assert at.ask(
        "SELECT price::text, on_day::text, at::text, done, tags, village, extra::text, mood"
        " FROM note WHERE id = 1"
    ) == [("1234.50", "2026-12-31", "14:30:00", True, ["a", "b"], 7, '{"k": 1}', "buruk")]


def test_every_bad_cell_is_told_at_once_and_nothing_is_written(at: Opened, editor: Clerk) -> None:
    answer = save(
        editor,
        [
            cell(at, 2, subject="Baik", price="banyak"),
            cell(at, 3, village="Kembar", mood="entah"),
            cell(at, 4, village="Desa 9999", price="2000000"),
            cell(at, 5, subject="Juga baik"),
            {"new": "t1", "values": {"price": "3"}},
        ],
    )
    assert answer.status_code == 422
    refused = {(one["key"] or one["new"], one["field"]): one["sentence"] for one in answer.json["refused"]}
    assert set(refused) == {
        ("2", "price"), ("3", "village"), ("3", "mood"), ("4", "village"), ("4", "price"), ("t1", "subject"),
    }  # fmt: skip
    assert "Kembar (501); Kembar (502)" in refused["3", "village"]
    assert answer.json["saved"] == [] and answer.json["action"] is None
    assert at.ask("SELECT subject FROM note WHERE id IN (2, 5) ORDER BY id") == [
        ("Perihal 2",),
        ("Perihal 5",),
    ]


def test_the_good_cells_are_saved_when_somebody_asks_for_that(at: Opened, editor: Clerk) -> None:
    rows = [cell(at, 6, subject="Baik", price="2000000"), cell(at, 7, subject="Baik juga")]
    answer = save(editor, rows, mode="good")
    assert answer.status_code == 200
    assert [one["key"] for one in answer.json["saved"]] == ["6", "7"]
    assert [(one["key"], one["field"]) for one in answer.json["refused"]] == [("6", "price")]
    assert at.ask("SELECT subject, price::text FROM note WHERE id = 6") == [("Baik", "6.50")]


def test_another_cell_of_the_row_merges_and_the_same_one_is_disputed(at: Opened, editor: Clerk) -> None:
    row = cell(at, 8, subject="Punya saya", price="9")
    row["seen"] = {"subject": "tPerihal 8", "price": "t8.50"}
    at.ask("UPDATE note SET subject = 'Punya orang' WHERE id = 8")
    answer = save(editor, [row])
    assert answer.status_code == 422
    (clash,) = answer.json["conflicts"]
    assert (clash["field"], clash["mine"], clash["theirs"]) == ("subject", "Punya saya", "Punya orang")
    assert at.ask("SELECT subject, price::text FROM note WHERE id = 8") == [("Punya orang", "8.50")]
    del row["values"]["subject"]
    assert save(editor, [row]).status_code == 200
    assert at.ask("SELECT subject, price::text FROM note WHERE id = 8") == [("Punya orang", "9.00")]


def test_new_rows_are_added_and_named_as_the_page_knows_them(at: Opened, editor: Clerk) -> None:
    answer = save(editor, [{"new": "t1", "values": {"subject": "Baru", "village": "Desa 3"}}], kind="add")
    assert answer.status_code == 200
    (saved,) = answer.json["saved"]
    assert saved["new"] == "t1" and saved["version"]
    assert at.ask("SELECT subject, village FROM note WHERE id = %s", int(saved["key"])) == [("Baru", 3)]


def test_rows_with_a_composite_key_are_saved_and_deleted(at: Opened, admin: Clerk) -> None:
    seen = str(at.ask("SELECT xmin::text FROM pair WHERE b = ''")[0][0])
    row = {"key": "1,~", "version": seen, "values": {"v": "tiga"}}
    assert save(admin, [row], screen="pair").json["saved"][0]["key"] == "1,~"
    now = str(at.ask("SELECT xmin::text FROM pair WHERE b = ''")[0][0])
    gone = save(admin, [{"key": "1,~", "version": now, "delete": True}], screen="pair", kind="delete")
    assert gone.json["gone"] == ["1,~"]
    assert at.ask("SELECT count(*) FROM pair WHERE b = ''") == [(0,)]


def test_nobody_saves_without_the_right_or_the_token_of_the_page(at: Opened, editor: Clerk) -> None:
    row = cell(at, 20, subject="Diam-diam")
    assert save(at.browser("pembaca"), [row]).status_code == 403
    assert save(at.browser("tamu"), [row]).status_code == 403
    assert save(editor, [{"key": "20", "version": version(at, 20), "delete": True}]).status_code == 403
    bare = editor.client.post("/grid/note/save", json={"rows": [row]})
    assert bare.status_code == 400 and bare.json["message"]
    stranger = at.stranger()
    stranger.csrf = ""
    assert stranger.client.post("/grid/note/save", json={"rows": [row]}).status_code in (400, 401)
    assert at.ask("SELECT subject FROM note WHERE id = 20") == [("Perihal 20",)]


@pytest.mark.parametrize(
    "sent",
    [
        [], {"rows": 1}, {"rows": [1]}, {"rows": [{}]}, {"rows": [{"key": "1", "new": "2"}]},
        {"rows": [{"key": 1}]}, {"rows": [{"key": "1", "values": []}]}, {"rows": [], "mode": "x"},
        {"rows": [{"key": "1"}, {"key": "1"}]}, {"rows": [], "kind": "x"},
        {"rows": [{"new": str(n)} for n in range(5001)]},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(editor: Clerk, sent: object) -> None:
    answer = editor.call("POST", "/grid/note/save", sent)
    assert answer.status_code == 422 and answer.json["message"].endswith((".", "impor."))


@pytest.mark.parametrize(
    "values",
    [{"nothing": "1"}, {"twice": "1"}, {"id": "9"}, {"subject": 7}, {"subject": "\x00"}, {"village": "\x00"}],
)
def test_a_cell_that_nobody_may_write_is_refused_in_words(
    at: Opened, editor: Clerk, values: dict[str, Any]
) -> None:
    answer = save(editor, [cell(at, 30, **values)])
    assert answer.status_code == 422 and answer.json["refused"][0]["sentence"].endswith(".")


def test_a_row_that_is_gone_or_was_never_seen_is_refused(at: Opened, editor: Clerk) -> None:
    answer = save(editor, [{"key": "99999", "version": "1", "values": {"subject": "x"}}])
    assert answer.status_code == 422 and "tidak ditemukan" in answer.json["refused"][0]["sentence"]
    answer = save(editor, [{"key": "31", "values": {"subject": "x"}}])
    assert answer.status_code == 422 and answer.json["refused"]


def test_a_paste_of_five_hundred_rows_tells_its_bad_cells_and_saves_the_others(
    at: Opened, editor: Clerk
) -> None:
    at.ask("INSERT INTO note (subject, price) SELECT 'Tempel ' || n, 1 FROM generate_series(1, 500) n")
    found = at.ask("SELECT id, xmin::text FROM note WHERE subject LIKE 'Tempel%' ORDER BY id")
    rows: Rows = [
        {
            "key": str(key), "version": seen,
            "values": {
                "subject": f"Baris {place}", "price": f"{place},5", "on_day": "01-02-2026", "mood": "baik",
                "village": f"Desa {1 + place % 500}", "done": "ya", "tags": "a, b", "extra": '{"n": 1}',
            },
        }
        for place, (key, seen) in enumerate(found)
    ]  # fmt: skip
    bad = {3: {"price": "x"}, 50: {"on_day": "31-02-2026"}, 77: {"village": "Kembar"}, 200: {"mood": "y"},
           300: {"price": "2000000"}, 301: {"subject": ""}, 499: {"extra": "{"}}  # fmt: skip
    for place, values in bad.items():
        rows[place]["values"] |= values
    at.ask("UPDATE note SET tags = '{z}' WHERE id = %s", found[10][0])
    rows[10]["seen"] = dict.fromkeys(rows[10]["values"], "n") | {
        "subject": "tTempel 11",
        "price": "t1.00",
        "done": "tfalse",
    }
    refused = save(editor, rows)
    assert refused.status_code == 422
    told = {(one["key"], one["field"]) for one in refused.json["refused"]}
    assert told == {(str(found[place][0]), field) for place, values in bad.items() for field in values}
    assert [(one["key"], one["field"]) for one in refused.json["conflicts"]] == [(str(found[10][0]), "tags")]
    assert at.ask("SELECT count(*) FROM note WHERE subject LIKE 'Baris%'") == [(0,)]
    good = save(editor, rows, mode="good")
    assert good.status_code == 200 and len(good.json["saved"]) == 500
    assert at.ask("SELECT count(*) FROM note WHERE subject LIKE 'Baris%'") == [(499,)]
    taken = editor.call("POST", "/grid/note/undo", {})
    assert taken.status_code == 200
    assert at.ask("SELECT count(*) FROM note WHERE subject LIKE 'Tempel%' AND price = 1") == [(500,)]
