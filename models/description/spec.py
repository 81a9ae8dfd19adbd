"""The vocabulary of a screen: every word an office may write in `screens/*.yaml`.

The descriptions are the manual (docs/deskripsi.md) and the help that editors show (JSON Schema).
Names that Python keeps for itself carry an underscore here and none in the YAML.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from models.description.words import Names, Switch, Text, Vocabulary, Whole, Words, expected, or_plain
from models.schema.catalog import Kind

COMPUTED_KINDS = tuple(
    str(kind) for kind in Kind if kind not in (Kind.ENUM, Kind.BYTES, Kind.SEARCH, Kind.OTHER)
)


# What models/files/types.py can tell apart.
FileKind = Literal["foto", "video", "suara", "pdf", "docx"]
FILE_KINDS: tuple[FileKind, ...] = get_args(FileKind)


def _list_as_fields(value: Any) -> Any:
    return {"fields": value} if isinstance(value, list) else value


def _list_as_mapping(value: Any) -> Any:
    is_list = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return dict.fromkeys(value) if is_list else value


def _sql(value: Any) -> Any:
    if not isinstance(value, str) or not value.strip():
        raise expected("teks SQL")
    return value


Sql = Annotated[str, BeforeValidator(_sql)]
# A value, a list of values, or {operator: value}: models/description/conditions.py reads it.
Where = Annotated[dict[Text, Any], WithJsonSchema({"type": "object"})]


class FileSpec(Vocabulary):
    """Kolom yang menyimpan berkas. Semua kata boleh dihilangkan: `file: {}`."""

    name: Text | None = Field(None, description="Kolom teks untuk nama berkas.")
    size: Text | None = Field(None, description="Kolom bilangan bulat untuk ukuran berkas dalam bita.")
    type: Text | None = Field(None, description="Kolom teks untuk jenis berkas, misalnya image/jpeg.")
    accept: list[FileKind] = Field(
        default_factory=list,
        description="Jenis yang diterima: "
        + ", ".join(f"`{one}`" for one in FILE_KINDS)
        + "; bawaan: semuanya.",
    )


Tone = Literal["late", "warn", "ok", "info", "gray"]


class CountSpec(Vocabulary):
    """Cara sebuah tenggat dihitung, dari kolom baris yang ditunjuk `by` (misalnya layanan)."""

    by: Text = Field(description="Kolom yang menunjuk ke baris dengan lama tenggatnya.")
    amount: Text = Field(description="Kolom di sana: lamanya; kosong berarti tanpa tenggat.")
    unit: Text = Field(description="Kolom di sana: jam, hari_kalender, atau hari_kerja.")
    start: Text | None = Field(None, description="Kolom di sana yang memilih salah satu dari `starts`.")
    starts: dict[Text, Text] = Field(
        default_factory=dict, description="Nilai kolom `start`, lalu kolom layar ini tempat hitungan mulai."
    )
    extension: Text | None = Field(None, description="Kolom di sana: lama perpanjangan.")
    extended: Text | None = Field(None, description="Kolom layar ini yang terisi bila sudah diperpanjang.")


class DeadlineSpec(Vocabulary):
    """Kapan sebuah tenggat tidak lagi dihitung. Semua kata boleh dihilangkan: `deadline: {}`."""

    done: Names = Field(default_factory=list, description="Kolom yang bila terisi berarti sudah selesai.")
    paused: Text | None = Field(None, description="Kolom yang selama terisi berarti sedang jeda.")
    count: CountSpec | None = Field(None, description="Tenggat dihitung sendiri, dengan cara ini.")


class ColumnSpec(Vocabulary):
    """Satu kolom layar. Semua kata boleh dihilangkan: bawaan diambil dari basis data."""

    label: Words | None = Field(None, description="Nama kolom yang dibaca orang; bawaan: COMMENT kolom.")
    help: Words | None = Field(None, description="Kalimat bantuan di bawah isian.")
    options: dict[Text, Words] | None = Field(
        None, description="Pilihan yang boleh diisi: nilai di basis data, lalu katanya."
    )
    tones: dict[Tone, Names] = Field(
        default_factory=dict,
        description="Warna pilihan: `late` merah, `warn` kuning, `ok` hijau, `info` biru, `gray` abu-abu, "
        "masing-masing dengan nilai-nilainya; bawaan: biru.",
    )
    deadline: DeadlineSpec | None = Field(
        None, description="Kolom ini tenggat: ditampilkan sebagai sisa hari, merah bila lewat."
    )
    multiline: Switch | None = Field(None, description="true: isian beberapa baris.")
    wide: Switch = Field(False, description="true: isiannya selebar formulir.")
    hidden: Switch = Field(False, description="true: tidak pernah ditampilkan.")
    read_only: Switch = Field(False, description="true: tampil, tetapi tidak bisa diubah.")
    required: Switch = Field(False, description="true: wajib diisi, walau basis data membolehkan kosong.")
    person: Switch = Field(
        False, description="true: isinya nama pengguna; yang tampil nama orangnya. Bawaan bersama `fill: me`."
    )
    contact: Text | None = Field(
        None,
        description="Kolom ini nomor telepon: setelah dibuka ada tautan telepon dan WhatsApp dengan teks "
        "ini; kolom dalam kurung kurawal diganti isinya.",
    )
    fill: Literal["me", "now", "today"] | None = Field(
        None,
        description="Diisi sendiri pada baris baru: `me` nama pengguna, `now` saat ini, `today` hari ini.",
    )
    sql: Sql | None = Field(
        None, description="Kolom hitungan: ungkapan SQL atas satu baris tabel; hanya dibaca."
    )
    type: Text | None = Field(
        None,
        description="Jenis hasil kolom hitungan; bawaan: menurut basis data.",
        json_schema_extra={"enum": list(COMPUTED_KINDS)},
    )
    file: FileSpec | None = Field(
        None, description="Kolom ini menyimpan berkas; kolom pendampingnya, dan jenis yang diterima."
    )


class SectionSpec(Vocabulary):
    """Satu bagian halaman rincian dan formulir: daftar kolom saja, atau {fields: ..., en: ...}."""

    fields: list[Text] = Field(description="Kolom bagian ini, berurutan.")
    en: Text | None = Field(None, description="Nama bagian dalam bahasa Inggris.")

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return or_plain({"type": "array", "items": {"type": "string"}}, handler, schema)


Section = Annotated[SectionSpec, BeforeValidator(_list_as_fields)]


class ViewSpec(Vocabulary):
    """Satu tampilan tersimpan: saringan bernama di atas daftar."""

    where: Where = Field(
        default_factory=dict,
        description="Syarat baris yang tampil; semuanya harus terpenuhi. any, all, not: kelompok syarat.",
    )
    order: Names = Field(
        default_factory=list, description="Urutan; tanda minus di depan: dari besar ke kecil."
    )
    count: Switch = Field(False, description="true: jumlah barisnya tampil di samping namanya.")
    tone: Literal["late", "warn", "info"] | None = Field(
        None, description="Warna jumlah itu: `late` merah, `warn` kuning, `info` biru; bawaan: abu-abu."
    )
    en: Text | None = Field(None, description="Nama tampilan dalam bahasa Inggris.")


class RuleSpec(Vocabulary):
    """Perlindungan satu kolom."""

    mask: Literal["all", "last4", "initials"] | None = Field(
        None,
        description="Cara menyamarkan nilai: seluruhnya, kecuali 4 huruf terakhir, atau huruf awal saja.",
    )
    reveal: Names = Field(default_factory=list, description="Peran yang boleh membuka nilai yang disamarkan.")
    when: Sql | None = Field(
        None, description="Hanya disamarkan pada baris yang memenuhi syarat SQL ini; bawaan: semua baris."
    )
    hidden: Names = Field(default_factory=list, description="Peran yang tidak melihat kolom ini.")
    read_only: Names = Field(
        default_factory=list, description="Peran yang melihat, tetapi tidak boleh mengubah."
    )


class WithSpec(Vocabulary):
    """Baris layar anak yang diisi di formulir yang sama. Semua kata boleh dihilangkan."""

    child: Text | None = Field(None, description="Layar anaknya; bawaan: nama di depan.")
    label: Words | None = Field(None, description="Judul bagian ini; bawaan: nama layar anak.")
    help: Words | None = Field(None, description="Kalimat bantuan di bawah judul.")
    fields: list[Text] | None = Field(
        None, description="Kolom layar anak yang tampil, berurutan; bawaan: semua yang bisa diisi."
    )
    required: list[Text] = Field(
        default_factory=list, description="Kolom yang wajib diisi di sini, walau basis data tidak memintanya."
    )
    set_: dict[Text, Any] = Field(
        default_factory=dict,
        alias="set",
        description="Nilai tetap setiap baris di bagian ini; baris lain tidak tampil.",
    )
    beside: list[Text] = Field(
        default_factory=list, description="Kolom layar ini sendiri yang tampil di bagian yang sama."
    )
    min_: Whole = Field(0, alias="min", description="Paling sedikit berapa baris; bawaan: 0.")
    max_: Whole | None = Field(
        None, alias="max", description="Paling banyak berapa baris; bawaan: tidak dibatasi."
    )


class _OrNames:
    """In the JSON Schema: a list of names may stand for a mapping."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": "array", "items": {"type": "string"}}, handler(schema)]}


