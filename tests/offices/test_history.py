"""The history of the reference office: its triggers, the stories of its demo, and its pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app import users
from app.office import OFFICES
from app.reference import table_names
from tests.clerk import Clerk
from tests.offices import reference
from tests.opened import Opened, statements

PEOPLE = (
    users.User("camat", "Drs. Yohanes Contoh, M.Si.", "Camat"),
    users.User("petugas", "Fransiska Contoh", "Petugas"),
    users.User("kabupaten", "Bagian Organisasi Contoh", "Kabupaten"),
    users.User("admin", "Admin Contoh", "Admin"),
)


@pytest.fixture(scope="module")
def office(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with reference.opened(server_url, tmp_path_factory.mktemp("data"), PEOPLE) as made:
        yield made


@pytest.fixture(scope="module")
def clerk(office: Opened) -> Clerk:
    return office.browser("petugas")


def test_every_reference_table_is_audited_and_the_demo_is_no_change(office: Opened) -> None:
    rows = office.ask("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'panel_audit'")
    described = {one.table.name.name for one in office.panel.screens.values() if one.described}
    assert {str(name) for (name,) in rows} == table_names(OFFICES / "kecamatan" / "schema") & described
    assert len(rows) > 20
    untouched = "SELECT count(*) FROM panel.history WHERE table_name NOT IN ('reports', 'parties')"
    assert office.ask(untouched) == [(0,)]


def test_the_story_of_each_report_ends_where_the_report_is(office: Opened) -> None:
    assert office.ask("""
        SELECT count(*) FROM reports r LEFT JOIN LATERAL (
            SELECT data ->> 'to' AS state, at FROM panel.event e WHERE e.table_name = 'reports'
            AND e.row_key = r.id::text AND e.kind = 'transition'
            ORDER BY at DESC, id DESC LIMIT 1) last ON true
        WHERE last.state IS DISTINCT FROM r.status OR last.at < r.received_at""") == [(0,)]  # fmt: skip
    assert office.ask("SELECT count(*) FROM panel.event WHERE at > '2026-11-23' AND transaction < 0") == [
        (0,)
    ]


def test_the_record_page_tells_the_story_newest_first(office: Opened, clerk: Clerk) -> None:
    key = office.ask("SELECT id FROM reports WHERE status = 'keputusan' LIMIT 1")[0][0]
    page = clerk.get(f"/data/reports/show/{key}").text
    card = page[page.index('id="riwayat"') :]
    places = [card.index(f"<b>{title}</b>") for title in ("Laporan Tim diserahkan", "Dilaporkan ke Camat")]
    assert places == sorted(places) and "Yuliana Contoh, S.H." in card


def test_a_note_and_a_new_child_stand_on_the_timeline(office: Opened, clerk: Clerk) -> None:
    key = office.ask("SELECT id FROM reports WHERE status = 'diterima' LIMIT 1")[0][0]
    clerk.send(f"/data/reports/note/{key}", {"text": "Pelapor datang <lagi>."})
    form = clerk.form(clerk.get(f"/data/parties/add?set.report={key}"))
    sent = {**form, "report": str(key), "role": "saksi", "name": "Saksi Satu", "nik": "5319071199000712"}
    assert clerk.send("/data/parties/add", sent).status_code == 302
    page = clerk.get(f"/data/reports/show/{key}").text
    assert "Pelapor datang &lt;lagi&gt;." in page
    assert "Para pihak ditambahkan" in page and "Saksi Satu" not in page, "the name of a witness is masked"
    # The regency may not see the people in the reports.
    theirs = office.browser("kabupaten").get(f"/data/reports/show/{key}").text
    assert (
        "Pelapor datang" in theirs and "Saksi Satu" not in theirs and "Para pihak ditambahkan" not in theirs
    )


def test_an_empty_note_is_refused_and_a_reader_writes_none(office: Opened, clerk: Clerk) -> None:
    assert clerk.send("/data/reports/note/1", {"text": "  "}).status_code == 422
    assert office.browser("kabupaten").send("/data/reports/note/1", {"text": "x"}).status_code in (302, 403)
    assert office.ask("SELECT count(*) FROM panel.event WHERE kind = 'note' AND row_key = '1'") == [(0,)]


def test_a_change_is_shown_cell_by_cell_and_put_back(office: Opened, clerk: Clerk) -> None:
    before = office.ask("SELECT place FROM reports WHERE id = 5")
    page = clerk.get("/data/reports/edit/5")
    clerk.send("/data/reports/edit/5", {**clerk.form(page), "place": "Pasar lama"})
    assert office.ask("SELECT place FROM reports WHERE id = 5") == [("Pasar lama",)]
    assert "<b>Ubah: Tempat kejadian</b>" in clerk.get("/data/reports/show/5").text
    history = clerk.get("/data/reports/history/5?tab=cells").text
    assert "<del>" in history and "Pasar lama" in history
    change = office.ask("SELECT max(id) FROM panel.history WHERE row_key = '5' AND table_name = 'reports'")
    sent = clerk.send("/data/reports/revert/5", {"change": str(change[0][0])})
    assert sent.status_code == 302
    assert office.ask("SELECT place FROM reports WHERE id = 5") == before
    assert "<b>Dikembalikan: Tempat kejadian</b>" in clerk.get("/data/reports/show/5").text
    again = clerk.send("/data/reports/revert/5", {"change": str(change[0][0])})
    assert again.status_code == 422 and "sudah diubah lagi" in again.text


def test_what_psql_did_has_its_account_on_the_page(office: Opened, clerk: Clerk) -> None:
    office.ask("UPDATE reports SET note = 'lewat psql' WHERE id = 6")
    assert "psql: postgres" in clerk.get("/data/reports/history/6?tab=cells").text


def test_programs_read_the_history_too(office: Opened) -> None:
    office.ask("UPDATE reports SET note = 'satu' WHERE id = 7")
    office.ask("UPDATE reports SET note = 'dua' WHERE id = 7")
    program = office.program("petugas")
    told = program.get("/api/v1/reports/7/history?size=1").json
    assert told["result"][0]["changes"] == [{"field": "note", "old": "satu", "new": "dua"}]
    older = program.get(f"/api/v1/reports/7/history?before={told['next']}").json
    assert older["result"][0]["changes"][0]["new"] == "satu" and older["next"] is None
    assert program.get("/api/v1/reports/99999/history").status_code == 404


def test_only_readers_of_the_log_see_the_history_of_a_deleted_row(office: Opened, clerk: Clerk) -> None:
    key = office.ask(
        "INSERT INTO parties (report, role, name) VALUES (8, 'saksi', 'Saksi Dua') RETURNING id"
    )[0][0]
    office.ask("DELETE FROM parties WHERE id = %s", key)
    assert clerk.get(f"/data/parties/history/{key}").status_code == 404
    admin = office.browser("admin")
    page = admin.get(f"/data/parties/history/{key}").text
    assert "(disamarkan)" in page and "Saksi Dua" not in page, "not even the admin reads it here"
    change = office.ask("SELECT max(id) FROM panel.history WHERE table_name = 'parties'")[0][0]
    assert admin.send(f"/data/parties/revert/{key}", {"change": str(change)}).status_code == 302
    assert office.ask("SELECT name FROM parties WHERE id = %s", key) == [("Saksi Dua",)]


# What the guard of the states would not let even psql do.
UNGUARDED = """
    ALTER TABLE reports DISABLE TRIGGER panel_guard_state; UPDATE reports SET status = %s WHERE id = 9;
    ALTER TABLE reports ENABLE TRIGGER panel_guard_state"""


def test_the_state_of_a_workflow_is_not_put_back_by_hand(office: Opened, clerk: Clerk) -> None:
    was = office.ask("SELECT status FROM reports WHERE id = 9")[0][0]
    office.ask(UNGUARDED, "terverifikasi")
    change = office.ask("SELECT max(id) FROM panel.history WHERE table_name = 'reports' AND row_key = '9'")
    sent = clerk.send("/data/reports/revert/9", {"change": str(change[0][0])})
    assert sent.status_code == 422 and "Status berubah lewat langkah alur kerja." in sent.text
    assert office.ask("SELECT status FROM reports WHERE id = 9") == [("terverifikasi",)]
    office.ask(UNGUARDED, was)


@pytest.mark.parametrize(
    ("address", "most"), [("/data/reports/history/10", 5), ("/data/reports/history/10?tab=cells", 5 + 5)]
)
def test_a_page_of_the_history_costs_five_statements_and_one_for_each_table_that_it_names(
    office: Opened, clerk: Clerk, address: str, most: int
) -> None:
    clerk.get(address)
    with statements(office.app) as asked:
        assert clerk.get(address).status_code == 200
    assert len(asked) <= most, asked


def test_the_history_of_the_demo_ends_where_its_reports_are(office: Opened) -> None:
    """Asked of a moment long ago, and of one that is not over yet."""
    assert office.ask("SELECT count(*) FROM reports_at('infinity'::timestamptz) AS was"
                      " JOIN reports AS now USING (id) WHERE was IS DISTINCT FROM now") == [(0,)]  # fmt: skip
    changed = office.ask("SELECT count(*), count(DISTINCT row_key) FROM panel.history WHERE transaction < 0")
    assert changed[0][0] > 3000 and changed[0][1] == 600
    # Each chain fits: what a change found is what the one before it left.
    assert office.ask("""
        SELECT count(*) FROM (
            SELECT old ->> 'status' AS found,
                   lag(new ->> 'status') OVER (PARTITION BY row_key ORDER BY id) AS left_
            FROM panel.history WHERE transaction < 0 AND new ? 'status') steps
        WHERE found IS DISTINCT FROM left_""") == [(0,)]  # fmt: skip
    assert office.ask("""
        SELECT count(*) FROM panel.history h JOIN reports r ON r.id::text = h.row_key
        WHERE h.transaction < 0 AND h.operation = 'insert' AND h.at > r.received_at""")[0][0] > 5  # fmt: skip
