"""What several sheets read is worked out once, in a transaction that can write nothing else."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa

from app.database import engine_for
from models.description.findings import DescriptionError
from models.errors import PanelError
from models.panel import Desk
from models.reporting import running
from models.reporting.asking import asked
from models.reporting.figures import Figures
from tests.models.conftest import OpenDesk

TABLES = """
    create table cases (id int primary key, kind text, arrived date);
    insert into cases values (1, 'jalan', '2026-02-01'), (2, 'air', '2026-02-02'), (3, 'air', '2026-03-01');
    create sequence looked;
    create function looked_at() returns int language sql volatile as 'select nextval(''looked'')::int';
"""
REPORT = """
label: Perkara
roles: [Admin]
period: [month]
prepare:
  found: select *, looked_at() as turn from cases where arrived between :first and :last
  kinds: select kind, count(*) as n from found group by kind
sheets:
  jenis: {label: Jenis, sql: "select kind, n from kinds order by kind"}
  semua: {label: Semua, sql: select id from found order by id}
"""


def _run(desk: Desk, key: str = "perkara") -> Figures:
    report = desk.panel.office.reports[key]
    return running.run(desk, report, asked(desk, report, {"period": "2026-02"}))


def _values(figures: Figures) -> dict[str, list[tuple[object, ...]]]:
    return {one.key: [line.values for line in one.lines] for one in figures.tables}


FEBRUARY = {"jenis": [("air", 1), ("jalan", 1)], "semua": [(1,), (2,)]}


def test_sheets_read_what_was_worked_out_once(
    open_desk: OpenDesk, statements: Callable[[Desk], list[str]]
) -> None:
    report = REPORT.replace("*, looked_at() as turn", "*")
    desk = open_desk(TABLES, reports={"perkara": report})
    seen = statements(desk)
    assert _values(_run(desk)) == _values(_run(desk)) == FEBRUARY
    assert sum("arrived between" in one for one in seen) == 2 * 2  # made, filled; for each of two runs


def test_nothing_but_the_reports_own_tables_is_written(open_desk: OpenDesk) -> None:
    """A function that counts its calls is refused: the transaction only reads."""
    desk = open_desk(TABLES, reports={"perkara": REPORT})
    with pytest.raises(PanelError, match="25006"):
        _run(desk)


def test_where_no_table_may_be_made_the_figures_are_the_same(open_desk: OpenDesk) -> None:
    report = REPORT.replace("*, looked_at() as turn", "*")
    desk = open_desk(TABLES, reports={"perkara": report})
    url, role = desk.connection.engine.url, f"reader_{uuid.uuid4().hex[:12]}"
    desk.connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN PASSWORD 'x'")
    desk.connection.exec_driver_sql(f'REVOKE TEMPORARY ON DATABASE "{url.database}" FROM PUBLIC')
    desk.connection.exec_driver_sql(f"GRANT SELECT ON cases TO {role}")
    desk.connection.commit()
    reader = engine_for(sa.make_url(url).set(username=role, password="x"))
    try:
        with reader.connect() as connection:
            assert _values(_run(replace(desk, connection=connection))) == FEBRUARY
    finally:
        reader.dispose()
        desk.connection.exec_driver_sql(f"REVOKE ALL ON cases FROM {role}")
        desk.connection.exec_driver_sql(f"DROP ROLE {role}")
        desk.connection.commit()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("from cases where", "from nowhere where"), "D311"),
        ((":first", ":frist"), "D352"),
        (("found: select", "'Found!': select"), "D703"),
        (("roles: [Admin]", "roles: [Admin]\nlock: {roles: [Tukang]}"), "D307"),
        (("period: [month]", "lock: {roles: [Admin]}"), "D712"),
    ],
)
def test_what_is_wrong_with_it_is_a_finding(open_desk: OpenDesk, change: tuple[str, str], code: str) -> None:
    with pytest.raises(DescriptionError) as caught:
        open_desk(TABLES, reports={"perkara": REPORT.replace(*change)})
    assert f" {code} " in str(caught.value)
