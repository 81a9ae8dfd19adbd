"""The people in the reports: 1,500 of them."""

from __future__ import annotations

from app.offices.kecamatan.demo.world import Case, Values, World

WANTED = 1500
POSITIONS = ("Kepala dusun", "Ketua RT", "Bendahara desa", "Pemilik kios", "Pemilik bengkel")
FACTS = (
    "Ada saksi yang melihat langsung dan foto yang diserahkan.",
    "Sudah ada kesepakatan tertulis di desa tetapi dilanggar.",
    "Kejadian berulang dan dicatat tanggalnya oleh pelapor.",
)
STATEMENTS = (
    "Saksi melihat kejadian dari depan rumahnya.",
    "Saksi mendengar keributan dan datang setelah kejadian.",
    "Saksi membenarkan keterangan pelapor.",
    "Saksi tidak melihat awal kejadian.",
)
ROUTINE = "Terlapor tidak hadir saat laporan diterima."


def make_parties(world: World, cases: list[Case]) -> None:
    """Reporters and accused first, then witnesses and victims until there are enough."""
    for case in cases:
        _reporters(world, case)
        if case.row["service"] != "umum":
            _accused(world, case)
    disputes = [case for case in cases if case.row["service"] != "umum"]
    while len(world.rows["parties"]) < WANTED:
        case = world.random.choice(disputes if world.chance(0.75) else cases)
        if world.chance(0.8):
            _person(world, case, "saksi", facts=world.random.choice(STATEMENTS))
        else:
            _person(world, case, "korban")


def _reporters(world: World, case: Case) -> None:
    if case.row["identity_unknown"]:
        return
    case.reporters.append(_person(world, case, "pelapor", full=True))
    if world.chance(0.08):
        case.reporters.append(_person(world, case, "pelapor"))
    if world.chance(0.03):
        _person(world, case, "kuasa", full=True, represents=case.reporters[0]["id"])


def _accused(world: World, case: Case) -> None:
    for _ in range(world.random.choice((1, 1, 1, 2))):
        known = world.chance(0.8)
        case.accused.append(
            _person(
                world,
                case,
                "terlapor",
                named=known,
                job_title=world.random.choice(POSITIONS) if known and world.chance(0.2) else None,
                act=case.row["subject"],
                facts=world.random.choice(FACTS) if known else None,
                note=ROUTINE if known and world.chance(0.2) else None,
            )
        )


def _person(
    world: World, case: Case, role: str, *, full: bool = False, named: bool = True, **more: object
) -> Values:
    """A party. `full` is somebody who showed an identity card at the counter."""
    people, sex, born = world.people, world.people.sex(), world.people.birth()
    card = named and (
        world.chance(0.85) if full and case.row["channel"] in ("loket", "surat") else world.chance(0.15)
    )
    return world.rows.add(
        "parties",
        report=case.row["id"],
        role=role,
        name=people.name(sex) if named else None,
        sex=sex if named else None,
        nik=people.nik(born, sex) if card else None,
        birth_date=born if card else None,
        occupation=people.job() if named and world.chance(0.7) else None,
        address=people.address(case.village["name"]) if named or world.chance(0.5) else None,
        village=case.village["id"] if named else None,
        phone=people.phone() if named and world.chance(0.9 if full else 0.35) else None,
        **more,
    )
