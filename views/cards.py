"""What the cards of a start page have in common: who sees them, and the list that they lead to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlencode

from flask import request

from models.description.screen import Condition
from models.description.start import Card
from models.filters import WORDS, day_of
from models.panel import Desk
from views.filters import PREFIX

Kept = TypeVar("Kept", bound=Card)


def visible(desk: Desk, cards: Iterable[Kept]) -> list[Kept]:
    """The cards for the roles of this person, on screens that they may list."""
    return [one for one in cards if one.is_for(desk.actor.roles) and desk.actor.may("list", one.screen)]


def address_of(card: Card, now: datetime, *more: tuple[str, str]) -> str:
    """The list of the rows that a card counts, as views/filters.py reads it."""
    pairs = [("view", card.view)] if card.view else []
    for one in card.where:
        pairs += [(f"{PREFIX}{one.field}.{one.operator}", value) for value in _written(one, now)]
    query_string = urlencode([*pairs, *more])
    place = f"{request.script_root}/data/{card.screen}/list/"
    return f"{place}?{query_string}" if query_string else place


def _written(one: Condition, now: datetime) -> list[str]:
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    return [_in_words(value, now) for value in values]


def _in_words(value: object, now: datetime) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    return day_of(text, now).isoformat() if text in WORDS and text != "now" else text
