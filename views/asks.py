"""The dialog of a step: what stands in its boxes, what was typed, and what that means."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from models.answers import answers_of
from models.description.screen import Screen
from models.description.workflow import Ask, Transition
from models.errors import PanelError, Problem, Refused
from models.panel import Desk
from models.schema.catalog import Kind
from models.values import BadValue
from views.ask_boxes import box
from views.fields import Control
from views.typed import canonical, tidy
from views.wording import sentence

PREFIX = "ask."
TOKEN = "token"
LONGEST_TOKEN = 100


@dataclass(slots=True)
class Dialog:
    """`texts` has for each ask what stands in its box, several where several may be chosen. `token` marks
    this one dialog, so that pressing its button twice moves once."""

    transition: Transition
    texts: dict[str, list[str]] = field(default_factory=dict)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    problems: dict[str | None, list[str]] = field(default_factory=dict)

    def given(self) -> dict[str, object]:
        """The canonical answers. Raises Refused with everything that is wrong or missing."""
        found: dict[str, object] = {}
        wrong: list[Problem] = []
        for ask in self.transition.asks:
            try:
                found[ask.key] = meaning(ask, self.texts.get(ask.key, []))
            except BadValue as error:
                wrong.append(error.problem)
        marked = {problem.field for problem in wrong}
        try:
            answers_of(self.transition, found)
        except Refused as error:
            wrong += [problem for problem in error.problems if problem.field not in marked]
        if wrong:
            raise Refused(*wrong)
        return found

    def refuse(self, error: PanelError) -> None:
        """Puts an error's sentences at their boxes, those of no box above them all."""
        known = {ask.key for ask in self.transition.asks}
        problems = error.problems if isinstance(error, Refused) else ()
        for one in problems:
            place = one.field if one.field in known else None
            self.problems.setdefault(place, []).append(sentence(one.sentence, one.facts))
        if not problems:
            self.problems.setdefault(None, []).append(sentence(error.sentence, error.facts))

    def boxes(self, desk: Desk, screen: Screen, key: str) -> list[Control]:
        """The boxes for a row; the first that is wrong, else the first of all, has the focus."""
        made = []
        for ask in self.transition.asks:
            one = box(desk, screen, key, ask, self.texts.get(ask.key, []))
            one.key, one.problems = PREFIX + ask.key, self.problems.get(ask.key, [])
            made.append(one)
        first = next((one for one in made if one.problems), made[0] if made else None)
        if first:
            first.focus = True
        return made

    def hidden(self) -> Iterator[tuple[str, str]]:
        """Everything that was typed, by the names of the boxes."""
        return ((PREFIX + key, text) for key, texts in self.texts.items() for text in texts)


def typed(transition: Transition, sent: MultiDict[str, str]) -> Dialog:
    """The dialog as somebody sent it."""
    texts = {one.key: [tidy(text) for text in sent.getlist(PREFIX + one.key)] for one in transition.asks}
    token = sent.get(TOKEN, "")[:LONGEST_TOKEN]
    return Dialog(transition, texts, token) if token else Dialog(transition, texts)


def meaning(ask: Ask, texts: list[str]) -> object:
    """The canonical answer of a box: a list where several may be chosen. Raises BadValue."""
    if not ask.many:
        return canonical(ask.field, texts[-1]) if texts else None
    if ask.field.reference or ask.field.options:
        return [text for text in texts if text]
    lines = [line.strip() for text in texts for line in text.split("\n") if line.strip()]
    return lines if ask.field.kind is Kind.ARRAY else [canonical(ask.field, line) for line in lines]


def press(desk: Desk, place: str, token: str) -> str:
    """The token of a press as the history keeps it: nobody's token counts at another row or step."""
    return f"{desk.actor.id}:{place}:{token}"
