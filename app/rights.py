"""What roles may do, kept in memory for as long as nobody changes it.

Every change of a role, a grant or a membership moves `panel.permission_version` (by trigger, also from
psql). Whoever loads a user reads that number in the same statement; only a new number is worth another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock

import sqlalchemy as sa

from models.actor import ACTIONS

Pair = tuple[str, str]  # (permission, view), as FAB names them

VERSION = "(SELECT version FROM panel.permission_version)"

EVERYTHING = sa.text("""
    SELECT r.id, r.name, array_agg(p.name) FILTER (WHERE v.id IS NOT NULL) AS permissions,
           array_agg(v.name) FILTER (WHERE v.id IS NOT NULL) AS views
    FROM panel.ab_role r
    LEFT JOIN panel.ab_permission_view_role g ON g.role_id = r.id
    LEFT JOIN panel.ab_permission_view pv ON pv.id = g.permission_view_id
    LEFT JOIN panel.ab_permission p ON p.id = pv.permission_id
    LEFT JOIN panel.ab_view_menu v ON v.id = pv.view_menu_id
    GROUP BY r.id, r.name""")


@dataclass(frozen=True, slots=True)
class Rights:
    """Roles taken together. `allowed` has the (action, screen) pairs that an Actor carries."""

    roles: frozenset[str] = frozenset()
    pairs: frozenset[Pair] = field(default=frozenset(), repr=False)
    allowed: frozenset[Pair] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class Grants:
    """All roles as they were at one version."""

    version: int
    names: Mapping[int, str]
    pairs: Mapping[int, frozenset[Pair]]

    @classmethod
    def read(cls, connection: sa.Connection, version: int) -> Grants:
        rows = connection.execute(EVERYTHING).all()
        return cls(
            version,
            {row.id: row.name for row in rows},
            {row.id: frozenset(zip(row.permissions or (), row.views or (), strict=True)) for row in rows},
        )


class Book:
    """The grants of the newest version seen, and the rights of each set of roles that came by."""

    def __init__(self, public: str, screens: Iterable[str]) -> None:
        self._public = public
        self._actions = {f"can_{action}": action for action in ACTIONS}
        self._screens = frozenset(screens)
        self._grants = Grants(-1, {}, {})
        self._rights: dict[frozenset[int], Rights] = {}
        self._lock = Lock()

    @property
    def version(self) -> int:
        return self._grants.version

    def rights(self, roles: Iterable[int], version: int, connection: Callable[[], sa.Connection]) -> Rights:
        """The rights of these roles and of everybody. Asks the server only at a version not seen before."""
        with self._lock:
            if version != self._grants.version:
                self._grants = Grants.read(connection(), version)
                self._rights = {}
            wanted = frozenset(roles)
            if wanted not in self._rights:
                self._rights[wanted] = self._together(wanted)
            return self._rights[wanted]

    def _together(self, roles: frozenset[int]) -> Rights:
        grants = self._grants
        everybody = {role for role, name in grants.names.items() if name == self._public}
        pairs: frozenset[Pair] = frozenset().union(
            *(grants.pairs.get(role, ()) for role in roles | everybody)
        )
        return Rights(
            roles=frozenset(grants.names[role] for role in roles if role in grants.names),
            pairs=pairs,
            allowed=frozenset(
                (self._actions[permission], view)
                for permission, view in pairs
                if permission in self._actions and view in self._screens
            ),
        )
