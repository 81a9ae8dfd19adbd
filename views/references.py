"""The titles of the rows that a form's references hold now, when no reader has brought them."""

from __future__ import annotations

from collections.abc import Mapping

from models import picker
from models.description.screen import Field, Screen
from models.errors import PanelError
from models.panel import Desk
from views.errors import forget_work


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
        return picker.title(desk, target, text, one.reference.target_columns[0]).title
    except PanelError:
        forget_work()  # the server may have refused the statement, and with it the transaction
        return ""
