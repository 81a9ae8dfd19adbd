"""The manual of the description language, written from the vocabulary itself.

`python -m models.description.manual docs` writes docs/deskripsi.md and the JSON Schemas; a test holds
the files to what this module says.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from models.actor import ACTIONS
from models.days import COUNTED_PERIODS, EXAMPLES, PERIODS
from models.description import office_spec, report_spec, spec, start_spec, survey_spec, workflow_spec
from models.description.conditions import KIND_WORDS
from models.description.findings import CODES
from models.description.json_schema import SCHEMAS, schema_text
from models.description.words import Words
from models.filters import OPERATORS, ORDERED
from models.schema.catalog import Kind

_RIGHTS = ("melihat daftar", "membuka satu baris", "menambah", "mengubah", "menghapus", "mengunduh")
_TAKES = {
    "one": "satu nilai",
    "two": "dua nilai: [1, 10]",
    "several": "daftar: [a, b]",
    "flag": "true atau false",
}

_SCREEN_PARTS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("columns", spec.ColumnSpec),
    ("deadline", spec.DeadlineSpec),
    ("count", spec.CountSpec),
    ("file", spec.FileSpec),
    ("sections", spec.SectionSpec),
    ("views", spec.ViewSpec),
    ("with", spec.WithSpec),
    ("rules", spec.RuleSpec),
    ("workflow", spec.WorkflowSpec),
    ("prints", spec.PrintSpec),
    ("label, menu, help", Words),
)
_OFFICE_PARTS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("roles", office_spec.RoleSpec),
    ("letterhead", office_spec.LetterheadSpec),
    ("signatories", office_spec.SignatorySpec),
    ("working_week", office_spec.WorkingWeekSpec),
    ("closed", office_spec.ClosedDaysSpec),
    ("people", office_spec.PeopleSpec),
    ("delegations", office_spec.DelegationsSpec),
    ("books", office_spec.BooksSpec),
    ("skm", survey_spec.SkmSpec),
    ("extra", survey_spec.ExtraSpec),
)
_WORKFLOW_PARTS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("workflows/parts", workflow_spec.PartSpec),
    ("begin", workflow_spec.BeginSpec),
    ("states", workflow_spec.StateSpec),
    ("stages", workflow_spec.StageSpec),
    ("transitions", workflow_spec.TransitionSpec),
    ("ask", workflow_spec.AskSpec),
    ("adds", workflow_spec.AddSpec),
    ("changes", workflow_spec.ChangeSpec),
    ("number", workflow_spec.NumberSpec),
    ("after", workflow_spec.AfterSpec),
)
_START_PARTS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("buttons", start_spec.ButtonSpec),
    ("figures", start_spec.FigureSpec),
    ("lists", start_spec.RowListSpec),
    ("charts", start_spec.ChartSpec),
)

_REPORT_PARTS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("sheets", report_spec.SheetSpec),
    ("columns", report_spec.ReportColumnSpec),
    ("across", report_spec.AcrossSpec),
    ("merge_below", report_spec.MergeSpec),
    ("chart", report_spec.ReportChartSpec),
    ("parameters", report_spec.ParameterSpec),
    ("lock", report_spec.LockSpec),
)

_START = """# Bahasa deskripsi

Kantor adalah satu folder: `office.yaml` untuk kantornya, satu berkas di `screens/` untuk setiap layar.
Tabel yang tidak disebut tetap punya layar, di menu "Data lain". Empat baris memberinya nama:

```yaml
# screens/reports.yaml: nama berkas adalah nama layar untuk selamanya (alamat, API, hak)
table: reports
label: Laporan
menu: Pengaduan
title: "{number} {subject}"
```

`flask panel describe reports` menuliskan semua bawaan sebuah tabel sebagai YAML untuk disunting.
`flask panel check` menunjukkan semua masalah sekaligus, dengan berkas dan barisnya. Perubahan yang benar
berlaku dalam lima detik; selama masih ada masalah, versi terakhir yang benar tetap dipakai.

## Cara menulis

- Hanya `true` dan `false` yang berarti ya dan tidak. `no`, `yes`, `on`, `007`, dan `2026-03-17` tetap teks.
- Kata yang tidak dikenal, kata yang ditulis dua kali, jangkar (`&`, `*`), dan tanda jenis (`!`) ditolak.
- Kolom ditulis dengan nama aslinya di basis data.
- Teks yang memuat `: `, `{`, `#`, atau diawali tanda khusus diberi tanda petik.
- Kata untuk dibaca orang boleh dua bahasa: `label: {id: Laporan, en: Reports}`.

Editor yang mengenal JSON Schema melengkapi kata sendiri bila baris pertama berkas menunjuk ke skemanya
(`layar.schema.json` untuk layar, `kantor.schema.json` untuk `office.yaml`, `beranda.schema.json` untuk
`start.yaml`, `alur.schema.json` untuk alur kerja, `laporan.schema.json` untuk laporan):

```yaml
# yaml-language-server: $schema=../../../../docs/layar.schema.json
```
"""

_CONDITIONS = """## Syarat (`where`)

