"""`flask panel report`: a report as a workbook or JSON, for cron and for whoever runs the machine."""

from __future__ import annotations

import json
from pathlib import Path

import click

from app.console import database, put, read, say, sentences
from app.cron import desk_of
from app.database import SetupError
from models import exports
from models.description.findings import closest
from models.description.report import Report
from models.errors import Refused
from models.panel import Desk, Panel
from models.reporting import running, written
from models.reporting.asking import asked
from models.reporting.figures import Asked, as_json
from reports import report_book, report_names


@click.command(
    "report", help="Menulis sebuah laporan sebagai Excel atau JSON; tanpa nama: daftar semua laporan."
)
@click.argument("key", required=False)
@click.option(
    "--param",
    "params",
    multiple=True,
    metavar="NAMA=ISI",
    help="Isian laporan, misalnya period=2026-10; boleh beberapa kali.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Berkas Excel tujuan.")
@click.option(
    "--template",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Isi templat xlsx ini, bukan buku kerja bawaan; bersama --out.",
)
@click.option("--json", "as_text", is_flag=True, help="Cetak sebagai JSON.")
@sentences
def report_(
    key: str | None, params: tuple[str, ...], out: Path | None, template: Path | None, as_text: bool
) -> None:
    with database() as url:
        panel = read(url, None)
        if key is None:
            _list(panel)
            return
        report = _named(panel, key)
        if out is None and not as_text:
            raise SetupError("Tulis --out dengan nama berkas Excel, atau --json.")
        with desk_of(url, panel, "cli") as desk:
            _write(desk, report, _given(params), out, as_text, template)


def _list(panel: Panel) -> None:
    for one in panel.office.reports.values():
        names = [*(("period",) if one.periods else ()), *(each.key for each in one.parameters)]
        click.echo(f"{one.key:<24} {one.label.id:<40} {' '.join(names)}".rstrip())


def _named(panel: Panel, key: str) -> Report:
    known = panel.office.reports
    if key not in known:
        near = closest(key, known)
        raise SetupError(
            "Laporan {key} tidak ada.{near}", key=key, near=f" Maksud Anda {near}?" if near else ""
        )
    return known[key]


def _given(params: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for one in params:
        name, equals, value = one.partition("=")
        if not equals:
            raise SetupError("Tulis --param sebagai nama=isi, bukan {text}.", text=one)
        found[name.strip()] = value
    return found


def _write(
    desk: Desk,
    report: Report,
    given: dict[str, str],
    out: Path | None,
    as_text: bool,
    template: Path | None,
) -> None:
    try:
        answers = asked(desk, report, given)
        rows = _print(desk, report, answers) if as_text else 0
        if out is not None:
            data, rows = _book(desk, report, answers, template)
    except Refused as error:
        why = " ".join(one.sentence.format_map(one.facts) for one in error.problems)
        raise SetupError("{said}", said=why or str(error)) from None
    if out is not None:
        put(out, data)
        say(f"{rows} baris ditulis ke {out}.")
    exports.note_report(desk, report, "xlsx" if out else "json", rows, written.question(report, answers))


def _print(desk: Desk, report: Report, answers: Asked) -> int:
    """The figures as JSON; gives how many rows they have."""
    figures = running.run(desk, report, answers)
    click.echo(json.dumps(as_json(figures), ensure_ascii=False, indent=2))
    return figures.rows


def _book(desk: Desk, report: Report, answers: Asked, template: Path | None) -> tuple[bytes, int]:
    """The workbook, or the template filled, with a line for each name that nobody knows; and its rows."""
    if template is None:
        return report_book.taken(desk, report, answers)
    figures = running.run(desk, report, answers)
    filled = report_names.fill(desk, figures, template.read_bytes())
    for one in (*filled.unknown, *filled.remarks):
        say(one.sentence.format_map(one.facts))
    return filled.data, figures.rows
