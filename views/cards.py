"""What the cards of a start page have in common: who sees them, and the list that they lead to."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import TypeVar
from urllib.parse import urlencode

from flask import request

from models import query
from models.description.screen import Screen
from models.description.start import Card, Chart, RowList
from models.narrowing import may_ask
from models.panel import Desk
from models.seeing import are_open, may_narrow
from views.filters import written

Kept = TypeVar("Kept", bound=Card)


def visible(desk: Desk, cards: Iterable[Kept]) -> list[Kept]:
    """The cards for the roles of this person, on screens that they may list, of what they may see there."""
    mine = (one for one in cards if one.is_for(desk.actor.roles) and desk.actor.may("list", one.screen))
    return [seen for one in mine if (seen := _seen(desk, desk.panel.screens[one.screen], one)) is not None]


def _seen(desk: Desk, screen: Screen, card: Kept) -> Kept | None:
    """A card without the fields that are hidden from them; none where it is about such a field."""
    screens, views = desk.panel.screens, {view.key for view in query.views(desk, screen)}
    if (card.view and card.view not in views) or not are_open(screen.fields, _narrows(card)):
        return None
    if not (may_narrow(screen, screens, card.where) and may_ask(desk, screen, card.where)):
        return None
    if not isinstance(card, RowList):
        return card
    heading = card.heading if card.heading and not screen.fields[card.heading].hidden else None
    fields = tuple(key for key in card.fields if not screen.fields[key].hidden)
    return dataclasses.replace(card, heading=heading, fields=fields)


def _narrows(card: Card) -> Iterator[str]:
    """The fields by which a card orders or groups its rows."""
    if isinstance(card, RowList):
        yield from (one.field for one in card.order)
    if isinstance(card, Chart):
        yield from (one.field for one in card.months)
        if card.by:
            yield card.by


def address_of(screen: Screen, card: Card, *more: tuple[str, str]) -> str:
    """The list of the rows that a card counts, as views/filters.py reads it."""
    pairs = [("view", card.view)] if card.view else []
    query_string = urlencode([*pairs, *written(screen, card.where), *more])
    place = f"{request.script_root}/data/{card.screen}/list/"
    return f"{place}?{query_string}" if query_string else place
