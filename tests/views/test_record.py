"""Record pages: values, links both ways, the rows that belong to a row, buttons by right."""

from __future__ import annotations

import re
from html import unescape

from tests.clerk import Clerk
from tests.views.town import Town

SHOW = "/data/reports/show/"


def test_a_record_shows_every_value_with_its_label(visitor: Clerk) -> None:
    page = visitor.get(f"{SHOW}1")
    assert "<h1>0001/ADU/2026 Perihal 1</h1>" in page.text
    assert "<title>0001/ADU/2026 Perihal 1 · Kantor Uji</title>" in page.text
    for label, value in (
        ("Nilai", "1.000,50"),
        ("Happened on", "Jumat, 2 Januari 2026"),
        ("Tags", "jalan, air bersih"),
    ):
        assert re.search(rf"<dt>{label}</dt><dd[^>]*>{value}</dd>", page.text), label
    assert "Cerita 1\nbaris dua" in page.text


def test_links_lead_both_ways(visitor: Clerk) -> None:
    assert '<a href="/data/villages/show/2">Desa 02</a>' in visitor.get(f"{SHOW}1").text
    assert '<a href="/data/reports/show/1">0001/ADU/2026</a>' in visitor.get("/data/villages/show/2").text


def test_children_are_tabs_and_one_is_open(visitor: Clerk) -> None:
    page = visitor.get(f"{SHOW}1?tab=notes")
    assert 'aria-current="true">Notes 14</a>' in page.text
    assert page.text.count("/data/notes/show/") == 10
    more = re.search(r'href="(/data/notes/list/[^"]+)"', page.text)
    assert more
    in_full = visitor.get(unescape(more[1]))
    assert "14 notes" in in_full.text and "<b>Laporan</b> 0001/ADU/2026 Perihal 1" in in_full.text


def test_a_tab_without_rows_says_so_and_offers_the_first_with_its_parent(visitor: Clerk) -> None:
    page = visitor.get(f"{SHOW}5?tab=notes")
    assert "Belum ada notes untuk data ini." in page.text
    add = re.search(r'href="(/data/notes/add[^"]+)"', page.text)
    assert add
    form = visitor.get(unescape(add[1]))
    assert 'data-title="0005/ADU/2026 Perihal 5"' in form.text
    assert Clerk.form(form)["report"] == "5"
    assert Clerk.form(form)["back"] == "/data/reports/show/5?tab=notes"


def test_an_unknown_tab_opens_the_first(visitor: Clerk) -> None:
    assert visitor.get(f"{SHOW}1?tab=nothing").status_code == 200


def test_buttons_follow_the_rights(seen_town: Town, visitor: Clerk) -> None:
    mine = visitor.get(f"{SHOW}1?tab=notes").text
    assert "/data/reports/edit/1" in mine and "/data/reports/delete/1" in mine and "/data/notes/add" in mine
    theirs = seen_town.clerk("pembaca").get(f"{SHOW}1?tab=notes").text
    assert not re.search(r"/data/\w+/(edit|delete|add)", theirs)


def test_a_row_that_is_gone_is_not_found(visitor: Clerk) -> None:
    for key in ("999", "abc", "1,2", "~", "~00", "9" * 40):
        page = visitor.get(f"{SHOW}{key}")
        assert page.status_code == 404, key
        assert "Baris tidak ditemukan. Mungkin sudah dihapus." in page.text


def test_rows_of_a_view_without_key_cannot_be_opened(visitor: Clerk) -> None:
    assert visitor.get("/data/summary/show/1").status_code == 404


def test_a_record_page_costs_five_statements(seen_town: Town, visitor: Clerk) -> None:
    visitor.get(f"{SHOW}1")
    with seen_town.statements() as asked:
        visitor.get(f"{SHOW}2")
    assert len(asked) <= 5, asked
