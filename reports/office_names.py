"""What a template may name whatever it is about: the office, its period, who signs."""

from __future__ import annotations

from collections.abc import Mapping

from models.description.office import Office
from models.reporting import written
from models.reporting.periods import Period
from reports.official_head import Signature
from reports.template_fill import Value

MEANINGS: Mapping[str, str] = {
    "unit": "nama kantor",
    "alamat": "alamat kantor",
    "telepon": "telepon kantor",
    "periode": "periode, misalnya Semester II 2026",
    "tanggal_awal": "hari pertama periode",
    "tanggal_akhir": "hari terakhir periode",
    "tahun": "tahun periode",
    "tempat_tanggal": "tempat dan tanggal di atas tanda tangan",
    "jabatan": "jabatan penanda tangan, dengan Plt. atau Plh.",
    "nama_pejabat": "nama penanda tangan",
    "pangkat": "pangkat dan golongannya",
    "nip": "NIP-nya",
}


def names(office: Office, period: Period | None, sign: Signature | None) -> dict[str, Value]:
    """Each name with its value; nothing where there is none."""
    head = office.letterhead
    return {
        "unit": office.name,
        "alamat": head.address if head else None,
        "telepon": head.phone if head else None,
        "periode": written.period(period).id if period else None,
        "tanggal_awal": period.first if period else None,
        "tanggal_akhir": period.last if period else None,
        "tahun": period.first.year if period else None,
        "tempat_tanggal": sign.place if sign else None,
        "jabatan": sign.title if sign else None,
        "nama_pejabat": sign.name if sign else None,
        "pangkat": sign.rank if sign else None,
        "nip": sign.nip if sign else None,
    }
