"""The plain filter form: one or two boxes for each shown column. It needs no script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeGuard

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from models.days import is_word
from models.description.screen import Field, Screen
from models.schema.catalog import Kind
from models.values import BadValue
from views.fields import UNTYPED, Control, control, moment_attributes, yes_or_no
from views.filters import PREFIX
from views.typed import DAYS, NUMBERS, canonical, form_text


def controls(
    screen: Screen, args: MultiDict[str, str], titles: Mapping[str, str], columns: Sequence[str] = ()
) -> list[Control]:
    """The boxes of the filter form: one or two for each shown column that can be filtered."""
    made = []
    for key in dict.fromkeys((*(columns or screen.list), *_named(args))):
        one = screen.fields.get(key)
        if not is_filterable(one):
            continue
        for operator, label in _offered(one):
            name = f"{PREFIX}{key}.{operator}"
            box = control(one, args.get(name, ""), titles.get(key, ""))
            made.append(_as_filter(one, box, name, label))
    return made


def can(screen: Screen) -> bool:
    """Whether any column of the list can be filtered."""
    return any(is_filterable(screen.fields.get(key)) for key in screen.list)


def is_filterable(one: Field | None) -> TypeGuard[Field]:
    """Whether its values can be compared with typed ones."""
    if one is None or one.hidden or one.mask is not None:
        return False
    return one.file is None and one.kind not in UNTYPED


def _named(args: MultiDict[str, str]) -> list[str]:
    return [name.removeprefix(PREFIX).partition(".")[0] for name in args if name.startswith(PREFIX)]


def _offered(one: Field) -> list[tuple[str, str]]:
    if one.options or one.column.options or one.reference or one.kind in (Kind.BOOLEAN, Kind.UUID):
        return [("eq", "")]
    if one.kind in DAYS or one.kind in NUMBERS or one.kind is Kind.TIME:
        return [("ge", gettext("dari")), ("le", gettext("sampai"))]
    return [("contains", gettext("memuat"))]


def _as_filter(one: Field, box: Control, name: str, label: str) -> Control:
    box.key, box.help, box.required, box.wide = name, "", False, False
    box.label = f"{box.label} {label}".strip()
    if box.widget == "textarea":
        box.widget, box.attributes = "input", {"type": "text"}
    if box.widget == "checkbox":
        box.widget, box.choices = "select", yes_or_no()
    if one.kind in DAYS:  # a bare day means the whole day
        box.attributes = moment_attributes(Kind.DATE)
        box.value = _tidied(one, box.value)
    return box


def _tidied(one: Field, text: str) -> str:
    """A typed day as the box writes days; words like `today` and what cannot be read stay."""
    try:
        return text if is_word(text) else form_text(one, canonical(one, text))
    except BadValue:
        return text
