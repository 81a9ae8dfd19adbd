"""Many new rows in one INSERT for each set of columns: what the two ways of writing them have in common.

Whoever calls it has asked for the rights and stands in a savepoint (models/writing.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from models import beginnings, deadlines, writing
from models.description.screen import Screen
from models.errors import Refused
from models.given import key_in, key_texts, typed
from models.panel import Desk
from models.values import Canonical, text

Values = Mapping[str, Canonical]
SWALLOWED = "Basis data tidak menerima sebagian baris ini. Tanyakan kepada pengelola sistem."


def put(desk: Desk, screen: Screen, rows: Sequence[Mapping[str, object]]) -> None:
    """Writes new rows that the machine fills, as `writing.put` does with one. Raises Refused, Stale."""
    if not rows:
        return
    whole = []
    for values in rows:
        given = beginnings.filled(desk, screen, writing.machine_values(screen, values))
        whole.append(
            {k: v for k, v in given.items() if v is not None or not writing.left_out(screen, k, True)}
        )
    with writing.writing(desk, screen, {}):
        found = inserted(desk, screen, whole)
        if screen.key_columns:
            deadlines.follow_all(desk, screen, [key_in(row) for row in found])


def inserted(
    desk: Desk, screen: Screen, rows: Sequence[Values], more: Sequence[sa.ColumnElement[Any]] = ()
) -> list[sa.RowMapping]:
    """The new rows in the order in which they were given: their keys, see `key_in`, and `more` of each.

    Raises Refused where the database swallows one.
    """
    groups: dict[tuple[str, ...], list[int]] = {}
    for place, values in enumerate(rows):
        groups.setdefault(tuple(values), []).append(place)
    found: dict[int, sa.RowMapping] = {}
    for names, places in groups.items():
        made = _insert(desk, screen, names, [rows[place] for place in places], more)
        found |= zip(places, made, strict=True)
    return [found[place] for place in sorted(found)]


def _insert(
    desk: Desk,
    screen: Screen,
    names: tuple[str, ...],
    rows: Sequence[Values],
    more: Sequence[sa.ColumnElement[Any]],
) -> Sequence[sa.RowMapping]:
    table = desk.panel.table_of(screen)
    source = _source(names, rows)
    columns = [table.c[name] for name in names]
    read = [typed(column, source.c[f"c{at}"]) for at, column in enumerate(columns)]
    statement = sa.insert(table).from_select(columns, sa.select(*read).select_from(source))
    told = statement.returning(*key_texts(desk, screen), sa.literal(1), *more)
    found = desk.connection.execute(told).mappings().all()
    if len(found) != len(rows):
        raise Refused(sentence=SWALLOWED)
    return found


def _source(names: Sequence[str], rows: Iterable[Values]) -> sa.FromClause:
    """The texts of rows as a table, in their order."""
    told = [{f"c{at}": text(values[name]) for at, name in enumerate(names)} for values in rows]
    made = sa.cast(sa.literal(json.dumps(told, ensure_ascii=False), sa.Text), JSONB)
    columns = [sa.column(f"c{at}", sa.Text) for at in range(len(names))] or [sa.column("c0", sa.Text)]
    return (
        sa.func.jsonb_to_recordset(made).table_valued(*columns).render_derived(name="_new", with_types=True)
    )
