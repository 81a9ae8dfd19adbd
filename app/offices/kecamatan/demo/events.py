"""What people did with the reports of the demo, as the panel would have written it down at the time."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from psycopg2.extras import execute_values

from app.offices.kecamatan.demo.histories import recorded, remember
from app.offices.kecamatan.demo.routes import CLOSED, HOLDERS
from app.offices.kecamatan.demo.world import Case, World

STEPS = {  # in Indonesian and English
    "diterima": ("Laporan dicatat", "Report recorded"),
    "menunggu_kelengkapan": ("Menunggu kelengkapan dari pelapor", "Waiting for the reporter's papers"),
    "menunggu_kejelasan": ("Kejelasan diminta kepada pelapor", "Clarity asked of the reporter"),
    "berkas_lengkap": ("Berkas lengkap", "Papers complete"),
    "terverifikasi": ("Terverifikasi", "Verified"),
    "di_camat": ("Dilaporkan ke Camat", "Reported to the Camat"),
    "klarifikasi": ("Klarifikasi tatap muka", "Clarification face to face"),
    "ditangani_tim": ("Disposisi ke Tim Pengaduan", "Disposition to the complaint team"),
    "diteruskan": ("Diteruskan ke unit yang menangani", "Passed on to the unit that handles it"),
    "koordinasi_desa": ("Koordinasi dengan pemerintah desa", "Coordination with the village government"),
    "koordinasi_forkopimcam": ("Koordinasi dengan Forkopimcam", "Coordination with Forkopimcam"),
    "koordinasi_opd": ("Koordinasi dengan OPD", "Coordination with the agency"),
    "laporan_tim": ("Laporan Tim diserahkan", "Team's report handed in"),
    "keputusan": ("Menunggu keputusan Camat", "Waiting for the Camat's decision"),
    "tindak_lanjut": ("Tindak lanjut dimulai", "Follow-up begun"),
    "surat_tugas": ("Surat tugas diterbitkan", "Assignment letter issued"),
    "olah_tkp": ("Olah TKP", "Scene examined"),
    "pembinaan": ("Pembinaan para pihak", "Parties guided"),
    "dokumentasi": ("Dokumentasi disusun", "Documentation made"),
    "konsep_surat": ("Konsep surat disusun", "Letter drafted"),
    "menunggu_tanda_tangan": ("Konsep surat diajukan ke Camat", "Draft sent to the Camat"),
    "ditandatangani": ("Surat ditandatangani", "Letter signed"),
    "terdaftar": ("Surat diregistrasi", "Letter registered"),
    "disampaikan": ("Hasil disampaikan kepada pelapor", "Result told to the reporter"),
    "pemantauan": ("Pemantauan", "Monitoring"),
    "selesai": ("Selesai", "Finished"),
    "dilimpahkan": ("Dilimpahkan ke OPD", "Handed over to the agency"),
    "dilaporkan_aph": ("Dilaporkan ke APH", "Reported to law enforcement"),
    "ditolak": ("Ditolak", "Refused"),
    "dicabut": ("Dicabut", "Withdrawn"),
    "duplikat": ("Ditandai duplikat", "Marked as a duplicate"),
}
REASONS = {
    "menunggu_kelengkapan": ("KTP dan bukti pendukung belum ada.", "Formulir pengaduan belum lengkap."),
    "menunggu_kejelasan": ("Tempat kejadian belum jelas.", "Waktu kejadian belum disebut."),
    "di_camat": ("Identitas jelas, materi relevan. Mohon arahan.", "Mohon petunjuk tindak lanjut."),
    "ditangani_tim": ("Tindak lanjuti dan laporkan hasilnya.", "Proses lebih lanjut bersama pihak terkait."),
    "laporan_tim": ("Rekomendasi terlampir.", "Kedua pihak sudah dimintai keterangan."),
}
_TOLD = """
    INSERT INTO panel.event (at, transaction, actor, actor_name, door, table_schema, table_name, row_key,
                             kind, name, reason, data)
    SELECT v.at::timestamptz, -v.n, v.actor, v.name, 'form', n.nspname, c.relname, v.key,
           v.kind, v.event, v.reason, v.data::jsonb
    FROM (VALUES %s) AS v(n, at, actor, name, key, kind, event, reason, data),
         pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.oid = 'reports'::regclass ORDER BY v.n"""


def tell(cursor: Any, world: World, cases: Iterable[Case]) -> None:
    """Writes the events of all reports in the order in which they happened, where the panel is installed."""
    cursor.execute("SELECT to_regclass('panel.event') IS NOT NULL")
    if not cursor.fetchone()[0]:
        return
    events = sorted(
        ((one, case, step) for case in cases for one, step in _of_case(world, case)),
        key=lambda told: told[0][0],
    )
    # Each in a transaction of its own, as it would have been: numbers that no real one has.
    numbered = list(enumerate(events, start=1))
    execute_values(cursor, _TOLD, [(n, *one) for n, (one, _, _) in numbered], page_size=5000)
    moves = ((n, *one[:3], case, step) for n, (one, case, step) in numbered if step is not None)
    remember(cursor, world, moves)


def _of_case(world: World, case: Case) -> Iterable[tuple[tuple[Any, ...], int | None]]:
    """What is told of a case, and which of its events each is; None for a print."""
    key, service = str(case.row["id"]), case.row["service"]
    before = None
    for step, (state, at) in enumerate(case.events):
        at = recorded(case, at) if step == 0 else at
        actor, name = _person(world, case, before)
        label, english = STEPS[state]
        data = {"from": before, "to": state, "label": label, "label_en": english, "workflow": service}
        reason = _reason(case, state)
        yield (at, actor, name, key, "transition", f"ke_{state}", reason, json.dumps(data)), step
        if before is None and case.row["channel"] == "loket":
            # At once, so that it stands before all that follows.
            printed = min(
                at + timedelta(minutes=4), case.events[1][1] if len(case.events) > 1 else world.limit
            )
            told = json.dumps({"label": "Tanda terima"})
            yield (printed, actor, name, key, "print", "tanda_terima", None, told), None
        before = state


def _person(world: World, case: Case, state: str | None) -> tuple[str, str]:
    """Who had the report in a state: an account, or somebody of the unit who has none."""
    if state is None or state in CLOSED:
        unit = "loket"
    elif state in HOLDERS:
        unit = HOLDERS[state]
    elif case.row["service"] == "kantibmas":
        unit = "tim_pengaduan"
    else:
        unit = world.lists.categories[case.category]["unit"]
    staff = world.lists.of_unit(unit)
    return staff["username"] or unit, staff["name"]


def _reason(case: Case, state: str) -> str | None:
    if state in CLOSED:
        note: str | None = case.row["outcome_note"]
        return note
    options = REASONS.get(state)
    return options[case.row["id"] % len(options)] if options else None
