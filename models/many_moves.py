"""A step of a workflow with many rows: each takes it by itself, all in the caller's transaction.

A row that is refused stops no other; what the others have done is kept or undone with the transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from models import chosen, writing
from models.chosen import Chosen
from models.description.screen import Screen
from models.description.workflow import Workflow
from models.errors import Forbidden, Missing, PanelError, Problem, Refused
from models.panel import Desk
from models.progress import Progress
from models.selecting import column_of, fetch
from models.transitions import Moved, asked, move
from models.values import text

MOST = 10_000  # rows: nobody else gets at them, nor at a book that they take numbers from, until the end
FOR_ONE = "Langkah ini hanya untuk satu baris. Buka barisnya."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of several rows."""

    key: str
    moved: Moved | None = None
    error: PanelError | None = None

    @property
    def reasons(self) -> tuple[Problem, ...]:
        """Why it was not moved."""
        if self.error is None:
            return ()
        problems = self.error.problems if isinstance(self.error, Refused) else ()
        return problems or (Problem(self.error.sentence, None, self.error.facts),)


def workflows_of(desk: Desk, screen: Screen, those: Chosen) -> tuple[Workflow, ...]:
    """The workflows that the chosen rows are in. Raises Forbidden, Refused (of a filter)."""
    flow = screen.workflow
    if flow is None:
        return ()
    if flow.by is None:
        found: Iterable[object] = (flow.fixed,)
    else:
        by = column_of(desk, screen, screen.fields[flow.by]).label("by")
        wanted = (
            sa.select(by).select_from(desk.panel.table_of(screen)).where(*chosen.rows(desk, screen, those))
        )
        found = (row["by"] for row in fetch(desk, screen, wanted.distinct()))
    kinds = {text(one) for one in found}  # type: ignore[arg-type]
    return tuple(one for kind in sorted(kinds, key=str) if (one := flow.of(kind)) is not None)


def move_all(
    desk: Desk,
    screen: Screen,
    those: Chosen,
    name: str,
    given: Mapping[str, object],
    token: str | None = None,
    progress: Progress | None = None,
) -> tuple[Outcome, ...]:
    """Takes a step with all chosen rows, which are held from the beginning on: whoever is at one of them
    ends first, and so nobody waits for us with what we wait for. Raises Forbidden, Refused, Busy, Stopped.
    """
    with writing.working(desk, screen):
        keys = chosen.keys(desk, screen, those, hold=True)
    found = move_many(desk, screen, keys, name, given, token, progress)
    gone = set(those.keys).difference(keys)
    return (*found, *(Outcome(key, error=Missing()) for key in those.keys if key in gone))


def move_many(
    desk: Desk,
    screen: Screen,
    keys: Sequence[str],
    name: str,
    given: Mapping[str, object],
    token: str | None = None,
    progress: Progress | None = None,
) -> tuple[Outcome, ...]:
    """Takes a step with several rows, each by itself: one that is refused stops no other.

    Each row takes the answers that its own workflow asks for; `token` marks one press, as for `move`.
    """
    found = []
    for done, key in enumerate(keys):
        if progress is not None:
            progress.step(done, len(keys))
        try:
            mine = _answers_for(desk, screen, key, name, given)
            own = None if token is None else f"{token}:{key}"
            found.append(Outcome(key, moved=move(desk, screen, key, name, mine, own)))
        except PanelError as error:
            found.append(Outcome(key, error=error))
    if progress is not None:
        progress.step(len(keys), len(keys))
    return tuple(found)


def _answers_for(
    desk: Desk, screen: Screen, key: str, name: str, given: Mapping[str, object]
) -> dict[str, object]:
    """What the step asks in the workflow of this row; only where it is meant for many."""
    _, transition = asked(desk, screen, key, name)
    if not transition.many:
        raise Forbidden(FOR_ONE)
    return {one.key: given[one.key] for one in transition.asks if one.key in given}
