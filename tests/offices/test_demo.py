"""The made-up year: as much as promised, the same every time, and true to the office's own rules."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from app.offices.kecamatan.demo import days, fill, is_empty
from app.offices.kecamatan.demo.routes import CLOSED, ROUTES
from app.offices.kecamatan.demo.rows import ORDER
from models.description.load import load
from tests.offices.reference import OFFICE, TODAY, made

PLANNED = {"due_at", "due_on", "next_on", "check_on", "day"}  # dates that may lie ahead
MAGIC = {
    "image/jpeg": b"\xff\xd8\xff",
    "application/pdf": b"%PDF-1.4",
    "audio/mpeg": b"ID3",
    "video/mp4": b"\x00\x00\x00\x20ftyp",
}


def everything(connection, ask):
    return {table: ask(connection, f"SELECT t::text FROM {table} t ORDER BY 1") for table in ORDER}


def test_there_is_as_much_as_promised(filled, ask):
    count = {table: ask(filled, f"SELECT count(*) FROM {table}")[0][0] for table in ORDER}
    wanted = {"reports": 600, "parties": 1500, "evidence": 900, "dispositions": 500, "skm_responses": 400}
    assert {table: count[table] for table in wanted} == wanted
    assert count.pop("delegations") == 1
    assert min(count.values()) >= 10 and not is_empty(filled)


def test_the_same_seed_and_day_give_the_same_rows_and_files(filled, files, ask, server_url, tmp_path):
    for connection in made(server_url):
        assert is_empty(connection)
        fill(connection, today=TODAY, files=tmp_path)
        connection.commit()
        assert everything(connection, ask) == everything(filled, ask)
    names = [
        sorted(path.relative_to(root) for root in [folder] for path in root.rglob("*"))
        for folder in (files, tmp_path)
    ]
    assert names[0] == names[1]


def test_every_state_of_every_service_occurs_and_has_words(filled, ask):
    found = set(ask(filled, "SELECT DISTINCT service, status FROM reports"))
    assert found == {
        (service, state) for service, routes in ROUTES.items() for one in routes for state in one.states
    }
    words = load(OFFICE).screens["reports"].spec.columns["status"].options
    assert {state for _, state in found} == set(words)


def test_what_is_closed_says_when_and_how_and_what_is_open_does_not(filled, ask):
    states = ask(filled, "SELECT status, closed_at IS NOT NULL, outcome IS NOT NULL FROM reports")
    assert all((status in CLOSED) == closed == outcome for status, closed, outcome in states)


@pytest.mark.parametrize("table", ORDER)
def test_nothing_has_happened_in_the_future(filled, ask, table):
    columns = ask(filled, f"""SELECT attname FROM pg_attribute WHERE attrelid = '{table}'::regclass
        AND atttypid IN ('date'::regtype, 'timestamptz'::regtype)""")  # fmt: skip
    for (column,) in columns:
        if column not in PLANNED:
            assert ask(filled, f"SELECT count(*) FROM {table} WHERE {column} >= '{TODAY} 00:00+08'") == [
                (0,)
            ], column


def test_the_reports_cover_fourteen_months(filled, ask):
    assert ask(filled, "SELECT count(DISTINCT date_trunc('month', received_at)) >= 14 FROM reports") == [
        (True,)
    ]


def test_register_numbers_have_no_gap_and_follow_time(filled, ask):
    assert ask(filled, """
        SELECT book, year, month FROM register_entries GROUP BY 1, 2, 3
        HAVING min(sequence) <> 1 OR max(sequence) <> count(*)""") == []  # fmt: skip
    assert ask(filled, """
        SELECT id FROM (SELECT id, registered_at < lag(registered_at) OVER (
            PARTITION BY book, year, month ORDER BY sequence) AS back FROM register_entries) e
        WHERE back""") == []  # fmt: skip
    assert ask(filled, "SELECT count(*) > 3 FROM register_entries WHERE voided_at IS NOT NULL") == [(True,)]


def test_a_report_and_its_line_in_the_register_have_one_number(filled, ask):
    assert ask(filled, """
        SELECT count(*) FROM reports r LEFT JOIN register_entries e
            ON e.report = r.id AND e.book = 'pengaduan' AND e.voided_at IS NULL
        WHERE e.number IS DISTINCT FROM r.number
            OR r.number !~ '^[0-9]{4}/ADU/[0-9]{4}$'""") == [(0,)]  # fmt: skip


def test_a_nik_tells_the_birth_day_and_is_nobodys(filled, ask):
    rows = ask(filled, "SELECT nik, birth_date, sex FROM parties WHERE nik IS NOT NULL")
    assert len(rows) > 300 and len({nik for nik, _, _ in rows}) == len(rows)
    for nik, born, sex in rows:
        assert nik.startswith("9901") and nik[6:12] == f"{born.day + (40 if sex == 'P' else 0):02}{born:%m%y}"
    phones = ask(
        filled, "SELECT phone FROM parties UNION SELECT phone FROM staff UNION SELECT phone FROM villages"
    )
    assert all(phone is None or phone.startswith("08120000") for (phone,) in phones)


def test_every_file_is_kept_once_under_its_own_hash(filled, files, ask):
    rows = ask(filled, "SELECT file, file_size, file_type FROM evidence")
    for name, size, kind in rows:
        content = (files / name[:2] / name[2:]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == name and len(content) == size
        assert content.startswith(MAGIC[kind])
    assert sum(path.is_file() for path in Path(files).rglob("*")) == len({name for name, _, _ in rows})
    assert min(Counter(kind for _, _, kind in rows).values()) > 20


def test_those_without_identity_have_no_reporter_and_the_others_have_one(filled, ask):
    assert ask(filled, """
        SELECT count(*) FROM reports r WHERE identity_unknown = EXISTS (
            SELECT FROM parties p WHERE p.report = r.id AND p.role = 'pelapor')""") == [(0,)]  # fmt: skip


def test_some_are_late_some_in_time_and_some_wait(filled, ask):
    late, open_, paused = ask(filled, f"""
        SELECT count(*) FILTER (WHERE closed_at IS NULL AND paused_at IS NULL AND due_at < '{TODAY}'),
            count(*) FILTER (WHERE closed_at IS NULL), count(*) FILTER (WHERE paused_at IS NOT NULL)
        FROM reports""")[0]  # fmt: skip
    assert 3 <= late < open_ * 0.6 and 30 <= open_ <= 100 and paused >= 5


def test_some_dispositions_have_several_addressees_and_some_were_passed_on(filled, ask):
    assert ask(filled, """SELECT count(*) > 20 FROM (SELECT disposition FROM disposition_addressees
        GROUP BY 1 HAVING count(*) > 1) d""") == [(True,)]  # fmt: skip
    assert ask(filled, "SELECT count(*) > 30 FROM dispositions WHERE parent IS NOT NULL") == [(True,)]


def test_the_survey_has_blanks_and_speaks_of_a_good_office(filled, ask):
    blanks, mean = ask(filled, "SELECT count(*) FILTER (WHERE waktu IS NULL), avg(waktu) FROM skm_responses")[
        0
    ]
    assert blanks > 0 and 2.6 < mean < 3.2


def test_the_holidays_of_march_2026_are_those_of_the_decree():
    march = {day.day: kind for day, _, kind, _ in days.closed_days(range(2026, 2027)) if day.month == 3}
    assert march == {18: "cuti_bersama", 19: "nasional", 20: "cuti_bersama", 21: "nasional", 22: "nasional",
                     23: "cuti_bersama", 24: "cuti_bersama"}  # fmt: skip


def test_another_seed_fills_too(server_url, tmp_path, ask):
    for connection in made(server_url):
        fill(connection, today=TODAY, files=tmp_path, seed=2026)
        assert ask(connection, "SELECT count(*) FROM dispositions") == [(500,)]
