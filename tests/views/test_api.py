"""REST: one resource per screen, through the same doors and with the same sentences as the pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg2
import pytest

from tests.clerk import Clerk
from tests.opened import Opened, opened

TABLES = """
CREATE TABLE village (id serial PRIMARY KEY, name text NOT NULL UNIQUE, extra jsonb);
CREATE TABLE note (
  id serial PRIMARY KEY, village integer REFERENCES village, size integer CHECK (size < 100),
  price numeric(12, 2), done boolean NOT NULL DEFAULT false, at timestamptz, doc json,
  twice integer GENERATED ALWAYS AS (size * 2) STORED);
CREATE VIEW summary AS SELECT name, count(*) FROM village GROUP BY 1;
INSERT INTO village (name, extra) SELECT 'Desa ' || n, '{"a": [1, 2.50, null]}' FROM generate_series(1, 30) n;
INSERT INTO note (village, size, price, at, doc) VALUES
  (1, 5, 10.50, '2026-01-02 03:04:05.678+07', '{"b":1,  "a": 2.0}'), (2, NULL, NULL, NULL, 'null');
"""


def fill(url: str) -> None:
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        connection.cursor().execute(TABLES)


@pytest.fixture(scope="module")
def at(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with opened(server_url, fill, tmp_path_factory.mktemp("kantor")) as panel:
        yield panel


@pytest.fixture(scope="module")
def program(at: Opened) -> Clerk:
    return at.program()


def made(program: Clerk, name: str) -> dict[str, Any]:
    answer = program.call("POST", "/api/v1/village/", {"name": name})
    assert answer.status_code == 201, answer.text
    return answer.json["result"]


def test_a_list_gives_rows_a_count_keys_and_the_way_on(program: Clerk) -> None:
    first = program.get("/api/v1/note/?size=1&order=id&q=(filters:!((col:id,opr:le,value:2)))").json
    assert first["count"] == 2 and first["count_kind"] == "exact" and first["ids"] == ["1"]
    row = first["result"][0]
    assert row["village"] == 1 and row["_titles"]["village"] == "Desa 1" and row["_version"]
    second = program.get(first["next"]).json
    assert second["ids"] == ["2"] and program.get(second["previous"]).json["ids"] == ["1"]


def test_fab_clients_find_their_rison(program: Clerk) -> None:
    asked = (
        "(filters:!((col:name,opr:sw,value:'Desa 1')),"
        "order_column:name,order_direction:desc,page:1,page_size:5)"
    )
    answer = program.get(f"/api/v1/village/?q={asked}").json
    assert answer["count"] == 11
    assert [row["name"] for row in answer["result"]] == [
        "Desa 14",
        "Desa 13",
        "Desa 12",
        "Desa 11",
        "Desa 10",
    ]


def test_only_the_columns_asked_for_are_sent(program: Clerk) -> None:
    row = program.get("/api/v1/village/?columns=name&size=1").json["result"][0]
    assert set(row) == {"name", "_key", "_version", "_title", "_titles"}


def test_a_record_has_its_version_as_etag_and_its_own_types(program: Clerk) -> None:
    answer = program.get("/api/v1/note/1")
    record = answer.json["result"]
    assert answer.headers["ETag"] == f'"{record["_version"]}"'
    assert record["price"] == 10.5 and record["doc"] == {"b": 1, "a": 2.0} and record["done"] is False
    assert record["at"] == "2026-01-02 03:04:05.678+07"


def test_a_view_without_a_key_is_listed_and_not_written(program: Clerk) -> None:
    assert set(program.get("/api/v1/summary/").json["ids"]) == {None}
    refused = program.call("POST", "/api/v1/summary/", {"name": "x"})
    assert refused.status_code == 403 and "view" in refused.json["message"]


def test_a_new_row_answers_with_itself_and_its_address(program: Clerk) -> None:
    answer = program.call("POST", "/api/v1/note/", {"village": 3, "price": "1234.5", "doc": [1, {"a": None}]})
    assert answer.status_code == 201
    record = program.get(answer.headers["Location"]).json["result"]
    assert record == answer.json["result"] and record["doc"] == [1, {"a": None}] and record["price"] == 1234.5


def test_a_duplicate_is_a_sentence_at_its_field_without_sql(program: Clerk) -> None:
    answer = program.call("POST", "/api/v1/village/", {"name": "Desa 1"})
    (problem,) = answer.json["problems"]
    assert (
        answer.status_code == 422 and problem["field"] == "name" and problem["label"] and problem["sentence"]
    )
    assert "INSERT" not in answer.text and "psycopg2" not in answer.text


def test_every_problem_is_named_at_once(program: Clerk) -> None:
    answer = program.call("POST", "/api/v1/note/", {"size": "many", "done": "perhaps"})
    assert {one["field"] for one in answer.json["problems"]} == {"size", "done"}


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"colour": "red"}, "colour"),
        ({"twice": 2}, ""),
        ({"_other": 1}, "_other"),
        ({"name\ud800": 1}, "name"),
    ],
)
def test_a_field_that_is_unknown_or_fixed_is_refused_by_name(program: Clerk, body: Any, word: str) -> None:
    answer = program.call("POST", "/api/v1/note/", body)
    assert answer.status_code == 422 and word in answer.json["problems"][0]["sentence"]


def test_a_change_needs_the_version_that_was_read(program: Clerk) -> None:
    row = made(program, "Tanpa versi")
    answer = program.call("PUT", f"/api/v1/village/{row['_key']}", {"name": "Lain"})
    assert answer.status_code == 422 and "_version" in answer.json["message"]


def test_the_version_may_come_as_if_match(program: Clerk) -> None:
    row = made(program, "Dengan kepala")
    headers = {**program._headers(), "If-Match": f'"{row["_version"]}"'}
    answer = program.client.patch(f"/api/v1/village/{row['_key']}", json={"name": "Baru"}, headers=headers)
    assert answer.status_code == 200 and answer.json["result"]["name"] == "Baru"


def test_nobody_overwrites_what_somebody_else_saved_meanwhile(at: Opened, program: Clerk) -> None:
    row = made(program, "Direbut")
    at.ask("UPDATE village SET name = 'Punya orang' WHERE name = 'Direbut'")
    answer = program.call(
        "PUT", f"/api/v1/village/{row['_key']}", {"name": "Punya saya", "_version": row["_version"]}
    )
    assert answer.status_code == 409
    assert answer.json["differences"] == [{"field": "name", "mine": "Punya saya", "theirs": "Punya orang"}]
    assert program.get(f"/api/v1/village/{row['_key']}").json["result"]["name"] == "Punya orang"


def test_json_that_only_looks_different_is_not_written(program: Clerk) -> None:
    for pk in ("1", "2"):
        record = program.get(f"/api/v1/note/{pk}").json["result"]
        body = {"doc": json.loads(json.dumps(record["doc"], sort_keys=True)), "_version": record["_version"]}
        answer = program.call("PUT", f"/api/v1/note/{pk}", body)
        assert answer.json["result"]["_version"] == record["_version"], answer.text


def test_a_row_is_deleted_at_the_version_that_was_read(at: Opened, program: Clerk) -> None:
    row = made(program, "Dihapus")
    address = f"/api/v1/village/{row['_key']}"
    at.ask("UPDATE village SET extra = '{}' WHERE name = 'Dihapus'")
    headers = {**program._headers(), "If-Match": f'"{row["_version"]}"'}
    assert program.client.delete(address, headers=headers).status_code == 409
    assert program.call("DELETE", address).status_code == 200
    assert program.call("DELETE", address).status_code == 404


def test_a_row_that_is_needed_is_not_deleted(program: Clerk) -> None:
    answer = program.call("DELETE", "/api/v1/village/1")
    assert answer.status_code == 409 and answer.json["message"]


def test_a_browser_writes_only_with_the_token_of_its_page(at: Opened) -> None:
    browser = at.browser()
    address = "/api/v1/village/"
    assert browser.client.post(address, json={"name": "Palsu"}).status_code == 400
    assert browser.call("POST", address, {"name": "Dari halaman"}).status_code == 201
    assert (
        browser.client.post(address, json={"name": "Palsu"}, headers={"X-CSRFToken": "x"}).status_code == 400
    )


def test_a_token_that_opens_nothing_is_answered_in_words(at: Opened) -> None:
    for token in ("", "Bearer nonsense", "Bearer a.b.c", "Bearer ", "Basic eDp5"):
        answer = at.app.test_client().get("/api/v1/village/", headers={"Authorization": token})
        assert answer.status_code == 401 and "masuk" in answer.json["message"], token


def test_roles_do_what_office_yaml_says(at: Opened) -> None:
    reader, editor, guest = at.program("pembaca"), at.program("editor"), at.program("tamu")
    assert guest.get("/api/v1/village/").status_code == 403
    assert reader.get("/api/v1/village/1").status_code == 200
    assert reader.call("POST", "/api/v1/village/", {"name": "x"}).status_code == 403
    assert editor.call("DELETE", "/api/v1/village/9").status_code == 403
    assert reader.get("/api/v1/village/_info").json["permissions"] == ["list", "show"]


BODIES = [
    b"",
    b"null",
    b"[]",
    b"{",
    b"\xff\xfe\x00",
    b'{"a": 1e999999999}',
    b'{"size": ' + b"9" * 4000 + b"}",
    b'{"size": ' + b"9" * 5000 + b"}",
    b'{"doc": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    b'{"doc": ' + b"[" * 900 + b"]" * 900 + b"}",
    b'{"doc": "\\u0000"}',
    b'{"doc": "\\ud800"}',
    b'{"at": "\\u0000"}',
    b'{"at": "yesterdayish"}',
    b'{"at": 5}',
    b'{"village": {"id": 1}}',
    b'{"village": [1]}',
    b'{"village": true}',
    b'{"village": 99999999999}',
    b'{"village": 1.5}',
    b'{"village": "1; DROP TABLE note"}',
    b'{"price": "NaN"}',
    b'{"price": 1e400}',
    b'{"price": NaN}',
    b'{"done": null}',
    b'{"done": 1}',
    b'{"size": 100}',
    b'{"size": "' + "٣".encode() + b'"}',
    b'{"_version": 5, "size": 1}',
    b'{"_version": {"a": 1}, "size": 1}',
    b'{"_version": "\\u0000", "size": 1}',
]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_no_body_is_worth_a_500(program: Clerk, body: bytes) -> None:
    for method, address in (
        ("POST", "/api/v1/note/"),
        ("PUT", "/api/v1/note/1"),
        ("PUT", "/api/v1/note/7777"),
    ):
        answer = program.client.open(
            address, method=method, data=body, headers=program._headers(), content_type="application/json"
        )
        assert answer.status_code in (201, 404, 409, 422), (method, answer.text)
        assert answer.status_code == 201 or answer.json["message"]


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "", "a/b; c=\xff"]
)
def test_a_body_that_is_not_declared_as_json_is_refused(program: Clerk, content_type: str) -> None:
    headers = {**program._headers(), "Content-Type": content_type}
    answer = program.client.post("/api/v1/note/", data=b'{"size": 1}', headers=headers)
    assert answer.status_code == 422 and "JSON" in answer.json["message"]


@pytest.mark.parametrize(
    "asked",
    [
        "cursor=nonsense",
        "cursor=%00",
        "cursor=" + "A" * 5000,
        "view=nothing",
        "view=%FF%FE",
        "search=%00",
        "search=%FF",
        "search=" + "a" * 5000,
        "search=%27%22%5C%3A%2A%26%7C%21()",
        "size=-1",
        "size=99999999999999999999",
        "order=nothing",
        "order=doc",
        "order=,,,",
        "columns=nothing",
        "columns=%00",
        "q=(",
        "q=%00",
        "q=" + "(" * 5000,
        "q=(page:999999999)",
        "q=(filters:!((col:size,opr:eq,value:many)))",
        "q=(filters:!((col:size,opr:nothing,value:1)))",
        "q=(filters:!((col:size,opr:in,value:!())))",
        "q=(filters:!((col:at,opr:before,value:'0000-99-99')))",
        "q=(filters:!((col:doc,opr:ct,value:!n)))",
        'q={"filters":[{"col":"size","opr":"eq","value":1e400}]}',
        'q={"filters":[{"col":"size","opr":"eq","value":99999999999999999999999}]}',
        'q={"filters":[{"col":"doc","opr":"ct","value":"\\ud800"}]}',
        'q={"filters":[{"col":"size","opr":"between","value":[{},[]]}]}',
    ],
)
def test_no_question_is_worth_a_500(program: Clerk, asked: str) -> None:
    answer = program.get(f"/api/v1/note/?{asked}")
    assert answer.status_code in (200, 404, 422), answer.text
    assert answer.status_code == 200 or answer.json["message"]


@pytest.mark.parametrize(
    "pk", ["7777", "x", "~", "~00", "~FF", "1,2", "%00", "%FF", "9" * 500, "1;2", "_other"]
)
def test_a_key_that_no_row_has_is_not_found(program: Clerk, pk: str) -> None:
    assert program.get(f"/api/v1/note/{pk}").status_code == 404
    assert program.call("DELETE", f"/api/v1/note/{pk}").status_code in (404, 422)


def test_the_specification_holds_together(at: Opened) -> None:
    spec = at.program("pembaca").get("/api/v1/_openapi").json
    text = json.dumps(spec)
    for part in text.split('"#/')[1:]:
        found: Any = spec
        for step in part.partition('"')[0].split("/"):
            found = found[step]
    assert spec["components"]["schemas"]["note.new"]["properties"]["size"]["title"]
    assert at.browser().get("/swagger/v1").status_code == 200


def test_the_specification_shows_nobody_more_than_they_may_list(at: Opened) -> None:
    assert not any("village" in path for path in at.program("tamu").get("/api/v1/_openapi").json["paths"])