With = Annotated[dict[Text, WithSpec | None], BeforeValidator(_list_as_mapping), _OrNames()]


class WorkflowSpec(Vocabulary):
    """Alur kerja layar: satu alur (`use`), atau menurut isi sebuah kolom (`by`)."""

    column: Text = Field(description="Kolom yang menyimpan status, atau kolom hitungan yang menyimpulkannya.")
    by: Text | None = Field(None, description="Kolom yang isinya nama alur yang dipakai baris itu.")
    use: Names = Field(
        default_factory=list,
        description="Nama alur: satu untuk semua baris, atau yang dipilih `by`; bawaan bersama `by`: semua "
        "berkas di folder workflows yang tidak disebut layar lain.",
    )


class PrintSpec(Vocabulary):
    """Satu cetakan: halaman HTML dari folder prints kantor."""

    label: Words = Field(description="Nama cetakan yang dibaca orang.")
    file: Text = Field(description="Berkas di folder prints, misalnya tanda_terima.html.")
    size: Literal["A4", "A5", "F4"] = Field("A4", description="Ukuran kertas.")
    landscape: Switch = Field(False, description="true: mendatar.")
    roles: Names = Field(default_factory=list, description="Peran yang boleh mencetak; bawaan: semua.")
    when: Sql | None = Field(None, description="Hanya pada baris yang memenuhi syarat SQL ini.")
    list_: Switch = Field(
        False, alias="list", description="true: cetakan dari daftar dan saringannya, bukan dari satu baris."
    )
    order: Names = Field(
        default_factory=list, description="Urutan cetakan daftar; bawaan: seperti daftarnya."
    )
    after_add: Switch = Field(
        False, description="true: formulir baris baru juga punya tombol simpan dan cetak."
    )


