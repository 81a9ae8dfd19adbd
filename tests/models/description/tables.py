"""Tables made by hand, for what a description makes of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from models.description.check import resolve
from models.description.findings import Finding
from models.description.load import load
from models.description.screen import Screen
from models.schema.catalog import Catalog, Column, ForeignKey, Index, Key, Kind, Table, TableName

OFFICE = """
name: Kantor uji
zone: WIB
roles:
  Petugas: {rights: {"*": [list, show]}}
  Admin: {admin: true, rights: {"*": all}}
"""


def name(table: str) -> TableName:
    schema, _, rest = table.rpartition(".")
    return TableName(schema or "public", rest)


def column(title: str, kind: Kind = Kind.TEXT, **facts: Any) -> Column:
    return Column(title, facts.pop("type", str(kind)), kind, 0, **facts)


def identity() -> Column:
    return column("id", Kind.INTEGER, nullable=False, identity="always")


def points(source: str, target: str) -> ForeignKey:
    """`reporter -> people.id`."""
    table, _, far = target.rpartition(".")
    return ForeignKey(f"{source}_fkey", tuple(source.split("+")), name(table), tuple(far.split("+")))


def table(
    title: str,
    *columns: Column,
    key: str | None = "id",
    unique: Iterable[str] = (),
    refs: Iterable[ForeignKey] = (),
    indexed: Iterable[str] = (),
    **facts: Any,
) -> Table:
    """A table; composite keys are written `a+b`."""
    keys = [Key(f"{one}_key", tuple(one.split("+"))) for one in unique]
    if key:
        keys.insert(0, Key("pkey", tuple(key.split("+")), primary=True))
    return Table(
        name(title),
        facts.pop("kind", "table"),
        tuple(dataclasses.replace(one, position=place) for place, one in enumerate(columns, 1)),
        keys=tuple(keys),
        foreign_keys=tuple(refs),
        indexes=tuple(Index(f"{one}_idx", (one,)) for one in indexed),
        **facts,
    )


def catalog(*tables: Table) -> Catalog:
    return Catalog({one.name: one for one in sorted(tables, key=lambda each: each.name)}, "x")


def office(folder: Path, screens: dict[str, str] | None = None, text: str = OFFICE) -> Path:
    (folder / "screens").mkdir(parents=True, exist_ok=True)
    (folder / "office.yaml").write_text(text, encoding="utf-8")
    for key, one in (screens or {}).items():
        (folder / "screens" / f"{key}.yaml").write_text(one, encoding="utf-8")
    return folder


def resolved(
    folder: Path, tables: Iterable[Table], screens: dict[str, str] | None = None, text: str = OFFICE
) -> tuple[dict[str, Screen], tuple[Finding, ...]]:
    """The screens of hand-made tables with an office's YAML, and what is wrong with it."""
    _, found, findings = resolve(catalog(*tables), load(office(folder, screens, text)))
    return found, findings


def plain(folder: Path, *tables: Table) -> dict[str, Screen]:
    """The screens of hand-made tables that nobody described."""
    return resolved(folder, tables)[0]
