"""What the commands have in common: the database they work on, and how they speak."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path

import click

import config
from app import folder, holding
from app.database import connect, engine_for
from app.office import office_folder
from app.settings import switch
from app.supervisor import address_of
from models.build import build
from models.description.findings import DescriptionError
from models.errors import PanelError
from models.panel import Panel
from views import print_templates

UNWRITABLE = "{file} tidak bisa dibuka atau ditulis ({reason}). Periksa folder dan hak berkasnya."


def say(line: str) -> None:
    click.echo(line, err=True)  # what is asked for goes to standard output alone


def put(place: Path, data: bytes, mode: int = 0o666) -> None:
    """A file that is whole, or none. `mode`: who may read it, as far as the umask lets them."""
    part = place.with_name(place.name + ".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(data)
    part.replace(place)


def sentences(command: Callable[..., None]) -> Callable[..., None]:
    """What goes wrong is a sentence and exit code 1."""

    @wraps(command)
    def run(*args: object, **options: object) -> None:
        try:
            command(*args, **options)
        except DescriptionError as error:
            for finding in error.problems:
                click.echo(str(finding))
            say(f"{len(error.problems)} masalah.")
            sys.exit(1)
        except PanelError as error:
            say(str(error))
            sys.exit(1)
        except OSError as error:
            if error.filename is None:
                raise
            say(UNWRITABLE.format(file=error.filename, reason=error.strerror))
            sys.exit(1)

    return run


@contextmanager
def database() -> Iterator[str]:
    """The database's address: set, of the running panel, or started for this command."""
    with holding.database(config.PANEL_DATA, config.DATABASE_URL, say) as url:
        yield url


def read(url: str, office: str | None) -> Panel:
    with connect(engine_for(url)) as connection:
        folder = office_folder(connection, office or config.PANEL_OFFICE)
        return build(connection, folder, print_templates.mistake)


def public_address() -> str:
    """What people type: the first name of PANEL_HOSTS, else where the panel listens."""
    name = next(iter(config.PANEL_HOSTS.replace(",", " ").split()), "")
    if not name:
        return folder.running(config.PANEL_DATA).get("address") or address_of(config.HOST, config.PORT)
    return f"{'https' if switch('PANEL_HTTPS', config.PANEL_HTTPS) else 'http'}://{name}"
