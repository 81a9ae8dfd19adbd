"""The vocabulary of `start.yaml`: what stands on the start page, for whom."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from models.description.spec import Where
from models.description.words import Names, Text, Vocabulary, Words, expected, whole

Tone = Literal["late", "warn", "ok", "info"]


def _up_to(most: int) -> tuple[BeforeValidator, WithJsonSchema]:
    def limited(value: Any) -> int:
        number = whole(value)
        if not 1 <= number <= most:
            raise expected(f"bilangan bulat 1 sampai {most}")
        return number

    return BeforeValidator(limited), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": most})


Rows = Annotated[int, *_up_to(20)]
Months = Annotated[int, *_up_to(36)]


class ButtonSpec(Vocabulary):
    """Satu tombol ke formulir tambah sebuah layar; tampil bagi yang boleh menambah."""

    label: Words = Field(description="Kata pada tombol.")
    screen: Text = Field(description="Layar yang formulirnya dibuka.")
    roles: Names = Field(default_factory=list, description="Peran yang melihatnya; bawaan: semua.")


class CardSpec(Vocabulary):
    """Yang sama pada angka, daftar, dan grafik."""

    label: Words = Field(description="Nama yang dibaca orang.")
    screen: Text = Field(description="Layar yang barisnya dihitung atau ditampilkan.")
    view: Text | None = Field(None, description="Tampilan tersimpan layar itu.")
    where: Where = Field(default_factory=dict, description="Syarat baris, selain syarat tampilannya.")
    roles: Names = Field(
        default_factory=list, description="Peran yang melihatnya; bawaan: semua yang boleh membuka layarnya."
    )


class FigureSpec(CardSpec):
    """Satu angka: banyaknya baris. Angkanya membuka daftar baris itu."""

    tone: Tone | None = Field(None, description="Warna selama angkanya bukan nol.")


class RowListSpec(CardSpec):
    """Satu daftar pendek: baris-baris teratas."""

    order: Names = Field(
        default_factory=list, description="Urutan; bawaan: urutan tampilannya, lalu urutan layarnya."
    )
    rows: Rows = Field(5, description="Banyaknya baris, 1 sampai 20.")
    heading: Text | None = Field(None, description="Kolom yang dicetak tebal; bawaan: judul baris.")
    fields: Names = Field(
        default_factory=list, description="Kolom di bawahnya; yang punya kata deadline, di sampingnya."
    )


class ChartSpec(CardSpec):
    """Satu grafik: `months` (per bulan) atau `by` (menurut isi satu kolom)."""

    months: dict[Text, Words | None] = Field(
        default_factory=dict,
        description="Kolom tanggal yang barisnya dihitung per bulan, masing-masing dengan namanya.",
    )
    last: Months = Field(12, description="Banyaknya bulan terakhir, 1 sampai 36.")
    by: Text | None = Field(None, description="Kolom yang isinya dihitung.")
    top: Rows = Field(6, description="Banyaknya isi tersering yang tampil, 1 sampai 20; sisanya dijumlahkan.")


class StartSpec(Vocabulary):
    """Beranda: berkas start.yaml. Tanpa berkas ini beranda berisi daftar tabel."""

    buttons: list[ButtonSpec] = Field(default_factory=list, description="Tombol di kanan atas.")
    figures: list[FigureSpec] = Field(default_factory=list, description="Angka di atas, berurutan.")
    lists: list[RowListSpec] = Field(default_factory=list, description="Daftar pendek, berurutan.")
    charts: list[ChartSpec] = Field(default_factory=list, description="Grafik, berurutan.")
