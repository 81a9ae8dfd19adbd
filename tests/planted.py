"""Reports of four sorts in the reference office, with everything that hangs on them: each text of theirs
holds a word that only its sort has."""

from __future__ import annotations

import hashlib
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import psycopg2

from tests.offices.reference import install
from tests.samples import PDF


class Sort(NamedTuple):
    """A report and its rows: their numbers begin at `base`, their texts hold `word`."""

    base: int
    word: str
    unit: str
    secret: bool = False
    identity: bool = False

    @property
    def nik(self) -> str:
        return f"9876{self.base}12345000"  # and one digit more: 1, later 2

    @property
    def phone(self) -> str:
        return f"0898765{self.base}11"

    @property
    def witness(self) -> str:
        return f"Wadahrahasia{self.word} Saksirahasia{self.word}"


OWN = Sort(100, "zmilikq", "kasi_sarpras")
FOREIGN = Sort(200, "zasingq", "kasi_pelum")
SECRET = Sort(300, "zgelapq", "kasi_pelum", secret=True)
IDENTITY = Sort(400, "zsamarq", "kasi_pelum", identity=True)
SORTS = (OWN, FOREIGN, SECRET, IDENTITY)

ROWS = """
INSERT INTO reports (id, number, service, channel, received_by, subject, story, request, place, unit,
                     content_secret, identity_secret, external_reference, note)
VALUES ({base}, 'N-{word}', 'umum', 'loket', 'lain', 'Judul {word}', 'Cerita {word}', 'Minta {word}',
        'Tempat {word}', '{unit}', {secret}, {identity}, 'E-{word}', 'Catatan {word}');
INSERT INTO parties (id, report, role, name, nik, phone, address, email, facts) VALUES
    ({base}, {base}, 'pelapor', 'Pelapor {reporter}', '{nik}1', '{phone}', 'Alamat {reporter}',
     '{reporter}@contoh.invalid', 'Fakta {reporter}'),
    ({base} + 1, {base}, 'saksi', '{witness}', NULL, NULL, 'Alamat {word}', NULL, 'Fakta {word}');
INSERT INTO activities (id, report, kind, held_at, place, result)
VALUES ({base}, {base}, 'peninjauan', now(), 'Tempat {word}', 'Hasil {word}');
INSERT INTO evidence (id, report, activity, kind, title, file, file_name, file_size, file_type,
                      handed_in_by, note)
VALUES ({base}, {base}, {base}, 'dokumen', 'Bukti {word}', '{sha256}', 'berkas-{word}.pdf', {size},
        'application/pdf', {base}, 'Catatan {word}');
INSERT INTO letters (id, report, kind, subject, recipient, body, note, file, file_name, file_size, file_type)
VALUES ({base}, {base}, 'surat_tanggapan', 'Hal {word}', 'Yth {word}', 'Isi {word}', 'Catatan {word}',
        '{sha256}', 'surat-{word}.pdf', {size}, 'application/pdf');
INSERT INTO letter_versions (id, letter, version, body, written_by)
VALUES ({base}, {base}, 1, 'Konsep {word}', 'penulis {word}');
INSERT INTO letter_staff (letter, staff) VALUES ({base}, 1);
INSERT INTO dispositions (id, report, from_unit, instructions, note, agenda_number)
VALUES ({base}, {base}, 'camat', '{{Proses {word}}}', 'Catatan {word}', 'A-{word}');
INSERT INTO disposition_addressees (id, disposition, unit) VALUES ({base}, {base}, '{unit}');
INSERT INTO coordinations (id, report, level, partner, matter)
VALUES ({base}, {base}, 'opd', 'Dinas {word}', 'Perihal {word}');
INSERT INTO messages (id, report, party, medium, address, body, reply)
VALUES ({base}, {base}, {base}, 'telepon', '{phone}', 'Pesan {reporter}', 'Balas {reporter}');
INSERT INTO report_checklist (id, report, requirement, note)
SELECT {base}, {base}, min(id), 'Periksa {word}' FROM requirements;
INSERT INTO register_entries (id, book, year, sequence, number, report, letter, subject, correspondent)
VALUES ({base}, 'pengaduan', 2026, {base}, 'R-{word}', {base}, {base}, 'Hal {word}', 'Kepada {word}'),
       ({base} + 1, 'surat_keluar', 2026, {base}, 'K-{tail}-{base}', NULL, {base}, 'Hal {tail}',
        'Kepada {tail}');
"""
STAFF = """
INSERT INTO staff (id, name, job_title, unit, username)
OVERRIDING SYSTEM VALUE
VALUES (1, 'Orang satu', 'Petugas', 'loket', 'petugas'),
       (2, 'Orang dua', 'Kasi', 'kasi_sarpras', 'kasi_sarpras'),
       (3, 'Orang tiga', 'Ketua', 'tim_pengaduan', 'tim'), (4, 'Orang empat', 'Camat', 'camat', 'camat');
INSERT INTO villages (id, name) OVERRIDING SYSTEM VALUE VALUES (1, 'Desa satu');
INSERT INTO requirements (service, code, name)
SELECT 'umum', 'uji', 'Syarat uji' WHERE NOT EXISTS (SELECT FROM requirements);
"""


CHANGES = """
UPDATE reports SET note = note || ' lagi';
UPDATE parties SET name = name || ' Lagi', nik = overlay(nik placing '2' from 16), phone = phone || '2';
UPDATE messages SET address = address || '2', body = body || ' lagi';
UPDATE evidence SET note = note || ' lagi';
UPDATE letters SET note = note || ' lagi';
"""


def file_of(sort: Sort) -> bytes:
    return PDF + f"% isi {sort.word}\n".encode()


def plant(url: str, data: Path) -> None:
    with closing(psycopg2.connect(url)) as connection:
        install(connection)
        cursor = connection.cursor()
        cursor.execute(STAFF)
        for one in SORTS:
            content = file_of(one)
            sha256 = hashlib.sha256(content).hexdigest()
            place = data / "files" / sha256[:2] / sha256[2:]
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
            told = {
                **one._asdict(),
                "nik": one.nik,
                "phone": one.phone,
                "witness": one.witness,
                "reporter": f"zpelaporq{one.base}" if one.identity else one.word,
                # Of a report that only some may see, the letter's line without its report is no secret.
                "tail": one.word if one.secret else "surat",
                "sha256": sha256,
                "size": len(content),
            }
            cursor.execute(ROWS.format(**told))
        connection.commit()
