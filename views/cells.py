"""A cell of Flask-Admin's list that can be edited in place (static/grid.js, until the grid proper)."""

from __future__ import annotations

import json
from collections.abc import Callable

from flask_babel import gettext
from markupsafe import Markup, escape

from models.description.screen import Field
from models.values import Canonical, stamp
from views.fields import control
from views.typed import form_text

Cell = Callable[..., Markup]


def cell(field: Field, value: Canonical) -> Cell:
    """What the list template calls like a WTForms field. The stamp tells the door what was seen."""

    def write(pk: str, display_value: str = "", csrf: str = "") -> Markup:
        return _link(field, value, f"{pk}:{stamp(value)}", display_value, csrf)

    return write


def _link(field: Field, value: Canonical, pk: str, display: str, csrf: str) -> Markup:
    made = control(field, form_text(field, value))
    kind, source = "text", ""
    if made.widget == "textarea":
        kind = "textarea"
    elif made.choices or made.widget == "checkbox":
        offered = [(choice.value, choice.label) for choice in made.choices] or [
            ("true", gettext("Ya")),
            ("false", gettext("Tidak")),
        ]
        kind, source = "select", json.dumps([{"value": one, "text": label} for one, label in offered])
    attributes = {
        "data-role": "x-editable",
        "data-type": kind,
        "data-name": field.key,
        "data-value": made.value,
        "data-url": "./ajax/update/",
        "data-pk": pk,
        "data-csrf": csrf,
        "data-source": source,
    }
    # Markup.format would do the same, at ten times the price of a whole page.
    written = " ".join(f'{name}="{escape(text)}"' for name, text in attributes.items() if text)
    text = escape(display) if display else f'<span class="none">{escape(gettext("kosong"))}</span>'
    return Markup(f'<a href="#" {written}>{text}</a>')
