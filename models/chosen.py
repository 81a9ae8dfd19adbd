"""Chosen rows: some by their keys, or all that a list holds, by its filter and not by their keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from models import keys as words
from models import search
from models.description.screen import Screen
from models.errors import Forbidden, Missing, Refused
from models.given import given, key_in, key_texts
from models.panel import Desk
from models.query import Listing, conditions
from models.rule_sql import parameters
from models.selecting import fetch
from models.visibility import seen_rows

MOST = 200_000
TOO_MANY = (
    "Terlalu banyak baris sekaligus ({count}). Persempit saringannya sampai paling banyak {most} baris."
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Rows of a screen: `keys` as in their addresses, or every row of `listing` (its page does not count)."""

    keys: tuple[str, ...] = ()
    listing: Listing | None = None


def rows(desk: Desk, screen: Screen, chosen: Chosen) -> list[sa.ColumnElement[bool]]:
    """The clauses for the chosen rows that the actor sees. Raises Forbidden, Refused (of a filter)."""
    screen = desk.panel.seen(screen)
    if not desk.actor.may("list", screen.key):
        raise Forbidden
    if not screen.key_columns:
        raise Forbidden(screen.read_only_because)
    if chosen.listing is None:
        source = given(screen, [(key, {}) for key in chosen.keys if _is_key(screen, key)])
        there = sa.exists(
            sa.select(sa.literal(1)).select_from(source.source).where(source.is_row(desk, screen))
        )
        return [there, *seen_rows(desk, screen, many=True)]
    clauses = conditions(desk, screen, chosen.listing, many=True)
    if chosen.listing.search.strip():
        clauses.append(search.found(desk, screen, search.typed(chosen.listing.search)))
    return clauses


def count(desk: Desk, screen: Screen, chosen: Chosen) -> int:
    """How many they are, exactly."""
    table = desk.panel.table_of(screen)
    counted = sa.select(sa.func.count().label("n")).select_from(table).where(*rows(desk, screen, chosen))
    return int(fetch(desk, screen, counted)[0]["n"])


def keys(
    desk: Desk, screen: Screen, chosen: Chosen, *more: sa.ColumnElement[bool], hold: bool = False
) -> list[str]:
    """The keys of the chosen rows for which `more` holds, in their order; with `hold` nobody else writes
    them until the end of the transaction. Raises Refused for too many."""
    table = desk.panel.table_of(screen)
    wanted: sa.Select[Any] = sa.select(*key_texts(desk, screen)).select_from(table)
    wanted = wanted.where(*rows(desk, screen, chosen), *more).limit(MOST + 1)
    wanted = wanted.order_by(*(table.c[one.key] for one in table.primary_key))
    if hold:
        wanted = wanted.with_for_update(of=table)
    found = [key_in(row) for row in desk.connection.execute(wanted, parameters(desk)).mappings()]
    if len(found) > MOST:
        raise Refused(sentence=TOO_MANY.format(count=f"> {MOST}", most=MOST))
    return found


def _is_key(screen: Screen, key: str) -> bool:
    try:
        words.decode(key, len(screen.key_columns))
    except Missing:
        return False
    return True