```yaml
views:
  Lewat tenggat:
    where:
      status: [diterima, ditangani_tim]     # salah satu dari
      channel: loket                        # sama dengan
      due_at: {before: now}                 # dengan syarat bernama
      closed_at: {empty: true}
    order: [due_at, -number]
    count: true
```

Semua syarat harus terpenuhi. Nilai kosong (`closed_at:`) berarti kolomnya kosong. Teks pada `memuat`,
`diawali`, `diakhiri` tidak membedakan huruf besar dan kecil. Yang lebih dari itu:

```yaml
where:
  any:                                  # salah satu; all: semuanya
    - {status: di_camat}
    - not: {category: [1, 2]}           # bukan; juga berlaku bagi yang kosong
  village.kind: desa                    # isian baris yang dirujuk, lewat kunci asing; paling jauh dua layar
  evidence: {some: {kind: foto}}        # ada bukti berupa foto; none: tidak ada yang demikian
  letters: {empty: true}                # belum ada surat
  service: {some: {any: [{active: false}, {note: {empty: false}}]}}
```

Layar lain yang disebut memakai aturan barisnya sendiri: baris yang tidak boleh dilihat dianggap tidak ada.
Isian yang disamarkan, atau di layar yang tidak boleh dibuka, tidak bisa dipakai: tampilan seperti itu tidak
ditawarkan. Saringan yang sama di alamat dan REST: [saringan.md](saringan.md).

Kolom tanggal menerima kata waktu, menurut zona waktu kantor. Seperti tanggal biasa, kata itu berarti
seluruh harinya: `due_at: {le: in_2_working_days}` memuat yang jatuh tempo hari itu, `received_at:
last_month` seluruh bulan lalu, `received_at: {ge: this_month}` sejak tanggal 1. Minggu mulai hari Senin.
Angka pada kata waktu 1 sampai 999; hari kerja dihitung menurut `working_week` dan hari liburnya.
"""

_FRONT = """```yaml
buttons:
  - {label: Catat laporan, screen: reports}
figures:
  - {label: Laporan terbuka, screen: reports, view: Terbuka}
  - {label: Menunggu saya, screen: reports, where: {status: [di_camat, keputusan]}, roles: [Camat]}
  - {label: Masuk bulan ini, screen: reports, where: {received_at: {ge: this_month}}}
lists:
  - {label: Tenggat terdekat, screen: reports, view: Terbuka, heading: subject, fields: [number, due_at]}
charts:
  - {label: Masuk dan selesai, screen: reports, months: {received_at: Masuk, closed_at: Selesai}}
  - {label: Menurut kategori, screen: reports, view: Terbuka, by: category}
```

Setiap angka dan setiap batang grafik membuka daftar barisnya. Yang tidak boleh dibuka tidak tampil.
"""

_FILES = """## Kolom berkas

```yaml
columns:
  file:
    label: Berkas
    file: {name: file_name, size: file_size, type: file_type, accept: [foto, pdf]}
```

Kolomnya berisi sidik jari (SHA-256) isi berkas; berkasnya sendiri di folder data panel. Kolom pendamping
diisi sendiri ketika berkas diterima, dan tidak bisa diketik. Lihat [berkas.md](berkas.md).
"""

_WITH = """## Baris anak di formulir yang sama

```yaml
with:
  parties:
    label: Pelapor
    set: {role: pelapor}
    fields: [name, nik, phone, village]
    required: [name]
    beside: [identity_secret]
    max: 1
add: [service, channel, subject, story, parties]
```

Baris induk dan barisnya disimpan bersama atau tidak sama sekali; setiap masalah tampil di isiannya. Bagian
yang dibiarkan kosong tidak menjadi baris, kecuali `min` memintanya. `with: [parties]` saja memakai semua
bawaan. Di REST, barisnya ditulis sebagai daftar: `"parties": [{"name": "..."}]`; untuk mengubah, sertakan
`_key` dan `_version`, dan `_delete: true` untuk menghapus.

`add` menentukan isi formulir baris baru. Kolom tampil di bawah judul bagiannya sendiri.
"""

_COMPUTED = """## Kolom hitungan

```yaml
columns:
  reporter:
    label: Pelapor
    sql: "(select p.name from parties p where p.report = reports.id and p.role = 'pelapor' limit 1)"
```

