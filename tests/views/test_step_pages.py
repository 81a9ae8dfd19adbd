"""The steps of a workflow as people press them: buttons, dialogs, what is refused, what comes after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from werkzeug.test import TestResponse

from tests.clerk import Clerk, Forms
from tests.opened import Opened
from tests.views import flow_office

SHOW, STEP = "/data/tickets/show/", "/data/tickets/step/"


@pytest.fixture(scope="module")
def office(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with flow_office.opened(server_url, tmp_path_factory.mktemp("kantor")) as made:
        yield made


@pytest.fixture(autouse=True)
def rows(office: Opened) -> None:
    flow_office.fresh(office)


@pytest.fixture(scope="module")
def ani(office: Opened) -> Clerk:
    return office.browser("ani")


@pytest.fixture(scope="module")
def budi(office: Opened) -> Clerk:
    return office.browser("budi")


def text(page: TestResponse) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def dialog(page: TestResponse) -> dict[str, str]:
    """What a browser would send of the dialog on a page."""
    assert page.status_code in (200, 422), page.text
    return next(fields for _, fields in Forms(page.text).forms if "token" in fields)


def state(office: Opened, key: int) -> object:
    return office.ask("SELECT state FROM tickets WHERE id = %s", key)[0][0]


def test_the_record_shows_the_path_and_the_buttons_of_the_role(ani: Clerk, budi: Clerk) -> None:
    page = ani.get(SHOW + "1")
    assert re.findall(r'<li class="(\w+)"[^>]*><span>(\w+)', page.text) == [
        ("now", "Baru"), ("ahead", "Berjalan"), ("ahead", "Selesai")
    ]  # fmt: skip
    assert 'aria-current="step"' in page.text
    assert '<a class="btn2 p" href="/data/tickets/step/1/mulai"' in page.text
    assert "/workflows/biasa/?state=baru" in page.text
    assert "step/1/mulai" not in budi.get(SHOW + "1").text
    assert re.findall(r"step/4/(\w+)", budi.get(SHOW + "4").text) == ["bagi", "selesaikan"]


def test_a_button_that_lacks_something_is_grey_and_says_what(ani: Clerk) -> None:
    page = ani.get(SHOW + "2")
    assert re.search(
        r"<button[^>]* disabled aria-describedby=\"lacks-mulai\">Mulai</button> "
        r'<small id="lacks-mulai">Judul belum panjang<',
        page.text,
    )
    refused = ani.get(STEP + "2/mulai")
    assert refused.status_code == 422 and "Judul belum panjang." in text(refused)


def test_a_row_without_a_workflow_has_neither(ani: Clerk) -> None:
    page = ani.get(SHOW + "5")
    assert page.status_code == 200 and "/step/" not in page.text and 'class="path"' not in page.text
    assert ani.get(STEP + "5/mulai").status_code == 404


def test_a_step_without_questions_is_confirmed_first(office: Opened, ani: Clerk) -> None:
    page = ani.get(STEP + "1/mulai")
    assert "Pekerjaan dimulai hari ini. Dari Baru ke Berjalan." in text(page)
    assert state(office, 1) == "baru"
    done = ani.send(STEP + "1/mulai", dialog(page))
    assert (done.status_code, done.headers["Location"]) == (302, SHOW + "1")
    assert state(office, 1) == "jalan"
    assert "Dimulai: selesai." in text(ani.get(SHOW + "1"))


def test_the_dialog_begins_with_defaults_and_suggestions(budi: Clerk) -> None:
    page = budi.get(STEP + "4/bagi")
    sent = dialog(page)
    assert sent["ask.note"] == "Perihal Jalan rusak"
    assert re.fullmatch(r"\d\d-\d\d-\d{4}", sent["ask.due_on"])
    assert dialog(budi.get(STEP + "4/selesaikan"))["ask.result"] == "usul: Jalan rusak"


def test_few_rows_are_ticked_and_many_are_searched(budi: Clerk) -> None:
    page = budi.get(STEP + "4/bagi")
    ticks = re.findall(r'type="checkbox" name="ask.units" value="(\w+)"', page.text)
    assert ticks == ["a", "b", "c"]  # the old unit is not offered
    assert re.search(r'<select multiple[^>]*data-several="/data/towns/pick\?column=id"', page.text)


def test_a_part_is_the_dialog_alone(ani: Clerk) -> None:
    page = ani.client.get(STEP + "1/mulai", headers={"X-Fragment": "1"})
    assert "<html" not in page.text and "data-step" in page.text
    assert ani.get(STEP + "1/mulai?part=1").text.count("<html") == 0


def test_what_is_wrong_stands_at_its_box_and_nothing_typed_is_lost(office: Opened, budi: Clerk) -> None:
    sent = {**dialog(budi.get(STEP + "4/bagi")), "ask.note": "Segera\nya", "ask.due_on": "31-02-2026"}
    page = budi.send(STEP + "4/bagi", {**sent, "ask.units": "b"})
    assert page.status_code == 422
    assert "tidak ada di kalender" in text(page) and "Wajib diisi." in text(page)
    again = dialog(page)
    assert again["ask.note"] == "Segera\r\nya" and again["ask.due_on"] == "31-02-2026"
    assert again["token"] == sent["token"]
    assert re.search(r'name="ask.units" value="b" checked', page.text)
    assert office.ask("SELECT count(*) FROM tasks WHERE note LIKE 'Segera%'") == [(0,)]


def test_several_choices_become_several_rows(office: Opened, budi: Clerk) -> None:
    sent = dialog(budi.get(STEP + "4/bagi"))
    data = {
        "csrf_token": budi.csrf,
        **sent,
        "ask.units": ["a", "c"],
        "ask.tags": ["cepat"],
        "ask.towns": ["7", "9"],
    }
    done = budi.client.post(STEP + "4/bagi", data=data)
    assert done.status_code == 302, done.text
    assert office.ask("SELECT unit, note, tags FROM tasks WHERE id > 1 ORDER BY id") == [
        ("a", "Perihal Jalan rusak", ["cepat"]), ("c", "Perihal Jalan rusak", ["cepat"])
    ]  # fmt: skip
    asked = office.ask("SELECT data->'asked'->>'Kota' FROM panel.event")
    assert asked == [("Kota 07, Kota 09",)]


def test_a_double_click_moves_once(office: Opened, budi: Clerk) -> None:
    sent = {**dialog(budi.get(STEP + "4/bagi")), "ask.units": "a", "ask.tags": "cepat"}
    for _ in range(2):
        assert budi.send(STEP + "4/bagi", sent).status_code == 302
    assert office.ask("SELECT count(*) FROM tasks WHERE id > 1") == [(1,)]


def test_the_same_token_counts_for_no_other_row(office: Opened, ani: Clerk) -> None:
    sent = dialog(ani.get(STEP + "1/mulai"))
    ani.send(STEP + "1/mulai", sent)
    ani.send("/data/tickets/step/3/catat", {**sent, "ask.result": "Satu"})
    assert office.ask("SELECT result FROM tickets WHERE id = 3") == [("Satu",)]


def test_the_second_hears_who_was_first(office: Opened, ani: Clerk) -> None:
    ari = office.browser("ari")
    sent = dialog(ari.get(STEP + "1/mulai"))
    ani.send(STEP + "1/mulai", dialog(ani.get(STEP + "1/mulai")))
    late = ari.send(STEP + "1/mulai", sent)
    assert late.status_code == 409
    assert "Sudah dipindahkan oleh Ani Contoh pukul" in text(late)
    assert f'href="{SHOW}1"' in late.text
    assert ari.get(STEP + "1/mulai").status_code == 409


def test_a_wrong_role_is_refused(office: Opened, ani: Clerk, budi: Clerk) -> None:
    assert budi.get(STEP + "1/mulai").status_code == 403
    assert budi.send(STEP + "1/mulai", {"token": "x"}).status_code == 403
    assert office.browser("tamu").get(STEP + "1/mulai").status_code == 403
    assert ani.get(STEP + "1/bukan").status_code == 404
    assert state(office, 1) == "baru"


def test_a_dialog_that_was_open_too_long_comes_again(office: Opened, ani: Clerk) -> None:
    sent = {**dialog(ani.get(STEP + "1/catat")), "csrf_token": "bukan", "ask.result": "Diketik"}
    page = ani.client.post(STEP + "1/catat", data=sent)
    assert page.status_code == 400 and dialog_again(page)["ask.result"] == "Diketik"
    assert office.ask("SELECT count(*) FROM panel.event") == [(0,)]


def dialog_again(page: TestResponse) -> dict[str, str]:
    return next(fields for _, fields in Forms(page.text).forms if "token" in fields)


def test_a_script_is_told_where_to_go(ani: Clerk) -> None:
    sent = {"csrf_token": ani.csrf, **dialog(ani.get(STEP + "1/mulai"))}
    done = ani.client.post(STEP + "1/mulai", data=sent, headers={"X-Fragment": "1"})
    assert (done.status_code, done.headers["X-Go"]) == (204, SHOW + "1")
    assert "Dimulai: selesai." in text(ani.get(SHOW + "1"))


def test_a_computed_state_moves_by_what_is_written(office: Opened, ani: Clerk) -> None:
    page = ani.get("/data/tasks/show/1")
    assert "step/1/jawab" in page.text and 'class="path"' not in page.text
    assert '<span class="tag info" title="Keadaan">Menunggu jawaban</span>' in page.text
    sent = {**dialog(ani.get("/data/tasks/step/1/jawab")), "ask.answer": "Sudah"}
    done = ani.send("/data/tasks/step/1/jawab", sent)
    assert done.status_code == 302, text(done)
    after = ani.get("/data/tasks/show/1")
    assert "Sudah dijawab" in after.text and "/step/" not in after.text


def test_a_list_filters_by_what_is_held(ani: Clerk, budi: Clerk) -> None:
    assert "2 tiket" in text(ani.get("/data/tickets/list/?view=menunggu_saya"))
    assert "1 tiket" in text(budi.get("/data/tickets/list/?view=menunggu_saya"))
    page = text(ani.get("/data/tickets/list/?where.state.held=me&where.state.open=true"))
    assert "State menunggu saya" in page and "State terbuka" in page and "2 tiket" in page
