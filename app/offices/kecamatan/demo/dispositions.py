"""Dispositions: 500 of them, some to several addressees, some passed on."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.offices.kecamatan.demo.registers import Registers
from app.offices.kecamatan.demo.routes import CLOSED
from app.offices.kecamatan.demo.world import Case, Values, World

WANTED = 500
INSTRUCTIONS = (
    "Proses lebih lanjut",
    "Tanggapan dan saran",
    "Koordinasi/konfirmasikan",
    "Tinjau lokasi dan laporkan",
    "Hadiri dan laporkan",
    "Selesaikan sesuai ketentuan",
    "Untuk diketahui",
)
NOTES = (
    "Undang kedua pihak dan pemerintah desa.",
    "Laporkan hasilnya paling lambat akhir pekan ini.",
    "Periksa dahulu kebenarannya di lapangan.",
    "Hubungi pelapor sebelum turun.",
)
ANSWERS = (
    "Sudah dilaksanakan, hasil dilaporkan lisan kepada Camat.",
    "Sudah ditinjau bersama pemerintah desa.",
    "Pelapor sudah dihubungi dan menerima penjelasan.",
    "Sudah diteruskan kepada petugas lapangan.",
    "Kedua pihak sudah dipanggil.",
)


def make_dispositions(world: World, cases: list[Case], registers: Registers) -> None:
    """The Camat's and the secretariat's first, then what the receivers passed on, until there are enough."""
    first = [given for case in cases if (given := _first(world, case))]
    world.random.shuffle(first)
    for case, disposition in first[: max(0, WANTED - len(first))]:
        _passed_on(world, case, disposition)
    while len(world.rows["dispositions"]) < WANTED:
        _passed_on(world, *world.random.choice(first))
    for row in world.rows["dispositions"]:
        subject = next(case.row["subject"] for case in cases if case.row["id"] == row["report"])
        registers.ask(
            "disposisi", row["given_at"], subject, report=row["report"], row=row, column="agenda_number",
            by=row["given_by"], handler=row["from_unit"],
        )  # fmt: skip


def _first(world: World, case: Case) -> tuple[Case, Values] | None:
    service = case.row["service"]
    if service == "kantibmas" and (at := case.when("ditangani_tim")):
        units = ["tim_pengaduan"] + (["kasi_trantib"] if world.chance(0.5) else [])
        return case, _give(world, case, at, "camat", units)
    if service == "pekat" and (at := case.when("berkas_lengkap")):
        units = ["kasi_trantib"] + (["tim_pengaduan", "kasi_pelum"] if world.chance(0.3) else [])
        return case, _give(world, case, at, "camat", units)
    if service == "umum" and (at := case.when("diteruskan")) and world.chance(0.8):
        return case, _give(world, case, at, world.random.choice(("camat", "umum")), [case.row["unit"]])
    return None


def _passed_on(world: World, case: Case, parent: Values) -> None:
    """The receiver hands it to somebody of the own unit, a little later."""
    receiver = next(one for one in world.rows["disposition_addressees"] if one["disposition"] == parent["id"])
    at = min(parent["given_at"] + timedelta(hours=world.random.randint(1, 20)), world.limit)
    unit = receiver["unit"]
    members = [one for one in world.lists.staff if one["unit"] == unit] or [world.lists.of_unit(unit)]
    _give(world, case, at, unit, [unit], parent=parent["id"], staff=world.random.choice(members)["id"])


def _give(
    world: World,
    case: Case,
    at: datetime,
    giver: str,
    units: list[str],
    *,
    parent: int | None = None,
    staff: int | None = None,
) -> Values:
    random = world.random
    row = world.rows.add(
        "dispositions",
        report=case.row["id"],
        parent=parent,
        agenda_number=None,
        given_at=at,
        given_by=giver,
        from_unit=giver,
        urgency=random.choices(("biasa", "segera", "sangat_segera", "rahasia"), (30, 50, 15, 5))[0],
        instructions=random.sample(INSTRUCTIONS, random.choice((1, 1, 2, 3))),
        note=random.choice(NOTES) if world.chance(0.5) else None,
        due_on=world.days.after(at.date(), random.randint(2, 7)) if world.chance(0.85) else None,
    )
    for unit in dict.fromkeys(units):
        _address(world, case, row, unit, staff)
    return row


def _address(world: World, case: Case, disposition: Values, unit: str, staff: int | None) -> None:
    answered = disposition["given_at"] + timedelta(hours=world.random.randint(5, 90))
    done = answered <= world.limit and (case.state in CLOSED or world.chance(0.4))
    read = disposition["given_at"] + timedelta(hours=world.random.randint(1, 4))
    world.rows.add(
        "disposition_addressees",
        disposition=disposition["id"],
        unit=unit,
        staff=staff,
        read_at=read if read <= world.limit else None,
        closed_at=answered if done else None,
        closed_by=world.lists.of_unit(unit)["username"] if done else None,
        answer=world.random.choice(ANSWERS) if done else None,
    )
