"""One letter a day for everybody who has something late, or something that soon will be."""

from __future__ import annotations

import os
import re
import smtplib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale, gettext

from app.acting import absent
from app.mailing import MailServer, message
from models import reminding
from models.actor import Actor
from models.panel import Desk, Panel
from models.reminding import MOST, Digest, Item
from views.deadlines import teller
from views.wording import words

_PEOPLE = sa.text("""
    SELECT u.id, u.username, u.first_name, u.last_name, u.email, l.language
    FROM panel.ab_user u LEFT JOIN panel.user_language l ON l.user_id = u.id
    WHERE u.active AND NOT EXISTS (
        SELECT FROM panel.reminder r WHERE r.day = :day AND r.username = u.username)
    ORDER BY u.username""")
_CLAIM = sa.text("""
    INSERT INTO panel.reminder (day, username) VALUES (:day, :username) ON CONFLICT DO NOTHING""")

# What sends a letter: the person, its subject and its text. False: this person cannot be reached.
Deliver = Callable[["Person", str, str], bool]


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    username: str
    name: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class Told:
    """What became of the letter of one person: sent, not reached, or why it failed."""

    person: Person
    sent: bool
    problem: str = ""


def send_all(
    app: Flask, engine: sa.Engine, now: datetime, ahead: int, address: str, deliver: Deliver
) -> Iterator[Told]:
    """Tells everybody who was not told today. Of two at once, each person hears from one."""
    with engine.connect() as connection:
        people = [
            _person(app.extensions["panel"], row) for row in connection.execute(_PEOPLE, {"day": now.date()})
        ]
    for person in people:
        with app.app_context(), engine.connect() as connection, force_locale(person.language):
            actor = absent(app, person.id) or Actor(person.id, person.username, door="job")
            desk = Desk(connection, app.extensions["panel"], actor, now)
            found = reminding.digest(desk, ahead)
            claim = {"day": now.date(), "username": person.username}
            if not found or not connection.execute(_CLAIM, claim).rowcount:
                continue
            try:
                sent = deliver(person, subject(found), text(desk, person, found, address))
            except (OSError, smtplib.SMTPException, ValueError) as error:
                yield Told(person, False, type(error).__name__)
                continue
            if sent:
                connection.commit()
            yield Told(person, sent)


def _person(panel: Panel, row: sa.Row[tuple[object, ...]]) -> Person:
    name = " ".join(dict.fromkeys(part for part in (row.first_name, row.last_name) if part))
    language = row.language or panel.office.language
    return Person(row.id, row.username, name or row.username, row.email or "", language)


def subject(found: Digest) -> str:
    return gettext("Tenggat: {late} lewat, {soon} segera jatuh tempo").format(
        late=len(found.late), soon=len(found.soon)
    )


def text(desk: Desk, person: Person, found: Digest, address: str) -> str:
    """The letter."""
    parts = [gettext("Yth. {name},").format(name=person.name)]
    for heading, items in (
        (gettext("Lewat tenggat"), found.late),
        (gettext("Segera jatuh tempo"), found.soon),
        (gettext("Masih ditunggu: ingatkan pelapor atau pihak yang ditunggu"), found.waiting),
    ):
        if items:
            parts.append("\n".join([heading, *_lines(desk, items, address)]))
    parts.append(
        gettext("Ringkasan ini dikirim sekali sehari oleh panel {office}.").format(
            office=desk.panel.office.name
        )
    )
    return "\n\n".join(parts) + "\n"


def _lines(desk: Desk, items: Iterable[Item], address: str) -> Iterator[str]:
    items = list(items)
    for item in items:
        due = teller(desk, item.field)(item.row) if item.field else None
        when = gettext("{left} (tenggat {when})").format(left=due.text, when=due.when) if due else ""
        yield "- " + ": ".join(filter(None, (words(item.screen.label), item.row.title, when)))
        if item.row.key is not None:
            yield f"  {address}/data/{item.screen.key}/show/{item.row.key}"
    if len(items) >= MOST:
        yield gettext("Mungkin ada lagi: buka daftarnya di panel.")


def into(folder: Path, now: datetime) -> Deliver:
    """Writes each letter into a file that only the owner may read."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def write(person: Person, title: str, body: str) -> bool:
        name = re.sub(r"[^\w.-]", "_", person.username)
        place = folder / f"{now:%Y-%m-%d}-{name}-{person.id}.txt"
        with os.fdopen(
            os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(f"{title}\n\n{body}")
        return True

    return write


def by_mail(server: MailServer, session: smtplib.SMTP) -> Deliver:
    """Mails each letter to the address of the account; demo accounts have none."""

    def send(person: Person, title: str, body: str) -> bool:
        if "@" not in person.email or person.email.endswith(".invalid"):
            return False
        session.send_message(message(server, person.name, person.email, title, body))
        return True

    return send
