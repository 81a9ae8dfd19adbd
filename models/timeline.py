"""The story of a row: what people did with it, what was changed, what was added to it; newest first.

One statement reads a page: events of the row, its own changes, and the changes of rows that follow it
(their screens say `follows`), also of those that follow these. What happened in one transaction is told
together: the rows that a transition added stand under it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Literal

import sqlalchemy as sa

from models import audit, events, keyset, query
from models.description.screen import Field, Screen
from models.errors import Forbidden, Problem, Refused
from models.keys import encode
from models.panel import Desk
from models.selecting import fetch, has_key, selection
from models.visibility import row_clause, seen_rows

SIZE = 12
_MOST_ROWS = 400  # of a page: a transaction may have changed thousands
LONGEST_NOTE = 4000
Kind = Literal["transition", "print", "reveal", "note", "revert", "created", "changed", "deleted", "below"]


@dataclass(frozen=True, slots=True)
class Part:
    """A row of another screen that was added, changed or removed. `key` is None where it cannot be opened."""

    screen: Screen
    operation: str
    key: str | None
    title: str
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """`name`, `reason` and `data` are those of an event; `fields` were changed; `parts` came along."""

    kind: Kind
    at: str
    actor: str
    who: str
    behalf: str | None
    door: str
    name: str = ""
    reason: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of what happened to a row, the latest first."""

    entries: tuple[Entry, ...]
    after: str | None = None  # a cursor


_SAID = "id, at, transaction, actor, actor_name, behalf, door, table_schema, table_name, row_key"
_PAGE = sa.text(f"""
    WITH below AS MATERIALIZED (
        SELECT {_SAID}, operation, old, new FROM panel.history
        WHERE about_schema = :schema AND about_table = :table AND about_key = :key
    ), found AS (
        SELECT 'event' AS source, {_SAID}, kind, name, reason, data, NULL AS operation,
               NULL::jsonb AS old, NULL::jsonb AS new FROM panel.event
        WHERE table_schema = :schema AND table_name = :table AND row_key = :key AND (:log OR kind <> 'reveal')
        UNION ALL
        SELECT 'own', {_SAID}, NULL, NULL, NULL, NULL, operation, old, new FROM panel.history
        WHERE table_schema = :schema AND table_name = :table AND row_key = :key
        UNION ALL
        SELECT 'below', {_SAID}, NULL, NULL, NULL, NULL, operation, old, new FROM (
            SELECT * FROM below
            UNION
            SELECT {", ".join("h." + one for one in f"{_SAID}, operation, old, new".split(", "))}
            FROM panel.history h
            JOIN (SELECT DISTINCT table_schema, table_name, row_key FROM below) b
              ON (h.about_schema, h.about_table, h.about_key) = (b.table_schema, b.table_name, b.row_key)
        ) AS rows WHERE table_schema || '.' || table_name = ANY (:tables)
    ), moments AS (
        SELECT transaction, max(at) AS last FROM found GROUP BY transaction
        HAVING CAST(:at AS timestamptz) IS NULL
            OR (max(at), transaction) < (CAST(:at AS timestamptz), CAST(:transaction AS bigint))
        ORDER BY last DESC, transaction DESC LIMIT :size
    )
    SELECT f.*, date_trunc('minute', f.at)::text AS shown, m.last::text AS last
    FROM moments m JOIN found f USING (transaction)
    ORDER BY m.last DESC, transaction DESC, f.at, f.source, f.id LIMIT {_MOST_ROWS}""")

_Found = Mapping[str, Any]


def timeline(desk: Desk, screen: Screen, key: str, cursor: str | None = None, size: int = SIZE) -> Timeline:
    """A page of a row's story. Whoever asks has read the row already. Raises Forbidden, Missing (cursor)."""
    if not desk.actor.may("show", screen.key):
        raise Forbidden
    screen = desk.panel.seen(screen)
    at, transaction = keyset.decode(cursor, 2).values if cursor else (None, None)
    children = _children(desk)
    values = {
        "schema": screen.table.name.schema, "table": screen.table.name.name, "key": key,
        "log": audit.sees_log(desk), "tables": list(children), "at": at, "transaction": transaction,
        "size": size + 1,
    }  # fmt: skip
    rows: list[_Found] = [dict(one) for one in desk.connection.execute(_PAGE, values).mappings()]
    told = [list(group) for _, group in groupby(rows, lambda one: one["transaction"])]
    teller = _Teller(desk, screen, children)
    teller.look(one for group in told[:size] for one in group)
    entries = tuple(entry for group in told[:size] for entry in teller.entries(group))
    more = len(told) > size
    last = told[size - 1][0] if more else None
    after = keyset.Cursor((last["last"], str(last["transaction"]))).encode() if last else None
    return Timeline(entries, after)


def add_note(desk: Desk, screen: Screen, key: str, text: str) -> int:
    """A sentence of somebody who may change the row. Raises Forbidden, Missing, Refused (empty)."""
    if not desk.actor.may("edit", screen.key):
        raise Forbidden
    row = query.record(desk, screen, key)
    text = text.replace("\x00", "").strip()
    if not text:
        raise Refused(Problem("Tulis catatannya dahulu."), sentence="Tulis catatannya dahulu.")
    if len(text) > LONGEST_NOTE:
        sentence = "Catatan ini terlalu panjang. Persingkat, atau lampirkan sebagai berkas."
        raise Refused(Problem(sentence), sentence=sentence)
    return events.note(desk, screen, row.key or key, "note", "note", text)


