"""The workbook of the survey: every sheet from one snapshot of the database, formulas with their values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from models import skm_figures, skm_forms
from models.description.survey import Survey
from models.errors import PanelError
from models.panel import Desk
from models.reporting.periods import Period
from models.reporting.running import snapshot
from models.skm_figures import Figures
from models.skm_forms import Form, Suggestion
from models.survey import HIGHEST, LOWEST
from reports import (
    skm_demography,
    skm_elements,
    skm_line,
    skm_names,
    skm_poster,
    skm_processing,
    skm_services,
    skm_suggestions,
    skm_trend,
)
from reports.official_book import OfficialBook
from reports.official_head import letterhead_of, signature_of
from reports.skm_sheets import Told, chosen_lines
from reports.template_fill import Filled, filled

TITLE = "Survei Kepuasan Masyarakat"
MOST_FORMS = 100_000  # a sheet has a million rows, but nobody waits for them
TOO_MANY = "Ada {count} formulir dalam periode ini, lebih dari {most}. Pilih periode yang lebih pendek."


def made(desk: Desk, settings: Survey, period: Period, chosen: Mapping[str, str]) -> tuple[bytes, Figures]:
    """The workbook of a period and the figures that it is of. Raises Forbidden, Refused."""
    with snapshot(desk) as at:
        figures = _few(skm_figures.read(at, settings, period, chosen))
        forms, suggestions = skm_forms.read(at, figures), skm_forms.suggestions(at, figures)
        return written(_told(at, figures), forms, suggestions), figures


def from_template(
    desk: Desk, settings: Survey, period: Period, chosen: Mapping[str, str], template: bytes
) -> tuple[Filled, Figures]:
    """A template of somebody's with the figures of a period. Raises BadFile, Forbidden, Refused."""
    with snapshot(desk) as at:
        figures = _few(skm_figures.read(at, settings, period, chosen))
        told = _told(at, figures)
        forms = list(skm_forms.read(at, figures))
        known = skm_names.names(told, forms, skm_forms.suggestions(at, figures))
    return filled(template, known), figures


def _few(figures: Figures) -> Figures:
    """The figures, where a sheet can have all their forms. Raises PanelError."""
    count = figures.result.respondents
    if count > MOST_FORMS:
        said = (f"{number:,}".replace(",", ".") for number in (count, MOST_FORMS))
        raise PanelError(TOO_MANY, **dict(zip(("count", "most"), said, strict=True)))
    return figures


def _told(desk: Desk, figures: Figures) -> Told:
    office = desk.panel.office
    return Told(figures, office, letterhead_of(office), signature_of(desk), chosen_lines(figures))


def written(told: Told, forms: Iterable[Form], suggestions: list[Suggestion]) -> bytes:
    """The file. Forms are written as they come, none is kept."""
    spread = _Spread(len(told.figures.settings.order))
    with OfficialBook(
        title=f"{TITLE} {told.figures.title}", author=told.office.name, constant_memory=True
    ) as book:
        place = skm_processing.write(book, told, spread.watched(forms))
        skm_elements.write(book, told, place, spread.counts())
        skm_demography.write(book, told)
        skm_services.write(book, told, place)
        skm_suggestions.write(book, told, suggestions)
        skm_trend.write(book, told, place)
        skm_line.write(book, told, place)
        skm_poster.write(book, told, place)
        return book.bytes()


class _Spread:
    """Counts how often each value was given to each unsur, while the forms go by."""

    def __init__(self, elements: int) -> None:
        self._found = [[0] * (HIGHEST + 1) for _ in range(elements)]

    def watched(self, forms: Iterable[Form]) -> Iterator[Form]:
        for form in forms:
            for counts, value in zip(self._found, form.answers, strict=True):
                if value is not None:
                    counts[value] += 1
            yield form

    def counts(self) -> list[tuple[int, ...]]:
        return [tuple(counts[LOWEST:]) for counts in self._found]
