"""Where a record points by a key of several columns: a link, beside the columns themselves."""

from __future__ import annotations

from collections.abc import Sequence

from models import query
from models.description.screen import Condition, Reference, Screen
from models.panel import Desk
from models.query import Listing, Row
from views.record import Section, Shown
from views.wording import words


def among(desk: Desk, screen: Screen, row: Row, made: Sequence[Section], prefix: str) -> list[Section]:
    """The sections of a record with its composite references, each where its first column stands."""
    found = list(made)
    for reference in screen.parents:
        shown = _shown(desk, screen, row, reference, prefix)
        if shown is not None and found:
            place = _place(screen, found, reference)
            found[place] = found[place]._replace(values=[*found[place].values, shown])
    return found


def _shown(desk: Desk, screen: Screen, row: Row, reference: Reference, prefix: str) -> Shown | None:
    target = desk.panel.screens.get(reference.screen)
    if target is None or not desk.actor.may("list", target.key):
        return None
    wanted = []
    for column, far in zip(reference.columns, reference.target_columns, strict=True):
        one, there = screen.field_of(column), target.field_of(far)
        value = row.values.get(one.key) if one else None
        if there is None or there.hidden or value is None:
            return None
        wanted.append(Condition(there.key, "eq", value))
    rows = query.page(desk, target, Listing(where=tuple(wanted), size=1)).rows
    if not rows:
        return None
    opens = rows[0].key is not None and desk.actor.may("show", target.key)
    return Shown(
        words(target.label), rows[0].title, f"{prefix}{target.key}/show/{rows[0].key}" if opens else ""
    )


def _place(screen: Screen, made: Sequence[Section], reference: Reference) -> int:
    one = screen.field_of(reference.columns[0])
    labels = [words(part.label) for part in screen.sections if one and one.key in part.fields]
    return next((place for place, part in enumerate(made) if part.heading in labels), 0)
