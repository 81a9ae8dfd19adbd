"""A received file becomes part of a row: its fingerprint and companions are written with the row, and
its content gets its place as the transaction commits. A row that is refused keeps nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from models.description.screen import Field
from models.errors import Problem
from models.files.naming import clean
from models.files.store import NOT_TAKEN, TOKEN, Received, Store, kinds_in_words
from models.panel import Desk
from models.values import BadValue, Canonical

GONE = "Berkas {label} perlu dipilih lagi: sudah terlalu lama menunggu disimpan."
NOT_A_FILE = "Isian {label} harus berupa berkas yang diunggah."


def names_a_file(raw: object) -> bool:
    """Whether a field's value is the token of a received file."""
    return isinstance(raw, str) and raw.startswith(TOKEN)


def received(desk: Desk, one: Field, raw: object) -> Received:
    """The file that a value names. Raises BadValue: not theirs, too old, or not of a kind it takes."""
    assert one.file is not None
    found = desk.files.received(str(raw), desk.actor.id) if desk.files else None
    if found is None:
        raise BadValue(Problem(GONE, one.key, {"label": one.label}))
    if found.type.kind not in one.file.accept:
        kinds = kinds_in_words(one.file.accept)
        raise BadValue(Problem(NOT_TAKEN, one.key, {"label": one.label, "kinds": kinds}))
    return found


def columns(fields: Mapping[str, Field], one: Field, found: Received | None) -> dict[str, Canonical]:
    """What is written for a file field: itself and its companions; all empty without a file."""
    assert one.file is not None
    told: dict[str | None, Canonical] = {
        one.key: found.sha256 if found else None,
        one.file.name: _name(fields, one.file.name, found) if found else None,
        one.file.size: found.size if found else None,
        one.file.type: found.type.mime if found else None,
    }
    return {key: value for key, value in told.items() if key is not None}


def _name(fields: Mapping[str, Field], key: str | None, found: Received) -> str:
    length = fields[key].column.length if key else None
    return found.name if length is None else clean(found.name, found.type, length)


def not_a_file(one: Field) -> Problem:
    """The problem of a file field with something else in it."""
    return Problem(NOT_A_FILE, one.key, {"label": one.label})


def keep_at_commit(desk: Desk, found: Iterable[Received]) -> None:
    """Gives files their place just before the commit; after a rollback they wait where they were."""
    waiting, files = list(found), desk.files
    if files is not None and waiting:
        _once_committed(desk.connection, waiting, files)


def _once_committed(connection: sa.Connection, waiting: list[Received], files: Store) -> None:
    def commit(_: sa.Connection) -> None:
        while waiting:
            files.keep(waiting.pop())

    def rollback(_: sa.Connection) -> None:
        waiting.clear()

    sa.event.listen(connection, "commit", commit)
    sa.event.listen(connection, "rollback", rollback)
