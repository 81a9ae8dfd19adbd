"""The start page: what it shows to whom, where its figures lead, and what it costs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from tests.clerk import Clerk
from tests.views import town as towns
from tests.views.town import Town
from views import kept

MONTH = "where.received_at.ge=2026-01-01&where.received_at.le=2026-01-31"


def tiles(page: str) -> dict[str, tuple[str, str, str]]:
    """label -> number, address, tone"""
    found = re.findall(r'<a class="kpi ?([a-z]*)" href="([^"]*)"><b>([^<]*)</b><span>([^<]*)</span>', page)
    return {label: (number, unescape(href), tone) for tone, href, number, label in found}


def counted(clerk: Clerk, address: str) -> str:
    """How many rows the list at an address says that it has."""
    page = clerk.get(address)
    assert page.status_code == 200, page.text
    found = re.search(r'class="sub">(?:± |> )?([\d.]+) ', page.text)
    return found[1] if found else "0"


def test_every_figure_leads_to_as_many_rows(visitor: Clerk) -> None:
    found = tiles(visitor.get("/").text)
    assert list(found) == ["Berjalan", "Rahasia", "Tertunda", "Catatan"]
    assert found["Berjalan"][:2] == ("45", "/data/reports/list/?view=berjalan")
    for number, address, _tone in found.values():
        assert counted(visitor, address) == number


def test_a_tone_is_for_what_there_is(visitor: Clerk) -> None:
    found = tiles(visitor.get("/").text)
    assert found["Rahasia"][0] == "0" and found["Rahasia"][2] == ""
    assert found["Tertunda"][0] == "45" and found["Tertunda"][2] == "late"


def test_a_card_is_for_its_roles_and_for_those_who_may_list_the_screen(seen_town: Town) -> None:
    reader, writer = seen_town.clerk("pembaca").get("/").text, seen_town.clerk("pencatat").get("/").text
    assert "Untuk pembaca" in tiles(reader) and "Untuk pembaca" not in tiles(writer)
    assert "Catatan" in tiles(reader) and "Catatan" not in tiles(writer)
    assert "Catat laporan" in writer and "Catat laporan" not in reader


def test_a_list_shows_its_first_rows_and_leads_to_the_others(visitor: Clerk) -> None:
    page = visitor.get("/").text
    section = page[page.index("Terlama") : page.index("Masuk per bulan")]
    assert re.findall(r'class="t"><a href="/data/reports/show/(\d+)">([^<]*)<', section) == [
        ("1", "Perihal 1"), ("2", "&lt;script&gt;alert(1)&lt;/script&gt;"), ("3", "Perihal 3")
    ]  # fmt: skip
    assert "0001/ADU/2026 · Desa 02 · Diproses" in section
    assert "/data/reports/list/?view=berjalan&amp;order=received_at" in section


def test_who_may_not_open_rows_gets_no_links_to_them(seen_town: Town) -> None:
    page = seen_town.clerk("pencatat").get("/").text
    assert "Perihal 1" in page and "/data/reports/show/" not in page


def test_every_bar_leads_to_as_many_rows(visitor: Clerk) -> None:
    page = visitor.get("/").text
    told = json.loads(re.search(r'<script type="application/json">(.*?)</script>', page, re.S)[1])  # type: ignore[index]
    (series,) = told["series"]
    place = next(n for n, number in enumerate(series["values"]) if number)
    assert told["labels"][place] == "Jan 26" and series["values"][place] == 60
    assert series["links"][place] == f"/data/reports/list/?{MONTH}"
    assert counted(visitor, series["links"][place]) == "60"
    assert 'aria-label="Masuk, Januari 2026: 60">60</a>' in page
    bars = re.findall(r'<tr><th scope="row"><a href="([^"]*)">([^<]*)</a></th><td.*?class="num">(\d+)<', page)
    assert [(label, number) for _, label, number in bars] == [
        ("Desa 02", "2"), ("Desa 03", "2"), ("Lainnya", "41")
    ]  # fmt: skip
    for href, _label, number in bars:
        assert counted(visitor, unescape(href)) == number


def test_the_page_greets_with_the_day_of_the_office(visitor: Clerk) -> None:
    page = visitor.get("/").text
    assert re.search(r"<h1>Selamat (pagi|siang|sore|malam), Petugas Uji</h1>", page)
    assert re.search(r"(Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu), \d{1,2} [A-Z][a-z]+ 20\d\d", page)
    assert re.search(r'<a href="/" aria-current="page">Beranda', page)


def test_the_page_is_read_in_few_statements(seen_town: Town, visitor: Clerk) -> None:
    visitor.get("/")
    with seen_town.statements() as asked:
        visitor.get("/")
    assert len(asked) <= 5, asked


def test_numbers_that_take_long_are_kept_and_the_page_says_so(
    seen_town: Town, visitor: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(seen_town.app.extensions, "panel_numbers", {})
    monkeypatch.setattr(kept, "LONG", 60)
    assert not any("angka dihitung" in visitor.get("/").text for _ in range(2))
    monkeypatch.setattr(kept, "LONG", 0)
    first = visitor.get("/").text
    with seen_town.statements() as asked:
        again = visitor.get("/").text
    assert re.search(r"angka dihitung pukul \d\d\.\d\d\.\d\d", again) and "angka dihitung" not in first
    assert tiles(again) == tiles(first) and not any("UNION ALL" in one for one in asked)
    other = seen_town.clerk("pembaca").get("/").text
    assert "angka dihitung" not in other, "nobody sees what was counted for somebody else"


def test_a_stranger_sees_no_figure(seen_town: Town) -> None:
    page = Clerk(seen_town.app).get("/")
    assert page.status_code == 200
    assert not tiles(page.text) and "Silakan masuk" in page.text and 'href="/login/' in page.text


def test_a_figure_that_cannot_be_counted_leaves_the_menu(own_town: Town) -> None:
    clerk = own_town.clerk()
    own_town.sql("ALTER TABLE reports RENAME COLUMN secret TO hidden")
    page = clerk.get("/")
    assert page.status_code == 200
    assert 'role="alert">Beranda belum dapat ditampilkan.' in page.text and "/data/reports/list/" in page.text


@pytest.fixture
def bare_town(server_url: str, town_template: str, tmp_path: Path) -> Iterator[Town]:
    office = towns.make_office(tmp_path / "kantor")
    (office / "start.yaml").unlink()
    with towns.opened(server_url, town_template, office) as made:
        yield made


def test_an_office_without_a_start_page_shows_its_tables(bare_town: Town) -> None:
    page = bare_town.clerk().get("/").text
    assert re.search(r'<a href="/data/reports/list/">Laporan</a><span>± 60 baris</span>', page)
    assert re.search(r'<a href="/data/summary/list/">Summary</a></li>', page), "nobody counted a view"
    assert "kpi" not in page
