"""Commands that belong in a crontab, and those that put right what changed beside the panel."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
import sqlalchemy as sa

import config
from app import closed_days, create_app, digests, mailing, working
from app.console import database, public_address, read, say, sentences
from app.database import SetupError, connect, engine_for
from app.digests import Deliver
from app.settings import number
from models import automatic, deadlines
from models.actor import Actor
from models.panel import Desk, Panel
from models.workdays import read_calendar


@contextmanager
def desk_of(url: str, panel: Panel, door: str) -> Iterator[Desk]:
    """The machine itself at work; kept when the block ends well."""
    zone = panel.office.zone
    with connect(engine_for(url, zone=str(zone))) as connection:
        machine = Actor(None, "panel", everything=True, door=door, label="Panel")
        yield Desk(connection, panel, machine, datetime.now(zone))
        connection.commit()


@click.command(
    "deadlines", help="Menghitung lagi semua tenggat terbuka, misalnya setelah perubahan lewat psql."
)
@sentences
def deadlines_() -> None:
    with database() as url, desk_of(url, read(url, None), "cli") as desk:
        moved = deadlines.refresh_open(desk)
    click.echo(f"{moved} tenggat bergeser.")


@click.command("holidays", help="Mengisi hari libur dan cuti bersama sebuah tahun yang belum dicatat.")
@click.argument("year", type=click.IntRange(2000, 2100))
@sentences
def holidays_(year: int) -> None:
    with database() as url, desk_of(url, read(url, None), "cli") as desk:
        added = closed_days.prefill(desk, range(year, year + 1))
    for one in added:
        click.echo(f"{one.day:%d-%m-%Y}  {one.name}")
    say(f"{len(added)} hari ditambahkan. Cocokkan dengan SKB 3 Menteri tahun itu.")


@click.command("automatic", help="Menjalankan langkah alur kerja yang waktunya sudah tiba; untuk cron.")
@sentences
def automatic_() -> None:
    with database() as url, desk_of(url, read(url, None), "job") as desk:
        done = automatic.run(desk)
    for one in done:
        place = f"{one.ripe.screen.label} {one.ripe.key}: {one.ripe.transition.label}"
        click.echo(f"{place}. {one.error}" if one.error else place)
    say(f"{sum(one.error is None for one in done)} langkah dijalankan.")


@click.command("remind", help="Mengirim ringkasan tenggat, satu surat sehari untuk tiap pemakai; untuk cron.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Tulis surat sebagai berkas di folder ini.",
)
@click.option("--days", default=2, show_default=True, type=click.IntRange(1, 99), help="Hari kerja ke depan.")
@click.option("--always", is_flag=True, help="Juga pada hari libur.")
@sentences
def remind(folder: Path | None, days: int, always: bool) -> None:
    with database() as url:
        app = create_app({"DATABASE_URL": url})
        panel: Panel = app.extensions["panel"]
        now, engine = datetime.now(panel.office.zone), engine_for(url, zone=str(panel.office.zone))
        if not always and _is_closed(engine, panel, now):
            say("Hari ini kantor tutup: tidak ada ringkasan.")
            return
        with _deliverer(folder, now) as deliver:
            told = list(digests.send_all(app, engine, now, days, public_address(), deliver))
    _report(told)


def _is_closed(engine: sa.Engine, panel: Panel, now: datetime) -> bool:
    with connect(engine) as connection:
        desk = Desk(connection, panel, Actor(None, "panel", everything=True, door="job"), now)
        return not read_calendar(desk).is_working(now.date())


@click.command("work", help="Mengerjakan pekerjaan latar, bila panel tidak dinyalakan oleh run.py.")
@sentences
def work_() -> None:
    with database() as url:
        say("Menunggu pekerjaan (Ctrl-C untuk berhenti) ...")
        working.work(url)


def mail_server() -> mailing.MailServer:
    """The mail server of the settings. Raises SetupError where there is none."""
    settings = {name: value for name, value in vars(config).items() if name.startswith("PANEL_SMTP_")}
    settings["PANEL_SMTP_PORT"] = number("PANEL_SMTP_PORT", config.PANEL_SMTP_PORT)
    server = mailing.server_of(settings)
    if server is None:
        raise SetupError("Belum ada server surat: atur PANEL_SMTP_HOST, atau tulis --folder.")
    return server


@contextmanager
def _deliverer(folder: Path | None, now: datetime) -> Iterator[Deliver]:
    """The way that letters take: into a folder, else by the mail server of the settings."""
    if folder is not None:
        yield digests.into(folder, now)
        return
    server = mail_server()
    with mailing.connected(server) as session:
        yield digests.by_mail(server, session)


def _report(told: list[digests.Told]) -> None:
    for one in told:
        if one.sent:
            click.echo(one.person.username)
        elif one.problem:
            say(f"Surat untuk {one.person.username} tidak terkirim ({one.problem}).")
        else:
            say(f"{one.person.username} belum punya alamat surat.")
    say(f"{sum(one.sent for one in told)} ringkasan dikirim.")
    if any(one.problem for one in told):
        sys.exit(1)


commands = (deadlines_, holidays_, automatic_, remind, work_)
