"""Rows that somebody has before their eyes, read again: as they are now, or only whether they changed."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from models import keys
from models.description.screen import Screen
from models.errors import Forbidden, Missing, Refused
from models.panel import Desk
from models.schema.mapping import version_of
from models.selecting import VERSION, Row, fetch, key_columns, parameter, selection
from models.values import text
from models.visibility import seen_rows

MOST = 500
_KEY = "_key_"


def several(desk: Desk, screen: Screen, wanted: Sequence[str], columns: Sequence[str]) -> tuple[Row, ...]:
    """The rows of these encoded keys with these fields, in no order; those that are not there are left out.

    Raises Forbidden, Missing (a key that no row of this screen can have).
    """
    screen = _allowed(desk, screen)
    if not wanted:
        return ()
    chosen = selection(desk, screen, columns)
    statement, _ = chosen.outer(chosen.inner().where(_among(desk, screen, wanted), *seen_rows(desk, screen)))
    try:
        return tuple(chosen.row(found) for found in fetch(desk, screen, statement))
    except Refused as error:  # a word where the key is a number
        raise Missing from error


def versions(desk: Desk, screen: Screen, wanted: Sequence[str]) -> dict[str, str]:
    """Encoded key -> version of those of the rows that are there and seen. Raises Forbidden, Missing."""
    screen = _allowed(desk, screen)
    if not wanted or screen.table.kind not in ("table", "partitioned"):
        return {}
    columns = [one.label(f"{_KEY}{n}") for n, one in enumerate(key_columns(desk, screen))]
    version = version_of(desk.panel.table_of(screen)).label(VERSION)
    statement = sa.select(*columns, version).where(_among(desk, screen, wanted), *seen_rows(desk, screen))
    try:
        found = fetch(desk, screen, statement)
    except Refused as error:
        raise Missing from error
    return {keys.encode(text(row[one.name]) for one in columns): row[VERSION] for row in found}


def _allowed(desk: Desk, screen: Screen) -> Screen:
    if not desk.actor.may("list", screen.key):
        raise Forbidden
    return desk.panel.seen(screen)


def _among(desk: Desk, screen: Screen, wanted: Sequence[str]) -> sa.ColumnElement[bool]:
    """The texts are cast, never the columns: the index of the key serves."""
    columns = key_columns(desk, screen)
    if not columns:
        raise Missing
    parts = [keys.decode(key, len(columns)) for key in dict.fromkeys(wanted[:MOST])]
    if len(columns) == 1:
        return columns[0].in_([parameter(columns[0], part) for (part,) in parts])
    named = [
        sa.tuple_(*(parameter(one, part) for one, part in zip(columns, row, strict=True))) for row in parts
    ]
    return sa.tuple_(*columns).in_(named)
