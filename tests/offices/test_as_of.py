"""What was true at a moment: the balance of the months, over random histories that the server wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg2
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.install import install
from models.actor import Actor
from models.reporting import running
from models.reporting.asking import asked
from models.reporting.figures import Figures
from tests import databases
from tests.offices.desks import desk_at
from tests.offices.recap import adds_up
from tests.offices.reference import OFFICE

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
MONTHS = tuple(datetime(2026, month, 1, tzinfo=UTC) for month in range(1, 6))
CLOSED = ("diselesaikan", "dilimpahkan", "ditolak", "dicabut")
GROUPS = {"diselesaikan": "selesai", "dilimpahkan": "dilimpahkan", "ditolak": "ditolak", "dicabut": "ditolak"}


@dataclass(frozen=True)
class Did:
    """Somebody does something `days` after the beginning; what happened did so `ago` days earlier."""

    days: float
    what: str
    row: int
    ago: float
    value: int


does = st.builds(
    Did,
    st.integers(1, 1500).map(lambda tenth: tenth / 10),
    st.sampled_from(["add", "add", "close", "close", "reopen", "move", "delete", "redo", "correct"]),
    st.integers(0, 4),
    st.sampled_from([0, 0, 0, 3, 40]),
    st.integers(0, 3),
)


@pytest.fixture(scope="module")
def url(server_url: str) -> Iterator[str]:

    def fill(url: str) -> None:
        install(url, office=str(OFFICE), reference=True, say=lambda _: None)

    template = databases.shared(server_url, "kecamatan_installed", fill)
    with databases.database(server_url, template) as made:
        yield made


@pytest.fixture(scope="module")
def office(url: str) -> Iterator[Any]:
    """The tables and their triggers; the states of the reports are nobody's concern here."""
    with closing(psycopg2.connect(url)) as connection:
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = 'reports'::regclass"
                           " AND NOT tgisinternal AND tgname NOT LIKE 'panel_audit%'")  # fmt: skip
            for (name,) in cursor.fetchall():
                cursor.execute(f'ALTER TABLE reports DISABLE TRIGGER "{name}"')
            cursor.execute("ALTER TABLE panel.history DISABLE TRIGGER kept")
            cursor.execute("SET TIME ZONE 'UTC'")
        yield connection


Pictures = list[tuple[datetime, dict[int, dict[str, Any]]]]


def lived(cursor: Any, deeds: list[Did]) -> Pictures:
    """Does all that, each at its time, and remembers what the table held after each."""
    pictures: Pictures = [(BEGIN - timedelta(days=1), {})]
    gone: dict[int, dict[str, Any]] = {}
    rows: dict[int, dict[str, Any]] = {}
    for deed in sorted(deeds, key=lambda one: one.days):
        now = BEGIN + timedelta(days=deed.days)
        then = max(now - timedelta(days=deed.ago), BEGIN - timedelta(days=30))
        cursor.execute("SELECT coalesce(max(id), 0) FROM panel.history")
        last = cursor.fetchone()[0]
        rows = {key: dict(row) for key, row in rows.items()}
        _do(cursor, deed, then, rows, gone)
        cursor.execute("UPDATE panel.history SET at = %s WHERE id > %s", [now, last])
        pictures.append((now, rows))
    return pictures


def _do(cursor: Any, deed: Did, then: datetime, rows: dict[int, Any], gone: dict[int, Any]) -> None:
    row = rows.get(deed.row)
    if deed.what in ("add", "redo") and row is None:
        old = gone.pop(deed.row, None) if deed.what == "redo" else None
        row = rows[deed.row] = old or {"received_at": then, "closed_at": None, "outcome": None, "category": 1}
        cursor.execute(
            """INSERT INTO reports (id, service, channel, subject, story, received_at, closed_at, outcome,
                                    category)
               VALUES (%s, 'umum', 'loket', 'Jalan', 'Rusak', %s, %s, %s, %s)""",
            [deed.row, row["received_at"], row["closed_at"], row["outcome"], row["category"]],
        )
    elif row is None:
        return
    elif deed.what == "delete":
        gone[deed.row] = rows.pop(deed.row)
        cursor.execute("DELETE FROM reports WHERE id = %s", [deed.row])
    else:
        _change(cursor, deed, then, row)


def _change(cursor: Any, deed: Did, then: datetime, row: dict[str, Any]) -> None:
    if deed.what == "close":
        row |= {"closed_at": max(then, row["received_at"]), "outcome": CLOSED[deed.value]}
    elif deed.what == "reopen":
        row |= {"closed_at": None, "outcome": None}
    elif deed.what == "move":
        row["category"] = 1 + deed.value
    elif deed.what == "correct" and (row["closed_at"] is None or then <= row["closed_at"]):
        row["received_at"] = then
    cursor.execute(
        "UPDATE reports SET received_at = %s, closed_at = %s, outcome = %s, category = %s WHERE id = %s",
        [row["received_at"], row["closed_at"], row["outcome"], row["category"], deed.row],
    )


