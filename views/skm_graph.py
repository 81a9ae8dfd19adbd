"""The trend of the IKM as a line: the places of its points in a drawing, no script needed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

WIDTH, HEIGHT = 360, 120  # of the drawing, in its own units
_SIDE, _TOP, _BOTTOM = 22, 22, 24
_LEAST_SPAN = 10  # points of the IKM: a small change is no cliff


class Point(NamedTuple):
    """A place in the drawing, and what stands there."""

    x: float
    y: float
    label: str
    value: str
    named: bool  # whether its words fit below


class Line(NamedTuple):
    points: list[Point]
    path: str


def line(points: Sequence[tuple[str, Fraction, str]]) -> Line | None:
    """A line through (label, IKM, IKM as it is written); None where there are not two of them."""
    if len(points) < 2:  # noqa: PLR2004
        return None
    values = [float(value) for _, value, _ in points]
    low, high = min(values), max(values)
    middle, span = (low + high) / 2, max(high - low, _LEAST_SPAN)
    low = middle - span / 2
    wide = (WIDTH - 2 * _SIDE) / (len(points) - 1)
    every = max(1, -(-len(points) // 4))
    found = []
    for place, (label, _, said) in enumerate(points):
        x = _SIDE + place * wide
        y = _TOP + (1 - (values[place] - low) / span) * (HEIGHT - _TOP - _BOTTOM)
        named = (len(points) - 1 - place) % every == 0
        found.append(Point(round(x, 1), round(y, 1), label, said, named))
    return Line(found, " ".join(f"{one.x},{one.y}" for one in found))
