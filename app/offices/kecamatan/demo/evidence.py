"""What was handed in: 900 pieces, each with a small real file."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.offices.kecamatan.demo import media
from app.offices.kecamatan.demo.video import video
from app.offices.kecamatan.demo.world import Case, Values, World

WANTED = 900
KINDS = ("foto", "dokumen", "rekaman_suara", "video", "barang")
SHARES = (56, 26, 6, 7, 5)
TYPES = {
    "foto": ("jpg", "image/jpeg"),
    "barang": ("jpg", "image/jpeg"),
    "dokumen": ("pdf", "application/pdf"),
    "rekaman_suara": ("mp3", "audio/mpeg"),
    "video": ("mp4", "video/mp4"),
}
TITLES = {
    "foto": (
        "Foto lokasi",
        "Foto kerusakan",
        "Foto dari arah jalan",
        "Foto keadaan malam hari",
        "Foto kegiatan",
    ),
    "dokumen": (
        "Fotokopi KTP",
        "Formulir pengaduan",
        "Surat pernyataan",
        "Daftar nama warga",
        "Surat keterangan desa",
    ),
    "rekaman_suara": ("Rekaman percakapan", "Rekaman keterangan saksi", "Rekaman suara bising"),
    "video": ("Video kejadian", "Video dari warga", "Video keadaan lokasi"),
    "barang": ("Botol minuman keras", "Batu dan pecahan kaca", "Kartu permainan", "Tali pengikat ternak"),
}
ARRIVING = 700  # the rest documents field work


def make_evidence(world: World, cases: list[Case]) -> None:
    """Some with the report, some from the field; the latter are chosen among what there was."""
    for case in world.random.choices(cases, k=ARRIVING):
        _handed_in(world, case)
    by_report = {case.row["id"]: case for case in cases}
    for activity in world.random.choices(world.rows["activities"], k=WANTED - ARRIVING):
        at = min(activity["held_at"] + timedelta(minutes=30), world.limit)
        _piece(
            world,
            by_report[activity["report"]],
            "foto",
            at,
            activity=activity["id"],
            taken_at=activity["held_at"],
        )


def _handed_in(world: World, case: Case) -> None:
    kind = world.random.choices(KINDS, SHARES)[0]
    at = case.row["received_at"] + timedelta(minutes=world.random.randint(3, 40))
    taken = (
        at - timedelta(hours=world.random.randint(1, 90))
        if kind in ("foto", "video", "rekaman_suara")
        else None
    )
    giver = world.random.choice(case.reporters)["id"] if case.reporters else None
    place = f"Lemari barang bukti, rak {world.random.randint(1, 6)}" if kind == "barang" else None
    _piece(world, case, kind, at, taken_at=taken, handed_in_by=giver, storage_place=place)


def _piece(world: World, case: Case, kind: str, at: datetime, **more: object) -> None:
    title = world.random.choice(TITLES[kind])
    ending, mime = TYPES[kind]
    stored = media.store(world.files, _content(world, kind, title, case.row))
    number = len(world.rows["evidence"]) + 1
    world.rows.add(
        "evidence",
        report=case.row["id"],
        kind=kind,
        title=title,
        file=stored.sha256,
        file_size=stored.size,
        file_name=f"{title.lower().replace(' ', '-')}-{number:04}.{ending}",
        file_type=mime,
        received_at=at,
        received_by="petugas",
        **more,
    )


def _content(world: World, kind: str, title: str, report: Values) -> bytes:
    if kind == "video":
        return video(world.random)
    if kind == "rekaman_suara":
        return media.sound(world.random, f"{title}: {report['subject']}")
    if kind == "dokumen":
        lines = [
            "Contoh dokumen, bukan dokumen resmi.",
            f"Nomor: {report['number']}",
            f"Hal: {report['subject']}",
        ]
        return media.pdf(title, [*lines, f"Lembar {len(world.rows['evidence']) + 1}"])
    return media.photo(world.random, f"{title} {report['number']}")
