"""Rows of children inside their parent's form: shown, typed, and on their way to the one door."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from models import query
from models.description.screen import Order, Screen, Section, WithChild
from models.errors import PanelError, Problem, Refused
from models.panel import Desk
from models.together import Children, ChildRow, belonging, child_screen
from views import forms
from views.fields import Control
from views.forms import SEEN, VERSION, Form
from views.wording import sentence, words

KEY = "_key"
GONE = "_gone"
MORE = "_more"  # the button that asks for one more row
NUMBER = "__n__"  # in the names of a row that a script may add
MOST = 50  # rows in one form


@dataclass(slots=True)
class Line:
    """One row of a block. `key` is that of a row which is there already; `gone`: it is to be deleted."""

    form: Form
    key: str | None = None
    gone: bool = False
    lenient: bool = False  # may stay empty as a whole, so that the browser holds nothing back
    _controls: list[Control] | None = None

    @property
    def is_untouched(self) -> bool:
        return not (self.gone or self.form.changed() or self.form.rejected)

    @property
    def said(self) -> list[str]:
        """Problems of the row as a whole."""
        return self.form.problems.get(None, [])

    @property
    def controls(self) -> list[Control]:
        """The boxes of the row, made once."""
        if self._controls is None:
            self._controls = self.form.controls(
                key for part in self.form.screen.sections for key in part.fields
            )
            for one in self._controls:
                one.lenient = self.lenient
        return self._controls

    def hidden(self) -> Iterator[tuple[str, str]]:
        """What travels with the row beside its boxes."""
        told = ((SEEN, self.form.seen_text), (VERSION, self.form.version or ""), (KEY, self.key or ""))
        yield from ((self.form.prefix + name, text) for name, text in told if text)


@dataclass(slots=True)
class Block:
    """The rows of one child. `lines` are shown; `sent` are those of them that went to the door."""

    one: WithChild
    screen: Screen  # as the rows of this form have it
    may_add: bool
    may_edit: bool
    may_delete: bool
    lines: list[Line] = field(default_factory=list)
    sent: list[Line] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        return words(self.one.label)

    @property
    def help(self) -> str:
        return words(self.one.help)

    @property
    def is_single(self) -> bool:
        """At most one row: it needs no frame and no number of its own."""
        return self.one.most == 1 and len(self.lines) <= 1

    @property
    def may_have_more(self) -> bool:
        most = MOST if self.one.most is None else min(self.one.most, MOST)
        return self.may_add and len(self.lines) < most

    def blank(self) -> Line:
        """The row that a script may add, any number of times."""
        return self._new(NUMBER)

    def more(self) -> Line:
        """One more empty row, under a number that no row of this form has."""
        numbers = [int(line.form.prefix.split(".")[-2]) for line in self.lines]
        self.lines.append(self._new(str(max(numbers, default=-1) + 1)))
        return self.lines[-1]

    def _new(self, number: str) -> Line:
        form = forms.for_new(self.screen, {}, {})
        form.prefix = f"{self.one.key}.{number}."
        return Line(form, lenient=len(self.lines) >= self.one.least)

    def note(self, problem: Problem) -> None:
        """Put a problem at the row it is about, at the block where it is about none."""
        place = problem.row[1] if problem.row else None
        if place is None:
            self.problems.append(sentence(problem.sentence, problem.facts))
        else:
            self.sent[place].form.note(problem)

    @property
    def is_refused(self) -> bool:
        return bool(self.problems) or any(line.form.problems for line in self.lines)

    def said(self) -> list[str]:
        """What is wrong with the rows as such."""
        return [*self.problems, *(said for line in self.lines for said in line.said)]

    def wrong(self) -> Iterator[Control]:
        yield from (one for line in self.lines for one in line.controls if one.problems)

    def hidden(self) -> Iterator[tuple[str, str]]:
        for line in self.lines:
            yield from line.hidden()
            yield from line.form.hidden()
            if line.gone:
                yield line.form.prefix + GONE, "true"


def for_new(at: Desk, screen: Screen) -> list[Block]:
    """The blocks of an empty form: those whose rows the person may add."""
    blocks = [block for block in _blocks(at, screen) if block.may_add]
    for block in blocks:
        for _ in range(max(1, block.one.least)):
            block.more()
    return blocks


def for_row(at: Desk, screen: Screen, key: str) -> list[Block]:
    """The blocks of a row's form, with the rows that there are: those that the person may see."""
    blocks = [block for block in _blocks(at, screen) if at.actor.may("list", block.one.screen)]
    for block in blocks:
        _fill(at, screen, block, key)
        if not block.lines and block.may_add:
            block.more()
    return [block for block in blocks if block.lines or block.may_add]


