"""What somebody must be reminded of: their rows that are late or soon will be. Read as they would read it:
their rights, row rules and masks hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models import automatic, query
from models.description.screen import Condition, Field, Order, Screen
from models.errors import PanelError
from models.panel import Desk
from models.query import Listing, Row
from models.schema.catalog import Kind

MOST = 100  # rows of one sort in one digest

_Where = tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A row to be reminded of. `field` holds its deadline; None: its reporter, or whoever, is waited for."""

    screen: Screen
    row: Row
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """What somebody is reminded of: past its deadline, soon due, and waiting for them."""

    late: tuple[Item, ...] = ()
    soon: tuple[Item, ...] = ()
    waiting: tuple[Item, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.late or self.soon or self.waiting)


def digest(desk: Desk, ahead: int) -> Digest:
    """The late rows of the actor's roles, and those due within `ahead` working days.

    Roles that oversee get everything that is late, whoever holds it.
    """
    oversees = any(desk.panel.office.roles[name].oversees for name in _roles(desk))
    late: dict[tuple[str, str | None], Item] = {}
    soon: dict[tuple[str, str | None], Item] = {}
    for screen, one in _deadlines(desk):
        held = list(_held(desk, screen))
        first = "today" if one.kind is Kind.DATE else "now"
        over = (Condition(one.key, "before", "now"),)
        near = (Condition(one.key, "ge", first), Condition(one.key, "le", f"in_{ahead}_working_days"))
        for found, moments, places in ((late, over, [()] if oversees else held), (soon, near, held)):
            for place in places:
                found |= {
                    (item.screen.key, item.row.key): item
                    for item in _items(desk, screen, one, (*moments, *place))
                }
    return Digest(tuple(late.values()), tuple(soon.values()), tuple(_waiting(desk)))


def _roles(desk: Desk) -> list[str]:
    return [name for name in desk.actor.roles if name in desk.panel.office.roles]


def _deadlines(desk: Desk) -> Iterator[tuple[Screen, Field]]:
    """The deadlines on screens that the actor may list, each table once."""
    seen = set()
    for screen in desk.panel.screens.values():
        if not desk.actor.may("list", screen.key):
            continue
        for one in screen.fields.values():
            if one.deadline is not None and not one.hidden and (screen.table.name, one.key) not in seen:
                seen.add((screen.table.name, one.key))
                yield screen, one


def _held(desk: Desk, screen: Screen) -> Iterator[_Where]:
    """The conditions for rows whose turn it is of the actor's roles: one set for each workflow."""
    flow = screen.workflow
    if flow is None:
        return
    for workflow in flow.workflows.values():
        states = workflow.held_by(desk.actor.roles)
        if states:
            mine = (Condition(flow.by, "eq", workflow.key),) if flow.by else ()
            yield (*mine, Condition(flow.column, "in", states))


def _items(desk: Desk, screen: Screen, one: Field, where: _Where) -> Iterator[Item]:
    rule = one.deadline
    assert rule is not None  # the caller chose such fields
    running = [Condition(key, "empty", True) for key in (rule.paused,) if key]
    running += [_not_done(screen.fields[key]) for key in rule.done]
    asked = Listing(where=(*running, *where), order=(Order(one.key),), columns=(one.key,), size=MOST)
    for row in query.page(desk, screen, asked).rows:
        yield Item(screen, row, one)


def _not_done(one: Field) -> Condition:
    return Condition(one.key, "ne", True) if one.kind is Kind.BOOLEAN else Condition(one.key, "empty", True)


def _waiting(desk: Desk) -> Iterator[Item]:
    """The rows of the actor's roles where somebody outside has been waited for long enough to ask again."""
    for one in automatic.to_remind(desk):
        if one.workflow.states[one.state].holders.isdisjoint(desk.actor.roles):
            continue
        try:
            yield Item(one.screen, query.record(desk, one.screen, one.key))
        except PanelError:  # not theirs to see
            continue
