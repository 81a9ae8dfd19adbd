"""New reports of a sheet: written together they are what they would be one by one, numbers in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from models import records
from models.actor import Actor
from models.importing import Import, Line
from models.panel import Desk, Panel
from tests.offices.desks import desk_at, empty_office

ROWS = [
    {"service": service, "channel": "loket", "subject": f"Perihal {n}", "story": "Cerita", **more}
    for n, (service, more) in enumerate(
        [("umum", {}), ("kantibmas", {}), ("umum", {"place": "RT 1"}), ("pekat", {}), ("kantibmas", {})], 1
    )
]
RIGHTS = frozenset((action, "reports") for action in ("list", "show", "add"))
PETUGAS = Actor(1, "petugas", frozenset({"Petugas"}), RIGHTS, label="Petugas Uji")
# Everything that a new report leaves behind, by its subject instead of its key.
LEFT = """
    SELECT to_jsonb(r) - '{id,search,received_at,due_at,complete_at}'::text[], r.due_at - r.received_at,
        (SELECT jsonb_agg(to_jsonb(e) - '{id,report,registered_at}'::text[]) FROM register_entries e
         WHERE e.report = r.id),
        (SELECT jsonb_agg(to_jsonb(c) - '{id,report}'::text[] ORDER BY c.requirement) FROM report_checklist c
         WHERE c.report = r.id),
        (SELECT jsonb_agg(to_jsonb(v) - '{id,at,transaction,row_key}'::text[]) FROM panel.event v
         WHERE v.table_name = 'reports' AND v.row_key = r.id::text)
    FROM reports r ORDER BY r.subject"""


@pytest.fixture(scope="module")
def url(server_url: str) -> Iterator[str]:
    with empty_office(server_url) as made:
        yield made


@pytest.fixture(scope="module")
def panel(url: str) -> Panel:
    with desk_at(url) as one:
        return one.panel


Write = Callable[[Desk], Import | None]


def one_by_one(desk: Desk) -> None:
    for values in ROWS:
        records.add(desk, desk.panel.screens["reports"], values)


def together(desk: Desk, rows: list[dict[str, str]] = ROWS) -> Import:
    work = Import(desk, desk.panel.screens["reports"], "add")
    work.batch([Line(number, values) for number, values in enumerate(rows, 2)])
    return work


def left(url: str, panel: Panel, write: Write) -> list[tuple[object, ...]]:
    with desk_at(url, actor=PETUGAS, panel=panel) as desk:
        write(desk)
        return [tuple(row) for row in desk.connection.execute(sa.text(LEFT))]


def test_reports_written_together_are_what_they_would_be_one_by_one(url: str, panel: Panel) -> None:
    expected = left(url, panel, one_by_one)
    assert [row[0]["number"][:4] for row in expected] == ["0001", "0002", "0003", "0004", "0005"]
    assert expected[0][1] and expected[0][2] and expected[1][3], expected[:2]  # due, register, checklist
    assert left(url, panel, together) == expected


def test_they_take_few_statements(url: str, panel: Panel, count: Callable[[Desk], list[str]]) -> None:
    with desk_at(url, actor=PETUGAS, panel=panel) as desk:
        asked = count(desk)
        together(desk, [{**ROWS[0], "subject": f"Baris {n}"} for n in range(50)])
        assert len(asked) < 50


def test_a_bad_row_among_them_costs_no_number(url: str, panel: Panel) -> None:
    rows = [{**ROWS[n % 2], "subject": f"Baris {n}", "external_reference": str(n)} for n in range(9)]
    rows[4]["external_reference"] = "1"  # twice: the server refuses it
    with desk_at(url, actor=PETUGAS, panel=panel) as desk:
        work = together(desk, rows)
        assert work.added == 8 and [number for number, _ in work.problems] == [6]
        numbers = desk.connection.execute(sa.text("SELECT number FROM reports ORDER BY subject")).scalars()
        assert [one[:4] for one in numbers] == [f"{n:04}" for n in range(1, 9)]
        last = desk.connection.execute(sa.text("SELECT last FROM panel.counter WHERE book = 'pengaduan'"))
        assert last.scalar() == 8


@pytest.fixture
def count() -> Callable[[Desk], list[str]]:
    def watch(desk: Desk) -> list[str]:
        found: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            found.append(statement)

        sa.event.listen(desk.connection, "before_cursor_execute", note)
        return found

    return watch
