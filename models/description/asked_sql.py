"""SQL on a row, written by an office: its parameters must mean something, and the server must take it."""

from __future__ import annotations

from collections.abc import Collection

from models.description.findings import closest
from models.description.parameters import ME, expanded, replaced, unknown
from models.description.probe import Probed
from models.description.reading import Reading
from models.schema.catalog import Kind, Table

MOMENT = ("behalf", "now", "today")  # what models/office_sql.py knows besides, when it asks of one row


def check_sql(
    reading: Reading, sql: str, table: Table, *path: str | int, known: Collection[str] = ()
) -> Probed | None:
    """Notes what is wrong with an expression; what it is, if nothing. `known`: names besides those of the
    office."""
    strangers = unknown(sql, {*reading.parameters, *known})
    for name in strangers:
        near = closest(name, (ME, *reading.parameters, *known))
        reading.add("D352", *path, near=near, name=name)
    if strangers:
        return None
    probed = reading.probe(table, expanded(sql, reading.parameters))
    if probed.refused is not None:
        reading.add("D311", *path, reason=probed.refused)
        return None
    return probed


def check_condition(
    reading: Reading, sql: str, table: Table, *path: str | int, known: Collection[str] = ()
) -> None:
    """The same of what must be true or false."""
    probed = check_sql(reading, sql, table, *path, known=known)
    is_answer = not replaced(sql, lambda _: "").strip()  # what a tick box says: here it has no type yet
    if probed is not None and probed.kind not in (None, Kind.BOOLEAN) and not is_answer:
        reading.add("D353", *path, found=probed.type)
