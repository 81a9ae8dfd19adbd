"""The ways that a report goes through the office, and how long it stays where."""

from __future__ import annotations

from dataclasses import dataclass

CLOSED = frozenset({"selesai", "dilimpahkan", "dilaporkan_aph", "ditolak", "dicabut", "duplikat"})
PAUSED = frozenset({
    "menunggu_kelengkapan", "menunggu_kejelasan", "koordinasi_desa", "koordinasi_forkopimcam",
    "koordinasi_opd",
})  # fmt: skip
HANDLED = frozenset({
    "diteruskan", "ditangani_tim", "tindak_lanjut", "olah_tkp", "pembinaan", "koordinasi_desa",
    "koordinasi_forkopimcam", "koordinasi_opd",
})  # fmt: skip

# Who holds a report in a state; states that are not here leave it where it is.
HOLDERS = {
    "diterima": "loket",
    "menunggu_kelengkapan": "loket",
    "menunggu_kejelasan": "umum",
    "berkas_lengkap": "kasi_pelum",
    "terverifikasi": "kasi_pelum",
    "di_camat": "camat",
    "klarifikasi": "camat",
    "ditangani_tim": "tim_pengaduan",
    "laporan_tim": "camat",
    "keputusan": "camat",
    "surat_tugas": "kasi_trantib",
    "konsep_surat": "tim_pengaduan",
    "menunggu_tanda_tangan": "camat",
    "ditandatangani": "loket",
    "terdaftar": "loket",
    "disampaikan": "loket",
}

# Days in a state, at least and at most; the others take 0.1 to 1.2.
STAYS = {
    "diterima": (0.02, 0.6),
    "menunggu_kelengkapan": (1, 6),
    "menunggu_kejelasan": (1, 5),
    "koordinasi_desa": (1, 4),
    "koordinasi_forkopimcam": (1, 5),
    "koordinasi_opd": (2, 8),
    "tindak_lanjut": (0.5, 4),
    "disampaikan": (0.3, 2),
    "pemantauan": (2, 6),
    "ditangani_tim": (0.2, 1.5),
    "berkas_lengkap": (0.02, 0.5),
    "surat_tugas": (0.05, 0.4),
    "olah_tkp": (0.1, 0.8),
    "pembinaan": (0.1, 0.8),
    "dokumentasi": (0.1, 0.5),
}

OUTCOMES = {
    "dilimpahkan": "dilimpahkan",
    "dilaporkan_aph": "dilaporkan_aph",
    "ditolak": "ditolak",
    "dicabut": "dicabut",
    "duplikat": "duplikat",
}


@dataclass(frozen=True, slots=True)
class Route:
    """States in turn. `outcome` is how it ends when the last state does not say so itself."""

    weight: int
    states: tuple[str, ...]
    outcome: str = "diselesaikan"


def _route(weight: int, states: str, outcome: str = "diselesaikan") -> Route:
    steps = tuple(states.split())
    return Route(weight, steps, OUTCOMES.get(steps[-1], outcome))


_LETTER = "konsep_surat menunggu_tanda_tangan ditandatangani terdaftar"
_TO_CAMAT = "diterima berkas_lengkap terverifikasi di_camat"
ROUTES = {
    "kantibmas": (
        _route(16, f"{_TO_CAMAT} selesai"),
        _route(14, f"{_TO_CAMAT} klarifikasi selesai", "tanggapan_lisan"),
        _route(16, f"{_TO_CAMAT} ditangani_tim koordinasi_desa laporan_tim keputusan disampaikan selesai",
               "tanggapan_lisan"),
        _route(22, f"{_TO_CAMAT} ditangani_tim koordinasi_forkopimcam laporan_tim keputusan {_LETTER} "
               "disampaikan selesai", "tanggapan_tertulis"),
        _route(8, f"{_TO_CAMAT} ditangani_tim koordinasi_opd laporan_tim keputusan {_LETTER} dilimpahkan"),
        _route(6, f"{_TO_CAMAT} ditangani_tim koordinasi_forkopimcam laporan_tim keputusan {_LETTER} "
               "dilaporkan_aph"),
        _route(9, "diterima menunggu_kelengkapan berkas_lengkap terverifikasi di_camat klarifikasi selesai",
               "tanggapan_lisan"),
        _route(4, "diterima menunggu_kelengkapan dicabut"),
        _route(3, "diterima berkas_lengkap terverifikasi ditolak"),
        _route(2, "diterima duplikat"),
    ),
    "umum": (
        _route(40, "diterima diteruskan tindak_lanjut disampaikan pemantauan selesai"),
        _route(16, "diterima diteruskan koordinasi_opd tindak_lanjut disampaikan pemantauan selesai"),
        _route(12, "diterima diteruskan koordinasi_desa tindak_lanjut disampaikan selesai"),
        _route(10, "diterima menunggu_kejelasan diteruskan tindak_lanjut disampaikan selesai"),
        _route(9, "diterima tindak_lanjut disampaikan selesai"),
        _route(5, "diterima diteruskan koordinasi_opd dilimpahkan"),
        _route(3, "diterima menunggu_kejelasan dicabut"),
        _route(3, "diterima ditolak"),
        _route(2, "diterima duplikat"),
    ),
    "pekat": (
        _route(60, "diterima di_camat berkas_lengkap surat_tugas olah_tkp pembinaan dokumentasi selesai"),
        _route(25, "diterima menunggu_kelengkapan di_camat berkas_lengkap surat_tugas olah_tkp pembinaan "
               "dokumentasi selesai"),
        _route(8, "diterima di_camat berkas_lengkap surat_tugas olah_tkp koordinasi_forkopimcam pembinaan "
               "dokumentasi selesai"),
        _route(4, "diterima menunggu_kelengkapan dicabut"),
        _route(3, "diterima ditolak"),
    ),
}  # fmt: skip


def open_states(service: str) -> list[tuple[Route, str]]:
    """Every state of a service in which a report can lie open, each with a route that passes it."""
    found: dict[str, Route] = {}
    for route in ROUTES[service]:
        for state in route.states:
            if state not in CLOSED:
                found.setdefault(state, route)
    return [(route, state) for state, route in found.items()]
