"""Which row a row belongs to: the word `follows`, held to the catalog once every screen is known."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from models.description.reading import Reading
from models.description.screen import Screen


def followed(screens: Mapping[str, Screen], readings: Iterable[Reading]) -> dict[str, Screen]:
    """The screens with `follows` and `audit` as their files say. What cannot be followed is a finding."""
    found = dict(screens)
    described = {one.screen: one for one in readings}
    for key, reading in described.items():
        column = _column(reading, screens)
        found[key] = dataclasses.replace(found[key], follows=column, audit=reading.spec.audit)
    for key, reading in described.items():
        if key in _above(found, key):
            reading.add("D652", "follows", screen=key)
            found[key] = dataclasses.replace(found[key], follows=None)
    return found


def _column(reading: Reading, screens: Mapping[str, Screen]) -> str | None:
    """The field that is followed: it points, by one column, at the key of a screen."""
    name = reading.spec.follows
    field = reading.column(name, "follows", word="follows", computed=False) if name else None
    if field is None:
        return None
    target = screens.get(field.reference.screen) if field.reference else None
    if field.reference is None or target is None or field.reference.target_columns != target.key_columns:
        reading.add("D651", "follows", column=name)
        return None
    return field.key


def _above(screens: Mapping[str, Screen], key: str) -> list[str]:
    """The screens that a row's chain leads through, until it ends or comes round."""
    passed: list[str] = []
    while True:
        screen = screens[key]
        followed = screen.fields.get(screen.follows or "")
        if followed is None or followed.reference is None:
            return passed
        key = followed.reference.screen
        if key in passed:
            return passed
        passed.append(key)
