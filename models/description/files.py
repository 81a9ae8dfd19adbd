"""The `file:` of a column: it holds the fingerprint of a file, companions hold its name, size and type."""

from __future__ import annotations

import dataclasses

from models.description.reading import Reading
from models.description.screen import Field, FileColumns
from models.description.spec import FILE_KINDS, ColumnSpec, FileSpec
from models.schema.catalog import Kind

FINGERPRINT = 64  # letters of a SHA-256
FROM_FILE = "Diisi sendiri dari berkasnya."
_COMPANIONS = {"name": Kind.TEXT, "size": Kind.INTEGER, "type": Kind.TEXT}
_WHY_NOT = {
    "kind": "kolomnya harus teks yang memuat 64 huruf",
    "options": "kolomnya punya pilihan",
    "reference": "kolomnya menunjuk ke baris lain",
    "key": "kolomnya kolom kunci",
    "sql": "kolomnya dihitung",
}
_NOT_TEXT = "kolomnya harus teks"
_NOT_WHOLE = "kolomnya harus bilangan bulat"
_TWICE = "kolomnya sudah dipakai"
_COMPUTED = "kolomnya dihitung"


def read_files(reading: Reading) -> None:
    """Marks the file columns of a screen and gives their companions to the machine."""
    taken: set[str] = set()
    for name, spec in reading.spec.columns.items():
        field = _holder(reading, name, spec)
        if field is None or spec is None or spec.file is None:
            continue
        taken.add(field.key)
        companions = _companions(reading, name, spec.file, taken)
        demanded = field.required or any(one.required for one in companions.values())
        found = FileColumns(
            name=_key(companions, "name"),
            size=_key(companions, "size"),
            type=_key(companions, "type"),
            accept=tuple(word for word in FILE_KINDS if word in spec.file.accept) or FILE_KINDS,
        )
        reading.fields[field.key] = dataclasses.replace(
            field, file=found, required=demanded and field.insertable, multiline=False
        )
        for one in companions.values():
            reading.fields[one.key] = _filled(one)


def _holder(reading: Reading, name: str, spec: ColumnSpec | None) -> Field | None:
    if spec is None or spec.file is None:
        return None
    field = next((one for one in reading.fields.values() if one.column.name == name), None)
    if field is None:
        return None  # a column that is not there: said where the columns are read
    why = _why_not(reading, field)
    if why is not None:
        reading.add("D320", "columns", name, "file", column=name, reason=_WHY_NOT[why])
        return None
    return field


def _why_not(reading: Reading, field: Field) -> str | None:
    length = field.column.length
    if field.sql is not None:
        return "sql"
    if field.reference is not None:
        return "reference"
    if field.column.name in reading.table.primary_key:
        return "key"
    if field.kind is not Kind.TEXT or (length is not None and length < FINGERPRINT):
        return "kind"
    return "options" if field.options else None


def _companions(reading: Reading, name: str, spec: FileSpec, taken: set[str]) -> dict[str, Field]:
    found: dict[str, Field] = {}
    for word, kind in _COMPANIONS.items():
        wanted = getattr(spec, word)
        one = reading.any_column(wanted, "columns", name, "file", word) if wanted else None
        if one is None:
            continue
        reason = _misfit(one, kind, taken)
        if reason:
            reading.add("D320", "columns", name, "file", word, column=wanted, reason=reason)
            continue
        taken.add(one.key)
        found[word] = one
    return found


def _misfit(one: Field, kind: Kind, taken: set[str]) -> str:
    if one.sql is not None:
        return _COMPUTED
    if one.kind is not kind:
        return _NOT_TEXT if kind is Kind.TEXT else _NOT_WHOLE
    return _TWICE if one.key in taken else ""


def _key(companions: dict[str, Field], word: str) -> str | None:
    return companions[word].key if word in companions else None


def _filled(one: Field) -> Field:
    """A companion: nobody types it, the machine writes it with the file."""
    return dataclasses.replace(
        one, insertable=False, editable=False, required=False, read_only_because=FROM_FILE
    )
