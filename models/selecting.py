"""What a SELECT on a screen is made of: its columns, the titles of its references, its key.

Rows are found first, under the LIMIT, by their table alone; only the rows of that page are joined to
the tables they refer to. Whatever the number of references, it stays one statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from models import keys, masking
from models.description.screen import Field, Reference, Screen
from models.errors import Missing
from models.panel import Desk
from models.rule_sql import parameters
from models.schema.catalog import Kind
from models.schema.mapping import version_of
from models.schema.refusals import refusal
from models.values import Canonical, text
from models.visibility import rows_as

VERSION = "_version"
_PERSON = "_person_"
_KEY = "panel_key_"  # no column of anybody's is called so
_VEIL = "_veil_"


@dataclass(frozen=True, slots=True)
class Row:
    """A row as people may see it. `values` by field key, canonical; `titles` and `links` (encoded
    keys) for fields that refer to another row; `veiled` are the fields whose values are masked. `key` is
    None where rows can not be opened."""

    key: str | None
    version: str | None
    title: str
    values: Mapping[str, Canonical]
    titles: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    veiled: frozenset[str] = frozenset()


Found = Mapping[str, Any]
Given = Mapping[str, str | int | None]  # what an execution gives to the parameters of a kept statement


def fetch(desk: Desk, screen: Screen, statement: sa.Select[Any], given: Given | None = None) -> list[Found]:
    """The rows of a statement by its labels, with the values `given` to its parameters.

    What the server refuses comes back as a sentence of ours.
    """
    try:
        result = desk.connection.execute(statement, {**parameters(desk), **(given or {})})
        rows = result.all()
    except DBAPIError as error:
        raise refusal(error, screen, desk.panel) from error
    names = statement.selected_columns.keys()
    return [dict(zip(names, row, strict=True)) for row in rows]


def column_of(desk: Desk, screen: Screen, one: Field) -> sa.ColumnElement[Any]:
    """The column, or the office's expression, of a field: masked where it is masked."""
    found = masking.shown(desk, screen, one)
    return found.label(one.key) if one.sql is not None or one.mask is not None else found


def key_columns(desk: Desk, screen: Screen) -> list[sa.Column[Any]]:
    """The columns that identify a row of a screen."""
    by_name = {column.name: column for column in desk.panel.table_of(screen).columns}
    return [by_name[name] for name in screen.key_columns]


def has_key(desk: Desk, screen: Screen, key: str) -> sa.ColumnElement[bool]:
    """The clause for one row by its encoded key. The text is cast, never the column: indexes serve.

    Raises Missing when no row of this screen can have such a key.
    """
    columns, parts = key_columns(desk, screen), key_parts(screen, key).values()
    return sa.and_(*(column == parameter(column, part) for column, part in zip(columns, parts, strict=True)))


def key_parts(screen: Screen, key: str, name: str = _KEY) -> dict[str, str]:
    """The parts of an encoded key, each under the name that it has in `has_given_key`.

    Raises Missing when no row of this screen can have such a key.
    """
    if not screen.key_columns:
        raise Missing
    return {f"{name}{number}": part for number, part in enumerate(keys.decode(key, len(screen.key_columns)))}


def has_given_key(desk: Desk, screen: Screen, name: str = _KEY) -> sa.ColumnElement[bool]:
    """`has_key` for a statement that is kept: each execution gives the parts of its key."""
    columns = enumerate(key_columns(desk, screen))
    return sa.and_(*(column == parameter(column, None, f"{name}{number}") for number, column in columns))


def parameter(
    column: sa.ColumnElement[Any], written: str | None, name: str | None = None
) -> sa.ColumnElement[Any]:
    """A canonical text as a parameter of a column's type; the server reads it.

    With a name, each execution gives it.
    """
    cast = isinstance(column.type, sa.Integer | sa.Boolean)
    type_: sa.types.TypeEngine[Any] = sa.Text() if cast else column.type
    found = sa.bindparam(name, type_=type_) if name else sa.literal(written, type_)
    return sa.cast(found, column.type) if cast else found


