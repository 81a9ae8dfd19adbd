"""The unsur of the Survei Kepuasan Masyarakat: their keys, questions, answers, and the printed order.

Source: PermenPANRB 14/2017. Its list puts complaints 8th and facilities 9th, its annexed questionnaire asks
them the other way round, and offices print both: answers are kept by key, never by number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.errors import PanelError

LOWEST, HIGHEST = 1, 4
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")  # how the key of an extra unsur is written


@dataclass(frozen=True, slots=True)
class Element:
    """One unsur. `answers` are the words of the values 1 to 4."""

    key: str
    label: str
    question: str
    answers: tuple[str, str, str, str]


_SAME = ("Tidak sesuai", "Kurang sesuai", "Sesuai", "Sangat sesuai")
# PermenPANRB 14/2017, annex: the nine unsur in the order of the regulation's list, the questionnaire's words.
ELEMENTS: Mapping[str, Element] = {
    one.key: one
    for one in (
        Element(
            "persyaratan",
            "Persyaratan",
            "Bagaimana pendapat Saudara tentang kesesuaian persyaratan pelayanan dengan jenis pelayanannya?",
            _SAME,
        ),
        Element(
            "prosedur",
            "Sistem, Mekanisme, dan Prosedur",
            "Bagaimana pemahaman Saudara tentang kemudahan prosedur pelayanan di unit ini?",
            ("Tidak mudah", "Kurang mudah", "Mudah", "Sangat mudah"),
        ),
        Element(
            "waktu",
            "Waktu Penyelesaian",
            "Bagaimana pendapat Saudara tentang kecepatan waktu dalam memberikan pelayanan?",
            ("Tidak cepat", "Kurang cepat", "Cepat", "Sangat cepat"),
        ),
        Element(
            "biaya",
            "Biaya/Tarif",
            "Bagaimana pendapat Saudara tentang kewajaran biaya/tarif dalam pelayanan?",
            ("Sangat mahal", "Cukup mahal", "Murah", "Gratis"),
        ),
        Element(
            "produk",
            "Produk Spesifikasi Jenis Pelayanan",
            "Bagaimana pendapat Saudara tentang kesesuaian produk pelayanan antara yang tercantum dalam "
            "standar pelayanan dengan hasil yang diberikan?",
            _SAME,
        ),
        Element(
            "kompetensi",
            "Kompetensi Pelaksana",
            "Bagaimana pendapat Saudara tentang kompetensi/kemampuan petugas dalam pelayanan?",
            ("Tidak kompeten", "Kurang kompeten", "Kompeten", "Sangat kompeten"),
        ),
        Element(
            "perilaku",
            "Perilaku Pelaksana",
            "Bagaimana pendapat Saudara tentang perilaku petugas dalam pelayanan terkait kesopanan dan "
            "keramahan?",
            (
                "Tidak sopan dan ramah", "Kurang sopan dan ramah", "Sopan dan ramah",
                "Sangat sopan dan ramah",
            ),
        ),
        Element(
            "pengaduan",
            "Penanganan Pengaduan, Saran dan Masukan",
            "Bagaimana pendapat Saudara tentang penanganan pengaduan pengguna layanan?",
            (
                "Tidak ada", "Ada tetapi tidak berfungsi", "Berfungsi kurang maksimal",
                "Dikelola dengan baik",
            ),
        ),
        Element(
            "sarana",
            "Sarana dan Prasarana",
            "Bagaimana pendapat Saudara tentang kualitas sarana dan prasarana?",
            ("Buruk", "Cukup", "Baik", "Sangat baik"),
        ),
    )
}  # fmt: skip
REGULATION = tuple(ELEMENTS)
QUESTIONNAIRE = (*REGULATION[:7], "sarana", "pengaduan")
ORDERS: Mapping[str, tuple[str, ...]] = {"peraturan": REGULATION, "kuesioner": QUESTIONNAIRE}


def order(text: str) -> tuple[str, ...]:
    """A printed order: a name of ORDERS, or keys with commas between; extra unsur may follow the nine.

    Raises PanelError when one of the nine is missing or a key stands twice.
    """
    named = ORDERS.get(text.strip().lower())
    return named or checked(part.strip().lower() for part in text.split(","))


def checked(keys: Iterable[str]) -> tuple[str, ...]:
    """The keys, each once and all nine among them. Raises PanelError."""
    found = tuple(key for key in keys if key)
    missing = [key for key in REGULATION if key not in found]
    if missing:
        raise PanelError("Urutan unsur belum lengkap. Tambahkan: {missing}.", missing=", ".join(missing))
    twice = sorted({key for key in found if found.count(key) > 1})
    if twice:
        raise PanelError("Unsur ini tertulis dua kali dalam urutan: {twice}.", twice=", ".join(twice))
    return found


def label(key: str) -> str:
    """What an unsur is called; an extra one by its key."""
    return ELEMENTS[key].label if key in ELEMENTS else key.replace("_", " ").capitalize()


def number(place: int) -> str:
    """U1 for the first place of the printed order."""
    return f"U{place + 1}"
