"""What was changed in a row: by whom, through which door, cell by cell; and one change put back.

The trigger `panel.audit_row` writes the history; this is its one reader. Old values are as sensitive as
new ones: what an actor may not read in a row they do not read here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from models import query
from models.description.screen import Field, Screen
from models.errors import Forbidden, Missing
from models.panel import Desk
from models.selecting import Row, fetch, parameter, selection, title_of
from models.visibility import seen_rows

SIZE = 20
Reading = Literal["shown", "masked", "hidden"]
_NOTHING = re.compile(r"\(\s*\)")  # what stood in brackets is not to be read


@dataclass(frozen=True, slots=True)
class Cell:
    """A changed value: canonical texts, None for empty. `masked`: this actor must not see them; `kept` is
    False where only a fingerprint was written down."""

    field: Field
    old: str | None
    new: str | None
    masked: bool = False
    kept: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one row. `at` is a moment as the server prints it."""

    id: int
    at: str
    actor: str
    name: str | None
    behalf: str | None
    door: str
    operation: str  # insert, update, delete
    cells: tuple[Cell, ...]
    whole: bool = False  # no value is left out

    @property
    def who(self) -> str:
        return self.name or self.actor


@dataclass(frozen=True, slots=True)
class History:
    """`titles`: what references lead to, by field key and value. `after`: where older ones begin."""

    changes: tuple[Change, ...]
    titles: Mapping[tuple[str, str], str]
    after: int | None = None


_OF_ROW = sa.text("""
    SELECT id, date_trunc('minute', at)::text AS at, actor, actor_name, behalf, door, operation, old, new
    FROM panel.history
    WHERE table_schema = :schema AND table_name = :table AND row_key = :key
      AND (CAST(:before AS bigint) IS NULL OR id < :before) AND (CAST(:id AS bigint) IS NULL OR id = :id)
    ORDER BY id DESC LIMIT :size""")
_WATCHED = sa.text("""
    SELECT EXISTS (SELECT FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
                   JOIN pg_namespace n ON n.oid = c.relnamespace
                   WHERE t.tgname = 'panel_audit' AND n.nspname = :schema AND c.relname = :table
                     AND t.tgenabled IN ('O', 'A'))""")


def history(desk: Desk, screen: Screen, key: str, before: int | None = None, size: int = SIZE) -> History:
    """The changes of a row that the actor may see, newest first. Raises Forbidden."""
    if not desk.actor.may("show", screen.key):
        raise Forbidden
    screen = desk.panel.seen(screen)
    found = _read(desk, screen, key, before=before, size=size + 1)
    changes = tuple(_change(desk, screen, one) for one in found[:size])
    after = changes[-1].id if len(found) > size else None
    return History(changes, titles(desk, screen, (cell for one in changes for cell in one.cells)), after)


def whole_change(desk: Desk, screen: Screen, key: str, id: int) -> Change:
    """One change with its masked values too: for putting them back, not for showing. Raises Missing."""
    screen = desk.panel.seen(screen)
    found = _read(desk, screen, key, id=id, size=1)
    if not found:
        raise Missing
    return _change(desk, screen, found[0], whole=True)


def row_of(desk: Desk, screen: Screen, key: str) -> Row | None:
    """The row as it is; None for one that is gone, whose history only readers of the log may see.

    Raises Missing, Forbidden.
    """
    try:
        return query.record(desk, screen, key)
    except Missing:
        if sees_log(desk) and _is_gone(desk, screen, key):
            return None
        raise


def sees_log(desk: Desk) -> bool:
    """Whether the actor may read what others did with what is hidden."""
    known = (desk.panel.office.roles.get(name) for name in desk.actor.roles)
    return desk.actor.everything or any(role.admin or role.sees_log for role in known if role)


def is_watched(desk: Desk, screen: Screen) -> bool:
    """Whether the server writes down the changes of this screen's table."""
    return bool(desk.connection.scalar(_WATCHED, _table(screen)))


def reading(desk: Desk, one: Field) -> Reading:
    """How an actor may read the old values of a field. A mask that depends on the row holds for all."""
    if one.hidden or (desk.actor.roles and desk.actor.roles <= one.hidden_for and not desk.actor.everything):
        return "hidden"
    return "masked" if one.mask is not None else "shown"


