"""The vocabulary of `reports/*.yaml`: a report as one file."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from models.description.report import Format, PeriodKind, SurveyKind, Total
from models.description.spec import Sql
from models.description.words import (
    Names,
    Switch,
    Text,
    Vocabulary,
    Whole,
    Words,
    expected,
    or_plain,
    whole,
)

ParameterKind = Literal["text", "integer", "number", "date"]
ChartKind = Literal["bar", "line", "stacked"]
_PERIODS: tuple[PeriodKind, ...] = get_args(PeriodKind)


def _label_as_column(value: Any) -> Any:
    return {"label": value} if value is None or isinstance(value, str) else value


def _kind_as_chart(value: Any) -> Any:
    return {"kind": value} if isinstance(value, str) else value


def _least_as_merge(value: Any) -> Any:
    return {"least": value} if isinstance(value, str) else value


def _places(value: Any) -> int:
    number = whole(value)
    if number > 6:  # noqa: PLR2004
        raise expected("bilangan bulat 0 sampai 6")
    return number


def _periods(value: Any) -> Any:
    names = [value] if isinstance(value, str) else value
    for one in names if isinstance(names, list) else ():
        if one not in _PERIODS:
            raise expected(", ".join(_PERIODS) + ", atau daftarnya")
    return names


Places = Annotated[
    int, BeforeValidator(_places), WithJsonSchema({"type": "integer", "minimum": 0, "maximum": 6})
]
Periods = Annotated[
    list[PeriodKind],
    BeforeValidator(_periods),
    WithJsonSchema(
        {"anyOf": [{"enum": list(_PERIODS)}, {"type": "array", "items": {"enum": list(_PERIODS)}}]}
    ),
]


class ReportColumnSpec(Vocabulary):
    """Satu kolom: namanya seperti di SQL. Boleh hanya labelnya: `number: Jumlah`."""

    label: Words | None = Field(None, description="Judul kolom; bawaan: nama kolomnya.")
    format: Format | None = Field(
        None,
        description="Bentuk nilai: `text`, `integer`, `number`, `percent` (0.25 menjadi 25 %), `date`, "
        "`moment`, `month` (Oktober 2026), `code` (bilangan yang bukan jumlah, misalnya tahun), `yesno`, "
        "`pseudonym` (orang yang sama mendapat nomor yang sama, namanya tidak keluar). "
        "Bawaan: menurut basis data.",
    )
    places: Places | None = Field(None, description="Angka di belakang koma; bawaan 2, untuk percent 1.")
    total: Total | None = Field(None, description="Baris jumlah: `sum`, `mean` (rata-rata), atau `none`.")
    width: Whole | None = Field(None, description="Lebar kolom di Excel, dalam huruf.")
    link: Text | None = Field(
        None,
        description="Alamat baris di balik nilai ini, mulai `/data/`; kolom dan parameter dalam kurung "
        "kurawal diganti isinya.",
    )
    group: Words | None = Field(
        None, description="Judul di atas kolom-kolom berdampingan yang sama group-nya."
    )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return or_plain({"type": ["string", "null"]}, handler, schema)


class AcrossSpec(Vocabulary):
    """Tabel silang: isi kolom `by` menjadi kolom-kolom, berisi jumlah kolom `value`."""

    by: Text = Field(description="Kolom SQL yang isinya menjadi judul kolom.")
    value: Text = Field(description="Kolom SQL yang angkanya mengisi sel; baris yang bertemu dijumlahkan.")
    values: dict[Text, Words | None] = Field(
        default_factory=dict,
        description="Isi yang selalu punya kolom, berurutan, dengan judulnya; yang lain menyusul.",
    )
    label: Words | None = Field(None, description="Judul di atas kolom-kolom itu.")
    total: Switch = Field(True, description="false: tanpa kolom jumlah di kanan.")


class MergeSpec(Vocabulary):
    """Baris dengan angka kecil digabung agar tidak ada orang yang dapat dikenali. Boleh hanya angkanya."""

    least: Whole = Field(description="Angka 1 sampai di bawah ini digabung.")
    label: Words = Field(
        default_factory=lambda: Words(id="Lainnya (digabung)", en="Others (merged)"),
        description="Nama baris gabungan; bawaan: Lainnya (digabung).",
    )
    into: Text | None = Field(None, description="Kolom yang memuat nama itu; bawaan: yang pertama.")
    of: Names = Field(
        default_factory=list, description="Kolom yang diperiksa; bawaan: semua yang dijumlahkan."
    )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return or_plain({"type": "integer"}, handler, schema)


class ReportChartSpec(Vocabulary):
    """Grafik di bawah tabel, di halaman dan di Excel. Boleh hanya jenisnya: `chart: bar`."""

    kind: ChartKind = Field(description="`bar` batang, `line` garis, `stacked` batang bertumpuk.")
    by: Text | None = Field(None, description="Kolom yang menamai titiknya; bawaan: kolom pertama.")
    of: Names = Field(default_factory=list, description="Kolom yang digambar; bawaan: semua angka.")

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return or_plain({"enum": list(get_args(ChartKind))}, handler, schema)


class SheetSpec(Vocabulary):
    """Satu lembar: satu tabel dari satu SELECT, atau dari survei kepuasan."""

    label: Words = Field(description="Nama lembar, di halaman dan di Excel.")
    title: Words | None = Field(None, description="Judul di atas tabel; bawaan: label.")
    sql: Sql | None = Field(
        None,
        description="Satu SELECT. Bernama: `:start` dan `:end` (awal periode dan awal periode berikutnya, "
        "sebagai saat), `:first` dan `:last` (hari pertama dan terakhir), `:month`, `:year`, "
        "`:now`, `:today`, `:me`, `:weekdays` (hari kerja kantor, 1 = Senin), `:closed_days` (hari "
        "liburnya), parameter laporan ini, dan `parameters` kantor.",
    )
    survey: SurveyKind | None = Field(
        None,
        description="Sebagai ganti `sql`: angka resmi survei (`skm` di office.yaml), satu baris per periode. "
        "Kolomnya `first` dan `last` (hari pertama dan terakhir), `forms`, `index`, `quality`. Isian laporan "
        "bernama service, village, dan channel menyaringnya.",
    )
    columns: dict[Text, Annotated[ReportColumnSpec, BeforeValidator(_label_as_column)]] = Field(
        default_factory=dict,
        description="Kolom yang tampil, berurutan; bawaan: semua. Kolom SQL lain boleh dipakai di link.",
    )
    across: AcrossSpec | None = Field(None, description="Tabel silang.")
    merge_below: Annotated[MergeSpec, BeforeValidator(_least_as_merge)] | None = Field(
        None, description="Menggabung baris dengan angka kecil."
    )
    chart: Annotated[ReportChartSpec, BeforeValidator(_kind_as_chart)] | None = Field(
        None, description="Grafik."
    )
    note: Words | None = Field(None, description="Keterangan di bawah tabel.")
    column_numbers: Switch = Field(False, description="true: baris 1, 2, 3 di bawah judul, seperti di buku.")


class ParameterSpec(Vocabulary):
    """Satu isian formulir laporan, `:nama` di SQL. Yang tidak diisi bernilai NULL."""

    label: Words = Field(description="Nama isian.")
    help: Words | None = Field(None, description="Kalimat bantuan di bawah isian.")
    kind: ParameterKind = Field("text", description="Jenis nilainya.")
    options: dict[Text, Words | None] = Field(
        default_factory=dict, description="Pilihan: nilainya, lalu katanya."
    )
    screen: Text | None = Field(None, description="Pilihan dari baris layar ini; nilainya kunci baris.")
    required: Switch = Field(False, description="true: wajib diisi.")
    default: Text | None = Field(None, description="Nilai bila tidak diisi.")


class LockSpec(Vocabulary):
    """Laporan ini dikirim: berkasnya disimpan apa adanya, periodenya terkunci, dan perubahan sesudahnya
    tampil sebagai Selisih. Admin dapat membuka kuncinya dengan alasan."""

    roles: Names = Field(default_factory=list, description="Peran yang boleh mengirim; admin selalu boleh.")
    changes: dict[Text, SheetSpec] = Field(
        default_factory=dict,
        description="Lembar tentang perubahan sesudah pengiriman; SQL-nya juga punya `:sent`, saat dikirim.",
    )


class ReportSpec(Vocabulary):
    """Satu laporan; nama berkasnya adalah nama laporan untuk selamanya (alamat, hak, perintah)."""

    label: Words = Field(description="Nama laporan.")
    menu: Words = Field(
        default_factory=lambda: Words(id="Rekap", en="Reports"), description="Kelompok menu; bawaan: Rekap."
    )
    help: Words | None = Field(None, description="Kalimat di bawah judul halaman.")
    title: Words | None = Field(None, description="Judul pada cetakan; bawaan: label.")
    roles: Names = Field(
        default_factory=list,
        description='Peran yang boleh melihat dan mengunduh; "*" semua yang masuk. Bawaan: hanya admin. SQL '
        "membaca tabel apa adanya: aturan baris dan samaran layar tidak berlaku di sini.",
    )
    period: Periods = Field(
        default_factory=list,
        description="Periode yang ditanyakan: `month`, `quarter`, `semester`, `year`, `range` (dari dan "
        "sampai), atau beberapa. Bawaan: tanpa periode.",
    )
    parameters: dict[Text, ParameterSpec] = Field(default_factory=dict, description="Isian lain.")
    prepare: dict[Text, Sql] = Field(
        default_factory=dict,
        description="SELECT yang dihitung sekali lebih dahulu dan dibaca SQL lembar-lembar sebagai tabel.",
    )
    sheets: dict[Text, SheetSpec] = Field(description="Lembar, berurutan.")
    paper: Literal["A4", "F4"] = Field("F4", description="Kertas cetakan Excel.")
    landscape: Switch = Field(True, description="false: tegak.")
    letterhead: Switch = Field(True, description="false: tanpa kop.")
    signatory: Text | None = Field(
        None, description="Penanda tangan: sebutan di `signatories`; bawaan: tanpa tanda tangan."
    )
    lock: LockSpec | None = Field(
        None, description="Laporan ini dikirim dan dikunci per periode; perlu `period`."
    )
