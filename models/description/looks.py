"""How values stand out: the tones of options, deadlines, the line under a record's title."""

from __future__ import annotations

import dataclasses
import string
from collections.abc import Sequence

from models.description.findings import closest
from models.description.reading import Reading
from models.description.screen import Deadline, Field, Option, Wording
from models.description.spec import ColumnSpec
from models.schema.catalog import Kind

_NO_MOMENT = "Hanya untuk kolom tanggal."
_MOMENTS = (Kind.DATE, Kind.DATETIME, Kind.INSTANT)


def toned(reading: Reading, name: str, options: Sequence[Option], spec: ColumnSpec) -> tuple[Option, ...]:
    """The options, each in its tone."""
    tones = {value: tone for tone, values in spec.tones.items() for value in values}
    known = [option.value for option in options]
    for value, tone in tones.items():
        if value not in known:
            reading.add(
                "D315", "columns", name, "tones", tone, near=closest(value, known), value=value, column=name,
                choices=", ".join(known),
            )  # fmt: skip
    return tuple(dataclasses.replace(one, tone=tones.get(one.value, one.tone)) for one in options)


def read_deadlines(reading: Reading) -> None:
    """Reads the columns that a deadline needs; after all columns are known."""
    for name, spec in reading.spec.columns.items():
        field = reading.fields.get(name) or next(
            (one for one in reading.fields.values() if one.column.name == name), None
        )
        if spec is not None and spec.deadline is not None and field is not None:
            found = _deadline(reading, name, field, spec)
            reading.fields[field.key] = dataclasses.replace(field, deadline=found)


def _deadline(reading: Reading, name: str, field: Field, spec: ColumnSpec) -> Deadline | None:
    place = ("columns", name, "deadline")
    if field.kind not in _MOMENTS:
        reading.add("D317", *place, word="deadline", column=name, reason=_NO_MOMENT)
        return None
    asked = spec.deadline
    assert asked is not None  # the caller looked
    done = reading.columns(asked.done, *place, "done", word="deadline")
    paused = reading.columns([asked.paused] if asked.paused else [], *place, "paused", word="deadline")
    return Deadline(done, paused[0] if paused else None)


def subtitle(reading: Reading) -> Wording | None:
    """The line under a record's title, its columns by their keys."""
    asked = reading.spec.subtitle
    if asked is None:
        return None
    indonesian = keyed(reading, asked.id, "subtitle")
    return (
        Wording(indonesian, keyed(reading, asked.en, "subtitle") if asked.en else None)
        if indonesian
        else None
    )


def keyed(reading: Reading, text: str, *path: str | int) -> str:
    """A text with {columns} in it, by the keys of their fields."""
    try:
        parsed = list(string.Formatter().parse(text))
    except ValueError:
        reading.add("D309", *path, title=text)
        return ""
    written = ""
    for literal, name, form, conversion in parsed:
        written += literal.replace("{", "{{").replace("}", "}}")
        if name is not None:
            full = name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")
            field = reading.column(full, *path, word=str(path[-1]))
            written += f"{{{field.key}}}" if field else ""
    return written
