"""What is wrong with a description: a code, a place, a sentence, a hint. All of them at once.

The codes are stable: the manual explains each, people search for them, tests name them.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from models.errors import PanelError


@dataclass(frozen=True, slots=True)
class Code:
    """The sentence of a code (with {facts}) and what to do about it."""

    sentence: str
    cure: str = ""


CODES: Mapping[str, Code] = {
    # The file
    "D001": Code(
        "Berkas tidak terbaca: {reason}.", "Simpan berkas sebagai teks UTF-8 yang boleh dibaca panel."
    ),
    "D002": Code("Susunan YAML salah di sini.", "Periksa spasi di awal baris, titik dua, dan tanda petik."),
    "D003": Code("Kata {word} ditulis dua kali.", "Hapus salah satu."),
    "D004": Code(
        "Tanda {mark} tidak dipakai di deskripsi ini.",
        "Tulis nilainya apa adanya; beri tanda petik bila memang bagian dari teks.",
    ),
    "D005": Code("Berkas ini kosong.", "Tulis isinya, paling sedikit satu kata wajib, atau hapus berkasnya."),
    "D006": Code(
        "Berkas terlalu besar atau terlalu dalam.", "Paling besar 1 MB dan paling dalam 20 tingkat."
    ),
    "D007": Code("Satu berkas hanya memuat satu deskripsi.", "Hapus garis --- dan pindahkan sisanya."),
    "D008": Code("Kantor ini belum punya berkas {file}.", "Buat berkas itu di folder kantor."),
    "D009": Code(
        "Nama berkas {name} tidak bisa menjadi nama layar.",
        "Pakai huruf kecil, angka, dan garis bawah, diawali huruf; beberapa nama dipakai mesin sendiri.",
    ),
    "D010": Code("Berkas {name} tidak dibaca.", "Ganti akhirannya menjadi .yaml."),
    # The words
    "D101": Code("Kata {word} tidak dikenal di sini.", "Lihat daftar kata di docs/deskripsi.md."),
    "D102": Code("Kata {word} wajib ada.", "Tambahkan kata itu."),
    "D103": Code("Isi {word} harus berupa {expected}.", "Lihat contoh di docs/deskripsi.md."),
    "D104": Code("Isi {word} harus salah satu dari: {choices}.", "Pilih salah satu."),
    # The office
    "D201": Code("Zona waktu {zone} tidak dikenal.", "Tulis WIB, WITA, WIT, atau nama seperti Asia/Jakarta."),
    "D202": Code("Hak {right} tidak dikenal.", "Hak yang ada: list, show, add, edit, delete, export, all."),
    "D203": Code(
        "Layar {screen} pada hak peran {role} tidak ada.", 'Tulis nama layar atau "*" untuk semua layar.'
    ),
    "D204": Code("Belum ada peran admin.", "Beri satu peran kata admin: true."),
    "D205": Code(
        "Kata {word} bukan kolom buku register atau barisnya.", "Tulis nama kolom seperti di docs/nomor.md."
    ),
    "D206": Code(
        "Layar {screen} belum punya kolom {column} untuk nomor register.",
        "Bila kolom itu bernama lain, tulis di kata columns: {column}: nama_kolom.",
    ),
    "D211": Code(
        "Kata {word} bukan kolom formulir survei.", "Tulis unsur atau nama kolom seperti di docs/survei.md."
    ),
    "D212": Code(
        "Layar {screen} belum punya kolom {column} untuk survei.",
        "Bila kolom itu bernama lain, tulis di kata columns: {column}: nama_kolom.",
    ),
    "D213": Code("Urutan unsur ini salah: {reason}.", "Tulis peraturan, kuesioner, atau kesembilan kunci."),
    "D214": Code("Bobot ini salah: {reason}.", "Tulis 1/9, 0.111, 0.11, atau satu bobot untuk setiap unsur."),
    "D215": Code("Isi least {least} lebih dari {count} unsur.", "Tulis all, atau bilangan yang lebih kecil."),
    "D216": Code(
        "Nama {key} tidak bisa menjadi unsur tambahan.",
        "Pakai huruf kecil, angka, dan garis bawah, diawali huruf, bukan nama unsur baku atau kolom survei.",
    ),
    # The screen
    "D301": Code("Tabel {table} tidak ada di basis data.", "Periksa ejaan, skema, dan hak akun basis data."),
    "D302": Code(
        "Tabel {table} ada di beberapa skema: {schemas}.", "Tulis bersama skemanya, misalnya {example}."
    ),
    "D303": Code("Kolom {column} tidak ada di layar {screen}.", "Tulis nama kolom seperti di basis data."),
    "D304": Code("Kolom {column} tertulis dua kali.", "Hapus salah satu."),
    "D305": Code("Layar {screen} tidak ada.", "Tulis nama berkas layar tanpa .yaml, atau nama tabel."),
    "D306": Code(
        "Layar {screen} bukan anak layar ini.", "Tabelnya harus punya kunci asing ke tabel layar ini."
    ),
    "D307": Code("Peran {role} tidak ada di office.yaml.", "Tambahkan peran itu, atau perbaiki ejaannya."),
    "D308": Code(
        "Judul {title} tidak memuat kolom.", 'Tulis kolom dalam kurung kurawal, misalnya "{example}".'
    ),
    "D309": Code("Kurung kurawal pada judul {title} tidak lengkap.", "Setiap {{ harus ditutup }}."),
    "D310": Code("Kolom {column} memakai sql, tetapi sudah ada di tabel.", "Beri nama lain."),
    "D311": Code("SQL ini tidak diterima basis data: {reason}.", "Coba dulu di psql."),
    "D312": Code(
        "SQL kolom {column} menghasilkan {found}, bukan {type}.", "Perbaiki kata type, atau ubah SQL-nya."
    ),
    "D313": Code("Kolom hitungan {column} tidak bisa dipakai di {word}.", "Pakai kolom tabel."),
    "D314": Code(
        "Kolom {column} tidak bisa menjadi kunci: {reason}.", "Pilih kolom yang selalu terisi dan unik."
    ),
    "D315": Code("Pilihan {value} bukan nilai kolom {column}.", "Nilai yang ada: {choices}."),
    "D316": Code(
        "Kolom {column} tidak boleh dibaca akun basis data panel ini.", "Minta hak SELECT, atau hapus."
    ),
    "D317": Code("Kata {word} tidak berlaku untuk kolom {column}.", "{reason}"),
    "D318": Code("Jenis kolom {type} tidak dikenal.", "Jenis yang ada: {choices}."),
    "D319": Code(
        "Nama {column} tidak bisa menjadi nama kolom hitungan.",
        "Pakai huruf kecil, angka, dan garis bawah, diawali huruf; beberapa nama dipakai mesin sendiri.",
    ),
    "D320": Code(
        "Kolom {column} tidak bisa dipakai untuk berkas: {reason}.",
        "Pilih kolom teks, misalnya: file text, file_name text, file_size bigint, file_type text.",
    ),
    "D321": Code(
        "Layar {screen} tidak menunjuk langsung ke layar ini.", "Pilih layar yang punya kunci asing."
    ),
    "D322": Code(
        "Layar {screen} menunjuk ke sini lewat beberapa kolom.", "Tulis salah satu pada child: {choices}."
    ),
    "D323": Code("Nama {name} sudah dipakai sebuah kolom layar ini.", "Beri nama lain, dan tulis child."),
    "D324": Code("Kolom {column} diisi sendiri di bagian ini.", "Hapus kolom itu."),
    "D325": Code("Kolom {column} tidak bisa diisi di formulir.", "Hapus kolom itu."),
    "D326": Code("Nama {name} bukan bagian, kolom, atau kata with di layar ini.", "Periksa ejaannya."),
    "D327": Code("Kolom wajib {column} tidak ada di formulir baris baru.", "Tambahkan ke kata add."),
    "D328": Code("Isi max lebih kecil dari min.", "Tulis angka yang lebih besar, atau hapus max."),
    # The prints
    "D330": Code(
        "Berkas {file} tidak ada di folder prints kantor.", "Buat berkas itu, atau perbaiki namanya."
    ),
    "D331": Code("Berkas cetakan {file} tidak bisa dibaca: {reason}.", "Perbaiki baris ini di berkasnya."),
    "D332": Code("Kata {word} tidak berlaku untuk cetakan ini.", "{expected}"),
    "D333": Code(
        "Cetakan {print} tidak ada.", "Tulis nama di kata prints layar ini; layar anak: layar.cetakan."
    ),
    # The deadlines
    "D341": Code(
        "Kolom {column} tidak menunjuk ke baris lain, jadi tidak bisa dipakai di by.",
        "Pilih kolom dengan kunci asing ke baris yang menyimpan lama tenggat.",
    ),
    "D342": Code(
        "Tenggat ini belum punya kolom tempat hitungan mulai.",
        "Tulis di starts: nilai kolom start, lalu kolom tanggal layar ini.",
    ),
    "D343": Code(
        "Ada beberapa starts, tetapi tidak ada kata start yang memilih di antaranya.",
        "Tulis start dengan kolom pemilihnya, atau sisakan satu starts.",
    ),
    "D344": Code(
        "Kata extension dan extended harus dipakai bersama.", "Tambahkan {missing}, atau hapus keduanya."
    ),
    # Who sees what
    "D351": Code("Kolom {column} tidak bisa disamarkan: {reason}.", "Pakai hidden untuk kolom seperti ini."),
    "D352": Code("Nilai :{name} tidak dikenal.", "Tulis SQL-nya di kata parameters pada office.yaml."),
    "D353": Code(
        "Syarat ini menghasilkan {found}, bukan ya atau tidak.", "Tulis perbandingan: unit = :my_unit."
    ),
    "D354": Code("Kata reveal dan when pada kolom {column} memerlukan mask.", "Tulis mask, atau hapus."),
    # The workflow
    "D601": Code("Alur kerja layar ini belum disebut.", "Tulis use: nama_alur, atau by: kolom."),
    "D602": Code("Beberapa alur memerlukan kata by.", "Tulis kolom yang memilih salah satu alur."),
    "D603": Code("Alur {workflow} tidak ada.", "Buat berkasnya di folder workflows."),
    "D604": Code("Alur ini belum punya keadaan.", "Tulis paling sedikit satu keadaan."),
    "D605": Code("Keadaan {state} tidak ada di alur ini.", "Tambahkan ke states, atau perbaiki ejaannya."),
    "D606": Code(
        "Keadaan {state} buntu: tidak ada langkah keluar.",
        "Tambahkan langkah dari sana, atau tulis open: false bila pekerjaan selesai di situ.",
    ),
    "D607": Code(
        "Keadaan {state} tidak pernah tercapai.", "Tambahkan langkah ke sana, atau hapus keadaan itu."
    ),
    "D608": Code(
        "Isian {name} bukan kolom layar ini atau baris anaknya.", "Tulis kind, options, atau screen."
    ),
    "D609": Code("Kolom {column} tidak bisa diisi langkah ini.", "Tulis kolom yang ada di tabel."),
    "D610": Code("Isian {name} tidak ada di ask langkah ini.", "Tambahkan ke ask, atau perbaiki ejaannya."),
    "D611": Code("Nomor memerlukan buku register.", "Tulis kata books di office.yaml."),
    "D612": Code("Layar {screen} tidak ditambah atau diubah langkah ini.", "Tulis di adds atau changes."),
    "D614": Code("Bagian {part} tidak ada.", "Buat berkasnya di folder workflows/parts."),
    "D615": Code("Langkah {step} sudah ada di bagian {part}.", "Hapus salah satu."),
    "D613": Code("Layar {screen} tidak punya kunci satu kolom.", "Pilih layar lain."),
    # The conditions
    "D401": Code("Syarat {operator} tidak dikenal.", "Lihat daftar syarat di docs/deskripsi.md."),
    "D402": Code(
        "Syarat {operator} tidak cocok untuk kolom {column} ({kind}).", "Syarat yang cocok: {choices}."
    ),
    "D403": Code("Nilai {value} tidak cocok untuk kolom {column} ({kind}).", "{expected}"),
    "D404": Code("Isi {word} harus berupa {expected}.", "Lihat contoh saringan di docs/deskripsi.md."),
    "D405": Code(
        "{name} bukan rujukan dan bukan anak layar {screen}.",
        "Tulis kolom yang punya kunci asing, atau nama layar anak yang disebut di children.",
    ),
    "D406": Code(
        "Saringan ini terlalu banyak, terlalu dalam, atau terlalu jauh.",
        "Paling banyak 60 saringan, 8 tingkat, dan lewat 2 layar lain.",
    ),
    "D407": Code(
        "Syarat {operator} tidak berlaku untuk baris layar {screen}.", "Tulis empty, some, atau none."
    ),
    # The start page
    "D501": Code("Tampilan {view} tidak ada di layar {screen}.", "Tulis namanya seperti di kata views."),
    "D502": Code("Grafik harus punya salah satu: months atau by.", "Tulis satu saja dari keduanya."),
    # The reports
    "D701": Code(
        "SQL lembar ini tidak punya kolom {column}.", "Kolom yang ada: {choices}. Beri nama dengan `as`."
    ),
    "D702": Code("SQL lembar ini punya dua kolom {column}.", "Beri masing-masing nama sendiri dengan `as`."),
    "D703": Code(
        "Nama {name} tidak bisa menjadi nama isian laporan.",
        "Pakai huruf kecil, angka, dan garis bawah; period, start, end, dan semacamnya sudah dipakai.",
    ),
    "D704": Code(
        "Alamat {link} tidak menuju sebuah layar.",
        "Mulai dengan /data/, nama layar, dan /list/ atau /show/; salin dari peramban.",
    ),
    "D705": Code("Penanda tangan {key} tidak ada di office.yaml.", "Tambahkan di kata signatories."),
    "D706": Code("Laporan ini belum punya lembar.", "Tulis paling sedikit satu di sheets."),
    "D707": Code("Isi bawaan {text} tidak cocok untuk isian {name}.", "Perbaiki atau hapus default."),
    "D708": Code("Layar {screen} tidak punya kunci satu kolom.", "Pilih layar lain, atau tulis options."),
    "D709": Code("Berkas {file} tidak bisa dijalankan: {reason}.", "Perbaiki berkas Python ini."),
    "D710": Code("Laporan {report} ditulis dua kali.", "Hapus salah satu berkasnya, .yaml atau .py."),
    "D712": Code("Laporan yang dikunci perlu periode.", "Tulis period, misalnya `period: [month]`."),
    "D711": Code("Satu lembar hanya memakai satu SELECT.", "Hapus titik koma di dalam SQL ini."),
    "D713": Code("Lembar ini perlu sql atau survey, salah satu.", "Tulis satu, hapus yang lain."),
    "D714": Code("Kantor ini belum punya survei.", "Tulis skm di office.yaml."),
    "D715": Code("Lembar survei perlu periode.", "Tulis period, misalnya `period: [year]`."),
    # The row that a row belongs to
    "D651": Code(
        "Kolom {column} tidak menunjuk ke kunci layar lain.",
        "Pakai kolom dengan kunci asing ke kunci utama tabel induknya.",
    ),
    "D652": Code("Kata follows layar {screen} berputar kembali ke layar itu sendiri.", "Hapus kata follows."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend, in a file of the office (`file` is relative to its folder, with slashes)."""

    code: str
    file: str
    line: int
    facts: Mapping[str, object] = field(default_factory=dict)
    closest: str | None = None
    cure: str | None = None  # where the code's own cure can be said better

    @property
    def sentence(self) -> str:
        return CODES[self.code].sentence.format(**self.facts)

    @property
    def hint(self) -> str:
        if self.closest:
            return f"Maksud Anda {self.closest}?"
        return self.cure or CODES[self.code].cure.format(**self.facts)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.code} {self.sentence} {self.hint}".rstrip()


class DescriptionError(PanelError):
    """The admin sees every problem of the description; the last good version stays in use. (500)"""

    sentence = "Deskripsi kantor belum benar."

    def __init__(self, *problems: Finding) -> None:
        super().__init__()
        self.problems = tuple(sorted(problems, key=lambda one: (one.file, one.line, one.code)))

    def __str__(self) -> str:
        return "\n".join([self.sentence, *map(str, self.problems)])


def closest(word: object, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, also when only capitals differ."""
    by_lower = {one.lower(): one for one in known}
    found = difflib.get_close_matches(str(word).lower(), by_lower, n=1, cutoff=0.7)
    return by_lower[found[0]] if found else None
