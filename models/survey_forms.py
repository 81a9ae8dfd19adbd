"""A filled form of the satisfaction survey -> a row of the survey's screen, through the one door.

A form is told by words: unsur and ROLES of models/description/survey.py; never by columns or numbers.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from models import actions, batch, fresh, query, skm_periods
from models.batch import Done, Line
from models.description.screen import Condition, Field, Order, Screen
from models.description.survey import Survey
from models.errors import Missing, Problem, Refused
from models.panel import Desk
from models.query import Listing
from models.survey import HIGHEST, LOWEST
from models.writing import Saved

# How a form came, in the column `source` of the reference tables; another table may know other words.
PAPER, LINK, KIOSK = "kertas", "tautan", "kios"
OUTSIDE = "{label}: {value} bukan nilai 1 sampai 4."
NOTHING = "Belum ada unsur yang dijawab. Isi paling sedikit satu nilai."
NO_SURVEY = "Kantor ini belum menyetel survei. Tulis kata skm di office.yaml."
_VALUES = tuple(str(value) for value in range(LOWEST, HIGHEST + 1))
_LONGEST = 20
MOST = 2000  # rows that are looked at for numbers


@dataclass(frozen=True, slots=True)
class Twin:
    """A form that has this number already: its row's key and its day, as the database prints it."""

    key: str | None
    filled_on: str


def settings_of(desk: Desk) -> Survey:
    """The survey of the office. Raises Missing where it has none."""
    found = desk.panel.office.survey
    if found is None or found.screen not in desk.panel.screens:
        raise Missing(NO_SURVEY)
    return found


def of(desk: Desk) -> tuple[Survey, Screen]:
    """The same with its screen, as the actor sees it."""
    survey = settings_of(desk)
    return survey, desk.panel.screens[survey.screen]


def answer(survey: Survey, key: str, told: object) -> int | None:
    """The value of an unsur: 1 to 4, None for a blank. Raises Refused, the problem at the unsur."""
    typed = str(told if told is not None else "").strip()
    if typed and typed not in _VALUES:
        facts = {"label": survey.label(key), "value": typed[:_LONGEST]}
        raise Refused(Problem(OUTSIDE, key, facts))
    return int(typed) if typed else None


def answers(survey: Survey, told: Mapping[str, object]) -> dict[str, int | None]:
    """The values of all unsur. Raises Refused with every one that is none, and for a form without any."""
    found: dict[str, int | None] = {}
    problems: list[Problem] = []
    for key in survey.order:
        try:
            found[key] = answer(survey, key, told.get(key))
        except Refused as error:
            problems += error.problems
    if not problems and all(value is None for value in found.values()):
        problems.append(Problem(NOTHING, survey.order[0]))
    if problems:
        raise Refused(*problems)
    return found


def values(survey: Survey, given: Mapping[str, int | None], facts: Mapping[str, object]) -> dict[str, object]:
    """A row by field key: the answers by unsur, and what else is known by ROLES; a role that the table
    does not have is passed over."""
    row = {survey.fields[word]: value for word, value in facts.items() if word in survey.fields}
    row |= {survey.fields[key]: value for key, value in given.items() if key not in survey.extra}
    if survey.extra:
        more = {key: given[key] for key in survey.extra if given.get(key) is not None}
        row[survey.fields["extra"]] = json.dumps(more)
    return row


def came(survey: Survey, screen: Screen, how: str) -> dict[str, object]:
    """How a form came, where the column `source` can say so."""
    field = screen.fields.get(survey.fields.get("source", ""))
    known = _choices(field) if field is not None else None
    return {"source": how} if known is not None and (not known or how in known) else {}


def _choices(field: Field) -> tuple[str, ...]:
    return tuple(option.value for option in field.options) or field.column.options


def save(desk: Desk, line: Line, token: str | None = None) -> Done:
    """One form of a stack: a new row, or (`line.key`) one that is mended. It can be taken back as in the
    grid; a `token` is kept for `sent_before`. Raises Forbidden, Stale."""
    _, screen = of(desk)
    return batch.run(desk, screen, [line], "all", "add" if line.key is None else "cell", token)


def sent_before(desk: Desk, token: str) -> Saved | None:
    """The row that this very sending has written already: its answer was lost on the way."""
    _, screen = of(desk)
    number = actions.pressed(desk, token)
    done = actions.named(desk, screen, number) if number is not None else None
    if done is None:
        return None
    key = actions.steps(desk, done)[0].key
    return Saved(key, fresh.versions(desk, screen, [key]).get(key))


def twin(desk: Desk, line: Line) -> Twin | None:
    """Another form with the number of this one in the same period, among those the actor may list: offices
    begin their numbers anew."""
    survey, screen = of(desk)
    field, day = survey.fields.get("form_number"), survey.fields["filled_on"]
    number = str(line.values.get(field or "") or "").strip()
    if field is None or not number or not desk.actor.may("list", screen.key):
        return None
    where = (Condition(field, "eq", number), *_in_period(survey, day, line.values.get(day), desk))
    for row in query.page(desk, screen, Listing(where=where, columns=(field, day), size=2)).rows:
        if row.key != line.key or row.key is None:
            return Twin(row.key, str(row.values.get(day) or ""))
    return None


def known_numbers(desk: Desk, numbers: Collection[str], day: object) -> int:
    """How many of these numbers of forms are there already in the period of a day, as far as is seen."""
    survey, screen = of(desk)
    field, on = survey.fields.get("form_number"), survey.fields["filled_on"]
    if field is None or not numbers or not desk.actor.may("list", screen.key):
        return 0
    where = (Condition(field, "in", tuple(numbers)), *_in_period(survey, on, day, desk))
    rows = query.page(desk, screen, Listing(where=where, columns=(field,), size=MOST)).rows
    return len({row.values.get(field) for row in rows})


def _in_period(survey: Survey, field: str, day: object, desk: Desk) -> tuple[Condition, ...]:
    """The days of the survey's period around a day."""
    try:
        given = date.fromisoformat(str(day)[:10]) if day else desk.now.date()
    except ValueError:  # the door says so
        return ()
    period = skm_periods.containing(survey.period, given)
    return (Condition(field, "between", (period.first.isoformat(), period.last.isoformat())),)


def last_number(desk: Desk) -> str:
    """The number of the form that was written down last; nothing where there is none, or nobody may see."""
    survey, screen = of(desk)
    field = survey.fields.get("form_number")
    if field is None or not screen.key_columns or not desk.actor.may("list", screen.key):
        return ""
    newest = tuple(
        Order(one.key, descending=True) for name in screen.key_columns if (one := screen.field_of(name))
    )
    asked = Listing(where=(Condition(field, "empty", False),), order=newest, columns=(field,), size=1)
    rows = query.page(desk, screen, asked).rows
    return str(rows[0].values.get(field) or "") if rows else ""
