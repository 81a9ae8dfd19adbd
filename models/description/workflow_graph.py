"""Where the ways of a workflow lead: states without a way out, states without a way in."""

from __future__ import annotations

from models.description.workflow import Workflow


def dead_ends(workflow: Workflow) -> list[str]:
    """The open states that nothing leads out of: work that gets there can never be finished."""
    left = {
        source
        for one in workflow.transitions.values()
        if one.target is not None
        for source in one.sources
        if source != one.target
    }
    return [one.key for one in workflow.states.values() if one.open and one.key not in left]


def unreachable(workflow: Workflow) -> list[str]:
    """The states that no row can get to from where it begins."""
    seen = {one.key for one in workflow.states.values() if one.initial}
    waiting = list(seen)
    while waiting:
        here = waiting.pop()
        found = {
            one.target
            for one in workflow.transitions.values()
            if here in one.sources and one.target is not None and one.target not in seen
        }
        seen |= found
        waiting += found
    return [key for key in workflow.states if key not in seen]
