"""Who changed which cells of some rows last, where the server writes the changes of their table down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from models.description.screen import Screen
from models.panel import Desk


class Touch(NamedTuple):
    """Somebody's name as people read it, and the moment."""

    who: str
    at: datetime


_LAST = sa.text("""
    SELECT DISTINCT ON (h.row_key, c.name) h.row_key, c.name, coalesce(h.actor_name, h.actor) AS who, h.at
    FROM panel.history h, jsonb_object_keys(coalesce(h.new, h.old)) AS c(name)
    WHERE h.table_schema = :schema AND h.table_name = :table AND h.row_key = ANY (:keys)
    ORDER BY h.row_key, c.name, h.id DESC""")


def of_cells(desk: Desk, screen: Screen, keys: Iterable[str]) -> dict[tuple[str, str], Touch]:
    """(row's key, column name) -> who changed it last. Empty for a table that is not audited."""
    place = {"schema": screen.table.name.schema, "table": screen.table.name.name}
    found = desk.connection.execute(_LAST, {**place, "keys": list(dict.fromkeys(keys))})
    return {(row.row_key, row.name): Touch(row.who, row.at) for row in found}


def of_row(touches: dict[tuple[str, str], Touch], key: str) -> Touch | None:
    """Who changed anything of a row last."""
    found = [touch for (row, _), touch in touches.items() if row == key]
    return max(found, key=lambda touch: touch.at, default=None)
