"""The pattern of a register's numbers: `{klasifikasi}/{urut:03}/{bulan_romawi}/{tahun}`. Pure.

What is in braces is filled in, everything else stands as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from models.errors import Problem

TOKENS = ("klasifikasi", "urut", "unit", "bulan_romawi", "bulan", "tahun")
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
NO_PATTERN = "Pola nomor buku ini masih kosong."
NO_SEQUENCE = "Pola nomor {pattern} belum memuat {token}, tempat nomor urut."
UNKNOWN_TOKEN = "Bagian {token} pada pola nomor tidak dikenal. Yang ada: {known}."
OPEN_BRACE = (
    "Kurung kurawal pada pola nomor {pattern} tidak lengkap. Setiap {opening} harus ditutup {closing}."
)
NO_YEAR = "Nomor buku ini mulai lagi setiap tahun, jadi polanya harus memuat {token}."
NO_MONTH = "Nomor buku ini mulai lagi setiap bulan, jadi polanya harus memuat {token}."

_BRACED = re.compile(r"\{([^{}]*)\}")
_SEQUENCE = re.compile(r"urut(?::0?([1-9]))?")  # one digit: nobody writes numbers longer than that


@dataclass(frozen=True, slots=True)
class Values:
    """What a number is made of. `classification` and `unit` may be empty where the pattern has no place."""

    sequence: int
    day: date
    classification: str | None = None
    unit: str | None = None


def problems(pattern: str | None, reset: str = "tidak") -> tuple[Problem, ...]:
    """What is wrong with a pattern, for a book whose numbers begin again every `reset`."""
    return tuple(_problems(pattern or "", reset))


def lacking(pattern: str, values: Values) -> tuple[str, ...]:
    """The tokens of a pattern that there is nothing for."""
    given = {"klasifikasi": values.classification, "unit": values.unit}
    return tuple(token for token in tokens(pattern) if token in given and not given[token])


def tokens(pattern: str) -> tuple[str, ...]:
    """What stands in braces, as written."""
    return tuple(_BRACED.findall(pattern))


def number(pattern: str, values: Values) -> str:
    """The whole number. The pattern has no problems."""
    return _BRACED.sub(lambda found: _filled(found[1], values), pattern)


def _filled(token: str, values: Values) -> str:
    sequence = _SEQUENCE.fullmatch(token)
    if sequence:
        return str(values.sequence).zfill(int(sequence[1] or 1))
    filled: Mapping[str, str | None] = {
        "klasifikasi": values.classification,
        "unit": values.unit,
        "bulan_romawi": ROMAN[values.day.month - 1],
        "bulan": f"{values.day.month:02}",
        "tahun": f"{values.day.year:04}",
    }
    return filled[token] or ""


def _problems(pattern: str, reset: str) -> Iterator[Problem]:
    if not pattern.strip():
        yield Problem(NO_PATTERN)
        return
    if re.search(r"[{}]", _BRACED.sub("", pattern)):
        yield Problem(OPEN_BRACE, facts={"pattern": pattern, "opening": "{", "closing": "}"})
        return
    found = tokens(pattern)
    for token in found:
        if not _is_known(token):
            known = ", ".join(f"{{{one}}}" for one in TOKENS)
            yield Problem(UNKNOWN_TOKEN, facts={"token": f"{{{token}}}", "known": known})
    if not any(_SEQUENCE.fullmatch(token) for token in found):
        yield Problem(NO_SEQUENCE, facts={"pattern": pattern, "token": "{urut}"})
    # Without these the first number of the next period would be one that was given already.
    if reset in ("tahun", "bulan") and "tahun" not in found:
        yield Problem(NO_YEAR if reset == "tahun" else NO_MONTH, facts={"token": "{tahun}"})
    if reset == "bulan" and not {"bulan", "bulan_romawi"} & set(found):
        yield Problem(NO_MONTH, facts={"token": "{bulan_romawi}"})


def _is_known(token: str) -> bool:
    return bool(_SEQUENCE.fullmatch(token)) or (token in TOKENS and token != "urut")
