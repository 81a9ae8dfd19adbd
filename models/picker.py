"""The picker of references: a few rows by what somebody has typed so far, however large the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from models import masking, search
from models.description.screen import Field, Screen
from models.errors import Forbidden, Missing
from models.filters import contains
from models.panel import Desk
from models.schema.catalog import Kind
from models.selecting import fetch, key_columns, parameter, selection, title_keys
from models.values import text as canonical_text
from models.visibility import seen_rows

SIZE = 20
MOST = 50
MOST_NAMED = 500
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """`value` is what the reference's column will hold, `key` the row's encoded key."""

    value: str
    key: str | None
    title: str


def pick(
    desk: Desk, screen: Screen, text: str, column: str | None = None, size: int = SIZE
) -> tuple[Choice, ...]:
    """Rows of `screen` whose title or key has the text. `column`: the referenced column's name, by
    default the key. Raises Forbidden."""
    if not desk.actor.may("list", screen.key):
        raise Forbidden
    screen = desk.panel.seen(screen)
    text = text.replace("\x00", "").encode("utf-8", "ignore").decode()[:_LONGEST].strip()
    # A key leads there at once; asked together with the titles it would be a walk through the table.
    keyed = _as_key(desk, screen, text) if search.is_large(screen) else []
    if keyed and (found := _choices(desk, screen, column, keyed[0], 1)):
        return found
    return _choices(desk, screen, column, _typed(desk, screen, text), min(size, MOST))


def named(desk: Desk, screen: Screen, values: Sequence[str], column: str) -> tuple[Choice, ...]:
    """The rows that these values of a reference mean, by title. Raises Forbidden."""
    if not (desk.actor.may("list", screen.key) or desk.actor.may("show", screen.key)):
        raise Forbidden
    target = sa.cast(desk.panel.table_of(screen).c[_target(screen, column).key], sa.Text)
    return _choices(desk, screen, column, target.in_(list(values)), MOST_NAMED)


def title(desk: Desk, screen: Screen, value: str, column: str | None = None) -> Choice:
    """The row that a reference holds. Raises Missing, Forbidden."""
    if not (desk.actor.may("list", screen.key) or desk.actor.may("show", screen.key)):
        raise Forbidden
    screen = desk.panel.seen(screen)
    target = desk.panel.table_of(screen).c[_target(screen, column).key]
    found = _choices(desk, screen, column, target == parameter(target, value), 1)
    if not found:
        raise Missing
    return found[0]


def _target(screen: Screen, column: str | None) -> Field:
    field = screen.field_of(column or (screen.key_columns or ("",))[0])
    if field is None or field.mask is not None or (field.hidden and field.hidden_for):
        raise Missing
    return field


def _choices(
    desk: Desk, screen: Screen, column: str | None, clause: sa.ColumnElement[bool], size: int
) -> tuple[Choice, ...]:
    target = _target(screen, column)
    chosen = selection(desk, screen, (target.key,))
    # What a unique column of a few rows only holds: the others are no choice.
    clause = sa.and_(clause, desk.panel.table_of(screen).c[target.key].is_not(None))
    # Sorting a large table by title would read it whole; there the first found are good enough.
    order = key_columns(desk, screen) if search.is_large(screen) else _by_title(desk, screen)
    statement, _ = chosen.outer(
        chosen.inner().where(clause, *seen_rows(desk, screen)).order_by(*order).limit(size)
    )
    rows = (chosen.row(found) for found in fetch(desk, screen, statement))
    return tuple(Choice(canonical_text(row.values[target.key]) or "", row.key, row.title) for row in rows)


def _by_title(desk: Desk, screen: Screen) -> list[sa.ColumnElement[Any]]:
    titled = (screen.fields[key] for key in title_keys(screen))
    shown = [masking.shown(desk, screen, one) for one in titled if one.kind is Kind.TEXT]
    return [sa.func.lower(shown[0]), *key_columns(desk, screen)] if shown else list(key_columns(desk, screen))


def _typed(desk: Desk, screen: Screen, text: str) -> sa.ColumnElement[bool]:
    """Every typed word somewhere in the title's columns, or the whole text as the key."""
    if not text:
        return sa.true()
    titled = (screen.fields[key] for key in title_keys(screen))
    # As it is shown: nobody finds a masked title by what it hides.
    titles = [masking.shown(desk, screen, one) for one in titled if one.sql is None]
    words = [sa.or_(sa.false(), *(contains(column, word) for column in titles)) for word in text.split()]
    return sa.or_(sa.and_(sa.true(), *words), *_as_key(desk, screen, text))


def _as_key(desk: Desk, screen: Screen, text: str) -> list[sa.ColumnElement[bool]]:
    columns = key_columns(desk, screen)
    if len(columns) != 1 or not text:
        return []
    if isinstance(columns[0].type, sa.Integer):
        fits = text.isascii() and text.isdigit() and len(text) < 10
        return [columns[0] == int(text)] if fits else []
    return [columns[0] == text] if isinstance(columns[0].type, sa.Text) else []
