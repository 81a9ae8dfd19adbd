"""Filters as text, in the words of the description, as JSON: the parameter `filter` of an address.

    {"any": [{"status": "baru"}, {"village.kind": {"ne": "desa"}}], "evidence": {"some": {"kind": "foto"}}}

A text is read as people type it, or, for a program, as it is; a number or true and false stand as they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NoReturn

from models.days import is_word
from models.description.screen import Along, Condition, Field, Group, Having, Not, Screen, Where
from models.description.where import DEEPEST, Screens, as_one, far_screen
from models.errors import Problem, Refused
from models.filters import ARRAYS, OPERATORS, READABLE, UNREADABLE
from models.narrowing import NOT_THERE, TOO_MUCH
from models.values import BadValue
from views.base import seen_panel
from views.typed import DAYS, canonical, form_text

LONGEST = 6000  # letters of a filter: the line of a request holds 8190
NO_FILTER = "Saringan pada alamat ini tidak dapat dibaca. Hapus saringannya, lalu susun lagi."
_GROUPS = ("any", "all", "not")

Reader = Callable[[Field, str], object]  # the canonical value of a text
Pairs = tuple[tuple[str, object], ...]  # a mapping as it was written, a word that stands there twice too
Make = Callable[[Screen, str], Where]


def typed(one: Field, text: str) -> object:
    """The value of a text as people type it. Raises Refused."""
    if is_word(text) and one.kind in DAYS:
        return text
    try:
        return canonical(one, text)
    except BadValue as error:
        raise Refused(error.problem, sentence=UNREADABLE) from error


def as_it_is(_: Field, text: str) -> object:
    """The value of a text of a program."""
    return text


def parsed(text: str) -> Pairs:
    """A filter's words, not yet understood. Raises Refused."""
    if len(text) > LONGEST:
        raise Refused(Problem(TOO_MUCH), sentence=UNREADABLE)
    try:
        found = json.loads(text, object_pairs_hook=tuple, parse_float=Decimal, parse_constant=_refuse)
        json.dumps(_plain(found), ensure_ascii=False).encode()  # half a surrogate pair is in no text
    except (ValueError, RecursionError):
        _refuse()
    return _mapping(found)


def filters_in(screen: Screen, text: str, reader: Reader = typed) -> tuple[Where, ...]:
    """The filters of a text, all of which must hold. Raises Refused for what cannot be read."""
    return filters_of(screen, parsed(text), reader)


def filters_of(screen: Screen, pairs: Pairs, reader: Reader = typed, deep: int = 0) -> tuple[Where, ...]:
    """The same of words that are parsed already."""
    if deep > 2 * DEEPEST:
        raise Refused(Problem(TOO_MUCH), sentence=UNREADABLE)
    found: list[Where] = []
    for name, value in pairs:
        if name in _GROUPS:
            found += _group(screen, name, value, reader, deep)
        else:
            found += _named(screen, name, value, reader, deep)
    return tuple(found)


def _group(screen: Screen, name: str, value: object, reader: Reader, deep: int) -> Iterator[Where]:
    if name == "not":
        inner = as_one(filters_of(screen, _mapping(value), reader, deep + 1))
        yield Not(inner) if inner is not None else _refuse()
        return
    if not isinstance(value, list) or not value:
        _refuse()
    parts = (as_one(filters_of(screen, _mapping(one), reader, deep + 1)) for one in value)
    yield Group(tuple(one or _refuse() for one in parts), any=name == "any")


def _named(screen: Screen, path: str, value: object, reader: Reader, deep: int) -> Iterator[Where]:
    """What is asked of a field, of the row it refers to, or of the rows of a child."""
    if not isinstance(value, tuple):
        operator = "in" if isinstance(value, list) else "eq"
        empty = value is None
        values = value if isinstance(value, list) else [value]
        yield condition_at(screen, path, "empty" if empty else operator, [True] if empty else values, reader)
        return
    for operator, said in _mapping(value):
        if operator in ("some", "none"):
            found = along(screen, path, lambda far, key: _related(far, key, said, reader, deep))  # noqa: B023
            yield Not(found) if operator == "none" else found
        else:
            values = said if isinstance(said, list) else [said]
            yield condition_at(screen, path, operator, values, reader)


def _related(screen: Screen, key: str, value: object, reader: Reader, deep: int) -> Where:
    """`some` rows that a reference or a child leads to, for which filters hold."""
    far = _far(screen, key)
    inner = as_one(filters_of(far, _mapping(value), reader, deep + 1))
    if screen.reference_named(key) is None:
        return Having(key, inner)
    return Along(key, inner) if inner is not None else _refuse()


