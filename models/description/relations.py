"""How tables hang together: references up, children down, link tables between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from models.description import wording
from models.description.screen import Child, Field, Reference, Wording
from models.schema.catalog import Catalog, Column, ForeignKey, Kind, Table, TableName

_LINK_EXTRAS = frozenset(
    ("position", "pos", "order", "sort", "sort_order", "rank", "urutan", "seq", "sequence")
)
_MOMENTS = frozenset({Kind.INSTANT, Kind.DATETIME, Kind.DATE})


@dataclass(frozen=True)
class Place:
    """What relations need to know of the screen of a table."""

    screen: str
    label: Wording
    table: Table
    fields: Mapping[str, Field]


def is_link(table: Table) -> bool:
    """Whether a table only ties two others together: two foreign keys and nothing of its own."""
    if table.kind not in ("table", "partitioned") or len(table.foreign_keys) != 2:
        return False
    first, second = table.foreign_keys
    tied = {*first.columns, *second.columns}
    if set(first.columns) & set(second.columns):
        return False
    return all(column.name in tied or _says_nothing(table, column) for column in table.columns)


def _says_nothing(table: Table, column: Column) -> bool:
    if column.name in table.primary_key:
        return len(table.primary_key) == 1 and (column.default is not None or bool(column.identity))
    if column.name.lower() in _LINK_EXTRAS:
        return True
    return column.kind in _MOMENTS and column.default is not None


def references_of(table: Table, screens: Mapping[TableName, str]) -> dict[str, Reference]:
    """Column -> the screen it points at, for foreign keys of one column whose table can be seen."""
    found: dict[str, Reference] = {}
    for one in table.foreign_keys:
        if len(one.columns) == 1 and one.target in screens:
            found.setdefault(one.columns[0], _reference(one, screens))
    return found


def parents_of(
    table: Table, screens: Mapping[TableName, str], children: Iterable[Child] = ()
) -> tuple[Reference, ...]:
    """Where the composite foreign keys point. One is called like its screen, with its columns where that
    means something else already: a column, a child, another reference to the same screen."""
    found = [
        _reference(one, screens)
        for one in table.foreign_keys
        if len(one.columns) > 1 and one.target in screens
    ]
    taken = Counter(one.screen for one in found)
    taken.update([column.name for column in table.columns] + [child.key for child in children])
    return tuple(
        replace(one, name=one.screen if taken[one.screen] == 1 else "_".join((one.screen, *one.columns)))
        for one in found
    )


def _reference(one: ForeignKey, screens: Mapping[TableName, str]) -> Reference:
    return Reference(screens[one.target], one.columns, one.target_columns)


def children_of(catalog: Catalog, places: Mapping[TableName, Place]) -> dict[TableName, tuple[Child, ...]]:
    """Table -> the children of its rows, sorted by the child's screen, for all tables at once."""
    found: dict[TableName, list[Child]] = {}
    for table in catalog.tables.values():
        place = places.get(table.name)
        if place is None:
            continue
        if _ties(place, places):
            first, second = table.foreign_keys
            _append(found, first, _through(place, first, second, places))
            _append(found, second, _through(place, second, first, places))
            continue
        for one in table.foreign_keys:
            if one.target in places and _readable(place, one.columns):
                _append(
                    found,
                    one,
                    Child(place.screen, place.screen, place.label, one.columns, one.target_columns),
                )
    return {name: _told_apart(children, places) for name, children in found.items()}


def _ties(place: Place, places: Mapping[TableName, Place]) -> bool:
    ends = place.table.foreign_keys
    return is_link(place.table) and all(
        one.target in places and _readable(place, one.columns) for one in ends
    )


def _append(found: dict[TableName, list[Child]], key: ForeignKey, child: Child) -> None:
    children = found.setdefault(key.target, [])
    if child not in children:  # the same foreign key declared twice
        children.append(child)


def _readable(place: Place, columns: Iterable[str]) -> bool:
    seen = {one.column.name for one in place.fields.values()}
    return all(column in seen for column in columns)


def _through(link: Place, near: ForeignKey, far: ForeignKey, places: Mapping[TableName, Place]) -> Child:
    there = places[far.target]
    return Child(
        key=there.screen,
        screen=there.screen,
        label=there.label,
        columns=near.columns,
        target_columns=near.target_columns,
        through=link.screen,
        far_columns=far.columns,
        far_target_columns=far.target_columns,
    )


def _told_apart(children: list[Child], places: Mapping[TableName, Place]) -> tuple[Child, ...]:
    """Two ways to the same screen get keys and labels of their own, by the column or the link."""
    by_screen = {place.screen: place for place in places.values()}
    counted: dict[str, int] = {}
    for one in children:
        counted[one.screen] = counted.get(one.screen, 0) + 1
    named = [one if counted[one.screen] == 1 else _named(one, by_screen, children) for one in children]
    return tuple(sorted(named, key=lambda one: (one.screen, one.key)))


def _named(child: Child, by_screen: Mapping[str, Place], siblings: Iterable[Child]) -> Child:
    via = by_screen[child.through or child.screen]
    by_column = {one.column.name: one for one in via.fields.values()}
    links = [one for one in siblings if one.through == child.through and one.screen == child.screen]
    if child.through and len(links) == 1:
        return _renamed(child, child.through, via.label)
    # Two ways through one link table: named by what lies on the other side.
    columns = child.far_columns if child.through else child.columns
    fields = [by_column[name] for name in columns if name in by_column]
    label = fields[0].label if fields else Wording(wording.humanise(columns[0]))
    keys = "_".join(one.key for one in fields)
    return _renamed(child, f"{child.through}.{keys}" if child.through else keys, label)


def _renamed(child: Child, key: str, label: Wording) -> Child:
    words = Wording(
        f"{child.label.id} ({label.id})",
        f"{child.label.en or child.label.id} ({label.en or label.id})"
        if child.label.en or label.en
        else None,
    )
    return Child(
        key=f"{child.screen}.{key}",
        screen=child.screen,
        label=words,
        columns=child.columns,
        target_columns=child.target_columns,
        through=child.through,
        far_columns=child.far_columns,
        far_target_columns=child.far_target_columns,
    )
