"""The procedures of the office as walks: who takes which step with which answers, and what the history says.

Every branch is taken once. The same walks are made at the door (test_procedures.py) and in the browser.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PEOPLE = {
    "petugas": "Petugas",
    "kasi_pelum": "Kasi",
    "kasi_sarpras": "Kasi",
    "kasi_trantib": "Kasi",
    "tim": "Tim",
    "camat": "Camat",
}


@dataclass(frozen=True, slots=True)
class Press:
    """`answers` by the name of the ask. `first` is SQL to be done beside the panel before the step: what
    people do on other pages, such as writing down a witness."""

    who: str
    step: str
    answers: Mapping[str, object] = field(default_factory=dict)
    first: str = ""


@dataclass(frozen=True, slots=True)
class Walk:
    """`ends` is the last state, `outcome` how the report was settled. In answers {party} is the accused,
    {other} another report."""

    name: str
    service: str
    channel: str
    presses: tuple[Press, ...]
    ends: str
    outcome: str | None


def _p(who: str, step: str, first: str = "", **answers: object) -> Press:
    return Press(who, step, answers, first)


_OTHER = _p("petugas", "duplikat", duplicate_of="{other}", gabung=True)
_TOLD = _p("petugas", "kabari", medium="telepon", body="Sedang kami tangani.")
TICKED = ("1", "2", "3")  # ktp, formulir, bukti: the first requirements of kantibmas
_CHECK = _p("petugas", "periksa", met=TICKED)
_TO_CAMAT = (
    _CHECK,
    _p("petugas", "lengkap"),
    _p("kasi_pelum", "verifikasi", category="13", oversight=False, hasil="Identitas dan materi jelas."),
    _p("kasi_pelum", "lapor_camat", keterangan="Mohon arahan."),
)
_TO_TEAM = (
    *_TO_CAMAT,
    _p("camat", "disposisi", units=("tim_pengaduan", "kasi_trantib"), instructions=("Proses lebih lanjut",),
       urgency="segera", note="Undang kedua pihak."),
)  # fmt: skip
_REPORTED = (
    *_TO_TEAM,
    _p("tim", "laporan_tim", team_report="Kedua pihak sudah didengar.", recommendation="Damaikan."),
)
_DRAFTED = (
    _p("tim", "ajukan_konsep", subject="Tanggapan", recipient="Maria", body="Dengan hormat."),
    _p("camat", "koreksi", correction="Sebut hasil mediasi."),
    _p("tim", "ajukan_konsep", subject="Tanggapan", recipient="Maria", body="Dengan hormat, hasil mediasi."),
    _p("camat", "tandatangani"),
    _p("petugas", "daftarkan_surat", stamped=True, salinan="2", archive_place="Lemari 1"),
)
_ASKED = {"partner": "Pemerintah Desa", "purpose": "koordinasi", "matter": "Mohon keterangan."}

KANTIBMAS = (
    Walk("camat menyelesaikan langsung", "kantibmas", "loket",
         (*_TO_CAMAT, _p("camat", "selesaikan_langsung", outcome_note="Kedua pihak berdamai.")),
         "selesai", "diselesaikan"),
    Walk("klarifikasi tatap muka", "kantibmas", "loket",
         (
             _p("petugas", "minta_lengkapi", medium="telepon", body="Mohon membawa KTP."),
             _p("petugas", "ingatkan", medium="whatsapp", body="Kami masih menunggu."),
             *_TO_CAMAT,
             _p("camat", "klarifikasi", medium="telepon", body="Diundang besok."),
             _p("camat", "kembali_ke_meja"),
             _p("camat", "klarifikasi", medium="telepon", body="Diundang lusa."),
             _p("camat", "catat_klarifikasi", held_at="2026-11-20 09:00", place="Ruang Camat",
                result="Pemohon menjelaskan."),
             _p("camat", "selesaikan_langsung", outcome_note="Dijelaskan."),
         ), "selesai", "tanggapan_lisan"),
    Walk("tanggapan lisan", "kantibmas", "loket",
         (
             *_TO_TEAM,
             _p("tim", "koordinasi_desa", **_ASKED),
             _p("tim", "jawaban_koordinasi", result="Sudah pernah didamaikan."),
             _p("tim", "koordinasi_forkopimcam", **_ASKED),
             _p("tim", "jawaban_koordinasi", result="Polsek siap hadir."),
             _p("tim", "koordinasi_opd", **_ASKED),
             _p("tim", "jawaban_koordinasi", result="Tidak ada kewenangan."),
             _p("tim", "laporan_tim", team_report="Didengar.", recommendation="Jawab lisan."),
             _p("camat", "pelajari"),
             _p("camat", "kembalikan_ke_tim", arahan="Lengkapi."),
             _p("tim", "laporan_tim", team_report="Lengkap.", recommendation="Jawab lisan."),
             _p("camat", "tanggapan_lisan", outcome_note="Dijawab langsung."),
             _p("petugas", "undang_skm", medium="langsung", body="Mohon mengisi SKM."),
             _p("petugas", "tutup"),
             _p("camat", "buka_kembali", alasan="Masih ada keluhan."),
             _p("camat", "selesaikan_langsung", outcome_note="Selesai."),
         ), "selesai", "diselesaikan"),
    Walk("surat tanggapan", "kantibmas", "loket",
         (
             *_REPORTED,
             _p("camat", "surat_tanggapan", basis="Damai."),
             *_DRAFTED,
             _p("petugas", "serahkan", handed_to="Maria", handed_by_way="langsung"),
             _p("petugas", "undang_skm", medium="langsung", body="Mohon mengisi SKM."),
             _p("petugas", "tutup"),
         ), "selesai", "tanggapan_tertulis"),
    Walk("pelimpahan ke OPD", "kantibmas", "loket",
         (
             *_REPORTED,
             _p("camat", "pelimpahan", recipient="Dinas PUPR", basis="Di luar kewenangan."),
             *_DRAFTED,
             _p("petugas", "kirim_pelimpahan", handed_to="Sekretariat", handed_by_way="langsung"),
         ), "dilimpahkan", "dilimpahkan"),
    Walk("laporan ke APH", "kantibmas", "loket",
         (
             *_REPORTED,
             _p("camat", "lapor_aph", recipient="Kepolisian Sektor", basis="Dugaan tindak pidana."),
             *_DRAFTED,
             _p("petugas", "kirim_ke_aph", handed_to="SPKT", handed_by_way="langsung"),
         ), "dilaporkan_aph", "dilaporkan_aph"),
    Walk("ditolak", "kantibmas", "surat",
         (*_TO_CAMAT[:2], _TOLD, _p("kasi_pelum", "tolak", alasan="Materi tidak logis", saran="Ke desa.")),
         "ditolak", "ditolak"),
    Walk("dicabut", "kantibmas", "loket",
         (_p("petugas", "cabut", outcome_note="Sudah damai."),), "dicabut", "dicabut"),
    Walk("sama dengan laporan lain", "kantibmas", "loket", (_OTHER,), "duplikat", "duplikat"),
    Walk("diperpanjang, lalu dicabut", "kantibmas", "loket",
         (
             *_TO_CAMAT,
             _p("camat", "perpanjang", extension_reason="Menunggu saksi.",
                first="UPDATE reports SET due_at = complete_at + interval '5 days' WHERE id = {id}"),
             _p("petugas", "cabut", outcome_note="Damai."),
         ), "dicabut", "dicabut"),
    Walk("tidak dilengkapi", "kantibmas", "loket",
         (
             _p("petugas", "minta_lengkapi", medium="telepon", body="Mohon membawa KTP."),
             _p("petugas", "anggap_dicabut",
                first="UPDATE reports SET received_at = received_at - interval '40 days', "
                      "paused_at = paused_at - interval '31 days' WHERE id = {id}"),
         ), "dicabut", "dicabut"),
)  # fmt: skip
UMUM = (
    Walk("jalan rusak sampai benar-benar selesai", "umum", "whatsapp",
         (
             _p("petugas", "minta_kejelasan", medium="whatsapp", body="Di mana tepatnya?"),
             _p("petugas", "catat_kejelasan", kejelasan="Depan pasar."),
             _p("petugas", "teruskan", category="1", unit="kasi_sarpras"),
             _p("kasi_sarpras", "koordinasi_opd", **_ASKED),
             _p("kasi_sarpras", "jawaban_koordinasi", result="Masuk rencana."),
             _p("kasi_sarpras", "koordinasi_desa", **_ASKED),
             _p("kasi_sarpras", "jawaban_koordinasi", result="Siap gotong royong."),
             _p("kasi_sarpras", "catat_tindakan", kind="tindakan", held_at="2026-11-20 09:00",
                result="Lubang ditutup."),
             _p("kasi_sarpras", "sampaikan", medium="whatsapp", body="Beres.", delivery="terkirim"),
             _p("petugas", "pantau", check_on="2026-12-01"),
             _p("petugas", "catat_pantauan", result="Masih berlubang."),
             _p("petugas", "buka_kembali", alasan="Belum selesai."),
             _p("kasi_sarpras", "catat_tindakan", kind="tindakan", held_at="2026-11-21 09:00",
                result="Diperbaiki lagi."),
             _p("kasi_sarpras", "sampaikan", medium="telepon", body="Sudah.", delivery="dijawab"),
             _p("petugas", "tutup", outcome_note="Pelapor puas."),
         ), "selesai", "diselesaikan"),
    Walk("disposisi camat, dilimpahkan", "umum", "lapor",
         (
             _p("camat", "disposisi", units=("kasi_sarpras",), instructions=("Untuk diketahui",),
                urgency="biasa"),
             _p("kasi_sarpras", "limpahkan", partner="Dinas PUPR", matter="Penanganan selanjutnya."),
         ), "dilimpahkan", "dilimpahkan"),
    Walk("ditangani langsung, dibuka lagi", "umum", "telepon",
         (
             _TOLD,
             _p("petugas", "tindak"),
             _p("camat", "perpanjang", extension_reason="Menunggu alat.",
                first="UPDATE reports SET due_at = received_at + interval '10 days' WHERE id = {id}"),
             _p("petugas", "catat_tindakan", kind="tindakan", held_at="2026-11-20 09:00", result="Bersih."),
             _p("petugas", "sampaikan", medium="telepon", body="Sudah bersih.", delivery="dijawab"),
             _p("petugas", "cabut", outcome_note="Pelapor mencabut."),
         ), "dicabut", "dicabut"),
    Walk("sama dengan laporan lain", "umum", "lapor", (_OTHER,), "duplikat", "duplikat"),
    Walk("salah bagian, lalu ditolak", "umum", "kotak_saran",
         (
             _p("petugas", "teruskan", category="1", unit="kasi_sarpras"),
             _p("kasi_sarpras", "kembalikan", alasan="Bukan bagian kami."),
             _p("petugas", "tolak", alasan="Bukan kewenangan kecamatan", saran="Hubungi dinas."),
         ), "ditolak", "ditolak"),
)  # fmt: skip
_PEKAT = (
    _p("petugas", "periksa", met=("5", "6")),
    _p("petugas", "lapor_camat"),
    _p("camat", "disposisi", units=("kasi_trantib",), instructions=("Tinjau lokasi dan laporkan",),
       urgency="segera"),
    _p("kasi_trantib", "susun_surat_tugas", petugas=("4",), basis="Laporan", body="Olah TKP",
       recipient="Pasar"),
    _p("camat", "tandatangani_tugas"),
    _p("kasi_trantib", "mulai_tkp"),
    _p("kasi_trantib", "catat_tkp", held_at="2026-11-20 21:00", place="Pasar", result="Lokasi difoto."),
)  # fmt: skip
PEKAT = (
    Walk("operasi pekat", "pekat", "surat",
         (
             *_PEKAT,
             _p("kasi_trantib", "koordinasi_forkopimcam", **_ASKED),
             _p("kasi_trantib", "jawaban_koordinasi", result="Koramil hadir."),
             _p("petugas", "periksa", met=("8",)),
             _p("kasi_trantib", "mulai_pembinaan"),
             _p("kasi_trantib", "catat_pembinaan", pihak=("{party}",), held_at="2026-11-21 20:00",
                result="Terlapor membuat pernyataan."),
             _p("kasi_trantib", "dokumentasikan"),
             _p("kasi_trantib", "laporan_kegiatan", body="Kegiatan berjalan lancar.",
                outcome_note="Tempat ditutup."),
         ), "selesai", "diselesaikan"),
    Walk("dibuka kembali", "pekat", "surat",
         (
             *_PEKAT,
             _TOLD,
             _p("kasi_trantib", "perpanjang", extension_reason="Menunggu Koramil.",
                first="UPDATE services SET extension_amount = 2 WHERE code = 'pekat'; "
                      "UPDATE reports SET due_at = complete_at + interval '3 days' WHERE id = {id}"),
             _p("petugas", "periksa", met=("8",)),
             _p("kasi_trantib", "mulai_pembinaan"),
             _p("kasi_trantib", "catat_pembinaan", pihak=("{party}",), held_at="2026-11-21", result="Bina"),
             _p("kasi_trantib", "dokumentasikan"),
             _p("kasi_trantib", "laporan_kegiatan", body="Lancar.", outcome_note="Ditutup."),
             _p("camat", "buka_kembali", alasan="Buka lagi."),
             _p("kasi_trantib", "laporan_kegiatan", body="Lancar.", outcome_note="Ditutup."),
         ), "selesai", "diselesaikan"),
    Walk("ditolak", "pekat", "telepon",
         (_p("petugas", "tolak", alasan="Materi tidak logis", saran="Ke polisi."),), "ditolak", "ditolak"),
    Walk("sama dengan laporan lain", "pekat", "surat", (_OTHER,), "duplikat", "duplikat"),
    Walk("surat desa tidak pernah ada", "pekat", "telepon",
         (
             _p("petugas", "minta_lengkapi", medium="telepon", body="Mohon surat desa."),
             _p("petugas", "ingatkan", medium="whatsapp", body="Kami menunggu."),
             _p("petugas", "anggap_dicabut",
                first="UPDATE reports SET received_at = received_at - interval '40 days', "
                      "paused_at = paused_at - interval '31 days' WHERE id = {id}"),
         ), "dicabut", "dicabut"),
    Walk("surat desa tidak ada", "pekat", "telepon",
         (
             _p("petugas", "minta_lengkapi", medium="telepon", body="Mohon surat desa."),
             _p("petugas", "cabut", outcome_note="Tidak jadi."),
         ), "dicabut", "dicabut"),
)  # fmt: skip
WALKS = (*KANTIBMAS, *UMUM, *PEKAT)
