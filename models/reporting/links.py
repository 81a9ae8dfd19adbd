"""Where a number leads: an address template of the description, filled with the values of its row."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from urllib.parse import quote

from models.description.report import Column, Value
from models.reporting.shaping import Link, Row

PLACE = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
_SCREEN = re.compile(r"/data/([a-z][a-z0-9_]*)/")


def places(template: str) -> list[str]:
    """The names in a template."""
    return PLACE.findall(template)


def screen_of(template: str) -> str | None:
    """The screen that an address leads to; None where it is none of ours."""
    found = _SCREEN.match(template)
    return found[1] if found else None


def linker(values: Mapping[str, object], may: Callable[[str], bool]) -> Link:
    """Makes the links of a report. `values` are those of its names; `may` says who may list a screen.

    A number that is zero, or a row without one of the values, leads nowhere.
    """
    allowed: dict[str, bool] = {}

    def link(column: Column, row: Row) -> str | None:
        template = column.link or ""
        screen = screen_of(template) or ""
        if screen not in allowed:
            allowed[screen] = may(screen)
        if not allowed[screen] or (column.is_number and not row.get(column.key)):
            return None
        return _filled(template, row, values)

    return link


def _filled(template: str, row: Row, values: Mapping[str, object]) -> str | None:
    made = []
    for place, part in enumerate(_parts(template)):
        if place % 2 == 0:
            made.append(part)
            continue
        value = row[part] if part in row else values.get(part)
        if value is None:
            return None
        made.append(quote(_text(value), safe=""))
    return "".join(made)


@cache
def _parts(template: str) -> list[str]:
    """Text and name in turn."""
    return PLACE.split(template)


def _text(value: Value | object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
