"""The survey for people without an account: a code is good once, a kiosk leads nowhere, nobody is known."""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from app.database import engine_for
from app.surveying import limits
from models import survey_tokens
from models.errors import TooMany
from models.survey import QUESTIONNAIRE
from tests.clerk import Clerk
from tests.opened import Opened, filled, opened
from tests.survey_office import FORMS, SCREEN, SKM

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def at(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("kantor")
    (folder / "screens").mkdir()
    (folder / "screens" / "forms.yaml").write_text(SCREEN, encoding="utf-8")
    with opened(server_url, filled(FORMS), folder, SKM) as panel:
        yield panel


@pytest.fixture(autouse=True)
def fresh(at: Opened) -> None:
    at.ask("TRUNCATE forms; TRUNCATE panel.survey_token; TRUNCATE panel.login_try")


def code_for(at: Opened, service: str | None = "surat", now: datetime | None = None) -> str:
    with engine_for(at.url).begin() as connection:
        return survey_tokens.link(connection, service, now or datetime.now(UTC))[0]


def answered(somebody: Clerk, here: str, place: int, **more: str) -> TestResponse:
    page = somebody.get(f"{here}?ke={place}")
    assert page.status_code == 200, page.text
    return somebody.client.post(here, data={**somebody.form(page), "ke": str(place), **more})


def through(somebody: Clerk, here: str, *, service: str = "") -> TestResponse:
    """Every question answered with 3, the profile and the suggestion skipped."""
    place, answer = 1, None
    if service:
        answered(somebody, here, 1, jawab=service)
        place = 2
    for _ in range(10):
        answer = answered(somebody, here, place, jawab="3")
        place += 1
    for _ in range(5):
        answer = answered(somebody, here, place, lewati="1")
        place += 1
    assert answer is not None
    return answer


def test_a_code_is_good_for_one_form_about_its_service(at: Opened) -> None:
    code, somebody = code_for(at), at.stranger()
    here = f"/survei/{code}"
    start = somebody.get(here)
    assert "Surat keterangan" in start.text and "<script" not in start.text
    assert through(somebody, here).headers["Location"] == "/survei/selesai"
    row = "SELECT form_number, source, service, slot IS NOT NULL, sarana, extra, suggestion FROM forms"
    assert at.ask(row) == [(None, "tautan", "surat", True, 3, {"aman": 3}, None)]
    assert somebody.get(here).status_code == 404
    assert at.ask("SELECT 1 FROM panel.survey_token WHERE expires_at > now()") == []


def test_nothing_that_is_kept_leads_from_a_form_to_a_code_or_a_person(at: Opened) -> None:
    code, somebody = code_for(at), at.stranger()
    kept = str(at.ask("SELECT * FROM panel.survey_token"))
    assert code not in kept
    through(somebody, f"/survei/{code}")
    told = str(at.ask("SELECT * FROM forms")) + str(at.ask("SELECT h::text FROM panel.history h"))
    assert code not in told and survey_tokens.digest(code) not in told
    assert "127.0.0.1" not in told


def test_two_who_send_with_one_code_make_one_form(at: Opened) -> None:
    code = code_for(at)
    engine, found = engine_for(at.url), []

    def use() -> None:
        with engine.begin() as connection:
            used = survey_tokens.use(connection, code, datetime.now(UTC))
            if used:
                connection.execute(sa.text("SELECT pg_sleep(0.2)"))
            found.append(used)

    both = [threading.Thread(target=use) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    engine.dispose()
    assert sorted(found) == [False, True]


def twice(somebody: Clerk, here: str) -> list[str]:
    """The last button pressed twice: the browser sends the same cookie again, and shows the second answer."""
    place = 15
    page = somebody.get(f"{here}?ke={place}")
    form = {**somebody.form(page), "ke": str(place), "jawab": "Terima kasih"}
    cookies = {one.key: one.value for one in somebody.client._cookies.values()}
    answers = []
    for _ in range(2):
        for key, value in cookies.items():
            somebody.client.set_cookie(key, value, path="/survei" if key == "survei_kios" else "/")
        answers.append(somebody.client.post(here, data=form).headers.get("Location", "none"))
    return answers


def test_a_double_click_on_the_last_button_sends_one_form_and_is_thanked(at: Opened) -> None:
    somebody, here = at.stranger(), f"/survei/{code_for(at)}"
    answered(somebody, here, 1, jawab="3")
    assert twice(somebody, here) == ["/survei/selesai", "/survei/selesai"]
    screen = kiosk(at, "surat")
    answered(screen, "/survei/kios", 1, jawab="3")
    assert twice(screen, "/survei/kios") == ["/survei/kios?selesai"] * 2
    assert at.ask("SELECT source FROM forms ORDER BY id") == [("tautan",), ("kios",)]


def test_what_notes_a_sent_form_opens_nothing(at: Opened) -> None:
    with engine_for(at.url).begin() as connection:
        now = datetime.now(UTC)
        assert survey_tokens.sent(connection, "mark-of-a-browser", now)
        assert not survey_tokens.sent(connection, "mark-of-a-browser", now)
        assert survey_tokens.find(connection, "mark-of-a-browser", "link", now) is None


def test_the_questions_come_in_the_printed_order_and_one_can_go_back(at: Opened) -> None:
    somebody, here = at.stranger(), f"/survei/{code_for(at)}"
    elements = at.panel.office.survey
    assert elements is not None
    for place, key in enumerate(QUESTIONNAIRE, 1):
        assert elements.element(key).question in somebody.get(f"{here}?ke={place}").text
    assert answered(somebody, here, 2, jawab="4").headers["Location"].endswith("?ke=3")
    assert answered(somebody, here, 3, kembali="1").headers["Location"].endswith("?ke=2")
    assert 'value="4" class="on"' in somebody.get(f"{here}?ke=2").text
    refused = answered(somebody, here, 3, jawab="5")
    assert refused.status_code == 422 and "Pilih salah satu" in refused.text


def test_what_the_database_refuses_is_said_at_its_question(at: Opened) -> None:
    somebody, here = at.stranger(), f"/survei/{code_for(at)}"
    answered(somebody, here, 1, jawab="3")
    answered(somebody, here, 12, jawab="7")
    last = answered(somebody, here, 15, jawab="")
    assert last.status_code == 422 and "Pertanyaan 12 dari 15" in last.text
    assert at.ask("SELECT 1 FROM forms") == [] and len(at.ask("SELECT 1 FROM panel.survey_token")) == 1


def test_an_old_or_guessed_code_is_refused_and_guessing_is_slowed_down(at: Opened) -> None:
    old = code_for(at, now=datetime.now(UTC) - timedelta(days=61))
    somebody = at.stranger()
    assert somebody.get(f"/survei/{old}").status_code == 404
    statuses = [somebody.get(f"/survei/AAAABBBBCC{n:02}").status_code for n in range(12)]
    assert statuses[0] == 404 and statuses[-1] == 429
    assert somebody.get(f"/survei/{code_for(at)}").status_code == 429  # and no right one is found meanwhile


def test_no_form_without_the_token_of_a_page(at: Opened) -> None:
    here = f"/survei/{code_for(at)}"
    answer = at.stranger().client.post(here, data={"ke": "1", "jawab": "3"})
    assert answer.status_code == 400 and "Mulai lagi dari awal" in answer.text


def test_a_typed_code_leads_to_its_form(at: Opened) -> None:
    code, somebody = code_for(at), at.stranger()
    form = somebody.form(somebody.get("/survei/"))
    typed = survey_tokens.shown(code).lower()
    answer = somebody.client.post("/survei/", data={**form, "kode": typed})
    assert answer.headers["Location"] == f"/survei/{code}"


def kiosk(at: Opened, service: str = "") -> Clerk:
    clerk = at.browser("editor")
    answer = clerk.send("/skm/kios/open", {"service": service})
    assert answer.headers["Location"] == "/survei/kios", answer.text
    return clerk


def test_a_kiosk_takes_form_after_form_and_goes_back_by_itself(at: Opened) -> None:
    screen = kiosk(at)
    for service in ("surat", "izin"):
        ended = through(screen, "/survei/kios", service=service)
        assert ended.headers["Location"] == "/survei/kios?selesai"
        thanks = screen.get("/survei/kios?selesai")
        assert thanks.headers["Refresh"] == "8; url=/survei/kios"
    assert "Refresh" in screen.get("/survei/kios?ke=3").headers
    assert at.ask("SELECT service, source FROM forms ORDER BY id") == [("surat", "kios"), ("izin", "kios")]


def test_a_kiosk_forgets_what_the_last_visitor_left_half_done(at: Opened) -> None:
    screen = kiosk(at, "surat")
    answered(screen, "/survei/kios", 1, jawab="4")
    screen.get("/survei/kios")
    assert 'class="on"' not in screen.get("/survei/kios?ke=1").text


def test_a_kiosk_asks_again_what_was_not_answered(at: Opened) -> None:
    screen = kiosk(at)
    again = answered(screen, "/survei/kios", 1, jawab="")
    assert again.status_code == 422 and "Pilih salah satu dahulu" in again.text
    assert again.headers["Refresh"] == "90; url=/survei/kios"


def test_forms_from_one_address_and_one_kiosk_come_one_after_the_other(at: Opened) -> None:
    for subject, limit in (("", limits.FORMS), ("abc", limits.KIOSK)):
        with at.app.test_request_context("/survei/"):
            for _ in range(limit.free):
                limits.form(subject)
            with pytest.raises(TooMany):
                for _ in range(2):
                    limits.form(subject)


def test_a_kiosk_waits_longer_for_who_writes_a_suggestion(at: Opened) -> None:
    screen = kiosk(at, "surat")
    assert screen.get("/survei/kios?ke=15").headers["Refresh"] == "300; url=/survei/kios"


def test_a_kiosk_comes_back_from_the_door_of_the_clerks(at: Opened) -> None:
    screen = kiosk(at, "surat")
    door = html.unescape(re.findall(r'href="(/login/[^"]*)"', screen.get("/survei/kios").text)[0])
    assert screen.get(door).headers["Refresh"] == "120; url=/survei/kios"
    form = {**screen.form(screen.get(door)), "username": "x", "password": "y"}
    again = screen.client.post(door, data=form).headers["Location"]
    assert screen.get(again).headers["Refresh"] == "120; url=/survei/kios"
    assert "Refresh" not in at.stranger().get("/login/?next=/skm/kios/").headers


def test_a_kiosk_does_not_reach_the_panel(at: Opened) -> None:
    screen = kiosk(at)
    for address in ("/data/forms/list/", "/skm/isi/", "/skm/kios/", "/users/list/"):
        answer = screen.get(address)
        assert answer.status_code == 302 and "/login/" in answer.headers["Location"], address


def test_a_closed_kiosk_is_closed_everywhere(at: Opened) -> None:
    screen, clerk = kiosk(at), at.browser("editor")
    page = clerk.get("/skm/kios/")
    assert "Editor Uji" in page.text
    name = str(at.ask("SELECT digest FROM panel.survey_token")[0][0])
    assert clerk.send("/skm/kios/close", {"kiosk": name}).status_code == 302
    assert screen.get("/survei/kios").status_code == 404


def test_a_stolen_address_of_a_kiosk_opens_nothing(at: Opened) -> None:
    kiosk(at)
    assert at.stranger().get("/survei/kios").status_code == 404


def test_only_who_may_add_forms_opens_kiosks(at: Opened) -> None:
    assert at.browser("pembaca").send("/skm/kios/open", {}).status_code == 403
