"""Filters in addresses: paths, trees, words for days, chips, what cannot be read, and the same in REST."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import parse_qs, quote

from werkzeug.datastructures import MultiDict

from models.description.screen import Along, Condition, Group, Having, Not, Where
from tests.clerk import Clerk
from tests.views.town import Town
from views.filters import wanted, written

LIST = "/data/reports/list/"


def tree(**words: object) -> str:
    return "filter=" + quote(json.dumps(words))


ADDRESSES = [
    ("where.village.name.eq=Desa 02", 2),
    ("where.village.name.starts=desa 0", 17),
    ("where.notes.body.contains=catatan", 1),
    ("where.notes.empty=false", 1),
    ("where.notes.empty=true", 59),
    ("where.tags.has=air bersih", 60),
    ("where.number.ends=5/adu/2026", 6),
    ("where.number.same=0001/adu/2026", 1),
    ("where.story.not_contains=panjang", 59),
    ("where.received_at.lt=today", 60),
    ("where.received_at.between=01-01-2026&where.received_at.between=02-01-2026", 39),
    (tree(any=[{"village.name": "Desa 02"}, {"notes": {"some": {}}}]), 2),
    (tree(notes={"none": {"body": {"contains": "13"}}}), 59),
    (tree(village={"some": {"any": [{"name": "Desa 02"}, {"name": "Desa 03"}]}}), 4),
    (tree(**{"not": {"status": "selesai"}}), 45),
    (tree(all=[{"amount": {"le": "10.005,00"}}, {"amount": {"ge": 10005}}]), 1),
    (tree(status=["selesai", "proses"], done=True), 20),
    (tree(story=None), 0),
    (tree(amount={"between": [1000, 2001]}), 2),
    ("where.status.eq=selesai&" + tree(any=[{"done": True}, {"number": {"starts": "0004"}}]), 6),
]


def test_every_address_finds_its_rows(visitor: Clerk) -> None:
    for query, count in ADDRESSES:
        page = visitor.get(f"{LIST}?{query}")
        assert page.status_code == 200, query
        assert f"{count} laporan" in page.text if count else "Tidak ada laporan yang cocok" in page.text, (
            query
        )


def test_rest_finds_the_same_rows(visitor: Clerk) -> None:
    for query, count in ADDRESSES:
        if "10.005,00" in unescape(query) or "%2C00" in query or "01-01-2026" in query:
            continue  # as people write it: a program writes 10005.00 and 2026-01-01
        answer = visitor.get(f"/api/v1/reports/?count=exact&{query}")
        assert answer.status_code == 200, (query, answer.text)
        assert answer.json["count"] == count, query
    plain = visitor.get("/api/v1/reports/?where.amount.le=10005.000&where.received_at.lt=2026-01-02")
    assert plain.json["count"] == 10


UNREADABLE = [
    "filter={",
    "filter=[]",
    "filter=7",
    "filter=" + quote('{"any": {}}'),
    "filter=" + quote('{"any": []}'),
    "filter=" + quote('{"not": [1]}'),
    "filter=" + quote('{"nothing": 1}'),
    "filter=" + quote('{"village.nothing": 1}'),
    "filter=" + quote('{"subject.nothing": 1}'),
    "filter=" + quote('{"notes.report.village.region": 1}'),
    "filter=" + quote('{"status": {"near": 1}}'),
    "filter=" + quote('{"status": {"eq": {"a": 1}}}'),
    "filter=" + quote('{"status": {"in": [[1]]}}'),
    "filter=" + quote('{"status": {"in": []}}'),
    "filter=" + quote('{"amount": {"eq": NaN}}'),
    "filter=" + quote('{"amount": {"eq": "banyak"}}'),
    "filter=" + quote('{"subject": {"contains": "\\ud800"}}'),
    "filter=" + quote('{"\\ud800": 1}'),
    "filter=" + quote('{"subject": {"contains": "\\u0000"}}'),
    "filter=" + quote('{"subject": {"contains": 5}}'),
    "filter=" + quote('{"notes": {"some": 1}}'),
    "filter=" + quote('{"village": {"some": {}}}'),
    "filter=" + quote('{"status": {"some": {"a": 1}}}'),
    "filter=" + quote('{"not":' * 40 + '{"done":true}' + "}" * 40),
    "filter=" + quote('{"not":' * 800 + "{}" + "}" * 800),
    "filter=" + "[" * 5000,
    "filter=" + quote(json.dumps({"any": [{"done": True}] * 70})),
    "filter=" + "x" * 7000,
    "where.village.nothing.eq=1",
    "where.notes.report.village.name=x",
    "where.received_at.eq=last_0_days",
    "where.notes.empty=mungkin",
]


def test_what_cannot_be_read_is_a_sentence_and_can_be_taken_away(visitor: Clerk) -> None:
    for query in UNREADABLE:
        page = visitor.get(f"{LIST}?{query}&q=x")
        assert page.status_code == 422, query
        assert "Hapus semua saringan" in page.text and "Hapus saringan" in page.text, query
        answer = visitor.get(f"/api/v1/reports/?{query}")
        assert answer.status_code == 422 and answer.json["message"], query


INJECTIONS = ["'; DROP TABLE reports; --", '" OR 1=1', "%27%20OR%201", "${7*7}", "{{7*7}}", "<b>x</b>", "\\"]


def test_a_value_is_never_sql_nor_markup(visitor: Clerk) -> None:
    for text in INJECTIONS:
        for said in (
            {"subject": text},
            {"village.name": {"contains": text}},
            {"notes": {"some": {"body": text}}},
        ):
            page = visitor.get(f"{LIST}?{tree(**said)}")
            assert page.status_code == 200 and "Tidak ada laporan yang cocok" in page.text, said
            assert "<b>x</b>" not in page.text
    for name in INJECTIONS:
        assert visitor.get(f"{LIST}?{tree(**{name: 'x'})}").status_code == 422, name


def chip_links(text: str) -> dict[str, str]:
    found = re.findall(r'href="(\?[^"]*)" aria-label="Hapus saringan ([^"]*)"', text)
    return {unescape(label): unescape(href) for href, label in found}


def test_chips_tell_the_tree_and_each_part_can_go(visitor: Clerk) -> None:
    words = {
        "any": [{"status": ["selesai", "proses"]}, {"village.name": {"starts": "Desa"}}],
        "notes": {"none": {"body": {"contains": "hujan"}}},
        "not": {"received_at": "last_month"},
        "village": "7",
    }
    page = visitor.get(f"{LIST}?{tree(**words)}&view=berjalan")
    assert page.status_code == 200
    text = " ".join(re.sub(r"<[^>]+>", " ", unescape(page.text)).split())
    assert "Status Selesai, Diproses ✕ atau Desa › Name diawali Desa ✕" in text
    assert "Notes tidak ada (Body memuat hujan) ✕" in text
    assert "bukan (Received at bulan lalu) ✕" in text
    assert "Desa Desa 07 ✕" in text
    links = chip_links(page.text)
    left = json.loads(parse_qs(links["Desa › Name"][1:])["filter"][0])
    assert left == {
        "status": ["selesai", "proses"],
        **{key: words[key] for key in ("notes", "not", "village")},
    }
    left = json.loads(parse_qs(links["Notes"][1:])["filter"][0])
    assert left == {key: value for key, value in words.items() if key != "notes"}
    assert parse_qs(links["Notes"][1:])["view"] == ["berjalan"]


def test_two_trees_of_an_address_hold_together(visitor: Clerk) -> None:
    page = visitor.get(f"{LIST}?{tree(notes={'some': {}})}&{tree(village={'some': {'name': 'Desa 02'}})}")
    assert "1 laporan" in page.text
    links = chip_links(page.text)
    assert json.loads(parse_qs(links["Notes"][1:])["filter"][0]) == {"village": {"some": {"name": "Desa 02"}}}
    page = visitor.get(f"{LIST}?{tree(notes={'some': {}})}&filter=x")
    assert json.loads(parse_qs(chip_links(page.text)["Saringan"][1:])["filter"][0]) == {"notes": {"some": {}}}


def test_words_for_days_are_chips_in_words(visitor: Clerk) -> None:
    for value, said in (
        ("last_7_days", "7 hari terakhir"),
        ("next_30_days", "30 hari ke depan"),
        ("5_days_ago", "5 hari lalu"),
        ("in_5_working_days", "5 hari kerja lagi"),
        ("yesterday", "kemarin"),
        ("last_week", "minggu lalu"),
        ("next_year", "tahun depan"),
    ):
        page = visitor.get(f"{LIST}?where.received_at.eq={value}")
        assert page.status_code == 200 and f"<b>Received at</b> {said} " in page.text, value
    page = visitor.get(f"{LIST}?where.received_at.ge=this_month&where.happened_on.le=next_month")
    assert "dari awal bulan ini" in page.text and "sampai akhir bulan depan" in page.text


def test_a_new_search_and_the_plain_form_keep_the_tree(visitor: Clerk) -> None:
    page = visitor.get(f"{LIST}?{tree(notes={'some': {}})}&filters=open")
    assert 'name="filter" value="{&#34;notes&#34;: {&#34;some&#34;: {}}}"' in page.text
    assert 'name="where.subject.contains"' in page.text
    assert "data-builder=" in page.text


def test_the_builder_hears_which_columns_there_are(visitor: Clerk, seen_town: Town) -> None:
    answer = visitor.get("/data/reports/filterable")
    assert answer.status_code == 200
    fields = {one["key"]: one for one in answer.json["fields"]}
    assert fields["village"]["screen"] == "villages" and fields["village"]["type"] == "reference"
    assert {"op": "has", "takes": "one", "label": "berisi"} in fields["tags"]["operators"]
    assert fields["status"]["choices"][0] == ["baru", "Baru"]
    assert [one["key"] for one in answer.json["children"]] == ["notes", "stamps"]
    clerk = seen_town.clerk("pencatat")
    assert clerk.get("/data/reports/filterable").json["children"] == []
    assert clerk.get("/data/notes/filterable").status_code == 403


def test_who_may_not_list_a_screen_does_not_filter_by_it(seen_town: Town) -> None:
    clerk = seen_town.clerk("pencatat")
    assert clerk.get(f"{LIST}?where.village.name.eq=Desa 02").status_code == 200
    page = clerk.get(f"{LIST}?where.notes.empty=false")
    assert page.status_code == 422 and "Anda tidak berhak membuka Notes" in page.text


def test_the_api_describes_its_filters(visitor: Clerk) -> None:
    spec = visitor.get("/api/v1/_openapi").json
    names = {one["name"]: one for one in spec["paths"]["/api/v1/reports/"]["get"]["parameters"]}
    assert "filter" in names and "not_contains" in names["where.subject"]["description"]


def test_a_filtered_list_costs_three_statements(seen_town: Town, visitor: Clerk) -> None:
    query = tree(any=[{"village.name": "Desa 02"}, {"notes": {"some": {}}}])
    visitor.get(f"{LIST}?{query}")
    with seen_town.statements() as seen:
        visitor.get(f"{LIST}?{query}")
    assert len(seen) == 3, "who asks, the page, the number of the tab"


TREES: list[tuple[Where, ...]] = [
    (Condition("status", "eq", "baru"), Condition("amount", "le", "1000.5")),
    (Condition("status", "in", ("baru", "proses")), Condition("received_at", "ge", "this_month")),
    (Group((Condition("secret", "eq", True), Condition("happened_on", "lt", "2026-03-01")), any=True),),
    (Not(Having("notes")), Along("village", Condition("name", "ne", "Desa 01"))),
    (Having("notes", Group((Condition("body", "contains", "a"), Condition("id", "gt", "3")))),),
    (Not(Group((Along("village", Not(Condition("name", "starts", "x"))), Having("stamps")))),),
    (
        Condition("received_at", "between", ("last_30_days", "2026-03-01")),
        Not(Condition("story", "empty", True)),
    ),
]


def test_what_a_card_counts_is_what_its_address_lists(seen_town: Town) -> None:
    screen = seen_town.app.extensions["panel"].screens["reports"]
    with seen_town.app.test_request_context("/"):
        for parts in TREES:
            pairs = written(screen, parts)
            read = {str(one) for one in wanted(screen, MultiDict(pairs))}
            assert read == {str(one) for one in parts}, pairs
