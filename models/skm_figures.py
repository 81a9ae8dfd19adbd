"""What the survey says of a period: counted forms with exact figures, for page, workbook and CLI."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from models import skm, skm_counting, skm_periods
from models.description.screen import Condition, Field, Screen, Wording
from models.description.survey import Survey
from models.errors import PanelError
from models.panel import Desk
from models.reporting.periods import Period
from models.skm import Figure, Result, Tally
from models.skm_counting import AGES, Counted, Part

CHOOSABLE = ("service", "village", "channel")
NOT_FILLED = Wording("Tidak diisi", "Not filled in")


@dataclass(frozen=True, slots=True)
class Line:
    """The forms with one value: its words, and what they say."""

    value: str | None
    label: Wording
    result: Result


@dataclass(frozen=True)
class Figures:
    """`chosen` has the values (canonical texts) that forms are restricted to, by service, village, channel.
    `fields` are those of the screen, by what they mean, as the actor sees them."""

    settings: Survey
    counted: Counted
    chosen: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Field] = field(default_factory=dict)

    @property
    def period(self) -> Period:
        return self.counted.period

    def result_of(self, tally: Tally) -> Result:
        return skm.result(tally, self.settings.order, self.settings.weights, self.settings.label)

    @property
    def title(self) -> str:
        """Semester II 2026"""
        return skm_periods.title(self.period)

    @property
    def result(self) -> Result:
        """Over all respondents: not the mean of services."""
        return self.result_of(self.counted.total)

    @property
    def lowest(self) -> Figure | None:
        """The unsur that people are least content with; among equals the first that is printed."""
        answered = [one for one in self.result.figures if one.average is not None]
        return min(answered, key=lambda one: one.average or 0, default=None)

    @property
    def population(self) -> int | None:
        """How many asked for the chosen service, or for any, in a period of the office's kind; None where
        nobody wrote it down, or where the period is another."""
        if self.period.kind != skm_periods.KINDS[self.settings.period] or set(self.chosen) - {"service"}:
            return None
        service = self.chosen.get("service")
        return self.settings.people() if service is None else self.settings.population.get(service)

    @property
    def sample(self) -> int | None:
        """How many respondents that population needs."""
        return None if self.population is None else skm.sample(self.population)

    def lines(self, name: str) -> tuple[Line, ...]:
        """The values of service, village, sex ... that forms have, those with the most forms first."""
        parts = self.counted.parts.get(name, ())
        return tuple(Line(one.value, self.words(name, one), self.result_of(one.tally)) for one in parts)

    def complete(self, name: str) -> tuple[Line, ...]:
        """The same in the order of the form, with the answers that nobody gave."""
        found = {one.value: one for one in self.lines(name)}
        known = {one.value: one.label for one in self.fields[name].options} if name in self.fields else {}
        if name == "age" and found:
            known = {str(band): age_band(band) for band in range(len(AGES) + 1)}
        for value, label in known.items():
            found.setdefault(value, Line(value, label, self.result_of(Tally(0, {}, {}))))
        places = {value: place for place, value in enumerate(known)}
        return tuple(sorted(found.values(), key=lambda one: _place(places, one.value)))

    def words(self, name: str, part: Part) -> Wording:
        """What the value of a part is called."""
        if part.value is None:
            return NOT_FILLED
        if part.title:
            return Wording(part.title)
        if name == "age":
            return age_band(int(part.value))
        options = self.fields[name].options if name in self.fields else ()
        return next((one.label for one in options if one.value == part.value), Wording(part.value))

    def trend(self, kind: str) -> tuple[tuple[Period, Result], ...]:
        """Every period of a kind that has forms, up to this one."""
        return self._results(skm_periods.by_period(self.counted.months, kind))

    def cumulative(self, kind: str) -> tuple[tuple[Period, Result], ...]:
        """Everything from the beginning until the end of each of them."""
        return self._results(skm_periods.cumulative(self.counted.months, kind))

    def _results(self, found: Mapping[Period, Tally]) -> tuple[tuple[Period, Result], ...]:
        return tuple((period, self.result_of(tally)) for period, tally in found.items())


def _place(places: Mapping[str, int], value: str | None) -> tuple[int, str]:
    return (len(places) + 1, "") if value is None else (places.get(value, len(places)), value)


def age_band(band: int) -> Wording:
    """The words of a band: up to 20, 21-30, over 60."""
    if band == 0:
        return Wording(f"≤ {AGES[0]} tahun", f"up to {AGES[0]}")
    if band == len(AGES):
        return Wording(f"> {AGES[-1]} tahun", f"over {AGES[-1]}")
    return Wording(f"{AGES[band - 1] + 1}–{AGES[band]} tahun", f"{AGES[band - 1] + 1}–{AGES[band]}")


def current(settings: Survey, today: date) -> Period:
    """The period that today is in."""
    return skm_periods.containing(settings.period, today)


def read(desk: Desk, settings: Survey, period: Period, chosen: Mapping[str, str] | None = None) -> Figures:
    """The figures of a period, in one statement. Raises Forbidden, Refused (of a value that cannot be)."""
    screen = desk.panel.seen(desk.panel.screens[settings.screen])
    wanted = conditions(screen, settings, chosen or {})
    counted = skm_counting.read(desk, settings, period, wanted)
    fields = {name: screen.fields[settings.fields[name]] for name in counted.parts}
    return Figures(settings, counted, dict(chosen or {}), fields)


def conditions(screen: Screen, settings: Survey, chosen: Mapping[str, str]) -> tuple[Condition, ...]:
    """What forms must have. Raises PanelError for what the survey does not ask."""
    for name in chosen:
        if name not in settings.fields:
            raise PanelError("Formulir survei tidak mencatat {name}.", name=name)
    return tuple(Condition(settings.fields[name], "eq", value) for name, value in chosen.items())
