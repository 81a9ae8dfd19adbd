"""The cells of a survey form as they are typed: in which order, with which letters, on which bar above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models import picker
from models.description.screen import Field, Screen
from models.description.survey import PROFILE, Survey
from models.panel import Desk
from models.survey import number
from views.fields import Choice, Control, control
from views.wording import words

# What a stack of forms has in common, above the lines.
BAR = ("filled_on", "slot", "service", "channel", "village")


@dataclass(frozen=True, slots=True)
class Key:
    """A letter that types a choice."""

    letter: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A box of a line. `kind`: unsur (1 to 4), letter (one of `keys`), number or text."""

    word: str
    kind: str
    short: str
    label: str
    keys: tuple[Key, ...] = ()
    question: str = ""

    @property
    def name(self) -> str:
        return f"f.{self.word}"


def cells(survey: Survey, screen: Screen) -> list[Cell]:
    """The boxes of a form as it is printed: number, profile, unsur in their order, suggestion."""
    found = [*_plain(survey, screen, ("form_number",)), *_plain(survey, screen, PROFILE)]
    for place, one in enumerate(survey.elements):
        keys = tuple(Key(str(value), str(value), said) for value, said in enumerate(one.answers, 1))
        found.append(Cell(one.key, "unsur", number(place), one.label, keys, one.question))
    return [*found, *_plain(survey, screen, ("suggestion",))]


def _plain(survey: Survey, screen: Screen, some: Iterable[str]) -> Iterable[Cell]:
    for word in some:
        field = screen.fields.get(survey.fields.get(word, ""))
        if field is not None and not field.hidden and field.insertable:
            label = words(field.label)
            keys = letters([(choice.value, choice.label) for choice in choices(field)])
            kind = "letter" if keys else "number" if word == "age" else "text"
            yield Cell(word, kind, label, label, keys)


def choices(field: Field) -> list[Choice]:
    """The closed list of a field, in the language of whoever looks."""
    if field.options:
        return [Choice(one.value, words(one.label)) for one in field.options]
    return [Choice(one, one) for one in field.column.options]


def letters(options: Sequence[tuple[str, str]]) -> tuple[Key, ...]:
    """A letter for each (value, label): the first of its value, else of its label, that is still free."""
    taken: dict[str, Key] = {}
    for value, label in options:
        wanted = [one for one in (value + label).upper() if one.isascii() and one.isalnum()]
        spare = [one for one in "ABCDEFGHIJKLMNOPQRSTUVWXYZ123456789" if one not in taken]
        letter = next((one for one in (*wanted, *spare) if one not in taken), "")
        if letter:
            taken[letter] = Key(letter, value, label)
    return tuple(taken.values())


def bar(at: Desk, survey: Survey, screen: Screen, held: Mapping[str, str]) -> list[Control]:
    """What the forms of a stack have in common; `held` has what stands there, by word."""
    found = []
    for word in BAR:
        field = screen.fields.get(survey.fields.get(word, ""))
        if field is None or field.hidden or not field.insertable:
            continue
        made = control(field, held.get(word, ""))
        made.key, made.help = f"f.{word}", ""
        if made.widget == "reference":
            _short(at, field, made)
        found.append(made)
    return found


def _short(at: Desk, field: Field, made: Control) -> None:
    """A reference to a few rows as a plain list, which the keyboard opens."""
    assert field.reference is not None
    target = at.panel.screens[field.reference.screen]
    if not at.actor.may("list", target.key):
        return
    few = picker.pick(at, target, "", field.reference.target_columns[0], picker.MOST)
    if len(few) < picker.MOST:
        made.widget = "select"
        made.choices = (Choice("", "—"), *(Choice(one.value, one.title) for one in few))


def next_number(number: str) -> str:
    """The number after this one: SKM/2026/11/009 -> SKM/2026/11/010; nothing where there are no digits."""
    head = number.rstrip("0123456789")
    digits = number[len(head) :]
    return f"{head}{int(digits) + 1:0{len(digits)}}" if digits else ""
