"""Saved views of lists: an address and a look under a name, for oneself, a role or everybody.

A view never widens what somebody may see: it is an address that they could have typed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from models import looks
from models.errors import Forbidden, Missing, Problem, Refused
from models.looks import Look
from models.panel import Desk

Pairs = tuple[tuple[str, str], ...]
SCOPES = ("mine", "role", "all")
LONGEST_NAME = 60
MOST_VIEWS = 100  # of one person, on one screen
LONGEST_ADDRESS = 8000

GONE = "Tampilan ini tidak ada lagi, atau bukan untuk Anda. Buka daftar tanpa tampilan."
CHANGED = "Tampilan ini baru saja diubah di tempat lain. Muat ulang halaman ini, lalu ubah lagi."
NOT_YOURS = "Tampilan ini milik {owner}. Salin menjadi tampilan sendiri untuk mengubahnya."
NAME_TAKEN = "Anda sudah punya tampilan bernama {name} di layar ini. Pilih nama lain."

# As a part of a statement that knows :who, :roles and :manages. Who looks after the panel sees all shared
# ones, or nobody could tidy up after a role.
SHARED = """
    SELECT json_agg(json_build_object('id', v.id, 'screen', v.screen, 'name', v.name, 'owner', v.owner,
        'owner_name', concat_ws(' ', u.first_name, nullif(u.last_name, u.first_name)), 'scope', v.scope,
        'role', r.name, 'pinned', v.pinned, 'address', v.address, 'look', v.look, 'version', v.version)
        ORDER BY lower(v.name), v.id)
    FROM panel.saved_view v
    LEFT JOIN panel.ab_user u ON u.id = v.owner LEFT JOIN panel.ab_role r ON r.id = v.role
    WHERE v.owner = :who OR v.scope = 'all' OR (v.scope = 'role' AND (:manages OR r.name = ANY(:roles)))"""
_ONE = sa.text(f"SELECT ({SHARED.replace('WHERE ', 'WHERE v.id = :id AND (')})) AS views")
_ADD = sa.text("""
    INSERT INTO panel.saved_view (screen, name, owner, scope, role, pinned, address, look)
    VALUES (:screen, :name, :who, :scope, (SELECT id FROM panel.ab_role WHERE name = :role), :pinned,
        CAST(:address AS jsonb), CAST(:look AS jsonb)) RETURNING id""")
_CHANGE = sa.text("""
    UPDATE panel.saved_view SET name = :name, scope = :scope,
        role = (SELECT id FROM panel.ab_role WHERE name = :role), pinned = :pinned,
        address = CAST(:address AS jsonb), look = CAST(:look AS jsonb),
        version = version + 1, changed_at = now()
    WHERE id = :id AND version = :version""")
_DELETE = sa.text("""
    WITH looks AS (DELETE FROM panel.preference
                   WHERE starts_with(name, 'list:') AND split_part(name, '/', 2) = :text),
         unset AS (DELETE FROM panel.default_view WHERE view = :view),
         unchosen AS (DELETE FROM panel.preference WHERE starts_with(name, 'first:') AND value = :view)
    DELETE FROM panel.saved_view WHERE id = :id""")
_COUNT = sa.text("SELECT count(*) FROM panel.saved_view WHERE owner = :who AND screen = :screen")
_TAKEN = sa.text("""
    SELECT EXISTS (SELECT FROM panel.saved_view WHERE owner = :owner AND screen = :screen
                   AND lower(name) = lower(:name) AND id IS DISTINCT FROM :id)""")
_OPEN_FIRST = sa.text("""
    INSERT INTO panel.default_view (screen, role, view)
    SELECT :screen, id, :view FROM panel.ab_role WHERE name = :role
    ON CONFLICT (screen, role) DO UPDATE SET view = excluded.view""")
_OPEN_NONE = sa.text("""
    DELETE FROM panel.default_view d USING panel.ab_role r
    WHERE r.id = d.role AND r.name = :role AND d.screen = :screen""")
_LOCK = sa.text("SELECT pg_advisory_xact_lock(hashtext('panel.saved_view'), :who)")


@dataclass(frozen=True, slots=True)
class StoredView:
    """A saved view. `address` has the pairs of a list's query string; `owner` is a user's id, None when
    they are gone; `role` is set where `scope` is "role"."""

    screen: str
    name: str
    scope: str = "mine"
    role: str | None = None
    pinned: bool = True
    address: Pairs = ()
    look: Look = Look()
    id: int = 0
    owner: int | None = None
    owner_name: str = ""
    version: int = 1

    @property
    def key(self) -> str:
        """What an address calls it: my.12"""
        return f"{PREFIX}{self.id}"


PREFIX = "my."


def stored(row: Mapping[str, Any]) -> StoredView:
    """A view as SHARED gives it."""
    pairs = tuple((str(name), str(value)) for name, value in row["address"])
    return StoredView(**{**row, "address": pairs, "look": looks.read(row["look"])})


def number(key: str | None) -> int | None:
    """The id of a view by what an address calls it; None where that is no saved view."""
    digits = (key or "").removeprefix(PREFIX)
    is_one = key is not None and key.startswith(PREFIX) and digits.isascii() and digits.isdigit()
    return int(digits) if is_one and len(digits) < 18 else None


def manages(desk: Desk) -> bool:
    """Whether the actor looks after the panel, and so after everybody's views."""
    roles = desk.panel.office.roles
    return desk.actor.everything or any(roles[name].admin for name in desk.actor.roles if name in roles)


