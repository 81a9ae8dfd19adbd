"""The word `file` of a column: which columns it fits, and what becomes of the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.description.check import resolve
from models.description.files import FROM_FILE
from models.description.load import load
from models.description.screen import FileColumns
from models.schema.catalog import Kind
from tests.models.description.tables import catalog, column, identity, office, resolved, table

PROOFS = table(
    "proofs",
    identity(),
    column("file", nullable=False),
    column("file_name", nullable=False),
    column("file_size", Kind.INTEGER, nullable=False),
    column("file_type"),
    column("short", length=63),
    column("kind", options=("a", "b")),
)


def findings(folder: Path, columns: str) -> list[str]:
    text = f"table: proofs\ncolumns:\n  {columns}\n"
    return [str(one) for one in resolve(catalog(PROOFS), load(office(folder, {"proofs": text})))[2]]


def test_a_file_column_takes_its_companions_along(tmp_path: Path) -> None:
    yaml = "table: proofs\ncolumns: {file: {file: {name: file_name, size: file_size, accept: [pdf, foto]}}}"
    screen = resolved(tmp_path, [PROOFS], {"proofs": yaml})[0]["proofs"]
    assert screen.fields["file"].file == FileColumns("file_name", "file_size", None, ("foto", "pdf"))
    assert screen.companions == {"file_name", "file_size"}
    assert screen.fields["file"].required and not screen.fields["file_name"].required
    assert screen.fields["file_size"].read_only_because == FROM_FILE
    assert not screen.fields["file_size"].insertable and not screen.fields["file_size"].editable
    assert screen.fields["file_type"].editable
    assert screen.can_add  # the machine fills what the table demands


def test_without_words_every_kind_is_taken(tmp_path: Path) -> None:
    yaml = "table: proofs\ncolumns: {file: {file: {}}}"
    screen = resolved(tmp_path, [PROOFS], {"proofs": yaml})[0]["proofs"]
    assert screen.fields["file"].file == FileColumns(accept=("foto", "video", "suara", "pdf", "docx"))


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ("id: {file: {}}", "D320 Kolom id tidak bisa dipakai untuk berkas: kolomnya kolom kunci."),
        (
            "file_size: {file: {}}",
            "D320 Kolom file_size tidak bisa dipakai untuk berkas: kolomnya harus teks",
        ),
        (
            "short: {file: {}}",
            "D320 Kolom short tidak bisa dipakai untuk berkas: kolomnya harus teks yang memuat",
        ),
        ("kind: {file: {}}", "D320 Kolom kind tidak bisa dipakai untuk berkas: kolomnya punya pilihan."),
        (
            "file: {file: {size: file_name}}",
            "D320 Kolom file_name tidak bisa dipakai untuk berkas: kolomnya harus bil",
        ),
        (
            "file: {file: {name: file_size}}",
            "D320 Kolom file_size tidak bisa dipakai untuk berkas: kolomnya harus teks.",
        ),
        (
            "file: {file: {name: file}}",
            "D320 Kolom file tidak bisa dipakai untuk berkas: kolomnya sudah dipakai.",
        ),
        (
            "file: {file: {name: file_nam}}",
            "D303 Kolom file_nam tidak ada di layar proofs. Maksud Anda file_name?",
        ),
        ("file: {file: {accept: [pdff]}}", "D104 Isi"),
        ("file: {file: {nama: file_name}}", "D101 Kata nama tidak dikenal di sini. Maksud Anda name?"),
        ("file: {file: true}", "D103 Isi file harus berupa"),
        ("filee: {file: {}}", "D303 Kolom filee tidak ada"),
    ],
)
def test_what_does_not_fit_is_said_with_its_line(tmp_path: Path, columns: str, said: str) -> None:
    found = findings(tmp_path, columns)
    assert len(found) == 1 and found[0].startswith(f"screens/proofs.yaml:3: {said}"), found
