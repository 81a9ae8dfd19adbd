"""A form on its way to a person and back: its texts, what the person saw, what they changed."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from werkzeug.datastructures import MultiDict

from models.description.screen import Field, Screen
from models.errors import PanelError, Problem, Refused
from models.query import Row
from models.records import Base
from models.values import BadValue, Canonical, stamp
from models.writing import required
from views.fields import Control, control, fixed, is_typed, typed_fields
from views.layout import parts
from views.notation import shown, words
from views.typed import canonical, default_text, form_text, tidy
from views.wording import sentence

if TYPE_CHECKING:
    from views.blocks import Block

VERSION = "_version"
SEEN = "_seen"
CHOOSE = "choose."  # of two values of a conflict
THEIRS = "theirs"


class Card(NamedTuple):
    """A part of a form under its heading. `block` has the rows of a child that stand in it."""

    heading: str
    controls: list[Control]
    block: Block | None = None


@dataclass(slots=True)
class Form:
    """`texts` stand in the boxes. `seen` has for each field the stamp of the value and of the text that
    the person was shown: the first tells the door what they saw, the second tells what they changed.

    `prefix` stands before the names of the boxes of a row within another's form; `blocks` are such rows.
    """

    screen: Screen
    action: str
    texts: dict[str, str]
    seen: dict[str, tuple[str, str]]
    version: str | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, object] = field(default_factory=dict)  # values shown but not typed
    problems: dict[str | None, list[str]] = field(default_factory=dict)
    rejected: list[Problem] = field(default_factory=list)  # files that came along and were not taken
    prefix: str = ""
    blocks: list[Block] = field(default_factory=list)

    @property
    def seen_text(self) -> str:
        """`seen` as it travels in the page."""
        return json.dumps(self.seen, ensure_ascii=False, separators=(",", ":"))

    def changed(self) -> list[tuple[Field, str]]:
        """The fields whose text is not the one that the person was shown."""
        fields = [one for one in typed_fields(self.screen, self.action) if one.key in self.texts]
        return [
            (one, self.texts[one.key])
            for one in fields
            if stamp(self.texts[one.key]) != self.seen.get(one.key, ("", ""))[1]
        ]

    def changes(self) -> dict[str, Canonical]:
        """The canonical values of what the person changed. Raises Refused for texts that mean nothing."""
        values: dict[str, Canonical] = {}
        wrong: list[Problem] = list(self.rejected)
        for one, text in self.changed():
            try:
                values[one.key] = canonical(one, text)
            except BadValue as error:
                wrong.append(error.problem)
        if wrong:
            raise Refused(*wrong, *self._still_empty({problem.field for problem in wrong}))
        return self._without_emptied_defaults(values)

    def _still_empty(self, marked: Collection[str | None]) -> list[Problem]:
        """What the door would ask for next: people want to hear everything at once."""
        fields = (one for one in typed_fields(self.screen, self.action) if one.key not in marked)
        return [required(one) for one in fields if one.required and self.texts.get(one.key) == ""]

    def _without_emptied_defaults(self, values: dict[str, Canonical]) -> dict[str, Canonical]:
        """On a new row an emptied box that cannot stay empty is left to the column's default."""
        if self.action != "add":
            return values
        return {
            key: value
            for key, value in values.items()
            if value is not None or self.screen.fields[key].column.nullable
        }

    def base(self) -> Base:
        """What the person saw, for the door to compare."""
        return Base(self.version, {key: stamps[0] for key, stamps in self.seen.items() if stamps[0]})

    def refuse(self, error: PanelError) -> None:
        """Put an error's sentences where they belong."""
        problems = error.problems if isinstance(error, Refused) else ()
        for problem in problems:
            if problem.row is None:
                self.note(problem)
            else:
                next(block for block in self.blocks if block.one.key == problem.row[0]).note(problem)
        if not problems:
            self.problems.setdefault(None, []).append(sentence(error.sentence, error.facts))

    def note(self, problem: Problem) -> None:
        """Put a problem at its field, at the form where it has none here."""
        at = problem.field if problem.field in self.texts or self._is_shown(problem.field) else None
        self.problems.setdefault(at, []).append(sentence(problem.sentence, problem.facts))

    @property
    def is_refused(self) -> bool:
        """Whether anything is wrong with the form or a row in it."""
        return bool(self.problems) or any(block.is_refused for block in self.blocks)

    def said(self) -> list[str]:
        """What is wrong and stands at no field."""
        return [*self.problems.get(None, []), *(said for block in self.blocks for said in block.said())]

    def _is_shown(self, key: str | None) -> bool:
        one = self.screen.fields.get(key or "")
        return one is not None and is_typed(one, self.action)

    def sections(self) -> list[Card]:
        """The controls under their headings; the first with a problem has the focus."""
        blocks, made = {one.one.key: one for one in self.blocks}, []
        for part in parts(self.screen, self.action, blocks, self.texts):
            block = blocks.get(part.child or "")
            controls = self.controls(part.fields)
            if controls or block:
                made.append(Card(words(part.label), controls, block))
        bad = next(wrong(made), None)
        if bad:
            bad.focus = True
        return made

    def controls(self, keys: Iterable[str]) -> list[Control]:
        """The boxes of some fields."""
        found = (self._control(self.screen.fields[key]) for key in keys)
        return [one for one in found if one is not None]

    def hidden(self) -> Iterator[tuple[str, str]]:
        """Everything that was typed, by the names of the boxes, for a page that shows none of them."""
        yield from ((self.prefix + key, text) for key, text in self.texts.items())
        for block in self.blocks:
            yield from block.hidden()

    def _is_told(self, one: Field) -> bool:
        """Whether the box of a file says it already."""
        holders = (
            holder for holder in self.screen.files if holder.file and one.key in holder.file.companions
        )
        return any(is_typed(holder, self.action) for holder in holders)

    def _control(self, one: Field) -> Control | None:
        if is_typed(one, self.action):
            made = control(one, self.texts.get(one.key, ""), self.titles.get(one.key, ""))
            made.problems = self.problems.get(one.key, [])
            made.key = self.prefix + made.key
            return made
        if self.action == "add" or one.hidden or one.key not in self.kept or self._is_told(one):
            return None
        return fixed(one, self.titles.get(one.key) or shown(one, self.kept[one.key]))


