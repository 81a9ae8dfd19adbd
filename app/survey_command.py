"""`flask panel skm`: an auditor's calculator for raw answers, without a database; and the office's own survey
as figures, workbook or filled template."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app.console import say, sentences
from app.database import SetupError
from app.survey_office import of_office
from app.survey_told import facts, said, tell
from models import skm, skm_answers, survey
from models.skm_weights import EQUAL, weights
from reports import sheet_file
from reports.sheet_cell import plain

SHOWN = 50
READ_AS = "Judul kolom bernomor dibaca menurut urutan: {order}."
ONE_OF = (
    "Pilih salah satu: --answers untuk berkas jawaban mentah, atau --from dan --to (atau --period) untuk "
    "survei di basis data."
)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    "skm", help="Menghitung SKM: dari berkas jawaban mentah tanpa basis data, atau survei kantor ini."
)
@click.option(
    "--answers",
    type=_FILE,
    help="Berkas jawaban (csv atau xlsx): satu baris satu formulir, judul kunci unsur atau U1 sampai U9.",
)
@click.option("--sheet", help="Nama lembar berkas jawaban; bawaannya lembar pertama.")
@click.option(
    "--order",
    default="peraturan",
    help="Arti U1 sampai U9 berkas jawaban: peraturan, kuesioner, atau kunci unsur dengan koma.",
)
@click.option("--bobot", default=EQUAL.text, help="1/9, 0,111, 0,11, atau satu bobot untuk setiap unsur.")
@click.option("--least", default=1, help="Formulir dihitung bila paling sedikit sekian unsur terisi.")
@click.option("--from", "first", help="Survei kantor: hari pertama, 2026-07-01.")
@click.option("--to", "last", help="Survei kantor: hari terakhir, 2026-12-31.")
@click.option("--period", help="Atau periodenya: 2026-11, 2026-T4, 2026-S2, 2026.")
@click.option("--service", help="Hanya layanan ini: kode atau namanya.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Tulis buku kerja Excel ini.")
@click.option("--template", type=_FILE, help="Isi templat xlsx ini, bukan buku kerja bawaan; bersama --out.")
@click.option("--json", "as_json", is_flag=True, help="Sebagai JSON.")
@sentences
def skm_(
    answers: Path | None, sheet: str | None, order: str, bobot: str, least: int, as_json: bool, **asked: Any
) -> None:  # fmt: skip
    dated = bool(asked["first"] or asked["last"] or asked["period"])
    if bool(answers) == dated:
        raise SetupError(ONE_OF)
    if answers is None:
        of_office(as_json=as_json, **asked)
        return
    printed = survey.order(order)
    found = _read(answers, sheet, printed)
    result = skm.result(skm.tally(found.forms, printed, least), printed, weights(bobot))
    remarks = [said(one) for one in result.remarks]
    if found.by_number:
        remarks.append(READ_AS.format(order=", ".join(printed)))
    tell(facts(result, printed, remarks), as_json)


def _read(path: Path, sheet: str | None, order: tuple[str, ...]) -> skm_answers.Read:
    """The forms of a file. Raises PanelError after every value that is none was told."""
    with sheet_file.opened(path) as file:
        rows = file.rows(file.sheet(sheet))
        found = skm_answers.read(((row.number, [plain(cell) for cell in row.cells]) for row in rows), order)
    for problem in found.problems[:SHOWN]:
        say(said(problem))
    if found.problems:
        raise SetupError(
            "{count} kesalahan di berkas ini. Perbaiki, lalu hitung lagi.", count=len(found.problems)
        )
    return found
