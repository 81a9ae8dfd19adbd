"""Which columns a list shows: the person's choice, remembered, and a way back."""

from __future__ import annotations

import re

from tests.clerk import Clerk
from tests.views.town import Town

LIST = "/data/reports/list/"
CHOOSE = "/data/reports/columns"


def heads(clerk: Clerk, address: str = LIST) -> list[str]:
    head = clerk.get(address).text.partition("<thead>")[2].partition("</thead>")[0]
    found = re.findall(r'<th(?! scope="col" class="tk")[^>]*>(.*?)</th>', head, re.S)
    return [re.sub(r"<[^>]*>|[↑↓\s]+$", "", re.sub(r"<span.*?</span>", "", one)).strip() for one in found]


def choose(clerk: Clerk, *keys: str, **more: str) -> None:
    data = {"csrf_token": clerk.csrf, "columns": list(keys), **more}
    assert clerk.client.post(CHOOSE, data=data).status_code == 302


def test_the_address_may_name_the_columns(seen_town: Town) -> None:
    clerk = seen_town.clerk("pembaca")
    usual = heads(clerk)
    assert heads(clerk, LIST + "?columns=status,number,rahasia") == ["Status", "Number"]
    assert heads(clerk) == usual, "looking once is no choice"


def test_a_choice_is_remembered_for_the_person_alone(own_town: Town) -> None:
    clerk = own_town.clerk()
    usual = heads(clerk)
    choose(clerk, "number", "status", "done")
    assert heads(clerk) == ["Number", "Status", "Done"], "what was there keeps its place"
    assert heads(own_town.clerk()) == ["Number", "Status", "Done"], "the next day too"
    assert heads(own_town.clerk("pembaca")) == usual
    choose(clerk, "status", usual="1")
    assert heads(clerk) == usual and own_town.one("SELECT count(*) FROM panel.preference") == 0


def test_the_filters_stay_while_columns_are_chosen(own_town: Town) -> None:
    clerk = own_town.clerk()
    sent = {"csrf_token": clerk.csrf, "columns": "number", "same": "?view=selesai&q=Perihal&x=//jahat"}
    answer = clerk.client.post(CHOOSE, data=sent)
    assert answer.headers["Location"] == "/data/reports/list/?view=selesai&q=Perihal&x=%2F%2Fjahat"


def test_the_menu_ticks_what_is_shown(seen_town: Town) -> None:
    page = seen_town.clerk("pembaca").get(LIST + "?columns=status").text
    assert re.findall(r'name="columns" value="(\w+)" checked', page) == ["status"]
    assert 'name="columns" value="extra"' in page


def test_filters_are_offered_for_the_columns_that_are_shown(seen_town: Town) -> None:
    page = seen_town.clerk("pembaca").get(LIST + "?columns=happened_on&filters=open").text
    assert 'name="where.happened_on.ge"' in page and 'name="where.subject.contains"' not in page


def test_a_choice_of_columns_costs_nothing_more_once_it_is_known(own_town: Town) -> None:
    clerk = own_town.clerk()
    choose(clerk, "number", "status", "amount", density="compact", frozen="2")
    clerk.get(LIST)
    with own_town.statements() as asked:
        assert heads(clerk) == ["Number", "Status", "Nilai"]
    assert len(asked) == 3, asked


def test_nothing_is_remembered_without_a_token(own_town: Town) -> None:
    clerk = own_town.clerk()
    assert clerk.client.post(CHOOSE, data={"columns": "number"}).status_code == 400
    assert own_town.one("SELECT count(*) FROM panel.preference") == 0
