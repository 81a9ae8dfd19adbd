"""What people chose for themselves: how their lists look, which view opens first, the views they see."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from models import looks
from models.looks import Look
from models.panel import Desk
from models.saved_views import SHARED, StoredView, manages, stored

LOOK, FIRST = "list:", "first:"  # how the names of preferences begin; a screen's key follows

_FIRSTS = sa.text("""
    SELECT r.name AS role, d.view FROM panel.default_view d JOIN panel.ab_role r ON r.id = d.role
    WHERE d.screen = :screen""")
_KEEP = sa.text("""
    INSERT INTO panel.preference (user_id, name, value) VALUES (:who, :name, :value)
    ON CONFLICT (user_id, name) DO UPDATE SET value = excluded.value""")
_FORGET = sa.text("DELETE FROM panel.preference WHERE user_id = :who AND name = :name")
_CHOICES = sa.text(f"""
    SELECT (SELECT version FROM panel.preference_version) AS version,
      (SELECT json_object_agg(name, value) FROM panel.preference WHERE user_id = :who) AS chosen,
      ({SHARED}) AS views,
      (SELECT json_agg(json_build_array(d.screen, r.name, d.view)) FROM panel.default_view d
       JOIN panel.ab_role r ON r.id = d.role WHERE r.name = ANY(:roles)) AS firsts""")


@dataclass(frozen=True, slots=True)
class Choices:
    """Of one person, at one version of everybody's. `firsts`: (screen, role) -> the view to open first."""

    version: int = -1
    chosen: Mapping[str, str] = field(default_factory=dict)
    views: tuple[StoredView, ...] = ()
    firsts: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def look(self, screen: str, view: int | None = None) -> Look:
        """How the person wants a list to look, or one of the saved views of it."""
        return looks.read_text(self.chosen.get(look_name(screen, view), ""))

    def first(self, screen: str, roles: Iterable[str]) -> str | None:
        """The view that opens first: the person's own choice ("-": all rows), or that of a role of theirs."""
        mine = self.chosen.get(FIRST + screen)
        return mine or next(
            (self.firsts[screen, role] for role in roles if (screen, role) in self.firsts), None
        )

    def of(self, screen: str) -> tuple[StoredView, ...]:
        """The saved views of a screen that the person may use."""
        return tuple(one for one in self.views if one.screen == screen)


def read(desk: Desk) -> Choices:
    """All choices of whoever is at this desk, in one statement; none of somebody without an account."""
    if desk.actor.id is None:
        return Choices()
    asked = {"who": desk.actor.id, "roles": sorted(desk.actor.roles), "manages": manages(desk)}
    row = desk.connection.execute(_CHOICES, asked).one()
    views = tuple(stored(one) for one in row.views or ())
    firsts = {(screen, role): view for screen, role, view in row.firsts or ()}
    return Choices(row.version, row.chosen or {}, views, firsts)


def firsts(desk: Desk, screen: str) -> dict[tuple[str, str], str]:
    """(screen, role) -> the view that opens first, of every role: for those who manage the panel."""
    found = desk.connection.execute(_FIRSTS, {"screen": screen})
    return {(screen, row.role): row.view for row in found}


def look_name(screen: str, view: int | None = None) -> str:
    """The name of the preference that holds a look."""
    return f"{LOOK}{screen}" if view is None else f"{LOOK}{screen}/{view}"


def keep_look(desk: Desk, screen: str, look: Look, view: int | None = None) -> None:
    """Remembers how a list, or a saved view of it, is to look for this person."""
    keep(desk, look_name(screen, view), json.dumps(look.as_json()) if look else "")


def keep(desk: Desk, name: str, value: str) -> None:
    """Remembers a choice; an empty one is forgotten."""
    named = {"who": desk.actor.id, "name": name}
    if value:
        desk.connection.execute(_KEEP, {**named, "value": value})
    else:
        desk.connection.execute(_FORGET, named)
