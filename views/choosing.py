"""How a list looks to somebody: its columns and their order, what stays in sight, density, groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flask import current_app, render_template
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from models import looks, preferences
from models.description.screen import Screen
from models.looks import DENSITIES, MOST_FROZEN, Look
from models.panel import Desk
from views import groups, opening
from views.choices import choices
from views.opening import COLUMNS
from views.table import frozen_columns
from views.wording import language, words

_MOST = 500  # menus kept


class Part(NamedTuple):
    """The columns of one section that are not shown, to tick."""

    label: str
    columns: Sequence[tuple[str, str]]


class Choice(NamedTuple):
    """`shown` columns in their order, the others by section. `number` of own columns, 0 where the
    description chooses."""

    shown: Sequence[tuple[str, str]]
    parts: Sequence[Part]
    number: int
    frozen: int
    density: str
    group: str
    densities: Sequence[tuple[str, str]]
    groups: Sequence[tuple[str, str]]
    most_frozen: int = MOST_FROZEN


def chosen(at: Desk, screen: Screen, args: MultiDict[str, str]) -> tuple[str, ...]:
    """The keys of the columns that an address shows this person; () for those of the description."""
    return look(at, screen, args).columns


def look(at: Desk, screen: Screen, args: MultiDict[str, str]) -> Look:
    """How the list of an address looks to this person. Raises Missing for a saved view that is gone."""
    begun = opening.opened(at, screen, args)
    return opening.look(at, screen, begun.args, begun.view)


def keep(at: Desk, screen: Screen, said: object, view: int | None) -> Look:
    """Remembers parts of a look, for the screen or for a saved view of it, and returns what is remembered.

    What is usual anyway is no choice. Raises Refused.
    """
    now = choices(at).look(screen.key, view)
    made = looks.known(screen, looks.changed(now, said))
    if view is None:
        made = _without_usual(screen, made)
    preferences.keep_look(at, screen.key, made, view)
    return made


def _without_usual(screen: Screen, look: Look) -> Look:
    usual = {
        "columns": look.columns == screen.list,
        "density": look.density == DENSITIES[1],
        "group": look.group == opening.ALL,
        "frozen": look.frozen == frozen_columns(Look(), len(look.columns or screen.list)),
    }
    return looks.changed(look, {name: None for name, is_usual in usual.items() if is_usual})


def settled(screen: Screen, look: Look) -> Look:
    """A look that leaves nothing to anybody's own taste, but for the widths of columns: of a saved view."""
    columns = look.columns or looks.shown(screen, screen.list)
    return Look(
        columns, {key: px for key, px in look.widths.items() if key in columns},
        frozen_columns(look, len(columns)), look.density or DENSITIES[1], look.group or opening.ALL,
    )  # fmt: skip


def moved(keys: Sequence[str], key: str, by: int) -> list[str]:
    """The keys with one of them moved up or down."""
    made = list(keys)
    if key in made:
        place = made.index(key)
        made.remove(key)
        made.insert(max(0, place + by), key)
    return made


def choice(screen: Screen, look: Look) -> Choice:
    """Everything about a list that can be chosen, with what is chosen now."""
    fields = {one.key: words(one.label) for one in looks.showable(screen)}
    shown = [key for key in look.columns or screen.list if key in fields]
    rest = [
        Part(words(section.label), _labelled(fields, section.fields, shown)) for section in screen.sections
    ]
    named = {key for section in screen.sections for key in section.fields}
    others = Part(gettext("Lainnya"), _labelled(fields, (key for key in fields if key not in named), shown))
    return Choice(
        [(key, fields[key]) for key in shown], [part for part in (*rest, others) if part.columns],
        len(look.columns), frozen_columns(look, len(shown)), look.density or DENSITIES[1],
        "" if look.group == "-" else look.group, _densities(), groups.offered(screen),
    )  # fmt: skip


def menu(screen: Screen, look: Look) -> Markup:
    """The menu of columns, written once for a screen and a look: a large table has a hundred boxes."""
    kept: dict[object, str] = current_app.extensions.setdefault("panel_columns", {})
    # Two roles have two screens of one key: what is hidden from one stays out of the menu of the other.
    key = (id(screen), language(), look.columns, look.frozen, look.density, look.group)
    if key not in kept:
        if len(kept) >= _MOST:
            kept.clear()
        kept[key] = render_template("panel/_columns.html", choice=choice(screen, look))
    return Markup(kept[key])


def _labelled(
    fields: dict[str, str], keys: Iterable[str], without: Sequence[str]
) -> Sequence[tuple[str, str]]:
    return [(key, fields[key]) for key in keys if key in fields and key not in without]


def _densities() -> Sequence[tuple[str, str]]:
    said = (gettext("Padat"), gettext("Sedang"), gettext("Lega"))
    return list(zip(DENSITIES, said, strict=True))


__all__ = ["COLUMNS", "Choice", "Part", "choice", "chosen", "keep", "look", "menu", "moved"]
