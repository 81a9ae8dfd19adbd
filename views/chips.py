"""The active filters of a list as chips, each with the address of the list without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from models.description.screen import Screen, Where
from models.description.where import as_one
from models.errors import Refused
from views.filter_tree import Pairs, condition_at, filters_of, parsed, text_of, typed
from views.filter_words import Titles, phrase
from views.filters import PREFIX, TREE, Address, address, flat
from views.notation import words

_MOST_SHOWN = 120  # letters of a filter that cannot be read


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter in words, and the address without it. One with `parts` is a group of them, of
    which one must hold; `joint` stands between."""

    label: str
    value: str
    without: str
    parts: tuple[Chip, ...] = ()
    joint: str = ""

    @property
    def name(self) -> str:
        """What a screen reader calls it."""
        return self.label or self.value


def chips(screen: Screen, args: MultiDict[str, str], titles: Titles) -> list[Chip]:
    """The active filters, also those that cannot be read: they can at least be taken away."""
    return [*_flat(screen, args, titles), *_of_tree(screen, args, titles)]


def _flat(screen: Screen, args: MultiDict[str, str], titles: Titles) -> Iterator[Chip]:
    base = address(args)
    for name, (path, operator, values) in zip(_names(args), flat(args), strict=True):
        try:
            told = phrase(screen, condition_at(screen, path, operator, values, typed), titles)
            yield Chip(told.label, told.value, base.but(name))
        except Refused:
            one = screen.fields.get(path.partition(".")[0])
            yield Chip(words(one.label) if one else path, ", ".join(values)[:_MOST_SHOWN], base.but(name))


def _names(args: MultiDict[str, str]) -> list[str]:
    return [name for name in args if name.startswith(PREFIX) and any(args.getlist(name))]


def _of_tree(screen: Screen, args: MultiDict[str, str], titles: Titles) -> Iterator[Chip]:
    """Those of all trees of an address as one: a saved view may bring one more."""
    base, broken = address(args), []
    pairs: Pairs = ()
    for text in filter(None, args.getlist(TREE)):
        try:
            pairs += _spread(parsed(text))
        except Refused:
            broken.append(text)
    whole = base.but(**{TREE: text_of(pairs)})
    yield from (Chip(gettext("Saringan"), text[:_MOST_SHOWN], whole) for text in broken)
    for place, pair in enumerate(pairs):
        rest = (*pairs[:place], *pairs[place + 1 :])
        yield _chip(screen, pair, rest, place, base, titles)


def _spread(pairs: Pairs) -> Pairs:
    """Filters that must all hold, one by one, whether or not somebody put them into a list."""
    found: list[tuple[str, object]] = []
    for name, value in pairs:
        of_all = name == "all" and isinstance(value, list)
        inner = [one for one in value if isinstance(one, tuple)] if of_all and isinstance(value, list) else []
        if of_all and isinstance(value, list) and len(inner) == len(value):
            for one in inner:
                found += _spread(one)
        else:
            found.append((name, value))
    return tuple(found)


def _chip(
    screen: Screen, pair: tuple[str, object], rest: Pairs, place: int, base: Address, titles: Titles
) -> Chip:
    without = base.but(**{TREE: text_of(rest)})
    one = _read(screen, (pair,))
    if one is None:
        return Chip(gettext("Saringan"), text_of((pair,))[:_MOST_SHOWN], without)
    name, value = pair
    if name == "any" and isinstance(value, list) and len(value) > 1:
        parts = []
        for at, part in enumerate(value):
            left = value[:at] + value[at + 1 :]
            again = (*rest[:place], *(left[0] if len(left) == 1 else (("any", left),)), *rest[place:])
            inner = _read(screen, part)
            told = phrase(screen, inner, titles) if inner is not None else None
            away = base.but(**{TREE: text_of(again)})
            parts.append(Chip(told.label if told else "", told.value if told else "", away))
        return Chip("", str(phrase(screen, one, titles)), without, tuple(parts), gettext("atau"))
    told = phrase(screen, one, titles)
    return Chip(told.label, told.value, without)


def _read(screen: Screen, pairs: Pairs) -> Where | None:
    try:
        return as_one(filters_of(screen, pairs))
    except Refused:
        return None
