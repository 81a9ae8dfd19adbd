"""The title of a row that a reference leads to, put together by the server: `title_of` as SQL."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from models.description.screen import Field
from models.selecting import Target

_NAMELESS = "—"


def title_sql(target: Target) -> sa.ColumnElement[str]:
    """What `Selection.row` says of a joined row: its title, else its key, else a dash."""
    parts = [
        sa.literal(part, sa.Text) if kind == "text" else _part(target, part)
        for kind, part in target.screen.title
    ]
    title = sa.func.btrim(sa.func.regexp_replace(sa.func.concat(*parts), r"\s+", " ", "g"))
    key = sa.func.btrim(sa.func.concat_ws(" ", *(_text(target, target.screen.fields[k]) for k in target.key)))
    return sa.func.coalesce(sa.func.nullif(title, ""), sa.func.nullif(key, ""), _NAMELESS, type_=sa.Text())


def _part(target: Target, key: str) -> sa.ColumnElement[Any]:
    one = next((one for one in target.fields if one.key == key), None)
    if one is None:  # a computed one: it is not read along
        return sa.literal("", sa.Text)
    text = _text(target, one)
    if not one.options:
        return text
    return sa.case({option.value: sa.literal(option.label.id, sa.Text) for option in one.options},
                   value=text, else_=text)  # fmt: skip


def _text(target: Target, one: Field) -> sa.ColumnElement[Any]:
    return sa.cast(target.alias.c[one.key], sa.Text)
