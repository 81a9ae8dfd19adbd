"""Many new rows of one screen in few statements: the wide half of `records.add`.

The same rights, row rules and sentences; only where nothing needs to be asked or done row by row.
Their workflows begin together, see models/many_starting.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models import beginnings, deadlines, many_put, many_starting
from models.description.screen import Screen
from models.errors import Problem, Refused
from models.given import given, key_in
from models.panel import Desk
from models.records import allowed
from models.schema.refusals import NOT_THERE
from models.sight import all_must_still_be_seen, must_be_whole, unseen
from models.trail import Step, Trail, new_texts, readable, texts_in
from models.values import Canonical, text
from models.visibility import row_clause
from models.writing import writing

Values = Mapping[str, Canonical]


def is_plain(desk: Desk, screen: Screen) -> bool:
    """Whether new rows of a screen may be written together: all that follows from them can be, too."""
    return deadlines.follow_together(desk.panel, screen) and many_starting.is_wide(desk, screen)


def add(desk: Desk, screen: Screen, rows: Sequence[Values], trail: Trail | None) -> None:
    """Writes new rows of canonical values that were read already (`records.read_values`), in their order.

    All or none: raises Forbidden, and Refused for what is wrong with any of them.
    """
    screen = desk.panel.seen(screen)
    allowed(desk, screen, "add", screen.can_add, screen.cannot_add_because)
    new = []
    for values in rows:
        must_be_whole(screen, values)
        new.append(beginnings.filled(desk, screen, values))
    _must_point_at_seen(desk, screen, rows)
    whole = readable(desk, screen) if trail is not None else ()
    with writing(desk, screen, {}):
        found = many_put.inserted(desk, screen, new, new_texts(desk, screen, whole))
        keys = [key_in(row) for row in found] if screen.key_columns else []
        follows = bool(keys) and _follow(desk, screen, keys)
        if keys and row_clause(desk, screen) is not None:
            all_must_still_be_seen(desk, screen, given(screen, ((key, {}) for key in keys)))
    if trail is not None:
        for key, row in zip(keys, found, strict=False):
            trail.steps.append(
                Step("insert", key, None, None if follows else texts_in(desk, screen, row, whole))
            )


def _follow(desk: Desk, screen: Screen, keys: Sequence[str]) -> bool:
    """What follows from new rows: counted deadlines, the beginning of their workflow. Whether any did."""
    counts = deadlines.follow_all(desk, screen, keys)
    return many_starting.start_all(desk, screen, keys) or counts


def _must_point_at_seen(desk: Desk, screen: Screen, rows: Sequence[Values]) -> None:
    names = dict.fromkeys(name for values in rows for name in values if screen.fields[name].reference)
    for name in names:
        one = screen.fields[name]
        if unseen(desk, one, {text(values.get(name)) for values in rows}):
            raise Refused(Problem(NOT_THERE, name, {"labels": one.label}))
