"""SQL that an office wrote, with its parameters: `:me`, `:now`, those of `office.yaml`, what was answered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from models.description.screen import Screen
from models.errors import Missing
from models.panel import Desk
from models.schema.refusals import refusal
from models.selecting import has_key

# A text or a quoted name is passed over: the colon in 'HH24:MI' begins no parameter, nor does a cast.
_TOKEN = re.compile(r"""'(?:[^']|'')*'|"[^"]*"|::|:([a-z_][a-z0-9_]*)""")
_DEEPEST = 4


def names(sql: str) -> tuple[str, ...]:
    """The parameters in a piece of SQL, each once."""
    return tuple(dict.fromkeys(found[1] for found in _TOKEN.finditer(sql) if found[1]))


def expanded(parameters: Mapping[str, str], sql: str, deep: int = _DEEPEST) -> str:
    """The SQL with the office's own parameters written out: `:my_unit` becomes `(select ...)`."""

    def written(found: re.Match[str]) -> str:
        own = parameters.get(found[1]) if found[1] else None
        return found[0] if own is None or not deep else f"({expanded(parameters, own, deep - 1)})"

    return _TOKEN.sub(written, sql)


def bound(desk: Desk, sql: str, answers: Mapping[str, object] | None = None) -> sa.TextClause:
    """The SQL in brackets as a part of a statement, its parameters as bound values.

    A name that nobody knows is NULL, as it was when the description was checked.
    """
    text = expanded(desk.panel.office.parameters, sql)
    known = {**(answers or {}), "me": desk.actor.name, "behalf": desk.actor.behalf or None, "now": desk.now,
             "today": desk.now.date()}  # fmt: skip
    clause = sa.text(f"(\n{_TOKEN.sub(_escaped, text)}\n)")
    return clause.bindparams(*(sa.bindparam(name, known.get(name), unique=True) for name in names(text)))


def _escaped(found: re.Match[str]) -> str:
    """SQLAlchemy would take any colon before a word for a parameter."""
    if found[1]:
        return found[0] + " "  # :day::date would be no parameter to it
    return found[0] if found[0] == "::" else found[0].replace(":", "\\:")


def of_row(
    desk: Desk,
    screen: Screen,
    key: str,
    expressions: Sequence[str],
    answers: Mapping[str, object] | None = None,
) -> list[str | None]:
    """What these expressions are on one row, as the server prints them. Raises Missing, Refused."""
    if not expressions:
        return []
    columns: list[Any] = [_printed(bound(desk, sql, answers), n) for n, sql in enumerate(expressions)]
    statement = sa.select(*columns).select_from(desk.panel.table_of(screen)).where(has_key(desk, screen, key))
    try:
        found = desk.connection.execute(statement).first()
    except DBAPIError as error:
        raise refusal(error, screen, desk.panel) from error
    if found is None:
        raise Missing
    return list(found)


def _printed(clause: sa.TextClause, number: int) -> sa.ColumnElement[str]:
    return sa.cast(clause.self_group(), sa.Text).label(f"c{number}")
