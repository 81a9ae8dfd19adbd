"""The line under a list: its numbers added up, over all rows that are filtered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from models import summing
from models.counting import Beside
from models.description.screen import Field, Screen
from models.panel import Desk
from models.query import Listing, shape_of
from models.summing import UNTOLD, Sums
from views.notation import number


def beside(
    at: Desk, screen: Screen, asked: Listing, fields: Sequence[Field], *, exact: bool
) -> Beside | None:
    """The sums as a column of the statement that counts; None where nothing adds up."""
    added = summing.summable(screen, fields)
    if not added:
        return None
    shape = shape_of(at, screen, asked)
    named = (shape, tuple(one.key for one in added), exact) if shape else None
    return Beside(partial(summing.column, at, screen, asked, added, exact), named)


def told(screen: Screen, fields: Sequence[Field], found: Any, *, exact: bool) -> Sums:
    """What that column said."""
    return summing.told(summing.summable(screen, fields), found, exact)


def shown(sums: Sums) -> Mapping[str, str]:
    """Each sum as people read it; nothing where there is nothing to say."""
    return {key: number(value) for key, value in sums.of.items() if value is not None}


def untold(screen: Screen, fields: Sequence[Field], sums: Sums) -> bool:
    """Whether there are numbers that nobody has added up yet."""
    return sums == UNTOLD and bool(summing.summable(screen, fields))
