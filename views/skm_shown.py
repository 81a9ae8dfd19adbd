"""What the survey's page and poster show, in the words and figures of whoever looks."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple
from urllib.parse import urlencode

from flask import g, request
from flask_babel import gettext

from models import skm, survey
from models.description.screen import Screen, Wording
from models.errors import Problem
from models.panel import Desk
from models.reporting.periods import Period
from models.skm import Result
from models.skm_figures import CHOOSABLE, Figures, Line
from models.skm_forms import within
from reports.official_head import letterhead_of, signature_of
from reports.skm_poster import respondents
from reports.skm_sheets import Told, chosen_lines, comma
from views import filters, skm_asked, skm_graph
from views.notation import number
from views.skm_asked import Asked, period_words
from views.wording import sentence, words

_ENGLISH = {"A": "Very good", "B": "Good", "C": "Less good", "D": "Not good"}
TONES: Mapping[str, str] = {"A": "ok", "B": "ok", "C": "warn", "D": "late"}
LONGEST_TREND = 12
_FEWEST = 3  # periods that make a trend; else months are shown
_PROFILE = ("sex", "age", "education", "occupation")


class Bar(NamedTuple):
    """An unsur. `percent` of the highest NRR; `value` is its NRR, empty where nobody answered."""

    number: str
    label: str
    value: str
    quality: str
    tone: str
    percent: float


class Row(NamedTuple):
    """A service, a village, a period ...: its forms, IKM and class. `href` leads to its figures, `forms` to
    its forms."""

    label: str
    number: str
    index: str
    quality: str
    tone: str
    href: str = ""
    forms: str = ""
    share: str = ""


class Part(NamedTuple):
    label: str
    rows: list[Row]


def page(at: Desk, now: Asked, figures: Figures) -> dict[str, object]:
    """The facts of the page's template."""
    settings, result = figures.settings, figures.result
    kind = _trend_kind(figures)
    trend = figures.trend(kind)[-LONGEST_TREND:]
    screen = at.panel.screens[settings.screen]
    return {
        "period": period_words(now.period),
        "count": number(result.respondents),
        "weight": settings.weights.shown(settings.order),
        "bars": list(bars(figures, screen)),
        "index": figure(result.shown),
        "quality": result.quality,
        "meaning": words(Wording(skm.words(result.quality), _ENGLISH[result.quality]))
        if result.quality
        else "",
        "tone": TONES.get(result.quality or "", ""),
        "advice": advice(figures, screen),
        "remarks": remarks(figures),
        "trend": [_of_period(at, now, period, one) for period, one in trend],
        "line": skm_graph.line([_point(period, one) for period, one in trend if one.index is not None]),
        "parts": list(parts(at, now, figures)),
        "profile": list(profile(figures)),
        "periods": skm_asked.periods(settings, now, at.now.date()),
        "own": now.period if now.period.kind == "range" else None,
        "boxes": list(skm_asked.boxes(at, settings, now)),
        "chosen": now.chosen,
        "query": now.query,
        "forms": forms_at(at, figures, now.period, now.chosen),
        "may_add": at.actor.may("add", screen.key) and screen.can_add,
        "may_export": at.actor.may("export", screen.key),
        "here": f"{request.script_root}/skm/",
    }


def _meaning(letter: str | None) -> str:
    return words(Wording(skm.words(letter), _ENGLISH[letter])) if letter else ""


def figure(value: Decimal | None) -> str:
    """81,94; empty where there is none."""
    return "" if value is None else number(value)


def bars(figures: Figures, screen: Screen) -> Iterator[Bar]:
    """The unsur as the screen calls them, which is shorter than the regulation does."""
    for one in figures.result.figures:
        share = float((one.average or Fraction()) / survey.HIGHEST) * 100
        label = _label(figures, screen, one.key)
        tone = TONES.get(one.quality or "", "")
        yield Bar(one.number, label, figure(one.shown), one.quality or "", tone, round(share, 1))


def _label(figures: Figures, screen: Screen, key: str) -> str:
    field = screen.fields.get(figures.settings.fields.get(key, ""))
    return words(field.label) if field is not None else figures.settings.label(key)


