"""What may be done with a table's rows at all, whatever the role: the key, the kind, the privileges."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from models.description.fields import UNTYPABLE, must_be_given
from models.description.screen import Field
from models.schema.catalog import Kind, Table

NO_KEY = "Tabel ini belum punya kunci utama (primary key), jadi barisnya hanya bisa dibaca."
ODD_KEY = "Kunci tabel ini berjenis yang belum bisa dipakai di sini, jadi barisnya hanya bisa dibaca."
NO_RIGHT = "Akun basis data panel ini hanya boleh membaca tabel ini."
NO_INSERT = "Akun basis data panel ini tidak boleh menambah baris di tabel ini."
UNTYPED = "Ada kolom wajib yang jenis datanya belum bisa diisi di sini, jadi baris baru belum bisa ditambah."
SHUT = "Ada kolom wajib yang tidak boleh diisi di layar ini, jadi baris baru belum bisa ditambah."
KINDS = {
    "view": "Ini tampilan (view): isinya dirangkum dari tabel lain, jadi hanya bisa dibaca.",
    "materialized": "Ini ringkasan tersimpan (materialized view), jadi hanya bisa dibaca.",
    "foreign": "Tabel ini berada di basis data lain, jadi hanya bisa dibaca di sini.",
}
SENTENCES = (NO_KEY, ODD_KEY, NO_RIGHT, NO_INSERT, UNTYPED, SHUT, *KINDS.values())

_NO_KEY_KINDS = UNTYPABLE | {Kind.JSON, Kind.ARRAY, Kind.RANGE}


@dataclass(frozen=True, slots=True)
class Access:
    """What can be done with the rows of a table; a sentence where something can not."""

    read_only_because: str | None
    can_add: bool = False
    can_edit: bool = False
    can_delete: bool = False
    cannot_add_because: str | None = None


def key_of(table: Table) -> tuple[str, ...]:
    """The columns that identify a row: the primary key, else a unique key without an empty value."""
    columns = {column.name: column for column in table.columns}

    def fits(names: Iterable[str]) -> bool:
        return all(columns[name].can_select and columns[name].kind not in _NO_KEY_KINDS for name in names)

    if table.primary_key:
        return table.primary_key if fits(table.primary_key) else ()
    unique = [
        key.columns
        for key in table.keys
        if fits(key.columns) and not any(columns[name].nullable for name in key.columns)
    ]
    return min(unique, key=len, default=())


def access_of(table: Table, fields: Collection[Field], key_columns: tuple[str, ...]) -> Access:
    """Whether rows can be added, changed and deleted, and if not, why."""
    because = _read_only(table, key_columns)
    if because is not None:
        return Access(because, cannot_add_because=because)
    why_not = _cannot_add(table, fields)
    return Access(
        None,
        can_add=why_not is None,
        can_edit=any(one.editable and not one.hidden for one in fields),
        can_delete=table.can_delete,
        cannot_add_because=why_not,
    )


def _read_only(table: Table, key_columns: tuple[str, ...]) -> str | None:
    if table.kind in KINDS:
        return KINDS[table.kind]
    if not key_columns:
        return ODD_KEY if table.primary_key else NO_KEY
    if not (table.can_insert or table.can_update or table.can_delete):
        return NO_RIGHT
    return None


def _cannot_add(table: Table, fields: Collection[Field]) -> str | None:
    if not table.can_insert:
        return NO_INSERT
    demanded = {column.name for column in table.columns if must_be_given(column)}
    if any(column.kind in UNTYPABLE for column in table.columns if column.name in demanded):
        return UNTYPED
    open_ = {one.column.name for one in fields if one.insertable and not one.hidden}
    filled = {key for one in fields if one.file and one.insertable for key in one.file.companions}
    open_ |= {one.column.name for one in fields if one.key in filled}
    return None if demanded <= open_ else SHUT
