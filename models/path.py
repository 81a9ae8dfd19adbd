"""The path of a row through its workflow, as the arrows on its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from models.description.screen import Wording
from models.description.workflow import Workflow

Place = Literal["past", "now", "ahead"]


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of a workflow as a row sees it."""

    label: Wording
    place: Place


def path(workflow: Workflow, state: str) -> tuple[Step, ...]:
    """The stages of a workflow: those before the row's own are past. A state of no stage is none's."""
    here = next((n for n, stage in enumerate(workflow.stages) if state in stage.states), None)
    if here is None:
        own = workflow.states.get(state)
        return (Step(own.label, "now"),) if own else ()
    return tuple(
        Step(stage.label, "past" if n < here else "now" if n == here else "ahead")
        for n, stage in enumerate(workflow.stages)
    )
