"""Every state x step x role of every workflow of the reference office: allowed exactly where its YAML says.

What the YAML says is read here anew, without the code that reads it for the panel.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml

from models import keeping, transitions
from models.actor import Actor
from models.description.screen import Screen
from models.description.workflow import Workflow
from models.errors import Forbidden, Missing, Overtaken
from models.panel import Desk, Panel
from tests.offices.desks import desk_at, empty_office
from tests.offices.reference import OFFICE

FOLDER = OFFICE / "workflows"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))
NOWHERE = "999999"  # a step that is allowed looks at the row next, and there is none
Written = Mapping[str, Any]


@cache
def read(path: Path) -> Written:
    found: Written = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def steps(name: str) -> dict[str, Written]:
    """The steps of a workflow as written, those of its parts among them."""
    own = read(FOLDER / f"{name}.yaml")
    found = dict(own["transitions"])
    for part in own.get("include", []):
        found |= read(FOLDER / "parts" / f"{part}.yaml")["transitions"]
    return found


def sources(name: str, step: Written) -> set[str]:
    states = read(FOLDER / f"{name}.yaml")["states"]
    open_ = {key for key, one in states.items() if one.get("open", True) and key != step.get("to")}
    written = [step["from"]] if isinstance(step["from"], str) else step["from"]
    return set().union(*(open_ if state == "*" else {state} for state in written))


def roles(step: Written) -> set[str]:
    return {step["roles"]} if isinstance(step["roles"], str) else set(step["roles"])


@pytest.fixture(scope="module")
def office(server_url: str) -> Iterator[Desk]:
    with empty_office(server_url) as url, desk_at(url) as desk:
        yield desk


def on_screens(panel: Panel, name: str) -> list[tuple[Screen, Workflow]]:
    """The screens that a workflow moves."""
    return [
        (screen, screen.workflow.workflows[name])
        for screen in panel.screens.values()
        if screen.workflow and name in screen.workflow.workflows
    ]


def outcome(desk: Desk, screen: Screen, at: transitions.Standing, step: str) -> str:
    try:
        transitions.must_be_possible(desk, screen, NOWHERE, at, at.workflow.transitions[step])
    except Forbidden:
        return "another role"
    except Overtaken:
        return "another state"
    except Missing:
        pass
    return "allowed"


@pytest.mark.parametrize("name", NAMES)
def test_a_step_is_allowed_exactly_where_the_yaml_says(office: Desk, name: str) -> None:
    panel, written, wrong, looked = office.panel, steps(name), [], 0
    assert on_screens(panel, name), "no screen has this workflow"
    for screen, workflow in on_screens(panel, name):
        assert set(workflow.transitions) == set(written)
        for role in panel.office.roles:
            desk = replace(office, actor=Actor(1, "uji", frozenset({role})))
            for state in workflow.states:
                for key, step in written.items():
                    wanted = "allowed" if state in sources(name, step) else "another state"
                    wanted = wanted if role in roles(step) else "another role"
                    found = outcome(desk, screen, transitions.Standing(workflow, state), key)
                    looked += 1
                    if found != wanted:
                        wrong.append(f"{state} - {key} - {role}: {found}, {wanted} in the YAML")
    assert looked and not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", NAMES)
def test_the_database_lets_exactly_these_ways_through(office: Desk, name: str) -> None:
    connection, panel = office.connection, office.panel
    keeping.sync(connection, panel)
    kept = {one.screen.key for one in keeping.kept(panel)}
    for screen, _ in on_screens(panel, name):
        wanted = {
            (source, step["to"])
            for step in steps(name).values() if step.get("to") for source in sources(name, step)
        }  # fmt: skip
        found = connection.execute(
            sa.text("""SELECT from_state, to_state FROM panel.workflow_edge
                       WHERE table_name = :table AND workflow = :name"""),
            {"table": screen.table.name.name, "name": name},
        )
        assert {tuple(row) for row in found} == (wanted if screen.key in kept else set())
    connection.rollback()
