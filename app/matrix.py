"""What a role may do, as boxes to tick: a row per screen, and in plain words what is no screen's.

Only boxes that were changed are written: two people may change one role at a time, and what a page
does not show stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import lazy_gettext

from app.index import OTHERS
from app.permissions import OWN
from app.rights import Pair
from models.actor import ACTIONS
from models.description.report import Report
from models.description.screen import Screen, Wording

EVERY_PAIR = sa.text("""
    SELECT pv.id, p.name AS permission, v.name AS view,
           EXISTS (SELECT FROM panel.ab_permission_view_role
                   WHERE permission_view_id = pv.id AND role_id = :role) AS granted
    FROM panel.ab_permission_view pv
    JOIN panel.ab_permission p ON p.id = pv.permission_id JOIN panel.ab_view_menu v ON v.id = pv.view_menu_id
    ORDER BY v.name, p.name""")
GRANT = sa.text("""
    INSERT INTO panel.ab_permission_view_role (id, permission_view_id, role_id)
    SELECT nextval('panel.ab_permission_view_role_id_seq'), pv.id, :role
    FROM panel.ab_permission_view pv WHERE pv.id = ANY(:pairs) ON CONFLICT DO NOTHING""")
REVOKE = sa.text("""
    DELETE FROM panel.ab_permission_view_role WHERE role_id = :role AND permission_view_id = ANY(:pairs)""")

_API = frozenset({"MenuApi", "OpenApi", "SwaggerView"})
# What is no screen's, in the words of an office: the views and menu entries that belong together.
_TASKS: Mapping[str, tuple[object, frozenset[str]]] = {
    "own": (lazy_gettext("Melihat profil dan mengganti kata sandi sendiri"), frozenset()),
    "people": (
        lazy_gettext("Mengurus pengguna"),
        frozenset({"UserDBModelView", "ResetPasswordView", "List Users", "Security"}),
    ),
    "roles": (lazy_gettext("Mengurus peran"), frozenset({"RoleModelView", "List Roles", "Security"})),
    "groups": (
        lazy_gettext("Mengurus kelompok pengguna"),
        frozenset({"UserGroupModelView", "List Groups", "Security"}),
    ),
    "reveals": (lazy_gettext("Membaca catatan buka data"), frozenset({"RevealLog", "reveals"})),
    "api": (lazy_gettext("Membaca panduan API"), _API),
}
# Without these nobody could give rights any more.
KEPT_BY_ADMIN = frozenset({"people", "roles"})


@dataclass(frozen=True, slots=True)
class Box:
    """A box to tick: the pairs behind it, and whether the role has all of them."""

    key: str
    label: object
    pairs: frozenset[int]
    ticked: bool
    partly: bool = False
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A screen or report with a box per action; None where it knows no such action."""

    label: Wording
    boxes: tuple[Box | None, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    groups: tuple[tuple[Wording, tuple[Line, ...]], ...]
    tasks: tuple[Box, ...]
    rest: tuple[Box, ...]

    def boxes(self) -> Iterable[Box]:
        for _label, lines in self.groups:
            for line in lines:
                yield from (box for box in line.boxes if box)
        yield from self.tasks
        yield from self.rest

    @property
    def seen(self) -> str:
        """The ticked boxes, as they travel in the page."""
        return " ".join(box.key for box in self.boxes() if box.ticked and not box.locked)


def read(
    connection: sa.Connection,
    screens: Iterable[Screen],
    role: int | None,
    *,
    reports: Iterable[Report] = (),
    admin: bool = False,
) -> Matrix:
    """The boxes of a role, None for a new one. `admin` locks what an admin cannot be without."""
    rows = connection.execute(EVERY_PAIR, {"role": role}).all()
    known: dict[Pair, tuple[int, bool]] = {(row.permission, row.view): (row.id, row.granted) for row in rows}
    screens, reports = tuple(screens), tuple(reports)
    keys = {*(screen.key for screen in screens), *(report.right for report in reports)}
    others = {pair: told for pair, told in known.items() if pair[1] not in keys}
    tasks = tuple(_tasks(others, admin))
    covered = frozenset[int]().union(*(task.pairs for task in tasks))
    rest = tuple(
        _box(str(found[0]), f"{permission} · {view}", [found])
        for (permission, view), found in others.items()
        if found[0] not in covered
    )
    return Matrix(_grouped(screens, reports, known), tasks, rest)


def _grouped(
    screens: tuple[Screen, ...], reports: tuple[Report, ...], known: Mapping[Pair, tuple[int, bool]]
) -> tuple[tuple[Wording, tuple[Line, ...]], ...]:
    found: dict[str, tuple[Wording, list[Line]]] = {}
    for screen in screens:
        label = screen.menu or OTHERS
        found.setdefault(label.id, (label, []))[1].append(_line(screen, known))
    for report in reports:
        line = Line(report.label, tuple(_boxes(report.right, known)))
        found.setdefault(report.menu.id, (report.menu, []))[1].append(line)
    made = sorted(found.values(), key=lambda group: group[0].id == OTHERS.id)
    return tuple((label, tuple(lines)) for label, lines in made)


def _line(screen: Screen, known: Mapping[Pair, tuple[int, bool]]) -> Line:
    able = {"add": screen.can_add, "edit": screen.can_edit, "delete": screen.can_delete}
    boxes = _boxes(screen.key, known)
    return Line(
        screen.label,
        tuple(box if able.get(action, True) else None for action, box in zip(ACTIONS, boxes, strict=True)),
    )


def _boxes(view: str, known: Mapping[Pair, tuple[int, bool]]) -> Iterable[Box | None]:
    for action in ACTIONS:
        found = known.get((f"can_{action}", view))
        yield _box(str(found[0]), action, [found]) if found else None


def _tasks(others: Mapping[Pair, tuple[int, bool]], admin: bool) -> Iterable[Box]:
    own = {pair for pair in OWN if pair[1] not in _API}
    for key, (label, views) in _TASKS.items():
        pairs = own if key == "own" else {pair for pair in others if pair[1] in views and pair not in own}
        found = [others[pair] for pair in pairs if pair in others]
        if found:
            yield _box(key, label, found, locked=admin and key in KEPT_BY_ADMIN)


def _box(key: str, label: object, found: Iterable[tuple[int, bool]], *, locked: bool = False) -> Box:
    found = tuple(found)
    granted = [has for _id, has in found]
    return Box(
        key,
        label,
        frozenset(pair for pair, _has in found),
        ticked=all(granted),
        partly=any(granted) and not all(granted),
        locked=locked,
    )


def write(
    connection: sa.Connection, matrix: Matrix, role: int, seen: Iterable[str], ticked: Iterable[str]
) -> None:
    """Grants and revokes what the person changed between what they saw and what they sent."""
    seen, ticked = set(seen), set(ticked)
    boxes = {box.key: box for box in matrix.boxes() if not box.locked}
    given = _pairs(boxes[key] for key in ticked - seen if key in boxes)
    # Two tasks may share an entry of the menu: it goes with the last of them.
    kept = given | _pairs(box for box in matrix.boxes() if box.locked or box.key in ticked)
    taken = _pairs(boxes[key] for key in seen - ticked if key in boxes) - kept
    if given:
        connection.execute(GRANT, {"role": role, "pairs": sorted(given)})
    if taken:
        connection.execute(REVOKE, {"role": role, "pairs": sorted(taken)})


def _pairs(boxes: Iterable[Box]) -> frozenset[int]:
    return frozenset[int]().union(*(box.pairs for box in boxes))
