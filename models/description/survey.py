"""The satisfaction survey of an office: where its forms are, how they are printed, weighed and counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time

from models import survey
from models.description.survey_spec import OTHERS
from models.skm_weights import EQUAL, Weights
from models.survey import Element

# What a form has beside its unsur: the words of `skm.columns`, and the columns where none is written.
NEEDED = ("filled_on",)
PROFILE = ("sex", "age", "education", "occupation")
ROLES = (
    *("form_number", "filled_on", "slot", "source", "service", "channel", "village"),
    *PROFILE,
    *("suggestion", "extra"),
)


@dataclass(frozen=True, slots=True)
class Survey:
    """The settings, checked. `fields` maps what a form has (ROLES, only those that the screen has) and
    the unsur with a column of their own to field keys of the screen `screen`. The unsur of `extra`
    stand in the jsonb column fields["extra"], under their keys.

    `order` has the keys of all unsur as printed, extras too; `least` is how many of them a form must
    have answered to count. `population` is by service ("*": the others); `slots` maps a value of the
    column slot to its hours.
    """

    screen: str
    fields: Mapping[str, str]
    order: tuple[str, ...] = survey.REGULATION
    weights: Weights = EQUAL
    period: str = "semester"
    population: Mapping[str, int] = field(default_factory=dict)
    slots: Mapping[str, tuple[time, time]] = field(default_factory=dict)
    least: int = 1
    extra: Mapping[str, Element] = field(default_factory=dict)

    @property
    def elements(self) -> tuple[Element, ...]:
        """The unsur in the printed order."""
        return tuple(self.element(key) for key in self.order)

    def element(self, key: str) -> Element:
        return self.extra.get(key) or survey.ELEMENTS[key]

    def label(self, key: str) -> str:
        return self.element(key).label

    def people(self, service: str | None = None) -> int | None:
        """How many asked for a service in a period; without one: for all of them, as far as it is known."""
        if service is not None:
            return self.population.get(service, self.population.get(OTHERS))
        named = {key: number for key, number in self.population.items() if key != OTHERS}
        return self.population.get(OTHERS) if not named else sum(self.population.values())

    def word(self, field: str | None) -> str | None:
        """What a form calls a field of the screen: one of ROLES, or an unsur; None for another field."""
        return next((word for word, key in self.fields.items() if key == field), None)

    def slot_at(self, moment: time) -> str | None:
        """The slot in which an hour of the day lies; None between them."""
        return next((key for key, (first, last) in self.slots.items() if first <= moment < last), None)
