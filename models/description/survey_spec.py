"""The vocabulary of `skm` in office.yaml: the survey's screen, order, bobot, period and extra unsur."""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from models.description.words import Names, Text, Vocabulary, expected, whole

OTHERS = "*"  # the population of every service not named
_HOURS = re.compile(r"(\d{1,2})[.:](\d{2})\s*(?:-|–|s\.?d\.?)\s*(\d{1,2})[.:](\d{2})")


def _population(value: Any) -> Any:
    """One number for everybody, or one for each service."""
    if isinstance(value, dict):
        return {str(key): whole(number) for key, number in value.items()}
    return {OTHERS: whole(value)}


def _least(value: Any) -> Any:
    return value if value == "all" else _counted(value)


def _counted(value: Any) -> int:
    number = whole(value)
    if number < 1:
        raise expected("all, atau bilangan bulat mulai 1")
    return number


def _hours(value: str) -> str:
    """Two hours of a day, the first before the second."""
    match = _HOURS.fullmatch(value.strip())
    try:
        first, last = hours_of(value) if match else (time.max, time.min)
    except ValueError:
        first, last = time.max, time.min
    if first >= last:
        raise expected("dua jam seperti 08.00-12.00")
    return value.strip()


def hours_of(text: str) -> tuple[time, time]:
    """From and until, of a checked text like 08.00-12.00."""
    match = _HOURS.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    return time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))


def _four(value: list[str]) -> list[str]:
    if len(value) != 4:
        raise expected("empat jawaban, untuk nilai 1 sampai 4")
    return value


Population = Annotated[
    dict[str, int],
    BeforeValidator(_population),
    WithJsonSchema(
        {"anyOf": [{"type": "integer"}, {"type": "object", "additionalProperties": {"type": "integer"}}]}
    ),
]
Least = Annotated[
    int | Literal["all"],
    BeforeValidator(_least),
    WithJsonSchema({"anyOf": [{"const": "all"}, {"type": "integer", "minimum": 1}]}),
]
Hours = Annotated[Text, AfterValidator(_hours)]
Four = Annotated[list[Text], AfterValidator(_four)]


class ExtraSpec(Vocabulary):
    """Unsur tambahan di luar sembilan unsur baku, menurut kuncinya; jawabannya tersimpan di kolom extra."""

    label: Text = Field(description="Nama unsur.")
    question: Text = Field(description="Pertanyaan yang dibaca responden.")
    answers: Four = Field(description="Empat jawaban, untuk nilai 1 sampai 4.")


class SkmSpec(Vocabulary):
    """Setelan Survei Kepuasan Masyarakat."""

    screen: Text = Field(description="Layar formulir survei.")
    columns: dict[Text, Text] = Field(
        default_factory=dict,
        description="Kolom yang bernama lain: nama acuannya (unsur, form_number, filled_on, slot, source, "
        "service, channel, village, sex, age, education, occupation, suggestion, extra), lalu nama di sini.",
    )
    order: Names = Field(
        default_factory=lambda: ["peraturan"],
        description="Urutan unsur pada lembar cetak: peraturan (U8 pengaduan, U9 sarana), kuesioner "
        "(U8 sarana, U9 pengaduan), atau kunci unsur satu per satu.",
    )
    weight: Text = Field(
        "1/9",
        description="Bobot tiap unsur: 1/9, 0.111, 0.11, atau satu bobot untuk setiap unsur, berjumlah 1.",
    )
    period: Literal["bulan", "triwulan", "semester", "tahun"] = Field(
        "semester", description="Lama satu periode."
    )
    population: Population | None = Field(
        None, description='Jumlah pemohon dalam satu periode; atau menurut kode layanan, "*" untuk yang lain.'
    )
    slots: dict[Text, Hours] = Field(
        default_factory=dict, description="Jam survei: nilai kolom slot, lalu jamnya, misalnya 08.00-12.00."
    )
    least: Least = Field(
        1, description="Formulir dihitung bila semua unsur terisi (`all`), atau paling sedikit sekian."
    )
    extra: dict[Text, ExtraSpec] = Field(
        default_factory=dict, description="Unsur tambahan, menurut kuncinya."
    )
