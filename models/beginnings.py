"""What the machine fills in when a row is made: where its workflow begins, who wrote it down, and when."""

from __future__ import annotations

from collections.abc import Mapping

from models.description.screen import Field, Screen
from models.errors import Problem, Refused
from models.panel import Desk
from models.schema.catalog import Kind
from models.values import Canonical, text

OTHER_WORKFLOW = "{label} tidak dapat diganti sekarang: langkah-langkahnya sudah berjalan."


def filled(desk: Desk, screen: Screen, values: Mapping[str, Canonical]) -> dict[str, Canonical]:
    """The values of a new row with those that nobody types; what is given already stays."""
    found = {
        one.key: word(desk, one, one.fill)
        for one in screen.fields.values()
        if one.fill is not None and values.get(one.key) is None
    }
    return {**values, **found, **_state(screen, values)}


def word(desk: Desk, one: Field, said: str) -> str:
    """`me`, `now` or `today` as a value of a field: a day where the field holds days."""
    if said == "me":
        return desk.actor.name
    if said == "today" or one.kind is Kind.DATE:
        return desk.now.date().isoformat()
    return desk.now.isoformat(timespec="seconds")


def _state(screen: Screen, values: Mapping[str, Canonical]) -> dict[str, Canonical]:
    """Where the workflow of the new row begins, when it is not said."""
    flow = screen.workflow
    if flow is None or screen.fields[flow.column].sql is not None or values.get(flow.column) is not None:
        return {}
    workflow = flow.of(text(values.get(flow.by)) if flow.by else None)
    return {} if workflow is None else {flow.column: workflow.initial}


def moved_along(screen: Screen, changed: Mapping[str, Canonical], state: Canonical) -> dict[str, Canonical]:
    """A row whose workflow becomes another begins again there, where it had not moved yet.

    `state` is the row's own. Raises Refused for a row that is on its way.
    """
    flow = screen.workflow
    if (
        flow is None
        or flow.by is None
        or flow.by not in changed
        or screen.fields[flow.column].sql is not None
    ):
        return {}
    workflow = flow.of(text(changed[flow.by]))
    begins = {one.initial for one in flow.workflows.values()}
    if workflow is None or state == workflow.initial:
        return {}
    if state in begins:
        return {flow.column: workflow.initial}
    label = screen.fields[flow.by].label
    raise Refused(Problem(OTHER_WORKFLOW, flow.by, {"label": label}))
