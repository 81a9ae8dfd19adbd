"""Whether every row still has its file, each file is what it was, and none is left over."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from models.description.screen import Field, Screen
from models.files.store import CHUNK, LIFE, Store
from models.panel import Panel

MISSING = "{place}: berkas {sha256} tidak ada lagi."
ALTERED = "{place}: isi berkas {sha256} sudah berubah."
UNREADABLE = "{place}: berkas {sha256} tidak dapat dibaca."
ODD = "{place}: {sha256} bukan sidik jari berkas."
ORPHAN = "Berkas {sha256} tidak dipakai baris mana pun."
WRITING = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is not as it should be; `path` is what a cleaner may remove."""

    sentence: str
    sha256: str
    place: str = ""
    path: Path | None = None

    def __str__(self) -> str:
        return self.sentence.format(sha256=self.sha256, place=self.place)


def verify(connection: sa.Connection, panel: Panel, store: Store, now: datetime) -> Iterator[Flaw]:
    """Every flaw, as it is found. Reads every file whole.

    A file of the last hour that no row uses is none: its row may just be written.
    """
    used: set[str] = set()
    for screen, one in _holders(panel):
        for sha256, place in _fingerprints(connection, panel, screen, one):
            if sha256 not in used:
                used.add(sha256)
                yield from _flaws(store, sha256, place)
    for sha256, path in store.contents():
        if sha256 not in used and _older(path, now, WRITING):
            yield Flaw(ORPHAN, sha256, path=path)


def clean(store: Store, flaws: list[Flaw], now: datetime) -> int:
    """Removes files that no row has used for a day, and their small pictures."""
    left_over = [flaw.path for flaw in flaws if flaw.path and _older(flaw.path, now, LIFE)]
    for path in left_over:
        path.unlink(missing_ok=True)
        for small in (store.folder / "thumbs" / path.parent.name).glob(f"{path.name}.*"):
            small.unlink(missing_ok=True)
    return len(left_over)


def _older(path: Path, now: datetime, life: timedelta) -> bool:
    return path.stat().st_mtime < (now - life).timestamp()


def _holders(panel: Panel) -> Iterator[tuple[Screen, Field]]:
    """Each column that holds files, once, however many screens show its table."""
    seen: set[tuple[object, str]] = set()
    for screen in panel.screens.values():
        for one in screen.files:
            if (screen.table.name, one.column.name) not in seen:
                seen.add((screen.table.name, one.column.name))
                yield screen, one


def _fingerprints(
    connection: sa.Connection, panel: Panel, screen: Screen, one: Field
) -> Iterator[tuple[str, str]]:
    """Each fingerprint of a column, and where a person finds it: one of its rows."""
    table = panel.table_of(screen)
    column = table.c[one.key]
    named = [column for column in table.columns if column.name in screen.key_columns]
    row = sa.func.min(sa.cast(named[0], sa.Text)) if len(named) == 1 else sa.literal("")
    asked = sa.select(column, row).where(column.is_not(None)).group_by(column).order_by(column)
    for sha256, key in connection.execute(asked):
        yield str(sha256), f"{screen.label.id} {key}".strip() + f", {one.label.id}"


def _flaws(store: Store, sha256: str, place: str) -> Iterator[Flaw]:
    try:
        if _fingerprint(store.path(sha256)) != sha256:
            yield Flaw(ALTERED, sha256, place)
    except ValueError:
        yield Flaw(ODD, sha256[:80], place)
    except FileNotFoundError:
        yield Flaw(MISSING, sha256, place)
    except OSError:
        yield Flaw(UNREADABLE, sha256, place)


def _fingerprint(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