class ScreenSpec(Vocabulary):
    """Satu layar: satu berkas di folder screens. Nama berkasnya adalah nama layar untuk selamanya."""

    table: Text = Field(description="Tabel atau tampilan (view) di basis data; boleh skema.tabel.")
    label: Words | None = Field(None, description="Nama layar yang dibaca orang; bawaan: COMMENT tabel.")
    menu: Words | None = Field(None, description="Nama kelompok menu tempat layar ini berada.")
    help: Words | None = Field(None, description="Satu kalimat tentang guna layar ini.")
    hidden: Switch | None = Field(
        None, description="true: tidak tampil di menu; bawaan: hanya tabel penghubung."
    )
    title: Text | None = Field(None, description='Judul satu baris, misalnya "{number} {subject}".')
    subtitle: Words | None = Field(
        None,
        description="Baris kecil di bawah judul satu baris, dengan kolom dalam kurung kurawal; bagian di "
        "antara titik tengah ( · ) yang kolomnya kosong tidak tampil.",
    )
    add_label: Words | None = Field(
        None,
        description="Kata pada tombol baris baru, misalnya Catat laporan; bawaan: Tambah dan nama layar.",
    )
    list_: list[Text] | None = Field(None, alias="list", description="Kolom daftar, berurutan.")
    search: list[Text] | None = Field(
        None,
        description="Kolom yang dicari kotak pencarian; kolom layar anak ditulis anak.kolom, "
        "kolom baris yang dirujuk rujukan.kolom.",
    )
    order: Names | None = Field(None, description="Urutan daftar; tanda minus di depan: dari besar ke kecil.")
    key: Names | None = Field(
        None, description="Kolom yang membedakan setiap baris, untuk view atau tabel tanpa kunci utama."
    )
    sections: dict[Text, Section] | None = Field(
        None, description="Bagian halaman rincian dan formulir; kolom lain masuk bagian Lainnya."
    )
    columns: dict[Text, ColumnSpec | None] = Field(
        default_factory=dict, description="Keterangan tambahan tiap kolom, dan kolom hitungan."
    )
    views: dict[Text, ViewSpec] = Field(
        default_factory=dict, description="Tampilan tersimpan, menurut namanya."
    )
    children: list[Text] | None = Field(
        None, description="Layar anak yang tampil sebagai tab; bawaan: semua yang menunjuk ke sini."
    )
    rules: dict[Text, RuleSpec] = Field(
        default_factory=dict,
        description="Perlindungan kolom; kolom layar anak ditulis anak.kolom.",
    )
    rows: dict[Text, Sql] = Field(
        default_factory=dict,
        description="Baris yang boleh dilihat tiap peran: syarat SQL; :me adalah pemakai. "
        '"*": peran yang tidak disebut; peran yang tidak kena syarat melihat semuanya.',
    )
    follows: Text | None = Field(
        None,
        description="Kolom yang menunjuk ke baris induknya: baris ini hanya terlihat bila induknya terlihat, "
        "dan perubahannya masuk riwayat induknya.",
    )
    audit: Switch = Field(
        False,
        description="true: setiap perubahan baris dicatat; tabel sendiri perlu `flask panel audit`.",
    )
    workflow: WorkflowSpec | None = Field(None, description="Alur kerja status baris.")
    prints: dict[Text, PrintSpec] = Field(default_factory=dict, description="Cetakan, menurut namanya.")
    with_: With = Field(
        default_factory=dict, alias="with", description="Layar anak yang diisi bersama di formulir yang sama."
    )
    add: list[Text] | None = Field(
        None,
        description="Isi formulir baris baru: nama bagian, kolom, atau kata di `with`, berurutan; "
        "bawaan: sama dengan formulir ubah.",
    )
