"""How a list looks: order, density, widths, what stays in sight, groups, sums; by page and by script."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

from models import summing
from tests.clerk import Clerk
from tests.views.test_columns import choose, heads
from tests.views.test_saved_views import numbers, save
from tests.views.town import Town

LIST = "/data/reports/list/"
COLUMNS = "/data/reports/columns"


def groups(page: str) -> list[tuple[str, str]]:
    found = re.findall(r'<li(?: class="on")?>(.*?)</li>', page.partition('class="groups"')[2], re.S)
    cells = [re.sub(r"<[^>]+>", "|", one).split("|") for one in found]
    parts = [[part.strip() for part in one if part.strip()] for one in cells]
    return [(one[0], one[1]) for one in parts if len(one) == 2]  # noqa: PLR2004 - a title and a number


def test_a_script_sets_parts_of_a_look(own_town: Town) -> None:
    clerk = own_town.clerk()
    look = clerk.call(
        "POST", COLUMNS, {"columns": ["status", "number", "hantu"], "widths": {"status": 140}}
    ).json
    assert look["look"] == {"columns": ["status", "number"], "widths": {"status": 140}}
    look = clerk.call("POST", COLUMNS, {"widths": {"number": 90.4}, "frozen": 2, "density": "compact"}).json
    assert look["look"]["widths"] == {"status": 140, "number": 90} and look["look"]["columns"]
    page = clerk.get(LIST).text
    assert heads(clerk) == ["Status", "Number"]
    assert re.search(r'<table class="g stack wide [\w ]*compact" data-frozen="2"><colgroup>', page)
    assert '<col width="140"><col width="90"></colgroup>' in page
    assert clerk.call("POST", COLUMNS, {"columns": None, "widths": None}).json["look"] == {
        "frozen": 2, "density": "compact",
    }  # fmt: skip
    assert "<colgroup>" not in clerk.get(LIST).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"density": "tebal"},
        {"frozen": "dua"},
        {"widths": {"status": "lebar"}},
        {"columns": "status"},
        [1],
        "x",
    ],
)
def test_a_look_that_is_none_is_refused_with_a_sentence(seen_town: Town, wrong: object) -> None:
    answer = seen_town.clerk().call("POST", COLUMNS, wrong)
    assert answer.status_code == 422 and "tidak dapat dibaca" in answer.json["message"]


def test_a_script_without_a_token_sets_nothing(own_town: Town) -> None:
    clerk = own_town.clerk()
    assert clerk.client.post(COLUMNS, json={"density": "compact"}).status_code == 400
    assert own_town.one("SELECT count(*) FROM panel.preference") == 0


def test_columns_move_up_and_down_without_scripts(own_town: Town) -> None:
    clerk = own_town.clerk()
    choose(clerk, "number", "status", "amount", up="amount")
    assert heads(clerk) == ["Number", "Nilai", "Status"]
    choose(clerk, "number", "amount", "status", down="number")
    assert heads(clerk) == ["Nilai", "Number", "Status"]
    ticked = re.findall(r'name="columns" value="(\w+)" checked', clerk.get(LIST).text)
    assert ticked == ["amount", "number", "status"]


def test_the_usual_look_comes_back_whole(own_town: Town) -> None:
    clerk = own_town.clerk()
    usual = heads(clerk)
    choose(clerk, "number", density="roomy", frozen="3", group="status")
    assert "Dikelompokkan" in clerk.get(LIST).text
    choose(clerk, usual="1")
    assert heads(clerk) == usual and own_town.one("SELECT count(*) FROM panel.preference") == 0


def test_a_changed_look_of_a_saved_view_is_the_persons_until_it_is_saved(own_town: Town) -> None:
    clerk = own_town.clerk()
    view = save(clerk, "Ringkas", "where.status.eq=proses&columns=number,status")
    number = view.removeprefix("my.")
    same = {"same": f"?saved={number}&where.status.eq=proses"}
    choose(clerk, "status", "number", "amount", **same)
    page = clerk.get(f"{LIST}?view={view}").text
    assert heads(clerk, f"{LIST}?view={view}") == ["Status", "Number", "Nilai"]
    assert "Ringkas sudah diubah." in page and heads(clerk)[0] == "Number", (
        "the screen's own list is as it was"
    )
    clerk.send(f"/data/reports/views/{number}/keep", same | {"version": "1"})
    assert "sudah diubah" not in clerk.get(f"{LIST}?view={view}").text
    assert own_town.one("SELECT look->'columns' FROM panel.saved_view") == ["status", "number", "amount"]
    clerk.call("POST", COLUMNS, {"view": view, "density": "compact"})
    assert "sudah diubah" in clerk.get(f"{LIST}?view={view}").text
    clerk.send(f"/data/reports/views/{number}/undo", {})
    assert "sudah diubah" not in clerk.get(f"{LIST}?view={view}").text


def test_a_list_is_grouped_with_counts_and_one_group_opens(seen_town: Town) -> None:
    clerk = seen_town.clerk()
    page = clerk.get(f"{LIST}?group=status")
    assert groups(page.text) == [("Diproses", "45"), ("Selesai", "15")], "in the order of the options"
    assert not numbers(page) and "60 laporan" in page.text
    opened = clerk.get(f"{LIST}?group=status&in=is:selesai")
    assert numbers(opened)[:2] == ["0060", "0056"] and 'aria-expanded="true">Selesai' in opened.text
    assert "15 laporan" in opened.text and ("Diproses", "45") in groups(opened.text)
    assert numbers(clerk.get(f"{LIST}?group=status&in=is:selesai&q=Perihal+8")) == ["0008"]


def test_groups_have_the_titles_of_what_they_refer_to(seen_town: Town) -> None:
    found = groups(seen_town.clerk().get(f"{LIST}?group=village&where.village.le=3").text)
    assert found == [("Desa 02", "2"), ("Desa 03", "2"), ("Desa 01", "1")]


def test_days_are_grouped_by_day_month_or_year_in_the_zone_of_the_office(own_town: Town) -> None:
    clerk = own_town.clerk()
    own_town.sql("UPDATE reports SET received_at = '2026-01-31 23:30+08' WHERE id = 7")
    own_town.sql("UPDATE reports SET received_at = '2026-02-01 00:30+08', happened_on = NULL WHERE id = 8")
    months = groups(clerk.get(f"{LIST}?group=received_at").text)
    assert months == [("Februari 2026", "1"), ("Januari 2026", "59")]
    assert numbers(clerk.get(f"{LIST}?group=received_at.month&in=is:2026-02")) == ["0008"]
    assert ("31-01-2026", "1") in groups(clerk.get(f"{LIST}?group=received_at.day").text)
    assert numbers(clerk.get(f"{LIST}?group=received_at.day&in=is:2026-01-31")) == ["0007"]
    assert groups(clerk.get(f"{LIST}?group=happened_on.year").text) == [("2026", "59"), ("Kosong", "1")]
    assert numbers(clerk.get(f"{LIST}?group=happened_on.year&in=empty")) == ["0008"]


def test_a_group_that_cannot_be_is_said_or_left_aside(seen_town: Town) -> None:
    clerk = seen_town.clerk()
    for group in ("extra", "tags", "story.month", "hantu", "received_at.week"):
        assert "Dikelompokkan" not in clerk.get(f"{LIST}?{urlencode({'group': group})}").text, group
        assert clerk.get(f"/data/reports/summary?group={group}").status_code == 422
    for inside in ("is:2026-13", "is:2026", "is:0000-01", "x", "is:2026-1-1-1"):
        assert clerk.get(f"{LIST}?group=received_at.month&in={inside}").status_code == 422, inside


def test_a_group_is_one_statement_more_at_most(seen_town: Town, visitor: Clerk) -> None:
    for address, most in ((f"{LIST}?group=village", 3), (f"{LIST}?group=village&in=is:2", 4)):
        visitor.get(address)
        with seen_town.statements() as asked:
            visitor.get(address)
        assert len(asked) <= most, asked


def test_the_numbers_of_all_filtered_rows_are_added_up(seen_town: Town, visitor: Clerk) -> None:
    def foot(address: str) -> list[str]:
        part = visitor.get(address).text.partition("<tfoot>")[2].partition("</tfoot>")[0]
        return [re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<t[hd].*?</t[hd]>", part)]

    assert foot(LIST)[:2] == ["Jumlah 60 baris", "1.830.915,00"], "not only of the page"
    assert foot(f"{LIST}?where.status.eq=selesai&columns=number,status,amount") == [
        "Jumlah 15 baris",
        "480.240,00",
    ]
    assert foot(f"{LIST}?columns=number,status") == []
    with seen_town.statements() as asked:
        visitor.get(f"{LIST}?columns=amount")
    assert len(asked) == 3, "in the statement that counts"


def test_many_rows_are_added_up_when_somebody_asks(own_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summing, "LIMIT", 20)
    clerk = own_town.clerk()
    page = clerk.get(LIST).text
    assert "<tfoot>" not in page and "Jumlahkan kolom angka" in page
    link = re.findall(r'href="([^"]+)">Σ', page)[0].replace("&amp;", "&")
    assert "1.830.915,00" in clerk.get(LIST + link).text
    told = clerk.get(f"{LIST}?where.status.eq=selesai").text
    assert "480.240,00" in told, "few rows are, whatever the table"


def test_the_menu_offers_no_group_by_what_a_role_does_not_see(seen_town: Town) -> None:
    page = seen_town.clerk().get(LIST).text
    offered = re.findall(
        r'<option value="([\w.]+)"', page.partition('name="group"')[2].partition("</select>")[0]
    )
    assert "status" in offered and "received_at.month" in offered and "village" in offered
    assert "id" not in offered and "extra" not in offered and "tags" not in offered