def standing(pictures: Pictures, moment: datetime) -> dict[int, tuple[str, int]]:
    """What each row was at a moment, and its category: by the picture of that time."""
    rows = [rows for at, rows in pictures if at < moment][-1]
    return {
        key: (_of(row, moment), row["category"]) for key, row in rows.items() if row["received_at"] < moment
    }


def _of(row: dict[str, Any], moment: datetime) -> str:
    is_open = row["closed_at"] is None or row["closed_at"] >= moment
    return "terbuka" if is_open else GROUPS[row["outcome"]]


def told(cursor: Any, first: datetime, last: datetime) -> list[dict[str, Any]]:
    cursor.execute("SELECT * FROM reports_between(%s, %s)", [first, last])
    names = [one.name for one in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def count(rows: list[dict[str, Any]], word: str) -> int:
    return sum(bool(row[word]) for row in rows)


@given(st.lists(does, max_size=30))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_balance_of_every_month_reconciles_and_is_what_was_true_then(
    office: Any, deeds: list[Did]
) -> None:
    office.rollback()
    with office.cursor() as cursor:
        pictures = lived(cursor, deeds)
        closing_, came = None, set()
        for first, last in zip(MONTHS, MONTHS[1:], strict=False):
            rows = told(cursor, first, last)
            before, after = standing(pictures, first), standing(pictures, last)
            opened = {key for key, (what, _) in before.items() if what == "terbuka"}
            still = {key: one for key, one in after.items() if one[0] == "terbuka"}
            assert {row["id"] for row in rows if row["was_open"]} == opened
            assert {row["id"]: row["category"] for row in rows if row["is_open"]} == {
                key: category for key, (_, category) in still.items()
            }
            assert {row["id"] for row in rows if row["arrived"]} == after.keys() - before.keys()
            assert {row["id"] for row in rows if row["removed"]} == opened - after.keys()
            came |= {(row["id"], row["channel"], first) for row in rows if row["arrived"]}
            ended = {row["id"]: row["ended"] for row in rows if row["ended"]}
            assert all(after[key][0] == how for key, how in ended.items())
            assert closing_ is None or closing_ == count(rows, "was_open")
            closing_ = count(rows, "is_open")
            assert closing_ == (
                count(rows, "was_open") + count(rows, "arrived") + count(rows, "reopened")
                - count(rows, "ended") - count(rows, "removed")
            )  # fmt: skip
            cursor.execute("SELECT id FROM reports_at(%s) WHERE received_at < %s", [last, last])
            assert {key for (key,) in cursor.fetchall()} == after.keys()
        cursor.execute("SELECT id, channel, month FROM reports_arrived(%s, %s)", [MONTHS[0], MONTHS[-1]])
        assert sorted(cursor.fetchall()) == sorted(came)


@given(st.lists(does, max_size=16), st.lists(does, max_size=16))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_month_asked_later_is_what_it_was_when_it_ended(
    office: Any, early: list[Did], late: list[Did]
) -> None:
    first, last = MONTHS[1], MONTHS[2]
    deeds = [one for one in early if BEGIN + timedelta(days=one.days) < last]
    later = [one for one in late if BEGIN + timedelta(days=one.days) >= last]
    office.rollback()
    with office.cursor() as cursor:
        lived(cursor, deeds)
        then = sorted(told(cursor, first, last), key=lambda row: row["id"])
        office.rollback()
        lived(cursor, deeds + later)
        assert sorted(told(cursor, first, last), key=lambda row: row["id"]) == then


@pytest.fixture(scope="module")
def recap(url: str) -> Iterator[Callable[[str], Figures]]:
    """The recap of a month."""
    with desk_at(url, actor=Actor(1, "penguji", everything=True)) as desk:
        report = desk.panel.office.reports["rekap_bulanan"]

        def of(month: str) -> Figures:
            found = running.run(desk, report, asked(desk, report, {"period": month}))
            desk.connection.rollback()
            return found

        yield of


@given(st.lists(does, min_size=4, max_size=24))
@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_sheet_of_the_recap_adds_up_to_its_balance(
    office: Any, recap: Callable[[str], Figures], deeds: list[Did]
) -> None:
    office.rollback()
    closing_ = None
    with office.cursor() as cursor:
        try:
            lived(cursor, deeds)
            office.commit()
            for month in ("2026-01", "2026-02", "2026-03", "2026-04"):
                lines = adds_up(recap(month))
                assert closing_ is None or lines[1] == closing_
                closing_ = lines[8]
        finally:
            office.rollback()
            cursor.execute("DELETE FROM reports; DELETE FROM panel.history")
            office.commit()
