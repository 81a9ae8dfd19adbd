"""Rows that a statement brings along: keys and texts as a table, joined to the rows that they mean.

Whatever a page, a paste or the log of actions holds of rows becomes one statement this way, not one each.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from models import keys
from models.description.screen import Screen
from models.panel import Desk
from models.schema.types import AsText, Length, Number, named_type
from models.selecting import key_columns
from models.trail import Texts


@dataclass(frozen=True, slots=True)
class Given:
    """A source of rows: `key` has the texts of a row's key in order, `texts` an object of texts by column
    name."""

    source: sa.FromClause
    key: sa.ColumnElement[Any]
    texts: sa.ColumnElement[Any]

    def is_row(self, desk: Desk, screen: Screen) -> sa.ColumnElement[bool]:
        """Whether a row of the screen's table is the given one. The texts are cast, so indexes serve."""
        columns = enumerate(key_columns(desk, screen), start=1)
        return sa.and_(*(column == typed(column, self.key[number]) for number, column in columns))

    def text(self, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
        """What is given for a column; NULL where nothing is, see `has`."""
        return sa.type_coerce(self.texts.op("->>")(sa.literal(str(column.name), sa.Text)), sa.Text)

    def has(self, column: sa.Column[Any]) -> sa.ColumnElement[bool]:
        return sa.type_coerce(self.texts.op("?")(sa.literal(str(column.name), sa.Text)), sa.Boolean)

    def differs(self, column: sa.Column[Any]) -> sa.ColumnElement[bool]:
        """Whether the row holds something else than what is given for a column."""
        meant = typed(column, self.text(column))
        if isinstance(column.type, AsText | Number):  # as it would be held: 1.5 in numeric(12,2) is 1.50
            meant = sa.cast(meant, named_type(column.type.stored))
        held = sa.cast(column, sa.Text)
        return sa.and_(self.has(column), held.is_distinct_from(sa.cast(meant, sa.Text)))


def given(screen: Screen, rows: Iterable[tuple[str, Texts]]) -> Given:
    """Rows by their encoded keys, each with texts by column name. Raises Missing for what is no key."""
    length = len(screen.key_columns)
    told = [{"_key": keys.decode(key, length), "_texts": dict(texts)} for key, texts in rows]
    made = sa.cast(sa.literal(json.dumps(told, ensure_ascii=False), sa.Text), JSONB)
    columns = (sa.column("_key", sa.ARRAY(sa.Text)), sa.column("_texts", JSONB))
    source = (
        sa.func.jsonb_to_recordset(made).table_valued(*columns).render_derived(name="_given", with_types=True)
    )
    return Given(source, source.c["_key"], source.c["_texts"])


def typed(column: sa.Column[Any], text: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """A text of the server as a value of a column's type."""
    if isinstance(column.type, AsText | Number):
        return sa.cast(text, named_type(column.type.cast))
    if isinstance(column.type, Length):
        return sa.cast(text, named_type("bytea"))
    if isinstance(column.type, sa.Integer | sa.Boolean):
        return sa.cast(text, column.type)
    return text


def key_texts(desk: Desk, screen: Screen) -> list[sa.ColumnElement[str]]:
    """The key of a row as the texts that the server prints."""
    return [
        sa.cast(column, sa.Text).label(f"_key_{number}")
        for number, column in enumerate(key_columns(desk, screen))
    ]


def key_in(found: Mapping[Any, Any]) -> str:
    """The encoded key of a row that was read with `key_texts`."""
    return keys.encode(found[name] for name in found if str(name).startswith("_key_"))
