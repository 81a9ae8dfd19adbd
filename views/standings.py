"""What a record page shows of a row's workflow: its path, and the steps that this person may take now."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlencode

from flask import request

from models import transitions
from models.description.screen import Screen
from models.description.workflow import Transition
from models.panel import Desk
from models.path import Step, path
from models.selecting import Row
from models.transitions import Standing
from models.values import text
from views.wording import words


class Button(NamedTuple):
    """A step that may be pressed, or, with `lacking`, why it may not be pressed yet."""

    key: str
    label: str
    href: str
    css: str
    lacking: tuple[str, ...]


class Flow(NamedTuple):
    """`path` is empty where it would say nothing; `diagram` leads to the drawing of the workflow; `others`
    are the steps that seldom come: those that end in refusal, and what is beyond a handful."""

    label: str
    path: tuple[Step, ...]
    diagram: str
    ready: list[Button]
    others: list[Button]
    lacking: list[Button]


HANDFUL = 4
_CSS = {"primary": " p", "danger": " d"}


def flow(desk: Desk, screen: Screen, row: Row) -> Flow | None:
    """What there is to see and to press; None where a row has no workflow."""
    at = standing(desk, screen, row)
    if at is None or row.key is None:
        return None
    found = [_button(screen, row.key, one) for one in transitions.choices(desk, screen, row.key, at)]
    steps = path(at.workflow, at.state)
    place = f"{request.script_root}/workflows/{at.workflow.key}/?{urlencode({'state': at.state})}"
    ready, others = _in_sight([one for one in found if not one.lacking])
    return Flow(
        words(at.workflow.label),
        steps if len(at.workflow.stages) > 1 else (),
        place,
        ready,
        others,
        [one for one in found if one.lacking],
    )


def _in_sight(buttons: list[Button]) -> tuple[list[Button], list[Button]]:
    """The steps that stand as buttons, the main one first, and those in the menu beside them."""
    ordered = sorted(buttons, key=lambda one: (_CSS["danger"] == one.css, one.css != _CSS["primary"]))
    if len(ordered) <= HANDFUL:
        return ordered, []
    usual = [one for one in ordered if one.css != _CSS["danger"]][:HANDFUL]
    return usual, [one for one in ordered if one not in usual]


def standing(desk: Desk, screen: Screen, row: Row) -> Standing | None:
    """Where a row stands, by what was read of it already; asked where that is not all."""
    fields = screen.workflow
    if fields is None or row.key is None:
        return None
    needed = [key for key in (fields.column, fields.by) if key is not None]
    if not all(key in row.values for key in needed):
        return transitions.standing(desk, screen, row.key)
    workflow = fields.of(text(row.values[fields.by]) if fields.by else None)
    return None if workflow is None else Standing(workflow, text(row.values[fields.column]) or "")


def _button(screen: Screen, key: str, choice: transitions.Choice) -> Button:
    one: Transition = choice.transition
    href = f"{request.script_root}/data/{screen.key}/step/{key}/{one.key}"
    css = _CSS.get(one.tone, "")
    return Button(one.key, words(one.label), href, css, tuple(words(need) for need in choice.lacking))
