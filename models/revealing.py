"""A masked value opened for a moment, for a reason that is written down; and who has opened which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from models import events, keys, masking
from models.actor import Actor
from models.description.screen import Field, Screen
from models.errors import Forbidden, Missing, PanelError, Problem, Refused
from models.panel import Desk
from models.schema.catalog import TableName
from models.selecting import fetch, has_key, key_columns, selection
from models.values import text
from models.visibility import seen_rows

SECONDS = 60
SHORTEST, LONGEST = 5, 500
TOO_SHORT = "Tulis alasannya, paling sedikit {least} huruf."
NOT_YOURS = "Peran Anda tidak berhak membuka isian ini."
PAGE = 50


@dataclass(frozen=True, slots=True)
class Revealed:
    """One opening. `screen` is None where it is gone, `title` where the row is, or is not theirs to see."""

    id: int
    at: str
    who: str
    behalf: str
    key: str
    field: str
    reason: str
    table: str
    screen: Screen | None
    title: str | None


def may_reveal(actor: Actor, one: Field) -> bool:
    """Whether somebody may open the mask of a field."""
    return one.mask is not None and not actor.roles.isdisjoint(one.mask.reveal)


def reveal(desk: Desk, screen: Screen, key: str, field: str, reason: str) -> str:
    """The value that a mask hides. Raises Forbidden, Missing, Refused (no reason)."""
    if not desk.actor.may("show", screen.key):
        raise Forbidden
    screen = desk.panel.seen(screen)
    one = screen.fields.get(field)
    if one is None or one.hidden or one.mask is None:
        raise Missing
    if not may_reveal(desk.actor, one):
        raise Forbidden(NOT_YOURS)
    said = " ".join(reason.replace("\x00", "").encode("utf-8", "ignore").decode().split())[:LONGEST]
    key, value = _value(desk, screen, key, one)
    if len(said) < SHORTEST:
        raise Refused(Problem(TOO_SHORT, "reason", {"least": SHORTEST}))
    events.note(desk, screen, key, "reveal", one.key, said)
    return value


def _value(desk: Desk, screen: Screen, key: str, one: Field) -> tuple[str, str]:
    """The row's key as the log writes it ("01" may be found for 1), and the value."""
    own = [column.label(f"key_{place}") for place, column in enumerate(key_columns(desk, screen))]
    wanted = sa.select(masking.raw(desk, screen, one).label("value"), *own)
    wanted = wanted.select_from(desk.panel.table_of(screen))
    try:
        found = fetch(desk, screen, wanted.where(has_key(desk, screen, key), *seen_rows(desk, screen)))
    except Refused as error:  # a word where the key is a number: no such row
        raise Missing from error
    if not found:
        raise Missing
    row = found[0]
    return keys.encode(row[column.name] for column in own), text(row["value"]) or ""


_NEXT = sa.text("""
    SELECT id, at, actor, actor_name, behalf, table_schema, table_name, row_key, name, reason
    FROM panel.event
    WHERE kind = 'reveal' AND (CAST(:before AS bigint) IS NULL OR id < :before)
    ORDER BY id DESC LIMIT :most""")


def log(desk: Desk, before: int | None = None) -> tuple[tuple[Revealed, ...], int | None]:
    """The openings before one of them, the newest first, and where to go on. The caller has asked for the
    right; the titles are those that the reader may see."""
    rows = desk.connection.execute(_NEXT, {"before": before, "most": PAGE + 1}).all()
    titles = _titles(desk, rows[:PAGE])
    told = tuple(_told(desk, row, titles) for row in rows[:PAGE])
    return told, told[-1].id if len(rows) > PAGE else None


def _told(desk: Desk, row: Any, titles: Mapping[tuple[str, str], str]) -> Revealed:
    screen = desk.panel.screen_on(TableName(row.table_schema, row.table_name))
    zone = desk.panel.office.zone
    return Revealed(
        id=row.id,
        at=row.at.astimezone(zone).isoformat(sep=" ", timespec="seconds"),
        who=row.actor_name or row.actor,
        behalf=row.behalf or "",
        key=row.row_key,
        field=row.name,
        reason=row.reason or "",
        table=row.table_name,
        screen=screen,
        title=titles.get((screen.key, row.row_key)) if screen else None,
    )


def _titles(desk: Desk, rows: Iterable[Any]) -> dict[tuple[str, str], str]:
    """The titles of the rows that the reader sees: a statement for each screen."""
    wanted: dict[str, dict[str, None]] = {}
    for row in rows:
        screen = desk.panel.screen_on(TableName(row.table_schema, row.table_name))
        if screen is not None and desk.actor.may("show", screen.key):
            wanted.setdefault(screen.key, {})[row.row_key] = None
    found = {}
    for name, chosen_keys in wanted.items():
        screen = desk.panel.screens[name]
        chosen = selection(desk, screen, ())
        try:
            any_of = sa.or_(sa.false(), *(has_key(desk, screen, key) for key in chosen_keys))
            statement, _ = chosen.outer(chosen.inner().where(any_of, *seen_rows(desk, screen)))
            with desk.connection.begin_nested():
                titled = [chosen.row(row) for row in fetch(desk, screen, statement)]
        except PanelError:  # the key of this table has become another
            continue
        found.update({(name, row.key): row.title for row in titled if row.key is not None})
    return found
