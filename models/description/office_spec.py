"""The vocabulary of `office.yaml`: who the office is and who may do what."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from models.actor import ACTIONS
from models.description.spec import Sql
from models.description.survey_spec import SkmSpec
from models.description.words import Switch, Text, Vocabulary, Words, expected

ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
Day = Literal["senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu"]


def zone_of(name: str) -> str:
    """The IANA name of a zone, also for the three Indonesian abbreviations."""
    zone = ZONES.get(name.upper(), name)
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise PydanticCustomError("D201", "{zone}", {"zone": name}) from None
    return zone


def _rights(value: Any) -> Any:
    rights = [value] if isinstance(value, str) else value
    for right in rights if isinstance(rights, list) else ():
        if right not in (*ACTIONS, "all"):
            raise PydanticCustomError("D202", "{right}", {"right": right})
    return list(ACTIONS) if isinstance(rights, list) and "all" in rights else rights


def _clock(value: str) -> str:
    """An hour and a minute as Python reads them; people may write a dot."""
    try:
        return time.fromisoformat(value.replace(".", ":")).strftime("%H:%M")
    except ValueError:
        raise expected("jam seperti 08:00") from None


Clock = Annotated[Text, AfterValidator(_clock)]
Zone = Annotated[Text, AfterValidator(zone_of)]
Rights = Annotated[
    list[Text],
    BeforeValidator(_rights),
    WithJsonSchema({"anyOf": [{"const": "all"}, {"type": "array", "items": {"enum": [*ACTIONS, "all"]}}]}),
]


class RoleSpec(Vocabulary):
    """Satu peran dan haknya."""

    label: Words | None = Field(None, description="Nama peran yang dibaca orang; bawaan: namanya sendiri.")
    rights: dict[Text, Rights] = Field(
        default_factory=dict,
        description='Hak tiap layar: list, show, add, edit, delete, export, atau all; "*" untuk layar lain.',
    )
    admin: Switch = Field(
        False, description="true: mengelola pemakai dan peran, dan melihat masalah deskripsi."
    )
    two_factor: Literal["required", "optional", "off"] = Field(
        "optional",
        description="Masuk dua langkah dengan kode dari telepon: wajib (`required`), boleh (`optional`), "
        "atau tidak ada (`off`).",
    )
    oversees: Switch = Field(
        False, description="true: ringkasan hariannya memuat semua yang lewat tenggat, siapa pun pemegangnya."
    )
    sees_log: Switch = Field(
        False, description="true: membaca catatan siapa membuka data yang disamarkan, dan mengapa."
    )


class LetterheadSpec(Vocabulary):
    """Kepala surat (kop)."""

    lines: list[Text] = Field(default_factory=list, description="Baris kop dari atas ke bawah.")
    address: Text | None = Field(None, description="Alamat kantor.")
    place: Text | None = Field(None, description="Tempat surat ditulis, di depan tanggalnya.")
    phone: Text | None = Field(None, description="Nomor telepon.")
    email: Text | None = Field(None, description="Alamat surat elektronik.")
    website: Text | None = Field(None, description="Alamat situs web.")
    logo: Text | None = Field(None, description="Berkas gambar lambang di folder kantor.")


class SignatorySpec(Vocabulary):
    """Pejabat yang menandatangani surat."""

    title: Text = Field(description="Jabatan, misalnya Camat.")
    acting: Literal["Plt.", "Plh."] | None = Field(
        None, description="Plt. atau Plh. bila hanya menjabat sementara."
    )
    name: Text = Field(description="Nama lengkap dengan gelar.")
    rank: Text | None = Field(None, description="Pangkat dan golongan.")
    nip: Text | None = Field(None, description="Nomor induk pegawai.")
    role: Text | None = Field(
        None, description="Peran yang menandatangani; selama digantikan, nama penggantinya yang tercetak."
    )


class ClosedDaysSpec(Vocabulary):
    """Layar dengan hari libur kantor."""

    screen: Text = Field(description="Layar hari libur.")
    day: Text = Field("day", description="Kolom tanggalnya.")
    kind: Text | None = Field(None, description="Kolom jenisnya, bila ada.")
    joint_leave: Text = Field("cuti_bersama", description="Nilai jenis yang berarti cuti bersama.")
    national: Text = Field("nasional", description="Nilai jenis yang berarti libur nasional.")
    name: Text | None = Field(None, description="Kolom nama hari libur, untuk isi awal.")
    decree: Text | None = Field(None, description="Kolom dasar keputusannya, untuk isi awal.")


class WorkingWeekSpec(Vocabulary):
    """Hari dan jam kerja kantor."""

    days: list[Day] = Field(default=["senin", "selasa", "rabu", "kamis", "jumat"], description="Hari kerja.")
    start: Clock | None = Field(None, description="Jam buka, misalnya 08:00; itu juga bawaannya.")
    end: Clock | None = Field(None, description="Jam tutup, misalnya 16:00; itu juga bawaannya.")
    joint_leave: Switch = Field(True, description="true: cuti bersama tidak dihitung hari kerja.")
    closed: ClosedDaysSpec | None = Field(None, description="Hari libur yang dicatat kantor.")


class PeopleSpec(Vocabulary):
    """Layar pegawai: siapa pemakai ini di kantor."""

    screen: Text = Field(description="Layar pegawai.")
    username: Text = Field("username", description="Kolom nama pengguna.")
    name: Text = Field("name", description="Kolom nama.")
    title: Text | None = Field(None, description="Kolom jabatan.")
    rank: Text | None = Field(None, description="Kolom pangkat dan golongan.")
    nip: Text | None = Field(None, description="Kolom NIP.")


class DelegationsSpec(Vocabulary):
    """Layar penggantian sementara (Plt./Plh.): hak sebuah peran berpindah antara dua tanggal."""

    screen: Text = Field(description="Layar penggantian.")
    username: Text = Field("username", description="Kolom nama pengguna yang menggantikan.")
    role: Text = Field("role", description="Kolom nama peran yang digantikan.")
    title: Text = Field("title", description="Kolom sebutan: Plt. atau Plh.")
    starts: Text = Field("starts_on", description="Kolom tanggal mulai.")
    ends: Text = Field("ends_on", description="Kolom tanggal akhir; kosong berarti belum ditentukan.")


class BooksSpec(Vocabulary):
    """Layar buku register dan layar barisnya; kolomnya bernama seperti di tabel acuan."""

    screen: Text = Field(description="Layar buku register.")
    entries: Text = Field(description="Layar baris register.")
    columns: dict[Text, Text] = Field(
        default_factory=dict, description="Kolom yang bernama lain: nama acuannya, lalu nama di tabel ini."
    )


class OfficeSpec(Vocabulary):
    """Kantor: berkas office.yaml."""

    name: Text = Field(description="Nama kantor yang tampil di setiap halaman.")
    language: Literal["id", "en"] = Field("id", description="Bahasa awal: id atau en.")
    zone: Zone = Field(
        "Asia/Jakarta", description="Zona waktu: WIB, WITA, WIT, atau nama seperti Asia/Jakarta."
    )
    menu: list[Words] = Field(default_factory=list, description="Urutan kelompok menu; yang lain menyusul.")
    letterhead: LetterheadSpec | None = Field(None, description="Kepala surat.")
    signatories: dict[Text, SignatorySpec] = Field(
        default_factory=dict, description="Pejabat penanda tangan, menurut sebutan singkatnya."
    )
    working_week: WorkingWeekSpec | None = Field(None, description="Hari dan jam kerja.")
    skm: SkmSpec | None = Field(None, description="Setelan Survei Kepuasan Masyarakat.")
    parameters: dict[Text, Sql] = Field(
        default_factory=dict,
        description="Nilai untuk SQL kantor, dipakai sebagai :nama; SQL yang boleh memakai :me.",
    )
    people: PeopleSpec | None = Field(None, description="Layar pegawai.")
    delegations: DelegationsSpec | None = Field(None, description="Layar penggantian sementara.")
    books: BooksSpec | None = Field(None, description="Layar buku register.")
    roles: dict[Text, RoleSpec] = Field(description="Peran dan haknya, menurut nama peran.")
