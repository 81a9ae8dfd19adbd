"""A workflow as a page: its drawing, and the same as a table. Whoever has logged in may see it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from flask import Response, render_template, request
from flask_appbuilder import AppBuilder, BaseView, expose, has_access
from flask_babel import gettext

from models import diagram
from models.description.workflow import Transition, Workflow
from models.errors import Missing
from models.panel import Panel
from views.base import panel
from views.frame import framed
from views.screen_page import Answer
from views.wording import language, words

ANY = "*"  # stands in the drawing for every open state


class Step(NamedTuple):
    """A line of the table."""

    source: str
    label: str
    target: str
    who: str
    needs: list[str]


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view_no_menu(WorkflowView)


class WorkflowView(BaseView):  # type: ignore[misc]
    """The drawings of the procedures."""

    route_base = "/workflows"
    class_permission_name = "WorkflowView"
    base_permissions: ClassVar[list[str]] = ["can_show"]
    method_permission_name: ClassVar[dict[str, str]] = {"show": "show", "text": "show"}

    @expose("/<key>/", methods=["GET"])
    @has_access  # type: ignore[untyped-decorator]
    def show(self, key: str) -> Answer:
        built, found = panel(), _workflow(key)
        others = [(one.key, words(one.label)) for one in diagram.workflows(built).values()]
        now = request.args.get("state", "")
        page = render_template(
            "panel/workflow.html",
            workflow=found,
            label=words(found.label),
            others=others if len(others) > 1 else (),
            drawing=drawing(found, now),
            steps=steps(built, found),
            now=words(found.states[now].label) if now in found.states else "",
            here=f"{request.script_root}/workflows/",
        )
        return framed(page)

    @expose("/<key>/mermaid", methods=["GET"])
    @has_access  # type: ignore[untyped-decorator]
    def text(self, key: str) -> Response:
        """The drawing as Mermaid text, for papers and wikis."""
        return Response(diagram.mermaid(_workflow(key), language()), mimetype="text/plain")


def _workflow(key: str) -> Workflow:
    found = diagram.workflows(panel()).get(key)
    if found is None:
        raise Missing("Alur kerja ini tidak ada.")
    return found


def drawing(workflow: Workflow, now: str) -> str:
    """Nodes and edges for diagram.js. A step from every open state is drawn once, one that stays never."""
    nodes = [
        {"key": key, "label": words(one.label), "tone": diagram.tone(one), "now": key == now}
        for key, one in workflow.states.items()
    ]
    lines: dict[tuple[str, str], list[str]] = {}
    for edge in diagram.edges(workflow):
        once = diagram.is_everywhere(workflow, edge.transition) and workflow.states[edge.source].open
        source = ANY if once else edge.source
        label = words(edge.transition.label)
        if edge.target != edge.source and label not in lines.setdefault((source, edge.target), []):
            lines[source, edge.target].append(label)
    edges = [
        {"source": source, "target": target, "labels": labels}
        for (source, target), labels in lines.items()
        if labels
    ]
    if any(one["source"] == ANY for one in edges):
        nodes.append({"key": ANY, "label": gettext("Setiap keadaan terbuka"), "tone": "any", "now": False})
    return json.dumps({"nodes": nodes, "edges": edges}, ensure_ascii=False)


def steps(built: Panel, workflow: Workflow) -> Sequence[Step]:
    """Each step once, in the order of the description."""
    return [
        Step(
            _sources(workflow, one),
            words(one.label),
            words(workflow.states[one.target].label) if one.target else "",
            ", ".join(_role(built, name) for name in sorted(one.roles)),
            [words(need.sentence) for need in one.needs],
        )
        for one in workflow.transitions.values()
    ]


def _sources(workflow: Workflow, one: Transition) -> str:
    everywhere = diagram.is_everywhere(workflow, one)
    named = [
        words(state.label)
        for key, state in workflow.states.items()
        if key in one.sources and not (everywhere and state.open)
    ]
    return ", ".join([gettext("Setiap keadaan terbuka"), *named] if everywhere else named)


def _role(built: Panel, name: str) -> str:
    role = built.office.roles.get(name)
    return words(role.label) if role else name
