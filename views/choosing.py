"""Which columns a list shows: those of the address, of the person's last choice, or of the YAML."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from flask import current_app, render_template, session
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from models import preferences
from models.description.screen import Field, Screen
from models.panel import Desk
from models.schema.catalog import Kind
from views.wording import language, words

COLUMNS = "columns"
_START = "columns:"
_HEARD = "columns_of"  # in the session: the screens whose columns this person chose
_MOST = 500  # menus kept
_NEVER = frozenset({Kind.SEARCH})


class Part(NamedTuple):
    """The columns of one section, to tick."""

    label: str
    columns: list[tuple[str, str, bool]]


class Choice(NamedTuple):
    """`number` of own columns; 0 where the description chooses."""

    parts: list[Part]
    number: int


def chosen(at: Desk, screen: Screen, args: MultiDict[str, str]) -> tuple[str, ...]:
    """The keys of the fields to show; () for those of the description."""
    if args.get(COLUMNS):
        return known(screen, args[COLUMNS].split(","))
    if at.actor.id is None:
        return ()
    heard = session.get(_HEARD)
    if heard is not None and screen.key not in heard:
        return ()
    found = preferences.beginning(at, _START if heard is None else _START + screen.key)
    if heard is None:
        session[_HEARD] = [name.removeprefix(_START) for name in found]
    return known(screen, found.get(_START + screen.key, "").split(","))


def known(screen: Screen, keys: Iterable[str]) -> tuple[str, ...]:
    """Those of the keys that the list can show, each once."""
    fields = {one.key for one in _fields(screen)}
    return tuple(dict.fromkeys(key for key in keys if key in fields))


def keep(at: Desk, screen: Screen, keys: tuple[str, ...]) -> None:
    """Remembers the columns of a list; those of the description are no choice."""
    mine = keys if set(keys) != set(screen.list) else ()
    preferences.keep(at, _START + screen.key, ",".join(mine))
    heard = set(session.get(_HEARD) or ()) - {screen.key}
    session[_HEARD] = sorted(heard | {screen.key}) if mine else sorted(heard)


def in_order(screen: Screen, ticked: Iterable[str], now: Iterable[str]) -> tuple[str, ...]:
    """Ticked columns: those that were there keep their places, new ones come after them."""
    wanted = set(ticked)
    return known(
        screen, (*(key for key in now if key in wanted), *(f.key for f in _fields(screen) if f.key in wanted))
    )


def choice(screen: Screen, own: tuple[str, ...]) -> Choice:
    """All columns of a screen under their sections, the shown ones ticked."""
    on, fields = set(own or screen.list), {one.key: one for one in _fields(screen)}
    parts = []
    for section in screen.sections:
        found = [fields[key] for key in section.fields if key in fields]
        if found:
            columns = [(one.key, words(one.label), one.key in on) for one in found]
            parts.append(Part(words(section.label), columns))
    return Choice(parts, len(own))


def menu(screen: Screen, own: tuple[str, ...]) -> Markup:
    """The menu of columns, written once for a screen and a choice: a large table has a hundred boxes."""
    kept: dict[tuple[str, str, tuple[str, ...]], str] = current_app.extensions.setdefault("panel_columns", {})
    key = (screen.key, language(), own)
    if key not in kept:
        if len(kept) >= _MOST:
            kept.clear()
        kept[key] = render_template("panel/_columns.html", choice=choice(screen, own))
    return Markup(kept[key])


def _fields(screen: Screen) -> list[Field]:
    return [one for one in screen.fields.values() if not one.hidden and one.kind not in _NEVER]
