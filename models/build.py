"""An office on a database -> the Panel."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from models.description.check import resolve
from models.description.findings import DescriptionError
from models.description.load import load
from models.description.print_files import Parse, unparsed
from models.description.probe import inspector_of, probe_of
from models.panel import Panel
from models.schema import reading
from models.schema.mapping import map_tables


def build(connection: sa.Connection, folder: Path, parse: Parse = unparsed) -> Panel:
    """The Panel of an office's folder on this database. Writes nothing. `parse` reads its print templates.

    Raises DescriptionError with every problem at once when the folder does not fit the database.
    """
    catalog = reading.read(connection)
    office, screens, findings = resolve(
        catalog, load(folder), probe_of(connection), parse, inspector_of(connection)
    )
    if findings or office is None:
        raise DescriptionError(*findings)
    tables, entities = map_tables(catalog)
    return Panel(office=office, catalog=catalog, screens=screens, tables=tables, entities=entities)
