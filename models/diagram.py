"""A workflow as a drawing: Mermaid text for papers and wikis, and the nodes and edges for a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from models.description.screen import Wording
from models.description.workflow import State, Transition, Workflow
from models.panel import Panel

Tone = Literal["open", "closed", "paused"]
_MANY = 3  # states


@dataclass(frozen=True, slots=True)
class Edge:
    """A way from one state to another. `target` is the source where a step leaves the state as it is."""

    source: str
    target: str
    transition: Transition


def workflows(panel: Panel) -> Mapping[str, Workflow]:
    """Every workflow of a panel's screens, by its key."""
    found: dict[str, Workflow] = {}
    for screen in panel.screens.values():
        if screen.workflow is not None:
            found.update(screen.workflow.workflows)
    return dict(sorted(found.items()))


def tone(state: State) -> Tone:
    """How a state is drawn."""
    if state.paused:
        return "paused"
    return "open" if state.open else "closed"


def edges(workflow: Workflow) -> tuple[Edge, ...]:
    """The ways of a workflow in the order of its states, then of its transitions."""
    return tuple(
        Edge(key, one.target or key, one)
        for key in workflow.states
        for one in workflow.transitions.values()
        if key in one.sources
    )


def is_everywhere(workflow: Workflow, transition: Transition) -> bool:
    """Whether a step leads out of every open state: drawn once, it is read more easily."""
    open_ = {key for key, one in workflow.states.items() if one.open}
    return len(open_) >= _MANY and open_ <= transition.sources


def mermaid(workflow: Workflow, language: str = "id") -> str:
    """A `stateDiagram-v2` with the words of a language; the roles stand under each step."""
    names = {key: f"s{number}" for number, key in enumerate(workflow.states)}
    lines = ["stateDiagram-v2", "  direction TB"]
    lines += [
        f"  state {_quoted(one.label, language)} as {names[key]}" for key, one in workflow.states.items()
    ]
    lines += [f"  [*] --> {names[one.key]}" for one in workflow.states.values() if one.initial]
    for edge in edges(workflow):
        lines.append(f"  {names[edge.source]} --> {names[edge.target]} : {_step(edge.transition, language)}")
    lines += [f"  {names[one.key]} --> [*]" for one in workflow.states.values() if not one.open]
    lines += [
        "  classDef closed fill:#eef1f4,stroke:#52606d",
        "  classDef paused fill:#fff3d6,stroke:#8a6100",
    ]
    for key, one in workflow.states.items():
        if tone(one) != "open":
            lines.append(f"  class {names[key]} {tone(one)}")
    return "\n".join(lines) + "\n"


def _step(transition: Transition, language: str) -> str:
    said = _plain(transition.label, language)
    who = ", ".join(sorted(transition.roles))
    return f"{said} ({who})" if who else said


def _quoted(label: Wording, language: str) -> str:
    return '"' + _plain(label, language).replace('"', "'") + '"'


def _plain(label: Wording, language: str) -> str:
    """Words without the signs that mean something to Mermaid."""
    return " ".join(label.in_language(language).replace(":", " -").replace(";", ",").split())
