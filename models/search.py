"""The quick search of a screen: words in its described columns, its text index and its children.

Two ways to say the same: `matches` is a condition row by row, right for a small table or for few
rows; `found_by_index` is a UNION of look-ups by key, never an OR across a join, for large tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import REGCONFIG, TSVECTOR

from models import masking
from models.description.screen import Child, Field, Screen
from models.filters import contains, escaped
from models.panel import Desk
from models.schema.catalog import Kind
from models.selecting import key_columns
from models.visibility import seen_rows

LARGE = 20_000  # rows by the planner's estimate: below, reading the whole table is cheap
_WORDS = re.compile(r"\w+")
_CONFIGURATION = re.compile(r"to_tsvector\(\s*'([^']+)'")
_LONGEST = 200

Clause = sa.ColumnElement[bool]


def is_large(screen: Screen) -> bool:
    """Whether a search must not read the whole table."""
    return screen.table.rows > LARGE and bool(screen.key_columns)


def found(desk: Desk, screen: Screen, text: str) -> Clause:
    """Whether a row has the searched words, the way that suits the size of the table."""
    return (found_by_index if is_large(screen) else matches)(desk, screen, text)


def matches(desk: Desk, screen: Screen, text: str) -> Clause:
    """Whether a row has the searched words, tested on the row itself."""
    text, screen = _clean(text), desk.panel.seen(screen)
    ways = _own_ways(desk, screen, text)
    for child, theirs in _child_ways(desk, screen, text):
        ways.append(sa.exists().where(_belongs(desk, screen, child, theirs)))
    return sa.or_(sa.false(), *ways)


def found_by_index(desk: Desk, screen: Screen, text: str) -> Clause:
    """Whether the key of a row is among those that the indexes find.

    A column with an index of its own is searched by its beginning: that is what its index can do.
    """
    text, screen = _clean(text), desk.panel.seen(screen)
    columns = key_columns(desk, screen)
    ways = _own_ways(desk, screen, text, by_index=True)
    queries = [sa.select(*columns).where(way) for way in ways]
    queries += [
        _keys_by_child(desk, screen, child, theirs)
        for child, theirs in _child_ways(desk, screen, text, by_index=True)
    ]
    if not queries:
        return sa.false()
    keys = sa.union(*queries) if len(queries) > 1 else queries[0]
    if len(columns) > 1:
        return sa.tuple_(*columns).in_(keys)
    # As an array: the planner takes it for a few keys to look up. Of a subquery it expects so many rows
    # (it knows nothing about the beginning of a word) that it reads the whole table instead.
    return columns[0] == sa.any_(sa.func.array(keys.scalar_subquery()))


def _clean(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()[:_LONGEST].strip()


def _own_ways(desk: Desk, screen: Screen, text: str, *, by_index: bool = False) -> list[Clause]:
    fields = [screen.fields[term.field] for term in screen.search if term.child is None]
    return _ways(desk, screen, fields, text, by_index)


def _child_ways(
    desk: Desk, screen: Screen, text: str, *, by_index: bool = False
) -> Iterable[tuple[Child, sa.FromClause]]:
    """The rows of children that have the words, of those that the actor sees: their columns to here."""
    for child in screen.children:
        wanted = [term.field for term in screen.search if term.child == child.key]
        if not wanted or child.through is not None or not desk.actor.may("list", child.screen):
            continue
        near = desk.panel.screens[child.screen]
        table, seen = desk.panel.table_of(near), seen_rows(desk, near)
        columns = [column for column in table.columns if column.name in child.columns]
        fields = [near.fields[key] for key in wanted]
        for way in _ways(desk, near, [one for one in fields if _is_searched(one)], text, by_index):
            yield child, sa.select(*columns).select_from(table).where(way, *seen).subquery("child")


def _is_searched(one: Field) -> bool:
    hidden, masked = one.hidden and one.hidden_for, one.mask is not None and one.mask.when is None
    return not (hidden or masked)


def _ways(desk: Desk, screen: Screen, fields: Sequence[Field], text: str, by_index: bool) -> list[Clause]:
    """One clause for the columns that the text index holds together, one for each other column."""
    source = desk.panel.table_of(screen)
    indexed = _in_text_index(screen, screen.fields.values())
    # The text index tells of all that it holds: of something hidden or masked too.
    held = [one for one in fields if one in indexed] if all(map(_is_searched, indexed)) else []
    beginnings = _indexed_columns(screen) if by_index and is_large(screen) else frozenset()
    ways = [
        _where_open(desk, [one], _in_field(source.c[one.key], one, text, start=one.column.name in beginnings))
        for one in fields
        if one not in held
    ]
    words = _WORDS.findall(text)
    if held and words:
        ways.append(_where_open(desk, indexed, _in_index(screen, source, words)))
    return ways


def _in_text_index(screen: Screen, fields: Iterable[Field]) -> list[Field]:
    expression = _index_expression(screen)
    stored = (one for one in fields if one.sql is None and one.kind is not Kind.SEARCH)
    return [one for one in stored if re.search(rf"\b{re.escape(one.column.name)}\b", expression)]


def _where_open(desk: Desk, fields: Iterable[Field], way: Clause) -> Clause:
    """Only on rows where none of these fields is masked."""
    shut = [clause for one in fields if (clause := masking.is_open(desk, one)) is not None]
    return sa.and_(way, *shut)


def _indexed_columns(screen: Screen) -> frozenset[str | None]:
    whole = (one for one in screen.table.indexes if one.method == "btree" and one.predicate is None)
    return frozenset(index.columns[0] for index in whole)


def _in_field(column: sa.ColumnElement[Any], field: Field, text: str, *, start: bool) -> Clause:
    if field.kind is Kind.INTEGER:
        fits = text.isascii() and text.isdigit() and len(text) < 10
        return column == int(text) if fits else sa.false()
    if start and isinstance(column.type, sa.Text):
        # No ILIKE: it walks past the index. The ways people write a number or a code are few.
        patterns = dict.fromkeys(escaped(way) + "%" for way in (text, text.upper(), text.lower()))
        return sa.or_(*(column.like(pattern, escape="\\") for pattern in patterns))
    return contains(column, text)


def _in_index(screen: Screen, source: sa.FromClause, words: Sequence[str]) -> Clause:
    """Every word by the table's own text index, the last one as a beginning: people are still typing."""
    column = next(c for c in source.columns if c.name == screen.search_column)
    configuration = _CONFIGURATION.search(_index_expression(screen))
    query = sa.func.to_tsquery(
        sa.cast(sa.literal(configuration.group(1) if configuration else "simple", sa.Text), REGCONFIG()),
        " & ".join(f"'{word}'" for word in words) + ":*",
    )
    return sa.type_coerce(column, TSVECTOR).op("@@", is_comparison=True)(query)


def _index_expression(screen: Screen) -> str:
    """How the text index is made, from its column: its language and the columns in it."""
    for column in screen.table.columns:
        if column.name == screen.search_column:
            return column.expression or ""
    return ""


def _belongs(desk: Desk, screen: Screen, child: Child, theirs: sa.FromClause) -> Clause:
    near = {column.name: column for column in theirs.columns}
    ours = {column.name: column for column in desk.panel.table_of(screen).columns}
    pairs = zip(child.columns, child.target_columns, strict=True)
    return sa.and_(*(near[name] == ours[target] for name, target in pairs))


def _keys_by_child(desk: Desk, screen: Screen, child: Child, theirs: sa.FromClause) -> sa.Select[Any]:
    if child.target_columns == screen.key_columns:
        near = {column.name: column for column in theirs.columns}
        return sa.select(*(near[name] for name in child.columns))
    return sa.select(*key_columns(desk, screen)).where(_belongs(desk, screen, child, theirs))
