"""Answers as people will read them in the history: options by their words, references by their titles."""

from __future__ import annotations

from models import picker
from models.answers import Answers
from models.description.screen import Field
from models.description.workflow import Ask, Transition
from models.errors import PanelError
from models.panel import Desk
from models.values import Canonical, text
from models.visibility import has_row_rules

_WORDS = {"true": "ya", "false": "tidak"}


def shown(desk: Desk, transition: Transition, answers: Answers) -> tuple[dict[str, str], str | None]:
    """What was answered by label, and apart from it the first long text: why."""
    told: dict[str, str] = {}
    reason = None
    for ask in transition.asks:
        if not _is_for_all(desk, ask.field):
            continue
        parts = [_shown(desk, ask, one) for one in answers.each(ask.key) if one is not None]
        written = ", ".join(parts)
        if not written:
            continue
        if reason is None and ask.field.multiline:
            reason = written
        else:
            told[ask.field.label.id] = written
    return told, reason


def _is_for_all(desk: Desk, one: Field) -> bool:
    """Whether everybody who reads the story may read the answer: no value that a rule masks or hides, no
    title of a row that only some may see. Those stand in the changed rows, where their readers find them."""
    target = desk.panel.screens[one.reference.screen] if one.reference else None
    return one.mask is None and not one.hidden_for and not (target and has_row_rules(desk.panel, target))


def _shown(desk: Desk, ask: Ask, value: Canonical) -> str:
    written = text(value) or ""
    if ask.field.reference is not None:
        return _title(desk, ask, written)
    if isinstance(value, bool):
        return _WORDS[written]
    return next((one.label.id for one in ask.field.options if one.value == written), written)


def _title(desk: Desk, ask: Ask, value: str) -> str:
    assert ask.field.reference is not None
    screen = desk.panel.screens[ask.field.reference.screen]
    try:
        return picker.title(desk, screen, value, ask.field.reference.target_columns[0]).title
    except PanelError:  # theirs to choose, not theirs to see
        return value
