"""List pages: cells, order, search, views, filters, pages, and what they cost."""

from __future__ import annotations

import re
from html import unescape

import pytest
from werkzeug.test import TestResponse

from tests.clerk import Clerk
from tests.views.town import Town

LIST = "/data/reports/list/"


def numbers(page: TestResponse) -> list[str]:
    """The numbers of the reports on a page, in order."""
    assert page.status_code == 200, page.text
    return re.findall(r">(\d{4})/ADU/2026<", page.text)


def link(page: TestResponse, name: str) -> str:
    found = re.search(rf'href="([^"]+)"[^>]*>[^<]*{name}', page.text)
    assert found, name
    return unescape(found[1])


def text(page: TestResponse) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def test_a_list_shows_values_as_people_write_them(visitor: Clerk) -> None:
    page = visitor.get(f"{LIST}?order=number")
    assert "1.000,50" in page.text
    assert "01-01-2026 09.00" in page.text
    assert "60 laporan" in page.text
    assert '<span class="tag info">Diproses</span>' in page.text
    assert '<span class="tag gray">Tidak</span>' in page.text


def test_what_people_typed_is_never_markup(visitor: Clerk) -> None:
    page = visitor.get(f"{LIST}?order=number")
    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def test_a_long_text_is_cut_and_whole_in_its_tooltip(visitor: Clerk) -> None:
    page = visitor.get(f"{LIST}?order=number")
    cell = re.search(r'<td data-label="Story" title="([^"]*)">([^<]*)…</td>', page.text)
    assert cell and unescape(cell[1]).endswith('"tamat"')
    assert len(cell[2]) <= 120


def test_references_and_the_first_column_are_links(visitor: Clerk) -> None:
    page = visitor.get(f"{LIST}?order=number")
    assert '<a href="/data/reports/show/1">0001/ADU/2026</a>' in page.text
    assert '<a href="/data/villages/show/2">Desa 02</a>' in page.text


def test_pages_follow_each_other_both_ways(visitor: Clerk) -> None:
    first = visitor.get(f"{LIST}?order=number")
    second = visitor.get(LIST + link(first, "Berikutnya"))
    last = visitor.get(LIST + link(first, "Terakhir"))
    assert numbers(first) == [f"{n:04}" for n in range(1, 26)]
    assert numbers(second) == [f"{n:04}" for n in range(26, 51)]
    assert numbers(last)[-1] == "0060"
    assert numbers(visitor.get(LIST + link(second, "Sebelumnya"))) == numbers(first)
    assert numbers(visitor.get(LIST + link(last, "Pertama"))) == numbers(first)
    assert "Berikutnya" not in last.text


def test_a_head_sorts_and_turns_the_order_around(visitor: Clerk) -> None:
    page = visitor.get(LIST)
    assert 'aria-sort="descending"' in page.text
    upwards = visitor.get(LIST + link(page, "Nilai"))
    assert numbers(upwards)[0] == "0001"
    assert numbers(visitor.get(LIST + link(upwards, "Nilai")))[0] == "0060"


def test_the_quick_search_finds_and_keeps_the_order(visitor: Clerk) -> None:
    page = visitor.get(f"{LIST}?q=Perihal+5&order=-number")
    assert numbers(page) == [
        "0059",
        "0058",
        "0057",
        "0056",
        "0055",
        "0054",
        "0053",
        "0052",
        "0051",
        "0050",
        "0005",
    ]
    assert '<input type="hidden" name="order" value="-number">' in page.text


def test_saved_views_are_tabs_with_live_numbers(visitor: Clerk) -> None:
    page = visitor.get(LIST)
    assert 'Selesai <span class="tag gray">15</span>' in page.text
    chosen = visitor.get(LIST + link(page, "Selesai"))
    assert "15 laporan" in chosen.text
    assert 'aria-current="page">Selesai <span class="tag gray">15</span>' in chosen.text


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("where.status.eq=selesai", 15),
        ("where.status.in=selesai&where.status.in=proses", 60),
        ("where.amount.le=10.005,00", 10),
        ("where.happened_on.ge=2026-02-28", 3),
        ("where.happened_on.ge=28-02-2026", 3),
        ("where.received_at.ge=2026-01-03&where.received_at.le=2026-01-03", 21),
        ("where.village.eq=1", 1),
        ("where.village.eq=99999999999999999999", 0),
        ("where.done.eq=true", 20),
        ("where.story.contains=panjang", 1),
        ("where.number.empty=true", 0),
        ("where.status.eq=", 60),
        ("where.status.eq=selesai&where.amount.le=10.005,00", 2),
    ],
)
def test_filters_come_from_the_address(visitor: Clerk, query: str, count: int) -> None:
    page = visitor.get(f"{LIST}?{query}")
    assert page.status_code == 200
    assert f"{count} laporan" in page.text


