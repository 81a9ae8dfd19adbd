"""A made-up year at a made-up kecamatan: everything the panel shows, and nobody real."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from app.offices.kecamatan.demo.cases import make_cases
from app.offices.kecamatan.demo.days import Days, closed_days
from app.offices.kecamatan.demo.dispositions import make_dispositions
from app.offices.kecamatan.demo.events import tell
from app.offices.kecamatan.demo.evidence import make_evidence
from app.offices.kecamatan.demo.handling import make_handling
from app.offices.kecamatan.demo.letters import make_letters
from app.offices.kecamatan.demo.parties import make_parties
from app.offices.kecamatan.demo.pauses import write_pauses
from app.offices.kecamatan.demo.people import REGION, VILLAGES, People
from app.offices.kecamatan.demo.registers import Registers
from app.offices.kecamatan.demo.rows import ORDER, Rows, Values
from app.offices.kecamatan.demo.survey import make_survey
from app.offices.kecamatan.demo.world import Lists, World
from models.calendar import WEEK, Calendar

ZONE = ZoneInfo("Asia/Makassar")
HERE = Path(__file__).parent
FIELD_STAFF = (
    "kasi_trantib",
    "kasi_pmd",
    "kasi_kesos",
    "kasi_sarpras",
    "kasi_trantib",
    "tim_pengaduan",
    "umum",
    "loket",
    "kasi_pelum",
)
RANKS = ("Penata (III/c)", "Penata Muda (III/a)", "Pengatur (II/c)", "Pembina (IV/a)")


def is_empty(connection: Any) -> bool:
    """Whether none of the tables that the demo fills has a row yet, but for holidays: they came along."""
    cursor = _driver(connection).cursor()
    tables = [table for table in ORDER if table != "holidays"]
    cursor.execute(" UNION ALL ".join(f"(SELECT 1 FROM {table} LIMIT 1)" for table in tables))
    return cursor.fetchone() is None


def fill(
    connection: Any,
    *,
    today: date,
    files: Path,
    seed: int = 7,
    say: Callable[[str], None] = lambda said: None,
) -> None:
    """Fills the empty reference tables and the folder of files. The same seed and day give the same rows.

    `connection` is SQLAlchemy's or psycopg2's; the caller commits.
    """
    cursor = _driver(connection).cursor()
    world = _world(cursor, today, files, Random(f"{seed} {today}"))
    say("Menyusun laporan, para pihak dan surat...")
    cases = make_cases(world)
    make_parties(world, cases)
    registers = Registers(world, {row["code"]: row for row in _read(cursor, "register_books")})
    make_letters(world, cases, registers)
    make_dispositions(world, cases, registers)
    registers.number_all()
    make_handling(world, cases)
    say("Menyimpan berkas bukti...")
    make_evidence(world, cases)
    make_survey(world)
    say("Menulis ke basis data...")
    world.rows.copy(cursor)
    write_pauses(cursor, cases)
    tell(cursor, world, cases)


def _driver(connection: Any) -> Any:
    """psycopg2's own connection: COPY needs it."""
    pooled = getattr(connection, "connection", None)
    return connection if pooled is None else pooled.driver_connection


def _read(cursor: Any, table: str) -> list[Values]:
    cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _world(cursor: Any, today: date, files: Path, random: Random) -> World:
    rows = Rows()
    # In January the reports reach back into the year before last.
    closed = _holidays(cursor, rows, range(today.year - 2, today.year + 2))
    days = Days(Calendar(WEEK, closed, ZONE), random)
    people = People(random, today)
    lists = Lists(
        categories={row["name"]: row for row in _read(cursor, "categories")},
        requirements={},
        services={row["code"]: row for row in _read(cursor, "services")},
        villages=[_village(rows, people, number, *one) for number, one in enumerate(VILLAGES, start=1)],
        staff=_staff(rows, people),
    )
    _stand_in(rows, today)
    for row in _read(cursor, "requirements"):
        lists.requirements.setdefault(row["service"], []).append(row)
    return World(random, today, days, people, lists, rows, files)


def _holidays(cursor: Any, rows: Rows, years: range) -> frozenset[date]:
    """The closed days: those that are there already, and what is missing of the others."""
    there = _read(cursor, "holidays")
    days, last = {row["day"] for row in there}, max((row["id"] for row in there), default=0)
    missing = [one for one in closed_days(years) if one[0] not in days]
    for number, (day, name, kind, decree) in enumerate(missing, start=last + 1):
        rows.add("holidays", id=number, day=day, name=name, kind=kind, decree=decree)
    return frozenset(days | {one[0] for one in missing})


def _village(rows: Rows, people: People, number: int, name: str, kind: str) -> Values:
    sex = people.sex()
    return rows.add(
        "villages",
        name=name,
        kind=kind,
        code=f"{REGION}{number:04}",
        head_name=people.name(sex),
        phone=people.phone(),
    )


def _stand_in(rows: Rows, today: date) -> None:
    """The Camat was away for some days."""
    left = today - timedelta(days=61)
    rows.add(
        "delegations",
        username="kasi_pelum",
        role="Camat",
        title="Plh.",
        starts_on=left,
        ends_on=left + timedelta(days=4),
        decree=f"800.1.11.1/27/SP/{left.year}",
        note="Camat mengikuti pelatihan kepemimpinan di luar daerah.",
    )


def _staff(rows: Rows, people: People) -> list[Values]:
    """The people of the accounts, then some who have none."""
    accounts = yaml.safe_load((HERE / "accounts.yaml").read_text(encoding="utf-8"))
    made = [
        rows.add(
            "staff",
            name=one["name"],
            nip=people.nip(number),
            rank=RANKS[number % 4],
            job_title=one["title"],
            unit=one["unit"],
            username=one["username"],
            phone=people.phone(),
        )
        for number, one in enumerate((one for one in accounts if "unit" in one), start=1)
    ]
    for number, unit in enumerate(FIELD_STAFF, start=len(made) + 1):
        made.append(
            rows.add(
                "staff",
                name=people.name(people.sex()),
                nip=people.nip(number),
                rank=RANKS[number % 4],
                job_title="Staf",
                unit=unit,
                username=None,
                phone=people.phone(),
            )
        )
    return made
