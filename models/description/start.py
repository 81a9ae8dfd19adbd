"""The start page of an office: figures, lists and charts of its screens. From `start.yaml`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from models.description.screen import Order, Where, Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Something about the rows of a screen: all, those of a saved view, those of conditions, or of both.

    `roles`: who sees it; empty: everybody who may list the screen.
    """

    label: Wording
    screen: str
    view: str | None = None
    where: tuple[Where, ...] = ()
    roles: frozenset[str] = frozenset()

    def is_for(self, roles: Collection[str]) -> bool:
        return not self.roles or not self.roles.isdisjoint(roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Card):
    """A number of rows. `tone` colours it while there are any."""

    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowList(Card):
    """The first rows of a list. Each shows `heading` (else its title), then `fields`, deadlines as tags."""

    order: tuple[Order, ...] = ()
    rows: int = 5
    heading: str | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """A column of moments whose rows are counted per month."""

    field: str
    label: Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart(Card):
    """Either `months`, over the `last` months, or the `top` most frequent values of the field `by`."""

    months: tuple[Series, ...] = ()
    last: int = 12
    by: str | None = None
    top: int = 6


@dataclass(frozen=True, slots=True)
class Button:
    """Leads to the form for a new row of a screen."""

    label: Wording
    screen: str
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Start:
    """All of it, in its order. Without any, the start page is the menu of the tables."""

    buttons: tuple[Button, ...] = ()
    figures: tuple[Figure, ...] = ()
    lists: tuple[RowList, ...] = ()
    charts: tuple[Chart, ...] = ()
