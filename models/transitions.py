"""Moving a row through its workflow: what may be done with it now, and doing it, once and whole.

A move locks the row, looks at its state, the role and the conditions, writes everything in one savepoint
and writes down who did it. Of two at once the second hears who was first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa

from models import deadlines, events, keys, office_sql, writing
from models.answers import Answers, answers_of
from models.description.screen import Field, Screen, Wording
from models.description.workflow import Ask, Need, ScreenWorkflow, State, Transition, Workflow
from models.effects import Effects
from models.errors import Forbidden, Missing, Overtaken, PanelError, Problem, Refused
from models.panel import Desk
from models.selecting import column_of, has_key, key_columns
from models.shown_answers import shown
from models.sight import must_point_at_seen
from models.values import Canonical, text
from models.visibility import Clause, seen_rows

BY_OTHERS = "Sudah dipindahkan oleh {who} pukul {time}. Muat ulang halaman ini."
NO_WORKFLOW = "Layar ini tidak punya alur kerja."
LACKING = "Langkah ini belum bisa dilakukan."
NOT_AMONG = "Isian {label} harus salah satu dari pilihan yang ada."
LEFT_STATE = "Langkah {label} tidak sampai ke keadaan {state}. Sampaikan kepada pengelola."


@dataclass(frozen=True, slots=True)
class Choice:
    """A step that this actor may take now; greyed while something is `lacking`."""

    transition: Transition
    lacking: tuple[Wording, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a row stands: its workflow and state."""

    workflow: Workflow
    state: str


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move has done. `touched` has the keys of the rows of children that it added or changed, by
    screen; `repeated`: the same press came twice and the second did nothing."""

    key: str
    transition: Transition
    before: str
    after: str
    numbers: tuple[str, ...] = ()
    touched: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    repeated: bool = False


def standing(desk: Desk, screen: Screen, key: str) -> Standing | None:
    """Where a row stands; None where no workflow is its own. Raises Missing."""
    return _standing(desk, screen, key, seen_rows(desk, screen))


def _standing(desk: Desk, screen: Screen, key: str, seen: Sequence[Clause] = ()) -> Standing | None:
    flow = _flow(screen)
    columns = [column_of(desk, screen, screen.fields[flow.column]).label("state")]
    if flow.by is not None:
        columns.append(column_of(desk, screen, screen.fields[flow.by]).label("by"))
    statement = sa.select(*columns).select_from(desk.panel.table_of(screen))
    found = desk.connection.execute(statement.where(has_key(desk, screen, key), *seen)).mappings().first()
    if found is None:
        raise Missing
    workflow = flow.of(text(found.get("by")))
    return None if workflow is None else Standing(workflow, text(found["state"]) or "")


def _locked(desk: Desk, screen: Screen, key: str) -> str:
    """Holds a row until the end; its key as the history writes it: "01" may be found for 1. Raises Missing.

    A statement of its own: whoever waited for it reads afterwards what the others have written, also in
    the tables that a computed state looks at.
    """
    columns, seen = key_columns(desk, screen), seen_rows(desk, screen)
    wanted = sa.select(*columns).where(has_key(desk, screen, key), *seen)
    table = desk.panel.table_of(screen)
    found = desk.connection.execute(wanted.with_for_update(of=table)).first()
    if found is None:
        raise Missing
    return keys.encode(found)


def choices(desk: Desk, screen: Screen, key: str, at: Standing | None = None) -> tuple[Choice, ...]:
    """The steps that this actor may take with a row now, in the order of the description."""
    at = at or standing(desk, screen, key)
    if at is None:
        return ()
    mine = [
        one
        for one in at.workflow.transitions.values()
        if at.state in one.sources and _may(desk, one) and one.roles
    ]
    return tuple(_possible(desk, screen, key, mine))


def asked(desk: Desk, screen: Screen, key: str, name: str) -> tuple[Standing, Transition]:
    """Where a row stands, and a step of its workflow. Raises Missing."""
    at = standing(desk, screen, key)
    if at is None:
        raise Missing(NO_WORKFLOW)
    return at, _step(at, name)


def must_be_possible(desk: Desk, screen: Screen, key: str, at: Standing, transition: Transition) -> None:
    """Whether this actor may take a step now. Raises Forbidden, Overtaken, Refused (something is lacking)."""
    if not _may(desk, transition):
        raise Forbidden
    if at.state not in transition.sources:
        raise _overtaken(desk, screen, key)
    possible = list(_possible(desk, screen, key, [transition]))
    if not possible:
        raise Refused(sentence=LACKING)
    if possible[0].lacking:
        told = (Problem("{need}.", None, {"need": one}) for one in possible[0].lacking)
        raise Refused(*told, sentence=LACKING)


def for_many(desk: Desk, screen: Screen) -> tuple[Transition, ...]:
    """The steps that this actor may take with several rows at once, whatever their workflow."""
    found: dict[str, Transition] = {}
    for workflow in screen.workflow.workflows.values() if screen.workflow else ():
        for one in workflow.transitions.values():
            if one.many and one.roles and _may(desk, one):
                found.setdefault(one.key, one)
    return tuple(found.values())


def move(
    desk: Desk,
    screen: Screen,
    key: str,
    name: str,
    given: Mapping[str, object],
    token: str | None = None,
) -> Moved:
    """Takes a step with a row. `given` has the answers of its dialog, canonical; `token` marks one press.

    Raises Missing, Forbidden, Overtaken (not in that state any more), Refused (a condition or an answer),
    and what the written rows raise; nothing is written then.
    """
    with _moving(desk, screen, name):
        key = _locked(desk, screen, key)
        at = standing(desk, screen, key)
        if at is None:
            raise Missing(NO_WORKFLOW)
        transition = _step(at, name)
        if token is not None and events.is_known(desk, token):
            return Moved(key, transition, at.state, at.state, repeated=True)
        must_be_possible(desk, screen, key, at, transition)
        answers = answers_of(transition, given)
        must_point_at_seen(desk, _chosen(transition, answers))
        _must_be_among(desk, screen, key, transition, answers)
        effects = Effects(desk, screen, key, transition, answers)
        own = effects.write()
        after = _write_state(desk, screen, key, at, transition, own)
        _write_down(desk, screen, key, at, transition, answers, effects, token)
    touched = {child: tuple(rows) for child, rows in effects.touched.items()}
    return Moved(key, transition, at.state, after, tuple(effects.numbers), touched)


def _flow(screen: Screen) -> ScreenWorkflow:
    if screen.workflow is None:
        raise Missing(NO_WORKFLOW)
    return screen.workflow


@contextmanager
def _moving(desk: Desk, screen: Screen, name: str) -> Iterator[None]:
    """Everything or nothing; meanwhile the database lets the state change (see models/sql/workflow.sql)."""
    with writing.working(desk, screen):
        desk.connection.execute(sa.select(sa.func.set_config("panel.moving", name, True)))
        yield
        desk.connection.execute(sa.select(sa.func.set_config("panel.moving", "", True)))


def _step(at: Standing, name: str) -> Transition:
    transition = at.workflow.transitions.get(name)
    if transition is None:
        raise Missing("Langkah ini tidak ada di alur kerja baris ini.")
    return transition


def _may(desk: Desk, transition: Transition) -> bool:
    return desk.actor.everything or not transition.roles.isdisjoint(desk.actor.roles)


def choosable(desk: Desk, screen: Screen, key: str, ask: Ask) -> tuple[str, ...] | None:
    """The keys that may be chosen in a box of a row's dialog; None: any row of its screen."""
    if ask.among is None:
        return None
    return office_sql.listed(desk, screen, key, ask.among)