def may_share(desk: Desk, scope: str, role: str | None) -> bool:
    """Everybody keeps views of their own; a role's member shares with the role; with all, who manages."""
    if scope == "mine" or manages(desk):
        return True
    return scope == "role" and role in desk.actor.roles


def may_change(desk: Desk, view: StoredView) -> bool:
    """Whoever made it; a shared one also who manages the panel."""
    mine = view.owner is not None and view.owner == desk.actor.id
    return mine or (view.scope != "mine" and manages(desk))


def one(desk: Desk, screen: str, id: int) -> StoredView:
    """A view of a screen that the actor may use. Raises Missing."""
    asked = {"id": id, "who": desk.actor.id, "roles": sorted(desk.actor.roles), "manages": manages(desk)}
    found = desk.connection.execute(_ONE, asked).scalar_one()
    views = [view for view in map(stored, found or ()) if view.screen == screen]
    if not views:
        raise Missing(GONE)
    return views[0]


def add(desk: Desk, view: StoredView) -> int:
    """Keeps a new view of the actor's and returns its id. Raises Refused, Forbidden."""
    if desk.actor.id is None or not desk.actor.may("list", view.screen):
        raise Forbidden
    desk.connection.execute(_LOCK, {"who": desk.actor.id})
    mine = replace(_checked(desk, view), id=0, owner=desk.actor.id)
    count = desk.connection.scalar(_COUNT, {"who": desk.actor.id, "screen": view.screen})
    if count is not None and count >= MOST_VIEWS:
        raise Refused(sentence="Anda sudah punya 100 tampilan di layar ini. Hapus yang tidak dipakai lagi.")
    _must_be_free(desk, mine)
    return int(desk.connection.execute(_ADD, {**_values(mine), "who": desk.actor.id}).scalar_one())


def change(desk: Desk, view: StoredView) -> None:
    """Writes a view anew. Its `version` is the one that was read. Raises Missing, Forbidden, Refused."""
    before = _changeable(desk, view.screen, view.id)
    same_share = (before.scope, before.role) == (view.scope, view.role)
    checked = replace(_checked(desk, view, shares=not same_share), owner=before.owner)
    _must_be_free(desk, checked)
    found = desk.connection.execute(_CHANGE, {**_values(checked), "id": view.id, "version": view.version})
    if found.rowcount == 0:
        raise Refused(sentence=CHANGED)


def delete(desk: Desk, screen: str, id: int) -> None:
    """Forgets a view and whatever rests on it. Raises Missing, Forbidden."""
    view = _changeable(desk, screen, id)
    desk.connection.execute(_DELETE, {"id": view.id, "text": str(view.id), "view": view.key})


def open_first(desk: Desk, screen: str, role: str, view: str | None) -> None:
    """Which view opens first for a role; None: all rows. Only who manages the panel decides it."""
    if not manages(desk):
        raise Forbidden
    sent = {"screen": screen, "role": role, "view": view}
    desk.connection.execute(_OPEN_FIRST if view else _OPEN_NONE, sent)


def roles_to_share_with(desk: Desk) -> list[str]:
    """The roles that the actor may share a view with."""
    known = desk.panel.office.roles
    mine = [name for name in known if name in desk.actor.roles]
    others = sorted(desk.actor.roles - set(known))
    return [*known, *others] if manages(desk) else [*mine, *others]


def _changeable(desk: Desk, screen: str, id: int) -> StoredView:
    view = one(desk, screen, id)
    if not may_change(desk, view):
        raise Forbidden(NOT_YOURS, owner=view.owner_name or "—")
    return view


def _checked(desk: Desk, view: StoredView, *, shares: bool = True) -> StoredView:
    name = " ".join(view.name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Refused(Problem("Beri tampilan ini nama, paling panjang 60 huruf.", "name"))
    if view.scope not in SCOPES or (shares and not may_share(desk, view.scope, view.role)):
        raise Refused(Problem("Anda tidak berhak membagi tampilan dengan mereka. Pilih yang lain.", "scope"))
    role = view.role if view.scope == "role" else None
    if shares and view.scope == "role" and role not in roles_to_share_with(desk):
        raise Refused(Problem("Peran ini tidak ada lagi. Pilih yang lain.", "scope"))
    if len(_as_json(view.address)) > LONGEST_ADDRESS:
        raise Refused(sentence="Saringan tampilan ini terlalu panjang untuk disimpan. Kurangi saringannya.")
    return replace(view, name=name, role=role)


def _must_be_free(desk: Desk, view: StoredView) -> None:
    asked = {"owner": view.owner, "screen": view.screen, "name": view.name, "id": view.id or None}
    if desk.connection.scalar(_TAKEN, asked):
        raise Refused(Problem(NAME_TAKEN, "name", {"name": view.name}))


def _values(view: StoredView) -> dict[str, Any]:
    return {
        "screen": view.screen, "name": view.name, "scope": view.scope, "role": view.role,
        "pinned": view.pinned, "address": _as_json(view.address), "look": json.dumps(view.look.as_json()),
    }  # fmt: skip


def _as_json(pairs: Iterable[tuple[str, str]]) -> str:
    return json.dumps([list(pair) for pair in pairs])
