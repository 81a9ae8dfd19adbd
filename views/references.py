"""The titles of the rows that a form's references hold now, when no reader has brought them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from werkzeug.datastructures import MultiDict

from models import keys, picker
from models.description.screen import Field, Screen, Where
from models.description.where import conditions_at
from models.errors import Forbidden, Missing, PanelError
from models.panel import Desk
from views.chips import Chip
from views.filters import Address
from views.wording import words

_NAMING = ("eq", "ne", "in", "not_in")  # operators whose values name a row
_MOST_TITLES = 30


def titles(desk: Desk, screen: Screen, texts: Mapping[str, str]) -> dict[str, str]:
    """Field key -> title for each filled reference. One statement each: for forms that come again."""
    found = {}
    for key, text in texts.items():
        one = screen.fields.get(key)
        title = title_of(desk, one, text) if one is not None and text else ""
        if title:
            found[key] = title
    return found


def title_of(desk: Desk, one: Field, text: str) -> str:
    """The title of the row a reference means by this value; empty where it means none."""
    target = desk.panel.screens.get(one.reference.screen) if one.reference else None
    if target is None or one.reference is None or len(one.reference.target_columns) != 1:
        return ""
    try:
        # A savepoint: the server may refuse the statement, and the next one still needs the transaction.
        with desk.connection.begin_nested():
            return picker.title(desk, target, text, one.reference.target_columns[0]).title
    except PanelError:
        return ""


def titles_in(desk: Desk, screen: Screen, parts: Iterable[Where]) -> dict[tuple[str, str, str], str]:
    """(screen, field, value) -> title of the rows that filters name. One statement each, for a few."""
    found: dict[tuple[str, str, str], str] = {}
    for there, one in conditions_at(desk.panel.screens, screen, parts):
        field = there.fields.get(one.field)
        if field is None or field.reference is None or one.operator not in _NAMING:
            continue
        for value in one.value if isinstance(one.value, list | tuple) else [one.value]:
            key = (there.key, field.key, str(value))
            if value is not None and key not in found and len(found) < _MOST_TITLES:
                found[key] = title_of(desk, field, str(value))
    return {key: title for key, title in found.items() if title}


def parent_chips(desk: Desk, address: Address, args: MultiDict[str, str]) -> list[Chip]:
    """The row that a list of children belongs to, as a chip."""
    parent = desk.panel.screens.get(args.get("child", "").partition(",")[2])
    if parent is None or len(parent.key_columns) != 1:
        return []
    try:
        title = picker.title(desk, parent, keys.decode(args.get("of", ""), 1)[0]).title
    except (Missing, Forbidden):
        return []
    return [Chip(words(parent.label), title, address.but("child", "of"))]
