"""What the filter builder asks: the columns of a screen, how each can be compared, and where they lead."""

from __future__ import annotations

from collections.abc import Iterator

from flask import jsonify
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access_api
from flask_babel import gettext
from werkzeug.wrappers import Response

from models.description.screen import Field, Reference, Screen
from models.filters import ME, OPERATORS
from models.panel import Desk
from models.schema.catalog import Kind
from views import errors
from views.base import desk
from views.filter_boxes import is_filterable
from views.filter_words import parent_label, periods
from views.notation import words
from views.screen_page import ScreenPage
from views.typed import DAYS, NUMBERS

_TEXT = ("contains", "not_contains", "same", "ne", "starts", "ends")
_CHOICE = ("eq", "ne", "in", "not_in")
_FIGURE = ("eq", "ne", "ge", "le", "gt", "lt", "between")
_MOMENT = ("eq", "ge", "le", "before", "after", "between", "ne")
_PLAIN = ("eq", "ne", "contains", "starts")
_SAID = {"same": "sama dengan", "eq": "sama dengan"}
_OF_CHOICE = {"eq": "adalah", "ne": "bukan"}
_OF_TIME = {"eq": "pada", "ne": "bukan pada", "ge": "dari", "le": "sampai", "lt": "sebelum", "gt": "sesudah"}


class FilterPage(ScreenPage):
    """The columns of a screen for the filter builder."""

    doors = {"filterable": "list"}

    @expose("/filterable")
    @errors.in_words
    @has_access_api  # type: ignore[untyped-decorator]
    def filterable(self) -> Response:
        """The columns of this screen that can be filtered, as JSON."""
        at, screen = desk(), self.screen
        return jsonify(
            label=words(screen.label),
            fields=[
                *(_field(at, screen, one, self._prefix()) for one in _fields(at, screen)),
                *_parents(at, screen),
            ],
            children=[
                {"key": one.key, "label": words(one.label), "screen": one.screen}
                for one in screen.children
                if at.actor.may("list", one.screen)
            ],
            periods=periods(),
        )


def _fields(at: Desk, screen: Screen) -> Iterator[Field]:
    """In the order of the sections, what stands in none after it."""
    placed = [key for section in screen.sections for key in section.fields]
    for key in dict.fromkeys([*placed, *screen.fields]):
        one = screen.fields.get(key)
        if one is not None and (is_filterable(one) or (one.file is not None and not one.hidden)):
            yield one


def _field(at: Desk, screen: Screen, one: Field, prefix: str) -> dict[str, object]:
    told: dict[str, object] = {"key": one.key, "label": words(one.label), "type": _type(one)}
    told["operators"] = list(_operators(screen, one))
    if one.options or one.column.options:
        listed = [(option.value, words(option.label)) for option in one.options]
        told["choices"] = listed or [(value, value) for value in one.column.options]
    reference = one.reference
    if reference is not None and len(reference.columns) == 1 and at.actor.may("list", reference.screen):
        told |= _leads(at, reference, prefix)
    return told


def _parents(at: Desk, screen: Screen) -> Iterator[dict[str, object]]:
    """The references of several columns: nothing to compare by themselves, but a way to the row."""
    for one in screen.parents:
        held = [screen.field_of(name) for name in one.columns]
        closed = any(field is not None and (field.hidden or field.mask is not None) for field in held)
        target = at.panel.screens.get(one.screen)
        if target is None or closed or not at.actor.may("list", target.key):
            continue
        told = {"key": one.name, "label": parent_label(screen, one, target), "type": "reference"}
        yield {**told, "operators": [], "screen": target.key, "screenLabel": words(target.label)}


def _leads(at: Desk, reference: Reference, prefix: str) -> dict[str, object]:
    target = at.panel.screens[reference.screen]
    pick = f"{prefix}{target.key}/pick?column={reference.target_columns[0]}"
    return {"type": "reference", "pick": pick, "screen": target.key, "screenLabel": words(target.label)}


def _type(one: Field) -> str:
    """Which box takes a value."""
    if one.file is not None:
        return "file"
    if one.kind is Kind.BOOLEAN:
        return "boolean"
    if (one.options or one.column.options) and one.kind is not Kind.ARRAY:
        return "choice"
    if one.kind in DAYS:
        return "day"
    return "number" if one.kind in NUMBERS else "text"


def _operators(screen: Screen, one: Field) -> Iterator[dict[str, object]]:
    """What can be asked of a field, in the order in which people look for it."""
    is_state = screen.workflow is not None and screen.workflow.column == one.key
    if is_state:
        yield {"op": "open", "value": True, "label": gettext("terbuka")}
        yield {"op": "open", "value": False, "label": gettext("ditutup")}
        yield {"op": "held", "value": ME, "label": gettext("menunggu saya")}
    for name in _names(one):
        if one.kind in OPERATORS[name].kinds:
            yield {"op": name, "takes": OPERATORS[name].takes, "label": gettext(_label(one, name))}
    if one.column.nullable or one.sql is not None:
        yield {"op": "empty", "value": True, "label": gettext("kosong")}
        yield {"op": "empty", "value": False, "label": gettext("terisi")}
    for name, known in OPERATORS.items():  # shown only where an address has them
        if one.kind in known.kinds and name not in (*_names(one), "empty", "open", "held"):
            yield {"op": name, "takes": known.takes, "label": gettext(_label(one, name)), "more": True}


def _names(one: Field) -> tuple[str, ...]:
    if one.file is not None:
        return ()
    if one.kind is Kind.BOOLEAN:
        return ("eq",)
    if one.kind is Kind.ARRAY:
        return ("has", "contains")
    if one.reference or one.options or one.column.options:
        return _CHOICE
    if one.kind in DAYS:
        return _MOMENT
    if one.kind is Kind.TEXT:
        return _TEXT
    return _FIGURE if one.kind in NUMBERS or one.kind in (Kind.TIME, Kind.INTERVAL) else _PLAIN


def _label(one: Field, name: str) -> str:
    label = _SAID.get(name, OPERATORS[name].label)
    if one.reference or one.options or one.column.options or one.kind is Kind.BOOLEAN:
        return _OF_CHOICE.get(name, label)
    return _OF_TIME.get(name, label) if one.kind in DAYS else label
