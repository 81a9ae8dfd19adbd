"""The quick search of a screen: words in its described columns, its text index and its children.

Two ways to say the same: `matches` is a condition row by row, right for a small table or for few
rows; `found_by_index` is a UNION of look-ups by key, never an OR across a join, for large tables.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from models import masking
from models.description.screen import Child, Field, Reference, Screen
from models.matching import Typed, begins_in, has_whole_words, in_field, in_index
from models.panel import Desk
from models.schema.catalog import Kind
from models.selecting import key_columns
from models.visibility import seen_rows

LARGE = 20_000  # rows by the planner's estimate: below, reading the whole table is cheap
_LONGEST = 200

Clause = sa.ColumnElement[bool]


def is_large(screen: Screen) -> bool:
    """Whether a search must not read the whole table."""
    return screen.table.rows > LARGE and bool(screen.key_columns)


def typed(text: str, *, given: bool = False) -> Typed:
    """A text as it came. `given`: for a statement that is kept, where each execution gives its values."""
    return Typed(_clean(text), given=given)


def shape(desk: Desk, screen: Screen, text: str) -> Hashable:
    """What tells the statement of a search from that of another: the form of its text, and which of the
    screens that are asked too the actor may list."""
    children = (child.screen for child in screen.children)
    references = (screen.fields[one.reference].reference for one in screen.search if one.reference)
    others = (*children, *(one.screen for one in references if one is not None))
    form = typed(text)
    case = form.case if is_large(screen) else None
    return form.form, case, tuple(desk.actor.may("list", one) for one in others)


def found(desk: Desk, screen: Screen, text: Typed) -> Clause:
    """Whether a row has the searched words, the way that suits the size of the table."""
    return (found_by_index if is_large(screen) else matches)(desk, screen, text)


def matches(desk: Desk, screen: Screen, text: Typed) -> Clause:
    """Whether a row has the searched words, tested on the row itself."""
    screen = desk.panel.seen(screen)
    ways = _own_ways(desk, screen, text)
    for child, theirs in _child_ways(desk, screen, text):
        ways.append(sa.exists().where(_belongs(desk, screen, child, theirs)))
    ways += [_refers(desk, screen, reference, theirs) for reference, theirs in _far_ways(desk, screen, text)]
    return sa.or_(sa.false(), *ways)


def found_by_index(desk: Desk, screen: Screen, text: Typed) -> Clause:
    """Whether the key of a row is among those that the indexes find.

    A column with an index of its own is searched by its beginning: that is what its index can do.
    """
    screen = desk.panel.seen(screen)
    columns = key_columns(desk, screen)
    ways = _own_ways(desk, screen, text, by_index=True)
    queries = [sa.select(*columns).where(way) for way in ways]
    queries += [
        _keys_by_child(desk, screen, child, theirs)
        for child, theirs in _child_ways(desk, screen, text, by_index=True)
    ]
    queries += [
        sa.select(*columns).where(_refers(desk, screen, reference, theirs))
        for reference, theirs in _far_ways(desk, screen, text, by_index=True)
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


def _own_ways(desk: Desk, screen: Screen, text: Typed, *, by_index: bool = False) -> list[Clause]:
    fields = [screen.fields[term.field] for term in screen.search if term.is_own]
    return _ways(desk, screen, fields, text, by_index)


def _child_ways(
    desk: Desk, screen: Screen, text: Typed, *, by_index: bool = False
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


def _far_ways(
    desk: Desk, screen: Screen, text: Typed, *, by_index: bool = False
) -> Iterable[tuple[Reference, sa.FromClause]]:
    """The rows that references lead to and that have the words, of those that the actor sees."""
    for key in dict.fromkeys(term.reference for term in screen.search if term.reference):
        one = screen.fields[key]
        if one.reference is None or not _is_searched(one) or not desk.actor.may("list", one.reference.screen):
            continue
        far = desk.panel.screens[one.reference.screen]
        table, seen = desk.panel.table_of(far), seen_rows(desk, far)
        columns = [column for column in table.columns if column.name in one.reference.target_columns]
        wanted = [far.fields[term.field] for term in screen.search if term.reference == key]
        for way in _ways(desk, far, [field for field in wanted if _is_searched(field)], text, by_index):
            yield one.reference, sa.select(*columns).select_from(table).where(way, *seen).subquery("far")


def _refers(desk: Desk, screen: Screen, reference: Reference, theirs: sa.FromClause) -> Clause:
    """Whether a row refers to one of these."""
    ours = {column.name: column for column in desk.panel.table_of(screen).columns}
    near = {column.name: column for column in theirs.columns}
    pairs = zip(reference.columns, reference.target_columns, strict=True)
    found: sa.Select[Any] = sa.select(sa.literal_column("1")).select_from(theirs)
    return sa.exists(found.where(*(ours[name] == near[target] for name, target in pairs)))


def _is_searched(one: Field) -> bool:
    hidden, masked = one.hidden and one.hidden_for, one.mask is not None and one.mask.when is None
    return not (hidden or masked)


def _ways(desk: Desk, screen: Screen, fields: Sequence[Field], text: Typed, by_index: bool) -> list[Clause]:
    """One clause for the columns that the text index holds together, one for each other column."""
    source = desk.panel.table_of(screen)
    indexed = _in_text_index(screen, screen.fields.values())
    # The text index tells of all that it holds: of something hidden or masked too.
    held = [one for one in fields if one in indexed] if all(map(_is_searched, indexed)) else []
    beginnings = _indexed_columns(screen) if by_index and is_large(screen) else frozenset()
    ways = [
        _where_open(desk, [one], in_field(source.c[one.key], one, text, start=one.column.name in beginnings))
        for one in fields
        if one not in held
    ]
    if held and text.words:
        column = next(c for c in source.columns if c.name == screen.search_column)
        way = in_index(column, _index_expression(screen), text)
        if not by_index and not has_whole_words(_index_expression(screen)):
            way = sa.or_(way, begins_in([source.c[one.key] for one in indexed], text))
        ways.append(_where_open(desk, indexed, way))
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


def _index_expression(screen: Screen) -> str:
    """How the text index is made, from its column: its languages and the columns in it."""
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
