"""The questions of the survey one by one, as a telephone or a kiosk asks them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from models import picker
from models.description.screen import Field, Screen
from models.description.survey import PROFILE, Survey
from models.panel import Desk
from views.survey_cells import choices
from views.wording import words

MOST = 30  # services that fit on a page
_LONGEST, _LONGEST_PROFILE = 2000, 200  # letters: the answers travel in a cookie


@dataclass(frozen=True, slots=True)
class Answer:
    value: str
    label: str
    mark: str = ""  # stands large before the label


@dataclass(frozen=True, slots=True)
class Step:
    """One question. `kind`: choice (one of `answers`), number or text. `word` names it as in a form."""

    word: str
    kind: str
    question: str
    answers: tuple[Answer, ...] = ()
    about: str = ""
    needed: bool = False
    longest: int = _LONGEST

    def tidy(self, told: str) -> str:
        """What somebody typed, of a length that is kept."""
        return told.replace("\x00", "").strip()[: self.longest]

    def problem(self, told: str) -> str:
        """Why an answer is none; nothing where it is one."""
        if not told:
            return gettext("Pilih salah satu dahulu.") if self.needed else ""
        if self.kind == "choice" and told not in {one.value for one in self.answers}:
            return gettext("Pilih salah satu jawaban di bawah ini.")
        if self.kind == "number" and not (told.isascii() and told.isdigit() and len(told) <= 3):  # noqa: PLR2004
            return gettext("Tulis umur dengan angka, atau lewati.")
        return ""


def of(at: Desk, survey: Survey, screen: Screen, service: str | None) -> list[Step]:
    """Every question in turn: the service where no code says it, the unsur as printed, who answers, and a
    suggestion."""
    first = () if service is not None else _service(at, survey, screen)
    unsur = [
        Step(
            one.key,
            "choice",
            one.question,
            tuple(Answer(str(value), said, str(value)) for value, said in enumerate(one.answers, 1)),
            one.label,
        )
        for one in survey.elements
    ]
    return [*first, *unsur, *_profile(survey, screen), *_suggestion(survey, screen)]


def _service(at: Desk, survey: Survey, screen: Screen) -> Sequence[Step]:
    field = _field(survey, screen, "service")
    if field is None:
        return ()
    answers = services(at, field)
    return (Step("service", "choice", gettext("Layanan apa yang Anda terima?"), answers, needed=True),)


def services(at: Desk, field: Field) -> tuple[Answer, ...]:
    """The services by name, as far as they fit on a page; `at` is the desk of somebody who may list them."""
    if field.reference is None:
        return tuple(Answer(one.value, one.label) for one in choices(field))
    target = at.panel.screens[field.reference.screen]
    found = picker.pick(at, target, "", field.reference.target_columns[0], MOST)
    return tuple(Answer(one.value, one.title) for one in found)


def _profile(survey: Survey, screen: Screen) -> Sequence[Step]:
    found = []
    for word in PROFILE:
        field = _field(survey, screen, word)
        if field is not None:
            answers = tuple(Answer(one.value, one.label) for one in choices(field) if one.value)
            kind = "choice" if answers else "number" if word == "age" else "text"
            about = gettext("Tentang Anda")
            found.append(Step(word, kind, words(field.label), answers, about, longest=_LONGEST_PROFILE))
    return found


def _suggestion(survey: Survey, screen: Screen) -> Sequence[Step]:
    if _field(survey, screen, "suggestion") is None:
        return ()
    return (Step("suggestion", "text", gettext("Adakah saran Anda untuk kami?")),)


def _field(survey: Survey, screen: Screen, word: str) -> Field | None:
    field = screen.fields.get(survey.fields.get(word, ""))
    return None if field is None or field.hidden or not field.insertable else field


def unanswered(steps: Sequence[Step], told: Mapping[str, str]) -> int | None:
    """The place of the first question that must be answered and is not."""
    return next((at for at, one in enumerate(steps) if one.needed and not told.get(one.word)), None)
