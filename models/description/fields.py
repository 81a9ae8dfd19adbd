"""A table's columns as fields: label, control and what may be written, from the catalog alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

from models.description import wording
from models.description.naming import column_keys
from models.description.screen import Field, Option, Reference, Wording
from models.schema.catalog import Column, Kind, Table

UNTYPABLE = frozenset({Kind.BYTES, Kind.SEARCH, Kind.OTHER})

GENERATED = "Diisi sendiri oleh basis data."
NOT_TYPABLE = "Jenis data kolom ini belum bisa diisi di sini."
NO_RIGHT = "Akun basis data panel ini tidak boleh mengubah kolom ini."
KEY = "Kolom kunci: tidak bisa diubah setelah baris dibuat."

WIDE = 200  # a varchar longer than this is a text to be written, not a name
_LONG_NAMES = re.compile(
    r"(?i)(^|[_\W])(description|desc|notes?|body|content|texts?|story|comments?|remarks?|message|summary|"
    r"details?|bio|instructions?|reason|chronology|abstract|keterangan|uraian|isi|catatan|kronologi|alasan|"
    r"pesan|hasil|deskripsi|saran|tanggapan|instruksi|ringkasan|penjelasan|riwayat)($|[_\W])"
)


def fields_of(
    table: Table, key_columns: tuple[str, ...], references: Mapping[str, Reference]
) -> dict[str, Field]:
    """The fields of a table by key, in column order. Columns that may not be read are no fields."""
    keys = column_keys(column.name for column in table.columns)
    checked = _checked_options(table)
    return {
        keys[column.name]: _field(keys[column.name], table, column, key_columns, references, checked)
        for column in sorted(table.columns, key=lambda one: one.position)
        if column.can_select
    }


def is_long(column: Column) -> bool:
    """Whether a column holds texts of several lines."""
    if column.kind is Kind.JSON:
        return True
    if column.kind is not Kind.TEXT or column.options:
        return False
    if column.length is not None:
        return column.length > WIDE
    return bool(_LONG_NAMES.search(column.name))


def _field(
    key: str,
    table: Table,
    column: Column,
    key_columns: tuple[str, ...],
    references: Mapping[str, Reference],
    checked: Mapping[str, tuple[str, ...]],
) -> Field:
    reference = references.get(column.name)
    label, help_ = wording.from_comment(
        column.comment, wording.of_reference(column.name) if reference else column.name
    )
    options = column.options or checked.get(column.name, ())
    why_not, insertable = _read_only(table, column, key_columns)
    return Field(
        key=key,
        column=column,
        label=label,
        help=help_,
        multiline=is_long(column) and not options and reference is None,
        options=tuple(Option(value, Wording(wording.of_value(value))) for value in options),
        reference=reference,
        required=must_be_given(column),
        insertable=insertable,
        editable=why_not is None,
        read_only_because=why_not,
        hidden=column.kind is Kind.SEARCH,
    )


def must_be_given(column: Column) -> bool:
    """Whether a new row is refused when it does not bring this column."""
    return not (column.nullable or column.default is not None or column.generated or column.identity)


def _read_only(table: Table, column: Column, key_columns: tuple[str, ...]) -> tuple[str | None, bool]:
    """Why an existing row's value stays (None: it may change), and whether a new row may bring one."""
    if column.generated or column.identity == "always":
        return GENERATED, False
    if column.kind in UNTYPABLE:
        return NOT_TYPABLE, False
    insertable = table.can_insert and column.can_insert
    if column.name in key_columns:
        given = column.default is not None or bool(column.identity)
        return KEY, insertable and not given
    if not (table.can_update and column.can_update):
        return NO_RIGHT, insertable
    return None, insertable


def _checked_options(table: Table) -> dict[str, tuple[str, ...]]:
    return {
        check.columns[0]: check.options for check in table.checks if check.options and len(check.columns) == 1
    }
