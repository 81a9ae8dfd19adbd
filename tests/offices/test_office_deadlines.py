"""The deadlines of the reference office: the demo's are those that the machine counts, and they are told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app import users
from app.database import connect, engine_for
from app.offices.kecamatan.demo import ZONE
from models import records, transitions
from models.actor import Actor
from models.counted_rows import count_all, counted
from models.panel import Desk
from models.workdays import read_calendar
from tests.offices import reference
from tests.opened import Opened, statements

PEOPLE = (
    users.User("admin", "Admin Contoh", "Admin"),
    users.User("camat", "Camat Contoh", "Camat"),
    users.User("petugas", "Sari Contoh", "Petugas"),
)


@pytest.fixture(scope="module")
def office(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    today = datetime.now(ZONE).date()
    with reference.opened(server_url, tmp_path_factory.mktemp("data"), PEOPLE, today) as made:
        yield made


@pytest.fixture
def desk(office: Opened) -> Iterator[Desk]:
    """Somebody at work whose work is not kept."""
    with connect(engine_for(office.url)) as connection:
        zone = office.panel.office.zone
        connection.execute(sa.text(f"SET LOCAL timezone = '{zone}'"))
        yield Desk(connection, office.panel, Actor(1, "cli", everything=True, door="cli"), datetime.now(zone))
        connection.rollback()


def test_a_report_that_waits_for_its_reporter_stands_still(desk: Desk) -> None:
    def one(sql: str) -> sa.Row[tuple[object, ...]]:
        return desk.connection.execute(sa.text(sql)).one()

    (key,) = one("""
        SELECT id::text FROM reports r WHERE service = 'umum' AND status = 'diterima' AND closed_at IS NULL
        AND EXISTS (SELECT FROM parties p WHERE p.report = r.id AND p.role = 'pelapor') LIMIT 1""")
    before = one(f"SELECT due_at FROM reports WHERE id = {key}")
    reports, asked = desk.panel.screens["reports"], {"medium": "telepon", "body": "Mohon dijelaskan."}
    transitions.move(desk, reports, str(key), "minta_kejelasan", asked)
    assert tuple(one(f"SELECT paused_at IS NULL, due_at FROM reports WHERE id = {key}")) == (False, before[0])
    pause = (
        f"SELECT reason, ended_at IS NULL FROM panel.pause WHERE row_key = '{key}' ORDER BY id DESC LIMIT 1"
    )
    assert tuple(one(pause)) == ("Menunggu kejelasan", True)
    later = replace(desk, now=desk.now + timedelta(days=7))
    transitions.move(later, reports, str(key), "catat_kejelasan", {"kejelasan": "Di RT 04."})
    after = one(f"SELECT paused_at IS NULL, due_at > '{before[0]}' FROM reports WHERE id = {key}")
    assert tuple(after) == (True, True)


def test_counting_the_demo_again_changes_nothing(desk: Desk) -> None:
    (one,) = counted(desk.panel)
    assert count_all(desk, one, read_calendar(desk)) == 0
    assert desk.connection.scalar(sa.text("SELECT count(*) > 300 FROM reports WHERE due_at IS NOT NULL"))
    assert desk.connection.scalar(sa.text("SELECT count(*) > 30 FROM panel.pause"))


def test_a_new_closed_day_moves_the_open_reports_and_no_closed_one(desk: Desk) -> None:
    before = desk.connection.execute(sa.text("SELECT id, due_at FROM reports")).all()
    day = desk.connection.scalar(
        sa.text("SELECT due_at::date FROM reports WHERE closed_at IS NULL AND service <> 'pekat'"
                " AND due_at IS NOT NULL ORDER BY due_at DESC LIMIT 1")
    )  # fmt: skip
    records.add(desk, desk.panel.screens["holidays"], {"day": str(day), "name": "Tutup", "kind": "kantor"})
    after = dict(desk.connection.execute(sa.text("SELECT id, due_at FROM reports")).all())  # type: ignore[arg-type]
    moved = {row.id for row in before if after[row.id] != row.due_at}
    closed = set(desk.connection.scalars(sa.text("SELECT id FROM reports WHERE closed_at IS NOT NULL")))
    assert moved and not moved & closed


def test_the_lists_tell_working_days_without_a_statement_more(office: Opened) -> None:
    clerk = office.browser("petugas")
    for _ in range(2):
        clerk.get("/data/reports/list/?view=terbuka")
    with statements(office.app) as asked:
        page = clerk.get("/data/reports/list/?view=terbuka").text
    assert len(asked) <= 3, asked
    assert re.search(r"lewat \d+ hari kerja|\d+ hari kerja lagi", page) and "jeda" in page


def test_the_camat_sees_what_is_late_and_what_is_due_soon(office: Opened) -> None:
    page = office.browser("camat").get("/").text
    assert "Lewat tenggat" in page and "Segera jatuh tempo" in page
    assert re.search(r"lewat \d+ hari kerja", page)


@pytest.fixture
def due_in_an_hour(office: Opened) -> Iterator[None]:
    """The newest running report, for a while."""
    running = "SELECT max(id) FROM reports WHERE closed_at IS NULL AND paused_at IS NULL"
    ((key, due),) = office.ask(f"SELECT id, due_at FROM reports WHERE id = ({running})")
    office.ask("UPDATE reports SET due_at = now() + interval '1 hour' WHERE id = %s", key)
    yield
    office.ask("UPDATE reports SET due_at = %s WHERE id = %s", due, key)


@pytest.mark.usefixtures("due_in_an_hour")
def test_what_is_due_soon_is_neither_late_nor_paused_nor_far(office: Opened) -> None:
    page = office.browser("camat").get("/data/reports/list/?view=segera_jatuh_tempo").text
    rows = page.partition("<tbody>")[2]
    assert not re.search(r">lewat \d", rows) and ">jeda<" not in rows  # a title may say "lewat" too
    assert "hari ini" in rows or "1 hari" in rows


def test_a_report_of_today_gets_its_deadline_from_the_form(office: Opened) -> None:
    clerk = office.browser("petugas")
    sent = {"service": "umum", "channel": "loket", "subject": "Lampu padam", "story": "Gelap sejak semalam."}
    answer = clerk.send("/data/reports/add", sent)
    assert answer.status_code == 302, answer.text
    rows = office.ask("SELECT due_at IS NOT NULL FROM reports WHERE subject = 'Lampu padam'")
    assert [tuple(row) for row in rows] == [(True,)]
    office.ask("DELETE FROM register_entries WHERE subject LIKE '%Lampu padam%'")
    office.ask("DELETE FROM reports WHERE subject = 'Lampu padam'")
