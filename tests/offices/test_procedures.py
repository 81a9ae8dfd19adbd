"""Each procedure of the office from the first step to the last, every branch once, by the roles it names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
import sqlalchemy as sa

from app.database import engine_for
from app.install import install
from models import records, together, transitions
from models.actor import ACTIONS, Actor
from models.build import build
from models.panel import Desk, Panel
from tests import databases
from tests.databases import database
from tests.offices.reference import OFFICE
from tests.offices.walks import PEOPLE, WALKS, Press, Walk

STAFF = """
    INSERT INTO staff (name, job_title, unit, username) VALUES
        ('Fransiska Contoh', 'Petugas Layanan', 'loket', 'petugas'),
        ('Agustinus Contoh', 'Kasi Pelum', 'kasi_pelum', 'kasi_pelum'),
        ('Rikardus Contoh', 'Kasi Sarpras', 'kasi_sarpras', 'kasi_sarpras'),
        ('Yosef Contoh', 'Kasi Trantib', 'kasi_trantib', 'kasi_trantib'),
        ('Yuliana Contoh', 'Ketua Tim', 'tim_pengaduan', 'tim'),
        ('Yohanes Contoh', 'Camat Borong', 'camat', 'camat')"""


def installed(url: str) -> None:
    install(url, office=str(OFFICE), reference=True, say=lambda _: None)


@pytest.fixture(scope="module")
def office(server_url: str) -> Iterator[tuple[sa.Engine, Panel]]:
    with database(server_url, databases.shared(server_url, "kecamatan_installed", installed)) as url:
        engine = engine_for(url)
        with engine.connect() as connection:
            connection.execute(sa.text(STAFF))
            connection.commit()
            panel = build(connection, OFFICE)
        yield engine, panel
        engine.dispose()


@pytest.fixture
def connection(office: tuple[sa.Engine, Panel]) -> Iterator[sa.Connection]:
    with office[0].connect() as opened:
        yield opened


def actor(panel: Panel, who: str) -> Actor:
    role = panel.office.roles[PEOPLE[who]]
    rights = frozenset((one, key) for key in panel.screens for one in ACTIONS if role.may(one, key))
    return Actor(1, who, frozenset({role.name}), rights, label=who.upper())


def desk(panel: Panel, connection: sa.Connection, who: str) -> Desk:
    return Desk(connection, panel, actor(panel, who), datetime.now(panel.office.zone))


def intake(at: Desk, walk: Walk) -> str:
    """The report as the clerk writes it down, with the reporter, then the accused."""
    values = {"service": walk.service, "channel": walk.channel, "subject": "Perkelahian", "story": "Uraian."}
    reporter = {"parties": [together.ChildRow({"name": "Maria", "phone": "0812-0000-0001"})]}
    saved = together.add_with(at, at.panel.screens["reports"], values, reporter).saved
    assert saved.key is not None
    accused = {"report": saved.key, "role": "terlapor", "name": "Anton", "address": "Pasar", "act": "Pukul",
               "facts": "Dilihat saksi"}  # fmt: skip
    records.add(at, at.panel.screens["parties"], accused)
    return saved.key


def meant(connection: sa.Connection, key: str, value: object) -> object:
    """An answer; {party} is the accused and {other} another report."""
    if isinstance(value, tuple):
        return [meant(connection, key, one) for one in value]
    if value not in ("{party}", "{other}"):
        return value
    sql = (
        "SELECT id FROM parties WHERE report = :id AND role = 'terlapor'"
        if value == "{party}"
        else "SELECT max(id) FROM reports WHERE id <> :id"
    )
    return str(connection.scalar(sa.text(sql), {"id": key}))


def press(panel: Panel, connection: sa.Connection, key: str, one: Press) -> None:
    if one.first:
        connection.execute(sa.text(one.first.format(id=key)))
    answers = {name: meant(connection, key, value) for name, value in one.answers.items()}
    transitions.move(desk(panel, connection, one.who), panel.screens["reports"], key, one.step, answers)


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: f"{walk.service}: {walk.name}")
def test_a_procedure_works_to_its_end(
    office: tuple[sa.Engine, Panel], connection: sa.Connection, walk: Walk
) -> None:
    panel = office[1]
    if any("{other}" in one.answers.values() for one in walk.presses):
        intake(desk(panel, connection, "petugas"), walk)
    key = intake(desk(panel, connection, "petugas"), walk)
    flow = panel.screens["reports"].workflow.workflows[walk.service]
    for one in walk.presses:
        press(panel, connection, key, one)
    row = connection.execute(sa.text("SELECT * FROM reports WHERE id = :id"), {"id": key}).mappings().one()
    assert (row["status"], row["outcome"]) == (walk.ends, walk.outcome)
    assert row["number"].split("/")[1] == "ADU" and row["closed_at"] is not None
    history = connection.execute(
        sa.text(
            "SELECT name, actor, data->>'label' AS label FROM panel.event WHERE row_key = :id ORDER BY id"
        ),
        {"id": key},
    )
    steps = [(one.step, one.who) for one in walk.presses]
    told = [(line.name, line.actor, line.label) for line in history]
    labels = {name: str(step.done or step.label) for name, step in flow.transitions.items()}
    assert told == [
        ("begin", "petugas", "Laporan dicatat"), *((name, who, labels[name]) for name, who in steps)
    ]  # fmt: skip


def test_every_step_of_the_procedures_is_taken_by_some_walk(office: tuple[sa.Engine, Panel]) -> None:
    workflows = office[1].screens["reports"].workflow.workflows
    taken = {(walk.service, one.step) for walk in WALKS for one in walk.presses}
    assert {(key, step) for key, one in workflows.items() for step in one.transitions} - taken == set()
