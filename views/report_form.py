"""The questions of a report as boxes, and the answers in an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from models.description.report import Parameter, PeriodKind, Report
from models.errors import Problem
from models.panel import Desk
from models.reporting import periods, written
from models.reporting.asking import PERIOD
from models.reporting.figures import Asked
from models.reporting.periods import Period
from models.schema.catalog import Kind
from views.fields import Choice, Control, moment_attributes
from views.moments import typed_day
from views.wording import sentence, words

FROM, TO, WAS = "from", "to", "was"
_OFFERED: Mapping[PeriodKind, int] = {"month": 24, "quarter": 8, "semester": 6, "year": 6}


def given(report: Report, args: MultiDict[str, str]) -> dict[str, str]:
    """What an address answers. Two days make a period, unless another one was just chosen beside them:
    `was` is the one that the form came with."""
    found = {one.key: args.get(one.key, "") for one in report.parameters}
    first, last = args.get(FROM, "").strip(), args.get(TO, "").strip()
    period = args.get(PERIOD, "").strip()
    kept = not period or period == args.get(WAS)
    if kept and (first or last) and "range" in report.periods:
        period = f"{_iso(first)}..{_iso(last)}"
    return {**found, PERIOD: period}


def _iso(text: str) -> str:
    """A typed day; what is none stays, to be told."""
    try:
        found = typed_day(text)
    except ValueError:
        return text
    return found[0].isoformat() if found else text


def address(asked: Asked, period: Period | None = None) -> str:
    """The answers as the query of an address, or the same for another period."""
    about = period or asked.period
    return urlencode({**({PERIOD: str(about)} if about else {}), **asked.texts})


def _typed(text: str) -> str:
    """A day as people type it; what is none stays."""
    try:
        return f"{date.fromisoformat(text):%d-%m-%Y}"
    except ValueError:
        return text


def controls(
    desk: Desk, report: Report, texts: Mapping[str, str], asked: Asked | None, problems: Sequence[Problem]
) -> list[Control]:
    """The boxes, with what was answered; each with what is wrong with it."""
    made = [*_periods(report, texts, asked, desk.now.date())]
    mine = (one for one in report.parameters if _may_choose(desk, one))
    made += [_box(desk, one, texts.get(one.key, ""), asked) for one in mine]
    for one in made:
        mine = [problem for problem in problems if problem.field == one.key]
        if one.key == FROM and not any(box.key == PERIOD for box in made):
            mine = [problem for problem in problems if problem.field == PERIOD]
        one.problems = [sentence(problem.sentence, problem.facts) for problem in mine]
    return made


def _periods(report: Report, texts: Mapping[str, str], asked: Asked | None, today: date) -> list[Control]:
    now = asked.period if asked else periods.parse(texts.get(PERIOD, ""))
    kinds = [kind for kind in report.periods if kind != "range"]
    made = []
    if kinds:
        offered = [one for kind in kinds for one in periods.recent(kind, today, _OFFERED[kind])]
        if now is not None and now.kind != "range" and now not in offered:
            offered.insert(0, now)
        choices = [Choice(str(one), words(written.period(one))) for one in offered]
        if "range" in report.periods:
            choices.insert(0, Choice("", gettext("dari dan sampai tanggal …")))
        value = str(now) if now and now.kind != "range" else ""
        made.append(Control(PERIOD, gettext("Periode"), "select", value, choices=tuple(choices)))
    if "range" in report.periods:
        made += _days(str(now) if now else texts.get(PERIOD, ""))
    return made


def _days(written: str) -> list[Control]:
    """Two boxes for days, with those of a range, also of one that is none."""
    first, between, last = written.partition("..")
    days = (_typed(first), _typed(last)) if between else ("", "")
    labels = (gettext("Dari tanggal"), gettext("Sampai tanggal"))
    attributes = moment_attributes(Kind.DATE)
    return [
        Control(key, label, "input", value, attributes=dict(attributes))
        for key, label, value in zip((FROM, TO), labels, days, strict=True)
    ]


def _may_choose(desk: Desk, one: Parameter) -> bool:
    """Whoever may not list the rows of a screen has nothing to choose from."""
    return one.screen is None or desk.actor.may("list", one.screen)


def _box(desk: Desk, one: Parameter, text: str, asked: Asked | None) -> Control:
    value = text or (asked.texts.get(one.key, "") if asked else "") or one.default or ""
    made = Control(one.key, words(one.label), "input", value, words(one.help), required=one.required)
    if one.options:
        made.widget = "select"
        every = [] if one.required else [Choice("", gettext("semua"))]
        made.choices = (*every, *(Choice(key, words(label)) for key, label in one.options.items()))
    elif one.screen is not None:
        screen = desk.panel.screens[one.screen]
        made.widget, made.target, made.column = "reference", one.screen, screen.key_columns[0]
        made.title = asked.said.get(one.key, "") if asked else ""
    elif one.kind is Kind.DATE:
        made.attributes = moment_attributes(Kind.DATE)
    else:
        made.attributes = {"type": "text"}
        if one.kind is not Kind.TEXT:
            made.attributes["inputmode"] = "numeric" if one.kind is Kind.INTEGER else "decimal"
    return made
