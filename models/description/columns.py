"""The `columns:` of a screen: words and controls for its columns, and computed columns."""

from __future__ import annotations

import dataclasses

from models.description import wording
from models.description.conditions import KIND_WORDS
from models.description.files import read_files
from models.description.findings import closest
from models.description.looks import keyed, read_deadlines, toned
from models.description.naming import safe_key
from models.description.reading import Reading
from models.description.screen import Field, Option, Wording
from models.description.sense import MOMENTS
from models.description.spec import COMPUTED_KINDS, ColumnSpec
from models.schema.catalog import Column, Kind
from models.values import BadValue, read

READ_ONLY = "Kolom ini hanya bisa dibaca."
COMPUTED = "Dihitung dari kolom lain."
FILLED = "Diisi sendiri saat baris dicatat."
_NOT_MOMENT = "Hanya untuk kolom tanggal."
_REFERENCE = "Kolom ini menunjuk ke baris lain, yang menjadi pilihannya."
_NOT_TEXT = "Hanya untuk kolom teks."
_NOT_COMPUTED = "Hanya untuk kolom hitungan, bersama sql."


def read_columns(reading: Reading) -> None:
    """Lays the `columns:` of a screen over its fields; what files need comes last."""
    for name, spec in reading.spec.columns.items():
        spec = spec or ColumnSpec.model_validate({})
        if spec.sql is not None:
            _computed(reading, name, spec)
            continue
        found = reading.any_column(name, "columns", name)
        if found is not None:
            if spec.type is not None:
                reading.add("D317", "columns", name, "type", word="type", column=name, reason=_NOT_COMPUTED)
            reading.fields[found.key] = _described(reading, found, name, spec)
    read_files(reading)
    read_deadlines(reading)


def _described(reading: Reading, field: Field, name: str, spec: ColumnSpec) -> Field:
    if spec.read_only and field.editable:
        field = dataclasses.replace(field, insertable=False, editable=False, read_only_because=READ_ONLY)
    elif spec.read_only:
        field = dataclasses.replace(field, insertable=False)
    field = _filled(reading, field, name, spec)
    if spec.multiline and field.kind not in (Kind.TEXT, Kind.JSON):
        reading.add("D317", "columns", name, "multiline", word="multiline", column=name, reason=_NOT_TEXT)
    return dataclasses.replace(
        field,
        label=spec.label.wording if spec.label else field.label,
        help=spec.help.wording if spec.help else field.help,
        multiline=field.multiline if spec.multiline is None else spec.multiline,
        wide=spec.wide,
        hidden=field.hidden or spec.hidden,
        required=field.required or spec.required,
        contact=_contact(reading, name, spec),
        person=spec.person or spec.fill == "me",
        options=toned(reading, name, _options(reading, field, name, spec), spec),
    )


def _contact(reading: Reading, name: str, spec: ColumnSpec) -> str | None:
    """The text for somebody's telephone, its columns by their keys."""
    return None if spec.contact is None else keyed(reading, spec.contact, "columns", name, "contact")


def _filled(reading: Reading, field: Field, name: str, spec: ColumnSpec) -> Field:
    if spec.fill is None:
        return field
    if field.kind not in ((Kind.TEXT,) if spec.fill == "me" else MOMENTS):
        reason = _NOT_TEXT if spec.fill == "me" else _NOT_MOMENT
        reading.add("D317", "columns", name, "fill", word="fill", column=name, reason=reason)
    return dataclasses.replace(
        field, fill=spec.fill, insertable=False, editable=False, required=False, read_only_because=FILLED
    )


def _options(reading: Reading, field: Field, name: str, spec: ColumnSpec) -> tuple[Option, ...]:
    if spec.options is None:
        return field.options
    if field.reference is not None:
        reading.add("D317", "columns", name, "options", word="options", column=name, reason=_REFERENCE)
        return ()
    words = {value: label.wording for value, label in spec.options.items()}
    for value in words:
        _check_option(reading, field, name, value)
    rest = [one for one in field.options if one.value not in words]
    return (*(Option(value, label) for value, label in words.items()), *rest)


def _check_option(reading: Reading, field: Field, name: str, value: str) -> None:
    place = ("columns", name, "options", value)
    known = [one.value for one in field.options]
    if known and value not in known:
        choices = ", ".join(known)
        reading.add("D315", *place, near=closest(value, known), value=value, column=name, choices=choices)
        return
    try:
        read(dataclasses.replace(field, options=()), value)
    except BadValue as error:
        expected = error.problem.sentence.format_map(dict(error.problem.facts))
        reading.add("D403", *place, value=value, column=name, kind=KIND_WORDS[field.kind], expected=expected)


def _computed(reading: Reading, name: str, spec: ColumnSpec) -> None:
    if name in reading.fields or any(column.name == name for column in reading.table.columns):
        reading.add("D310", "columns", name, column=name)
        return
    if safe_key(name) != name:
        reading.add("D319", "columns", name, column=name)
        return
    column = _computed_column(reading, name, spec)
    reading.fields[name] = Field(
        key=name,
        column=column,
        label=spec.label.wording if spec.label else Wording(wording.humanise(name)),
        help=spec.help.wording if spec.help else None,
        multiline=bool(spec.multiline),
        options=toned(reading, name, [Option(v, w.wording) for v, w in (spec.options or {}).items()], spec),
        insertable=False,
        editable=False,
        read_only_because=COMPUTED,
        hidden=spec.hidden,
        sql=spec.sql,
    )


def _computed_column(reading: Reading, name: str, spec: ColumnSpec) -> Column:
    wanted = spec.type
    if wanted is not None and wanted not in COMPUTED_KINDS:
        choices = ", ".join(COMPUTED_KINDS)
        near = closest(wanted, COMPUTED_KINDS)
        reading.add("D318", "columns", name, "type", near=near, type=wanted, choices=choices)
        wanted = None
    probed = reading.probe(reading.table, spec.sql or "")
    if probed.refused is not None:
        reading.add("D311", "columns", name, "sql", reason=probed.refused)
    elif wanted is not None and probed.kind is not None and probed.kind != wanted:
        reading.add("D312", "columns", name, "type", column=name, found=str(probed.kind), type=wanted)
    kind = Kind(wanted) if wanted else probed.kind or Kind.TEXT
    return Column(name, probed.type, kind, len(reading.table.columns) + len(reading.fields))
