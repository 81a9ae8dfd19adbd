"""Adding and editing: the right controls, nothing typed lost, nothing written that was not changed."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.clerk import Clerk
from tests.views.town import Town

ADD = "/data/reports/add"
EDIT = "/data/reports/edit/1"


def control(page: TestResponse, key: str) -> str:
    found = re.search(rf'<(?:input|select|textarea)[^>]*id="f-{re.escape(key)}"[^>]*>', page.text)
    assert found, key
    return found[0]


def problems(page: TestResponse) -> dict[str, str]:
    """Field -> the sentence at it."""
    return dict(re.findall(r'id="e-([\w.]+)">([^<]*)<', unescape(page.text)))


def save(clerk: Clerk, address: str, **changed: str) -> TestResponse:
    """Open a form, change something, press Simpan."""
    form = Clerk.form(clerk.get(address))
    return clerk.send(address, {**form, **changed})


def test_each_kind_has_its_control(visitor: Clerk) -> None:
    page = visitor.get(EDIT)
    assert "<textarea" in control(page, "story")
    assert 'inputmode="decimal"' in control(page, "amount")
    assert 'value="1000,50"' in control(page, "amount")
    assert 'data-moment="datetime-local"' in control(page, "received_at")
    assert 'value="01-01-2026 09.00"' in control(page, "received_at")
    assert 'data-moment="date"' in control(page, "happened_on")
    assert 'type="checkbox"' in control(page, "secret")
    assert "<select" in control(page, "done") and "<select" in control(page, "status")
    assert "<textarea" in control(page, "tags") and "jalan\nair bersih</textarea>" in page.text
    assert "<textarea" in control(page, "extra")
    assert 'maxlength="80"' in control(page, "subject") and " required" in control(page, "subject")
    assert '<small class="help" id="h-subject">Satu kalimat saja.</small>' in page.text
    assert 'aria-describedby="h-subject"' in control(page, "subject")
    assert 'data-pick="/data/villages/pick?column=id" data-title="Desa 02"' in page.text


def test_a_new_row_opens_with_the_plain_defaults(visitor: Clerk) -> None:
    form = Clerk.form(visitor.get(ADD))
    assert form["status"] == "baru"
    assert form["received_at"] == ""


def test_a_new_row_is_saved_and_shown(town: Town, clerk: Clerk) -> None:
    sent = save(
        clerk,
        ADD,
        subject="Jembatan",
        amount="1.500.000,25",
        happened_on="2026-02-03",
        village="7",
        tags="a\r\nb c",
    )
    assert sent.status_code == 302
    page = clerk.get(sent.headers["Location"])
    assert "Tersimpan." in page.text and "Jembatan" in page.text
    columns = "amount::text, happened_on::text, village, tags::text, secret, status, received_at IS NOT NULL"
    row = town.sql(f"SELECT {columns} FROM reports WHERE subject = 'Jembatan'")
    assert row == [("1500000.25", "2026-02-03", 7, '{a,"b c"}', False, "baru", True)]
    assert "Tersimpan." not in clerk.get(sent.headers["Location"]).text


def test_after_adding_a_child_the_person_is_back_at_its_parent(town: Town, clerk: Clerk) -> None:
    address = "/data/notes/add?set.report=5&back=/data/reports/show/5"
    sent = save(clerk, address, body="Baru")
    assert sent.headers["Location"] == "/data/reports/show/5"
    assert town.one("SELECT report FROM notes WHERE body = 'Baru'") == 5


@pytest.mark.parametrize(
    "away", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:x"]
)
def test_no_form_leads_to_another_site(clerk: Clerk, away: str) -> None:
    sent = save(clerk, "/data/notes/add", report="5", body="Baru", back=away)
    assert sent.headers["Location"].startswith("/data/notes/show/")


def test_every_problem_stands_at_its_field_and_nothing_is_lost(town: Town, clerk: Clerk) -> None:
    before = town.one("SELECT count(*) FROM reports")
    sent = save(
        clerk,
        ADD,
        subject="",
        story="Panjang\r\nlebar",
        amount="-5",
        village="7",
        extra="{k: 1}",
        secret="true",
    )
    assert sent.status_code == 422
    assert "JSON" in problems(sent)["extra"]
    assert problems(sent)["subject"] == "Wajib diisi."  # said at once, though the door was not asked yet
    assert 'aria-invalid="true"' in control(sent, "extra") and " autofocus" in control(sent, "subject")
    assert re.search(r'role="alert">.*<a href="#f-extra">', sent.text, re.S)
    form = Clerk.form(sent)
    assert form["story"] == "Panjang\r\nlebar" and form["amount"] == "-5" and form["secret"] == "true"
    assert 'data-title="Desa 07"' in sent.text
    again = clerk.send(ADD, {**form, "extra": ""})
    assert problems(again)["subject"] == "Wajib diisi."
    last = clerk.send(ADD, {**Clerk.form(again), "subject": "Ada"})
    assert "amount" in problems(last)
    assert town.one("SELECT count(*) FROM reports") == before
    assert clerk.send(ADD, {**Clerk.form(last), "amount": "5"}).status_code == 302


def test_a_duplicate_is_a_sentence_without_sql(clerk: Clerk) -> None:
    sent = save(clerk, ADD, subject="Kembar", number="0001/ADU/2026")
    assert sent.status_code == 422
    assert problems(sent)["number"]
    assert "INSERT" not in sent.text and "reports_number_key" not in sent.text


def test_a_check_that_waits_for_the_end_keeps_what_was_typed(clerk: Clerk) -> None:
    sent = save(clerk, "/data/late/add", rank="1")
    assert sent.status_code == 422
    assert Clerk.form(sent)["rank"] == "1"


def test_opening_and_saving_without_a_change_writes_nothing(town: Town, clerk: Clerk) -> None:
    before = town.sql("SELECT id, xmin::text FROM reports ORDER BY id")
    for number in range(1, 11):
        assert save(clerk, f"/data/reports/edit/{number}").status_code == 302
    assert town.sql("SELECT id, xmin::text FROM reports ORDER BY id") == before


@pytest.mark.parametrize(
    "value", ["  pinggir  ", "\nawal", "a\r\nb", "a\n", '"<&>', "\u2028", "😀" * 40, "' OR 1=1 --", "ﷺ\tx"]
)
def test_odd_texts_survive_a_form(town: Town, clerk: Clerk, value: str) -> None:
    town.sql("UPDATE reports SET subject = %s, story = %s WHERE id = 1", value, value)
    before = town.one("SELECT xmin::text FROM reports WHERE id = 1")
    assert save(clerk, EDIT).status_code == 302
    assert town.one("SELECT xmin::text FROM reports WHERE id = 1") == before
    assert save(clerk, EDIT, amount="7").status_code == 302
    assert town.sql("SELECT subject, story, amount::text FROM reports WHERE id = 1") == [
        (value, value, "7.00")
    ]


@pytest.mark.parametrize(
    "value", ["infinity", "0044-03-15 10:00:00 BC", "2026-01-01 10:00:00.000001+08", "20000-01-01"]
)
def test_odd_moments_survive_a_form(town: Town, clerk: Clerk, value: str) -> None:
    town.sql("UPDATE reports SET received_at = %s WHERE id = 1", value)
    before = town.one("SELECT received_at::text FROM reports WHERE id = 1")
    assert save(clerk, EDIT, subject="Lain").status_code == 302
    assert town.one("SELECT received_at::text FROM reports WHERE id = 1") == before


def test_only_what_changed_is_written(town: Town, clerk: Clerk) -> None:
    form = Clerk.form(clerk.get(EDIT))
    town.sql("UPDATE reports SET story = 'dari orang lain' WHERE id = 1")
    assert clerk.send(EDIT, {**form, "subject": "Dari saya"}).status_code == 302
    assert town.sql("SELECT subject, story FROM reports WHERE id = 1") == [("Dari saya", "dari orang lain")]


def test_a_box_can_be_emptied(town: Town, clerk: Clerk) -> None:
    assert save(clerk, EDIT, story="", amount="", village="", tags="", done="").status_code == 302
    assert town.sql("SELECT story, amount, village, tags, done FROM reports WHERE id = 1") == [(None,) * 5]


def test_a_box_that_was_not_sent_is_untouched(town: Town, clerk: Clerk) -> None:
    form = Clerk.form(clerk.get(EDIT))
    fields = {name: value for name, value in form.items() if name.startswith("_")}
    assert clerk.send(EDIT, {**fields, "subject": "Sendiri"}).status_code == 302
    assert town.sql("SELECT subject, village, secret FROM reports WHERE id = 1") == [("Sendiri", 2, False)]


def test_a_form_that_was_tampered_with_harms_nothing(town: Town, clerk: Clerk) -> None:
    for seen in ("", "[]", "{", '{"subject": 1}', "[" * 5000):
        assert save(clerk, EDIT, _seen=seen, _version="7").status_code in (302, 409), seen
    assert town.one("SELECT amount::text FROM reports WHERE id = 1") == "1000.50"
    assert save(clerk, EDIT, id="77", nothing="x").status_code == 302
    assert town.one("SELECT count(*) FROM reports WHERE id = 77") == 0


def conflict(town: Town, clerk: Clerk) -> TestResponse:
    form = Clerk.form(clerk.get(EDIT))
    town.sql("UPDATE reports SET subject = 'Punya orang', village = 9 WHERE id = 1")
    return clerk.send(EDIT, {**form, "subject": "Punya saya", "village": "7", "story": "Cerita saya"})


def test_two_people_and_one_field_choose_between_mine_and_theirs(town: Town, clerk: Clerk) -> None:
    page = conflict(town, clerk)
    assert page.status_code == 409
    for value in ("Punya saya", "Punya orang", "Desa 07", "Desa 09"):
        assert f'<span class="value">{value}</span>' in page.text
    assert town.one("SELECT story FROM reports WHERE id = 1") == "Cerita 1\nbaris dua"
    chosen = {"choose.subject": "mine", "choose.village": "theirs"}
    assert clerk.send(EDIT, {**Clerk.form(page), **chosen}).status_code == 302
    assert town.sql("SELECT subject, village, story FROM reports WHERE id = 1") == [
        ("Punya saya", 9, "Cerita saya")
    ]


def test_a_third_person_during_the_choice_is_a_conflict_again(town: Town, clerk: Clerk) -> None:
    page = conflict(town, clerk)
    town.sql("UPDATE reports SET subject = 'Orang ketiga' WHERE id = 1")
    chosen = {"choose.subject": "mine", "choose.village": "theirs"}
    again = clerk.send(EDIT, {**Clerk.form(page), **chosen})
    assert again.status_code == 409
    assert "Orang ketiga" in again.text and "choose.village" not in again.text


def test_a_row_deleted_meanwhile_keeps_what_was_typed(town: Town, clerk: Clerk) -> None:
    form = Clerk.form(clerk.get("/data/reports/edit/30"))
    town.sql("DELETE FROM reports WHERE id = 30")
    sent = clerk.send("/data/reports/edit/30", {**form, "subject": "Jangan hilang"})
    assert sent.status_code == 404
    assert "Baris tidak ditemukan." in sent.text
    assert Clerk.form(sent)["subject"] == "Jangan hilang"


def test_a_form_with_an_old_token_comes_again_with_what_was_typed(town: Town, clerk: Clerk) -> None:
    form = Clerk.form(clerk.get(EDIT))
    sent = clerk.client.post(EDIT, data={**form, "subject": "Jangan hilang", "csrf_token": "basi"})
    assert sent.status_code == 400
    assert "Tekan tombolnya sekali lagi." in sent.text
    assert town.one("SELECT subject FROM reports WHERE id = 1") == "Perihal 1"
    assert clerk.client.post(EDIT, data=Clerk.form(sent)).status_code == 302
    assert town.one("SELECT subject FROM reports WHERE id = 1") == "Jangan hilang"


def test_a_session_that_ended_keeps_what_was_typed(town: Town, clerk: Clerk) -> None:
    form = Clerk.form(clerk.get(EDIT))
    stranger = Clerk(town.app)
    sent = stranger.client.post(EDIT, data={**form, "subject": "Jangan hilang"})
    assert sent.status_code == 401
    assert "Sesi Anda sudah berakhir" in sent.text and "Jangan hilang" in sent.text
    assert town.one("SELECT subject FROM reports WHERE id = 1") == "Perihal 1"


def test_who_may_not_write_is_refused_and_keeps_what_was_typed(town: Town) -> None:
    reader = town.clerk("pembaca")
    assert reader.get(ADD).status_code == 403 and reader.get(EDIT).status_code == 403
    sent = reader.send(EDIT, {"subject": "Jangan hilang"})
    assert sent.status_code == 403 and "Jangan hilang" in sent.text
    assert town.one("SELECT subject FROM reports WHERE id = 1") == "Perihal 1"


def test_who_may_add_but_not_look_is_sent_to_the_list(town: Town) -> None:
    sent = save(town.clerk("pencatat"), ADD, subject="Dari loket")
    assert sent.headers["Location"] == "/data/reports/list/"


@pytest.mark.parametrize("address", ["/data/summary/add", "/data/summary/edit/1", "/data/diary/edit/1"])
def test_a_read_only_table_says_why(visitor: Clerk, address: str) -> None:
    page = visitor.get(address)
    assert page.status_code == 403
    assert "hanya bisa dibaca" in page.text


def test_the_picker_searches_as_one_types(visitor: Clerk) -> None:
    answer = visitor.get("/data/villages/pick?q=desa+07&column=id")
    assert answer.json == {"items": [{"key": "7", "title": "Desa 07", "value": "7"}]}
    assert len(visitor.get("/data/villages/pick").json["items"]) == 20


def test_the_picker_tells_programs_who_they_are_not(seen_town: Town) -> None:
    stranger, recorder = Clerk(seen_town.app), seen_town.clerk("pencatat")
    assert stranger.get("/data/villages/pick").status_code == 401
    assert recorder.get("/data/notes/pick").status_code == 403
    assert recorder.get("/data/notes/pick").json["message"]


def test_an_unexpected_error_is_a_number_and_what_was_typed(
    town: Town, clerk: Clerk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("models.records.edit", broken)
    sent = save(clerk, EDIT, subject="Jangan hilang")
    assert sent.status_code == 500
    number = re.search(r"reference-number\">([0-9A-F]{8})<", sent.text)
    assert number and number[1] in caplog.text
    assert "Jangan hilang" in sent.text and "a secret" not in sent.text
    assert isinstance(town.app, Flask)
    assert json.loads(Clerk.form(clerk.get(EDIT))["_seen"])
