"""Who stands in for whom today: the rights of a role, for as long as a row of the office's says so.

It is one more column of the statement that reads a user at each request, so that a stand-in needs no
new login, and the rights end by themselves on the day after the last.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_appbuilder.security.sqla.models import User

from models.description.office import Office
from models.description.reading import named
from models.panel import Panel

NOBODY = sa.literal(None).label("stands_in")
# Classes of errors: the table went away or may not be read, or holds what is no day. Nobody is to be
# locked out by that.
UNREADABLE = ("42", "3F", "22")
_WORDS = ("username", "role", "title", "starts", "ends")


@dataclass(frozen=True, slots=True)
class StandIn:
    """The ids and names of the roles that somebody has for somebody else, and what they act as:
    "Plt. Camat"."""

    roles: tuple[int, ...] = ()
    names: frozenset[str] = frozenset()
    behalf: str = ""


class StandIns:
    """`lent` reads a user with what is lent to them; `plain`, and `lent` of an office without, does not."""

    def __init__(self, panel: Panel, somebody: sa.Select[Any]) -> None:
        self._office: Office = panel.office
        self.plain = somebody.add_columns(NOBODY)
        column = _column(panel)
        self.lent = self.plain if column is None else somebody.add_columns(column)

    def today(self) -> date:
        return datetime.now(self._office.zone).date()

    def read(self, found: Iterable[tuple[int, str | None, str]] | None, own: Collection[int]) -> StandIn:
        """What the column said, but for the roles that somebody has anyway."""
        rows = [row for row in found or () if row[0] not in own]
        titles = dict.fromkeys(f"{title or ''} {self._label(role)}".strip() for _, title, role in rows)
        names = frozenset(role for _, _, role in rows)
        return StandIn(tuple(pk for pk, _, _ in rows), names, ", ".join(titles))

    def _label(self, role: str) -> str:
        known = self._office.roles.get(role)
        return known.label.id if known else role


def _column(panel: Panel) -> sa.ColumnElement[Any] | None:
    spec = panel.office.delegations
    screen = panel.screens.get(spec.screen) if spec else None
    if spec is None or screen is None:
        return None
    table = panel.table_of(screen).alias("d")
    fields = {word: named(screen.fields, getattr(spec, word)) for word in _WORDS}
    if not all(fields.values()):
        return None
    of: Mapping[str, Any] = {word: table.c[one.key] for word, one in fields.items() if one}
    roles = sa.table("ab_role", sa.column("id", sa.Integer), sa.column("name", sa.Text), schema="panel")
    role = roles.alias("r")
    today = sa.bindparam("today", type_=sa.Date)
    # Who looks after the panel itself is nobody's to replace: a role could be lent by whoever may write
    # these rows, and become all of them.
    lent = [one.name for one in panel.office.roles.values() if not one.admin]
    found = (
        sa.select(sa.func.json_agg(sa.func.json_build_array(role.c.id, of["title"], role.c.name)))
        .select_from(table.join(role, role.c.name == of["role"]))
        .where(of["username"] == User.username, role.c.name.in_(lent))
        .where(sa.cast(of["starts"], sa.Date) <= today)
        .where(sa.or_(of["ends"].is_(None), sa.cast(of["ends"], sa.Date) >= today))
    )
    return found.correlate(User.__table__).scalar_subquery().label("stands_in")
