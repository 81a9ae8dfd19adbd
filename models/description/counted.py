"""Deadlines that the machine counts: what `count:` of a column names, held to both screens.

After all columns of all screens are known: half of what it names is in another one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from models.description.findings import closest
from models.description.reading import Reading, named, near
from models.description.screen import Counting, Field
from models.description.sense import MOMENTS
from models.description.spec import CountSpec
from models.schema.catalog import Kind

COUNTED = "Tenggat dihitung sendiri."
_NO_MOMENT = "Hanya untuk kolom tanggal."
_NO_NUMBER = "Hanya untuk kolom bilangan bulat."
_NO_WORD = "Hanya untuk kolom teks."
_NUMBERS = (Kind.INTEGER,)
_WORDS = (Kind.TEXT, Kind.ENUM)

_Path = tuple[str | int, ...]


def read_counted(reading: Reading) -> None:
    """Fills `Deadline.count` of the screen's fields, which nobody types any more."""
    for name, spec in reading.spec.columns.items():
        asked = spec.deadline.count if spec is not None and spec.deadline is not None else None
        one = named(reading.fields, name)
        if asked is None or one is None or one.deadline is None:
            continue
        found = _counting(reading, asked, ("columns", name, "deadline", "count"))
        if found is not None:
            reading.fields[one.key] = dataclasses.replace(
                one,
                deadline=dataclasses.replace(one.deadline, count=found),
                insertable=False,
                editable=False,
                required=False,
                read_only_because=COUNTED,
            )


def _counting(reading: Reading, asked: CountSpec, place: _Path) -> Counting | None:
    by = reading.column(asked.by, *place, "by", word="by", computed=False)
    if by is None:
        return None
    if by.reference is None:
        reading.add("D341", *place, "by", column=asked.by)
        return None
    there = reading.around.fields.get(by.reference.screen, {})
    amount = _there(reading, there, by, asked.amount, (*place, "amount"), _NUMBERS, _NO_NUMBER)
    unit = _there(reading, there, by, asked.unit, (*place, "unit"), _WORDS, _NO_WORD)
    start = asked.start and _there(reading, there, by, asked.start, (*place, "start"), _WORDS, _NO_WORD)
    extension = asked.extension and _there(
        reading, there, by, asked.extension, (*place, "extension"), _NUMBERS, _NO_NUMBER
    )
    extended = asked.extended and reading.column(asked.extended, *place, "extended", word="extended")
    starts = _starts(reading, asked, start or None, place)
    if bool(asked.extension) != bool(asked.extended):
        reading.add("D344", *place, missing="extended" if asked.extension else "extension")
    if amount is None or unit is None:
        return None
    return Counting(
        by=by.key,
        amount=amount.key,
        unit=unit.key,
        starts=starts,
        start=start.key if start else None,
        extension=extension.key if extension else None,
        extended=extended.key if extended else None,
    )


def _there(
    reading: Reading,
    fields: Mapping[str, Field],
    by: Field,
    name: str,
    place: _Path,
    kinds: tuple[Kind, ...],
    reason: str,
) -> Field | None:
    """A stored column of the screen that `by` leads to."""
    assert by.reference is not None  # the caller looked
    found = named(fields, name)
    if found is None:
        reading.add("D303", *place, near=near(fields, name), column=name, screen=by.reference.screen)
    elif found.sql is not None:
        reading.add("D313", *place, column=name, word=str(place[-1]))
    elif found.kind not in kinds:
        reading.add("D317", *place, word=str(place[-1]), column=name, reason=reason)
    else:
        return found
    return None


def _starts(reading: Reading, asked: CountSpec, start: Field | None, place: _Path) -> dict[str, str]:
    """The field of this screen for each value of `start`."""
    if not asked.starts:
        reading.add("D342", *place)
    elif len(asked.starts) > 1 and asked.start is None:
        reading.add("D343", *place, "starts")
    known = [option.value for option in start.options] if start else []
    found = {}
    for value, name in asked.starts.items():
        at = (*place, "starts", value)
        if known and value not in known:
            facts = {"value": value, "column": asked.start, "choices": ", ".join(known)}
            reading.add("D315", *at, near=closest(value, known), **facts)
        one = reading.column(name, *at, word="starts", computed=False)
        if one is not None and one.kind not in MOMENTS:
            reading.add("D317", *at, word="starts", column=name, reason=_NO_MOMENT)
        elif one is not None:
            found[value] = one.key
    return found
