"""`flask panel import`: a sheet into a screen, from the terminal; the same as on the page."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale

from app import create_app, importing
from app.acting import absent
from app.console import database, say, sentences
from app.database import SetupError, connect, engine_for
from app.jobs import UNHURRIED
from models.actor import Actor
from models.description.screen import Field, Screen
from models.importing import Mode, unique_fields
from models.panel import Desk, Panel
from models.progress import Progress
from reports import sheet_file
from reports.sheet_cell import letters
from reports.sheet_head import find, matched, plain_title
from views import import_plan, import_run, survey_import
from views.import_plan import Plan, offered
from views.import_run import Outcome
from views.survey_cells import BAR
from views.wording import sentence

SHOWN = 200


class Said(Progress):
    """Tells the terminal how far it is, now and then."""

    def step(self, done: int, total: int | None = None) -> None:
        super().step(done, total)
        if done and done % 10_000 == 0:
            say(f"{done} baris ...")


WHICH_ORDER = "Pilih dahulu arti U8 dan U9 di berkas ini: --order dengan salah satu dari {known}."


@click.command(
    "import", help="Mengimpor Excel (.xlsx) atau csv ke sebuah layar; semua, atau tidak sama sekali."
)
@click.argument("screen")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Hanya memeriksa: tidak ada yang disimpan.")
@click.option("--key", help="Isian unik untuk mengenali baris yang sudah ada; yang belum ada ditambahkan.")
@click.option("--update", is_flag=True, help="Bersama --key: hanya mengubah, tidak menambah.")
@click.option("--clear", is_flag=True, help="Sel kosong mengosongkan isian baris yang sudah ada.")
@click.option("--good", is_flag=True, help="Simpan yang benar walaupun ada yang salah.")
@click.option("--sheet", help="Nama lembar; bawaannya lembar pertama.")
@click.option(
    "--errors", type=click.Path(dir_okay=False, path_type=Path), help="Tulis baris yang salah ke sini."
)
@click.option("--order", help="Tabel mentah survei: arti U1 sampai U9, peraturan atau kuesioner.")
@click.option(
    "--common",
    multiple=True,
    metavar="ISIAN=NILAI",
    help="Tabel mentah survei: isian semua formulir, misalnya service=umum atau filled_on=30-11-2026.",
)
@click.option("--as", "username", help="Atas nama pemakai ini, dengan haknya.")
@sentences
def import_(
    screen: str, file: Path, dry_run: bool, key: str | None, update: bool, clear: bool, good: bool,
    sheet: str | None, errors: Path | None, order: str | None, common: tuple[str, ...], username: str | None,
) -> None:  # fmt: skip
    with database() as url:
        app = create_app({"DATABASE_URL": url})
        with _desk(app, url, username) as desk, app.app_context(), force_locale("id"):
            one = _screen(desk, screen)
            mode: Mode | None = "update" if update else "upsert" if key else None
            forms = {"order": order or "", **dict(_pair(text) for text in common)}
            plan = _plan(desk, one, file, sheet, mode, key, clear, forms)
            plan = plan if dry_run else plan.for_good(good)
            out = importing.run(desk, one, file, plan, Said())
            told = import_run.told(out, one, plan)
            if out.bad and errors is not None:
                importing.write_mistakes(errors, out, plan)
            desk.connection.commit()
            _tell(out, one, plan)
            click.echo(sentence(told["sentence"], told["facts"]))
            if out.twins:
                say(f"{out.twins} nomor formulir sudah ada dalam periode yang sama.")
            if said := survey_import.order_said(desk, one, plan.order):
                click.echo(said)
    if not out.is_good:
        sys.exit(1)


@contextmanager
def _desk(app: Flask, url: str, username: str | None) -> Iterator[Desk]:
    panel: Panel = app.extensions["panel"]
    zone = panel.office.zone
    with connect(engine_for(url, zone=str(zone))) as connection:
        connection.execute(UNHURRIED, {"longest": "6h"})
        actor = Actor(None, "panel", everything=True, door="cli", label="Panel")
        if username is not None:
            actor = _somebody(app, connection, username)
        yield Desk(connection, panel, actor, datetime.now(zone), app.extensions["panel_files"])


def _somebody(app: Flask, connection: sa.Connection, username: str) -> Actor:
    wanted = sa.text("SELECT id FROM panel.ab_user WHERE username = :name")
    user = connection.scalar(wanted, {"name": username})
    with app.app_context():
        found = absent(app, user, "cli") if user is not None else None
    if found is None:
        raise SetupError("Pemakai {username} tidak ada, atau tidak aktif.", username=username)
    return found


def _screen(desk: Desk, key: str) -> Screen:
    found = desk.panel.screens.get(key)
    if found is None:
        raise SetupError("Layar {screen} tidak ada. Semua layar: flask panel describe", screen=key)
    return found


def _pair(text: str) -> tuple[str, str]:
    """A word of the survey's forms and what it is for all of them."""
    word, sign, value = text.partition("=")
    if not sign or word.strip() not in BAR:
        raise SetupError("Tulis --common ISIAN=NILAI. Isiannya: {known}.", known=", ".join(BAR))
    return f"f.{word.strip()}", value.strip()