def _fill(at: Desk, screen: Screen, block: Block, key: str) -> None:
    order = tuple(Order(one.key) for one in block.screen.fields.values() if _is_key(block.screen, one.key))
    wanted = query.Listing(
        where=belonging(at, screen, block.one, key), order=order, columns=block.one.fields, size=MOST
    )
    child, shown = at.panel.screens[block.one.screen], block.screen
    if not block.may_edit:
        shut = {key: dataclasses.replace(one, editable=False) for key, one in shown.fields.items()}
        shown = dataclasses.replace(shown, fields=shut)
    for number, row in enumerate(query.page(at, child, wanted).rows):
        form = forms.for_row(shown, row)
        form.prefix = f"{block.one.key}.{number}."
        block.lines.append(Line(form, row.key))


def _is_key(screen: Screen, key: str) -> bool:
    return screen.fields[key].column.name in screen.key_columns


def _blocks(at: Desk, screen: Screen) -> Iterator[Block]:
    for one in screen.with_children:
        child = at.panel.screens[one.screen]
        yield Block(
            one,
            _row_screen(at, one),
            may_add=child.can_add and at.actor.may("add", child.key),
            may_edit=child.can_edit and at.actor.may("edit", child.key),
            may_delete=child.can_delete and at.actor.may("delete", child.key),
        )


def _row_screen(at: Desk, one: WithChild) -> Screen:
    """The child's screen with nothing but the fields of this form."""
    sections = (Section(one.label, one.fields),)
    return dataclasses.replace(child_screen(at.panel, one), sections=sections, with_children=(), adding=())


def typed(at: Desk, screen: Screen, sent: MultiDict[str, str]) -> list[Block]:
    """The blocks as they were sent. Rights are the door's to judge."""
    blocks = []
    for block in _blocks(at, screen):
        for number in _numbers(block.one, sent):
            prefix = f"{block.one.key}.{number}."
            key = sent.get(prefix + KEY) or None
            gone = sent.get(prefix + GONE) == "true"
            if key and not (block.may_edit or gone):
                continue  # it was only shown
            form = forms.typed(block.screen, "edit" if key else "add", sent, prefix)
            lenient = key is None and len(block.lines) >= block.one.least
            block.lines.append(Line(form, key, gone, lenient))
        if block.lines or block.may_add:
            blocks.append(block)
    return blocks


def _numbers(one: WithChild, sent: MultiDict[str, str]) -> list[int]:
    name = re.compile(re.escape(one.key) + r"\.(\d{1,4})\.", re.ASCII)
    found = {int(match[1]) for match in map(name.match, sent) if match}
    return sorted(found)[:MOST]


def children(blocks: Iterable[Block]) -> tuple[Children, list[Problem]]:
    """What goes to the door, and the problems that are clear before. An untouched row is none."""
    found, problems = {}, []
    for block in blocks:
        rows: list[ChildRow] = []
        block.sent = []
        for number, line in enumerate(block.lines):
            if line.is_untouched and (line.key or number >= block.one.least):
                continue
            try:
                values = line.form.changes()
            except Refused as error:
                values, place = {}, (block.one.key, len(rows))
                problems += [dataclasses.replace(one, row=place) for one in error.problems]
            block.sent.append(line)
            rows.append(ChildRow(values, line.key, line.form.base(), line.gone))
        found[block.one.key] = rows
    return found, problems


def rows_of(form: Form) -> list[Form]:
    """The forms of all rows in a form."""
    return [line.form for block in form.blocks for line in block.lines]


def one_more(form: Form, key: str) -> None:
    """Another empty row for a child, with the cursor in it."""
    block = next((one for one in form.blocks if one.one.key == key), None)
    if block is not None and block.may_have_more:
        for box in block.more().controls[:1]:
            box.focus = True


def everything(form: Form) -> tuple[dict[str, object], Children]:
    """What a form asks to be written. Raises Refused with the problems of all its rows."""
    problems: list[Problem] = []
    values: dict[str, object] = {}
    try:
        values = dict(form.changes())
    except Refused as error:
        problems += error.problems
    rows, wrong = children(form.blocks)
    if problems or wrong:
        raise Refused(*problems, *wrong)
    return values, rows


def row_of(form: Form, error: PanelError) -> Form:
    """The form of the row that a conflict is about."""
    row = getattr(error, "row", None)
    if row is None:
        return form
    block = next(one for one in form.blocks if one.one.key == row[0])
    return block.sent[row[1]].form
