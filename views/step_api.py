"""REST: the steps of a row's workflow that a program may take now, and taking one."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_appbuilder.api import expose
from flask_appbuilder.security.decorators import protect

from models import query, transitions
from models.description.screen import Screen
from models.description.workflow import Ask
from models.errors import Forbidden, Missing, Problem, Refused
from models.panel import Desk
from models.transitions import Choice, Moved
from views.asks import LONGEST_TOKEN, TOKEN, press
from views.base import desk, writing
from views.bodies import as_json, body
from views.payload import quote, readable, record_text
from views.standings import standing
from views.wording import words

NO_TOKEN = "Token harus berupa teks, paling panjang 100 huruf."


class StepsApi:
    """Two doors of a screen's resource."""

    screen: Screen

    @expose("/<pk>/transitions", methods=["GET"])
    @protect()
    def transitions(self, pk: str) -> Response:
        """What may be done with the row now, and what still lacks something."""
        at = desk("api")
        row = query.record(at, self.screen, pk)
        stood = standing(at, self.screen, row)
        if stood is None:
            raise Missing(transitions.NO_WORKFLOW)
        state = stood.workflow.states.get(stood.state)
        found = transitions.choices(at, self.screen, pk, stood)
        told = {
            "id": row.key,
            "workflow": stood.workflow.key,
            "state": {
                "key": stood.state,
                "label": words(state.label) if state else stood.state,
                "open": state.open if state else None,
            },
            "transitions": [_choice(one) for one in found],
        }
        return as_json(quote(told))

    @expose("/<pk>/transitions/<name>", methods=["POST"])
    @protect()
    def transition(self, pk: str, name: str) -> Response:
        """Takes a step; the body has the answers by name, and maybe a `token` of this one press."""
        given, screen = body(), self.screen
        token = _token(given)
        with writing(screen, "api") as at:
            key = query.record(at, screen, pk).key or pk  # theirs to see
            own = press(at, f"{screen.key}:{key}:{name}", token) if token else None
            moved = transitions.move(at, screen, key, name, given, own)
        return _told(desk("api"), screen, moved)


def _token(given: dict[str, object]) -> str:
    token = given.pop(TOKEN, None) or ""
    if not isinstance(token, str) or len(token) > LONGEST_TOKEN:
        raise Refused(Problem(NO_TOKEN))
    return token


def _told(at: Desk, screen: Screen, moved: Moved) -> Response:
    told: dict[str, Any] = {
        "id": moved.key,
        "before": moved.before,
        "after": moved.after,
        "numbers": list(moved.numbers),
        "added": {child: list(keys) for child, keys in moved.touched.items()},
    }
    if moved.repeated:
        told["repeated"] = True
    try:
        row = query.record(at, screen, moved.key)
    except (Forbidden, Missing):  # moved, and no more theirs to read
        return as_json(quote(told | {"result": None}))
    record = record_text(screen, row, readable(screen))
    return as_json(f'{quote(told)[:-1]},"result":{record}}}', version=row.version)


def _choice(choice: Choice) -> dict[str, object]:
    one = choice.transition
    return {
        "name": one.key,
        "label": words(one.label),
        "help": words(one.help) or None,
        "to": one.target,
        "tone": one.tone,
        "many": one.many,
        "lacking": [words(need) for need in choice.lacking],
        "ask": [_ask(ask) for ask in one.asks],
    }


def _ask(ask: Ask) -> dict[str, object]:
    one = ask.field
    return {
        "name": ask.key,
        "label": words(one.label),
        "help": words(one.help) or None,
        "kind": one.kind.value,
        "required": ask.required,
        "many": ask.many,
        "options": [{"value": option.value, "label": words(option.label)} for option in one.options],
        "reference": one.reference.screen if one.reference else None,
    }
