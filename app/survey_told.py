"""The figures of the survey on the terminal: as JSON for programs, as lines for people."""

from __future__ import annotations

import json
from typing import Any

import click

from models import skm, survey
from models.description.survey import Survey
from models.errors import Problem
from models.skm import Figure, Result


def tell(told: dict[str, Any], as_json: bool) -> None:
    """Prints what `facts` gave."""
    click.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else _lines(told))


def said(problem: Problem) -> str:
    facts = {
        name: str(fact).replace(".", ",") if name == "ikm" else fact for name, fact in problem.facts.items()
    }
    return problem.sentence.format_map(facts)


def facts(
    result: Result, order: tuple[str, ...], remarks: list[str], settings: Survey | None = None
) -> dict[str, Any]:
    """What is printed of a result. `settings`: of the office whose survey it is."""
    return {
        "n": result.respondents,
        "bobot": result.weights.shown(order),
        "unsur": [_figure(one, settings) for one in result.figures],
        "ikm": None if result.shown is None else float(result.shown),
        "mutu": result.quality,
        "remarks": remarks,
    }


def _figure(one: Figure, settings: Survey | None) -> dict[str, Any]:
    return {
        "u": one.number,
        "key": one.key,
        "label": settings.label(one.key) if settings else survey.label(one.key),
        "n": one.filled,
        "nrr": None if one.shown is None else float(one.shown),
        "mutu": one.quality,
    }


def _lines(told: dict[str, Any]) -> str:
    """The same for people: 3,11 with a comma, a dash where nobody answered."""
    lines = [f"Periode: {told['period']}"] if "period" in told else []
    lines.append(f"Responden: {told['n']}   Bobot: {told['bobot']}")
    for one in told["unsur"]:
        lines.append(
            f"{one['u']:4}{one['label'][:44]:46}{one['n']:>6}{_figures(one['nrr']):>8}  {one['mutu'] or '-'}"
        )
    letter = told["mutu"]
    lines.append(
        f"IKM: {_figures(told['ikm'])}" + (f"   Mutu: {letter} ({skm.words(letter)})" if letter else "")
    )
    return "\n".join([*lines, *told["remarks"]])


def _figures(number: float | None) -> str:
    return "-" if number is None else f"{number:.2f}".replace(".", ",")
