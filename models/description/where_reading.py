"""The filters of a `where`: conditions, groups of them, and what they ask of other screens.

any: [{...}, {...}]    all: [{...}, {...}]    not: {...}
village.kind: desa     the row that a column refers to; `village: {some: {...}}` for several conditions
evidence: {some: {kind: foto}}    rows of a child; also {none: {...}} and {empty: true}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from models.description.conditions import conditions_on
from models.description.reading import Reading, children_named, named
from models.description.screen import Along, Child, Group, Having, Not, Where
from models.description.where import as_one, is_too_much

GROUPS = ("any", "all", "not")
RELATED = ("some", "none")
_LIST = "daftar, misalnya [{status: baru}, {status: proses}]"
_ONE = "saringan, misalnya {status: baru}"

Place = tuple[str | int, ...]


def filters_of(reading: Reading, where: dict[str, Any], *path: str | int) -> tuple[Where, ...]:
    """The filters of a `where`; what is wrong with them goes to the reading's findings."""
    found = tuple(_all(reading, where, path))
    if is_too_much(found):
        reading.add("D406", *path)
    return found


def _all(reading: Reading, where: Any, path: Place) -> Iterator[Where]:
    if not isinstance(where, dict):
        reading.add("D404", *path, word=path[-1], expected=_ONE)
        return
    for name, wanted in where.items():
        place = (*path, name)
        if name in GROUPS:
            yield from _group(reading, name, wanted, place)
        else:
            yield from _named(reading, name, wanted, place)


def _group(reading: Reading, name: str, wanted: Any, place: Place) -> Iterator[Where]:
    if name == "not":
        inner = as_one(_all(reading, wanted, place))
        yield from (Not(one) for one in [inner] if one is not None)
        return
    if not isinstance(wanted, list) or not wanted:
        reading.add("D404", *place, word=name, expected=_LIST)
        return
    parts = (as_one(_all(reading, one, (*place, at))) for at, one in enumerate(wanted))
    yield Group(tuple(one for one in parts if one is not None), any=name == "any")


def _named(reading: Reading, name: str, wanted: Any, place: Place) -> Iterator[Where]:
    """What is asked of a column, of the row it refers to, or of the rows of a child."""
    field = named(reading.fields, name)
    head, _, rest = name.partition(".")
    if field is None and rest:
        yield from _beyond(reading, head, place, lambda far: _named(far, rest, wanted, place))
        return
    words = set(wanted) if isinstance(wanted, dict) else set()
    if words & set(RELATED) or (field is None and _child(reading, name) and words <= {"empty"}):
        for word, value in wanted.items():
            yield from _related(reading, name, word, value, (*place, word))
        return
    field = reading.column(name, *place, word="where")
    if field is not None:
        yield from conditions_on(reading, field, wanted, place)


def _related(reading: Reading, name: str, word: str, value: Any, place: Place) -> Iterator[Where]:
    """`some`, `none` and `empty` of rows on another screen."""
    if word == "empty" and isinstance(value, bool) and (child := _child(reading, name)):
        yield Not(Having(child.key)) if value else Having(child.key)
    elif word in RELATED:
        found = _beyond(reading, name, place, lambda far: _all(far, value, place), empty=value == {})
        yield from (Not(one) if word == "none" else one for one in found)
    else:
        reading.add("D407", *place, operator=word, screen=name)


def _beyond(reading: Reading, name: str, place: Place, read: Any, empty: bool = False) -> Iterator[Where]:
    """One filter on the rows that a reference or a child of this name leads to."""
    field, child = named(reading.fields, name), _child(reading, name)
    reference = field.reference if field and not field.hidden else _parent(reading, name)
    if field is not None and field.reference is None:
        reference = None
    target = reference.screen if reference else child.screen if child else None
    if target is None or target not in reading.around.tables:
        reading.add("D405", *place, name=name, screen=reading.screen)
        return
    inner = as_one(read(reading.on(target)))
    if reference is not None and inner is not None:
        yield Along(field.key if field else name, inner)
    elif child is not None and reference is None and (inner is not None or empty):
        yield Having(child.key, inner)


def _child(reading: Reading, name: str) -> Child | None:
    known = reading.around.tabs.get(reading.screen, reading.children)
    found = children_named(known, name)
    return found[0] if found else None


def _parent(reading: Reading, name: str) -> Any:
    known = reading.around.parents.get(reading.screen, ())
    return next((one for one in known if one.name == name), None)