def advice(figures: Figures, screen: Screen) -> list[str]:
    """The lowest unsur, and how many respondents the population needs."""
    said = []
    lowest = figures.lowest
    if lowest is not None:
        said.append(
            gettext(
                "Unsur terendah: %(label)s (%(quality)s).",
                label=_label(figures, screen, lowest.key),
                quality=lowest.quality,
            )
        )
    if figures.population is not None:
        said.append(
            gettext(
                "Sampel yang disarankan untuk %(people)s pemohon: %(sample)s responden, terisi %(count)s.",
                people=number(figures.population),
                sample=number(figures.sample),
                count=number(figures.result.respondents),
            )
        )
    return said


def remarks(figures: Figures) -> list[str]:
    """What must be known beside the figures; that there is nobody is said in their place."""
    said = [_said(one) for one in figures.result.remarks if figures.result.index is not None]
    if figures.counted.left_out:
        said.append(
            gettext(
                "%(count)s formulir tidak dihitung: kurang dari %(least)s unsur yang terisi.",
                count=number(figures.counted.left_out),
                least=figures.settings.least,
            )
        )
    return said


def _said(problem: Problem) -> str:
    facts = {key: figure(fact) if isinstance(fact, Decimal) else fact for key, fact in problem.facts.items()}
    return sentence(problem.sentence, facts)


def _trend_kind(figures: Figures) -> str:
    """The office's own periods where there are enough of them, else months."""
    kind = figures.settings.period
    return kind if len(figures.trend(kind)) >= _FEWEST else "bulan"


def _point(period: Period, result: Result) -> tuple[str, Fraction, str]:
    return period_words(period), result.index or Fraction(), figure(result.shown)


def _of_period(at: Desk, now: Asked, period: Period, result: Result) -> Row:
    href = f"{request.script_root}/skm/?{now.but(**{skm_asked.PERIOD: str(period)})}"
    return _row(period_words(period), result, href)


def _row(label: str, result: Result, href: str = "", forms: str = "", share: str = "") -> Row:
    letter = result.quality or ""
    return Row(
        label,
        number(result.respondents),
        figure(result.shown),
        letter,
        TONES.get(letter, ""),
        href,
        forms,
        share,
    )


def parts(at: Desk, now: Asked, figures: Figures) -> Iterator[Part]:
    """By service, village and channel, each line with its own figures behind it."""
    for name in CHOOSABLE:
        lines = figures.lines(name)
        if name in now.chosen or not any(one.value is not None for one in lines):
            continue
        rows = []
        for one in lines:
            href = "" if one.value is None else f"{request.script_root}/skm/?{now.but(**{name: one.value})}"
            chosen = {**now.chosen, **({} if one.value is None else {name: one.value})}
            forms = "" if one.value is None else forms_at(at, figures, now.period, chosen)
            rows.append(_row(words(one.label), one.result, href, forms))
        yield Part(words(figures.fields[name].label), rows)


def profile(figures: Figures) -> Iterator[Part]:
    """Who answered: counts and shares."""
    whole = figures.result.respondents
    for name in _PROFILE:
        if not any(one.value is not None for one in figures.lines(name)):
            continue
        rows = [
            _row(words(one.label), one.result, share=_share(one, whole)) for one in figures.complete(name)
        ]
        yield Part(words(figures.fields[name].label), rows)


def _share(one: Line, whole: int) -> str:
    return f"{number(skm.rounded(Fraction(100 * one.result.respondents, whole), 1))} %" if whole else ""


def forms_at(at: Desk, figures: Figures, period: Period, chosen: Mapping[str, str]) -> str:
    """The list of the forms that a figure counts."""
    settings = figures.settings
    screen = at.panel.screens[settings.screen]
    pairs = filters.written(screen, within(settings, period))
    pairs += [(f"{filters.PREFIX}{settings.fields[name]}.eq", value) for name, value in chosen.items()]
    return f"{request.script_root}/data/{screen.key}/list/?{urlencode(pairs)}"


def poster(at: Desk, figures: Figures) -> dict[str, object]:
    """The facts of the poster: in Indonesian, as the office's other papers."""
    office, sign = at.panel.office, signature_of(at)
    told = Told(figures, office, letterhead_of(office), sign, chosen_lines(figures))
    result = figures.result
    return {
        "told": told,
        "index": comma(result.shown) if result.shown is not None else "",
        "quality": result.quality,
        "meaning": skm.words(result.quality) if result.quality else "",
        "respondents": respondents(told),
        "services": told.chosen or ("Layanan: semua layanan",),
        "nobody": skm.NOBODY,
        "nonce": _nonce(),
    }


def _nonce() -> str:
    """For the size of the paper, which stands in the page itself."""
    g.style_nonce = secrets.token_urlsafe(16)
    return str(g.style_nonce)
