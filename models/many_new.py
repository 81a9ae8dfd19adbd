"""Many new rows of one screen in few statements: the wide half of `records.add`.

The same rights, row rules and sentences; only where nothing needs to be asked or done row by row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from models import beginnings, deadlines
from models.description.screen import Screen
from models.errors import Problem, Refused
from models.given import given, key_in, key_texts, typed
from models.many import SWALLOWED
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
    """Whether new rows of a screen may be written together: no number is taken, nothing is counted."""
    flow = screen.workflow
    begins = flow is not None and any(one.begin for one in flow.workflows.values())
    return not begins and not deadlines.follow_from(desk.panel, screen, screen.fields)


def add(desk: Desk, screen: Screen, rows: Sequence[Values], trail: Trail | None) -> None:
    """Writes new rows of canonical values that were read already (`records.read_values`).

    All or none: raises Forbidden, and Refused for what is wrong with any of them.
    """
    screen = desk.panel.seen(screen)
    allowed(desk, screen, "add", screen.can_add, screen.cannot_add_because)
    groups: dict[tuple[str, ...], list[Values]] = {}
    for values in rows:
        must_be_whole(screen, values)
        whole = beginnings.filled(desk, screen, values)
        groups.setdefault(tuple(whole), []).append(whole)
    _must_point_at_seen(desk, screen, rows)
    with writing(desk, screen, {}):
        for names, some in groups.items():
            _insert(desk, screen, names, some, trail)


def _must_point_at_seen(desk: Desk, screen: Screen, rows: Sequence[Values]) -> None:
    names = dict.fromkeys(name for values in rows for name in values if screen.fields[name].reference)
    for name in names:
        one = screen.fields[name]
        if unseen(desk, one, {text(values.get(name)) for values in rows}):
            raise Refused(Problem(NOT_THERE, name, {"labels": one.label}))


def _insert(
    desk: Desk, screen: Screen, names: tuple[str, ...], rows: Sequence[Values], trail: Trail | None
) -> None:
    """One INSERT of rows with the same columns."""
    table = desk.panel.table_of(screen)
    source = _source(names, rows)
    columns = [table.c[name] for name in names]
    read = [typed(column, source.c[f"c{at}"]) for at, column in enumerate(columns)]
    whole = readable(desk, screen) if trail is not None else ()
    statement = sa.insert(table).from_select(columns, sa.select(*read).select_from(source))
    told = statement.returning(*key_texts(desk, screen), sa.literal(1), *new_texts(desk, screen, whole))
    found = desk.connection.execute(told).mappings().all()
    if len(found) < len(rows):
        raise Refused(sentence=SWALLOWED)
    if screen.key_columns and row_clause(desk, screen) is not None:
        all_must_still_be_seen(desk, screen, given(screen, ((key_in(row), {}) for row in found)))
    if trail is not None and screen.key_columns:
        trail.steps += [
            Step("insert", key_in(row), None, texts_in(desk, screen, row, whole)) for row in found
        ]


def _source(names: Sequence[str], rows: Iterable[Values]) -> sa.FromClause:
    """The texts of rows as a table, in their order."""
    told = [{f"c{at}": text(values[name]) for at, name in enumerate(names)} for values in rows]
    made = sa.cast(sa.literal(json.dumps(told, ensure_ascii=False), sa.Text), JSONB)
    columns = [sa.column(f"c{at}", sa.Text) for at in range(len(names))] or [sa.column("c0", sa.Text)]
    return (
        sa.func.jsonb_to_recordset(made).table_valued(*columns).render_derived(name="_new", with_types=True)
    )
