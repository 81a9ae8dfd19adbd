"""The quick search of a screen: words in its described columns, its text index and its children.

Two ways to say the same: `matches` is a condition row by row, right for a small table or for few
rows; `found_by_index` is a UNION of look-ups by key, never an OR across a join, for large tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR

from models.description.screen import Child, Field, Screen
from models.filters import contains
from models.panel import Desk
from models.schema.catalog import Kind
from models.selecting import key_columns

LARGE = 20_000  # rows by the planner's estimate: below, reading the whole table is cheap
_WORDS = re.compile(r"\w+")
_CONFIGURATION = re.compile(r"to_tsvector\(\s*'([^']+)'")
_LONGEST = 200

Clause = sa.ColumnElement[bool]


def is_large(screen: Screen) -> bool:
    """Whether a search must not read the whole table."""
    return screen.table.rows > LARGE and bool(screen.key_columns)


def matches(desk: Desk, screen: Screen, text: str) -> Clause:
    """Whether a row has the searched words, tested on the row itself."""
    text = _clean(text)
    ways = [*_in_fields(desk, screen, text), *_in_index(desk, screen, text)]
    for child, field in _child_terms(desk, screen):
        theirs = _child_table(desk, child)
        belongs = _belongs(desk, screen, child, theirs)
        ways.append(sa.exists().where(belongs, contains(theirs.c[field.key], text)))
    return sa.or_(sa.false(), *ways)


def found_by_index(desk: Desk, screen: Screen, text: str) -> Clause:
    """Whether the key of a row is among those that the indexes find."""
    text = _clean(text)
    columns = key_columns(desk, screen)
    ways = [*_in_index(desk, screen, text), *_in_fields(desk, screen, text)]
    queries = [sa.select(*columns).where(way) for way in ways]
    queries += [
        _keys_by_child(desk, screen, child, field, text) for child, field in _child_terms(desk, screen)
    ]
    if not queries:
        return sa.false()
    keys = sa.union(*queries) if len(queries) > 1 else queries[0]
    return (columns[0] if len(columns) == 1 else sa.tuple_(*columns)).in_(keys)


def _clean(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()[:_LONGEST].strip()


def _in_fields(desk: Desk, screen: Screen, text: str) -> Iterable[Clause]:
    """The described columns, but for those whose words the text index holds already."""
    indexed = _index_expression(screen)
    for term in screen.search:
        field = screen.fields[term.field] if term.child is None else None
        if field is not None and not re.search(rf"\b{re.escape(field.column.name)}\b", indexed):
            yield _in_field(desk.panel.table_of(screen).c[field.key], field, text)


def _in_field(column: sa.ColumnElement[Any], field: Field, text: str) -> Clause:
    if field.kind is Kind.INTEGER:
        fits = text.isascii() and text.isdigit() and len(text) < 19
        return column == int(text) if fits else sa.false()
    return contains(column, text)


def _in_index(desk: Desk, screen: Screen, text: str) -> Iterable[Clause]:
    """Every word by the table's own text index, the last one as a beginning: people are still typing."""
    words = _WORDS.findall(text)
    if screen.search_column is None or not words:
        return
    column = next(c for c in desk.panel.table_of(screen).columns if c.name == screen.search_column)
    configuration = _CONFIGURATION.search(_index_expression(screen))
    query = sa.func.to_tsquery(
        sa.cast(sa.literal(configuration.group(1) if configuration else "simple", sa.Text), _REGCONFIG),
        " & ".join(f"'{word}'" for word in words) + ":*",
    )
    yield sa.type_coerce(column, TSVECTOR).op("@@", is_comparison=True)(query)


class _Regconfig(sa.types.UserDefinedType[str]):
    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        return "regconfig"


_REGCONFIG = _Regconfig()


def _index_expression(screen: Screen) -> str:
    """How the text index is made, from its column: its language and the columns in it."""
    for column in screen.table.columns:
        if column.name == screen.search_column:
            return column.default or ""
    return ""


def _child_terms(desk: Desk, screen: Screen) -> Iterable[tuple[Child, Field]]:
    for term in screen.search:
        child = next((one for one in screen.children if one.key == term.child), None)
        if child is not None and child.through is None and desk.actor.may("list", child.screen):
            yield child, desk.panel.screens[child.screen].fields[term.field]


def _child_table(desk: Desk, child: Child) -> sa.FromClause:
    """Under a name of its own: a table may be its own child."""
    return desk.panel.table_of(desk.panel.screens[child.screen]).alias("child")


def _belongs(desk: Desk, screen: Screen, child: Child, theirs: sa.FromClause) -> Clause:
    near = {column.name: column for column in theirs.columns}
    ours = {column.name: column for column in desk.panel.table_of(screen).columns}
    pairs = zip(child.columns, child.target_columns, strict=True)
    return sa.and_(*(near[name] == ours[target] for name, target in pairs))


def _keys_by_child(desk: Desk, screen: Screen, child: Child, field: Field, text: str) -> sa.Select[Any]:
    theirs = _child_table(desk, child)
    inside = contains(theirs.c[field.key], text)
    if child.target_columns == screen.key_columns:
        near = {column.name: column for column in theirs.columns}
        return sa.select(*(near[name] for name in child.columns)).where(inside)
    return sa.select(*key_columns(desk, screen)).where(_belongs(desk, screen, child, theirs), inside)
