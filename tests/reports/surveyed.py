"""A survey without a database: forms counted in Python, ready to become a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from models import skm, skm_periods, survey
from models.description.office import Office
from models.description.office_spec import LetterheadSpec
from models.description.survey import Survey
from models.skm_counting import Counted, Part
from models.skm_figures import Figures
from models.skm_forms import Form, Suggestion
from models.skm_weights import EQUAL, Weights
from reports.official_head import Signature, letterhead_of
from reports.skm_book import written
from reports.skm_sheets import Told, chosen_lines

HEAD = LetterheadSpec(
    lines=["PEMERINTAH KABUPATEN CONTOH", "KECAMATAN UJI"], address="Jalan Uji 1", phone="0800-1", place="Uji"
)
OFFICE = Office("uji", Path("/"), "Kecamatan Uji", ZoneInfo("Asia/Makassar"), letterhead=HEAD)
SIGN = Signature("Uji, 26 November 2026", "Plt. Camat Uji", "Maria Contoh", "Pembina", "19900202")
PERIOD = skm_periods.named("2026-S2")


@dataclass(frozen=True)
class Filled:
    """A form with whoever filled it in. `values` in the printed order."""

    values: tuple[int | None, ...]
    day: date = date(2026, 11, 3)
    service: str = "Surat pindah"
    number: str | None = None
    profile: Mapping[str, str | None] = field(default_factory=dict)


def settings(weights: Weights = EQUAL, **more: object) -> Survey:
    fields = {key: key for key in (*survey.REGULATION, "filled_on", "service", "sex", "education")}
    return Survey("formulir", fields, weights=weights, **more)  # type: ignore[arg-type]


def figures_of(forms: Sequence[Filled], asked: Survey) -> Figures:
    """What the server would have counted."""
    answers = [dict(zip(asked.order, one.values, strict=True)) for one in forms]
    months: dict[date, list[dict[str, int | None]]] = {}
    for one, values in zip(forms, answers, strict=True):
        months.setdefault(one.day.replace(day=1), []).append(values)
    inside = [
        values for one, values in zip(forms, answers, strict=True) if PERIOD.first <= one.day < PERIOD.after
    ]
    mine = [one for one in forms if PERIOD.first <= one.day < PERIOD.after]
    parts = {}
    for name in ("service", "sex", "education"):
        found: dict[str | None, list[dict[str, int | None]]] = {}
        for one, values in zip(mine, inside, strict=True):
            found.setdefault(one.service if name == "service" else one.profile.get(name), []).append(values)
        parts[name] = tuple(Part(value, None, skm.tally(some, asked.order)) for value, some in found.items())
    counted = Counted(
        PERIOD,
        skm.tally(inside, asked.order),
        0,
        parts,
        {first: skm.tally(some, asked.order) for first, some in sorted(months.items())},
    )
    return Figures(asked, counted)


def told(forms: Sequence[Filled], asked: Survey | None = None) -> Told:
    figures = figures_of(forms, asked or settings())
    return Told(figures, OFFICE, letterhead_of(OFFICE), SIGN, chosen_lines(figures))


def book(
    forms: Sequence[Filled], asked: Survey | None = None, suggestions: Sequence[Suggestion] = ()
) -> bytes:
    """The workbook of these forms."""
    about = told(forms, asked)
    mine = [one for one in forms if PERIOD.first <= one.day < PERIOD.after]
    counted = [one for one in mine if any(value is not None for value in one.values)]
    rows = (Form(one.number, one.day, one.values) for one in counted)
    return written(about, rows, list(suggestions))
