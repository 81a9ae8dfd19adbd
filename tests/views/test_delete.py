"""Deleting: first what depends on it, then once, through the door."""

from __future__ import annotations

from tests.clerk import Clerk
from tests.views.town import Town


def test_the_question_lists_what_still_needs_the_row(visitor: Clerk) -> None:
    page = visitor.get("/data/reports/delete/1")
    assert page.status_code == 200
    assert "Hapus 0001/ADU/2026 Perihal 1?" in page.text
    assert "Notes, Report: 14" in page.text
    assert "masih dipakai oleh data lain" in page.text
    assert 'type="submit"' not in page.text[page.text.index("<main") :]


def test_what_goes_with_it_is_said(visitor: Clerk) -> None:
    page = visitor.get("/data/reports/delete/2")
    assert "Ikut terhapus." in page.text
    assert 'type="submit"' in page.text[page.text.index("<main") :]


def test_a_get_deletes_nothing(town: Town, clerk: Clerk) -> None:
    clerk.get("/data/reports/delete/2")
    assert town.one("SELECT count(*) FROM reports WHERE id = 2") == 1


def test_a_row_is_deleted_once(town: Town, clerk: Clerk) -> None:
    address = "/data/reports/delete/2"
    form = Clerk.form(clerk.get(address))
    sent = clerk.send(address, form)
    assert (sent.status_code, sent.headers["Location"]) == (302, "/data/reports/list/")
    assert town.one("SELECT count(*) FROM reports WHERE id = 2") == 0
    assert "Sudah dihapus." in clerk.get("/data/reports/list/").text
    assert clerk.send(address, form).status_code == 404


def test_a_row_that_is_needed_stays_and_the_page_says_why(town: Town, clerk: Clerk) -> None:
    form = Clerk.form(clerk.get("/data/reports/delete/1"))
    sent = clerk.send("/data/reports/delete/1", form)
    assert sent.status_code == 409
    assert 'role="alert"' in sent.text and "Notes, Report: 14" in sent.text
    assert town.one("SELECT count(*) FROM reports WHERE id = 1") == 1


def test_a_row_changed_meanwhile_is_shown_again_first(town: Town, clerk: Clerk) -> None:
    form = Clerk.form(clerk.get("/data/reports/delete/2"))
    town.sql("UPDATE reports SET story = 'penting' WHERE id = 2")
    sent = clerk.send("/data/reports/delete/2", form)
    assert sent.status_code == 409
    assert town.one("SELECT count(*) FROM reports WHERE id = 2") == 1
    assert clerk.send("/data/reports/delete/2", Clerk.form(sent)).status_code == 302


def test_a_delete_without_a_valid_token_asks_again(town: Town, clerk: Clerk) -> None:
    form = Clerk.form(clerk.get("/data/reports/delete/2"))
    sent = clerk.client.post("/data/reports/delete/2", data={**form, "csrf_token": "basi"})
    assert sent.status_code == 400
    assert town.one("SELECT count(*) FROM reports WHERE id = 2") == 1


def test_who_may_not_delete_is_refused(town: Town) -> None:
    reader = town.clerk("pembaca")
    assert reader.get("/data/reports/delete/2").status_code == 403
    assert reader.send("/data/reports/delete/2", {}).status_code == 403
    assert town.one("SELECT count(*) FROM reports WHERE id = 2") == 1
