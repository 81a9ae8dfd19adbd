"""The first users of a database: `admin`, or the demo's people, made when there is nobody yet."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
import yaml

from app.signin.codes import LETTERS
from app.signin.passphrase import hashed


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who can log in. `name` is first and last name."""

    username: str
    name: str
    role: str


def new_password() -> str:
    """Twelve characters in three groups: 59 bits, easy to read out."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def of_demo(office: Path) -> tuple[User, ...]:
    """The people of `demo/accounts.yaml`, if this office has a demo."""
    path = office / "demo" / "accounts.yaml"
    if not path.is_file():
        return ()
    written: Iterable[Mapping[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(User(one["username"], one["name"], one["role"]) for one in written)


def anybody(connection: sa.Connection) -> bool:
    return bool(connection.scalar(sa.text("SELECT EXISTS (SELECT FROM panel.ab_user)")))


def known(connection: sa.Connection, users: Iterable[User]) -> tuple[User, ...]:
    """Those of these users that are still there."""
    there = frozenset(connection.scalars(sa.text("SELECT username FROM panel.ab_user WHERE active")))
    return tuple(user for user in users if user.username in there)


def add(connection: sa.Connection, users: Iterable[User], password: str) -> None:
    """Adds users with their role, all with one password."""
    for user in users:
        first, _, last = user.name.partition(" ")
        connection.execute(
            sa.text("""
            WITH added AS (
                INSERT INTO panel.ab_user
                    (id, username, first_name, last_name, email, password, active, created_on)
                VALUES (nextval('panel.ab_user_id_seq'), :username, :first, :last, :email, :password,
                        true, localtimestamp)
                RETURNING id)
            INSERT INTO panel.ab_user_role (id, user_id, role_id)
            SELECT nextval('panel.ab_user_role_id_seq'), added.id, r.id
            FROM added, panel.ab_role r WHERE r.name = :role"""),
            {
                "username": user.username,
                "first": first,
                "last": last or first,
                "email": f"{user.username}@panel.invalid",
                "password": hashed(password),
                "role": user.role,
            },
        )


def set_password(connection: sa.Connection, username: str, password: str) -> bool:
    """A new password, which also ends the user's sessions. False when there is no such user."""
    changed = connection.execute(
        sa.text("UPDATE panel.ab_user SET password = :password WHERE username = :username"),
        {"password": hashed(password), "username": username},
    )
    return changed.rowcount == 1
