"""The commands: `.venv/bin/flask panel ...`, from the root of the checkout, without settings."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click
from flask import Flask

import config
from app import create_app, cron, exporting, guards, users
from app.console import database, public_address, read, say, sentences
from app.database import SetupError, connect, engine_for
from app.import_command import import_
from app.install import Installed, has_rows, install
from app.monthly_command import monthly
from app.reload import Live
from app.report_command import report_
from app.settings import number
from app.signin import accounts
from app.signin.passphrase import Rule
from app.survey_command import skm_
from models import diagram
from models.description.describe import describe as default_description
from models.files import checking
from models.files.store import Store
from models.panel import Panel
from views import surface

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Commands(Flask):
    """What `flask` loads: the commands alone, which work where the app itself cannot start yet.

    Served all the same (`flask run`, any WSGI server), it is the live panel.
    """

    live: Live | None = None

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self.live is None:
            self.live = Live()
        return self.live(environ, start_response)


panel = click.Group("panel", help="Perintah panel Meja Aduan.", short_help="Perintah panel Meja Aduan.")
for timely in cron.commands:
    panel.add_command(timely)
panel.add_command(import_)
panel.add_command(exporting.export_)
panel.add_command(skm_)
panel.add_command(monthly)
panel.add_command(report_)
commands = Commands("app")
commands.cli.add_command(panel)


@panel.command(help="Memeriksa deskripsi kantor: semua masalah sekaligus, dengan berkas dan baris.")
@click.option(
    "--office", help="Kantor lain dari yang sedang dipakai: nama folder di app/offices, atau alamat folder."
)
@sentences
def check(office: str | None) -> None:
    with database() as url:
        found = read(url, office)
    described = sum(screen.described for screen in found.screens.values())
    click.echo(f"Baik: {len(found.screens)} layar, {described} dari YAML.")


@panel.command("install", help="Memasang panel di basis data, atau memperbaruinya. Boleh diulang.")
@click.option("--reference", is_flag=True, help="Juga tabel acuan kecamatan, untuk basis data yang kosong.")
@click.option("--demo", is_flag=True, help="Juga contoh data dan akun contoh, bila tabel acuan masih kosong.")
@sentences
def install_(reference: bool, demo: bool) -> None:
    with database() as url:
        tell(install(url, reference=reference, demo=demo, say=say))


@panel.command(help="Mengisi contoh data. Menolak basis data yang sudah berisi.")
@sentences
def demo() -> None:
    with database() as url:
        with connect(engine_for(url)) as connection:
            if has_rows(connection):
                raise SetupError(
                    "Basis data ini sudah berisi. Contoh data hanya untuk basis data yang kosong."
                )
        tell(install(url, reference=True, demo=True, say=say))


@panel.command(help="Mencetak YAML layar bawaan sebuah tabel, untuk diubah; tanpa nama: daftar semua tabel.")
@click.argument("table", required=False)
@sentences
def describe(table: str | None) -> None:
    with database() as url:
        found = read(url, None)
    if table:
        click.echo(default_description(found, table), nl=False)
        return
    for screen in found.screens.values():
        click.echo(f"{screen.table.name!s:<40} {screen.key:<24} {screen.label.id}")


@panel.command("audit", help="Mencatat setiap perubahan baris sebuah layar, juga yang lewat psql.")
@click.argument("screen")
@click.option("--off", is_flag=True, help="Tidak mencatat lagi; riwayat yang ada tetap.")
@click.option("--sql", is_flag=True, help="Hanya mencetak perintahnya, untuk dijalankan pemilik tabel.")
@sentences
def audit_(screen: str, off: bool, sql: bool) -> None:
    with database() as url, connect(engine_for(url)) as connection:
        found = read(url, None)
        statements = guards.wanted(connection, found, screen, off=off)
        if sql:
            click.echo("".join(f"{one};\n" for one in statements), nl=False)
            return
        guards.run(connection, screen, statements)
        connection.commit()
    click.echo(f"Perubahan {screen} {'tidak dicatat lagi' if off else 'dicatat mulai sekarang'}.")


@panel.command("diagram", help="Mencetak alur kerja sebagai teks Mermaid; tanpa nama: daftar semua alur.")
@click.argument("workflow", required=False)
@click.option("--language", default="id", type=click.Choice(["id", "en"]), help="Bahasa kata-katanya.")
@sentences
def diagram_(workflow: str | None, language: str) -> None:
    with database() as url:
        found = diagram.workflows(read(url, None))
    if workflow is None:
        for one in found.values():
            click.echo(f"{one.key:<24} {one.label.in_language(language)}")
    elif workflow in found:
        click.echo(diagram.mermaid(found[workflow], language), nl=False)
    else:
        raise SetupError("Alur kerja {workflow} tidak ada.", workflow=workflow)


@panel.command("surface", help="Mencetak setiap alamat, metode, dan hak yang dimintanya.")
@sentences
def surface_() -> None:
    with database() as url:
        app = create_app({"DATABASE_URL": url})
        with app.app_context():
            click.echo("\n".join(surface.lines(app)))


@panel.command(help="Memberi sandi baru yang acak kepada pemakai yang lupa sandinya.")
@click.argument("username")
@click.option("--ask", is_flag=True, help="Ketik sendiri sandinya.")
@sentences
def password(username: str, ask: bool) -> None:
    with database() as url, connect(engine_for(url)) as connection:
        new = typed(read(url, None), username) if ask else users.new_password()
        if not users.set_password(connection, username, new):
            raise SetupError("Pemakai {username} tidak ada.", username=username)
        connection.commit()
    click.echo(f"Sandi {username} sudah diganti." if ask else f"Sandi baru {username}: {new}")


def typed(found: Panel, username: str) -> str:
    """A password from the terminal, by the rule of the office."""
    new: str = click.prompt("Sandi baru", hide_input=True, confirmation_prompt="Sekali lagi", err=True)
    least = number("PANEL_PASSWORD_LENGTH", config.PANEL_PASSWORD_LENGTH)
    Rule(least, (found.office.name,)).check(new, [username])
    return new


@panel.command("login-link", help="Mencetak tautan masuk sekali pakai, misalnya untuk admin pertama.")
@click.argument("username")
@click.option("--hours", default=24, show_default=True, type=click.IntRange(1, 168), help="Lama berlakunya.")
@sentences
def login_link(username: str, hours: int) -> None:
    with database() as url, connect(engine_for(url)) as connection:
        user = accounts.user_id(connection, username)
        if user is None:
            raise SetupError("Pemakai {username} tidak ada, atau tidak aktif.", username=username)
        token = accounts.new_link(connection, user, timedelta(hours=hours))
        connection.commit()
    click.echo(f"{public_address()}/login/link/{token}")
    say(f"Berlaku sekali, selama {hours} jam.")


@panel.command("second-step-off", help="Mematikan masuk dua langkah pemakai yang kehilangan teleponnya.")
@click.argument("username")
@sentences
def second_step_off(username: str) -> None:
    with database() as url, connect(engine_for(url)) as connection:
        user = accounts.user_id(connection, username)
        if user is None:
            raise SetupError("Pemakai {username} tidak ada, atau tidak aktif.", username=username)
        was_on = accounts.leave(connection, user)
        connection.commit()
    click.echo(f"Langkah kedua {username} {'sudah dimatikan' if was_on else 'memang tidak hidup'}.")


@panel.command("verify", help="Memeriksa semua berkas: yang hilang, berubah, atau tidak dipakai lagi.")
@click.option("--clean", is_flag=True, help="Juga menghapus berkas yang sehari lebih tidak dipakai baris.")
@click.option("--yes", is_flag=True, help="Bersama --clean: tanpa bertanya lagi.")
@sentences
def verify_(clean: bool, yes: bool) -> None:
    files = Store(config.PANEL_DATA / "files")
    with database() as url:
        found = read(url, None)
        now = datetime.now(found.office.zone)
        flaws = []
        with connect(engine_for(url)) as connection:
            for flaw in checking.verify(connection, found, files, now):
                click.echo(str(flaw))
                flaws.append(flaw)
    if clean and (yes or click.confirm("Hapus berkas yang tidak dipakai untuk selamanya?", err=True)):
        swept = files.sweep(now) + checking.clean(files, flaws, now)
        say(f"{swept} berkas dihapus.")
        flaws = [flaw for flaw in flaws if flaw.path is None or flaw.path.exists()]
    if flaws:
        say(f"{len(flaws)} masalah.")
        sys.exit(1)
    click.echo("Baik: semua berkas ada dan utuh.")


def tell(installed: Installed) -> None:
    click.echo(f"Panel terpasang: kantor {installed.office}.")
    for user in installed.accounts:
        click.echo(f"  {user.username:<14} {user.role}")
    if installed.password:
        click.echo(f"Sandi (hanya ditampilkan sekali ini): {installed.password}")
