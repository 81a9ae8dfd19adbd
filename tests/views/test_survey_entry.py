"""Paper forms typed in: line by line as the page sends them, and one form as a plain page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.clerk import Clerk
from tests.opened import Opened, filled, opened
from tests.survey_office import ANSWERS, FORMS, SCREEN, SKM
from views.survey_cells import letters, next_number

HERE = "/skm/isi/"


@pytest.fixture(scope="module")
def at(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("kantor")
    (folder / "screens").mkdir()
    (folder / "screens" / "forms.yaml").write_text(SCREEN, encoding="utf-8")
    with opened(server_url, filled(FORMS), folder, SKM) as panel:
        yield panel


@pytest.fixture
def editor(at: Opened) -> Clerk:
    at.ask("TRUNCATE forms RESTART IDENTITY; DELETE FROM panel.action")
    return at.browser("editor")


def line(**more: str) -> dict[str, object]:
    common = {"filled_on": "03-11-2026", "service": "surat", "form_number": "007"}
    return {"values": {**common, **ANSWERS, **more}, "token": "a"}


def test_a_line_becomes_a_row_with_its_source_and_its_extra_unsur(at: Opened, editor: Clerk) -> None:
    answer = editor.call("POST", f"{HERE}save", line(aman="4", sex="P", age="34", waktu=""))
    assert answer.status_code == 200 and answer.json["key"] == "1", answer.text
    row = "SELECT form_number, filled_on::text, service, source, sex, age, waktu, sarana, extra FROM forms"
    assert at.ask(row) == [
        ("007", "2026-11-03", "surat", "kertas", "P", 34, None, 3, {"aman": 4}),
    ]


@pytest.mark.parametrize("value", ["0", "5", "9", "33", "x"])
def test_a_value_outside_1_to_4_is_refused_at_its_cell(at: Opened, editor: Clerk, value: str) -> None:
    for cell, label in (("waktu", "Waktu Penyelesaian"), ("aman", "Keamanan")):
        answer = editor.call("POST", f"{HERE}save", line(**{cell: value}))
        assert answer.status_code == 422
        told = {"cell": cell, "said": f"{label}: {value} bukan nilai 1 sampai 4."}
        assert answer.json["problems"] == [told]
    assert at.ask("SELECT 1 FROM forms") == []


def test_a_form_without_an_answer_or_a_service_is_refused(editor: Clerk) -> None:
    empty = dict.fromkeys(ANSWERS, "")
    answer = editor.call("POST", f"{HERE}save", line(**empty))
    assert answer.status_code == 422 and "Belum ada unsur yang dijawab" in answer.json["said"]
    answer = editor.call("POST", f"{HERE}save", line(service=""))
    assert [one["cell"] for one in answer.json["problems"]] == ["service"]


def test_a_number_of_the_same_period_is_asked_about(at: Opened, editor: Clerk) -> None:
    assert editor.call("POST", f"{HERE}save", line()).status_code == 200
    again = {**line(), "token": "b"}
    answer = editor.call("POST", f"{HERE}save", again)
    assert answer.status_code == 409 and answer.json["twin"] is True
    assert "007 sudah ada, tanggal 03-11-2026" in answer.json["said"]
    assert editor.call("POST", f"{HERE}save", {**again, "again": True}).status_code == 200
    earlier = {**line(filled_on="03-06-2026"), "token": "c"}
    assert editor.call("POST", f"{HERE}save", earlier).status_code == 200
    assert len(at.ask("SELECT 1 FROM forms")) == 3


def test_a_line_that_comes_twice_is_saved_once(at: Opened, editor: Clerk) -> None:
    sent = {**line(), "again": True, "token": "twice"}
    assert [editor.call("POST", f"{HERE}save", sent).status_code for _ in range(2)] == [200, 200]
    assert len(at.ask("SELECT 1 FROM forms")) == 1


def test_a_saved_line_is_mended_and_never_overwrites_another_hand(at: Opened, editor: Clerk) -> None:
    first = editor.call("POST", f"{HERE}save", line()).json
    mended = {**line(waktu="1"), "token": "d", "key": first["key"], "version": first["version"]}
    second = editor.call("POST", f"{HERE}save", mended)
    assert second.status_code == 200 and second.json["version"] != first["version"]
    assert at.ask("SELECT waktu FROM forms") == [(1,)]
    at.ask("UPDATE forms SET waktu = 4")
    late = {**line(waktu="2"), "token": "e", "key": first["key"], "version": second.json["version"]}
    assert editor.call("POST", f"{HERE}save", late).status_code == 409
    assert at.ask("SELECT waktu FROM forms") == [(4,)]


def test_the_plain_page_saves_a_form_and_offers_the_next_number(at: Opened, editor: Clerk) -> None:
    fields = {f"f.{word}": str(text) for word, text in line()["values"].items()}  # type: ignore[attr-defined]
    answer = editor.send(HERE, fields)
    assert answer.status_code == 302 and "f.form_number=008" in answer.headers["Location"]
    page = editor.get(answer.headers["Location"])
    assert 'value="008"' in page.text and '<option value="surat" selected>' in page.text
    answer = editor.send(HERE, {**fields, "f.waktu": "7"})
    assert answer.status_code == 422 and "bukan nilai 1 sampai 4" in answer.text
    answer = editor.send(HERE, fields)
    assert answer.status_code == 409 and "Simpan juga dengan nomor yang sama" in answer.text
    assert editor.send(HERE, {**fields, "again": "1"}).status_code == 302
    assert at.ask("SELECT count(*) FROM forms") == [(2,)]


def test_a_double_click_saves_one_form_and_another_text_another_form(at: Opened, editor: Clerk) -> None:
    fields = {f"f.{word}": str(text) for word, text in line(form_number="")["values"].items()}  # type: ignore[attr-defined]
    sent = {**editor.form(editor.get(HERE)), **fields}
    assert [editor.client.post(HERE, data=sent).status_code for _ in range(2)] == [302, 302]
    assert at.ask("SELECT count(*) FROM forms") == [(1,)]
    assert editor.client.post(HERE, data={**sent, "f.suggestion": "=1+1 '; --"}).status_code == 302
    assert at.ask("SELECT suggestion FROM forms ORDER BY id") == [(None,), ("=1+1 '; --",)]


def test_a_text_that_is_too_long_is_told_at_its_cell_and_kept(at: Opened, editor: Clerk) -> None:
    answer = editor.call("POST", f"{HERE}save", line(suggestion="x" * 4001))
    told = {"cell": "suggestion", "said": "Suggestion paling panjang 4.000 huruf."}
    assert answer.status_code == 422 and answer.json["problems"] == [told]
    fields = {f"f.{word}": str(text) for word, text in line(suggestion="x" * 4001)["values"].items()}  # type: ignore[attr-defined]
    page = editor.send(HERE, fields)
    assert page.status_code == 422 and "x" * 4001 in page.text
    assert at.ask("SELECT 1 FROM forms") == []


def test_only_who_may_add_forms_comes_in(at: Opened) -> None:
    reader = at.browser("pembaca")
    assert reader.get(HERE).status_code == 403
    assert reader.call("POST", f"{HERE}save", line()).status_code == 403
    assert at.stranger().get(HERE).status_code == 302


def test_every_choice_has_a_letter_of_its_own() -> None:
    jobs = ("PNS", "TNI", "POLRI", "Swasta", "Wirausaha", "Pelajar", "Petani", "Lainnya")
    assert "".join(one.letter for one in letters([(job, job) for job in jobs])) == "PTOSWEAL"
    assert [one.letter for one in letters([("S1", "S1"), ("S2", "S2")])] == ["S", "2"]


@pytest.mark.parametrize(("number", "after"), [("SKM/11/009", "SKM/11/010"), ("99", "100"), ("abc", "")])
def test_the_next_number_keeps_its_form(number: str, after: str) -> None:
    assert next_number(number) == after
