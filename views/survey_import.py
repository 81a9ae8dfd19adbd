"""Raw tables of the survey among the imports: U1 to U9 in the order that somebody says, until the sums."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

from models import survey as unsur
from models import survey_forms, survey_words
from models.description.screen import Field, Screen
from models.description.survey import Survey
from models.errors import Problem, Refused
from models.importing import Line
from models.panel import Desk
from models.skm_answers import ends
from reports.sheet_cell import Cell, Fault, SheetRow, plain
from reports.sheet_head import Head
from views.fields import Control
from views.import_plan import Plan
from views.moments import moment
from views.survey_cells import BAR, bar, choices
from views.wording import language

SHEET = "impor"  # how these forms came, in the column `source`
_LOOKED_AT = 40
_SEVERAL = 3  # columns U1, U2, ... that make a head
_WHOLE = re.compile(r"[.,]0+$")  # how some programs write 3
WHICH = "Pilih dahulu arti U8 dan U9 di berkas ini."


class Asked(NamedTuple):
    """What the page asks of such a sheet: orders (name, in words), what each numbered column is, and what
    all forms have in common."""

    orders: list[tuple[str, str]]
    numbered: dict[int, str]
    common: list[Control]


def survey_of(at: Desk, screen: Screen) -> Survey | None:
    """The survey, when the sheet is for its screen."""
    survey = at.panel.office.survey
    return survey if survey is not None and survey.screen == screen.key else None


def head_row(rows: Iterable[SheetRow]) -> int | None:
    """The row that names U1, U2, ...; None for a sheet without."""
    for row in islice(rows, _LOOKED_AT):
        if sum(survey_words.number(plain(cell)) is not None for cell in row.cells) >= _SEVERAL:
            return row.number
    return None


def orders(survey: Survey) -> dict[str, tuple[str, ...]]:
    """The meanings that U1, U2, ... may have, by name: the regulation's two, and the office's own."""
    found = {name: (*keys, *survey.extra) for name, keys in unsur.ORDERS.items()}
    return found if survey.order in found.values() else {**found, "kantor": survey.order}


def matched(
    at: Desk, screen: Screen, head: Head, fields: Mapping[str, Field], known: Mapping[int, str]
) -> dict[int, str]:
    """Columns by the titles that offices give them, before those that are `known` by labels and names."""
    survey, found = survey_of(at, screen), dict[int, str]()
    for one in head.columns if survey else ():
        key = survey.fields.get(survey_words.role(one.title) or "") if survey else None
        if key in fields and key not in found.values():
            found[one.at] = key
    return {place: key for place, key in known.items() if key not in found.values()} | found


def common_fields(at: Desk, screen: Screen) -> list[str]:
    """The fields that the page asks for all forms at once."""
    survey = survey_of(at, screen)
    return [survey.fields[word] for word in BAR if word in survey.fields] if survey else []


def sent(at: Desk, screen: Screen, plan: Plan, head: Head, form: Mapping[str, str]) -> Plan:
    """What was asked of such a sheet, added to the plan."""
    survey = survey_of(at, screen)
    if survey is None or plan.mode != "add":
        return plan
    common = {
        survey.fields[word]: form[f"f.{word}"]
        for word in BAR
        if word in survey.fields and form.get(f"f.{word}", "").strip()
    }
    order = form.get("order", "")
    if order not in orders(survey):
        return replace(plan, common=common)
    numbered = {
        place: survey.fields[key]
        for place, key in _numbered(survey, head, order).items()
        if key not in survey.extra
    }
    others = {place: key for place, key in plan.columns.items() if key not in numbered.values()}
    return replace(plan, order=order, common=common, columns={**others, **numbered})


def check(at: Desk, screen: Screen, plan: Plan, head: Head) -> None:
    """Raises Refused where nobody said what U8 and U9 mean."""
    survey = survey_of(at, screen)
    if survey is not None and plan.order is None and must_say(plan, head):
        raise Refused(sentence=WHICH)


def must_say(plan: Plan, head: Head) -> bool:
    """Whether somebody must say what U8 and U9 mean."""
    return plan.mode == "add" and bool(_numbers(head))


def asked(at: Desk, screen: Screen, plan: Plan, head: Head) -> Asked | None:
    """What the page asks; nothing of a sheet for another screen."""
    survey = survey_of(at, screen)
    if survey is None:
        return None
    known = {place: f"U{number}" for place, number in _numbers(head).items()}
    meant = [_numbered(survey, head, name) for name in ([plan.order] if plan.order else orders(survey))]
    for place, key in meant[0].items():
        if all(one.get(place) == key for one in meant):  # what every order says needs no answer
            known[place] = survey.label(key)
    held = {word: plan.common.get(survey.fields.get(word, ""), "") for word in BAR}
    held["filled_on"] = held["filled_on"] or moment(at.now.date().isoformat(), language())
    common = bar(at, survey, screen, held)
    for one in common:
        one.required = False
    told = [(name, _said(survey, keys)) for name, keys in orders(survey).items()] if known else []
    return Asked(told, known, common)


def order_said(at: Desk, screen: Screen, order: str | None) -> str:
    """The meaning of U8 and U9 that was chosen, in words."""
    survey = survey_of(at, screen)
    return _said(survey, orders(survey)[order]) if survey and order in orders(survey) else ""


def _said(survey: Survey, keys: tuple[str, ...]) -> str:
    return "; ".join(
        f"{unsur.number(place)} {survey.label(key)}"
        for place, key in enumerate(keys)
        if place > 6  # noqa: PLR2004
    )


def _numbers(head: Head) -> dict[int, int]:
    found = ((one.at, survey_words.number(one.title)) for one in head.columns)
    return {place: number for place, number in found if number is not None}


def _numbered(survey: Survey, head: Head, order: str | None) -> dict[int, str]:
    """Place in the sheet -> unsur, for the columns U1, U2, ..."""
    keys = orders(survey).get(order or "", ())
    return {place: keys[number - 1] for place, number in _numbers(head).items() if number <= len(keys)}


@dataclass(frozen=True)
class SurveyForms:
    """The rows of a sheet as forms."""

    survey: Survey
    screen: Screen
    plan: Plan
    unsur: Mapping[int, str]  # place in the sheet -> unsur
    source: Mapping[str, object]

    def among(self, rows: Iterable[SheetRow]) -> Iterator[SheetRow]:
        """The forms: to the sums, without lines that only have a number."""
        first = min(self.unsur)
        for row in rows:
            if ends(row.cells, first):
                return
            if any(_told(row, place) for place in self.unsur):
                yield row

    def complete(self, row: SheetRow, cells: dict[str, object]) -> list[Problem]:
        """Puts in what a sheet says in other words or not at all; tells values that are none of 1 to 4."""
        problems: list[Problem] = []
        more: dict[str, int] = {}
        for place, key in self.unsur.items():
            try:
                value = survey_forms.answer(self.survey, key, _WHOLE.sub("", _told(row, place)))
            except Refused as error:
                problems += [replace(one, field=self.survey.fields.get(key)) for one in error.problems]
                cells.pop(self.survey.fields.get(key, ""), None)
                continue
            if key in self.survey.extra and value is not None:
                more[key] = value
            elif key not in self.survey.extra:
                cells[self.survey.fields[key]] = {"value": value}
        if more:
            cells[self.survey.fields["extra"]] = {"value": json.dumps(more)}
        for word, key in self.survey.fields.items():
            self._in_our_words(word, key, cells)
        for key, typed in {**self.plan.common, **self.source}.items():
            cells.setdefault(key, typed)
        return problems

    def twins(self, at: Desk, lines: Iterable[Line]) -> int:
        """How many of these forms have a number that is known in their period."""
        field, day = self.survey.fields.get("form_number", ""), self.survey.fields["filled_on"]
        numbers: dict[object, set[str]] = {}
        for line in lines:
            if line.values.get(field):
                month = str(line.values.get(day) or "")[:7]
                numbers.setdefault(f"{month}-01" if month else None, set()).add(str(line.values[field]))
        return sum(survey_forms.known_numbers(at, some, on) for on, some in numbers.items())

    def _in_our_words(self, word: str, key: str, cells: dict[str, object]) -> None:
        told = cells.get(key)
        if isinstance(told, str) and (field := self.screen.fields.get(key)) is not None:
            known = [one.value for one in choices(field)]
            value = survey_words.value(word, told, known) if told not in known else None
            if value is not None:
                cells[key] = {"value": value}


def _told(row: SheetRow, place: int) -> str:
    cell: Cell = row.cells[place] if place < len(row.cells) else None
    return "" if isinstance(cell, Fault) else plain(cell).strip()


def reading(at: Desk, screen: Screen, plan: Plan, head: Head) -> SurveyForms | None:
    """The reader of a sheet of forms; None for any other sheet."""
    survey = survey_of(at, screen)
    if survey is None or plan.mode != "add":
        return None
    keys = {survey.fields[key]: key for key in unsur.REGULATION if key in survey.fields}
    places = {place: keys[field] for place, field in plan.columns.items() if field in keys}
    places |= _numbered(survey, head, plan.order)
    source = survey_forms.came(survey, screen, SHEET)
    named = {survey.fields[word]: {"value": value} for word, value in source.items()}
    return SurveyForms(survey, screen, plan, places, named) if places else None
