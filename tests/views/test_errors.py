"""The border: each error has its page, its status, its words; none shows what is not for people."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from tests.clerk import Clerk
from tests.views.town import Town


def test_an_address_that_does_not_exist_is_a_page_in_the_frame(visitor: Clerk) -> None:
    page = visitor.get("/data/nothing/list/")
    assert page.status_code == 404
    assert "Halaman tidak ditemukan." in page.text and "Petugas Uji" in page.text


def test_a_stranger_sees_a_page_too(seen_town: Town) -> None:
    page = Clerk(seen_town.app).get("/nothing")
    assert page.status_code == 404 and "Halaman tidak ditemukan." in page.text


def test_a_wrong_method_is_a_sentence(visitor: Clerk) -> None:
    page = visitor.send("/data/reports/list/", {})
    assert page.status_code == 405
    assert "Method Not Allowed" not in page.text


def test_a_program_gets_json(visitor: Clerk) -> None:
    answer = visitor.client.get("/data/nothing", headers={"Accept": "application/json"})
    assert answer.status_code == 404 and answer.json["message"].startswith("Halaman tidak ditemukan.")


def broken(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def raises(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr("models.query.page", raises)


def test_an_unexpected_error_has_a_number_that_is_in_the_log(
    visitor: Clerk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken(monkeypatch, RuntimeError("a secret"))
    page = visitor.get("/data/reports/list/")
    assert page.status_code == 500 and "a secret" not in page.text
    number = re.search(r'reference-number">([0-9A-F]{8})<', page.text)
    assert number and number[1] in caplog.text and "RuntimeError" in caplog.text


def test_a_lost_database_is_no_riddle(visitor: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, OperationalError("SELECT 1", {}, Exception("server closed the connection")))
    page = visitor.get("/data/reports/list/")
    assert page.status_code == 503
    assert "Basis data sedang tidak dapat dihubungi." in page.text and "SELECT" not in page.text


def test_a_table_changed_under_a_page_is_a_sentence(own_town: Town) -> None:
    town, clerk = own_town, own_town.clerk()
    form = Clerk.form(clerk.get("/data/reports/edit/5"))
    town.sql("ALTER TABLE reports DROP COLUMN story")
    for address in ("/data/reports/list/", "/data/reports/show/1", "/data/reports/edit/1"):
        page = clerk.get(address)
        assert page.status_code == 409, address
        assert "Susunan tabel baru saja berubah." in page.text
    sent = clerk.send("/data/reports/edit/5", {**form, "story": "Jangan hilang"})
    assert sent.status_code == 409
    assert "Jangan hilang" in sent.text
    town.sql("DROP TABLE diary")
    assert clerk.get("/data/diary/list/").status_code == 409
