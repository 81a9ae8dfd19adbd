"""Walks through the filters of a list: which screens and fields they ask, and how much they ask."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from models.description.screen import Along, Condition, Group, Having, Not, Screen, Where

Screens = Mapping[str, Screen]
MOST = 60  # filters in a list, groups among them
DEEPEST = 8
FARTHEST = 2  # references and children on the way to a field


def as_one(parts: Iterable[Where]) -> Where | None:
    """Filters that must all hold as a single one; None where there are none."""
    found = tuple(parts)
    return found[0] if len(found) == 1 else Group(found) if found else None


def is_too_much(parts: Collection[Where]) -> bool:
    """Whether there are more filters, or deeper or farther ones, than a list takes."""
    if all(type(one) is Condition for one in parts):
        return len(parts) > MOST
    return size(parts) > MOST or depth(parts) > DEEPEST or steps(parts) > FARTHEST


def conditions_in(parts: Iterable[Where]) -> Iterator[Condition]:
    """Every condition, however deep, on whatever screen."""
    for one in parts:
        if isinstance(one, Condition):
            yield one
        else:
            yield from conditions_in(inside(one))


def inside(one: Where) -> tuple[Where, ...]:
    """The filters that a filter is made of."""
    if isinstance(one, Group):
        return one.parts
    if isinstance(one, Not | Along):
        return (one.part,)
    return (one.part,) if isinstance(one, Having) and one.part is not None else ()


def far_screen(screens: Screens, screen: Screen, one: Along | Having) -> Screen | None:
    """The screen whose rows a filter asks; None where there is no such reference or child."""
    if isinstance(one, Having):
        child = screen.child_named(one.child)
        return screens.get(child.screen) if child else None
    reference = screen.reference_named(one.reference)
    return screens.get(reference.screen) if reference else None


def asked(screens: Screens, screen: Screen, parts: Iterable[Where]) -> Iterator[tuple[Screen, str | None]]:
    """Every field that filters ask, with its screen; another screen also by itself, without a field."""
    for one in parts:
        if isinstance(one, Condition):
            yield screen, one.field
        elif isinstance(one, Along | Having):
            if isinstance(one, Along):
                reference = screen.reference_named(one.reference)
                fields = (screen.field_of(name) for name in (reference.columns if reference else ()))
                yield from ((screen, field.key) for field in fields if field is not None)
            far = far_screen(screens, screen, one)
            if far is not None:
                yield far, None
                yield from asked(screens, far, inside(one))
        else:
            yield from asked(screens, screen, inside(one))


def conditions_at(
    screens: Screens, screen: Screen, parts: Iterable[Where]
) -> Iterator[tuple[Screen, Condition]]:
    """Every condition, with the screen that it is about."""
    for one in parts:
        if isinstance(one, Condition):
            yield screen, one
        else:
            far = far_screen(screens, screen, one) if isinstance(one, Along | Having) else screen
            yield from conditions_at(screens, far, inside(one)) if far is not None else ()


def size(parts: Iterable[Where]) -> int:
    """The number of filters, groups and steps to other screens included."""
    return sum(1 + size(inside(one)) for one in parts)


def depth(parts: Iterable[Where]) -> int:
    """How deep filters stand inside each other."""
    return max((1 + depth(inside(one)) for one in parts), default=0)


def steps(parts: Iterable[Where]) -> int:
    """The longest way to other screens, in references and children."""
    return max((isinstance(one, Along | Having) + steps(inside(one)) for one in parts), default=0)
