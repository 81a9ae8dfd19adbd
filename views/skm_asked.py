"""The address of the survey's page: which period, and which forms; and the boxes to choose them by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from models import picker, skm_figures, skm_periods
from models.description.survey import Survey
from models.panel import Desk
from models.reporting import written
from models.reporting.periods import Period, recent
from models.skm_figures import CHOOSABLE
from models.skm_periods import KINDS
from views.moments import typed_day
from views.notation import shown
from views.wording import words

PERIOD, FIRST, LAST, WAS = "period", "from", "to", "was"
_OFFERED = {"bulan": 15, "triwulan": 8, "semester": 6, "tahun": 5}
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for."""

    period: Period
    chosen: Mapping[str, str]

    @property
    def query(self) -> str:
        """The same as parameters of an address."""
        return urlencode([(PERIOD, str(self.period)), *self.chosen.items()])

    def but(self, **changed: str | None) -> str:
        """The parameters with some of them changed, or dropped where None."""
        kept = {PERIOD: str(self.period), **self.chosen, **changed}
        return urlencode([(name, value) for name, value in kept.items() if value])


class Option(NamedTuple):
    value: str
    label: str
    on: bool


class Box(NamedTuple):
    """A list to choose from; the first line means all of them."""

    name: str
    label: str
    options: list[Option]


def asked(settings: Survey, args: MultiDict[str, str], today: date) -> Asked:
    """What an address says; the office's own period that today is in where it says nothing.

    Raises PanelError for what is no period.
    """
    chosen = {name: args[name][:_LONGEST] for name in CHOOSABLE if args.get(name) and name in settings.fields}
    return Asked(_period(settings, args, today), chosen)


def _period(settings: Survey, args: MultiDict[str, str], today: date) -> Period:
    first, last = args.get(FIRST, "").strip(), args.get(LAST, "").strip()
    name = args.get(PERIOD, "").strip()
    if first and last:
        days = skm_periods.between(_day(first), _day(last))
        if str(days) != args.get(WAS):  # else another period was chosen beside days that were there before
            return days
    return skm_periods.named(name) if name else skm_figures.current(settings, today)


def _day(text: str) -> date:
    """A typed day. Raises PanelError."""
    try:
        found = typed_day(text)
    except ValueError:
        found = None
    return found[0] if found else skm_periods.named(text).first


def period_words(period: Period) -> str:
    """November 2026, Triwulan IV 2026, Semester II 2026, Tahun 2026, 3 November 2026 s.d. ..."""
    return words(written.period(period))


def periods(settings: Survey, now: Asked, today: date) -> list[tuple[str, list[Option]]]:
    """The last periods of each kind, the office's own kind first."""
    found = []
    for kind in sorted(KINDS, key=lambda one: one != settings.period):
        some = [*recent(KINDS[kind], today, _OFFERED[kind])]
        if now.period.kind == KINDS[kind] and now.period not in some:
            some = sorted([*some, now.period], key=lambda one: one.first, reverse=True)
        options = [Option(str(one), period_words(one), one == now.period) for one in some]
        found.append((words(written.KINDS[KINDS[kind]]), options))
    return found


def boxes(desk: Desk, settings: Survey, now: Asked) -> Iterator[Box]:
    """Service, village and channel, as far as the screen has them and this person sees them."""
    screen = desk.panel.screens[settings.screen]
    for name in CHOOSABLE:
        field = screen.fields.get(settings.fields.get(name, ""))
        if field is None or field.hidden or field.mask is not None:
            continue
        found = [(one.value, words(one.label)) for one in field.options]
        far = desk.panel.screens.get(field.reference.screen) if field.reference else None
        if far is not None and field.reference is not None and desk.actor.may("list", far.key):
            column = field.reference.target_columns[0]
            found = [(one.value, one.title) for one in picker.pick(desk, far, "", column, picker.MOST)]
        value = now.chosen.get(name)
        if value is not None and value not in dict(found):
            found.append((value, shown(field, value)))
        options = [Option(one, label, one == value) for one, label in found]
        if options:
            yield Box(name, words(field.label), options)