def title_keys(screen: Screen) -> list[str]:
    """The fields that a row's title is made of."""
    return [part for kind, part in screen.title if kind == "field"]


def title_of(screen: Screen, values: Mapping[str, Canonical], titles: Mapping[str, str]) -> str:
    """The words by which people know a row; its key when those are blank."""
    parts = [part if kind == "text" else _shown(screen, part, values, titles) for kind, part in screen.title]
    title = " ".join("".join(parts).split())
    if title:
        return title
    return " ".join(text(values.get(key)) or "" for key in _key_of(screen)).strip() or "—"


def _shown(screen: Screen, key: str, values: Mapping[str, Canonical], titles: Mapping[str, str]) -> str:
    if key in titles:
        return titles[key]
    written = text(values.get(key)) or ""
    options = screen.fields[key].options
    if not options:
        return written
    return next((option.label.id for option in options if option.value == written), written)


def _key_of(screen: Screen) -> tuple[str, ...]:
    """The field keys of a row's key, in its order."""
    found = (screen.field_of(name) for name in screen.key_columns)
    return tuple(one.key for one in found if one is not None)


@dataclass(frozen=True, slots=True)
class Target:
    """A reference of one column, joined: the fields of the other screen that make its title."""

    field: Field
    screen: Screen
    desk: Desk
    name: str
    fields: tuple[Field, ...]
    joined: tuple[Field, ...]
    key: tuple[str, ...]

    def rows(self) -> sa.FromClause:
        """What is joined. Made only for a statement that is not kept: with row rules it costs as much."""
        return rows_as(self.desk, self.screen, self.joined, self.name)


@dataclass(frozen=True, slots=True)
class Selection:
    """The fields to read of a screen, ready to become a statement and to read its rows back."""

    desk: Desk
    screen: Screen
    fields: tuple[Field, ...]
    targets: tuple[Target, ...]
    key: tuple[str, ...]
    known: dict[tuple[str, Any], tuple[str, str | None]] = field(default_factory=dict, compare=False)

    def inner(self, extra: Iterable[sa.ColumnElement[Any]] = ()) -> sa.Select[Any]:
        """The SELECT on the table alone; the caller adds WHERE, ORDER BY and LIMIT."""
        columns = [column_of(self.desk, self.screen, one) for one in self.fields]
        columns += [
            masking.veiled(self.desk, one.mask).label(_VEIL + one.key)
            for one in self.fields
            if one.mask is not None and one.mask.when is not None
        ]
        if self.screen.table.kind in ("table", "partitioned"):
            columns.append(version_of(self.desk.panel.table_of(self.screen)).label(VERSION))
        return sa.select(*columns, *extra).select_from(self.desk.panel.table_of(self.screen))

    def outer(self, inner: sa.Select[Any]) -> tuple[sa.Select[Any], sa.Subquery]:
        """The found rows with the titles of what they refer to, and the subquery to order by."""
        page = inner.subquery("page")
        source: sa.FromClause = page
        columns: list[sa.ColumnElement[Any]] = list(page.c)
        for target in self.targets:
            far = target.screen.field_of(_reference(target.field).target_columns[0])
            assert far is not None  # a target without that column is not joined
            rows = target.rows()
            source = source.outerjoin(rows, rows.c[far.key] == page.c[target.field.key])
            columns += [rows.c[one.key].label(label_in(target, one)) for one in target.fields]
        columns += [name_of(page.c[one.key]).label(_PERSON + one.key) for one in self.fields if one.person]
        return sa.select(*columns).select_from(source), page

    def row(self, found: Found) -> Row:
        titles: dict[str, str] = {}
        links: dict[str, str] = {}
        for target in self.targets:
            name = target.field.key
            if found[name] is not None:
                titles[name], link = self._referred(target, found)
                if link is not None:
                    links[name] = link
        people = {one.key: found[_PERSON + one.key] for one in self.fields if one.person}
        titles |= {key: name for key, name in people.items() if name}
        values = {one.key: found[one.key] for one in self.fields}
        title, key = title_of(self.screen, values, titles), _encoded(self.key, values)
        return Row(key, found.get(VERSION), title, values, titles, links, self._veiled(found))

    def _referred(self, target: Target, found: Found) -> tuple[str, str | None]:
        """Title and encoded key of what a row refers to: many rows refer to the same few."""
        which = target.field.key, found[target.field.key]
        if which not in self.known:
            values = {one.key: found[label_in(target, one)] for one in target.fields}
            self.known[which] = title_of(target.screen, values, {}), _encoded(target.key, values)
        return self.known[which]

    def _veiled(self, found: Found) -> frozenset[str]:
        masked = (one.key for one in self.fields if one.mask is not None and found[one.key] is not None)
        return frozenset(key for key in masked if found.get(_VEIL + key, True))


