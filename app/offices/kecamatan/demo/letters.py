"""Letters that the reports bring about, from the first draft to the archive."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.offices.kecamatan.demo.registers import Registers
from app.offices.kecamatan.demo.world import Case, Values, World

CORRECTIONS = (
    "Perbaiki tanggal kejadian pada alinea kedua.",
    "Bahasa surat terlalu teknis, sederhanakan.",
    "Cantumkan tembusan kepada kepala desa.",
    "Nama pelapor dan alamat belum sesuai KTP.",
)
BASIS = "Peraturan Bupati tentang pelimpahan sebagian kewenangan kepada camat; disposisi Camat."
AGENCIES = (
    "Dinas Pekerjaan Umum",
    "Dinas Perhubungan",
    "Dinas Sosial",
    "Dinas Lingkungan Hidup",
    "Inspektorat Daerah",
)

ANSWERS = {  # what the letter is called, and how it begins
    "surat_tanggapan": ("Tanggapan atas laporan", "Menanggapi laporan Saudara"),
    "pelimpahan": ("Pelimpahan laporan", "Bersama ini kami limpahkan laporan"),
    "laporan_aph": ("Laporan dugaan tindak pidana", "Bersama ini kami laporkan kejadian"),
}
RESULTS = (
    "Kedua pihak telah dipertemukan dan sepakat berdamai, sebagaimana tertulis dalam berita acara.",
    "Petugas bersama pemerintah desa telah meninjau lokasi dan membenarkan keadaan yang dilaporkan.",
    "Terlapor telah diberi pembinaan dan menandatangani surat pernyataan tidak mengulangi perbuatannya.",
)


def make_letters(world: World, cases: list[Case], registers: Registers) -> None:
    for case in cases:
        registers.ask(
            "pengaduan",
            case.row["received_at"] + timedelta(minutes=5),
            case.row["subject"],
            row=case.row,
            report=case.row["id"],
            correspondent=_reporter(case),
            handler="petugas",
        )
        if drafted := case.when("konsep_surat"):
            _answer(world, case, registers, drafted)
        if case.row["service"] == "pekat" and case.when("di_camat"):
            _from_village(world, case, registers)
        if assigned := case.when("surat_tugas"):
            _assignment(world, case, registers, assigned)
        if documented := case.when("dokumentasi"):
            _activity_report(world, case, registers, documented)
        if clarified := case.when("klarifikasi"):
            _minutes(world, case, registers, clarified)


def _reporter(case: Case) -> str:
    if case.row["identity_unknown"]:
        return "tanpa nama"
    if case.row["identity_secret"]:
        return "dirahasiakan"
    return str(case.reporters[0]["name"])


def _letter(world: World, case: Case, kind: str, at: datetime, **more: object) -> Values:
    values = {
        "report": case.row["id"],
        "direction": "keluar",
        "kind": kind,
        "drafted_at": at,
        "drafted_by": "tim",
    }
    return world.rows.add(
        "letters", **{**values, "urgency": "biasa", "stamped": False, "copies_to": [], **more}
    )


def _signed(world: World, at: datetime) -> Values:
    signer = world.lists.of_unit("camat")
    return {"signer": signer["id"], "signed_as": "Camat", "signed_at": at, "letter_date": at.date()}


def _registered(world: World, registers: Registers, letter: Values, book: str, at: datetime) -> None:
    registers.ask(
        book,
        at,
        letter["subject"],
        row=letter,
        letter=letter["id"],
        report=letter["report"],
        correspondent=letter.get("recipient") or letter.get("sender"),
        handler=letter["drafted_by"],
    )
    letter["stamped"] = True
    letter["archive_place"] = f"Lemari {world.random.choice('ABC')}, map {world.random.randint(1, 30):02}"


def _answer(world: World, case: Case, registers: Registers, drafted: datetime) -> None:
    """The surat tanggapan, pelimpahan or report to the police, with its corrections."""
    kind, recipient = "surat_tanggapan", _reporter(case)
    if case.outcome == "dilimpahkan":
        kind, recipient = "pelimpahan", f"Kepala {world.random.choice(AGENCIES)}"
    elif case.outcome == "dilaporkan_aph":
        kind, recipient = "laporan_aph", "Kepala Kepolisian Sektor"
    title, opening = ANSWERS[kind]
    letter = _letter(
        world,
        case,
        kind,
        drafted,
        subject=f"{title}: {case.row['subject']}",
        recipient=recipient,
        recipient_address=case.village["name"],
        attachment="1 berkas",
        state="konsep",
        body=f"{opening} tanggal {case.row['received_at']:%d-%m-%Y} tentang {case.row['subject']}.\n\n"
        f"{world.random.choice(RESULTS)}\n\nDemikian disampaikan, terima kasih.",
        copies_to=[f"Kepala {case.village['kind']} {case.village['name']}", "Arsip"],
    )
    versions = _versions(world, case, letter, drafted)
    if signed := case.when("ditandatangani"):
        letter |= _signed(world, signed)
    elif case.when("menunggu_tanda_tangan"):
        letter["state"] = "dikoreksi" if versions > 1 and world.chance(0.5) else "diperiksa"
    _finish(world, case, registers, letter)


def _finish(world: World, case: Case, registers: Registers, letter: Values) -> None:
    registered = case.when("terdaftar")
    if case.when("ditandatangani"):
        letter["state"] = "ditandatangani"
    if registered:
        letter["state"] = "terdaftar"
        _registered(world, registers, letter, "surat_keluar", registered)
    handed = case.when("disampaikan") or case.row.get("closed_at")
    if registered and handed:
        letter |= {
            "state": "diserahkan",
            "handed_at": handed,
            "handed_to": letter["recipient"],
            "handed_by_way": world.random.choice(["langsung", "langsung", "pos"]),
        }


def _versions(world: World, case: Case, letter: Values, drafted: datetime) -> int:
    """The draft, and one more for each correction of the Camat."""
    until = case.when("menunggu_tanda_tangan") or world.limit
    wanted = world.random.choice((1, 1, 2, 3)) if case.when("menunggu_tanda_tangan") else 1
    step = (until - drafted) / (wanted + 1)
    for version in range(1, wanted + 1):
        written = drafted + step * (version - 1)
        corrected = version < wanted
        world.rows.add(
            "letter_versions",
            letter=letter["id"],
            version=version,
            body=letter["body"],
            written_by="tim",
            written_at=written,
            correction=world.random.choice(CORRECTIONS) if corrected else None,
            corrected_by="camat" if corrected else None,
            corrected_at=written + step / 2 if corrected else None,
        )
    return wanted


def _from_village(world: World, case: Case, registers: Registers) -> None:
    """What the village wrote, registered when it came."""
    day = case.row["received_at"].date()
    letter = _letter(
        world,
        case,
        "surat_desa",
        case.row["received_at"],
        direction="masuk",
        state="diterima",
        drafted_by="petugas",
        subject=f"Permohonan penertiban: {case.row['subject']}",
        letter_date=day - timedelta(days=1),
        received_on=day,
        sender=f"Kepala {case.village['kind'].capitalize()} {case.village['name']}",
        number=f"{world.random.randint(1, 90):03}/PEM/{day.year}",
    )
    registers.ask(
        "surat_masuk",
        case.row["received_at"] + timedelta(minutes=9),
        letter["subject"],
        row=letter,
        letter=letter["id"],
        report=case.row["id"],
        correspondent=letter["sender"],
    )


def _assignment(world: World, case: Case, registers: Registers, at: datetime) -> None:
    letter = _letter(
        world,
        case,
        "surat_tugas",
        at,
        subject=f"Surat tugas: {case.row['subject']}",
        recipient="Petugas terlampir",
        basis=BASIS,
        body="Melakukan olah tempat kejadian dan pembinaan kepada para pihak.",
        drafted_by="kasi_pelum",
        state="terdaftar",
        **_signed(world, at),
    )
    _registered(world, registers, letter, "surat_tugas", at)
    for member in world.random.sample(world.lists.staff[3:], world.random.randint(2, 3)):
        world.rows.add("letter_staff", letter=letter["id"], staff=member["id"])


def _activity_report(world: World, case: Case, registers: Registers, at: datetime) -> None:
    done = case.row.get("closed_at")
    letter = _letter(
        world,
        case,
        "laporan_kegiatan",
        at,
        subject=f"Laporan Kegiatan Operasi Pekat: {case.row['subject']}",
        recipient="Camat",
        body=world.random.choice(RESULTS),
        state="terdaftar" if done else "konsep",
        **(_signed(world, done) if done else {}),
    )
    if done:
        _registered(world, registers, letter, "surat_keluar", done)


def _minutes(world: World, case: Case, registers: Registers, at: datetime) -> None:
    letter = _letter(
        world,
        case,
        "berita_acara",
        at,
        subject=f"Berita acara klarifikasi: {case.row['subject']}",
        body=world.random.choice(RESULTS),
        state="terdaftar",
        drafted_by="kasi_pelum",
        **_signed(world, at),
    )
    _registered(world, registers, letter, "berita_acara", at + timedelta(minutes=1))
