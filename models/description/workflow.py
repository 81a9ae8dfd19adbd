"""A workflow, checked and laid on a screen: states, the ways between them, what each way asks and does."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from models.description.screen import Child, Field, Wording


@dataclass(frozen=True, slots=True)
class State:
    """`holders` are the roles whose turn it is; `paused`: the deadline stands still."""

    key: str
    label: Wording
    open: bool = True
    initial: bool = False
    holders: frozenset[str] = frozenset()
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """One arrow of the path on the record page."""

    label: Wording
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """What a column becomes. `kind`: literal (canonical text, bool or None), word (now, today, me),
    ask (the answer of that name), each (one of several chosen), sql (an expression on the row)."""

    kind: Literal["literal", "word", "ask", "each", "sql"]
    content: str | bool | None = None


Sets = tuple[tuple[str, Value], ...]  # field key -> value


@dataclass(frozen=True, slots=True)
class Ask:
    """A box of the dialog. `field` says what sort of box; with `many` several may be chosen.

    `default` is text with {field keys} of the row, or now, today, me; `suggest` an SQL expression on it;
    `among` a query for the keys that may be chosen.
    """

    key: str
    field: Field
    many: bool = False
    default: str | None = None
    suggest: str | None = None
    among: str | None = None

    @property
    def required(self) -> bool:
        return self.field.required


@dataclass(frozen=True, slots=True)
class Need:
    """What must be true before a step, as SQL, and what is said where it is not."""

    sentence: Wording
    sql: str


@dataclass(frozen=True, slots=True)
class Add:
    """A new row of `child`, or one for each choice of the ask `each`, or for each value that the SQL `rows`
    gives; then rows of its own children."""

    child: Child
    set: Sets
    each: str | None = None
    rows: str | None = None
    when: str | None = None
    adds: tuple[Add, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """Rows of `child` that are there already. `required`: there must be one."""

    child: Child
    set: Sets
    where: str | None = None
    required: bool = False
    adds: tuple[Add, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a register book. `book`: its code as a value; a text may have {field keys} in it.

    `into` is the field that gets the number, if one does: of the row itself, or (`child` set) of the row
    of that screen that this transition adds or changes.
    """

    book: Value
    into: str | None
    child: str | None = None
    entry: Sets = ()


@dataclass(frozen=True, slots=True)
class After:
    """A step that is taken by itself: so many units after the moment in the field `since`. `remind`: so many
    units before that, those who wait for it are told."""

    amount: int
    unit: str
    since: str  # a field key
    remind: int | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """A way from one of `sources` to `target` (None: the state stays). `needs` grey the button."""

    key: str
    label: Wording
    sources: frozenset[str]
    target: str | None
    roles: frozenset[str]
    done: Wording | None = None
    help: Wording | None = None
    tone: str = "plain"
    when: str | None = None
    needs: tuple[Need, ...] = ()
    asks: tuple[Ask, ...] = ()
    set: Sets = ()
    adds: tuple[Add, ...] = ()
    changes: tuple[Change, ...] = ()
    number: Number | None = None
    print: str | None = None
    many: bool = False
    after: After | None = None


@dataclass(frozen=True, slots=True)
class Workflow:
    """`begin` is what happens when a row is made: a step that nobody presses."""

    key: str
    label: Wording
    states: Mapping[str, State]
    stages: tuple[Stage, ...]
    transitions: Mapping[str, Transition]
    begin: Transition | None = None

    @property
    def initial(self) -> str:
        """Where a new row begins when nothing else is said."""
        return next(one.key for one in self.states.values() if one.initial)

    def held_by(self, roles: Collection[str]) -> tuple[str, ...]:
        """The open states whose turn it is of one of these roles."""
        return tuple(
            one.key for one in self.states.values() if one.open and not one.holders.isdisjoint(roles)
        )


@dataclass(frozen=True, slots=True)
class ScreenWorkflow:
    """The workflow of a screen's rows: `fixed`, or the one that the field `by` names.

    `column` is the field with the state: a stored column that only transitions write, or a computed one
    that follows from what they set.
    """

    column: str
    workflows: Mapping[str, Workflow]
    by: str | None = None
    fixed: str | None = None

    def of(self, by: object) -> Workflow | None:
        """The workflow of a row by its value of the field `by`."""
        return self.workflows.get((self.fixed or "") if self.by is None else str(by))
