"""How FAB's own values and fields look on our pages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from flask import Flask
from flask_babel import gettext
from markupsafe import Markup

_PLACEHOLDER = re.compile(r' placeholder="[^"]*"')
_PICKER = re.compile(r'<div class="input-group date appbuilder_(date|datetime)".*?(<input[^>]*>)\s*</div>')
_INSTANT = re.compile(r'(value="\d{4}-\d\d-\d\d) (\d\d:\d\d)[^"]*"')  # a browser wants a T between
_KINDS = {"date": 'type="date"', "datetime": 'type="datetime-local" step="1"'}


def told(value: object) -> object:
    """A value of one of FAB's models, as people read it."""
    if value is None or value == "" or value == []:
        return "—"
    if isinstance(value, bool):
        return gettext("Ya") if value else gettext("Tidak")
    if isinstance(value, datetime):
        return value.strftime("%d-%m-%Y %H.%M")
    if isinstance(value, date):
        return value.strftime("%d-%m-%Y")
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(str(one) for one in value)
    return value


def unplaced(field: str) -> Markup:
    """One of FAB's fields with the browser's calendar, without the placeholder that repeats its label."""
    html = _PICKER.sub(lambda found: found[2].replace('type="text"', _KINDS[found[1]]), str(field))
    return Markup(_PLACEHOLDER.sub("", _INSTANT.sub(r'\1T\2"', html)))


def register(app: Flask) -> None:
    app.jinja_env.filters.update(told=told, unplaced=unplaced)
