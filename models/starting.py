"""What a workflow does when a row is made: its number is taken, its checklist laid out, in the same save."""

from __future__ import annotations

import dataclasses

import sqlalchemy as sa

from models import events, writing
from models.answers import Answers
from models.description.screen import Screen
from models.effects import Effects
from models.panel import Desk
from models.selecting import column_of, has_key
from models.values import text
from models.writing import Saved


def start(desk: Desk, screen: Screen, saved: Saved) -> Saved:
    """Begins the workflow of a row that has just been written; gives it back as it is then.

    Raises what the written rows raise; the caller's savepoint undoes everything.
    """
    flow = screen.workflow
    if flow is None or saved.key is None or not any(one.begin for one in flow.workflows.values()):
        return saved
    by = _workflow_named(desk, screen, saved.key) if flow.by else None
    workflow = flow.of(by)
    if workflow is None or workflow.begin is None:
        return saved
    effects = Effects(desk, screen, saved.key, workflow.begin, Answers())
    own = effects.write()
    label = workflow.begin.label
    data = {"workflow": workflow.key, "to": workflow.initial, "label": label.id, "label_en": label.en,
            "numbers": effects.numbers}  # fmt: skip
    events.note(desk, screen, saved.key, "transition", workflow.begin.key, None, data)
    if not own:
        return saved
    version = writing.change(desk, screen, saved.key, own).version
    return dataclasses.replace(saved, version=version)


def _workflow_named(desk: Desk, screen: Screen, key: str) -> str | None:
    assert screen.workflow is not None and screen.workflow.by is not None
    by = column_of(desk, screen, screen.fields[screen.workflow.by])
    return text(desk.connection.execute(sa.select(by).where(has_key(desk, screen, key))).scalar())
