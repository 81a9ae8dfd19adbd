"""Deleted rows put back as they were, their keys too, by whoever deleted them. Part of the one door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from models import deadlines
from models.description.screen import Screen, Wording
from models.errors import Forbidden, Problem, Refused
from models.given import Given, given, key_in, key_texts, typed
from models.panel import Desk
from models.schema.mapping import version_of
from models.sight import all_must_still_be_seen
from models.trail import Texts
from models.writing import Saved, working

THERE = "Sudah ada baris lain dengan kunci yang sama."
UNREAD = "Kolom {columns} tidak terbaca oleh panel, jadi baris ini tidak dapat dikembalikan utuh."
_RESTORING = sa.text("SELECT set_config('panel.restoring', :on, true)")


class _WithKeys(sa.Insert):
    """An INSERT whose keys are those that it brings, where the server would give its own."""

    inherit_cache = True


@compiles(_WithKeys)
def _overriding(insert: _WithKeys, compiler: SQLCompiler, **more: Any) -> str:
    sql: str = compiler.visit_insert(insert, **more)  # type: ignore[no-untyped-call]
    return sql.replace(") SELECT ", ") OVERRIDING SYSTEM VALUE SELECT ", 1)


def restore(desk: Desk, screen: Screen, rows: Sequence[tuple[str, Texts]]) -> list[Saved]:
    """Writes rows from the texts that a Trail noted of them. Hidden and masked values go back unseen.

    Raises Forbidden, Refused (a key is taken; a column that could not be read), Stale.
    """
    screen = desk.panel.seen(screen)
    if not desk.actor.may("add", screen.key) or not screen.table.can_insert:
        raise Forbidden(screen.cannot_add_because)
    names = list(dict.fromkeys(name for _, texts in rows for name in texts))
    _must_be_whole(screen, names)
    source = given(screen, rows)
    with working(desk, screen):
        if desk.connection.execute(_there(desk, screen, source)).first() is not None:
            raise Refused(Problem(THERE))
        desk.connection.execute(_RESTORING, {"on": "yes"})
        found = desk.connection.execute(_insert(desk, screen, source, names)).mappings().all()
        desk.connection.execute(_RESTORING, {"on": ""})
        saved = [Saved(key_in(row), row.get("_version")) for row in found]
        for one in saved:
            deadlines.follow(desk, screen, one.key, (), new=True)
        all_must_still_be_seen(desk, screen, given(screen, rows))
    return saved


def _must_be_whole(screen: Screen, names: Sequence[str]) -> None:
    """Refuses a row of which a column is missing: it would come back with less than it had."""
    known = set(names)
    lost = [one.name for one in screen.table.columns if not one.generated and one.name not in known]
    shut = [one.name for one in screen.table.columns if one.name in known and not one.can_insert]
    if lost or shut:
        raise Refused(Problem(UNREAD, None, {"columns": Wording(", ".join([*lost, *shut]))}))


def _there(desk: Desk, screen: Screen, source: Given) -> sa.Select[Any]:
    table = desk.panel.table_of(screen)
    there = sa.select(sa.literal(1)).select_from(table, source.source)
    return there.where(source.is_row(desk, screen)).limit(1)


def _insert(desk: Desk, screen: Screen, source: Given, names: Sequence[str]) -> sa.Insert:
    table = desk.panel.table_of(screen)
    by_name: Mapping[str, sa.Column[Any]] = {str(column.name): column for column in table.columns}
    columns = [by_name[name] for name in names]
    rows = sa.select(*(typed(one, source.text(one)) for one in columns)).select_from(source.source)
    told = key_texts(desk, screen)
    if screen.table.kind == "table":
        told.append(version_of(table).label("_version"))
    return _WithKeys(table).from_select([one.key for one in columns], rows).returning(*told)
