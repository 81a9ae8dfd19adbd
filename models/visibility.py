"""Who sees which rows: the office's rules as clauses of our statements.

Whatever reads or writes rows asks here. A clause stands in a statement, or a part of one, that reads
nothing but the table of its screen, because the office writes columns by their bare names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from models.description.screen import Field, Screen
from models.errors import Missing, Refused
from models.masking import shown
from models.panel import Desk, Panel
from models.rule_sql import condition, parameters

Clause = sa.ColumnElement[bool]
OUT_OF_SIGHT = "Belum tersimpan: dengan isian ini Anda tidak akan melihat barisnya lagi."


def row_clause(
    desk: Desk, screen: Screen, source: sa.FromClause | None = None, *, many: bool = False
) -> Clause | None:
    """Whether the actor sees a row; None where they see all. `source`: an alias of the screen's table;
    `many`: the statement counts rows, rather than reading a few."""
    found = _clause(desk, screen, frozenset(), many)
    if found is None or source is None:
        return found
    table = desk.panel.table_of(screen)
    near = {column.name: column for column in source.columns}
    ours = {column.name: column for column in table.columns}
    keys = sa.select(*(ours[name] for name in screen.key_columns)).select_from(table).where(found)
    mine = [near[name] for name in screen.key_columns]
    return (mine[0] if len(mine) == 1 else sa.tuple_(*mine)).in_(keys)


def is_told_by_row(screen: Screen) -> bool:
    """Whether its own columns and other tables say if a row is seen: then a write can say it of the row that
    it has just written. A rule that reads the table itself would still read it as it was."""
    own = re.compile(rf"(\bfrom|\bjoin|,)\s+[\w\".]*\b{re.escape(screen.table.name.name)}\b", re.I)
    return screen.follows is None and not any(own.search(sql) for sql in screen.rows.values())


def seen_rows(desk: Desk, screen: Screen, many: bool = False) -> tuple[Clause, ...]:
    """The same as clauses to be added to others."""
    found = row_clause(desk, screen, many=many)
    return () if found is None else (found,)


def rows_as(desk: Desk, screen: Screen, fields: Iterable[Field], name: str) -> sa.FromClause:
    """The rows that the actor sees under another name, their masked fields masked."""
    table, wanted = desk.panel.table_of(screen), tuple(fields)
    clause = row_clause(desk, screen)
    if clause is None and not any(one.mask for one in wanted):
        return table.alias(name)
    columns = [
        shown(desk, screen, one).label(one.key) if one.mask or one.sql else table.c[one.key] for one in wanted
    ]
    return sa.select(*columns).select_from(table).where(*seen_rows(desk, screen)).subquery(name)


def must_see(desk: Desk, screen: Screen, has_key: Clause, after_write: bool = False) -> None:
    """Raises Missing where the actor does not see the row; after a write of theirs, Refused."""
    clause = row_clause(desk, screen)
    if clause is None:
        return
    table = desk.panel.table_of(screen)
    wanted: sa.Select[Any] = sa.select(sa.literal_column("1")).select_from(table).where(has_key, clause)
    if desk.connection.execute(wanted, parameters(desk)).first() is None:
        raise Refused(sentence=OUT_OF_SIGHT) if after_write else Missing


def has_row_rules(panel: Panel, screen: Screen, above: frozenset[str] = frozenset()) -> bool:
    """Whether some do not see all of its rows, by its own rules or by those of the rows it follows."""
    followed = screen.fields[screen.follows].reference if screen.follows else None
    if screen.rows or followed is None or followed.screen in above:
        return bool(screen.rows)
    return has_row_rules(panel, panel.screens[followed.screen], above | {screen.key})


def _clause(desk: Desk, screen: Screen, above: frozenset[str], many: bool) -> Clause | None:
    if desk.actor.everything:
        return None
    own, followed = _own(desk, screen, many), _followed(desk, screen, above | {screen.key}, many)
    found = [one for one in (own, followed) if one is not None]
    return sa.and_(*found) if found else None


def _own(desk: Desk, screen: Screen, many: bool) -> Clause | None:
    """`rows:` for the actor's roles: any of them is enough."""
    if not screen.rows:
        return None
    roles = [one for name, one in desk.panel.office.roles.items() if name in desk.actor.roles]
    able = [one.name for one in roles if one.may("list", screen.key) or one.may("show", screen.key)]
    unnamed = [name for name in able if name not in screen.rows]
    if unnamed and "*" not in screen.rows:
        return None
    wanted = [screen.rows[one.name] for one in roles if one.name in screen.rows]
    if "*" in screen.rows and (unnamed or not roles):
        wanted.append(screen.rows["*"])
    if not wanted:
        return sa.false()
    return sa.or_(*(condition(desk, sql, many) for sql in dict.fromkeys(wanted)))


def _followed(desk: Desk, screen: Screen, above: frozenset[str], many: bool) -> Clause | None:
    """`follows:` whether the row that this one belongs to is seen, asked row by row unless there are many."""
    one = screen.fields[screen.follows] if screen.follows else None
    if one is None or one.reference is None or one.reference.screen in above:
        return None
    target = desk.panel.screens[one.reference.screen]
    clause = _clause(desk, target, above, many)
    far = target.field_of(one.reference.target_columns[0])
    if clause is None or far is None:
        return None
    here, there = desk.panel.table_of(screen), desk.panel.table_of(target)
    if many:
        seen: Clause = here.c[one.key].in_(sa.select(there.c[far.key]).select_from(there).where(clause))
    else:
        row = sa.select(sa.true()).select_from(there).where(there.c[far.key] == here.c[one.key], clause)
        seen = row.correlate(here).scalar_subquery().is_(sa.true())
    return sa.or_(here.c[one.key].is_(None), seen) if one.column.nullable else seen
