"""SQL that an office wrote, with its parameters: `:me`, `:now`, those of `office.yaml`, what was answered."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from models.description.parameters import as_text, expanded, names
from models.description.screen import Screen
from models.errors import Missing
from models.panel import Desk
from models.schema.refusals import refusal
from models.selecting import has_key


def bound(desk: Desk, sql: str, answers: Mapping[str, object] | None = None) -> sa.TextClause:
    """The SQL in brackets as a part of a statement, its parameters as bound values.

    What was not answered is NULL. The check of the description knows the same names: asked_sql.MOMENT.
    """
    text = expanded(sql, desk.panel.office.parameters)
    known = {**(answers or {}), "me": desk.actor.name, "behalf": desk.actor.behalf or None, "now": desk.now,
             "today": desk.now.date()}  # fmt: skip
    clause = sa.text(f"(\n{as_text(text)}\n)")
    once = dict.fromkeys(names(text))
    return clause.bindparams(*(sa.bindparam(name, known.get(name), unique=True) for name in once))


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


def listed(
    desk: Desk, screen: Screen, key: str, query: str, answers: Mapping[str, object] | None = None
) -> tuple[str, ...]:
    """The values of a query of one column for one row, as the server prints them. Raises as `of_row`."""
    array = f"to_json(array(select one::text from ({query}) as given(one)))"
    (found,) = of_row(desk, screen, key, (array,), answers)
    return tuple(json.loads(found or "[]"))
