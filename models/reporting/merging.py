"""Small numbers put together, so that nobody is recognised by being the only one of their kind.

A single row that was put aside could be worked out from the totals, so at least two go together.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from models.description.report import Merge, Value
from models.description.screen import Wording
from models.reporting.figures import Line
from models.reporting.shaping import Shaped, added, amount

HIDDEN = Wording(
    "Angka yang terlalu kecil untuk ditampilkan dikosongkan.", "Numbers too small to show are left empty."
)


def merge_small(made: Shaped, merge: Merge) -> Shaped:
    """The table with its small rows as one, at the end. What is too small even so is left empty, and the
    totals that would tell it."""
    places = _looked_at(made, merge)
    small = [one for one, line in enumerate(made.lines) if _is_small(line.values, places, merge.least)]
    if not small:
        return made
    # Stable: of equal ones, the first that comes.
    kept = deque(
        sorted(set(range(len(made.lines))) - set(small), key=lambda one: _weight(made.lines[one], places))
    )
    sums = {place: added(made.lines[one].values[place] for one in small) for place in places}
    while kept and (len(small) < 2 or _is_small(sums, places, merge.least)):  # noqa: PLR2004
        small.append(kept.popleft())
        sums = {place: added((sums[place], made.lines[small[-1]].values[place])) for place in places}
    merged = _together(made, small, merge)
    lines = (*(made.lines[one] for one in sorted(kept)), merged)
    if not _is_small(sums, places, merge.least):
        return replace(made, lines=lines)
    hidden = frozenset(place for place in places if _small(merged.values[place], merge.least))
    touched = hidden | {end for end, parts in made.sums.items() if hidden.intersection(parts)}
    values = tuple(None if place in touched else value for place, value in enumerate(merged.values))
    return replace(
        made,
        lines=(*lines[:-1], replace(merged, values=values)),
        silent=made.silent | touched,
        notes=(*made.notes, HIDDEN),
    )


def _looked_at(made: Shaped, merge: Merge) -> list[int]:
    return [
        place
        for place, one in enumerate(made.columns)
        if one.key in merge.of or (not merge.of and one.total == "sum")
    ]


def _small(value: Value, least: int) -> bool:
    number = amount(value)
    return number is not None and 0 < number < least


def _is_small(values: Sequence[Value] | Mapping[int, Value], places: Sequence[int], least: int) -> bool:
    return any(_small(values[place], least) for place in places)


def _weight(line: Line, places: Sequence[int]) -> Decimal:
    return sum((Decimal(amount(line.values[place]) or 0) for place in places), Decimal())


def _together(made: Shaped, those: Sequence[int], merge: Merge) -> Line:
    """One line for several: sums where columns add up, the label in its column, else nothing."""
    lines = [made.lines[one] for one in those]
    label = merge.into or next((one.key for one in made.columns if not one.is_number), "")
    looked = set(_looked_at(made, merge))
    values: list[Value] = []
    for place, one in enumerate(made.columns):
        if one.key == label:
            values.append(str(merge.label))
        else:
            adds = one.total == "sum" or place in looked
            values.append(added(line.values[place] for line in lines) if adds else None)
    return Line(tuple(values), merged=True)
