"""Somebody else's database, with every type and oddity: each screen lists, shows, adds, edits and
searches, in HTML and in REST; what is saved unchanged is not written; nothing of theirs is altered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from csv import reader
from dataclasses import dataclass
from decimal import Decimal
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg2
import pytest
from openpyxl import load_workbook

from models import grouping
from models.description.screen import Field, Screen
from models.panel import Panel
from models.schema.catalog import Kind
from models.selecting import is_sortable
from tests import foreign
from tests.clerk import Clerk, Forms
from tests.opened import Opened, opened

Record = dict[str, Any]
Catalog = list[tuple[Any, ...]]

CATALOG = (Path(foreign.__file__).parent / "catalog.sql").read_text()


SAMPLE = 12  # rows of one table that a test opens: beyond, a foreign table only repeats itself


@dataclass(frozen=True)
class Visit:
    """The foreign database with a panel on it, its admin at a browser and at a program."""

    opened: Opened
    browser: Clerk
    program: Clerk
    before: Catalog

    @property
    def panel(self) -> Panel:
        return self.opened.panel

    def rows(self, key: str) -> list[Record]:
        listed = self.program.get(f"/api/v1/{key}/?columns=*&size=100")
        assert listed.status_code == 200, (key, listed.text)
        return listed.json["result"]

    def sample(self, key: str) -> list[Record]:
        return self.rows(key)[:SAMPLE]

    def read(self, key: str, pk: str) -> Record:
        shown = self.program.get(f"/api/v1/{key}/{pk}")
        assert shown.status_code == 200, (key, pk, shown.text)
        return shown.json["result"]


def catalog(url: str) -> Catalog:
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(CATALOG)
        return cursor.fetchall()


@pytest.fixture(scope="module")
def theirs(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    before: Catalog = []

    def fill(url: str) -> None:
        foreign.load(url, 2_000)
        before.extend(catalog(url))

    with opened(server_url, fill, tmp_path_factory.mktemp("kantor")) as panel:
        yield Visit(panel, panel.browser(), panel.program(), before)


def editable(screen: Screen, record: Record) -> Record:
    fields = screen.fields
    return {key: value for key, value in record.items() if key in fields and fields[key].editable}


def openable(screens: Panel) -> list[Screen]:
    return [screen for screen in screens.screens.values() if screen.key_columns]


def test_every_screen_lists_in_html_in_rest_and_in_the_grid(theirs: Visit) -> None:
    for key, screen in theirs.panel.screens.items():
        rest = theirs.program.get(f"/api/v1/{key}/")
        page = theirs.browser.get(f"/data/{key}/list/")
        grid = theirs.browser.get(f"/grid/{key}/")
        assert (rest.status_code, page.status_code, grid.status_code) == (200, 200, 200), key
        assert rest.json["count"] >= len(rest.json["result"])
        if screen.key_columns:
            assert all(rest.json["ids"]), key


def test_every_screen_is_exported_whole_and_its_texts_unchanged(theirs: Visit) -> None:
    for key, screen in theirs.panel.screens.items():
        answer = theirs.browser.get(f"/data/{key}/export.xlsx?columns=*")
        assert answer.status_code == 200, (key, answer.text)
        sheet = load_workbook(BytesIO(answer.data)).worksheets[0]
        head, *rows = sheet.iter_rows(values_only=True)
        assert len(rows) == theirs.program.get(f"/api/v1/{key}/?count=exact").json["count"], key
        shown = [one for one in screen.fields.values() if one.label.id in head]
        for record, row in zip(theirs.rows(key), rows, strict=False):
            for one in shown:
                if (
                    one.kind in AS_TEXT
                    and not (one.reference or one.options)
                    and head.count(one.label.id) == 1
                ):
                    told = row[head.index(one.label.id)]
                    assert (told or "") == _in_a_cell(record[one.key]), (key, one.key)
        text = theirs.browser.get(f"/data/{key}/export.csv?columns=*").data.decode("utf-8-sig")
        assert len(list(reader(StringIO(text), delimiter=";"))) == len(rows) + 1, key


AS_TEXT = frozenset({Kind.TEXT, Kind.UUID, Kind.NETWORK, Kind.RANGE, Kind.OTHER})


def _in_a_cell(value: Any) -> str:
    """What a sheet keeps of a text."""
    written = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", value or "")
    return re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", written)


def test_every_screen_is_searched_and_sorted(theirs: Visit) -> None:
    for key, screen in theirs.panel.screens.items():
        for quoted in ("satu+dua", "%25", "12"):
            for address in (f"/api/v1/{key}/?search={quoted}", f"/data/{key}/list/?q={quoted}"):
                assert theirs.browser.get(address).status_code == 200, address
        for name in screen.list:
            order = f"-{name}" if is_sortable(screen.fields[name]) else name
            expected = 200 if order != name else 422
            assert theirs.program.get(f"/api/v1/{key}/?order={order}").status_code == expected, (key, order)


def test_every_screen_is_grouped_added_up_and_kept_as_a_view(theirs: Visit) -> None:
    for key, screen in theirs.panel.screens.items():
        offered = [name for name, _ in offered_groups(theirs, key)]
        able = [one for one in screen.fields.values() if grouping.is_groupable(one)]
        assert offered or all((one.column.name,) == screen.key_columns for one in able), key
        for name in offered[:4]:
            told = theirs.browser.get(f"/data/{key}/summary?{urlencode({'group': name})}")
            assert told.status_code == 200, (key, name, told.text)
            found = told.json["group"]["groups"]
            for one in found[:2]:
                asked = {"group": name, "in": one["in"]}
                if not one["in"] or one["value"] in ("infinity", "-infinity"):
                    continue
                page = theirs.browser.get(f"/data/{key}/list/?{urlencode(asked)}")
                assert page.status_code == 200 and 'aria-expanded="true"' in page.text, (key, name, one)
        same = urlencode({"group": offered[0]} if offered else {})
        sent = theirs.browser.send(f"/data/{key}/views/new", {"name": "Tampilan saya", "same": same})
        assert sent.status_code == 302, (key, sent.text)
        assert theirs.browser.get(sent.headers["Location"]).status_code == 200, key


def offered_groups(theirs: Visit, key: str) -> list[tuple[str, str]]:
    page = theirs.browser.get(f"/data/{key}/list/?view=-").text
    menu = page.partition('name="group"')[2].partition("</select>")[0]
    return [one for one in re.findall(r'<option value="([^"]+)"[^>]*>([^<]*)', menu) if one[0] != "-"]


def test_every_type_can_be_filtered_by_every_operator_it_offers(theirs: Visit) -> None:
    tried = set()
    for key, screen in theirs.panel.screens.items():
        told = theirs.program.get(f"/api/v1/{key}/_info").json
        first = next(iter(theirs.rows(key)), {})
        for name, operators in told["filters"].items():
            for operator in (one["operator"] for one in operators):
                if (screen.fields[name].column.type, operator) in tried:
                    continue
                tried.add((screen.fields[name].column.type, operator))
                value = _filter_value(operator, first.get(name))
                asked = json.dumps({"filters": [{"col": name, "opr": operator, "value": value}]})
                answer = theirs.program.client.get(
                    f"/api/v1/{key}/", query_string={"q": asked}, headers=theirs.program._headers()
                )
                assert answer.status_code in (200, 422), (key, name, operator, answer.text)


def _filter_value(operator: str, value: Any) -> Any:
    if operator == "empty":
        return True
    if operator in ("in", "not_in"):
        return [value, value]
    return [value, value] if operator == "between" else value


def test_pages_lead_to_the_last_row_and_back(theirs: Visit) -> None:
    seen: list[str] = []
    address: str | None = "/api/v1/visit/?size=70&order=-at"
    while address:
        answer = theirs.program.get(address).json
        seen += answer["ids"]
        last, address = address, answer["next"]
    assert len(seen) == len(set(seen)) == answer["count"] == 500
    back = theirs.program.get(last).json
    assert theirs.program.get(back["previous"]).json["next"] is not None


def test_every_row_opens_in_html_and_rest(theirs: Visit) -> None:
    for screen in openable(theirs.panel):
        for record in theirs.sample(screen.key):
            page = theirs.browser.get(f"/data/{screen.key}/show/{record['_key']}")
            assert page.status_code == 200, (screen.key, record["_key"])
            theirs.read(screen.key, record["_key"])


def test_a_row_saved_unchanged_through_rest_is_not_written(theirs: Visit) -> None:
    for screen in openable(theirs.panel):
        for listed in theirs.sample(screen.key) if screen.can_edit else ():
            record = theirs.read(screen.key, listed["_key"])
            # As a client whose numbers are doubles: parsed and written again by any JSON library.
            body = json.loads(json.dumps(editable(screen, record)))
            saved = theirs.program.call(
                "PUT", f"/api/v1/{screen.key}/{record['_key']}", {**body, "_version": record["_version"]}
            )
            assert saved.status_code == 200, (screen.key, record["_key"], saved.text)
            assert saved.json["result"] == record, screen.key


def test_a_row_saved_unchanged_through_its_form_is_not_written(theirs: Visit) -> None:
    for screen in openable(theirs.panel):
        for record in theirs.sample(screen.key) if screen.can_edit else ():
            address = f"/data/{screen.key}/edit/{record['_key']}"
            page = theirs.browser.get(address)
            assert page.status_code == 200, (screen.key, record["_key"], page.text[:500])
            saved = theirs.browser.send(address, _form_of(page.text))
            assert saved.status_code == 302, (screen.key, record["_key"], _problems(saved.text))
            assert theirs.read(screen.key, record["_key"])["_version"] == record["_version"], screen.key


def _form_of(page: str) -> dict[str, str]:
    return next(fields for _, fields in Forms(page).forms if "_version" in fields)


def _problems(page: str) -> str:
    return page[page.find("<main") :][:3000]


def test_every_field_takes_the_value_of_another_row(theirs: Visit) -> None:
    """A value written through REST is the value read back; what the server refuses is a sentence."""
    for screen in openable(theirs.panel):
        rows = theirs.rows(screen.key)[:4]
        for one, other in zip(rows, rows[1:], strict=False):
            for name in editable(screen, one):
                if one[name] != other[name]:
                    _exchange(theirs, screen, one["_key"], name, other[name], one[name])


def _exchange(at: Visit, screen: Screen, pk: str, name: str, value: Any, old: Any) -> None:
    answer = at.program.get(f"/api/v1/{screen.key}/{pk}")
    if answer.status_code == 404:
        return  # the key itself was exchanged
    version = answer.json["result"]["_version"]
    saved = at.program.call("PUT", f"/api/v1/{screen.key}/{pk}", {name: value, "_version": version})
    place = (screen.key, pk, name, value, saved.text)
    assert saved.status_code in (200, 409, 422), place
    if saved.status_code != 200:
        assert saved.json["message"] and "SQL" not in saved.text.upper().replace("POSTGRESQL", ""), place
        return
    assert saved.json["result"][name] == value, place
    again = {name: old, "_version": saved.json["result"]["_version"]}
    restored = at.program.call("PUT", f"/api/v1/{screen.key}/{saved.json['id']}", again)
    assert restored.status_code in (200, 409, 422), place


def test_every_screen_adds_a_row_or_says_why_not(theirs: Visit) -> None:
    added = set()
    for key, screen in theirs.panel.screens.items():
        like = next(iter(theirs.rows(key)), {})
        body = {field.key: _new_value(field, like.get(field.key)) for field in _to_fill(screen)}
        answer = theirs.program.call("POST", f"/api/v1/{key}/", body)
        expected = (201, 422, 409) if screen.can_add else (403,)
        assert answer.status_code in expected, (key, body, answer.text)
        assert answer.status_code == 201 or answer.json["message"], key
        page = theirs.browser.get(f"/data/{key}/add")
        assert page.status_code == (200 if screen.can_add else 403), key
        if answer.status_code == 201:
            added.add(key)
            _removed(theirs, screen, answer.json["id"])
    assert {"skill", "staff", "visit", "resident"} <= added


def test_a_row_of_every_type_is_added_as_a_copy(theirs: Visit) -> None:
    screen = theirs.panel.screens["all_types"]
    for record in theirs.rows("all_types"):
        insertable = [key for key, field in screen.fields.items() if field.insertable and key in record]
        body = {key: record[key] for key in insertable if key != "id"}
        for _ in range(20):  # their sequence is behind their rows
            answer = theirs.program.call("POST", "/api/v1/all_types/", body)
            if answer.status_code == 201:
                break
        assert answer.status_code == 201, answer.text
        made = answer.json["result"]
        assert {key: made[key] for key in body} == body
        assert theirs.program.call("DELETE", f"/api/v1/all_types/{made['_key']}").status_code == 200


def _to_fill(screen: Screen) -> list[Field]:
    keys = {screen.field_of(name) for name in screen.key_columns}
    return [one for one in screen.fields.values() if one.insertable and (one.required or one in keys)]


def _new_value(field: Field, like: Any) -> Any:
    if field.kind is Kind.INTEGER and field.reference is None:
        return 987_654 if field.column.type != "smallint" else 98
    if field.kind is Kind.NUMBER:
        return 98.5
    if field.kind is Kind.TEXT and not field.options and field.reference is None:
        return "Q" * min(field.column.length or 4, 4)
    return like


def _removed(at: Visit, screen: Screen, pk: str) -> None:
    page = at.browser.get(f"/data/{screen.key}/delete/{pk}")
    assert page.status_code == (200 if screen.can_delete else 403), screen.key
    deleted = at.program.call("DELETE", f"/api/v1/{screen.key}/{pk}")
    assert deleted.status_code == 200, (screen.key, pk, deleted.text)
    assert at.program.get(f"/api/v1/{screen.key}/{pk}").status_code == 404


def test_a_row_that_others_need_is_not_deleted_but_explained(theirs: Visit) -> None:
    refused = theirs.program.call("DELETE", "/api/v1/skill/1")
    assert refused.status_code == 409 and refused.json["message"]


def test_unknown_types_are_shown_and_never_edited(theirs: Visit) -> None:
    unknown = [
        (screen.key, field)
        for screen in theirs.panel.screens.values()
        for field in screen.fields.values()
        if field.kind in (Kind.OTHER, Kind.BYTES) and not field.hidden
    ]
    assert unknown
    for key, field in unknown:
        assert not field.editable and not field.insertable, (key, field.key)
        answer = theirs.program.call("POST", f"/api/v1/{key}/", {field.key: "1"})
        assert answer.status_code in (403, 422), (key, field.key)


def test_a_screen_that_cannot_be_written_says_why(theirs: Visit) -> None:
    for key, screen in theirs.panel.screens.items():
        if not (screen.can_add or screen.can_edit or screen.can_delete):
            told = theirs.program.get(f"/api/v1/{key}/_info").json
            assert told["read_only_because"], key
            refused = theirs.program.call("POST", f"/api/v1/{key}/", {})
            assert refused.status_code == 403 and refused.json["message"], key


def test_a_number_keeps_every_digit_on_its_way_through_json(theirs: Visit) -> None:
    record = theirs.rows("all_types")[0]
    long = "12345678901234567890.1234567890123456789"
    body = {"a_free_numeric": long, "a_big": "9223372036854775807", "_version": record["_version"]}
    saved = theirs.program.call("PUT", f"/api/v1/all_types/{record['_key']}", body).json["result"]
    assert Decimal(saved["a_free_numeric"]) == Decimal(long)
    assert saved["a_big"] == "9223372036854775807"
    before = {"a_free_numeric": record["a_free_numeric"], "a_big": record["a_big"]}
    body = {**before, "_version": saved["_version"]}
    assert theirs.program.call("PUT", f"/api/v1/all_types/{record['_key']}", body).status_code == 200


def test_their_own_schemas_are_as_they_were(theirs: Visit) -> None:
    assert catalog(theirs.opened.url) == theirs.before


def test_the_specification_describes_every_screen(theirs: Visit) -> None:
    paths = theirs.program.get("/api/v1/_openapi").json["paths"]
    assert {f"/api/v1/{key}/" for key in theirs.panel.screens} <= set(paths)


COMPOSITE = "/data/composite_reference/list/"
ALONG = [
    ("where.composite_key.title.eq=dua", 1),
    ("where.composite_key.title.ne=dua", 1),
    ("where.composite_key.region=JB", 1),
    ("where.composite_key.title=satu", 0),
    (urlencode({"filter": json.dumps({"composite_key": {"some": {"title": {"starts": "du"}}}})}), 1),
    (urlencode({"filter": json.dumps({"not": {"composite_key.title": "dua"}})}), 1),
]


def test_rows_are_filtered_by_what_a_key_of_several_columns_leads_to(theirs: Visit) -> None:
    for query, count in ALONG:
        listed = theirs.program.get(f"/api/v1/composite_reference/?count=exact&{query}")
        assert (listed.status_code, listed.json["count"]) == (200, count), (query, listed.text)
        page = theirs.browser.get(f"{COMPOSITE}?{query}")
        assert page.status_code == 200 and page.text.count('name="key" form="many"') == count, query
        grid = theirs.browser.get(f"/grid/composite_reference/rows?{query}")
        assert (grid.status_code, len(grid.json["rows"])) == (200, count), query
        csv = theirs.browser.get(f"/data/composite_reference/export.csv?{query}")
        assert len(list(reader(StringIO(csv.text)))) == count + 1, query


def test_the_builder_leads_along_a_key_of_several_columns(theirs: Visit) -> None:
    told = theirs.browser.get("/data/composite_reference/filterable").json
    offered = next(one for one in told["fields"] if one["key"] == "composite_key")
    assert (offered["label"], offered["screen"], offered["operators"]) == (
        "Composite key",
        "composite_key",
        [],
    )
    page = theirs.browser.get(f"{COMPOSITE}?where.composite_key.title.eq=dua&filters=1").text
    nodes = json.loads(unescape(re.search(r'data-nodes="([^"]*)"', page)[1]))  # type: ignore[index]
    assert nodes[0] | {"titles": []} == {
        "kind": "condition", "path": ["composite_key", "title"], "op": "eq", "values": ["dua"], "titles": []
    }  # fmt: skip
    assert "Composite key › Title" in page