def _children(desk: Desk) -> dict[str, Screen]:
    """Table -> the screen of rows that follow others, where the actor may list them."""
    found: dict[str, Screen] = {}
    for one in desk.panel.screens.values():
        if one.follows and desk.actor.may("list", one.key):
            found.setdefault(str(one.table.name), one)
    return found


@dataclass(slots=True)
class _Teller:
    desk: Desk
    screen: Screen
    children: Mapping[str, Screen]
    seen: Mapping[str, frozenset[str]] = field(default_factory=dict)  # of ruled screens: the keys they see

    def look(self, rows: Iterable[_Found]) -> None:
        """Which of the rows below the actor sees, where that does not follow from seeing the row itself:
        a statement for each screen with rules of its own."""
        asked: dict[str, set[str]] = {}
        for one in rows:
            child = self._child(one) if one["source"] == "below" else None
            if child is not None and self._is_ruled(child):
                asked.setdefault(child.key, set()).add(one["row_key"])
        self.seen = {key: _seen_keys(self.desk, self.desk.panel.screens[key], asked[key]) for key in asked}

    def _child(self, one: _Found) -> Screen:
        return self.children[f"{one['table_schema']}.{one['table_name']}"]

    def _is_ruled(self, child: Screen) -> bool:
        """Whether a rule of this actor's stands between a row and the one whose story is told."""
        if row_clause(self.desk, child) is None:
            return False
        while child.key != self.screen.key:
            if child.rows:
                return True
            reference = child.fields[child.follows].reference if child.follows else None
            if reference is None:
                return False
            child = self.desk.panel.screens[reference.screen]
        return False

    def entries(self, group: Sequence[_Found]) -> Iterable[Entry]:
        """What one transaction did, newest first: mostly one entry."""
        happened = [one for one in group if one["source"] == "event"]
        own = [one for one in group if one["source"] == "own"]
        parts = self._parts([one for one in group if one["source"] == "below"])
        leading = next((one for one in happened if one["kind"] in ("transition", "revert")), None)
        told = [self._event(one, parts if one is leading else ()) for one in happened]
        if leading is None and own:
            told += self._own(own, parts)
        elif leading is None:
            told += self._below(group, parts)
        return reversed(told)

    def _event(self, one: _Found, parts: Sequence[Part]) -> Entry:
        return _entry(
            one,
            one["kind"],
            name=one["name"],
            reason=one["reason"],
            data=one["data"] or {},
            parts=tuple(parts),
        )

    def _own(self, rows: Sequence[_Found], parts: Sequence[Part]) -> list[Entry]:
        operations = {one["operation"] for one in rows}
        kind: Kind = (
            "created" if "insert" in operations else "deleted" if "delete" in operations else "changed"
        )
        fields = self._fields(self.screen, rows) if kind == "changed" else ()
        if kind == "changed" and not fields:
            return self._below(rows, parts)  # nothing that this person may read
        return [_entry(rows[-1], kind, fields=fields, parts=tuple(parts))]

    def _below(self, rows: Sequence[_Found], parts: Sequence[Part]) -> list[Entry]:
        """Rows that were added, changed or removed by themselves: one entry for each kind of them."""
        groups: dict[tuple[str, str], list[Part]] = {}
        for part in parts:
            groups.setdefault((part.screen.key, part.operation), []).append(part)
        return [_entry(rows[-1], "below", parts=tuple(same)) for same in groups.values()]

    def _parts(self, rows: Sequence[_Found]) -> list[Part]:
        """What happened to each row: a row that was added and then changed was added."""
        found: dict[tuple[str, str], Part] = {}
        for one in rows:
            child, gone = self._child(one), one["operation"] == "delete"
            place = (child.key, one["row_key"])
            before = found.get(place)
            if before is not None and before.operation == "insert" and not gone:
                continue
            if not self._visible(child, one["row_key"], gone):
                continue
            key = one["row_key"] if not gone and self.desk.actor.may("show", child.key) else None
            values = (one["old"] if gone else one["new"]) or {}
            fields = self._fields(child, [one]) if one["operation"] == "update" else ()
            found[place] = Part(
                child, one["operation"], key, audit.title_from(self.desk, child, values), fields
            )
        return list(found.values())

    def _visible(self, child: Screen, key: str, gone: bool) -> bool:
        """A row that follows is seen where its parent is. Of a ruled one that is gone, nobody can say."""
        if child.key not in self.seen:
            return True
        return audit.sees_log(self.desk) if gone else key in self.seen[child.key]

    def _fields(self, screen: Screen, rows: Iterable[_Found]) -> tuple[Field, ...]:
        names = {name for one in rows for name in (one["new"] or {})}
        return tuple(
            one
            for one in screen.fields.values()
            if one.sql is None and one.column.name in names and audit.reading(self.desk, one) != "hidden"
        )


def _entry(one: _Found, kind: Kind, **more: Any) -> Entry:
    return Entry(
        kind=kind,
        at=one["shown"],
        actor=one["actor"],
        who=one["actor_name"] or one["actor"],
        behalf=one["behalf"],
        door=one["door"],
        **more,
    )


def _seen_keys(desk: Desk, screen: Screen, asked: Iterable[str]) -> frozenset[str]:
    chosen = selection(desk, screen, ())
    among = sa.or_(sa.false(), *(has_key(desk, screen, key) for key in asked))
    found = fetch(desk, screen, chosen.inner().where(among, *seen_rows(desk, screen)))
    keys = ((screen.field_of(name), name) for name in screen.key_columns)
    names = [one.key if one else name for one, name in keys]
    return frozenset(encode([row[name] for name in names]) for row in found)
