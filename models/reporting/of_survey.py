"""A sheet of the satisfaction survey: the figures of the survey's own page, weights and all, by period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from models import skm_figures, skm_periods
from models.description.report import SurveyKind, Value
from models.errors import PanelError
from models.panel import Desk

NO_SURVEY = "Kantor ini belum punya survei. Tulis skm di office.yaml."
_KINDS = {kind: word for word, kind in skm_periods.KINDS.items()}


def rows(desk: Desk, kind: SurveyKind, values: Mapping[str, object]) -> list[dict[str, Value]]:
    """A row for each period of a kind, between the days `first` and `last` of `values`, that has forms: its
    days, forms, IKM (to 2 decimals) and quality (A to D). The service, village and channel of `values`, as
    far as they are there, restrict the forms. Like the SQL of a report it reads all forms: who may see the
    report is said by the report. Raises PanelError where the office has no survey.
    """
    settings = desk.panel.office.survey
    if settings is None:  # a report in Python is not checked for it
        raise PanelError(NO_SURVEY)
    everything = replace(desk, actor=replace(desk.actor, everything=True))
    chosen = {name: str(values[name]) for name in skm_figures.CHOOSABLE if values.get(name) is not None}
    first, last = values["first"], values["last"]
    assert isinstance(first, date) and isinstance(last, date)
    figures = skm_figures.read(everything, settings, skm_periods.between(first, last), chosen)
    return [
        {
            "first": period.first,
            "last": period.last,
            "forms": result.respondents,
            "index": result.shown,
            "quality": result.quality,
        }
        for period, result in figures.trend(_KINDS[kind])
        if period.last >= first
    ]
