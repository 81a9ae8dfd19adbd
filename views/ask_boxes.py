"""The boxes of a step's dialog: which control an ask gets, and what stands in it at first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models import beginnings, office_sql, picker, transitions
from models.description.screen import Field, Screen
from models.description.workflow import Ask, Transition
from models.errors import Forbidden
from models.panel import Desk
from models.query import Row
from models.schema.catalog import Kind
from views import day_hints
from views.fields import Choice, Control, control
from views.notation import elements, shown, words
from views.references import title_of
from views.typed import form_text

SMALL = 30  # rows: all of them are shown, to be ticked
_WORDS = ("now", "today", "me")
_MOMENTS = (Kind.INSTANT, Kind.DATETIME)
_FIELD = re.compile(r"\{(\w+)\}")


def box(desk: Desk, screen: Screen, key: str, ask: Ask, texts: Sequence[str]) -> Control:
    """The control of an ask with what stands in it. `key`: the row that moves, the first of several."""
    if ask.field.reference and (ask.many or ask.among):
        return _rows(desk, screen, key, ask, texts)
    if not ask.many:
        return _one(desk, ask, texts)
    if ask.field.options:
        offered = [Choice(one.value, words(one.label)) for one in ask.field.options]
        return _ticks(ask, offered, texts)
    return _lines(ask, texts)


def _one(desk: Desk, ask: Ask, texts: Sequence[str]) -> Control:
    text = texts[-1] if texts else ""
    made = control(ask.field, text, title_of(desk, ask.field, text) if text else "")
    made.required = ask.required and made.widget != "checkbox"
    if ask.field.kind is Kind.DATE and made.widget == "input":
        made.attributes |= day_hints.attributes(desk)
    return made


def _rows(desk: Desk, screen: Screen, key: str, ask: Ask, texts: Sequence[str]) -> Control:
    """Rows of another screen: all of a few to tick, those of many to search; a list to choose one from."""
    reference = ask.field.reference
    assert reference is not None
    known = transitions.choosable(desk, screen, key, ask)
    column = reference.target_columns[0]
    try:
        target = desk.panel.screens[reference.screen]
        if known is None:
            found = picker.pick(desk, target, "", column, SMALL + 1)
        else:
            found = picker.named(desk, target, known, column)
    except (Forbidden, KeyError):  # theirs to name, not theirs to see
        return _lines(ask, texts) if ask.many else _one(desk, ask, texts)
    offered = [Choice(one.value, one.title) for one in found]
    shown_ = {one.value for one in offered}
    offered += [Choice(text, title_of(desk, ask.field, text) or text) for text in texts if text not in shown_]
    if not ask.many:
        return _chosen(ask, offered, texts)
    made = _ticks(ask, offered, texts)
    if len(found) > SMALL:
        made.widget, made.column = "several", column
        made.target = reference.screen if known is None else ""
    return made


def _chosen(ask: Ask, offered: Sequence[Choice], texts: Sequence[str]) -> Control:
    made = _plain(ask, "select")
    made.wide, made.value = False, texts[-1] if texts else ""
    made.choices = (Choice("", "—"), *(one for one in offered if one.value))
    return made


def _ticks(ask: Ask, offered: Sequence[Choice], texts: Sequence[str]) -> Control:
    made = _plain(ask, "ticks")
    made.choices, made.values = tuple(offered), tuple(texts)
    return made


def _lines(ask: Ask, texts: Sequence[str]) -> Control:
    """Several texts, one to a line."""
    made = control(ask.field, "\n".join(texts))
    made.widget, made.wide, made.required = "textarea", True, ask.required
    made.attributes = {"rows": "4"}
    return made


def _plain(ask: Ask, widget: str) -> Control:
    one = ask.field
    return Control(one.key, words(one.label), widget, "", words(one.help), ask.required, wide=True)


def beginning(desk: Desk, screen: Screen, transition: Transition, row: Row | None) -> dict[str, list[str]]:
    """What stands in the boxes before anything is typed: suggestions of the row, else the defaults.

    Without a row (several were chosen) only what needs none.
    """
    suggested = _suggested(desk, screen, transition, row)
    return {
        ask.key: _texts(ask, suggested[ask.key])
        if suggested.get(ask.key) is not None
        else _default(desk, screen, ask, row)
        for ask in transition.asks
    }


def _suggested(desk: Desk, screen: Screen, transition: Transition, row: Row | None) -> dict[str, str | None]:
    asked = {ask.key: ask.suggest for ask in transition.asks if ask.suggest is not None}
    if row is None or row.key is None or not asked:
        return {}
    return dict(zip(asked, office_sql.of_row(desk, screen, row.key, list(asked.values())), strict=True))


def _texts(ask: Ask, value: str | None) -> list[str]:
    """A value as the server prints it, as the texts of a box."""
    if value is None:
        return []
    if ask.many:
        return [part for part in elements(value) or (value,) if part]
    return [form_text(ask.field, value)]


def _default(desk: Desk, screen: Screen, ask: Ask, row: Row | None) -> list[str]:
    default = ask.default
    if default is None:
        return []
    if default in _WORDS:
        return [form_text(ask.field, _word(desk, ask.field, default))]
    if row is None and _FIELD.search(default):
        return []
    text = _FIELD.sub(lambda found: _shown(screen, row, found[1]), default)
    return [part.strip() for part in text.split(",") if part.strip()] if ask.many else [text]


def _word(desk: Desk, one: Field, word: str) -> str:
    """Nobody wants to see the seconds of now."""
    if word == "now" and one.kind in _MOMENTS:
        return f"{desk.now:%Y-%m-%d %H:%M}"
    return beginnings.word(desk, one, word)


def _shown(screen: Screen, row: Row | None, key: str) -> str:
    one = screen.fields.get(key)
    if row is None or one is None:
        return ""
    return row.titles.get(key) or shown(one, row.values.get(key))
