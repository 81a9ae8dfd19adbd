"""The rows of a list by the values of one column: how many have each, the most frequent ones first."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from models.counting import matching
from models.description.screen import Condition, Field, Screen
from models.errors import Forbidden, Problem, Refused
from models.filters import ORDERED, UNREADABLE
from models.panel import Desk
from models.query import Listing
from models.schema.catalog import Kind
from models.selecting import Found, Target, column_of, fetch, name_of, targets, title_of

MOST = 100  # groups of a list
# As the server writes them.
STEPS: Mapping[str, str] = {"day": "YYYY-MM-DD", "month": "YYYY-MM", "year": "YYYY"}
_MOMENTS = frozenset({Kind.DATE, Kind.DATETIME, Kind.INSTANT})
_LAST_YEAR = 9999


class Grouping(NamedTuple):
    """A field, and for days and moments one of STEPS."""

    field: Field
    step: str = ""

    @property
    def name(self) -> str:
        """As an address writes it: status, received_at.month"""
        return f"{self.field.key}.{self.step}" if self.step else self.field.key


@dataclass(frozen=True, slots=True)
class Group:
    """How many rows have a value (a canonical text). `title` is that of what it refers to."""

    value: str | None
    title: str | None
    number: int


@dataclass(frozen=True, slots=True)
class Groups:
    """The most frequent values; how many rows there are in all, and in how many groups."""

    found: tuple[Group, ...]
    rows: int
    number: int


def is_groupable(one: Field) -> bool:
    """Whether a list can be grouped by a field: its values can be compared, and are no long texts."""
    plain = one.kind in ORDERED and one.file is None and not one.multiline
    return plain and one.mask is None and not one.hidden


def grouped_by(screen: Screen, text: str) -> Grouping | None:
    """`status`, `received_at.month`: a month where a day or moment says no step. None for what cannot be."""
    key, _, step = text.partition(".")
    one = screen.fields.get(key)
    if one is None or not is_groupable(one) or (step and (step not in STEPS or one.kind not in _MOMENTS)):
        return None
    return Grouping(one, (step or "month") if one.kind in _MOMENTS else "")


def read(desk: Desk, screen: Screen, listing: Listing, by: Grouping) -> Groups:
    """The groups of everything that a listing matches, wherever its page is, in one statement.

    At most MOST of them. Raises Forbidden, and Refused for filters that cannot be.
    """
    screen = desk.panel.seen(screen)
    if not desk.actor.may("list", screen.key):
        raise Forbidden
    top = most(desk, screen, _value(desk, screen, by), matching(desk, screen, listing), MOST)
    target = target_of(desk, by.field)
    words, source = worded(by.field, top, target)
    columns = (
        _written(by, top.c.value).label("value"),
        words.label("words"),
        top.c.number,
        top.c.total,
        top.c.groups,
    )
    rows = fetch(desk, screen, source.add_columns(*columns))
    found = tuple(Group(row["value"], title(target, row), int(row["number"])) for row in rows)
    if not rows:
        return Groups((), 0, 0)
    return Groups(found, int(rows[0]["total"]), int(rows[0]["groups"]))


def inside(by: Grouping, value: str | None) -> Condition:
    """The condition that a row is in a group. Raises Refused for what is no day, month or year."""
    key = by.field.key
    if value is None:
        return Condition(key, "empty", True)
    return Condition(key, "between", _edges(by, value)) if by.step else Condition(key, "eq", value)


def most(
    desk: Desk, screen: Screen, column: sa.ColumnElement[Any], clauses: Sequence[Any], limit: int
) -> sa.Subquery:
    """The values with the most rows: `value`, `number`, and of all: their rows (`total`), their `groups`."""
    rows = sa.select(column.label("value"), sa.func.count().label("number")).group_by(column)
    counts = rows.select_from(desk.panel.table_of(screen)).where(*clauses).subquery()
    every = (
        sa.func.sum(counts.c.number).over().label("total"),
        sa.func.count().over().label("groups"),
    )
    return sa.select(counts, *every).order_by(counts.c.number.desc(), counts.c.value).limit(limit).subquery()


def target_of(desk: Desk, field: Field) -> Target | None:
    """What the groups of a field are titled by."""
    return next(iter(targets(desk, (field,))), None)


def worded(
    field: Field, top: sa.Subquery, target: Target | None
) -> tuple[sa.ColumnElement[Any], sa.Select[Any]]:
    """The words that the titles of groups are made of, and a SELECT that has them at hand."""
    if field.person:
        return postgresql.array([name_of(top.c.value)]), sa.select().select_from(top)
    if target is None or field.reference is None:
        return sa.cast(sa.null(), postgresql.ARRAY(sa.Text)), sa.select().select_from(top)
    far = target.screen.field_of(field.reference.target_columns[0])
    assert far is not None  # a target without that column is none
    rows = target.rows()
    words = postgresql.array([sa.cast(rows.c[one.key], sa.Text) for one in target.fields])
    joined = top.outerjoin(rows, rows.c[far.key] == top.c.value)
    return words, sa.select().select_from(joined)


def title(target: Target | None, row: Found) -> str | None:
    """The title of a group by its words."""
    if row["words"] is None or row["value"] is None:
        return None
    if target is None:
        return row["words"][0] or None
    values = {one.key: word for one, word in zip(target.fields, row["words"], strict=True)}
    return title_of(target.screen, values, {})


def _value(desk: Desk, screen: Screen, by: Grouping) -> sa.ColumnElement[Any]:
    column = column_of(desk, screen, by.field)
    bare = column.element if isinstance(column, sa.Label) else column
    # The step stands in the statement: grouped by a parameter it would be another expression each time.
    return sa.func.date_trunc(sa.literal_column(f"'{by.step}'"), bare) if by.step else bare


def _written(by: Grouping, value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """A value as a text, written for the groups alone: for a million rows it would take seconds."""
    text = sa.cast(value, sa.Text)
    return sa.func.coalesce(sa.func.to_char(value, STEPS[by.step]), text) if by.step else text


def _edges(by: Grouping, value: str) -> tuple[str, str]:
    """The first and the last day of a day, a month or a year."""
    parts, wanted = value.split("-"), STEPS[by.step].split("-")
    if len(parts) != len(wanted) or not all(part.isascii() and part.isdigit() for part in parts):
        raise _no_group(by)
    year, month = int(parts[0]), int(parts[1]) if len(parts) > 1 else 0
    if not 1 <= year <= _LAST_YEAR or (len(parts) > 1 and not 1 <= month <= 12):  # noqa: PLR2004 - months
        raise _no_group(by)
    if by.step == "day":
        return value, value
    if by.step == "year":
        return f"{year:04}-01-01", f"{year:04}-12-31"
    return f"{year:04}-{month:02}-01", f"{year:04}-{month:02}-{monthrange(year, month)[1]:02}"


def _no_group(by: Grouping) -> Refused:
    sentence = "Kelompok {label} ini tidak dapat dibaca."
    return Refused(Problem(sentence, by.field.key, {"label": by.field.label}), sentence=UNREADABLE)
