"""Rows as a template reads them: each field as people read it, with what it refers to behind it.

Everything is read when a template asks for it, through models/query.py with the rights of whoever prints:
a value that is masked for them is masked on paper. Rows that came together fetch together, so that a
register of a thousand lines asks as often as one of ten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from models import query
from models.description.screen import Child, Condition, Field, Order, Screen
from models.panel import Desk
from models.query import Listing, Row
from models.selecting import is_sortable
from models.values import Canonical, text

MOST_CHILDREN = 5000
_AT_ONCE = 500
_PAGE = 1000


@dataclass(frozen=True)
class Writer:
    """How values are written: `shown` as people read them, `parts` the elements of an array."""

    shown: Callable[[Field, object], str]
    parts: Callable[[str], tuple[str | None, ...] | None]


class Said:
    """A value on paper: its text. Compared and tested by what the database holds; a reference also has
    the fields of the row it points at. Without public names, so that none hides a field."""

    def __init__(
        self,
        said: str,
        raw: Canonical = None,
        parts: Sequence[str] = (),
        row: Callable[[], Line] | None = None,
    ) -> None:
        self._said, self._raw, self._parts, self._row = said, raw, parts, row

    def __str__(self) -> str:
        return self._said

    def __bool__(self) -> bool:
        return self._raw is not None and self._raw is not False and self._raw != "" and self._raw != "{}"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Said):
            return self._raw == other._raw
        return self._raw == other or (other is not None and text(self._raw) == other)

    def __hash__(self) -> int:
        return hash(text(self._raw))

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def __getitem__(self, name: str) -> object:
        if self._row is None:
            raise KeyError(name)
        return self._row()[name]


def raw_of(value: object) -> Canonical:
    """The canonical value behind a text on paper."""
    return value._raw if isinstance(value, Said) else None


class Line:
    """A row: its fields by name, `children`, and `heading`, the words by which people know it."""

    def __init__(self, together: Together, row: Row | None) -> None:
        self._together, self._row = together, row

    def __str__(self) -> str:
        return self._row.title if self._row else ""

    def __bool__(self) -> bool:
        return self._row is not None

    def __getitem__(self, name: str) -> object:
        together, row = self._together, self._row
        one = together.screen.fields.get(name)
        if one is not None and not one.hidden:
            return together.said(one, row)
        if name == "children":
            return Kids(together, row)
        if name == "heading":
            return Said(str(self), str(self) or None)
        raise KeyError(name)


class Kids:
    """The rows that belong to a row, by the key of the child, in the order in which they came."""

    def __init__(self, together: Together, row: Row | None) -> None:
        self._together, self._row = together, row

    def __getitem__(self, key: str) -> Sequence[Line]:
        child = next((one for one in self._together.screen.children if one.key == key), None)
        if child is None:
            raise KeyError(key)
        return self._together.children(child, self._row)


@dataclass
class Together:
    """Rows of one screen that were read together."""

    desk: Desk
    screen: Screen
    writer: Writer
    rows: Sequence[Row]
    _targets: dict[str, dict[str, Line]] = field(default_factory=dict)
    _children: dict[str, dict[str, list[Line]]] = field(default_factory=dict)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return tuple(Line(self, row) for row in self.rows)

    def said(self, one: Field, row: Row | None) -> Said:
        """A field of a row as a template prints it; a reference leads on to its row."""
        follow = (lambda: self._target(one, row)) if one.reference else None
        raw = row.values.get(one.key) if row else None
        if row is None or raw is None:
            return Said("", row=follow)
        parts = self.writer.parts(str(raw)) if str(raw).startswith("{") else None
        said = row.titles.get(one.key) or self.writer.shown(one, raw)
        return Said(said, raw, tuple(part for part in parts or () if part), follow)

    def _target(self, one: Field, row: Row | None) -> Line:
        """The row that a field points at; an empty one where it may not be seen."""
        assert one.reference is not None
        screen = self.desk.panel.screens[one.reference.screen]
        if one.key not in self._targets:
            far = screen.field_of(one.reference.target_columns[0])
            values = [text(each.values.get(one.key)) for each in self.rows]
            found = self._read(screen, far, values) if far else None
            self._targets[one.key] = (
                {
                    str(text(each.values[far.key])): line
                    for each, line in zip(found.rows, found.lines, strict=True)
                }
                if far and found
                else {}
            )
        value = text(row.values.get(one.key)) if row else None
        line = self._targets[one.key].get(str(value))
        return line or Line(Together(self.desk, screen, self.writer, ()), None)

    def children(self, child: Child, row: Row | None) -> Sequence[Line]:
        """The rows of a child that belong to a row: read once for all the rows together."""
        screen = self.desk.panel.screens.get(child.screen)
        if row is None or screen is None or not self.desk.actor.may("list", child.screen):
            return ()
        near = screen.field_of(child.columns[0]) if len(child.columns) == 1 else None
        own = self.screen.field_of(child.target_columns[0])
        if child.through or near is None or near.hidden or own is None:
            return self._of_one(child, screen, row)
        if child.key not in self._children:
            found = self._read(screen, near, [text(each.values.get(own.key)) for each in self.rows])
            kept = self._children[child.key] = {}
            for each, line in zip(found.rows, found.lines, strict=True):
                kept.setdefault(str(text(each.values.get(near.key))), []).append(line)
        return self._children[child.key].get(str(text(row.values.get(own.key))), ())

    def _of_one(self, child: Child, screen: Screen, row: Row) -> Sequence[Line]:
        belongs = (child.key, self.screen.key, row.key or "")
        return read(self.desk, screen, Listing(child=belongs, order=in_order(screen)), self.writer).lines

    def _read(self, screen: Screen, one: Field, values: Sequence[str | None]) -> Together:
        """The rows whose field has one of these values, where the actor may list them."""
        wanted = list(dict.fromkeys(value for value in values if value is not None))
        rows: list[Row] = []
        if self.desk.actor.may("list", screen.key) and not one.hidden:
            for start in range(0, len(wanted), _AT_ONCE):
                some = tuple(wanted[start : start + _AT_ONCE])
                asked = Listing(where=(Condition(one.key, "in", some),), order=in_order(screen))
                rows += read(self.desk, screen, asked, self.writer).rows
        return Together(self.desk, screen, self.writer, rows)


def read(desk: Desk, screen: Screen, asked: Listing, writer: Writer, most: int = MOST_CHILDREN) -> Together:
    """The rows of a listing with all their fields, page after page."""
    columns = tuple(one.key for one in screen.fields.values() if not one.hidden)
    rows: list[Row] = []
    cursor = None
    while len(rows) < most:
        size = min(_PAGE, most - len(rows))
        listing = Listing(
            asked.view, asked.search, asked.where, asked.order, columns, size, cursor, child=asked.child
        )
        page = query.page(desk, screen, listing)
        rows += page.rows
        cursor = page.after
        if cursor is None:
            break
    return Together(desk, screen, writer, rows)


def in_order(screen: Screen) -> tuple[Order, ...]:
    """As they came: by the key."""
    fields = (screen.field_of(name) for name in screen.key_columns)
    return tuple(Order(one.key) for one in fields if one is not None and is_sortable(one))
