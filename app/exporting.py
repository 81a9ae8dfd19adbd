"""`flask panel export`: a list as a file, for whoever runs the machine."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl

import click
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict

from app import create_app
from app.console import database, say, sentences
from app.cron import desk_of
from app.database import SetupError
from models import exports
from models.panel import Desk, Panel
from reports.exporting import Export, Wanted
from views import export_words, filters
from views.exports import pieces

_MOST = 1000  # of other exports: whoever runs the machine does not wait for them


@click.command("export", help="Menulis sebuah daftar sebagai berkas Excel atau csv, tanpa samaran.")
@click.argument("screen")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Berkas tujuan.")
@click.option("--view", help="Tampilan tersimpan.")
@click.option("--address", default="", help="Saringan dan urutan seperti pada alamat daftar di peramban.")
@click.option("--csv", "as_csv", is_flag=True, help="csv, bukan Excel.")
@sentences
def export_(screen: str, out: Path, view: str | None, address: str, as_csv: bool) -> None:
    args = MultiDict(parse_qsl(address.partition("?")[2] or address))
    if view is not None:
        args["view"] = view
    with database() as url:
        app = create_app({"DATABASE_URL": url})
        panel: Panel = app.extensions["panel"]
        with app.app_context(), force_locale(panel.office.language), desk_of(url, panel, "cli") as desk:
            rows = _write(desk, screen, out, args, "csv" if as_csv else "xlsx")
    say(f"{rows} baris ditulis ke {out}.")


def _write(desk: Desk, key: str, out: Path, args: MultiDict[str, str], format: str) -> int:
    """A file that is whole, or none."""
    screen = desk.panel.screens.get(key)
    if screen is None:
        raise SetupError("Layar {screen} tidak ada.", screen=key)
    listing = filters.listing(screen, args)
    lines = export_words.asked(desk, screen, args, listing, None)
    export, part = Export(desk, screen, Wanted(listing), _MOST), out.with_name(out.name + ".part")
    try:
        with part.open("wb") as file:
            file.writelines(pieces(desk, export, format, lines))
        os.replace(part, out)
    finally:
        export.close()
        part.unlink(missing_ok=True)
    columns = [one.field.key for one in export.whole.shown]
    exports.note(desk, screen, format, export.matched, export_words.joined(lines), columns)
    return export.matched
