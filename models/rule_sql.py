"""The rules and computed columns of an office as parts of statements that are kept and used again.

The user is a parameter that each execution gives anew (`parameters`), so that a kept statement serves
everybody of the same roles.
"""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa

from models.days import clock
from models.description.parameters import ME, as_text, expanded, names
from models.panel import Desk

_EXISTS = re.compile(r"\bexists\b", re.I)
_USER = "panel_me"  # no column of anybody's is called so


def parameters(desk: Desk) -> dict[str, str]:
    """What a statement of ours is executed with: who asks, and when."""
    return {**clock(desk.now), _USER: desk.actor.name}


def expression(desk: Desk, sql: str, type_: sa.types.TypeEngine[Any]) -> sa.ColumnElement[Any]:
    """An expression on a row of the one table that the statement around it reads."""
    whole = expanded(sql, desk.panel.office.parameters)
    if ME not in names(whole):
        return sa.literal_column(f"({whole})", type_)
    return sa.type_coerce(_text(desk, whole), type_)


def condition(desk: Desk, sql: str, many: bool = False) -> sa.ColumnElement[bool]:
    """A condition on a row. What it asks of other tables is asked for the rows that are read, one by one:
    otherwise the server would answer it for the whole table first, to hash it, for a page of 25 rows.

    `many`: so many rows are read that this is the better way.
    """
    by_row = not many and _EXISTS.search(sql)
    return expression(desk, f"select {sql}" if by_row else sql, sa.Boolean())


def _text(desk: Desk, sql: str) -> sa.ColumnElement[Any]:
    user = sa.bindparam(_USER, desk.actor.name, sa.Text())
    return sa.text(f"({as_text(sql, lambda _: _USER)})").bindparams(user)  # type: ignore[return-value]