def _plan(
    desk: Desk, screen: Screen, path: Path, name: str | None, mode: Mode | None, key: str | None,
    clear: bool, forms: Mapping[str, str],
) -> Plan:  # fmt: skip
    survey = survey_import.survey_of(desk, screen)
    with sheet_file.opened(path) as file:
        sheet = file.sheet(name)
        numbered = survey_import.head_row(file.rows(sheet)) if survey else None
        head = find(file.rows(sheet), offered(screen, "upsert"), numbered)
        if head is None:
            raise SetupError("Tidak ada baris yang dapat dibaca di {name}.", name=path.name)
    mode = mode or ("version" if head.version is not None else "add")
    fields = offered(screen, mode)
    columns = survey_import.matched(desk, screen, head, fields, matched(head, fields))
    known = _key(screen, key) if key else None
    clear = clear or mode == "version"
    plan = Plan("", sheet.name, head.row, columns, mode, known.key if known else None, clear)
    plan = survey_import.sent(desk, screen, plan, head, forms)
    if survey and plan.order is None and survey_import.must_say(plan, head):
        raise SetupError(WHICH_ORDER, known=", ".join(survey_import.orders(survey)))
    forms_read = survey_import.reading(desk, screen, plan, head)
    used = {*plan.columns, *(forms_read.unsur if forms_read else ())}
    for one in head.columns:
        if one.at not in used:
            say(f"Kolom {letters(one.at)} ({one.title}) tidak dipakai.")
    import_plan.check(plan, screen, head)
    return plan


def _key(screen: Screen, word: str) -> Field:
    """A unique field by its label, key or column."""
    fields = unique_fields(screen)
    for one in fields:
        if plain_title(word) in {plain_title(x) for x in (one.key, one.column.name, one.label.id)}:
            return one
    known = ", ".join(one.key for one in fields)
    raise SetupError("{key} bukan isian unik. Yang dapat dipakai: {known}.", key=word, known=known or "-")


def _tell(out: Outcome, screen: Screen, plan: Plan) -> None:
    at = {key: letters(place) for place, key in plan.columns.items()}
    for number, problem in sorted(out.work.problems, key=lambda one: one[0])[:SHOWN]:
        one = screen.fields.get(problem.field or "")
        facts = {**({"label": one.label} if one else {}), **problem.facts}
        place = f"baris {number}" + (f" kolom {at[problem.field]}" if problem.field in at else "")
        click.echo(f"{place}: {sentence(problem.sentence, facts)}")
    if len(out.work.problems) > SHOWN:
        say(f"... dan {len(out.work.problems) - SHOWN} lagi.")
