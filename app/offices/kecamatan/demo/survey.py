"""400 forms of the satisfaction survey, with the blanks that paper has."""

from __future__ import annotations

from datetime import date, timedelta

from app.offices.kecamatan.demo.cases import MONTHS_IN_DAYS, SHARES
from app.offices.kecamatan.demo.world import World

WANTED = 400
# How often 1, 2, 3 and 4 are ticked. Whether it was free of charge people know well.
SCORES = {
    "persyaratan": (2, 8, 62, 28), "prosedur": (2, 11, 58, 29), "waktu": (5, 24, 52, 19),
    "biaya": (0, 1, 8, 91), "produk": (2, 7, 60, 31), "kompetensi": (1, 7, 58, 34),
    "perilaku": (1, 6, 50, 43), "pengaduan": (3, 12, 52, 33), "sarana": (3, 14, 55, 28),
}  # fmt: skip
EDUCATION = (("SD", "SMP", "SMA", "DIII", "S1", "S2", "S3"), (18, 20, 36, 8, 15, 2.7, 0.3))
OCCUPATION = (
    ("PNS", "TNI", "POLRI", "Swasta", "Wirausaha", "Pelajar", "Petani", "Lainnya"),
    (8, 1, 1, 16, 18, 10, 34, 12)
)  # fmt: skip
SUGGESTIONS = (
    "Kursi tunggu ditambah.", "Pelayanan sudah baik, pertahankan.", "Mohon antrean dipanggil berurutan.",
    "Petugas ramah dan membantu.", "Waktu penyelesaian dipercepat.",
    "Tolong ada kipas angin di ruang tunggu.",
    "Informasi syarat ditempel di papan.", "Jaringan sering mati, mohon diperbaiki.", "Terima kasih.",
    "Sebaiknya ada petugas pengganti saat istirahat siang.",
)  # fmt: skip
BLANK = 0.02


def make_survey(world: World) -> None:
    days = sorted(_day(world) for _ in range(WANTED))
    numbers: dict[tuple[int, int], int] = {}
    for day in days:
        month = (day.year, day.month)
        numbers[month] = numbers.get(month, 0) + 1
        _form(world, day, f"SKM/{day:%Y/%m}/{numbers[month]:03}")


def _day(world: World) -> date:
    day = world.today - timedelta(days=world.random.randint(1, MONTHS_IN_DAYS))
    while not world.days.works(day):
        day -= timedelta(days=1)
    return day


def _form(world: World, day: date, number: str) -> None:
    random = world.random
    paper = world.chance(0.8)
    entered = min(world.days.office_moment(world.days.after(day, random.randint(0, 2))), world.limit)
    scores = {
        key: None if world.chance(BLANK) else random.choices((1, 2, 3, 4), weights)[0]
        for key, weights in SCORES.items()
    }
    if not any(scores.values()):
        scores["biaya"] = 4
    world.rows.add(
        "skm_responses",
        form_number=number,
        filled_on=day,
        slot=random.choices(("pagi", "siang"), (70, 30))[0],
        source="kertas" if paper else random.choice(("tautan", "kios")),
        service=random.choices(list(SHARES), list(SHARES.values()))[0],
        village=random.choice(world.lists.villages)["id"] if world.chance(0.9) else None,
        sex=random.choice("LP") if world.chance(0.97) else None,
        age=min(78, max(17, round(random.gauss(39, 13)))) if world.chance(0.95) else None,
        education=random.choices(*EDUCATION)[0] if world.chance(0.96) else None,
        occupation=random.choices(*OCCUPATION)[0] if world.chance(0.96) else None,
        **scores,
        extra="{}",
        suggestion=random.choice(SUGGESTIONS) if world.chance(0.3) else None,
        entered_by="petugas" if paper else None,
        entered_at=entered,
    )
