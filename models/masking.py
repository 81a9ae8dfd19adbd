"""Masked values: written by the server, so that what they hide never leaves it."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa

from models.description.screen import Field, Mask, Screen
from models.errors import Problem
from models.panel import Desk
from models.rule_sql import condition, expression
from models.schema.types import type_of

DOT = "•"
ALL = DOT * 6
STILL_MASKED = (
    "Isian {label} masih memuat tanda samaran. Ketik nilainya lengkap, atau biarkan seperti semula."
)
_SHORTEST = 6  # of a shorter value the last four letters would tell nearly all
_WORD = r"(\w)\w*\W*"


def raw(desk: Desk, screen: Screen, one: Field) -> sa.ColumnElement[Any]:
    """The value as it is: for the door, and for those who open a mask."""
    if one.sql is not None:
        return expression(desk, one.sql, type_of(one.column))
    return desk.panel.table_of(screen).c[one.key]


def shown(desk: Desk, screen: Screen, one: Field) -> sa.ColumnElement[Any]:
    """The value as it may be seen."""
    value = raw(desk, screen, one)
    if one.mask is None:
        return value
    text = sa.cast(value, sa.Text)
    masked = _ways(one.mask, text)
    if one.mask.when is None:
        return masked
    return sa.case((veiled(desk, one.mask), masked), else_=text)


def veiled(desk: Desk, mask: Mask) -> sa.ColumnElement[bool]:
    """Whether a row's value is masked; also where its condition says neither yes nor no."""
    return sa.true() if mask.when is None else condition(desk, mask.when).is_not(sa.false())


def is_open(desk: Desk, one: Field) -> sa.ColumnElement[bool] | None:
    """On which rows a field may be looked for; None: on all of them."""
    return None if one.mask is None else sa.not_(veiled(desk, one.mask))


def _ways(mask: Mask, text: sa.ColumnElement[str]) -> sa.ColumnElement[Any]:
    if mask.how == "initials":
        return sa.func.upper(
            sa.func.rtrim(sa.func.regexp_replace(text, _WORD, r"\1. ", "g")), type_=sa.Text()
        )
    if mask.how == "last4":
        end = sa.literal(ALL, sa.Text) + sa.func.right(text, 4, type_=sa.Text())
        return sa.case((sa.func.length(text) > _SHORTEST, end), (text.is_not(None), sa.literal(ALL, sa.Text)))
    return sa.case((text.is_not(None), sa.literal(ALL, sa.Text)))


def written(mask: Mask, text: str | None) -> str | None:
    """The same for a value of the past, of which nobody can say any more whether it was masked."""
    if text is None:
        return None
    if mask.how == "initials":
        return re.sub(_WORD, r"\1. ", text).rstrip().upper()
    if mask.how == "last4":
        return ALL + text[-4:] if len(text) > _SHORTEST else ALL
    return ALL


def still_masked(one: Field, value: object) -> Problem | None:
    """What is wrong with a typed text that is partly the mask."""
    if one.mask is None or not isinstance(value, str) or DOT not in value:
        return None
    return Problem(STILL_MASKED, one.key, {"label": one.label})
