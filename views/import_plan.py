"""What somebody wants done with their sheet: which columns, how rows are known, dry or for good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from models.description.screen import Field, Screen
from models.errors import Refused
from models.importing import Mode, unique_fields
from reports.sheet_head import Head
from views.import_cells import targets
from views.wording import words

MODES = ("add", "update", "upsert", "version")
TWO_COLUMNS = "Dua kolom menuju isian {label}. Pilih satu saja."
NO_COLUMNS = "Belum ada kolom yang dicocokkan dengan isian. Pilih isiannya, atau ganti baris judulnya."
NO_KEY = "Pilih isian kunci, dan cocokkan sebuah kolom dengannya."
NOT_UNIQUE = "Isian kunci itu tidak unik, jadi tidak dapat dipakai mengenali baris."


@dataclass(frozen=True, slots=True)
class Plan:
    """`columns`: place in the sheet -> field key. `key`: the field that rows are known by. `clear`: an
    empty cell empties the field of a known row. `good`: what is right is kept although something is not.

    For forms of the survey `order` says what U1 to U9 mean, and `common` has what all rows have where
    their cells say nothing: by field key, as it is typed.
    """

    token: str
    sheet: str
    head: int
    columns: Mapping[int, str]
    mode: Mode = "add"
    key: str | None = None
    clear: bool = False
    dry: bool = True
    good: bool = False
    order: str | None = None
    common: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "columns": {str(at): key for at, key in self.columns.items()}}

    def for_good(self, good: bool) -> Plan:
        """The same, no dry run any more."""
        return replace(self, dry=False, good=good)


def from_json(told: Mapping[str, Any]) -> Plan:
    columns = {int(at): str(key) for at, key in told["columns"].items()}
    return Plan(**{**told, "columns": columns})


def check(plan: Plan, screen: Screen, head: Head) -> None:
    """Raises Refused with a sentence when a plan makes no sense for this screen and sheet."""
    fields = offered(screen, plan.mode)
    keys = list(plan.columns.values())
    for key in keys:
        if key not in fields:
            raise Refused(sentence=NO_COLUMNS)
        if keys.count(key) > 1:
            told = TWO_COLUMNS.format(label=words(fields[key].label))
            raise Refused(sentence=told)
    if not keys or (plan.mode == "version" and head.version is None):
        raise Refused(sentence=NO_COLUMNS)
    if plan.mode in ("update", "upsert"):
        if plan.key is None or plan.key not in keys:
            raise Refused(sentence=NO_KEY)
        if plan.key not in {one.key for one in unique_fields(screen)}:
            raise Refused(sentence=NOT_UNIQUE)


def offered(screen: Screen, mode: Mode) -> dict[str, Field]:
    """The fields that a column may be matched with; the keys by which rows are known among them."""
    fields = targets(screen)
    if mode == "version":
        return {key: one for key, one in fields.items() if one.editable}
    return {**fields, **{one.key: one for one in unique_fields(screen) if one.sql is None}}
