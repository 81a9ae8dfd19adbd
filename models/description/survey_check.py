"""`skm` of office.yaml against the screens: what is wrong with it, and the survey's settings."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from models import survey
from models.description.findings import Finding, closest
from models.description.load import Written
from models.description.office_spec import OfficeSpec
from models.description.reading import named, near
from models.description.screen import Field, Screen
from models.description.survey import NEEDED, ROLES, Survey
from models.description.survey_spec import SkmSpec, hours_of
from models.errors import PanelError
from models.schema.catalog import Kind
from models.skm_weights import EQUAL, Weights, weights
from models.survey import Element

_KEY = survey.KEY
_WHOLE = "Pilih kolom bilangan bulat untuk nilai 1 sampai 4."
_KINDS: Mapping[str, tuple[Kind, str]] = {
    "filled_on": (Kind.DATE, "Pilih kolom tanggal."),
    "extra": (Kind.JSON, "Pilih kolom jsonb."),
    "age": (Kind.INTEGER, "Pilih kolom bilangan bulat."),
}


def survey_of(
    office: Written[OfficeSpec],
    screens: Mapping[str, Screen],
    excused: Collection[str],
    findings: list[Finding],
) -> Survey | None:
    """The settings, None without `skm`; what is wrong is added to `findings`. `excused` are screens whose
    own file says what is wrong."""
    spec = office.spec.skm
    if spec is None:
        return None
    reading = _Reading(office, spec, findings)
    screen = screens.get(spec.screen)
    if screen is None and spec.screen not in excused:
        reading.add("D305", "screen", near=closest(spec.screen, screens), screen=spec.screen)
    order = reading.order()
    return Survey(
        screen=spec.screen,
        fields=reading.fields(screen) if screen else {},
        order=order,
        weights=reading.weights(order),
        period=spec.period,
        population=spec.population or {},
        slots={key: hours_of(hours) for key, hours in spec.slots.items()},
        least=reading.least(order),
        extra=reading.extra(),
    )


@dataclass(frozen=True)
class _Reading:
    office: Written[OfficeSpec]
    spec: SkmSpec
    findings: list[Finding]

    def add(self, code: str, *path: str, near: str | None = None, **facts: object) -> None:
        self.findings.append(self.office.finding(code, "skm", *path, near=near, **facts))

    def fields(self, screen: Screen) -> dict[str, str]:
        """The field of each role and unsur that the screen has."""
        known = (*ROLES, *survey.REGULATION)
        for word in self.spec.columns:
            if word not in known:
                self.add("D211", "columns", word, near=closest(word, known), word=word)
        found = {}
        for word in known:
            field = self._field(screen, word)
            if field is not None:
                found[word] = field.key
        if self.spec.extra and "extra" not in found:
            self.add("D212", "extra", screen=screen.key, column=self.spec.columns.get("extra", "extra"))
        return found

    def _field(self, screen: Screen, word: str) -> Field | None:
        column = self.spec.columns.get(word)
        field = named(screen.fields, column or word)
        if field is None and column is not None:
            guess = near(screen.fields, column)
            self.add("D303", "columns", word, near=guess, column=column, screen=screen.key)
        elif field is None and word in (*NEEDED, *survey.REGULATION):
            self.add("D212", "screen", screen=screen.key, column=word)
        elif field is not None:
            self._kind(field, word)
        return field

    def _kind(self, field: Field, word: str) -> None:
        kind, reason = _KINDS.get(word, (Kind.INTEGER, _WHOLE))
        if (word in _KINDS or word in survey.REGULATION) and field.kind is not kind:
            place = ("columns", word) if word in self.spec.columns else ("screen",)
            self.add("D317", *place, word=word, column=field.column.name, reason=reason)

    def order(self) -> tuple[str, ...]:
        """As printed: extra unsur that it does not name come last."""
        written = self.spec.order
        try:
            named = survey.ORDERS.get(written[0]) if len(written) == 1 else None
            order = named or survey.checked(written)
        except PanelError as error:
            self.add("D213", "order", reason=str(error).rstrip("."))
            order = survey.REGULATION
        for key in order:
            if key not in (*survey.REGULATION, *self.spec.extra):
                known = (*survey.REGULATION, *self.spec.extra)
                self.add("D213", "order", near=closest(key, known), reason=f"{key} bukan kunci unsur")
        order = tuple(key for key in order if key in survey.ELEMENTS or key in self.spec.extra)
        return (*order, *(key for key in self.spec.extra if key not in order))

    def weights(self, order: tuple[str, ...]) -> Weights:
        try:
            found = weights(self.spec.weight)
            found.shares(order)
        except PanelError as error:
            self.add("D214", "weight", reason=str(error).rstrip("."))
            return EQUAL
        return found

    def least(self, order: tuple[str, ...]) -> int:
        """How many unsur a form must have answered."""
        least = len(order) if self.spec.least == "all" else self.spec.least
        if least > len(order):
            self.add("D215", "least", least=least, count=len(order))
        return least

    def extra(self) -> dict[str, Element]:
        found = {}
        for key, one in self.spec.extra.items():
            if key in (*survey.REGULATION, *ROLES) or not _KEY.fullmatch(key):
                self.add("D216", "extra", key, key=key)
            first, second, third, fourth = one.answers
            found[key] = Element(key, one.label, one.question, (first, second, third, fourth))
        return found
