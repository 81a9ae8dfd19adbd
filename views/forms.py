"""A form on its way to a person and back: its texts, what the person saw, what they changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from models.description.screen import Field, Screen
from models.errors import PanelError, Problem, Refused
from models.query import Row
from models.records import Base
from models.values import BadValue, Canonical, stamp
from views.fields import Control, control, fixed, is_typed, typed_fields
from views.notation import shown, words
from views.typed import canonical, default_text, form_text, tidy
from views.wording import sentence

VERSION = "_version"
SEEN = "_seen"
CHOOSE = "choose."  # of two values of a conflict
THEIRS = "theirs"


@dataclass(slots=True)
class Form:
    """`texts` stand in the boxes. `seen` has for each field the stamp of the value and of the text that
    the person was shown: the first tells the door what they saw, the second tells what they changed."""

    screen: Screen
    action: str
    texts: dict[str, str]
    seen: dict[str, tuple[str, str]]
    version: str | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    kept: Mapping[str, object] = field(default_factory=dict)  # values shown but not typed
    problems: dict[str | None, list[str]] = field(default_factory=dict)
    rejected: list[Problem] = field(default_factory=list)  # files that came along and were not taken

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
            raise Refused(*wrong)
        return self._without_emptied_defaults(values)

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
            at = problem.field if problem.field in self.texts or self._is_shown(problem.field) else None
            said = sentence(problem.sentence, problem.facts)
            self.problems.setdefault(at, []).append(said)
        if not problems:
            self.problems.setdefault(None, []).append(sentence(error.sentence, error.facts))

    def _is_shown(self, key: str | None) -> bool:
        one = self.screen.fields.get(key or "")
        return one is not None and is_typed(one, self.action)

    def sections(self) -> list[tuple[str, list[Control]]]:
        """The controls under their headings; the first with a problem has the focus."""
        made = []
        for section in self.screen.sections:
            controls = [self._control(self.screen.fields[key]) for key in section.fields]
            shown_ones = [one for one in controls if one is not None]
            if shown_ones:
                made.append((words(section.label), shown_ones))
        bad = next((one for _, controls in made for one in controls if one.problems), None)
        if bad:
            bad.focus = True
        return made

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
            return made
        if self.action == "add" or one.hidden or one.key not in self.kept or self._is_told(one):
            return None
        return fixed(one, self.titles.get(one.key) or shown(one, self.kept[one.key]))


def for_new(screen: Screen, prefill: Mapping[str, str], titles: Mapping[str, str]) -> Form:
    """A form for a new row. What is prefilled counts as typed."""
    texts, seen = {}, {}
    for one in typed_fields(screen, "add"):
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


def typed(screen: Screen, action: str, sent: MultiDict[str, str]) -> Form:
    """The form as the person sent it. A box that was not in it counts as untouched."""
    texts = {
        one.key: tidy(sent.getlist(one.key)[-1])
        for one in typed_fields(screen, action)
        if one.key in sent and sent.get(CHOOSE + one.key) != THEIRS
    }
    return Form(screen, action, texts, _seen(sent.get(SEEN, "")), sent.get(VERSION) or None)


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