def test_an_active_filter_is_a_chip_that_can_be_taken_away(visitor: Clerk) -> None:
    page = visitor.get(f"{LIST}?where.status.eq=selesai&where.amount.le=10005&q=Perihal")
    assert "<b>Status</b> Selesai" in page.text
    assert "<b>Nilai</b> paling banyak 10.005" in page.text
    named = visitor.get(f"{LIST}?where.village.eq=7&where.received_at.ge=2026-01-02")
    assert "<b>Desa</b> Desa 07" in named.text and "<b>Received at</b> dari 02-01-2026" in named.text
    away = re.search(r'href="([^"]+)" aria-label="Hapus saringan Status"', page.text)
    assert away and unescape(away[1]) == "?where.amount.le=10005&q=Perihal"


@pytest.mark.parametrize(
    "query",
    [
        "where.status.near=x",
        "where.nothing.eq=x",
        "where.amount.eq=banyak",
        "where.happened_on.eq=31-02-2026",
        "order=story,nothing",
        "where.amount.between=1",
    ],
)
def test_a_filter_that_means_nothing_is_a_sentence(visitor: Clerk, query: str) -> None:
    page = visitor.get(f"{LIST}?{query}")
    assert page.status_code == 422
    assert "Daftar ini belum dapat ditampilkan." in page.text
    assert "Hapus semua saringan" in page.text


@pytest.mark.parametrize("query", ["view=gone", "cursor=x", "cursor=bnVsbA", "child=a,b&of=1"])
def test_a_place_that_does_not_exist_is_not_found(visitor: Clerk, query: str) -> None:
    assert visitor.get(f"{LIST}?{query}").status_code == 404


@pytest.mark.parametrize(
    "query", ["size=999999", "size=-1", "size=²", "page=abc", "page=99999999999999999999"]
)
def test_sizes_and_page_numbers_are_taken_with_care(visitor: Clerk, query: str) -> None:
    assert visitor.get(f"{LIST}?{query}").status_code == 200


def test_an_empty_list_says_so_and_offers_the_first(visitor: Clerk) -> None:
    assert (
        "<p>Belum ada empties.</p>\n"
        '  <p><a class="btn2 p" href="/data/empties/add">Catat yang pertama</a></p>'
        in visitor.get("/data/empties/list/").text
    )
    assert "Tidak ada laporan yang cocok." in visitor.get(f"{LIST}?q=takada").text


def test_a_list_without_key_is_read_only_and_says_why(visitor: Clerk) -> None:
    for key in ("diary", "summary"):
        page = visitor.get(f"/data/{key}/list/")
        assert page.status_code == 200
        assert "hanya bisa dibaca" in text(page)
        assert f"/data/{key}/add" not in page.text and f"/data/{key}/show" not in page.text


def test_buttons_follow_the_rights(seen_town: Town) -> None:
    assert "/data/reports/add" in seen_town.clerk("petugas").get(LIST).text
    assert "/data/reports/add" not in seen_town.clerk("pembaca").get(LIST).text
    listed = seen_town.clerk("pencatat").get(LIST)
    assert "/data/reports/show/" not in listed.text and "/data/villages/show/" not in listed.text
    assert "Desa 40" in listed.text


def test_who_may_not_list_is_refused(seen_town: Town) -> None:
    assert seen_town.clerk("pencatat").get("/data/notes/list/").status_code == 403
    sent_away = Clerk(seen_town.app).get(LIST)
    assert sent_away.status_code == 302 and "/login/" in sent_away.headers["Location"]


def test_a_list_page_costs_three_statements(seen_town: Town, visitor: Clerk) -> None:
    visitor.get(LIST)
    with seen_town.statements() as asked:
        visitor.get(f"{LIST}?order=number")
    assert len(asked) == 3, asked


def test_the_first_list_page_ever_costs_six_statements_at_most(own_town: Town) -> None:
    clerk = own_town.clerk()
    with own_town.statements() as asked:
        assert clerk.get(LIST).status_code == 200
    assert len(asked) <= 6, asked


def test_a_list_page_is_small(visitor: Clerk) -> None:
    assert len(visitor.get(LIST).data) < 60_000


def test_the_frame_of_one_person_is_not_shown_to_another(seen_town: Town, visitor: Clerk) -> None:
    assert "Petugas Uji" in visitor.get(LIST).text
    other = seen_town.clerk("pembaca").get(LIST).text
    assert "Pembaca Uji" in other and "Petugas Uji" not in other


def test_the_page_has_no_inline_scripts(visitor: Clerk) -> None:
    for address in (LIST, "/data/reports/show/1", "/data/reports/edit/1", "/data/reports/delete/1"):
        html = visitor.get(address).text
        content = html[html.index('<main class="panel"') : html.index("</main>")]
        assert not re.search(r"<script(?![^>]* src=)|\son\w+=", content), address
        assert "style=" not in content, address