_USERS = sa.table(
    "ab_user", *(sa.column(name, sa.Text) for name in ("username", "first_name", "last_name")), schema="panel"
)


def name_of(username: sa.ColumnElement[Any]) -> sa.ScalarSelect[str]:
    """Somebody's name by their user name; NULL for one that nobody has (any more)."""
    name = sa.func.concat_ws(
        " ", _USERS.c.first_name, sa.func.nullif(_USERS.c.last_name, _USERS.c.first_name)
    )
    return sa.select(name).where(_USERS.c.username == username).scalar_subquery()


def selection(desk: Desk, screen: Screen, shown: Iterable[str]) -> Selection:
    """Reads the shown fields, and those that key, title and references need."""
    key = _key_of(screen)
    asked = [*shown, *title_keys(screen), *key]
    wanted = dict.fromkeys([*asked, *_companions(screen, asked)])
    fields = tuple(
        screen.fields[key] for key in wanted if not screen.fields[key].hidden or _is_needed(screen, key)
    )
    whole_key = key if len(key) == len(screen.key_columns) else ()
    return Selection(desk, screen, fields, tuple(targets(desk, fields)), whole_key)


def _companions(screen: Screen, keys: Iterable[str]) -> Iterable[str]:
    """A file is shown by its name and type, a deadline by what ends it: columns beside it."""
    for key in keys:
        one = screen.fields[key]
        yield from one.file.companions if one.file else ()
        yield from one.deadline.needs if one.deadline else ()


def _is_needed(screen: Screen, key: str) -> bool:
    return screen.fields[key].column.name in screen.key_columns or key in screen.companions


def targets(desk: Desk, fields: Sequence[Field]) -> Iterable[Target]:
    """What the references among these fields lead to, where the actor may see it."""
    for number, one in enumerate(fields):
        screen = desk.panel.screens.get(one.reference.screen) if one.reference else None
        if screen is None or one.reference is None or not _may_see(desk, screen):
            continue
        if screen.field_of(one.reference.target_columns[0]) is None:
            continue
        key = _key_of(screen)
        needed = dict.fromkeys([*title_keys(screen), *key])
        readable = tuple(screen.fields[name] for name in needed if screen.fields[name].sql is None)
        far = screen.field_of(one.reference.target_columns[0])
        joined = dict.fromkeys([*readable, *([far] if far else [])])
        yield Target(one, screen, desk, f"r{number}", readable, tuple(joined), key)


def _may_see(desk: Desk, screen: Screen) -> bool:
    return desk.actor.may("list", screen.key) or desk.actor.may("show", screen.key)


def _reference(one: Field) -> Reference:
    assert one.reference is not None
    return one.reference


def label_in(target: Target, one: Field) -> str:
    """What a field of a referenced row is called in the SELECT."""
    return f"{target.field.key}__{one.key}"


def _encoded(key: tuple[str, ...], values: Mapping[str, Canonical]) -> str | None:
    parts = [text(values.get(name)) for name in key]
    return None if not parts or None in parts else keys.encode(parts)


def is_sortable(one: Field) -> bool:
    """Whether a list can be put in the order of a field: it has an order, and an index may hold it."""
    return one.sql is None and one.mask is None and not one.hidden and one.kind in _SORTABLE


_SORTABLE = frozenset(Kind) - {Kind.JSON, Kind.ARRAY, Kind.RANGE, Kind.BYTES, Kind.SEARCH, Kind.OTHER}
