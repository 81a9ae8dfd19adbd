"""A step with the ticked rows of a list, and the same steps for programs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from models import many_moves
from tests.clerk import Clerk
from tests.opened import Opened
from tests.views import flow_office
from tests.views.test_step_pages import dialog, state, text

STEPS, API = "/data/tickets/steps/", "/api/v1/tickets/"


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
def program(office: Opened) -> Clerk:
    return office.program("ani")


def post(clerk: Clerk, address: str, **more: object) -> object:
    return clerk.client.post(address, data={"csrf_token": clerk.csrf, **more})


def test_a_list_offers_what_is_meant_for_many(office: Opened, ani: Clerk) -> None:
    page = ani.get("/data/tickets/list/")
    assert re.findall(r'formaction="/data/tickets/steps/(\w+)"', page.text) == ["mulai", "catat"]
    assert page.text.count('name="key" form="many"') == 5
    assert 'aria-label="Pilih Lampu padam"' in page.text
    assert "/steps/" not in office.browser("budi").get("/data/tickets/list/").text
    assert "/steps/" not in ani.get("/data/units/list/").text


def test_many_rows_are_asked_once_and_told_row_by_row(office: Opened, ani: Clerk) -> None:
    page = post(ani, STEPS + "mulai", key=["1", "2", "3", "99"], same="?view=terbuka")
    assert "3 baris dipilih" in text(page) and state(office, 1) == "baru"
    sent = {**dialog(page), "key": ["1", "2", "3", "99"]}
    done = post(ani, STEPS + "mulai", **{k: v for k, v in sent.items() if k != "csrf_token"})
    said = text(done)
    assert "1 dari 4 baris selesai." in said
    assert "selesai Lampu padam Dimulai: selesai." in said
    assert "belum Ada Judul belum panjang." in said
    assert "belum Pohon tumbang Langkah ini tidak ada di alur kerja baris ini." in said
    assert "Baris tidak ditemukan" in said
    assert 'href="/data/tickets/list/?view=terbuka"' in done.text
    assert (state(office, 1), state(office, 2)) == ("jalan", "baru")


def test_what_many_rows_are_asked_goes_to_each(office: Opened, ani: Clerk) -> None:
    asked = dialog(post(ani, STEPS + "catat", key=["1", "3"]))
    empty = post(ani, STEPS + "catat", key=["1", "3"], token=asked["token"], **{"ask.result": ""})
    assert empty.status_code == 422 and "Wajib diisi." in text(empty)
    for _ in range(2):  # pressed twice
        post(ani, STEPS + "catat", key=["1", "3"], token=asked["token"], **{"ask.result": "Sudah"})
    assert office.ask("SELECT id, result FROM tickets WHERE result IS NOT NULL ORDER BY id") == [
        (1, "Sudah"), (3, "Sudah")
    ]  # fmt: skip
    assert office.ask("SELECT count(*) FROM panel.event") == [(2,)]


def test_nothing_chosen_too_much_chosen_and_what_is_not_for_many(
    office: Opened, ani: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many_moves, "MOST", 500)
    assert post(ani, STEPS + "mulai").status_code == 302
    assert "Tandai dahulu barisnya" in text(ani.get("/data/tickets/list/"))
    assert post(ani, STEPS + "mulai", key=[str(n) for n in range(501)]).status_code == 422
    assert post(ani, STEPS + "usaikan", key=["3"]).status_code == 403
    budi = office.browser("budi")
    assert post(budi, STEPS + "mulai", key=["1"]).status_code == 403


def test_a_program_reads_what_may_be_done_now(office: Opened, program: Clerk) -> None:
    told = program.get(API + "2/transitions").json
    assert (told["id"], told["workflow"], told["state"]["label"]) == ("2", "biasa", "Baru")
    mulai, catat = told["transitions"]
    assert (mulai["name"], mulai["lacking"]) == ("mulai", ["Judul belum panjang"])
    assert catat["ask"] == [
        {
            "name": "result", "label": "Hasil", "help": None, "kind": "text", "required": True,
            "many": False, "options": [], "reference": None,
        }
    ]  # fmt: skip
    assert program.get(API + "5/transitions").status_code == 404
    assert program.get("/api/v1/units/a/transitions").status_code == 404


def test_a_program_takes_a_step_once(office: Opened, program: Clerk) -> None:
    for repeated in (None, True):
        done = program.call("POST", API + "1/transitions/mulai", {"token": "satu"})
        assert done.status_code == 200, done.text
        told = done.json
        assert told.get("repeated") is repeated
        assert (told["id"], told["after"], told["result"]["state"]) == ("1", "jalan", "jalan")
    boss = office.program("budi")
    answers = {"units": ["a", "b"], "tags": ["cepat"], "due_on": "2026-12-01"}
    shared = boss.call("POST", API + "1/transitions/bagi", answers)
    assert shared.json["added"] == {"tasks": ["2", "3"]} and shared.json["numbers"] == []


@pytest.mark.parametrize(
    ("address", "body", "status"),
    [
        ("1/transitions/selesaikan", {}, 403),
        ("1/transitions/tidak_ada", {}, 404),
        ("99/transitions/mulai", {}, 404),
        ("4/transitions/mulai", {}, 409),
        ("2/transitions/mulai", {}, 422),
        ("1/transitions/catat", {"lain": 1}, 422),
        ("1/transitions/catat", {"result": "x", "token": 3}, 422),
    ],
)
def test_a_program_hears_why_not(program: Clerk, address: str, body: object, status: int) -> None:
    refused = program.call("POST", API + address, body)
    assert refused.status_code == status, refused.text
    assert refused.json["message"]


def test_a_browser_needs_its_token_for_the_api(ani: Clerk, office: Opened) -> None:
    assert ani.client.post(API + "1/transitions/mulai", json={}).status_code == 400
    assert state(office, 1) == "baru"


def test_the_description_of_the_api_has_the_steps(office: Opened) -> None:
    paths = office.program("ani").get("/api/v1/_openapi").json["paths"]
    assert "/api/v1/tickets/{pk}/transitions" in paths
    body = paths["/api/v1/tickets/{pk}/transitions/bagi"]["post"]["requestBody"]
    assert body["content"]["application/json"]["schema"]["$ref"].endswith("tickets.bagi")
    assert "/api/v1/units/{pk}/transitions" not in paths


def test_filters_of_the_state_are_told_to_programs(program: Clerk) -> None:
    told = program.get(API + "_info").json["filters"]
    assert {"open", "held"} <= {one["operator"] for one in told["state"]}
    assert "open" not in {one["operator"] for one in told["title"]}
    found = program.get(API + "?q=(filters:!((col:state,opr:held,value:me)))").json
    assert sorted(found["ids"]) == ["1", "2"]


def test_a_step_takes_all_that_match_the_list(office: Opened, ani: Clerk) -> None:
    page = post(ani, STEPS + "mulai", all="1", same="?where.title.contains=Lampu")
    assert "1 baris dipilih" in text(page)