def _chosen(transition: Transition, answers: Answers) -> list[tuple[Field, Canonical]]:
    return [(ask.field, value) for ask in transition.asks for value in answers.each(ask.key)]


def _must_be_among(desk: Desk, screen: Screen, key: str, transition: Transition, answers: Answers) -> None:
    wrong = []
    for ask in transition.asks:
        chosen = {text(one) for one in answers.each(ask.key)}
        known = choosable(desk, screen, key, ask) if chosen else None
        if known is not None and not chosen <= set(known):
            wrong.append(Problem(NOT_AMONG, ask.key, {"label": ask.field.label}))
    if wrong:
        raise Refused(*wrong)


def _overtaken(desk: Desk, screen: Screen, key: str) -> Overtaken:
    found = events.last(desk, screen, key, "transition")
    if found is None:
        return Overtaken()
    who, at = found
    here = at.astimezone(desk.now.tzinfo)
    day = "" if here.date() == desk.now.date() else f"{here:%d-%m-%Y} "
    return Overtaken(BY_OTHERS, who=who, time=f"{day}{here:%H.%M}")


def _possible(desk: Desk, screen: Screen, key: str, transitions: Sequence[Transition]) -> Iterator[Choice]:
    """The steps whose `when` holds, each with what it lacks: one statement for all of them."""
    asked = [sql for one in transitions for sql in (one.when or "true", *(need.sql for need in one.needs))]
    told = iter(office_sql.of_row(desk, screen, key, [f"({sql}) is true" for sql in asked]))
    for one in transitions:
        shown_at_all = next(told) == "true"
        lacking = tuple(need.sentence for need in _unmet(one.needs, told))
        if shown_at_all:
            yield Choice(one, lacking)


def _unmet(needs: Sequence[Need], told: Iterator[str | None]) -> list[Need]:
    return [need for need in needs if next(told) != "true"]


def _write_state(
    desk: Desk,
    screen: Screen,
    key: str,
    at: Standing,
    transition: Transition,
    own: Mapping[str, object],
) -> str:
    """Writes the row itself, its state among it. A computed state follows from what was written."""
    column, target = _flow(screen).column, transition.target or at.state
    values = dict(own)
    stored = screen.fields[column].sql is None
    if stored and transition.target is not None:
        values[column] = target
    if values:
        writing.change(desk, screen, key, values)
    _stop_or_start_the_clock(desk, screen, key, at, transition)
    if not stored and transition.target is not None:
        now = _standing(desk, screen, key)  # maybe no more theirs to see
        if now is None or now.state != target:
            state: State = at.workflow.states[target]
            raise PanelError(LEFT_STATE, label=transition.label, state=state.label)
    return target


def _stop_or_start_the_clock(
    desk: Desk, screen: Screen, key: str, at: Standing, transition: Transition
) -> None:
    """The deadline stands still while others are waited for, and goes on afterwards."""
    before, after = (at.workflow.states.get(one) for one in (at.state, transition.target or at.state))
    paused = after is not None and after.paused
    if paused != (before is not None and before.paused):
        deadlines.stand_still(desk, screen, key, paused, str(after.label) if paused and after else None)


def _write_down(
    desk: Desk,
    screen: Screen,
    key: str,
    at: Standing,
    transition: Transition,
    answers: Answers,
    effects: Effects,
    token: str | None,
) -> None:
    asked, reason = shown(desk, transition, answers)
    data = {
        "workflow": at.workflow.key,
        "from": at.state,
        "to": transition.target or at.state,
        "label": (transition.done or transition.label).id,
        "label_en": (transition.done or transition.label).en,
        "numbers": effects.numbers,
        "asked": asked,
    }
    events.note(desk, screen, key, "transition", transition.key, reason, data, token)
