"""Steps whose time has come are taken, and people are reminded of what is theirs and no more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from models import automatic
from models.actor import Actor
from models.panel import Desk
from models.reminding import digest

ZONE = ZoneInfo("Asia/Makassar")
NOW = datetime(2026, 3, 30, 17, tzinfo=ZONE)  # a Monday, after closing time
OFFICE = """
name: Kantor uji
zone: WITA
working_week: {end: "16:00", closed: {screen: closed_days}}
roles:
  Admin: {admin: true, rights: {'*': all}}
  Loket: {rights: {'*': all}}
  Bos: {oversees: true, rights: {'*': all}}
  Tamu: {rights: {}}
"""
TABLES = """
CREATE TABLE closed_days (id int PRIMARY KEY, day date);
CREATE TABLE cases (
  id serial PRIMARY KEY, title text NOT NULL, state text NOT NULL DEFAULT 'masuk',
  asked timestamptz, due timestamptz, closed timestamptz, why text);
INSERT INTO cases (title, state, asked, due) VALUES
  ('Lama', 'tunggu', '2026-03-23 09:00+08', NULL), ('Baru', 'tunggu', '2026-03-26 09:00+08', NULL),
  ('Segar', 'tunggu', '2026-03-30 09:00+08', NULL), ('Lewat', 'masuk', NULL, '2026-03-27 16:00+08'),
  ('Lewat di bos', 'bos', NULL, '2026-03-27 16:00+08'), ('Segera', 'masuk', NULL, '2026-04-01 16:00+08'),
  ('Jauh', 'masuk', NULL, '2026-04-20 16:00+08'), ('Selesai', 'usai', NULL, '2026-03-27 16:00+08');
UPDATE cases SET closed = '2026-03-28 09:00+08' WHERE state = 'usai';
"""
CASES = """
table: cases
title: "{title}"
workflow: {column: state, use: urus}
columns: {due: {deadline: {done: closed}}}
"""
WORKFLOW = """
label: Urus
states:
  masuk: {label: Masuk, holder: [Loket]}
  tunggu: {label: Menunggu pelapor, holder: [Loket], clock: paused}
  bos: {label: Di bos, holder: [Bos]}
  usai: {label: Usai, open: false}
  dicabut: {label: Dicabut, open: false}
transitions:
  minta: {label: Minta, from: [masuk], to: tunggu, roles: [Loket]}
  naik: {label: Naikkan, from: [masuk], to: bos, roles: [Loket]}
  tutup: {label: Tutup, from: [bos, tunggu], to: usai, roles: [Bos]}
  cabut:
    label: Anggap dicabut
    from: [tunggu]
    to: dicabut
    roles: [Loket]
    needs: {"Judul belum panjang": "length(title) > 3"}
    set: {why: Tidak dilengkapi}
    after: {amount: 5, unit: hari_kerja, since: asked, remind: 2}
"""
OpenDesk = Callable[..., Desk]


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    made = open_desk(TABLES, {"cases": CASES}, None, {"urus": WORKFLOW}, OFFICE)
    machine = Actor(None, "panel", everything=True, door="job", label="Panel")
    return replace(made, actor=machine, now=NOW)


def as_(desk: Desk, *roles: str, may: bool = True) -> Desk:
    rights = frozenset((right, "cases") for right in ("list", "show")) if may else frozenset()
    return replace(desk, actor=Actor(1, "ani", frozenset(roles), rights, door="job"))


def titles(items: tuple[object, ...]) -> list[str]:
    return [one.row.title for one in items]  # type: ignore[attr-defined]


def test_a_step_is_taken_when_its_working_days_are_over(desk: Desk) -> None:
    (done,) = automatic.run(desk)
    assert done.error is None and done.ripe.key == "1"
    found = desk.connection.execute(sa.text("SELECT title, why FROM cases WHERE state = 'dicabut'")).all()
    assert [tuple(row) for row in found] == [("Lama", "Tidak dilengkapi")]
    event = desk.connection.execute(sa.text("SELECT actor_name, door, name FROM panel.event")).one()
    assert tuple(event) == ("Panel", "job", "cabut")
    assert automatic.run(desk) == ()


def test_a_holiday_gives_the_reporter_another_day(desk: Desk) -> None:
    desk.connection.execute(sa.text("INSERT INTO closed_days VALUES (1, '2026-03-27')"))
    assert automatic.run(desk) == ()


def test_a_step_that_is_refused_says_why_and_stops_no_other(desk: Desk) -> None:
    desk.connection.execute(
        sa.text("UPDATE cases SET title = 'Ada', asked = '2026-03-20 09:00+08' WHERE id = 2")
    )
    done = {one.ripe.key: one.error for one in automatic.run(desk)}
    assert done["1"] is None and "belum bisa" in str(done["2"])


def test_the_holder_is_reminded_of_what_is_late_soon_and_waited_for(desk: Desk) -> None:
    found = digest(as_(desk, "Loket"), 2)
    assert titles(found.late) == ["Lewat"]
    assert titles(found.soon) == ["Segera"]
    assert titles(found.waiting) == ["Baru"], "the oldest is to be moved, the newest is too new"


def test_who_oversees_is_reminded_of_everything_late(desk: Desk) -> None:
    found = digest(as_(desk, "Bos"), 2)
    assert sorted(titles(found.late)) == ["Lewat", "Lewat di bos"]
    assert not found.soon and not found.waiting


def test_nobody_is_reminded_of_what_they_may_not_see(desk: Desk) -> None:
    assert not digest(as_(desk, "Bos", "Loket", may=False), 2)
    assert not digest(as_(desk, "Tamu"), 2)
