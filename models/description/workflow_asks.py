"""The boxes of a step's dialog that are no column of a table."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from models.description import wording
from models.description.findings import closest
from models.description.reading import Reading
from models.description.screen import Field, Option, Reference, Wording
from models.description.words import Words
from models.schema.catalog import Column, Kind

_KINDS = {
    "text": Kind.TEXT,
    "multiline": Kind.TEXT,
    "date": Kind.DATE,
    "instant": Kind.INSTANT,
    "boolean": Kind.BOOLEAN,
    "integer": Kind.INTEGER,
    "number": Kind.NUMBER,
}
_TYPES = {Kind.DATE: "date", Kind.INSTANT: "timestamp with time zone", Kind.BOOLEAN: "boolean",
          Kind.INTEGER: "bigint", Kind.NUMBER: "numeric"}  # fmt: skip


def free_field(name: str, kind: str) -> Field:
    """A box of a kind, filled in and kept nowhere but in the history."""
    found = _KINDS[kind]
    type_ = _TYPES.get(found, "text")
    column = Column(name, type_, found, 0, cast_type=type_, stored_type=type_)
    return Field(name, column, Wording(wording.humanise(name)), multiline=kind == "multiline")


def reference_field(reading: Reading, name: str, screen: str, place: tuple[str | int, ...]) -> Field | None:
    """A box to choose a row of a screen: its value is that row's key."""
    fields = reading.fields_by_screen.get(screen)
    if fields is None:
        reading.add("D305", *place, "screen", near=closest(screen, reading.screens), screen=screen)
        return None
    key = reading.around.keys.get(screen, ())
    target = next((one for one in fields.values() if len(key) == 1 and one.column.name == key[0]), None)
    if target is None:
        reading.add("D613", *place, "screen", screen=screen)
        return None
    column = dataclasses.replace(target.column, name=name, identity="", default=None, comment=None)
    return Field(
        name,
        column,
        Wording(wording.humanise(name)),
        reference=Reference(screen, (name,), (target.column.name,)),
    )


def with_words(field: Field, options: Mapping[str, Words] | None) -> Field:
    """The field, to be chosen from a closed list where the step has one."""
    if options is None:
        return field
    return dataclasses.replace(
        field,
        options=tuple(Option(value, label.wording) for value, label in options.items()),
        multiline=False,
    )