SQL-nya satu ungkapan atas satu baris tabel; basis data memeriksanya ketika deskripsi dimuat. Kolom hitungan
boleh berdiri di `title`, `list`, `sections`, dan `where`, tetapi tidak di `order`, `search`, dan `key`.
"""


def manual() -> str:
    """docs/deskripsi.md."""
    return "\n".join(_parts())


def files() -> dict[str, str]:
    """Everything published about the language: file name -> text."""
    return {"deskripsi.md": manual(), **{name: schema_text(one) for name, one in SCHEMAS.items()}}


def _parts() -> Iterator[str]:
    yield _START
    yield from _vocabulary("## Layar: `screens/*.yaml`", spec.ScreenSpec)
    for word, vocabulary in _SCREEN_PARTS:
        yield from _vocabulary(f"### `{word}`", vocabulary)
    yield _WITH
    yield _FILES
    yield _COMPUTED
    yield _CONDITIONS
    yield from _table(("Syarat", "Arti", "Isi", "Untuk kolom"), _operators())
    yield from _table(("Kata waktu", "Arti"), _periods())
    ordered = dict.fromkeys(KIND_WORDS[kind] for kind in Kind if kind in ORDERED)
    yield f"Yang berurutan: {', '.join(ordered)}.\n"
    yield from _vocabulary("## Kantor: `office.yaml`", office_spec.OfficeSpec)
    for word, vocabulary in _OFFICE_PARTS:
        yield from _vocabulary(f"### `{word}`", vocabulary)
    yield from _office_rights()
    yield from _vocabulary("## Beranda: `start.yaml`", start_spec.StartSpec)
    yield _FRONT
    for word, vocabulary in _START_PARTS:
        yield from _vocabulary(f"### `{word}`", vocabulary)
    yield from _vocabulary("## Alur kerja: `workflows/*.yaml`", workflow_spec.WorkflowFileSpec)
    for word, vocabulary in _WORKFLOW_PARTS:
        yield from _vocabulary(f"### `{word}`", vocabulary)
    yield from _vocabulary("## Laporan: `reports/*.yaml`", report_spec.ReportSpec)
    yield "Dengan contoh: [laporan.md](laporan.md).\n"
    for word, vocabulary in _REPORT_PARTS:
        yield from _vocabulary(f"### `{word}`", vocabulary)
    yield "## Masalah dan kodenya\n"
    yield from _table(("Kode", "Masalah", "Yang dilakukan"), _codes())


def _office_rights() -> Iterator[str]:
    yield "### Hak\n"
    yield from _table(
        ("Hak", "Boleh"), ((f"`{one}`", word) for one, word in zip(ACTIONS, _RIGHTS, strict=True))
    )
    yield "`all` berarti semuanya.\n"


def _vocabulary(head: str, vocabulary: type[BaseModel]) -> Iterator[str]:
    yield f"{head}\n"
    yield f"{(vocabulary.__doc__ or '').strip()}\n"
    yield from _table(("Kata", "Isi", "Arti"), _words(vocabulary))


def _words(vocabulary: type[BaseModel]) -> Iterator[tuple[str, str, str]]:
    schema = vocabulary.model_json_schema(by_alias=True)
    schema = schema.get("$defs", {}).get(vocabulary.__name__, schema)
    words = next((one for one in schema.get("anyOf", []) if "properties" in one), schema)
    for word, one in words["properties"].items():
        needed = " (wajib)" if word in words.get("required", ()) else ""
        yield f"`{word}`{needed}", _sort(one), one.get("description", "")


def _sort(schema: dict[str, Any]) -> str:
    """What a word takes, in few words."""
    if "enum" in schema or "const" in schema:
        return "salah satu dari: " + ", ".join(
            f"`{one}`" for one in schema.get("enum", [schema.get("const")])
        )
    if "$ref" in schema:
        return "teks" if schema["$ref"].endswith("/Words") else "pasangan kata: isi"
    if "anyOf" in schema:
        sorts = [_sort(one) for one in schema["anyOf"] if one.get("type") != "null"]
        return " atau ".join(dict.fromkeys(sorts))
    names = {"array": "daftar", "object": "pasangan kata: isi", "boolean": "`true` atau `false`"}
    return {**names, "integer": "bilangan bulat"}.get(str(schema.get("type")), "teks")


def _operators() -> Iterator[tuple[str, str, str, str]]:
    for name, one in OPERATORS.items():
        kinds = [kind for kind in Kind if kind in one.kinds]
        words = dict.fromkeys(KIND_WORDS[kind] for kind in kinds)
        shown = "semua" if len(kinds) == len(Kind) else ", ".join(words)
        shown = "yang berurutan" if one.kinds is ORDERED else shown
        extra = ", atau kata waktu" if name in ("before", "after") else ""
        if one.of_state:
            extra, shown = " (`me` atau nama peran)" if name == "held" else "", "status dari `workflow`"
        yield f"`{name}`", one.label, _TAKES[one.takes] + extra, shown


def _periods() -> Iterator[tuple[str, str]]:
    yield from ((f"`{word}`", name) for word, name in PERIODS.items())
    for how, example in EXAMPLES.items():
        days = "".join(letter for letter in example if letter.isdigit())
        yield f"`{example}`", COUNTED_PERIODS[how].format(days=days)


def _codes() -> Iterator[tuple[str, str, str]]:
    for code, one in CODES.items():
        cure = "Alasannya ditulis bersama masalahnya." if one.cure.startswith("{") else one.cure
        yield f"`{code}`", _unescaped(one.sentence), _unescaped(cure)


def _unescaped(template: str) -> str:
    return template.replace("{{", "{").replace("}}", "}")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""


if __name__ == "__main__":
    for name, text in files().items():
        (Path(sys.argv[1]) / name).write_text(text, encoding="utf-8")
