"""`workflow:` of a screen: the files that it means, read against its columns."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from models.description.findings import closest
from models.description.load import Written
from models.description.reading import Reading
from models.description.screen import Field, Option, Wording
from models.description.workflow import ScreenWorkflow, Stage, State, Transition, Workflow
from models.description.workflow_effects import Effects
from models.description.workflow_graph import dead_ends, unreachable
from models.description.workflow_spec import TransitionSpec, WorkflowFileSpec
from models.schema.catalog import Kind

ANY = "*"
BEGIN = "begin"
BY_STEPS = "Status berubah lewat langkah alur kerja."
_NOT_TEXT = "Status disimpan dalam kolom teks atau pilihan."
_STATES = (Kind.TEXT, Kind.ENUM)


def workflow_of(reading: Reading) -> ScreenWorkflow | None:
    """The workflow of the screen being read; what is wrong with it goes to the reading's findings.

    A stored status becomes a field that only the steps of the workflow write.
    """
    spec = reading.spec.workflow
    if spec is None:
        return None
    column = reading.column(spec.column, "workflow", "column", word="workflow")
    by = reading.column(spec.by, "workflow", "by", word="workflow") if spec.by else None
    if column is None or (by is None and spec.by):
        return None
    if column.kind not in _STATES:
        reading.add("D317", "workflow", "column", word="workflow", column=spec.column, reason=_NOT_TEXT)
        return None
    found = {name: _workflow(reading, name, column) for name in _names(reading)}
    workflows = {name: one for name, one in found.items() if one is not None}
    column = dataclasses.replace(column, options=(*column.options, *_options(column, workflows.values())))
    if column.sql is None:
        column = dataclasses.replace(
            column, insertable=False, editable=False, required=False, read_only_because=BY_STEPS
        )
    reading.fields[column.key] = column
    fixed = None if by is not None else next(iter(workflows), None)
    return ScreenWorkflow(column.key, workflows, by.key if by else None, fixed)


def _options(column: Field, workflows: Iterable[Workflow]) -> Iterable[Option]:
    """The states that the screen has no words for, in those of their workflow."""
    known = {option.value for option in column.options}
    for state in (state for one in workflows for state in one.states.values()):
        if state.key not in known:
            known.add(state.key)
            yield Option(
                state.key, state.label, "ok" if not state.open else "gray" if state.paused else "info"
            )


def _names(reading: Reading) -> list[str]:
    """The workflow files that a screen means."""
    spec, around = reading.spec.workflow, reading.around
    assert spec is not None  # the caller looked
    if not spec.use and not spec.by:
        reading.add("D601", "workflow")
        return []
    if len(spec.use) > 1 and not spec.by:
        reading.add("D602", "workflow", "use")
        return []
    wanted = spec.use or [name for name in around.workflows if name not in around.taken_workflows]
    for place, name in enumerate(spec.use):
        if name not in around.workflows and name not in around.broken_workflows:
            near = closest(name, around.workflows)
            reading.add("D603", "workflow", "use", place, near=near, workflow=name)
    return [name for name in wanted if name in around.workflows]


def _workflow(reading: Reading, name: str, column: Field) -> Workflow | None:
    """A file, with its problems told where they stand in it."""
    written: Written[WorkflowFileSpec] = reading.around.workflows[name]
    inside = dataclasses.replace(reading, written=written)
    spec = written.spec
    if not spec.states:
        inside.add("D604", "states")
        return None
    states = _states(inside, spec, column)
    transitions = dict(_transitions(inside, spec, states))
    stages, begin = _stages(inside, spec, states), _begin(inside, spec)
    made = Workflow(name, spec.label.wording, states, stages, transitions, begin)
    for key in dead_ends(made):
        inside.add("D606", "states", key, state=key)
    for key in unreachable(made):
        inside.add("D607", "states", key, state=key)
    return made


def _transitions(
    inside: Reading, spec: WorkflowFileSpec, states: dict[str, State]
) -> Iterator[tuple[str, Transition]]:
    """The steps of a file, then those of the parts that it includes, each told of where it stands."""
    for key, one in spec.transitions.items():
        yield key, _transition(inside, key, one, states)
    around = inside.around
    for place, name in enumerate(spec.include):
        if name not in around.parts:
            if name not in around.broken_parts:
                inside.add("D614", "include", place, near=closest(name, around.parts), part=name)
            continue
        part = dataclasses.replace(inside, written=around.parts[name])
        for key, one in around.parts[name].spec.transitions.items():
            if key in spec.transitions:
                inside.add("D615", "transitions", key, part=name, step=key)
            yield key, _transition(part, key, one, states)


def _states(inside: Reading, spec: WorkflowFileSpec, column: Field) -> dict[str, State]:
    first = next(iter(spec.states))
    starts = {key for key, one in spec.states.items() if one.initial} or {first}
    known = {option.value for option in column.options} if column.kind is Kind.ENUM else set()
    for key, one in spec.states.items():
        for place, role in enumerate(one.holder):
            inside.role(role, "states", key, "holder", place)
        if known and key not in known:
            choices = ", ".join(sorted(known))
            facts = {"value": key, "column": column.column.name, "choices": choices}
            inside.add("D315", "states", key, near=closest(key, known), **facts)
    return {
        key: State(
            key,
            one.label.wording,
            one.open_,
            key in starts,
            frozenset(one.holder),
            one.clock == "paused",
        )
        for key, one in spec.states.items()
    }


def _stages(inside: Reading, spec: WorkflowFileSpec, states: dict[str, State]) -> tuple[Stage, ...]:
    if not spec.stages:
        return tuple(Stage(one.label, (one.key,)) for one in states.values())
    for label, one in spec.stages.items():
        for place, state in enumerate(one.states):
            _known(inside, states, state, "stages", label, "states", place)
    return tuple(Stage(Wording(label, one.en), tuple(one.states)) for label, one in spec.stages.items())


def _known(inside: Reading, states: dict[str, State], state: str, *path: str | int) -> bool:
    if state in states:
        return True
    inside.add("D605", *path, near=closest(state, states), state=state)
    return False


def _transition(inside: Reading, key: str, spec: TransitionSpec, states: dict[str, State]) -> Transition:
    place = ("transitions", key)
    for number, role in enumerate(spec.roles):
        inside.role(role, *place, "roles", number)
    if spec.to is not None:
        _known(inside, states, spec.to, *place, "to")
    effects = Effects(inside, place, spec).read()
    return Transition(
        key=key,
        label=spec.label.wording,
        sources=frozenset(_sources(inside, spec, states, place)),
        target=spec.to,
        roles=frozenset(spec.roles),
        done=spec.done.wording if spec.done else None,
        help=spec.help.wording if spec.help else None,
        tone=spec.tone,
        when=spec.when,
        needs=effects.needs,
        asks=effects.asks,
        set=effects.set,
        adds=effects.adds,
        changes=effects.changes,
        number=effects.number,
        print=spec.print_,
        many=spec.many,
        after=effects.after,
    )


def _begin(inside: Reading, spec: WorkflowFileSpec) -> Transition | None:
    """What happens when a row is made, as a step without a button."""
    if spec.begin is None:
        return None
    words = spec.begin.model_dump(by_alias=True, exclude={"label"}, exclude_none=True)
    step = TransitionSpec.model_validate({"label": "-", "from": [], "roles": [], **words})
    effects = Effects(inside, ("begin",), step).read()
    label = spec.begin.label.wording if spec.begin.label else Wording("Dicatat", "Recorded")
    return Transition(
        BEGIN,
        label,
        frozenset(),
        None,
        frozenset(),
        set=effects.set,
        adds=effects.adds,
        number=effects.number,
    )


def _sources(
    inside: Reading, spec: TransitionSpec, states: dict[str, State], place: tuple[str, str]
) -> Iterable[str]:
    for number, state in enumerate(spec.from_):
        if state == ANY:
            yield from (one.key for one in states.values() if one.open and one.key != spec.to)
        elif _known(inside, states, state, *place, "from", number):
            yield state
