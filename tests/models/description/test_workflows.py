"""Every mistake in a workflow is found at once, in its file and line, with what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.database import engine_for
from models.build import build
from models.description.check import check
from models.description.probe import probe_of
from models.schema.reading import read
from tests.opened import database

TABLES = """
    CREATE TABLE kinds (code text PRIMARY KEY, name text);
    CREATE TABLE pairs (a int, b int, PRIMARY KEY (a, b));
    CREATE TABLE tickets (
        id int PRIMARY KEY, title text NOT NULL, kind text REFERENCES kinds, state text NOT NULL, amount int,
        due date, number text);
    CREATE TABLE tasks (id int PRIMARY KEY, ticket int REFERENCES tickets, other int REFERENCES tickets);
    CREATE TABLE notes (id int PRIMARY KEY, ticket int REFERENCES tickets, body text, done boolean);
"""
OFFICE = (
    "name: Kantor uji\nroles:\n  Admin: {admin: true, rights: {'*': all}}\n  Kerja: {rights: {'*': all}}\n"
)
GOOD = """\
label: Alur
states:
  baru: {label: Baru, holder: Kerja}
  selesai: {label: Selesai, open: false}
transitions:
  tutup:
    label: Tutup
    from: baru
    to: selesai
    roles: Kerja
"""


@pytest.fixture(scope="module")
def connection(server_url: str) -> Iterator[sa.Connection]:
    with database(server_url) as url:
        engine = engine_for(url)
        with engine.connect() as opened:
            opened.exec_driver_sql(TABLES)
            opened.commit()
            yield opened
        engine.dispose()


def found(
    connection: sa.Connection,
    folder: Path,
    flow: str,
    screen: str = "{column: state, use: alur}",
    **parts: str,
) -> list[str]:
    """What is wrong, as file:line code:meant."""
    (folder / "screens").mkdir()
    (folder / "workflows" / "parts").mkdir(parents=True)
    (folder / "office.yaml").write_text(OFFICE)
    (folder / "screens" / "tickets.yaml").write_text(f"table: tickets\nworkflow: {screen}\n")
    (folder / "workflows" / "alur.yaml").write_text(flow)
    for name, text in parts.items():
        (folder / "workflows" / "parts" / f"{name}.yaml").write_text(text)
    told = check(read(connection), folder, probe_of(connection))
    return [f"{one.file.rpartition('/')[2]}:{one.line} {one.code}:{one.closest or ''}" for one in told]


def test_a_good_workflow_has_no_problem(connection: sa.Connection, tmp_path: Path) -> None:
    assert found(connection, tmp_path, GOOD) == []
    flow = build(connection, tmp_path).screens["tickets"].workflow
    assert flow is not None and flow.workflows["alur"].initial == "baru"
    state = build(connection, tmp_path).screens["tickets"].fields["state"]
    assert not state.editable and not state.insertable


def test_the_ten_lines_of_the_manual_pass_the_check(connection: sa.Connection, tmp_path: Path) -> None:
    manual = (Path(__file__).parents[3] / "docs" / "alur.md").read_text(encoding="utf-8")
    for name, text in re.findall(r"```yaml\n# (\S+)\n(.*?)```", manual, re.S):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "office.yaml").write_text(OFFICE.replace("Kerja:", "Petugas: {}\n  Kasi:"))
    with connection.begin_nested() as point:
        connection.exec_driver_sql("CREATE TABLE permits (id serial PRIMARY KEY, name text, state text)")
        assert check(read(connection), tmp_path, probe_of(connection)) == ()
        flow = build(connection, tmp_path).screens["permits"].workflow
        assert flow is not None and flow.fixed == "izin"
        point.rollback()


def test_the_screen_says_which_workflow_and_where(connection: sa.Connection, tmp_path: Path) -> None:
    assert found(connection, tmp_path, GOOD, "{column: stat, use: alur}") == ["tickets.yaml:2 D303:state"]


@pytest.mark.parametrize(
    ("screen", "problems"),
    [
        ("{column: state}", ["tickets.yaml:2 D601:"]),
        ("{column: state, use: [alur, lain]}", ["tickets.yaml:2 D602:"]),
        ("{column: state, use: alru}", ["tickets.yaml:2 D603:alur"]),
        ("{column: amount, use: alur}", ["tickets.yaml:2 D317:"]),
        ("{column: state, by: kinds}", ["tickets.yaml:2 D303:kind"]),
    ],
)
def test_a_wrong_word_of_the_screen(
    connection: sa.Connection, tmp_path: Path, screen: str, problems: list[str]
) -> None:
    assert found(connection, tmp_path, GOOD, screen) == problems


@pytest.mark.parametrize(
    ("line", "written", "problems"),
    [
        (8, "    from: baruu", ["alur.yaml:8 D605:baru", "alur.yaml:3 D606:", "alur.yaml:4 D607:"]),
        (9, "    to: selesei", ["alur.yaml:9 D605:selesai", "alur.yaml:4 D607:"]),
        (10, "    roles: Kreja", ["alur.yaml:10 D307:Kerja"]),
        (3, "  baru: {label: Baru, holder: Kreja}", ["alur.yaml:3 D307:Kerja"]),
        (4, "  selesai: {label: Selesai}", ["alur.yaml:4 D606:"]),
        (4, "  selesai: {label: Selesai, opne: false}", ["alur.yaml:4 D101:open"]),
        (11, "    when: amuont > 1", ["alur.yaml:11 D311:"]),
        (11, "    needs: {Belum ada: 'amount >'}", ["alur.yaml:11 D311:"]),
        (11, "    when: 'amount + 1'", ["alur.yaml:11 D353:"]),
        (11, "    when: 'title = :judul'", ["alur.yaml:11 D352:"]),
        (11, "    set: {title: {sql: ':judl'}}", ["alur.yaml:11 D352:"]),
        (11, "    set: {amuont: '1'}", ["alur.yaml:11 D609:amount"]),
        (11, "    set: {amount: satu}", ["alur.yaml:11 D403:"]),
        (11, "    set: {title: ':judul'}", ["alur.yaml:11 D610:"]),
        (11, "    set: {amount: {sql: 'titel'}}", ["alur.yaml:11 D311:"]),
        (11, "    ask: {titel: required}", ["alur.yaml:11 D608:title"]),
        (11, "    ask: {mana: {screen: kindz}}", ["alur.yaml:11 D305:kinds"]),
        (11, "    ask: {mana: {screen: pairs}}", ["alur.yaml:11 D613:"]),
        (11, "    ask: {mana: {screen: kinds, among: 'select codes from kinds'}}", ["alur.yaml:11 D311:"]),
        (11, "    adds: nots", ["alur.yaml:11 D306:"]),
        (11, "    adds: tasks", ["alur.yaml:11 D322:"]),
        (11, "    adds: {notes: {set: {bodi: x}}}", ["alur.yaml:11 D609:body"]),
        (11, "    adds: {notes: {each: siapa}}", ["alur.yaml:11 D610:"]),
        (11, "    changes: {notes: {where: 'dome', set: {done: true}}}", ["alur.yaml:11 D311:"]),
        (11, "    number: surat", ["alur.yaml:11 D611:"]),
        (11, "    after: {amount: 3, since: title}", ["alur.yaml:11 D317:"]),
        (11, "include: [bersma]", ["alur.yaml:11 D614:bersama"]),
        (11, "include: [bersama]", ["bersama.yaml:2 D605:baru"]),
    ],
)
def test_a_wrong_word_of_the_file(
    connection: sa.Connection, tmp_path: Path, line: int, written: str, problems: list[str]
) -> None:
    lines = [*GOOD.splitlines(), ""]
    lines[line - 1] = written
    part = "transitions:\n  lagi: {label: Lagi, from: baruu, roles: Kerja}\n"
    assert sorted(found(connection, tmp_path, "\n".join(lines), bersama=part)) == sorted(problems)


def test_a_word_for_the_children_is_read_against_their_own_columns(
    connection: sa.Connection, tmp_path: Path
) -> None:
    more = """\
    ask: {body: required, siapa: {screen: kinds, many: true}}
    adds: {notes: {each: siapa, set: {done: {sql: 'amount > 1'}}}}
    changes: {notes: {where: 'not done', set: {body: {sql: 'upper(body)'}}}}
"""
    assert found(connection, tmp_path, GOOD + more) == []
    (step,) = build(connection, tmp_path).screens["tickets"].workflow.workflows["alur"].transitions.values()
    assert {key for key, _ in step.adds[0].set} == {"done", "body"} and step.asks[1].many
