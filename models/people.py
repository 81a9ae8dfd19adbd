"""Who somebody is at the office, and who signs: the official, or whoever stands in on that day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from models.description.office_spec import SignatorySpec
from models.description.reading import named
from models.description.screen import Screen
from models.errors import PanelError
from models.panel import Desk
from models.selecting import key_columns

NO_SIGNATORY = "Penanda tangan {key} tidak ada di office.yaml. Tambahkan di kata signatories."


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the staff. `title` is the position."""

    name: str
    title: str | None = None
    rank: str | None = None
    nip: str | None = None


@dataclass(frozen=True, slots=True)
class Signatory:
    """What stands under a letter: "Plt. Camat Borong", then the person."""

    title: str
    name: str
    rank: str | None = None
    nip: str | None = None


def signatory(desk: Desk, key: str, on: date) -> Signatory:
    """Who signs on a day as the official `key` of office.yaml. Raises PanelError for one it has not."""
    spec = desk.panel.office.signatories.get(key)
    if spec is None:
        raise PanelError(NO_SIGNATORY, key=key)
    stand_in = _stand_in(desk, spec.role, on) if spec.role else None
    if stand_in is None:
        return _official(spec)
    title, username = stand_in
    found = person(desk, username) or Person(username)
    return Signatory(f"{title} {spec.title}".strip(), found.name, found.rank, found.nip)


def person(desk: Desk, username: str) -> Person | None:
    """The member of the staff with this user name."""
    spec = desk.panel.office.people
    screen = desk.panel.screens.get(spec.screen) if spec else None
    if spec is None or screen is None:
        return None
    columns = {word: getattr(spec, word) for word in ("name", "title", "rank", "nip")}
    shown = [
        _column(desk, screen, column).label(word) for word, column in columns.items() if column is not None
    ]
    wanted = sa.select(*shown).where(_column(desk, screen, spec.username) == username).limit(1)
    found = desk.connection.execute(wanted).mappings().first()
    if found is None:
        return None
    return Person(str(found["name"] or username), found.get("title"), found.get("rank"), found.get("nip"))


def _official(spec: SignatorySpec) -> Signatory:
    title = f"{spec.acting} {spec.title}" if spec.acting else spec.title
    return Signatory(title, spec.name, spec.rank, spec.nip)


def _stand_in(desk: Desk, role: str, on: date) -> tuple[str, str] | None:
    """Title and user name of who has the role for this day: the one who began last."""
    spec = desk.panel.office.delegations
    screen = desk.panel.screens.get(spec.screen) if spec else None
    if spec is None or screen is None:
        return None
    words = ("username", "role", "title", "starts", "ends")
    column = {word: _column(desk, screen, getattr(spec, word)) for word in words}
    day = sa.cast(on.isoformat(), sa.Date)
    ends = sa.cast(column["ends"], sa.Date)
    found = desk.connection.execute(
        sa.select(column["title"].label("title"), column["username"].label("username"))
        .where(column["role"] == role, sa.cast(column["starts"], sa.Date) <= day)
        .where(sa.or_(column["ends"].is_(None), ends >= day))
        .order_by(column["starts"].desc(), *(one.desc() for one in key_columns(desk, screen)))
        .limit(1)
    ).first()
    return (str(found.title or ""), str(found.username)) if found else None


def _column(desk: Desk, screen: Screen, name: str) -> sa.ColumnElement[Any]:
    found = named(screen.fields, name)
    assert found is not None  # the check of office.yaml has seen to it
    return desk.panel.table_of(screen).c[found.key]
