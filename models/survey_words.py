"""What offices write in the raw tables of the survey: their titles of columns, and their words for answers.

Both are compared without case, blanks and marks: "NO. RESPONDEN" is noresponden.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

TITLES: Mapping[str, tuple[str, ...]] = {
    "form_number": ("noresponden", "nores", "noresp", "no", "nomor", "nomorresponden", "noformulir"),
    "filled_on": ("tanggal", "tgl", "tanggalsurvei", "tglsurvei"),
    "slot": ("jam", "jamsurvei", "waktusurvei"),
    "service": ("layanan", "jenislayanan", "jenispelayanan"),
    "village": ("desa", "kelurahan", "desakelurahan", "alamatdesa"),
    "sex": ("jeniskelamin", "jk", "lp", "kelamin"),
    "age": ("usia", "umur", "usiatahun", "umurtahun"),
    "education": ("pendidikan", "pendidikanterakhir", "pend"),
    "occupation": ("pekerjaan", "pekerjaanutama", "pek"),
    "suggestion": ("saran", "saranmasukan", "kritikdansaran", "kritiksaran", "saranperbaikan", "masukan"),
}
_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "sex": {"L": ("lakilaki", "pria", "lk", "laki"), "P": ("perempuan", "wanita", "pr")},
    "education": {
        "SD": ("sd", "mi", "sekolahdasar", "tidaktamatsd"),
        "SMP": ("smp", "sltp", "mts"),
        "SMA": ("sma", "slta", "smk", "ma", "stm"),
        "DIII": ("d3", "diii", "diploma", "diploma3", "d1", "d2", "akademi"),
        "S1": ("s1", "d4", "div", "sarjana"),
        "S2": ("s2", "magister"),
        "S3": ("s3", "doktor"),
    },
    "occupation": {
        "PNS": ("pns", "asn", "pppk"),
        "TNI": ("tni",),
        "POLRI": ("polri", "polisi"),
        "Swasta": ("swasta", "karyawanswasta", "pegawaiswasta"),
        "Wirausaha": ("wirausaha", "wiraswasta", "pedagang", "usahasendiri"),
        "Pelajar": ("pelajar", "mahasiswa", "pelajarmahasiswa", "pelajarmhs"),
        "Petani": ("petani", "nelayan", "petaninelayan", "buruhtani"),
        "Lainnya": ("lainnya", "lain", "lainlain", "irt", "iburumahtangga"),
    },
}
_NUMBERED = re.compile(r"u(\d{1,2})")  # after plain()
_NOISE = re.compile(r"[\W_]+")


def plain(title: str) -> str:
    """A heading without capitals, spaces and signs."""
    return _NOISE.sub("", title.casefold())


def number(title: str) -> int | None:
    """The number of a column U1, U.8 or "U 9"; None for another title."""
    match = _NUMBERED.fullmatch(plain(title))
    return int(match[1]) if match and int(match[1]) > 0 else None


def role(title: str) -> str | None:
    """What a title means beside the unsur: a word of ROLES."""
    told = plain(title)
    return next((word for word, names in TITLES.items() if told in names), None)


def value(role: str, told: str, known: Sequence[str]) -> str | None:
    """The value of a closed list that another word means, where the list has it: SLTA is SMA."""
    words, said = _WORDS.get(role, {}), plain(told)
    return next((value for value, others in words.items() if said in others and value in known), None)
