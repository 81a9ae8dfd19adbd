"""The title of a row that a reference leads to, put together by the server: `title_of` as SQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from models.description.screen import Field
from models.selecting import Target, label_in

_NAMELESS = "—"


Text = Callable[[Field], sa.ColumnElement[str]]


def title_sql(target: Target, read: sa.Select[Any]) -> sa.ColumnElement[str]:
    """What `Selection.row` says of a joined row of `read`: its title, else its key, else a dash."""

    def text(one: Field) -> sa.ColumnElement[str]:
        return sa.cast(read.selected_columns[label_in(target, one)], sa.Text)

    parts = [
        sa.literal(part, sa.Text) if kind == "text" else _part(target, part, text)
        for kind, part in target.screen.title
    ]
    title = sa.func.btrim(sa.func.regexp_replace(sa.func.concat(*parts), r"\s+", " ", "g"))
    key = sa.func.btrim(sa.func.concat_ws(" ", *(text(target.screen.fields[k]) for k in target.key)))
    return sa.func.coalesce(sa.func.nullif(title, ""), sa.func.nullif(key, ""), _NAMELESS, type_=sa.Text())


def _part(target: Target, key: str, text: Text) -> sa.ColumnElement[Any]:
    one = next((one for one in target.fields if one.key == key), None)
    if one is None:  # a computed one: it is not read along
        return sa.literal("", sa.Text)
    if not one.options:
        return text(one)
    return sa.case({option.value: sa.literal(option.label.id, sa.Text) for option in one.options},
                   value=text(one), else_=text(one))  # fmt: skip
