"""The forms of the survey one by one, for whoever follows a figure by hand: read as they are written out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models import skm_counting
from models.description.screen import Condition, Order
from models.description.survey import Survey
from models.panel import Desk
from models.query import Listing, page
from models.reporting.periods import Period
from models.rule_sql import parameters
from models.skm_figures import Figures, conditions

AT_ONCE = 1000
MOST_SUGGESTIONS = 10_000


@dataclass(frozen=True, slots=True)
class Form:
    """One form: its number, where it has one, its day, and its answers by unsur in the printed order."""

    number: str | None
    filled_on: date
    answers: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What somebody wrote on a form besides the marks. `service` is its title."""

    number: str | None
    filled_on: date
    service: str
    text: str


def read(desk: Desk, figures: Figures) -> Iterator[Form]:
    """The forms that were counted, in the order of their days. Some at a time are in memory.

    Raises Forbidden, Refused.
    """
    settings, period = figures.settings, figures.period
    screen = desk.panel.seen(desk.panel.screens[settings.screen])
    wanted = conditions(screen, settings, figures.chosen)
    statement = skm_counting.one_by_one(desk, settings, period, wanted)
    streamed = desk.connection.execution_options(yield_per=AT_ONCE)
    with streamed.execute(statement, parameters(desk)) as rows:
        for number, day, *answers in rows:
            yield Form(number, _day(day), tuple(answers))


def suggestions(desk: Desk, figures: Figures) -> list[Suggestion]:
    """What people wrote, in the order of their days; nothing where the actor may not read it."""
    settings = figures.settings
    screen = desk.panel.seen(desk.panel.screens[settings.screen])
    field = screen.fields.get(settings.fields.get("suggestion", ""))
    if field is None or field.hidden or field.mask is not None:
        return []
    where = (
        *conditions(screen, settings, figures.chosen),
        *within(settings, figures.period),
        Condition(field.key, "empty", False),
    )
    shown = [settings.fields[name] for name in _SHOWN if name in settings.fields]
    asked = Listing(
        where=where,
        order=(Order(settings.fields["filled_on"]),),
        columns=tuple(key for key in shown if not screen.fields[key].hidden),
        size=MOST_SUGGESTIONS,
    )
    found = []
    for row in page(desk, screen, asked).rows:
        named = {name: row.values.get(settings.fields.get(name, "")) for name in _SHOWN}
        service = row.titles.get(settings.fields.get("service", "")) or named["service"] or ""
        text = str(named["suggestion"]).strip()
        if text:
            number = None if named["form_number"] is None else str(named["form_number"])
            found.append(Suggestion(number, _day(named["filled_on"]), str(service), text))
    return found


_SHOWN = ("form_number", "filled_on", "service", "suggestion")


def within(settings: Survey, period: Period) -> tuple[Condition, ...]:
    """The days of a period as conditions of a list."""
    key = settings.fields["filled_on"]
    return (Condition(key, "ge", str(period.first)), Condition(key, "le", str(period.last)))


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
