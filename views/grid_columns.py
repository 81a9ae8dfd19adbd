"""What the grid's script has to know of each column: its words, its editor, why it cannot be changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext

from models.description.screen import Field, Screen
from models.looks import Look
from models.panel import Desk
from models.schema.catalog import Kind
from views.fields import control, is_required, is_typed
from views.lists import Head
from views.screen_page import NOT_ALLOWED
from views.table import css
from views.typed import default_text

NO_RIGHT = "Peran Anda tidak berhak mengubah baris di sini."
FILES = "Berkas diganti di formulir."
TOGETHER = "Diubah di formulir, bersama kolom pasangannya."
_EDITORS = {
    Kind.DATE: "date",
    Kind.DATETIME: "datetime",
    Kind.INSTANT: "datetime",
    Kind.TIME: "time",
    Kind.INTEGER: "number",
    Kind.NUMBER: "number",
    Kind.MONEY: "number",
    Kind.JSON: "json",
    Kind.ARRAY: "array",
}
_WIDTHS = {
    "date": 108, "datetime": 132, "time": 84, "number": 104, "tick": 80, "choice": 120, "long": 220,
}  # fmt: skip
_USUAL, _WIDE, _DUE = 116, 180, 112
_LONG = 60  # letters: such a text wants more room


def columns(
    desk: Desk, screen: Screen, heads: Sequence[tuple[Field, Head]], look: Look
) -> list[dict[str, Any]]:
    """The columns of a grid, in their order, as somebody set them. What says nothing is left out."""
    barred, frozen = why_not(desk, screen), look.frozen or 0
    found = [_column(screen, one, barred, head) for one, head in heads]
    for place, told in enumerate(found):
        if told["key"] in look.widths:
            told |= {"width": look.widths[told["key"]], "drawn": True}
        if place < frozen:
            told["frozen"] = True
    return found


def asked_along(screen: Screen, shown: Sequence[Field]) -> list[dict[str, Any]]:
    """What a new row must bring although the grid does not show it."""
    there = {one.key for one in shown}
    return [
        _column(screen, one, "", None) for one in screen.fields.values()
        if one.key not in there and is_typed(one, "add") and is_required(one) and not default_text(one)
    ]  # fmt: skip


def copied(screen: Screen) -> list[tuple[str, str]]:
    """What a duplicate of a row takes along: the keys of fields, each with its editor."""
    fields = screen.fields.values()
    return [
        (one.key, editor(one)) for one in fields
        if is_typed(one, "add") and one.file is None and one.mask is None
    ]  # fmt: skip


def why_not(desk: Desk, screen: Screen) -> str:
    """Why no row of this grid can be changed by whoever looks at it; empty where rows can."""
    if not screen.can_edit:
        return gettext(screen.read_only_because or NOT_ALLOWED)
    return "" if desk.actor.may("edit", screen.key) else gettext(NO_RIGHT)


def _column(screen: Screen, one: Field, barred: str, head: Head | None) -> dict[str, Any]:
    box = control(one, "")
    kind = editor(one, box.widget)
    told: dict[str, Any] = {
        "key": one.key,
        "label": box.label,
        "kind": kind,
        "css": css(one),
        "width": _width(one, kind),
        "help": box.help,
        "required": is_required(one),
        "why": barred or _fixed(one),
        "adds": is_typed(one, "add") and one.file is None,
        "usual": default_text(one),
        "choices": [[choice.value, choice.label] for choice in box.choices if choice.value],
        "longest": one.column.length if one.kind is Kind.TEXT else None,
    }
    if box.target:
        told |= {"screen": box.target, "column": box.column}
    if head is not None:
        told |= {"order": head.href, "sorted": head.sorted}
    return {name: value for name, value in told.items() if value not in ("", None, False, [])}


def _width(one: Field, kind: str) -> int:
    """In px, until somebody draws the column wider."""
    if one.deadline is not None:
        return _DUE
    longest = one.column.length or 0
    return _WIDTHS.get(kind, _WIDE if one.wide or longest > _LONG else _USUAL)


def editor(one: Field, widget: str = "") -> str:
    """By which box of the script a column is edited."""
    widget = widget or control(one, "").widget
    if widget in ("file", "reference"):
        return widget
    if one.kind is Kind.BOOLEAN:
        return "tick"
    if widget == "select":
        return "choice"
    if one.multiline and one.kind is Kind.TEXT:
        return "long"
    return _EDITORS.get(one.kind, "text")


def _fixed(one: Field) -> str:
    """Why a column cannot be changed here."""
    if one.file is not None:
        return gettext(FILES)
    if one.reference is not None and len(one.reference.columns) > 1:
        return gettext(TOGETHER)
    return "" if is_typed(one, "edit") else gettext(one.read_only_because or NOT_ALLOWED)
