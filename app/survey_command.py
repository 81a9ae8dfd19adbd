"""`flask panel skm --answers`: an auditor's calculator, without a database, for raw answers of any office."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from app.console import say, sentences
from app.database import SetupError
from models import skm, skm_answers, survey
from models.errors import Problem
from models.skm import Figure, Result
from models.skm_weights import EQUAL, weights
from reports import sheet_file
from reports.sheet_cell import plain

SHOWN = 50
READ_AS = "Judul kolom bernomor dibaca menurut urutan: {order}."


@click.command("skm", help="Menghitung SKM dari berkas jawaban mentah (csv atau xlsx), tanpa basis data.")
@click.option(
    "--answers",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Berkas jawaban: satu baris satu formulir, judul kolom kunci unsur atau U1 sampai U9.",
)
@click.option("--sheet", help="Nama lembar; bawaannya lembar pertama.")
@click.option(
    "--order",
    default="peraturan",
    help="Arti U1 sampai U9: peraturan, kuesioner, atau kunci unsur dengan koma.",
)
@click.option("--bobot", default=EQUAL.text, help="1/9, 0,111, 0,11, atau satu bobot untuk setiap unsur.")
@click.option("--least", default=1, help="Formulir dihitung bila paling sedikit sekian unsur terisi.")
@click.option("--json", "as_json", is_flag=True, help="Sebagai JSON.")
@sentences
def skm_(
    answers: Path, sheet: str | None, order: str, bobot: str, least: int, as_json: bool
) -> None:  # fmt: skip
    printed = survey.order(order)
    found = _read(answers, sheet, printed)
    result = skm.result(skm.tally(found.forms, printed, least), printed, weights(bobot))
    remarks = [_said(one) for one in result.remarks]
    if found.by_number:
        remarks.append(READ_AS.format(order=", ".join(printed)))
    told = _told(result, printed, remarks)
    click.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else _lines(told))


def _read(path: Path, sheet: str | None, order: tuple[str, ...]) -> skm_answers.Read:
    """The forms of a file. Raises PanelError after every value that is none was told."""
    with sheet_file.opened(path) as file:
        rows = file.rows(file.sheet(sheet))
        found = skm_answers.read(((row.number, [plain(cell) for cell in row.cells]) for row in rows), order)
    for problem in found.problems[:SHOWN]:
        say(_said(problem))
    if found.problems:
        raise SetupError(
            "{count} kesalahan di berkas ini. Perbaiki, lalu hitung lagi.", count=len(found.problems)
        )
    return found


def _said(problem: Problem) -> str:
    facts = {
        name: str(fact).replace(".", ",") if name == "ikm" else fact for name, fact in problem.facts.items()
    }
    return problem.sentence.format_map(facts)


def _told(result: Result, order: tuple[str, ...], remarks: list[str]) -> dict[str, Any]:
    return {
        "n": result.respondents,
        "bobot": result.weights.shown(order),
        "unsur": [_figure(one) for one in result.figures],
        "ikm": None if result.shown is None else float(result.shown),
        "mutu": result.quality,
        "remarks": remarks,
    }


def _figure(one: Figure) -> dict[str, Any]:
    return {
        "u": one.number,
        "key": one.key,
        "label": survey.label(one.key),
        "n": one.filled,
        "nrr": None if one.shown is None else float(one.shown),
        "mutu": one.quality,
    }


def _lines(told: dict[str, Any]) -> str:
    """The same for people: 3,11 with a comma, a dash where nobody answered."""
    lines = [f"Responden: {told['n']}   Bobot: {told['bobot']}"]
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
