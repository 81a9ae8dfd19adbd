"""What can go wrong, as sentences for people.

A sentence is an Indonesian msgid with {named} facts; `views/errors.py` translates it and picks the
HTTP status. Facts never hold SQL, its parameters or what the server printed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `field` is the key of the field it stands at, None for the whole row.

    `row` is set for a row saved together with another: the key of its `with:` and its place among
    them, from 0; None for all of them.
    """

    sentence: str
    field: str | None = None
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)
    row: tuple[str, int | None] | None = None

    @property
    def path(self) -> str | None:
        """Where it stands, for programs: `nik`, or `parties.0.nik` in a row saved along."""
        place = [str(part) for part in self.row or () if part is not None]
        return ".".join([*place, *([self.field] if self.field else [])]) or None


class PanelError(Exception):
    """The person sees `sentence` and what to do; nothing was saved."""

    sentence = "Terjadi kesalahan."

    def __init__(self, sentence: str | None = None, **facts: object) -> None:
        self.sentence = sentence or self.sentence
        self.facts = facts
        super().__init__(self.sentence.format_map(_Shown(facts)))


class _Shown(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


class Refused(PanelError):
    """The person sees the form again, all that was typed kept, each problem at its field. (422)"""

    sentence = "Belum tersimpan. Periksa isian yang ditandai."

    def __init__(self, *problems: Problem, sentence: str | None = None) -> None:
        super().__init__(sentence)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that somebody else changed meanwhile: canonical texts, None for empty."""

    field: str
    mine: str | None
    theirs: str | None


class Conflict(PanelError):
    """The person sees mine and theirs side by side and chooses; nothing was saved. (409)"""

    sentence = "Baris ini baru saja diubah orang lain. Pilih nilai yang benar lalu simpan lagi."

    def __init__(
        self, *differences: Difference, version: str | None = None, row: tuple[str, int] | None = None
    ) -> None:
        super().__init__()
        self.differences = differences
        self.version = version
        self.row = row  # as of a Problem: the row saved along that it is about


class Overtaken(PanelError):
    """The person sees who moved the row first, and when; nothing was saved. (409)"""

    sentence = "Keadaan baris ini baru saja berubah. Muat ulang halaman ini."


class Missing(PanelError):
    """The person sees that the row is gone, or is not theirs to see: the same sentence for both. (404)"""

    sentence = "Baris tidak ditemukan. Mungkin sudah dihapus."


class Forbidden(PanelError):
    """The person sees that their role may not do this. (403)"""

    sentence = "Peran Anda tidak berhak melakukan ini."


class Blocked(PanelError):
    """The person sees which rows still need this one, so it is not deleted. (409)"""

    sentence = "Belum bisa dihapus: masih dipakai oleh data lain."


class Stale(PanelError):
    """The structure of the database changed under the page: reload it. (409)"""

    sentence = "Susunan tabel baru saja berubah. Muat ulang halaman ini, lalu coba lagi."


class BadFile(PanelError):
    """The person sees why a file was not taken; nothing of it was kept. (422)"""

    sentence = "Berkas ini tidak dapat diterima."


class TooLarge(BadFile):
    """The person sees how large a file may be. (413)"""

    sentence = "Berkas ini terlalu besar. Paling besar {limit}."


class BrokenPrint(PanelError):
    """The person sees that the office's template is at fault, and what to tell its IT person. (500)"""

    sentence = (
        "Cetakan ini belum bisa dibuat: ada yang salah di {file} baris {line} ({reason}). "
        "Sampaikan kepada pengelola panel."
    )


class Busy(PanelError):
    """The person may try the same again in a moment: rows held by somebody, a server that is away. (503)"""

    sentence = "Data ini sedang dipakai orang lain. Tunggu sebentar, lalu coba lagi."


class TooMany(PanelError):
    """The person did something too often, and sees how long to wait: `seconds`. (429)"""

    sentence = "Terlalu banyak percobaan. Tunggu {seconds} detik, lalu coba lagi."

    def __init__(self, sentence: str | None = None, *, seconds: int, **facts: object) -> None:
        super().__init__(sentence, seconds=seconds, **facts)
        self.seconds = seconds