def wrong(cards: Iterable[Card]) -> Iterator[Control]:
    """The boxes with a problem, from the top."""
    for card in cards:
        if card.block:
            yield from card.block.wrong()
        yield from (one for one in card.controls if one.problems)


def for_new(screen: Screen, prefill: Mapping[str, str], titles: Mapping[str, str]) -> Form:
    """A form for a new row. What is prefilled counts as typed."""
    texts, seen = {}, {}
    asked = {key for part in screen.adding for key in part.fields}
    asked |= {key for one in screen.with_children for key in one.beside}
    for one in typed_fields(screen, "add"):
        if screen.adding and one.key not in asked and one.key not in prefill:
            continue
        text = default_text(one)
        seen[one.key] = ("", stamp(text))
        texts[one.key] = prefill.get(one.key, text)
    return Form(screen, "add", texts, seen, titles=titles)


def for_row(screen: Screen, row: Row) -> Form:
    """A form for a row as it stands now."""
    texts, seen = {}, {}
    for one in typed_fields(screen, "edit"):
        value = row.values.get(one.key)
        texts[one.key] = form_text(one, value)
        seen[one.key] = (stamp(value), stamp(texts[one.key]))
    return Form(screen, "edit", texts, seen, row.version, row.titles, row.values)


def typed(screen: Screen, action: str, sent: MultiDict[str, str], prefix: str = "") -> Form:
    """The form as the person sent it. A box that was not in it counts as untouched."""
    texts = {
        one.key: tidy(sent.getlist(prefix + one.key)[-1])
        for one in typed_fields(screen, action)
        if prefix + one.key in sent and sent.get(CHOOSE + prefix + one.key) != THEIRS
    }
    seen, version = _seen(sent.get(prefix + SEEN, "")), sent.get(prefix + VERSION) or None
    return Form(screen, action, texts, seen, version, prefix=prefix)


def _seen(text: str) -> dict[str, tuple[str, str]]:
    """What the page says it showed; a page that was tampered with showed nothing."""
    try:
        raw = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    pairs = raw.items() if isinstance(raw, dict) else ()
    return {key: (pair[0], pair[1]) for key, pair in pairs if _is_pair(pair)}


def _is_pair(pair: object) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)  # noqa: PLR2004
