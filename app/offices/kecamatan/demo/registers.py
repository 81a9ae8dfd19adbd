"""The register books: numbers in the order of time, a line for each, void ones too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from app.offices.kecamatan.demo.world import Values, World

ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
VOID_SHARE = 0.015
REASONS = (
    "Salah tulis, nomor diambil dua kali.",
    "Surat dibatalkan sebelum dikirim.",
    "Tujuan surat keliru.",
)


@dataclass
class Registration:
    """Somebody asks for a number. `row` gets it, in its column `column`."""

    book: str
    at: datetime
    subject: str
    by: str = "petugas"
    correspondent: str | None = None
    handler: str | None = None
    row: Values | None = None
    report: int | None = None
    letter: int | None = None
    column: str = "number"


class Registers:
    """Collects what is to be registered, then gives the numbers without a gap."""

    def __init__(self, world: World, books: Mapping[str, Values]) -> None:
        self.world = world
        self.books = books
        self.asked: list[Registration] = []

    def ask(self, book: str, at: datetime, subject: str, **more: object) -> None:
        self.asked.append(Registration(book, at, subject, **more))  # type: ignore[arg-type]

    def number_all(self) -> None:
        for one in [one for one in self.asked if self.world.chance(VOID_SHARE)]:
            earlier = one.at - timedelta(minutes=2)
            self.asked.append(Registration(one.book, earlier, one.subject, correspondent=one.correspondent))
        self.asked.sort(key=lambda one: (one.at, one.book))
        counters: dict[tuple[str, int, int], count[int]] = {}
        for one in self.asked:
            book, local = self.books[one.book], one.at.astimezone(self.world.days.zone)
            month = local.month if book["reset"] == "bulan" else 0
            counter = counters.setdefault((one.book, local.year, month), count(book["start_at"]))
            self._enter(one, book, local, month, next(counter))

    def _enter(self, one: Registration, book: Values, local: datetime, month: int, sequence: int) -> None:
        number = book["pattern"].format(
            urut=sequence,
            tahun=local.year,
            bulan_romawi=ROMAN[local.month - 1],
            klasifikasi=book["classification"],
            unit=book["unit"],
        )
        void = one.row is None
        if one.row is not None and one.book != "surat_masuk":
            one.row[one.column] = number
        self.world.rows.add(
            "register_entries",
            book=one.book,
            year=local.year,
            month=month,
            sequence=sequence,
            number=number,
            registered_at=one.at,
            registered_by=one.by,
            report=one.report,
            letter=one.letter,
            subject=one.subject,
            correspondent=one.correspondent,
            handler=one.handler,
            voided_at=one.at + timedelta(minutes=1) if void else None,
            voided_by="petugas" if void else None,
            void_reason=self.world.random.choice(REASONS) if void else None,
            note="BATAL" if void else None,
        )