def cells(
    desk: Desk, screen: Screen, old: Mapping[str, Any], new: Mapping[str, Any], *, whole: bool = False
) -> tuple[Cell, ...]:
    """The values of a change, in the order of the screen's fields; masked ones only when it is `whole`."""
    found = []
    for one in screen.fields.values():
        name = one.column.name
        if one.sql is not None or not (name in old or name in new):
            continue
        read = reading(desk, one)
        if read == "masked" and not whole:
            found.append(Cell(one, None, None, masked=True))
        elif read != "hidden":
            pair = (old.get(name), new.get(name))
            kept = not any(isinstance(value, dict) for value in pair)
            found.append(Cell(one, _text(pair[0]), _text(pair[1]), masked=read == "masked", kept=kept))
    return tuple(found)


def titles(desk: Desk, screen: Screen, among: Iterable[Cell]) -> dict[tuple[str, str], str]:
    """What the references among these cells lead to: a statement for each kind of them."""
    values: dict[str, dict[str, None]] = {}
    for cell in among:
        if cell.field.reference is not None:
            held = (one for one in (cell.old, cell.new) if one is not None)
            values.setdefault(cell.field.key, {}).update(dict.fromkeys(held))
    found = {}
    for key, texts in values.items():
        named = _titles(desk, screen.fields[key], tuple(texts))
        found.update({(key, value): title for value, title in named.items()})
    return found


def _titles(desk: Desk, one: Field, values: Collection[str]) -> dict[str, str]:
    assert one.reference is not None
    target = desk.panel.screens.get(one.reference.screen)
    column = target.field_of(one.reference.target_columns[0]) if target else None
    if target is None or column is None or not values or not _may_see(desk, target):
        return {}
    chosen = selection(desk, target, (column.key,))
    there = desk.panel.table_of(target).c[column.key]
    wanted = there.in_([parameter(there, one) for one in values])
    statement, _ = chosen.outer(chosen.inner().where(wanted, *seen_rows(desk, target)))
    rows = [chosen.row(found) for found in fetch(desk, target, statement)]
    return {str(row.values[column.key]): row.title for row in rows}


def title_from(desk: Desk, screen: Screen, values: Mapping[str, Any]) -> str:
    """The words by which people know a row, from what the history holds of it; maybe none."""
    known = {cell.field.key: cell.new for cell in cells(desk, screen, {}, values) if not cell.masked}
    fields = [part for kind, part in screen.title if kind == "field"]
    usable = {
        key: text for key, text in known.items() if key in fields and screen.fields[key].reference is None
    }
    return _NOTHING.sub("", title_of(screen, usable, {})).strip(" ·-—") if usable else ""


def _may_see(desk: Desk, screen: Screen) -> bool:
    return desk.actor.may("list", screen.key) or desk.actor.may("show", screen.key)


def _is_gone(desk: Desk, screen: Screen, key: str) -> bool:
    newest = _read(desk, screen, key, size=1)
    return bool(newest) and newest[0]["operation"] == "delete"


def _read(
    desk: Desk, screen: Screen, key: str, *, size: int, before: int | None = None, id: int | None = None
) -> list[Mapping[str, Any]]:
    values = {**_table(screen), "key": key, "before": before, "id": id, "size": size}
    return [dict(one) for one in desk.connection.execute(_OF_ROW, values).mappings()]


def _table(screen: Screen) -> dict[str, str]:
    return {"schema": screen.table.name.schema, "table": screen.table.name.name}


def _change(desk: Desk, screen: Screen, found: Mapping[str, Any], *, whole: bool = False) -> Change:
    return Change(
        id=found["id"],
        at=found["at"],
        actor=found["actor"],
        name=found["actor_name"],
        behalf=found["behalf"],
        door=found["door"],
        operation=found["operation"],
        cells=cells(desk, screen, found["old"] or {}, found["new"] or {}, whole=whole),
        whole=whole and _is_whole(desk, screen, found["old"] or {}),
    )


def _is_whole(desk: Desk, screen: Screen, old: Mapping[str, Any]) -> bool:
    fields = [screen.field_of(name) for name in old]
    return all(one is not None and reading(desk, one) != "hidden" for one in fields)


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)