def condition_at(screen: Screen, path: str, operator: str, values: Sequence[object], reader: Reader) -> Where:
    """One condition on a field by its path: `status`, `village.kind`, `evidence.kind`."""
    return along(screen, path, lambda far, key: _condition(far, key, operator, values, reader))


def along(screen: Screen, path: str, make: Make) -> Where:
    """What `make` says of the last part of a path, on the screen to which the parts before it lead."""
    head, rest = _first(screen, path)
    if not rest:
        return make(screen, head)
    inner = along(_far(screen, head), rest, make)
    return Having(head, inner) if screen.reference_named(head) is None else Along(head, inner)


def _first(screen: Screen, path: str) -> tuple[str, str]:
    """The first part of a path, and the rest. The key of a child may itself be of several words."""
    long = [one.key for one in screen.children if "." in one.key and f"{path}.".startswith(f"{one.key}.")]
    head = max(long, key=len, default=path.partition(".")[0])
    return head, path[len(head) + 1 :]


def _far(screen: Screen, name: str) -> Screen:
    """The screen that a reference or a child of this name leads to."""
    reference, child = screen.reference_named(name), screen.child_named(name)
    key = reference.screen if reference else child.screen if child and name not in screen.fields else None
    return seen_panel().screens.get(key or "") or _unknown(name)


def _condition(screen: Screen, key: str, operator: str, values: Sequence[object], reader: Reader) -> Where:
    one, known = screen.fields.get(key), OPERATORS.get(operator)
    if one is None and operator == "empty" and screen.child_named(key) is not None:
        return _having_none(key, str(values[-1]).lower())
    if one is None or one.hidden:
        _unknown(key)
    if not values or any(isinstance(value, list | tuple) for value in values):
        _refuse()
    if known is None or known.takes == "flag" or known.kinds in (READABLE, ARRAYS):
        return Condition(key, operator, values[-1])
    read = [reader(one, value) if isinstance(value, str) else value for value in values]
    return Condition(key, operator, tuple(read) if known.takes in ("two", "several") else read[-1])


def _having_none(child: str, said: str) -> Where:
    """Whether a child has no rows, or has some."""
    if said not in ("true", "1", "false", "0"):
        _refuse()
    return Not(Having(child)) if said in ("true", "1") else Having(child)


def _mapping(value: object) -> Pairs:
    is_mapping = isinstance(value, tuple) and all(isinstance(one, tuple) and len(one) == 2 for one in value)
    return value if is_mapping else _refuse()  # type: ignore[return-value]


def _unknown(name: str) -> NoReturn:
    shown = name.encode("utf-8", "replace").decode()[:60]
    raise Refused(Problem(NOT_THERE, None, {"field": shown}), sentence=UNREADABLE)


def _refuse(_: object = None) -> NoReturn:
    raise Refused(Problem(NO_FILTER), sentence=UNREADABLE)


def text_of(pairs: Iterable[tuple[str, object]]) -> str:
    """Words as the text of a filter; those that stand twice are put into a list."""
    written = [{name: _plain(value)} for name, value in pairs]
    names = [name for one in written for name in one]
    whole: object = {"all": written}
    if len(set(names)) == len(names):
        whole = {name: value for one in written for name, value in one.items()}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")) if written else ""


def _plain(value: object) -> object:
    """Parsed words as plain lists and mappings."""
    if isinstance(value, tuple):
        return {name: _plain(one) for name, one in value}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return float(value) if isinstance(value, Decimal) else value


def words_of(screens: Screens, screen: Screen, one: Where) -> Mapping[str, object]:
    """A filter in the words that `filters_in` reads, its values as people type them."""
    if isinstance(one, Condition):
        field = screen.fields.get(one.field)
        if isinstance(one.value, list | tuple):
            return {one.field: {one.operator: [as_typed(field, item) for item in one.value]}}
        is_plain = one.value is None or isinstance(one.value, bool)
        return {one.field: {one.operator: one.value if is_plain else as_typed(field, one.value)}}
    if isinstance(one, Group):
        return {"any" if one.any else "all": [dict(words_of(screens, screen, part)) for part in one.parts]}
    if isinstance(one, Not):
        return {"not": dict(words_of(screens, screen, one.part))}
    name, far = one.child if isinstance(one, Having) else one.reference, far_screen(screens, screen, one)
    inner = words_of(screens, far, one.part) if one.part is not None and far is not None else {}
    return {name: {"some": dict(inner)}}


def as_typed(field: Field | None, value: object) -> str:
    """A value of a condition as people type it; words like `today` stay."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if field is None or is_word(value) else form_text(field, value)
