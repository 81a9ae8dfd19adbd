"""How a list looks to somebody: its columns, their widths, what stays in sight, how dense, grouped by what.

A look has only what was chosen; what it does not say is left to the next one below it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from models.description.screen import Field, Screen
from models.errors import Refused
from models.grouping import grouped_by
from models.schema.catalog import Kind

DENSITIES = ("compact", "normal", "roomy")
NARROWEST, WIDEST = 40, 1200  # px
MOST_FROZEN = 5
UNREADABLE = "Susunan kolom ini tidak dapat dibaca. Muat ulang halaman ini."


@dataclass(frozen=True, slots=True)
class Look:
    """`columns` are field keys in order; `widths` in px by field key; `frozen` first columns stay in sight;
    `density` is one of DENSITIES; `group` as models/grouping.py reads it, "-" for not grouped at all."""

    columns: tuple[str, ...] = ()
    widths: Mapping[str, int] = field(default_factory=dict)
    frozen: int | None = None
    density: str = ""
    group: str = ""

    def __bool__(self) -> bool:
        return self != Look()

    def over(self, below: Look) -> Look:
        """This one where it says something, else the one below."""
        return Look(
            self.columns or below.columns,
            {**below.widths, **self.widths},
            below.frozen if self.frozen is None else self.frozen,
            self.density or below.density,
            self.group or below.group,
        )

    def as_json(self) -> dict[str, Any]:
        """What it says, for the database and for scripts."""
        said = {
            "columns": list(self.columns), "widths": dict(self.widths), "frozen": self.frozen,
            "density": self.density, "group": self.group,
        }  # fmt: skip
        return {name: value for name, value in said.items() if value or value == 0}


def read(stored: object) -> Look:
    """A look from the database. What cannot be read says nothing."""
    said = _mapping(stored)
    try:
        return _with(Look(), said)
    except Refused:
        return Look()


def read_text(stored: str) -> Look:
    """The same from a text of JSON."""
    try:
        return read(json.loads(stored)) if stored else Look()
    except ValueError:
        return Look()


def changed(look: Look, said: object) -> Look:
    """A look with some of its parts said anew; null takes one away. Raises Refused."""
    if not isinstance(said, Mapping):
        raise Refused(sentence=UNREADABLE)
    return _with(look, said)


def known(screen: Screen, look: Look) -> Look:
    """What of a look the screen can show now: columns go, and roles differ."""
    columns = shown(screen, look.columns)
    widths = {key: px for key, px in look.widths.items() if key in screen.fields}
    is_grouped = look.group == "-" or grouped_by(screen, look.group) is not None
    return Look(columns, widths, look.frozen, look.density, look.group if is_grouped else "")


def shown(screen: Screen, keys: Iterable[str]) -> tuple[str, ...]:
    """Those of the keys that a list can show, each once."""
    able = {one.key for one in showable(screen)}
    return tuple(dict.fromkeys(key for key in keys if key in able))


def showable(screen: Screen) -> list[Field]:
    """The fields that a list can show."""
    return [one for one in screen.fields.values() if not one.hidden and one.kind is not Kind.SEARCH]


def _with(look: Look, said: Mapping[str, Any]) -> Look:
    columns, widths, frozen, density, group = (
        said.get(name, default)
        for name, default in (
            ("columns", look.columns), ("widths", {}), ("frozen", look.frozen),
            ("density", look.density), ("group", look.group),
        )
    )  # fmt: skip
    return Look(
        _columns(columns or ()),
        {} if "widths" in said and widths is None else _widths(look.widths, _mapping(widths)),
        None if frozen is None else _whole(frozen, 0, MOST_FROZEN),
        _one_of(density or "", ("", *DENSITIES)),
        _text(group or ""),
    )


def _columns(keys: object) -> tuple[str, ...]:
    if not isinstance(keys, list | tuple) or len(keys) > 2000:
        raise Refused(sentence=UNREADABLE)
    return tuple(dict.fromkeys(_text(key) for key in keys))


def _widths(now: Mapping[str, int], said: Mapping[str, Any]) -> dict[str, int]:
    found = dict(now)
    for key, px in said.items():
        if px is None:
            found.pop(key, None)
        else:
            found[_text(key)] = _whole(px, NARROWEST, WIDEST)
    if len(found) > 2000:
        raise Refused(sentence=UNREADABLE)
    return found


def _whole(number: object, least: int, most: int) -> int:
    if isinstance(number, bool) or not isinstance(number, int | float) or number != number:  # noqa: PLR0124 - NaN
        raise Refused(sentence=UNREADABLE)
    return int(max(least, min(most, number)))


def _one_of(word: object, known_words: tuple[str, ...]) -> str:
    if word not in known_words:
        raise Refused(sentence=UNREADABLE)
    return str(word)


def _text(word: object) -> str:
    if not isinstance(word, str) or len(word) > 200 or not word.isprintable():
        raise Refused(sentence=UNREADABLE)
    return word


def _mapping(said: object) -> Mapping[str, Any]:
    return said if isinstance(said, Mapping) else {}
