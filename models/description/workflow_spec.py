"""The vocabulary of `workflows/*.yaml`: states, the ways between them, and what each way asks and does."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from models.description.spec import Sql
from models.description.words import Names, Switch, Text, Vocabulary, Whole, Words, expected, or_plain

AskKind = Literal["text", "multiline", "date", "instant", "boolean", "integer", "number"]
Unit = Literal["jam", "hari_kalender", "hari_kerja"]


def _asked(value: Any) -> Any:
    if value is None:
        return {}
    return {"required": True} if value == "required" else value


def _as_list(value: Any) -> Any:
    return {"states": value} if isinstance(value, list | str) else value


def _added(value: Any) -> Any:
    return {value: {}} if isinstance(value, str) else value


def _numbered(value: Any) -> Any:
    return {"book": value} if isinstance(value, str) else value


def _set_value(value: Any) -> Any:
    if isinstance(value, dict) and set(value) != {"sql"}:
        raise expected("satu nilai, :isian, now, today, me, atau {sql: ...}")
    if isinstance(value, list):
        raise expected("satu nilai, bukan daftar")
    return value


# A literal, null, now, today, me, :name of an `ask`, or {sql: ...}.
SetValue = Annotated[Any, BeforeValidator(_set_value), WithJsonSchema({})]
Sets = dict[Text, SetValue]


class _Short(Vocabulary):
    """A mapping that may be written in a shorter way."""

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return or_plain({"type": ["string", "array", "null"], "items": {"type": "string"}}, handler, schema)


class StateSpec(Vocabulary):
    """Satu keadaan."""

    label: Words = Field(description="Nama keadaan yang dibaca orang.")
    open_: Switch = Field(True, alias="open", description="false: pekerjaan sudah selesai di keadaan ini.")
    initial: Switch = Field(
        False, description="true: baris baru boleh mulai di sini; bawaan: keadaan pertama saja."
    )
    holder: Names = Field(default_factory=list, description="Peran yang memegang baris di keadaan ini.")
    clock: Literal["running", "paused"] = Field(
        "running", description="`paused`: tenggat tidak berjalan selama di sini."
    )


class StageSpec(_Short):
    """Satu panah di jalur halaman rincian: daftar keadaannya saja, atau {states: ..., en: ...}."""

    states: Names = Field(description="Keadaan yang termasuk tahap ini.")
    en: Text | None = Field(None, description="Nama tahap dalam bahasa Inggris.")


class AskSpec(_Short):
    """Satu isian dialog: kosong, `required`, atau keterangan lengkap."""

    label: Words | None = Field(None, description="Nama isian; bawaan: nama kolomnya.")
    help: Words | None = Field(None, description="Kalimat bantuan di bawah isian.")
    kind: AskKind | None = Field(None, description="Jenis isian yang bukan kolom; bawaan: menurut kolomnya.")
    screen: Text | None = Field(None, description="Pilihannya adalah baris layar ini.")
    options: dict[Text, Words] | None = Field(
        None, description="Pilihan yang boleh diisi: nilai, lalu katanya."
    )
    among: Sql | None = Field(
        None,
        description="Hanya baris ini yang boleh dipilih: SQL yang memberi kuncinya (`select ...`).",
    )
    many: Switch = Field(False, description="true: boleh memilih beberapa.")
    required: Switch = Field(False, description="true: wajib diisi.")
    default: Text | None = Field(
        None,
        description="Isi awal: teks dengan kolom baris dalam kurung kurawal, `now`, `today`, atau `me`.",
    )
    suggest: Sql | None = Field(None, description="Isi awal: ungkapan SQL atas baris.")


class AddSpec(Vocabulary):
    """Baris baru di layar anak."""

    set_: Sets = Field(
        default_factory=dict,
        alias="set",
        description="Nilai kolomnya: teks, null, `now`, `today`, `me`, `:isian` dari ask, `:each`, atau "
        "{sql: ...} atas baris induknya. Isian yang senama dengan kolomnya masuk sendiri.",
    )
    each: Text | None = Field(
        None, description="Satu baris untuk setiap pilihan isian ini; nilainya `:each`."
    )
    rows: Sql | None = Field(
        None, description="Satu baris untuk setiap nilai dari SQL ini (`select ...`); nilainya `:each`."
    )
    when: Sql | None = Field(None, description="Hanya bila syarat SQL ini benar.")
    adds: Annotated[dict[Text, AddSpec], BeforeValidator(_added)] = Field(
        default_factory=dict, description="Baris anak dari baris baru ini."
    )


class ChangeSpec(Vocabulary):
    """Perubahan pada baris layar anak yang sudah ada."""

    where: Sql | None = Field(None, description="Baris mana: syarat SQL atas baris anak; bawaan: semuanya.")
    set_: Sets = Field(
        default_factory=dict,
        alias="set",
        description="Nilai barunya, seperti pada adds; {sql: ...} atas baris anak itu sendiri.",
    )
    adds: Annotated[dict[Text, AddSpec], BeforeValidator(_added)] = Field(
        default_factory=dict, description="Baris anak dari baris yang diubah."
    )
    changes: dict[Text, ChangeSpec] = Field(
        default_factory=dict, description="Perubahan pada baris anak dari baris yang diubah."
    )
    required: Switch = Field(False, description="true: harus ada barisnya, bila tidak langkah ini ditolak.")


class NumberSpec(_Short):
    """Nomor dari buku register: nama bukunya saja, atau keterangan lengkap."""

    book: Text = Field(description="Kode buku, atau `:isian`, atau kolom baris ini dalam kurung kurawal.")
    into: Text | None = Field(
        None,
        description="Kolom yang menerima nomor; anak.kolom untuk baris anak yang ditambah atau diubah "
        "langkah ini; `-`: tidak disimpan di baris; bawaan: kolom number.",
    )
    entry: Sets = Field(default_factory=dict, description="Isi baris register, seperti pada adds.")


class BeginSpec(Vocabulary):
    """Yang terjadi ketika baris dicatat, dalam simpanan yang sama."""

    label: Words | None = Field(None, description="Kalimat di riwayat; bawaan: Dicatat.")
    set_: Sets = Field(default_factory=dict, alias="set", description="Nilai kolom, seperti pada langkah.")
    adds: Annotated[dict[Text, AddSpec], BeforeValidator(_added)] = Field(
        default_factory=dict, description="Baris baru di layar anak, seperti pada langkah."
    )
    number: Annotated[NumberSpec, BeforeValidator(_numbered)] | None = Field(
        None, description="Nomor yang diambil dari buku register."
    )


class AfterSpec(Vocabulary):
    """Langkah yang berjalan sendiri setelah sekian lama."""

    amount: Whole = Field(description="Lamanya.")
    unit: Unit = Field("hari_kalender", description="Satuan: jam, hari_kalender, atau hari_kerja.")
    since: Text = Field(description="Kolom waktu mulai dihitung.")
    remind: Whole | None = Field(None, description="Diingatkan setelah sekian, dalam satuan yang sama.")


class TransitionSpec(Vocabulary):
    """Satu langkah."""

    label: Words = Field(description="Kata pada tombolnya.")
    done: Words | None = Field(None, description="Kalimat di riwayat; bawaan: sama dengan label.")
    help: Words | None = Field(None, description="Kalimat di atas dialognya.")
    from_: Names = Field(alias="from", description='Keadaan asal; "*": semua keadaan yang terbuka.')
    to: Text | None = Field(None, description="Keadaan tujuan; kosong: keadaan tidak berpindah.")
    roles: Names = Field(description="Peran yang boleh menekannya.")
    tone: Literal["primary", "plain", "danger"] = Field(
        "plain", description="`primary`: tombol utama; `danger`: tombol merah."
    )
    when: Sql | None = Field(None, description="Tombolnya hanya ada bila syarat SQL ini benar.")
    needs: dict[Text, Sql] = Field(
        default_factory=dict,
        description="Syarat: kalimat yang dibaca orang bila belum terpenuhi, lalu SQL-nya.",
    )
    ask: dict[Text, Annotated[AskSpec, BeforeValidator(_asked)]] = Field(
        default_factory=dict,
        description="Isian dialog: kolom layar ini, kolom baris di adds, atau nama bebas dengan kind atau "
        "screen.",
    )
    set_: Sets = Field(
        default_factory=dict,
        alias="set",
        description="Nilai baru kolom baris ini: teks, null, `now`, `today`, `me`, `:isian`, {sql: ...}.",
    )
    adds: Annotated[dict[Text, AddSpec], BeforeValidator(_added)] = Field(
        default_factory=dict, description="Baris baru di layar anak: namanya saja, atau {nama: {set: ...}}."
    )
    changes: dict[Text, ChangeSpec] = Field(
        default_factory=dict, description="Perubahan pada baris layar anak yang sudah ada."
    )
    number: Annotated[NumberSpec, BeforeValidator(_numbered)] | None = Field(
        None, description="Nomor yang diambil dari buku register dalam langkah ini."
    )
    print_: Text | None = Field(None, alias="print", description="Cetakan yang dibuka sesudahnya.")
    many: Switch = Field(False, description="true: bisa untuk banyak baris sekaligus dari daftar.")
    after: AfterSpec | None = Field(None, description="Berjalan sendiri setelah sekian lama.")


class PartSpec(Vocabulary):
    """Langkah yang sama di beberapa alur: satu berkas di folder workflows/parts."""

    transitions: dict[Text, TransitionSpec] = Field(description="Langkah, menurut namanya.")


class WorkflowFileSpec(Vocabulary):
    """Alur kerja: satu berkas di folder workflows. Nama berkasnya adalah nama alurnya."""

    label: Words = Field(description="Nama alur yang dibaca orang.")
    begin: BeginSpec | None = Field(None, description="Yang terjadi ketika baris dicatat.")
    states: dict[Text, StateSpec] = Field(description="Keadaan, menurut nilai kolom statusnya.")
    include: Names = Field(
        default_factory=list, description="Langkah dari berkas di folder workflows/parts, menurut namanya."
    )
    stages: dict[Text, Annotated[StageSpec, BeforeValidator(_as_list)]] = Field(
        default_factory=dict,
        description="Jalur di halaman rincian: tahap dan keadaannya; bawaan: setiap keadaan satu tahap.",
    )
    transitions: dict[Text, TransitionSpec] = Field(description="Langkah, menurut namanya.")
