"""Rows by their keys, many in one statement: as people may see them now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models.description.screen import Screen
from models.given import given
from models.panel import Desk
from models.selecting import Row, fetch, selection
from models.visibility import seen_rows


def by_key(desk: Desk, screen: Screen, wanted: Sequence[str], fields: Iterable[str]) -> dict[str, Row]:
    """Encoded key -> its row with these fields, for those that are there and seen. Raises Missing for what
    is no key."""
    if not wanted:
        return {}
    chosen = selection(desk, screen, fields)
    source = given(screen, ((key, {}) for key in wanted))
    inner = chosen.inner().where(source.is_row(desk, screen), *seen_rows(desk, screen))
    rows = (chosen.row(found) for found in fetch(desk, screen, chosen.outer(inner)[0]))
    return {row.key: row for row in rows if row.key is not None}
