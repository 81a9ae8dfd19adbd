"""The national holidays and joint leave that the `holidays` package knows: a first filling, no authority.

What counts is the printed decree of the three ministers, and what the office makes of the table.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

Kind = Literal["national", "joint_leave"]
_CATEGORIES: tuple[tuple[Kind, str], ...] = (
    ("national", "public"),
    ("joint_leave", "government"),
)


class Holiday(NamedTuple):
    day: date
    name: str
    kind: Kind


def known(years: range) -> list[Holiday]:
    """Those of these years, by day."""
    return sorted(one for kind, category in _CATEGORIES for one in _of_kind(years, kind, category))


def _of_kind(years: range, kind: Kind, category: str) -> Iterable[Holiday]:
    import holidays  # takes a while, and is asked for once

    found = holidays.country_holidays("ID", years=years, language="id", categories=(category,))
    return (Holiday(day, name, kind) for day, name in found.items() if day.year in years)
