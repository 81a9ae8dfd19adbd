"""What the office did besides: coordination, field work, messages to the reporter, the checklist."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.offices.kecamatan.demo.routes import CLOSED
from app.offices.kecamatan.demo.world import Case, Values, World

PARTNERS = {
    "koordinasi_forkopimcam": ("forkopimcam", ("Kepolisian Sektor", "Komando Rayon Militer")),
    "koordinasi_opd": (
        "opd",
        ("Dinas Pekerjaan Umum", "Dinas Sosial", "Dinas Perhubungan", "Dinas Lingkungan Hidup", "Puskesmas"),
    ),
}
RESULTS = (
    "Bersedia turun bersama pada hari yang disepakati.",
    "Membenarkan keadaan di lapangan dan akan menindaklanjuti.",
    "Kedua pihak sudah pernah didamaikan di desa.",
    "Masuk dalam rencana kerja triwulan berikutnya.",
    "Meminta kecamatan melengkapi foto dan daftar warga.",
)
WORK = {
    "klarifikasi": (
        "klarifikasi",
        "Ruang kerja Camat",
        "Pelapor menjelaskan kejadian dan menerima arahan Camat.",
    ),
    "ditangani_tim": (
        "mediasi",
        "Aula kantor kecamatan",
        "Kedua pihak didengar; disepakati pertemuan lanjutan.",
    ),
    "tindak_lanjut": ("peninjauan", None, "Lokasi ditinjau bersama pemerintah desa; keadaan sesuai laporan."),
    "olah_tkp": ("olah_tkp", None, "Lokasi difoto, barang dicatat, tiga warga dimintai keterangan."),
    "pembinaan": ("pembinaan", None, "Terlapor dibina dan menandatangani surat pernyataan."),
    "pemantauan": ("pemantauan", None, "Masalah belum muncul kembali; pelapor membenarkan."),
}
MESSAGES = {
    "diterima": "Laporan Saudara sudah kami terima dan dicatat. Terima kasih.",
    "menunggu_kelengkapan": "Mohon melengkapi fotokopi KTP dan bukti pendukung di loket pelayanan.",
    "menunggu_kejelasan": "Mohon menjelaskan lagi lokasi dan waktu kejadian agar laporan bisa kami teruskan.",
    "tindak_lanjut": "Laporan Saudara sedang kami tangani bersama instansi terkait.",
    "disampaikan": "Hasil penanganan laporan Saudara sudah ada. Silakan datang ke loket atau hubungi kami.",
    "ditolak": "Laporan Saudara di luar kewenangan kecamatan. Silakan menghubungi instansi yang berwenang.",
}
REPLIES = (
    "Baik, terima kasih.",
    "Saya datang besok pagi.",
    "Terima kasih atas bantuannya, Bapak/Ibu.",
    "Siap.",
)


def make_handling(world: World, cases: list[Case]) -> None:
    for case in cases:
        for number, (state, at) in enumerate(case.events):
            after = case.events[number + 1][1] if number + 1 < len(case.events) else None
            if state.startswith("koordinasi_"):
                _coordinate(world, case, state, at, after)
            if state in WORK and (after or state != "pemantauan"):
                _work(world, case, state, at, after)
            if state in MESSAGES:
                _message(world, case, state, at)
        if case.outcome in ("dilimpahkan", "dilaporkan_aph") and case.row.get("closed_at"):
            _hand_over(world, case)
        if case.row["service"] in world.lists.requirements:
            _checklist(world, case)


def _coordinate(world: World, case: Case, state: str, at: datetime, answered: datetime | None) -> None:
    village = state == "koordinasi_desa"
    level, partners = PARTNERS.get(
        state, ("desa", (f"Pemerintah {case.village['kind']} {case.village['name']}",))
    )
    world.rows.add(
        "coordinations",
        report=case.row["id"],
        level=level,
        partner=world.random.choice(partners),
        village=case.village["id"] if village else None,
        purpose="konsultasi" if world.chance(0.2) else "koordinasi",
        matter=f"Mohon keterangan dan bantuan tentang: {case.row['subject']}",
        started_at=at,
        started_by="tim",
        due_on=world.days.after(at.date(), 5),
        answered_at=answered,
        result=world.random.choice(RESULTS) if answered else None,
    )


def _hand_over(world: World, case: Case) -> None:
    police = case.outcome == "dilaporkan_aph"
    letter = next(
        (
            one["id"]
            for one in world.rows["letters"]
            if one["report"] == case.row["id"] and one["kind"] in ("pelimpahan", "laporan_aph")
        ),
        None,
    )
    world.rows.add(
        "coordinations",
        report=case.row["id"],
        level="aph" if police else "opd",
        partner="Kepolisian Sektor" if police else world.random.choice(PARTNERS["koordinasi_opd"][1]),
        purpose="pelaporan" if police else "pelimpahan",
        letter=letter,
        started_by="tim",
        matter=f"Penanganan selanjutnya: {case.row['subject']}",
        started_at=case.row["closed_at"],
    )


def _work(world: World, case: Case, state: str, at: datetime, until: datetime | None) -> None:
    """Field work inside the stay in a state; guidance is given to each accused."""
    kind, place, result = WORK[state]
    held = at + timedelta(hours=1) if until is None or at + timedelta(hours=1) < until else at
    parties: list[Values | None] = list(case.accused) if kind == "pembinaan" else [None]
    if kind == "klarifikasi":
        parties = list(case.reporters[:1]) or [None]
    letters = {one["kind"]: one["id"] for one in world.rows["letters"] if one["report"] == case.row["id"]}
    for party in parties:
        world.rows.add(
            "activities",
            report=case.row["id"],
            kind=kind,
            party=party["id"] if party else None,
            letter=letters.get("surat_tugas") if kind in ("olah_tkp", "pembinaan") else None,
            held_at=min(held, world.limit),
            place=place or case.row["place"],
            led_by=world.random.choice(world.lists.staff)["id"],
            attended_by=f"Kepala {case.village['kind']}, linmas, pelapor" if world.chance(0.4) else None,
            result=result,
            next_on=case.row.get("check_on") if kind == "pemantauan" else None,
        )


def _message(world: World, case: Case, state: str, at: datetime) -> None:
    reporter = case.reporters[0] if case.reporters else None
    if reporter is None or not reporter["phone"] or (state == "diterima" and case.row["channel"] == "loket"):
        return
    delivery = world.random.choices(("terkirim", "dijawab", "tidak_tersambung"), (60, 30, 10))[0]
    world.rows.add(
        "messages",
        report=case.row["id"],
        party=reporter["id"],
        direction="keluar",
        medium=world.random.choices(("whatsapp", "telepon", "sms"), (70, 25, 5))[0],
        address=reporter["phone"],
        body=MESSAGES[state],
        sent_at=at,
        sent_by="petugas",
        delivery=delivery,
        reply=world.random.choice(REPLIES) if delivery == "dijawab" else None,
    )


def _checklist(world: World, case: Case) -> None:
    """All met once the file is complete, but for what comes later or is not asked of everybody."""
    complete = case.row["complete_at"]
    letters = {one["kind"]: one["id"] for one in world.rows["letters"] if one["report"] == case.row["id"]}
    for requirement in world.lists.requirements[case.row["service"]]:
        code = requirement["code"]
        at = case.when("surat_tugas") if code == "surat_tugas" else complete
        if code == "dokumentasi_tkp":
            at = case.when("olah_tkp")
        met = at is not None and (requirement["mandatory"] or bool(case.accused))
        if not met and case.state not in CLOSED and code in ("ktp", "formulir", "laporan"):
            met, at = True, case.row["received_at"]
        world.rows.add(
            "report_checklist",
            report=case.row["id"],
            requirement=requirement["id"],
            met=met,
            letter=letters.get(code),
            checked_at=at if met else None,
            checked_by="petugas" if met else None,
        )
